"""The frame of every dialog: title, content, buttons that name what they do; the training band where it belongs."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from focalpoint.gui import theme
from focalpoint.gui.widgets.basics import Banner, button, clear, column, row, scrolled, text
from focalpoint.gui.widgets.training import TrainingBand
from focalpoint.language import _


class Dialog(QDialog):
    """A dialog that belongs to the window and blocks only it."""

    def __init__(
        self, parent: QWidget | None, title: str, *, training: bool, width: int = 520, about: str = ""
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._fits = False
        outer = column(self, spacing=0)
        if training:
            outer.addWidget(TrainingBand())
        head = QWidget()
        head.setMinimumWidth(theme.px(width))  # not the dialog's own: that would hide what the buttons need
        top = column(head, margins=(24, 16), spacing=4)
        top.addWidget(text(title, "title"))
        if about:
            top.addWidget(text(about, "muted"))
        outer.addWidget(head)
        body = QWidget()
        self.content = column(body, margins=(24, 4), spacing=12)
        self._area = scrolled(body, name=title)
        outer.addWidget(self._area, 1)
        self._message = column(margins=(24, 4))
        outer.addLayout(self._message)
        self.buttons = row(margins=(24, 16), spacing=8)
        outer.addLayout(self.buttons)

    def say(self, sentence: str, *, bad: bool = False) -> None:
        """Show a sentence above the buttons, or nothing."""
        clear(self._message)
        if sentence:
            self._message.addWidget(Banner("red" if bad else "amber", sentence))

    def add_actions(
        self, label: str, call: Callable[[], object], *, cancel: str = "", careful: bool = False
    ) -> QPushButton:
        """Add the way out and the one thing this dialog does; the way out is the default where care is due."""
        way_out = button(cancel or _("Cancel"), self.reject)
        self.buttons.addWidget(way_out)
        self.buttons.addStretch(1)
        made = button(label, call, role="primary")
        (way_out if careful else made).setDefault(True)
        self.buttons.addWidget(made)
        if careful:
            way_out.setFocus()
        return made

    def fit(self) -> None:
        """Ask for the height the content needs, within the screen."""
        self.content.addStretch(1)
        self._fits = True

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height the content needs, now that its width is known."""
        super().showEvent(event)
        self.fit_again()

    def fit_again(self) -> None:
        """Take the height that the content needs now."""
        if self._fits:
            width = self._area.viewport().width()
            needed = self.content.totalHeightForWidth(width) if self.content.hasHeightForWidth() else 0
            limit = self.screen().availableGeometry().height() - theme.px(240)
            self._area.setMinimumHeight(min(max(needed, self.content.sizeHint().height()), limit))
            self.adjustSize()
