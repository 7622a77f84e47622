"""Keeping drafts off the window's thread, so that typing never waits and nothing typed is lost before it is written.

What waits for the vault stands here; whoever asks for a draft is given what waits rather than what is written.
"""

from PySide6.QtCore import QObject, Signal

from focalpoint.domain.fields import Record
from focalpoint.gui.jobs import Jobs
from focalpoint.services.casework import drafts
from focalpoint.services.core.workspace import Workspace


class Keeper(QObject):
    """Drafts on their way into the vault, the newest of each key."""

    changed = Signal(str)  # key: a draft is there that was not, or is no longer
    refused = Signal(str, object)  # key, error: the draft is still here and is tried again

    def __init__(self, ws: Workspace, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ws, self._jobs = ws, jobs
        self._waiting: dict[str, Record] = {}
        self._under_way: set[str] = set()
        self._known: set[str] = set()

    def get(self, key: str) -> Record | None:
        """Return a draft, or None."""
        return self._waiting.get(key) or drafts.draft_of(self._ws, key)

    def keep(self, key: str, record: Record) -> None:
        """Keep what was typed, soon."""
        self._waiting[key] = record
        self._write(key)

    def forget(self, key: str) -> None:
        """Write nothing more under a key: its record is being saved, or it is dropped."""
        self._waiting.pop(key, None)

    def drop(self, key: str) -> None:
        """Forget a draft."""
        self.forget(key)
        self._known.discard(key)
        self._jobs.start(
            lambda: drafts.drop(self._ws, key),
            lambda _none: self.changed.emit(key),
            lambda error: self.refused.emit(key, error),
            kept=True,
        )

    def flush(self) -> None:
        """Try again what was refused, before the vault is locked."""
        for key in list(self._waiting):
            self._write(key)

    def _write(self, key: str) -> None:
        if key in self._under_way:
            return  # it takes what waits when its turn comes
        self._under_way.add(key)
        self._jobs.start(
            lambda: self._put(key),
            lambda written: self._done(key, written),
            lambda error: self._failed(key, error),
            kept=True,
        )

    def _put(self, key: str) -> Record | None:
        """Write the newest of a key, on the worker."""
        record = self._waiting.get(key)
        if record is not None:
            drafts.keep_draft(self._ws, key, record)
        return record

    def _done(self, key: str, written: Record | None) -> None:
        self._under_way.discard(key)
        if key in self._waiting:
            if self._waiting[key] is written:
                del self._waiting[key]
            else:
                self._write(key)
                return
        if key not in self._known:
            self._known.add(key)
            self.changed.emit(key)

    def _failed(self, key: str, error: BaseException) -> None:
        self._under_way.discard(key)
        self.refused.emit(key, error)
