"""A label above its field, a line, a passphrase field: the parts of small hand-written forms."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from focalpoint.gui import icons, theme
from focalpoint.gui.widgets.basics import Pill, Tone, button, column, row, text, tool
from focalpoint.gui.widgets.plain_text import Words, sentence, tip
from focalpoint.language import _, current
from focalpoint.loading import late

if TYPE_CHECKING:
    from focalpoint.services.core import keys
else:
    keys = late("focalpoint.services.core.keys")


def labelled(label: str, field: QWidget, *, help_text: str = "", required: bool = False) -> QWidget:
    """Return a field under its label, which is also its accessible name."""
    holder = QWidget()
    holder.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    lay: QVBoxLayout = column(holder, spacing=4)
    name = text(label if not required else _("{label} (required)").format(label=label), "caption")
    name.setBuddy(field)
    lay.addWidget(name)
    lay.addWidget(field)
    name_field(field, label, help_text)
    if help_text:
        lay.addWidget(text(help_text, "small"))
    return holder


def name_field(field: QWidget, label: str, help_text: str = "") -> None:
    """Give a field its accessible name and description, and the line inside it too."""
    target = field.focusProxy() or field
    for widget in {field, target}:
        widget.setAccessibleName(label)
        widget.setAccessibleDescription(help_text)


def line(content: str = "", *, ltr: bool = False, hint: str = "") -> QLineEdit:
    """Return a field of one line; references and addresses are always left to right."""
    made = QLineEdit(content)
    made.setPlaceholderText(hint)
    if ltr:
        made.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    return made


class PassphraseField(QWidget):
    """A hidden line with a button that shows it."""

    changed = Signal(str)
    entered = Signal()

    def __init__(self, content: str = "") -> None:
        super().__init__()
        lay = row(self, spacing=4)
        self.edit = QLineEdit(content)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.edit.textChanged.connect(self.changed)
        self.edit.returnPressed.connect(self.entered)
        self.eye = tool("show", _("Show the passphrase"), self._turn)
        lay.addWidget(self.edit, 1)
        lay.addWidget(self.eye)
        self.setFocusProxy(self.edit)

    def text(self) -> str:
        """Return what was typed."""
        return self.edit.text()

    def reveal(self, *, shown: bool) -> None:
        """Show or hide the letters."""
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.edit.setEchoMode(mode)
        name = _("Hide the passphrase") if shown else _("Show the passphrase")
        self.eye.setIcon(icons.icon("hide" if shown else "show"))
        tip(self.eye, name)
        self.eye.setAccessibleName(name)

    def _turn(self) -> None:
        self.reveal(shown=self.edit.echoMode() is QLineEdit.EchoMode.Password)


_TONES: tuple[Tone, ...] = ("amber", "amber", "amber", "accent", "accent")


class NewPassphrase(QWidget):
    """A new passphrase: words that the program made, or one's own, typed twice; with what guessing it would take."""

    changed = Signal()

    def __init__(self, at_hand: Callable[[], tuple[str, ...]] = tuple) -> None:
        super().__init__()
        self._at_hand, self._made = at_hand, ""
        lay = column(self, spacing=12)
        self.first, self.second = PassphraseField(), PassphraseField()
        lay.addWidget(labelled(_("New passphrase"), self.first))
        under = row(spacing=8)
        self._pill = Pill("", "plain")
        self._said = text("", "small")
        under.addWidget(self._pill)
        under.addWidget(self._said, 1)
        lay.addLayout(under)
        self._again = labelled(_("Type it again"), self.second)
        lay.addWidget(self._again)
        self._same = text("", "small")
        lay.addWidget(self._same)
        ways = row(spacing=8)
        self.other = button(_("Suggest other words"), self.suggest, role="link", icon="refresh")
        self.own = button(_("Type one of my own"), self.type_own, role="link", icon="edit")
        ways.addWidget(self.other)
        ways.addWidget(self.own)
        ways.addStretch(1)
        lay.addLayout(ways)
        self.score = 0
        self._timer = QTimer(self, interval=200, singleShot=True)
        self._timer.timeout.connect(self._weigh)
        self.first.changed.connect(self._typed)
        self.second.changed.connect(lambda _text: self._weigh())
        self.suggest()

    def text(self) -> str:
        """Return the passphrase."""
        return self.first.text()

    def agree(self) -> bool:
        """Tell whether it was typed twice alike, or made by the program."""
        return self.text() == (self._made or self.second.text())

    def strong_enough(self) -> bool:
        """Tell whether guessing it takes as long as is asked for."""
        return keys.strength(self.text(), self._at_hand()).score >= keys.FAIR

    def suggest(self) -> None:
        """Show words that the program makes."""
        self._made = keys.suggest(current())
        self.first.edit.setText(self._made)
        self.first.edit.setCursorPosition(0)
        self.first.reveal(shown=True)
        self._show_ways()

    def type_own(self) -> None:
        """Let the person type one of their own."""
        self.first.edit.clear()
        self.first.reveal(shown=False)
        self.first.edit.setFocus()

    def _typed(self, typed: str) -> None:
        if self._made and typed != self._made:
            self._made = ""
            self.second.edit.clear()
            self.first.reveal(shown=False)
            self._show_ways()
        self._timer.start()

    def _show_ways(self) -> None:
        made = bool(self._made)
        self._again.setVisible(not made)
        self._same.setVisible(not made)
        self.own.setVisible(made)
        self.other.setText(_("Suggest other words") if made else _("Suggest words"))
        self._weigh()

    def _weigh(self) -> None:
        typed = self.text()
        self._pill.setVisible(bool(typed))
        if typed:
            strength = keys.strength(typed, self._at_hand())
            self.score = strength.score
            self._pill.setText(_(strength.label))
            self._pill.setProperty("pill", _TONES[strength.score])
            self._pill.style().polish(self._pill)
            advice = _(strength.advice) if strength.advice else ""
            if self._made:
                advice = _("Write these words down until you know them by heart.")
            self._said.setText(f"{sentence(strength.time)} {advice}".strip())
        else:
            self._said.setText(_("Several words that do not belong together are strong and easy to keep."))
        agree = self.second.text() == typed
        self._same.setText("" if agree or not self.second.text() else _("The two lines differ."))
        self.changed.emit()


def icon_label(name: str, role: str = "text", size: int = 16) -> QLabel:
    """Return an icon beside text that names it."""
    made = Words()
    made.setPixmap(icons.pixmap(name, role, size))
    made.setFixedSize(QSize(theme.text_px(size), theme.text_px(size)))
    return made
