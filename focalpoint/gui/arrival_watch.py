"""Watches for sticks that come and go and for files that arrive.

The kernel's list of mounts tells no file watcher of a change, and folders on a share do not either; so a short look is
taken every few seconds, on a worker.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from focalpoint.gui.jobs import Jobs
from focalpoint.services.exchange.arrivals import Around

PAUSE_MS = 2_500


class Watch(QObject):
    """Says what is around whenever that is another than before."""

    changed = Signal(object)  # Around
    came = Signal(object, int)  # a drive that was not there, and how many bundles lie on it

    def __init__(self, look: Callable[[], Around], jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look, self._jobs = look, jobs
        self._seen: Around | None = None
        self._timer = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._timer.timeout.connect(self.look)
        self._stopped = False

    def look(self) -> None:
        """Look now, and again after a pause."""
        self._timer.stop()
        look = self._look
        self._jobs.start(look, self._found, lambda _error: self._again(), reads_only=True)

    def stop(self) -> None:
        """Look no more: the vault is being locked."""
        self._stopped = True
        self._timer.stop()

    @property
    def around(self) -> Around:
        """Return what was seen last."""
        return self._seen or Around()

    def _found(self, around: Around) -> None:
        before, self._seen = self._seen, around
        if around != before:
            self.changed.emit(around)
        if before is not None:
            known: set[Path] = {drive.path for drive in before.drives}
            for drive in around.drives:
                if drive.path not in known:
                    self.came.emit(drive, sum(one.kind == "bundle" for one in around.on(drive.path)))
        self._again()

    def _again(self) -> None:
        if not self._stopped:
            self._timer.start()
