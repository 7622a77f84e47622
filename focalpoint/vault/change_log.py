"""The changes of the journal as they are read back: of a record, of an action, of a scope."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from focalpoint.domain.trust import DeviceState
from focalpoint.vault.changes import Body, ChangeState, Scope
from focalpoint.vault.compartment_rows import numbers, of_scope
from focalpoint.vault.database import Database


class RecordChange(NamedTuple):
    """A change that touched a record: its identifier, clock, device, action and body."""

    id: bytes
    clock: int
    device: str
    action: bytes
    body: Body


class ActionChange(NamedTuple):
    """A change of an action."""

    id: bytes
    body: Body


class StoredChange(NamedTuple):
    """A change as it was signed, with its local number."""

    n: int
    header: bytes
    signature: bytes
    body: bytes


class Chain(NamedTuple):
    """A compartment (local number, identifier) with changes in the order they were kept."""

    number: int
    id: str
    changes: list[StoredChange]


class Weight(NamedTuple):
    """How many changes, and about how many bytes they take in a bundle."""

    changes: int
    size: int


class OwnChanges(NamedTuple):
    """How many changes of this device, and the clock of the first, 0 if there is none."""

    changes: int
    first: int


def changes_elsewhere(
    db: Database, record: str, type_name: str, compartment: str, *, space: str, device: str
) -> list[int]:
    """Return the changes that count in which a device wrote something of a record in another place, or as another type.

    Another place is another compartment, or, for a request, whose parts lie side by side, one of another space.
    """
    rows = db.read(
        "SELECT n FROM record JOIN touch USING (r) JOIN change USING (n) JOIN compartment USING (c)"
        f" JOIN device USING (k) WHERE record.id = ? AND change.state = '{ChangeState.APPLIED}' AND device.id = ?"
        " AND (type <> ? OR space <> ? OR (compartment.id <> ? AND root <> record.id))",
        (record, device, type_name, space, compartment),
    )
    return [row[0] for row in rows]


def first_action(db: Database, record: str) -> bytes | None:
    """Return the action that created a record, or None."""
    found = db.scalar(
        "SELECT tx FROM record JOIN touch USING (r) JOIN change USING (n) WHERE record.id = ?"
        f" AND change.state = '{ChangeState.APPLIED}' ORDER BY hl, n LIMIT 1",
        (record,),
    )
    return None if found is None else bytes(found)


def changes_of(db: Database, r: int) -> list[RecordChange]:
    """Return the applied changes that touched a record, in display order."""
    rows = db.read(
        "SELECT change.id, hl, device.id, tx, body FROM touch JOIN change USING (n) JOIN device USING (k)"
        f" WHERE r = ? AND change.state = '{ChangeState.APPLIED}' ORDER BY hl, device.id, change.id",
        (r,),
    )
    return [RecordChange(row[0], row[1], row[2], row[3], msgspec.json.decode(row[4], type=Body)) for row in rows]


def changes_of_action(db: Database, tx: bytes) -> list[ActionChange]:
    """Return the applied changes of an action."""
    rows = db.read(f"SELECT id, body FROM change WHERE tx = ? AND state = '{ChangeState.APPLIED}' ORDER BY n", (tx,))
    return [ActionChange(row[0], msgspec.json.decode(row[1], type=Body)) for row in rows]


def body(db: Database, change: bytes) -> Body | None:
    """Return the body of a change, or None if this vault does not hold it or it was erased."""
    raw = db.scalar("SELECT body FROM change WHERE id = ?", (change,))
    return msgspec.json.decode(raw, type=Body) if raw else None


def chains(db: Database, scope: Scope, after: Mapping[int, int], *, erased: bool = False) -> Iterable[Chain]:
    """Yield the chain of each compartment of a scope: the applied changes, and those erased if asked.

    `after` names, for a compartment, the last change that is left out.
    """
    states = (ChangeState.APPLIED, ChangeState.PURGED if erased else ChangeState.APPLIED)
    for c, identifier in of_scope(db, scope):
        rows = db.read(
            "SELECT n, header, signature, body FROM change WHERE c = ? AND state IN (?, ?) AND n > ? ORDER BY n",
            (c, *states, after.get(c, 0)),
        )
        yield Chain(c, identifier, [StoredChange(row[0], *map(bytes, row[1:])) for row in rows])


def bodies(db: Database, scope: Scope, after: Mapping[int, int]) -> Iterable[Body]:
    """Yield the bodies of the applied changes of a scope that come after those named, in the order they were kept."""
    for chain in chains(db, scope, after):
        for one in chain.changes:
            yield msgspec.json.decode(one.body, type=Body)


def weight(db: Database, scope: Scope, after: Mapping[int, int]) -> Weight:
    """Return how many changes `chains` would yield for a scope, and about how many bytes they take in a bundle."""
    number = size = 0
    for c in numbers(db, scope):
        row = db.read(
            "SELECT count(*), coalesce(sum(length(header) + length(body) + 72), 0) FROM change"
            f" WHERE c = ? AND state = '{ChangeState.APPLIED}' AND n > ?",
            (c, after.get(c, 0)),
        )[0]
        number, size = number + row[0], size + row[1]
    return Weight(number, size)


def own_in_import(db: Database, via: str) -> OwnChanges:
    """Return what of this device's own changes came with an import."""
    row = db.read(
        "SELECT count(*), min(hl) FROM change JOIN device USING (k) WHERE via = ? AND via <> ''"
        f" AND device.state = '{DeviceState.OWN}'",
        (via,),
    )[0]
    return OwnChanges(row[0], row[1] or 0)


def change_count(db: Database) -> int:
    """Return how many changes the journal holds."""
    return int(db.scalar("SELECT count(*) FROM change"))


def mentions(db: Database, words: str) -> bool:
    """Tell whether a text stands, letter by letter, in any change that is here."""
    return bool(db.scalar("SELECT count(*) FROM change WHERE instr(CAST(body AS TEXT), ?)", (words,)))
