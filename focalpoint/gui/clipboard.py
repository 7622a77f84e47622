"""The clipboard: what was copied in this program is taken away when the vault is locked, and what was marked in it.

X11 keeps what is marked with the mouse in a selection of its own, which a middle click pastes anywhere.
"""

from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QClipboard, QGuiApplication

COPIED, MARKED = QClipboard.Mode.Clipboard, QClipboard.Mode.Selection


class Clipboard(QObject):
    """Knows whether what the clipboard holds was copied here: it changed while a window of ours was in front."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ours: set[QClipboard.Mode] = set()
        clipboard = QGuiApplication.clipboard()
        clipboard.dataChanged.connect(partial(self._changed, COPIED))
        clipboard.selectionChanged.connect(partial(self._changed, MARKED))

    def put(self, text: str) -> None:
        """Copy text."""
        QGuiApplication.clipboard().setText(text)
        self._ours.add(COPIED)

    def forget(self) -> None:
        """Empty the clipboard and the selection if what they hold was copied or marked here."""
        clipboard = QGuiApplication.clipboard()
        if COPIED in self._ours or clipboard.ownsClipboard():
            clipboard.clear(COPIED)
        if clipboard.supportsSelection() and (MARKED in self._ours or clipboard.ownsSelection()):
            clipboard.clear(MARKED)
        self._ours.clear()

    def _changed(self, mode: QClipboard.Mode) -> None:
        front = QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive
        if front and QGuiApplication.focusWindow() is not None:
            self._ours.add(mode)
        else:
            self._ours.discard(mode)
