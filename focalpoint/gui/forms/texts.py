"""Fields of letters: one line, a note, a number, words as tags."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCompleter

from focalpoint.domain.fields import Spec, Value
from focalpoint.gui import theme
from focalpoint.gui.forms.base import Field
from focalpoint.gui.widgets.basics import button, column
from focalpoint.gui.widgets.fields import line
from focalpoint.gui.widgets.flow import Flow
from focalpoint.gui.widgets.plain_edit import PlainText
from focalpoint.language import _

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


class TextField(Field):
    """One line; its direction follows what is typed, references are always left to right."""

    def __init__(self, spec: Spec) -> None:
        super().__init__(spec)
        self.edit = line(ltr=spec.ltr)
        self.edit.setMaxLength(10_000)
        self.edit.textEdited.connect(lambda _text: self.changed.emit())
        self.edit.editingFinished.connect(self.left)
        column(self).addWidget(self.edit)
        self.setFocusProxy(self.edit)

    def suggest(self, words: list[str]) -> None:
        """Offer some words while the person types; any other may be typed."""
        completer = QCompleter(words, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.edit.setCompleter(completer)

    def value(self) -> Value:
        """Return the text without blanks at its ends."""
        return self.edit.text().strip()

    def put(self, value: Value) -> None:
        """Show a text."""
        self.edit.setText(str(value or ""))
        self.edit.setCursorPosition(0)


class NoteField(Field):
    """Several lines; grows with its text up to a limit. Tab goes to the next field."""

    def __init__(self, spec: Spec) -> None:
        super().__init__(spec)
        self.edit = PlainText()
        self.edit.installEventFilter(self)
        self.edit.textChanged.connect(self._typed)
        self._quiet = False
        column(self).addWidget(self.edit)
        self.setFocusProxy(self.edit)
        self._grow()

    def value(self) -> Value:
        """Return the text."""
        return self.edit.toPlainText().strip()

    def put(self, value: Value) -> None:
        """Show a text."""
        self._quiet = True
        self.edit.setPlainText(str(value or ""))
        self._quiet = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice when the person goes on."""
        if isinstance(event, QFocusEvent) and event.lostFocus():
            self.left.emit()
        return super().eventFilter(watched, event)

    def _typed(self) -> None:
        self._grow()
        if not self._quiet:
            self.changed.emit()

    def _grow(self) -> None:
        lines = min(max(self.edit.document().lineCount(), 4), 14)
        height = self.edit.fontMetrics().lineSpacing() * lines + theme.px(24)
        self.edit.setFixedHeight(height)


class NumberField(Field):
    """A whole number, in either set of digits, or nothing."""

    def __init__(self, spec: Spec) -> None:
        super().__init__(spec)
        self.edit = line(ltr=True)
        self.edit.setMaximumWidth(theme.text_px(140))
        self.edit.textEdited.connect(lambda _text: self.changed.emit())
        self.edit.editingFinished.connect(self.left)
        column(self).addWidget(self.edit, 0, Qt.AlignmentFlag.AlignLeading)
        self.setFocusProxy(self.edit)

    def value(self) -> Value:
        """Return the number, None if there is none."""
        typed = self._typed()
        return int(typed) if typed.isdigit() else None

    def put(self, value: Value) -> None:
        """Show a number."""
        self.edit.setText("" if value is None else str(value))

    def problem(self) -> str:
        """Say that this is no number."""
        typed = self._typed()
        return "" if not typed or typed.isdigit() else _("Type a whole number.")

    def _typed(self) -> str:
        return self.edit.text().strip().translate(_DIGITS)


class Chips(Flow):
    """Chosen words, each with a way to take it out."""

    def __init__(self) -> None:
        super().__init__(spacing=4)

    def show_words(self, words: list[tuple[str, str]], drop: Callable[[str], None]) -> None:
        """Show words by code and label; `drop(code)` takes one out."""
        self.clear()
        for code, label in words:
            made = button(label, role="chip", icon="close", tip=_("Take out “{word}”").format(word=label))
            made.clicked.connect(lambda _checked=False, code=code: drop(code))
            self.add(made)
        self.setVisible(bool(words))


class TagsField(Field):
    """Words of one's own, added with Enter or a comma."""

    def __init__(self, spec: Spec) -> None:
        super().__init__(spec)
        self._words: list[str] = []
        lay = column(self, spacing=4)
        self._chips = Chips()
        self.edit = line(hint=_("Type a word and press Enter"))
        self.edit.returnPressed.connect(self._add)
        self.edit.textEdited.connect(self._edited)
        self.edit.editingFinished.connect(self._finish)
        lay.addWidget(self._chips)
        lay.addWidget(self.edit)
        self.setFocusProxy(self.edit)
        self._show()

    def value(self) -> Value:
        """Return the words, sorted, with what is being typed."""
        return tuple(sorted({*self._words, *filter(None, [self.edit.text().strip()])}))

    def put(self, value: Value) -> None:
        """Show words."""
        self._words = list(value) if isinstance(value, tuple) else []
        self._show()

    def _edited(self, typed: str) -> None:
        if typed.endswith((",", "،", ";", "؛")):
            self.edit.setText(typed[:-1])
            self._add()
        self.changed.emit()

    def _finish(self) -> None:
        self._add()
        self.left.emit()

    def _add(self) -> None:
        word = self.edit.text().strip()
        if word and word not in self._words:
            self._words.append(word)
            self._show()
            self.changed.emit()
        self.edit.clear()

    def _drop(self, word: str) -> None:
        self._words.remove(word)
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        self._chips.show_words([(word, word) for word in self._words], self._drop)
