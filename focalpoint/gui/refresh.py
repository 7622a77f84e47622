"""One signal tells every page what a transaction touched; pages that show those types read again."""

from PySide6.QtCore import QObject, Signal

from focalpoint.services.core.changes import Changes


class Refresh(QObject):
    """The signal `changed(Changes)` of one unlocked vault."""

    changed = Signal(object)

    def announce(self, changes: Changes) -> None:
        """Tell every page about the changes of a use case."""
        if changes.touched:
            self.changed.emit(changes)
