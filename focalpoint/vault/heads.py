"""Heads: what remains of the operations of all applied changes, kept in integers for speed."""

from collections.abc import Iterable

import msgspec

from focalpoint.domain.merge import Head
from focalpoint.vault.changes import TRUST, Body, Op
from focalpoint.vault.database import Database

_encode = msgspec.json.encode


def record_number(db: Database, record: str, entity: str) -> int:
    """Return the local number of a record, giving it one when it is first heard of."""
    found = db.scalar("SELECT r FROM record WHERE id = ?", (record,))
    if found is None:
        found = db.write("INSERT INTO record (id, type) VALUES (?, ?)", (record, entity)).lastrowid
    return int(found)


def apply(db: Database, n: int, change: bytes, body: Body) -> set[int]:
    """Apply the operations of a change: heads it adds, heads it replaces, attachments it describes.

    An operation replaces writes of its own field of its own record only, whichever of the two arrives first.
    """
    if body.scope.kind == TRUST:
        return set()  # statements about devices are no records; they are read from the journal itself
    already = set(db.read("SELECT i, r, f FROM gone WHERE id = ?", (change,)))
    numbers: dict[str, int] = {}
    touched: set[int] = set()
    added: list[tuple[int, str, int, int, str]] = []
    for i, op in enumerate(body.ops):
        if not op.r:
            continue  # an operation on another record, left out of a partial replay
        r = numbers.get(op.r) or record_number(db, op.r, op.e)
        numbers[op.r] = r
        touched.add(r)
        if op.k == "blob":
            _describe(db, op)
            continue
        _replace(db, n, r, op)
        if op.k != "rem" and (i, r, op.f) not in already:
            added.append((r, op.f, n, i, _encode(op.v).decode()))
    db.write_many("INSERT OR IGNORE INTO head VALUES (?, ?, ?, ?, ?)", added)
    db.write_many("INSERT OR IGNORE INTO touch VALUES (?, ?)", [(r, n) for r in touched])
    return touched


def _replace(db: Database, n: int, r: int, op: Op) -> None:
    for identifier, index in op.p:
        predecessor = bytes.fromhex(identifier)
        known = db.scalar("SELECT n FROM change WHERE id = ? AND state = 'applied' AND n <> ?", (predecessor, n))
        if known is not None:
            db.write("DELETE FROM head WHERE r = ? AND f = ? AND n = ? AND i = ?", (r, op.f, known, index))
        db.write("INSERT OR IGNORE INTO gone VALUES (?, ?, ?, ?, ?)", (predecessor, index, r, op.f, n))


def _describe(db: Database, op: Op) -> None:
    """Keep an attachment descriptor; what does not have its form is left out, and its document shows as missing."""
    try:
        blob = msgspec.convert(op.v, Blob)
    except msgspec.ValidationError:
        return
    db.write(
        "INSERT OR IGNORE INTO blob VALUES (?, ?, ?, ?, ?, ?)",
        (op.f, blob.name, blob.mime, blob.size, blob.sha256, _encode([p.h for p in blob.parts]).decode()),
    )
    db.write_many("INSERT OR IGNORE INTO part VALUES (?, ?, ?, ?)", [(p.h, p.ph, p.key, p.size) for p in blob.parts])


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sealed part: hash of its ciphertext, hash of its plaintext, age identity, plaintext size in bytes."""

    h: str
    ph: str
    key: str
    size: int


class Blob(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An attachment: name as received, media type, size in bytes, SHA-256 of the whole, parts in order."""

    name: str
    mime: str
    size: int
    sha256: str
    chunker: str
    parts: tuple[Part, ...]


def of_record(db: Database, r: int) -> dict[str, list[Head]]:
    """Return the heads of a record by field."""
    found: dict[str, list[Head]] = {}
    rows = db.read(
        "SELECT head.f, change.hl, device.id, change.id, head.i, head.value FROM head"
        " JOIN change USING (n) JOIN device USING (k) WHERE head.r = ?",
        (r,),
    )
    for field, hl, device, change, index, value in rows:
        found.setdefault(field, []).append(Head(hl, device, change, index, msgspec.json.decode(value)))
    return found


def refs(heads: Iterable[Head]) -> tuple[tuple[str, int], ...]:
    """Return the references by which an operation names the heads it replaces."""
    return tuple(sorted((head.change.hex(), head.index) for head in heads))
