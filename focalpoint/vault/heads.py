"""Heads: the writes that no other write replaced, kept with integer keys for speed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from focalpoint.domain import descriptions
from focalpoint.domain.merge import Head
from focalpoint.domain.records import TYPES
from focalpoint.domain.trust import ERASING
from focalpoint.vault.changes import TRUST, Body, ChangeState, Op
from focalpoint.vault.database import Database, light_batches

_encode = msgspec.json.encode


@dataclass(frozen=True, slots=True)
class Applied:
    """A change that counts: its local number, its identifier, its body."""

    n: int
    id: bytes
    body: Body


@dataclass(frozen=True, slots=True)
class Place:
    """Where an operation stands: number of its record, its field, number of its change."""

    r: int
    f: str
    n: int


def apply(db: Database, found: Sequence[Applied]) -> set[int]:
    """Apply the operations of changes: heads they add, heads they replace, sealed parts they speak of.

    An operation replaces writes of its own field of its own record only, whichever of the two arrives first. Return
    the numbers of the records touched.
    """
    told = [one for one in found if one.body.scope.kind != TRUST]  # statements are read from the journal itself
    numbers = _numbers(db, (op for one in told for op in one.body.ops))
    already = {
        (bytes(row[0]), *row[1:])
        for row in db.read_in("SELECT id, i, r, f FROM gone WHERE id IN", [one.id for one in told])
    }
    touched: set[tuple[int, int]] = set()
    added: list[tuple[int, str, int, int, str]] = []
    replaced: list[tuple[Place, bytes, int]] = []
    for one in told:
        for i, op in enumerate(one.body.ops):
            if not op.r:
                continue  # an operation on another record, left out of a partial replay
            r = numbers[op.r]
            touched.add((r, one.n))
            if op.p:
                place = Place(r, op.f, one.n)
                replaced += [(place, bytes.fromhex(identifier), index) for identifier, index in op.p]
            if op.k != "rem" and (one.id, i, r, op.f) not in already:
                added.append((r, op.f, one.n, i, _encode(op.v).decode()))
    db.write_many("INSERT OR IGNORE INTO head VALUES (?, ?, ?, ?, ?)", added)
    _replace(db, replaced)
    db.write_many("INSERT OR IGNORE INTO touch VALUES (?, ?)", list(touched))
    describe(db, told)
    _note_erasures(db, found)
    return {r for r, _n in touched}


def _note_erasures(db: Database, found: Iterable[Applied]) -> None:
    """Keep which statements say that a record is erased; whether they count is what the journal says of them."""
    stated = [
        (op.r, one.n)
        for one in found
        if one.body.scope.kind == TRUST
        for op in one.body.ops
        if op.e == TRUST and op.f in ERASING
    ]
    db.write_many("INSERT OR IGNORE INTO erasure VALUES (?, ?)", stated)


def describe(db: Database, found: Iterable[Applied]) -> None:
    """Keep the keys that changes state of sealed parts, also of changes that do not count (yet).

    Several may state different keys of one part: none of them hides another.
    """
    stated = [
        (part.h, one.n, part.key, part.ph, part.size)
        for one in found
        for op in one.body.ops
        if op.k == "blob" and (said := descriptions.read_description(op.v)) is not None
        for part in said.parts
    ]
    db.write_many("INSERT OR IGNORE INTO part VALUES (?, ?, ?, ?, ?)", stated)


def describe_stored(db: Database, numbers: Collection[int]) -> None:
    """Keep the keys that changes of the journal state of sealed parts."""
    found = db.read_in("SELECT n, id, body FROM change WHERE n IN", numbers)
    describe(db, [Applied(n, identifier, _body(raw, "")) for n, identifier, raw in found])


def apply_stored(db: Database, rows: Iterable[tuple[int, bytes, bytes]], record: str = "") -> set[int]:
    """Apply changes as the journal holds them (number, identifier, body): of one record, or all their operations."""
    touched: set[int] = set()
    for some in light_batches(rows, lambda row: len(row[2])):
        found = [Applied(n, identifier, _body(raw, record)) for n, identifier, raw in some]
        touched |= apply(db, found)
    return touched


def _body(raw: bytes, record: str) -> Body:
    """Return the body of a change; with a record, what it says of others is blank, so that each keeps its position."""
    body = msgspec.json.decode(raw, type=Body)
    if not record:
        return body
    blank = Op(e="", r="", f="", k="")
    return msgspec.structs.replace(body, ops=tuple(op if op.r == record else blank for op in body.ops))


def _numbers(db: Database, ops: Iterable[Op]) -> dict[str, int]:
    """Return the local numbers of records, giving them one when they are first heard of."""
    types: dict[str, str] = {}
    for op in ops:
        if op.r:
            types[op.r] = _one_type(op.e, types.get(op.r, op.e))
    found: dict[str, int] = dict(db.read_in("SELECT id, r FROM record WHERE id IN", types))
    _retype(db, types, found)
    fresh = [(record, entity) for record, entity in types.items() if record not in found]
    if fresh:
        db.write_many("INSERT INTO record (id, type) VALUES (?, ?)", fresh)
        found |= dict(db.read_in("SELECT id, r FROM record WHERE id IN", [record for record, _entity in fresh]))
    return found


def _one_type(one: str, other: str) -> str:
    """Return what a record is that is said to be of two types, whoever came first; one that is known goes before."""
    return min(one, other, key=lambda name: (name not in TYPES, name))


def _retype(db: Database, types: Mapping[str, str], found: Mapping[str, int]) -> None:
    """Let records that are said to be of two types be of one; of which nothing counts any more, what is said now."""
    rows = db.read_in("SELECT r, id, type FROM record WHERE r IN", list(found.values()))
    other = {r: (types[record], type_name) for r, record, type_name in rows if types[record] != type_name}
    standing = {row[0] for row in db.read_in("SELECT DISTINCT r FROM head WHERE r IN", list(other))}
    changed = [(_one_type(new, old) if r in standing else new, old, r) for r, (new, old) in other.items()]
    for new, old, r in changed:
        if new != old:
            db.write("UPDATE record SET type = ? WHERE r = ?", (new, r))
            for table in ("reference", "due", "stale", *([f"row_{old}"] if old in TYPES else [])):
                db.write(f"DELETE FROM {table} WHERE r = ?", (r,))
            db.write("DELETE FROM search WHERE rowid = ?", (r,))


def _replace(db: Database, replaced: Sequence[tuple[Place, bytes, int]]) -> None:
    """Take away the heads that operations name, (place, change, index), and remember those still to come."""
    if not replaced:
        return
    names = {change for _place, change, _index in replaced}
    known = db.read_in(f"SELECT id, n FROM change WHERE state = '{ChangeState.APPLIED}' AND id IN", names)
    numbers = {row[0]: row[1] for row in known}
    taken = [
        (place.r, place.f, numbers[change], index)
        for place, change, index in replaced
        if numbers.get(change, place.n) != place.n
    ]
    db.write_many("DELETE FROM head WHERE r = ? AND f = ? AND n = ? AND i = ?", taken)
    gone = [(change, index, place.r, place.f, place.n) for place, change, index in replaced]
    db.write_many("INSERT OR IGNORE INTO gone VALUES (?, ?, ?, ?, ?)", gone)


def of_records(db: Database, numbers: Collection[int]) -> dict[int, dict[str, list[Head]]]:
    """Return the heads of records by field; none for a record without any."""
    found: dict[int, dict[str, list[Head]]] = {}
    rows = db.read_in(
        "SELECT head.r, head.f, change.hl, device.id, change.id, head.i, head.value FROM head"
        " JOIN change USING (n) JOIN device USING (k) WHERE head.r IN",
        numbers,
    )
    for r, field, hl, device, change, index, value in rows:
        head = Head(hl, device, change, index, msgspec.json.decode(value))
        found.setdefault(r, {}).setdefault(field, []).append(head)
    return found


def of_record(db: Database, r: int) -> dict[str, list[Head]]:
    """Return the heads of a record by field."""
    return of_records(db, [r]).get(r, {})


def refs(heads: Iterable[Head]) -> tuple[tuple[str, int], ...]:
    """Return the references by which an operation names the heads it replaces."""
    return tuple(sorted((head.change.hex(), head.index) for head in heads))
