"""The one door to the journal: what a person does is checked, signed, named for undo and logged, in one transaction."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from focalpoint.domain.errors import InvalidValueError
from focalpoint.domain.records import TYPES
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.vault import journal, local, record_rows
from focalpoint.vault.journal import Write, new_tx


@dataclass(frozen=True, slots=True)
class Action:
    """What a person does: a kind that undo knows, the (type, id) it is about, the title that names it in menus.

    A step without a kind is not offered for undo. `code` is its line in the audit log, `kind type` if it has none.
    """

    kind: str
    about: tuple[str, str] = ("", "")
    title: str = ""
    code: str = ""
    reason: str = ""

    @property
    def line(self) -> str:
        """Return the code of the line in the audit log."""
        return self.code or f"{self.kind} {self.about[0]}".strip()


class Recorder:
    """Takes the writes of one action, in as many calls as it needs. `reason` may be given at the end."""

    def __init__(self, ws: Workspace) -> None:
        self._ws, self.tx = ws, new_tx()
        self.touched: set[int] = set()
        self.wrote = False
        self.reason = ""

    def write(self, writes: Iterable[Write]) -> None:
        """Sign and apply writes; raise InvalidValueError, and keep nothing, if a field cannot hold it."""
        listed = list(writes)
        for write in listed:
            if not journal.is_valid_write(write.op):
                kind = TYPES.get(write.op.e)
                spec = kind.specs.get(write.op.f) if kind else None
                raise InvalidValueError(field=spec.label if spec else write.op.f)
        if listed:
            self.wrote = True
            self.touched |= self._ws.vault.journal.append(listed, self._ws.now(), self.tx)


@contextmanager
def recording(ws: Workspace, action: Action) -> Iterator[Recorder]:
    """Keep all that is written meanwhile as one action, or nothing of it; one that writes nothing leaves no trace."""
    with ws.db.transaction():
        recorder = Recorder(ws)
        yield recorder
        if recorder.wrote:
            type_name, record = action.about
            if action.kind:
                local.remember(ws.db, recorder.tx, action.kind, type_name, record=record, title=action.title)
            log(ws, action.line, record, recorder.reason or action.reason)


def remember_import(ws: Workspace, via: str, title: str) -> None:
    """Offer for undo what came from others and was applied under a mark, inside a transaction."""
    local.remember(ws.db, bytes(16), "import", "", record=via, title=title)


def commit(ws: Workspace, writes: Iterable[Write], action: Action) -> Changes:
    """Keep some writes as one action; return the (type, id) it touched, what it is about first."""
    with recording(ws, action) as recorder:
        recorder.write(writes)
        touched = [record_rows.pair(ws.db, r) for r in sorted(recorder.touched)]
    first = [action.about] if action.about[1] else []
    return Changes.of([*first, *(pair for pair in touched if pair not in first)])
