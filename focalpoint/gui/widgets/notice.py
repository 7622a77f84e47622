"""A sentence that appears at the bottom for a few seconds, with an undo where there is one."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QFrame, QWidget

from focalpoint.gui import theme
from focalpoint.gui.widgets.basics import button, clear, row, text

SHOWN_MS = 8000


class NoticeBar(QFrame):
    """Says what was done; never asks."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._lay = row(self, margins=(16, 8), spacing=16)
        self._ground = parent
        self._timer = QTimer(self, interval=SHOWN_MS, singleShot=True)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def say(self, sentence: str, action: str = "", call: Callable[[], object] | None = None) -> None:
        """Show a sentence, and a button if there is something to do about it."""
        clear(self._lay)
        self._lay.addWidget(text(sentence, wrap=False))
        if action and call is not None:

            def run() -> None:
                self.hide()
                call()

            self._lay.addWidget(button(action, run))
        for place in range(self._lay.count()):  # while another notice still stands, Qt would show them later
            if (item := self._lay.itemAt(place)) is not None and (made := item.widget()) is not None:
                made.show()
        self.setAccessibleName(sentence)
        self.show()
        self._place()
        self.raise_()
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the bottom when the window changes its size."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        parent = self._ground
        hint = self.sizeHint()
        width = min(hint.width(), parent.width() - theme.px(48))
        self.resize(width, hint.height())
        self.move((parent.width() - width) // 2, parent.height() - hint.height() - theme.px(48))
