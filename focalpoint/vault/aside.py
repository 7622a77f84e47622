"""Quarantined changes: verified and kept, but not applied.

Their author may not write there or was stopped before, or a person left them.
"""

from dataclasses import dataclass

import msgspec

from focalpoint.vault.changes import Body, ChangeState, RawChange
from focalpoint.vault.database import Database


@dataclass(frozen=True, slots=True)
class Held:
    """A change that is held: its bytes, what it says, its author, and the mark of the import that brought it."""

    raw: RawChange
    body: Body
    device: str
    hl: int
    via: str
    state: str = ChangeState.HELD  # or "barred": its author was stopped before


def held(db: Database) -> list[Held]:
    """Return all changes that are held, in the order they came."""
    rows = db.read(
        "SELECT header, signature, body, device.id, hl, via, change.state FROM change"
        f" JOIN device USING (k) WHERE change.state IN ('{ChangeState.HELD}', '{ChangeState.BARRED}') ORDER BY n"
    )
    return [
        Held(RawChange(bytes(row[0]), bytes(row[1]), bytes(row[2])), msgspec.json.decode(row[2], type=Body), *row[3:])
        for row in rows
    ]
