"""The audit log: append-only, each entry hashed with the one before it; who, when, what and why, never content."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

import msgspec

from focalpoint.vault.database import Database


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log. `subject` is a record identifier or a device, never a title."""

    seq: int
    at: str
    who: str
    action: str
    subject: str
    reason: str


def _hash(previous: bytes, fields: tuple[object, ...]) -> bytes:
    return hashlib.sha256(previous + msgspec.json.encode(fields)).digest()


def append(db: Database, now: datetime, who: str, action: str, *, subject: str = "", reason: str = "") -> None:
    """Add an entry, inside the transaction of what it tells of."""
    with db.transaction():
        last = db.row("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")
        seq, previous = (last[0] + 1, last[1]) if last else (1, bytes(32))
        at = now.isoformat(timespec="seconds")
        fields = (seq, at, who, action, subject, reason)
        db.write("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?)", (*fields, _hash(previous, fields)))
        db.set_meta("audit_head", _hash(previous, fields).hex())


def intact(db: Database, newest: int = 0) -> bool:
    """Check the chain and its head; tell whether nobody took out, changed or added an entry by hand.

    With `newest`, only that many entries from the end are checked. A break that was found once stays told.
    """
    if db.meta("audit_broken"):
        return False
    last = int(db.scalar("SELECT max(seq) FROM audit") or 0)
    first = max(0, last - newest) if newest else 0
    previous = bytes(32)
    if first:
        previous = bytes(db.scalar("SELECT hash FROM audit WHERE seq = ?", (first,)) or b"")
    expected = first + 1
    query = "SELECT seq, at, who, action, subject, reason, hash FROM audit WHERE seq > ? ORDER BY seq"
    for seq, *rest, stored in db.read(query, (first,)):
        if seq != expected or _hash(previous, (seq, *rest)) != stored:
            return False
        previous, expected = stored, expected + 1
    head = db.meta("audit_head")
    return expected == last + 1 and (head == previous.hex() if last else not head)


def mark_broken(db: Database, now: datetime) -> None:
    """Keep that the chain was found broken: entries that follow would hide it."""
    with db.transaction():
        db.set_meta("audit_broken", db.meta("audit_broken") or now.isoformat(timespec="seconds"))


def newest_entries(db: Database, limit: int) -> list[Entry]:
    """Return the newest entries, newest first."""
    rows = db.read("SELECT seq, at, who, action, subject, reason FROM audit ORDER BY seq DESC LIMIT ?", (limit,))
    return [Entry(*row) for row in rows]
