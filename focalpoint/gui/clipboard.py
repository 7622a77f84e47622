"""The clipboard: what was copied in this program is taken away when the vault is locked."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication


class Clipboard(QObject):
    """Knows whether what the clipboard holds was copied here: it changed while a window of ours was in front."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ours = False
        QGuiApplication.clipboard().dataChanged.connect(self._changed)

    def put(self, text: str) -> None:
        """Copy text."""
        QGuiApplication.clipboard().setText(text)
        self._ours = True

    def forget(self) -> None:
        """Empty the clipboard if what it holds was copied here."""
        clipboard = QGuiApplication.clipboard()
        if self._ours or clipboard.ownsClipboard():
            clipboard.clear()
        self._ours = False

    def _changed(self) -> None:
        front = QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive
        self._ours = front and QGuiApplication.focusWindow() is not None
