"""Fields of codes: one of a list, several of a list, yes or no, and words the person cannot change here."""

from PySide6.QtWidgets import QCheckBox

from focalpoint.domain.codes import Code, CodeList
from focalpoint.domain.fields import Spec, Value
from focalpoint.domain.visible_text import visible
from focalpoint.gui.forms.base import Field
from focalpoint.gui.forms.texts import Chips
from focalpoint.gui.widgets.basics import column, text
from focalpoint.gui.widgets.choice import Choice
from focalpoint.language import _, current, isolate_ltr, sort_key

SORTED = frozenset({"countries", "languages"})  # other lists stand in the order of their meaning


def options(codes: CodeList) -> list[tuple[str, str]]:
    """Return codes with their words, in the order to show them."""
    found = [(code.code, label(code)) for code in codes.codes.values()]
    return sorted(found, key=lambda option: sort_key(option[1])) if codes.name in SORTED else found


def label(code: Code) -> str:
    """Return the words of a code in the current language."""
    return code.label(current())


class ChoiceField(Field):
    """One code of a list; `narrow` keeps only some codes on offer."""

    def __init__(self, spec: Spec, codes: CodeList) -> None:
        super().__init__(spec)
        self._codes = codes
        self.combo = Choice(options(codes), empty=_("Not chosen"))
        self.combo.currentIndexChanged.connect(lambda _place: self.changed.emit())
        self.combo.activated.connect(lambda _place: self.left.emit())
        column(self).addWidget(self.combo)
        self.setFocusProxy(self.combo)

    def value(self) -> Value:
        """Return the code."""
        return self.combo.code()

    def put(self, value: Value) -> None:
        """Show a code; one that this program does not know stays, and is shown as that."""
        code = str(value or "")
        self.combo.blockSignals(True)  # noqa: FBT003 - Qt's own name
        self._offer(code)
        self.combo.choose(code)
        self.combo.blockSignals(False)  # noqa: FBT003 - Qt's own name

    def _offer(self, code: str) -> None:
        if code and code not in self._codes.codes and self.combo.findData(code) < 0:
            self.combo.add(code, _("{code} (not known to this program)").format(code=isolate_ltr(visible(code))))

    def problem(self) -> str:
        """Say that the words typed are not of the list."""
        if self.combo.isEditable() and not self.combo.code():
            typed = self.combo.currentText()
            if typed and typed != _("Not chosen"):
                return _("Choose one of the list.")
        return ""

    def narrow(self, codes: set[str]) -> None:
        """Offer only these codes, and the chosen one."""
        chosen = self.combo.code()
        self.combo.blockSignals(True)  # noqa: FBT003 - Qt's own name
        self.combo.clear()
        self.combo.addItem(_("Not chosen"), "")
        for code, words in options(self._codes):
            if code in codes or code == chosen:
                self.combo.add(code, words)
        self._offer(chosen)
        self.combo.choose(chosen)
        self.combo.blockSignals(False)  # noqa: FBT003 - Qt's own name


class ChoicesField(Field):
    """Several codes of a list, as chips, with one box to add another."""

    def __init__(self, spec: Spec, codes: CodeList) -> None:
        super().__init__(spec)
        self._options = options(codes)
        self._labels = dict(self._options)
        self._chosen: list[str] = []
        lay = column(self, spacing=4)
        self._chips = Chips()
        self.combo = Choice(self._options, empty=_("Add…"))
        self.combo.activated.connect(self._add)
        lay.addWidget(self._chips)
        lay.addWidget(self.combo)
        self.setFocusProxy(self.combo)
        self._show()

    def value(self) -> Value:
        """Return the codes, sorted."""
        return tuple(sorted(self._chosen))

    def put(self, value: Value) -> None:
        """Show codes."""
        self._chosen = list(value) if isinstance(value, tuple) else []
        self._show()

    def _add(self) -> None:
        code = self.combo.code()
        if code and code not in self._chosen:
            self._chosen.append(code)
            self._show()
            self.changed.emit()

    def _drop(self, code: str) -> None:
        self._chosen.remove(code)
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        self._chips.show_words([(code, self._labels.get(code, code)) for code in self._chosen], self._drop)
        self.combo.clear()
        self.combo.addItem(_("Add…"), "")
        for code, words in self._options:
            if code not in self._chosen:
                self.combo.add(code, words)


class FlagField(Field):
    """Yes or no."""

    def __init__(self, spec: Spec) -> None:
        super().__init__(spec)
        self.box = QCheckBox(_(spec.label).replace("&", "&&"))
        self.box.toggled.connect(lambda _on: self.changed.emit())
        column(self).addWidget(self.box)
        self.setFocusProxy(self.box)

    def value(self) -> Value:
        """Return yes or no."""
        return self.box.isChecked()

    def put(self, value: Value) -> None:
        """Show yes or no."""
        self.box.setChecked(bool(value))


class ShownField(Field):
    """A value that is changed elsewhere: a state by its steps, a file by attaching."""

    def __init__(self, spec: Spec, codes: CodeList | None) -> None:
        super().__init__(spec)
        self._codes, self._value = codes, ""
        self._label = text("")
        column(self).addWidget(self._label)

    def value(self) -> Value:
        """Return the value."""
        return self._value

    def put(self, value: Value) -> None:
        """Show a value."""
        self._value = str(value or "")
        self._label.setText(self._codes.label(self._value, current()) if self._codes else self._value)
