"""Moves the keyboard focus on when the widget that had it is gone.

Qt gives the focus to whatever stands next, which may be “Undo” in the top bar: the next press of the space bar then
takes back what was saved. Here it goes to where the person goes on: the page that is shown.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid


class FocusKeeper(QObject):
    """Leads the focus back to the page when what had it was hidden, disabled or destroyed."""

    def __init__(self, shell: QWidget, page: Callable[[], QWidget | None], go_on: Callable[[], object]) -> None:
        super().__init__(shell)
        self._shell, self._page, self._go_on = shell, page, go_on
        self._left: QWidget | None = None  # what had the focus when another window took it
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    def _moved(self, old: QWidget | None, new: QWidget | None) -> None:
        """Look at every move of the focus; those a person makes start at something that still stands."""
        if not isValid(self._shell):
            return  # the vault is being locked
        window = self._shell.window()
        if old is not None and old.window() is window:
            if new is None or new.window() is not window:
                self._left = old
                return
            taken = not old.isVisible() or not old.isEnabled()
        else:
            taken = self._left is not None and new is not self._left
            self._left = None if new is not None else self._left
        page = self._page()
        if not taken or new is None or page is None or not self._shell.isVisible():
            return
        if new.window() is window and new is not page and not page.isAncestorOf(new):
            self._go_on()
