"""What every page of the shell is."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from focalpoint.gui.context import Context
from focalpoint.services.core.changes import Changes


class Page(QWidget):
    """One page. What it shows is derived from records of many types, so it reads again after every change."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._stale = True
        context.refresh.changed.connect(self._changed)

    def reload(self) -> None:
        """Read again what the page shows."""

    def enter(self) -> None:
        """Be shown: read if something changed meanwhile."""
        if self._stale:
            self._stale = False
            self.reload()
        self.setFocus()

    def go_on(self) -> None:
        """Take the focus to where a person goes on after something was closed or is gone."""
        self.setFocus()

    def leave(self) -> None:
        """Be hidden or destroyed: keep what is not yet kept."""

    def new(self) -> None:
        """Begin a new record of the page's kind, if it has one."""

    @Slot(object)
    def _changed(self, _changes: Changes) -> None:
        if self.isVisible():
            self.reload()
        else:
            self._stale = True
