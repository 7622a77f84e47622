"""The frame of every page before a vault is open: a calm column in the middle, languages above."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from focalpoint import language
from focalpoint.domain.languages import LANGUAGES
from focalpoint.gui import theme
from focalpoint.gui.widgets.basics import Banner, button, clear, column, row, scrolled, text
from focalpoint.language import _


class GatePage(QWidget):
    """One page: a title, what it is about, its content, and buttons at the end."""

    language_chosen = Signal(str)

    def __init__(
        self, title: str, about: str = "", *, wide: bool = False, first: bool = False, languages: bool = True
    ) -> None:
        super().__init__()
        outer = column(self)
        if languages:
            outer.addLayout(self._languages())
        inner = QFrame()
        inner.setProperty("role", "card")
        inner.setMaximumWidth(theme.px(860 if wide else 560))
        inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        centre = QWidget()
        down = column(centre, margins=(24, 8))
        across = row()
        across.addStretch(1)
        across.addWidget(inner, 100)
        across.addStretch(1)
        down.addStretch(2)
        down.addLayout(across)
        down.addStretch(3)
        outer.addWidget(scrolled(centre, name=title), 1)
        self.footer: QVBoxLayout = column()
        outer.addLayout(self.footer)
        frame = column(inner, margins=(32, 24), spacing=16)
        frame.addWidget(text(title, "display" if first else "title"))
        if about:
            frame.addWidget(text(about, "muted"))
        self.content = column(spacing=12)
        frame.addLayout(self.content)
        self._message = column()
        frame.addLayout(self._message)
        self.buttons: QHBoxLayout = row(spacing=8)
        self.next_button: QPushButton | None = None
        frame.addSpacing(theme.px(8))
        frame.addLayout(self.buttons)

    def keep(self) -> None:
        """Keep what was typed, while the page is made anew in another language."""

    def busy(self, *, working: bool) -> None:
        """Show that the page's work is being done, or that it is over."""

    def say(self, sentence: str, *, tone: str = "amber") -> None:
        """Show a sentence above the buttons, or nothing."""
        clear(self._message)
        if sentence:
            self._message.addWidget(Banner("red" if tone == "red" else "amber", sentence))

    def say_more(self, widget: QWidget) -> None:
        """Add something to do under the sentence."""
        self._message.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeading)

    def back_and_next(
        self, back: Callable[[], object] | None, label: str, forward: Callable[[], object]
    ) -> QPushButton:
        """Add the buttons: back at the leading end, the one next step at the trailing end."""
        if back is not None:
            self.buttons.addWidget(button(_("Back"), back, role="quiet", icon="back"))
        self.buttons.addStretch(1)
        made = button(label, forward, role="primary")
        made.setDefault(True)
        self.buttons.addWidget(made)
        self.next_button = made
        return made

    def _languages(self) -> QHBoxLayout:
        line = row(margins=(16, 12), spacing=4)
        line.addStretch(1)
        for code in LANGUAGES:
            made = button(LANGUAGES[code].name, partial(self.language_chosen.emit, code), role="rail")
            made.setCheckable(True)
            made.setChecked(code == language.current())
            made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            line.addWidget(made)
        return line
