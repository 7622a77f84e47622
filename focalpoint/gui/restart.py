"""Locking ends the process that held the keys: the program restarts at the gate of the vault.

What the new one is told holds no secret: the vault, why it was locked, the place of the window, the language.
"""

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QApplication

from focalpoint import language
from focalpoint.confinement import own
from focalpoint.gui.main_window import MainWindow
from focalpoint.language import _


@dataclass(frozen=True, slots=True)
class Return:
    """What the program is told when it begins anew."""

    vault: str = ""
    message: str = ""
    place: str = ""
    language: str = ""

    @classmethod
    def read(cls, content: bytes) -> "Return":
        """Read it; what is not understood is left out."""
        try:
            found = json.loads(content)
        except ValueError:
            return cls()
        return cls(**{name: str(found.get(name, "")) for name in cls.__slots__}) if isinstance(found, dict) else cls()

    def put(self, window: MainWindow) -> None:
        """Put a window where the one before stood, at the gate of the vault."""
        if self.vault:
            window.gate.show_unlock(Path(self.vault), self.message)
        if self.place and window.restoreGeometry(QByteArray.fromHex(self.place.encode("ascii", "replace"))):
            window.show()
        else:
            window.appear()
        window.activateWindow()


def renew(window: MainWindow, path: Path, said: str, begin: Callable[[bytes], None] = own.begin_anew) -> None:
    """Begin anew at the gate of a vault that is closed; where that cannot be, show the gate here and say so."""
    place = bytes(window.saveGeometry().toHex().data()).decode()
    told = Return(str(path), said, place, language.current())
    QApplication.processEvents()  # the display is told that the clipboard is empty
    logging.getLogger(__name__).info("locked: beginning anew")
    for handler in logging.getLogger().handlers:
        handler.flush()
    try:
        begin(json.dumps(asdict(told)).encode())
    except OSError as error:
        logging.getLogger(__name__).warning("not begun anew: %s", error.strerror)
        kept = _("Traces of the vault may be left in memory: close the program and start it again.")
        window.gate.show_unlock(path, f"{said} {kept}".strip())
        return
    window.hide()
    QApplication.quit()
