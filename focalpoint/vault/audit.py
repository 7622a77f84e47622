"""The audit log: append-only, each entry hashed with the one before it; who, when, what and why, never content."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec

from focalpoint.vault.database import Database, Row


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
    query = "SELECT seq, at, who, action, subject, reason, hash FROM audit WHERE seq > ? ORDER BY seq"
    reached, newest_hash = db.scan(query, (first,), lambda rows: _follow(rows, first, previous))
    head = db.meta("audit_head")
    return reached == last and (head == newest_hash.hex() if last else not head)


def _follow(rows: Iterator[Row], first: int, previous: bytes) -> tuple[int, bytes]:
    """Return the number and the hash of the last entry to which the chain holds; -1 if it breaks."""
    for seq, *rest, stored in rows:
        if seq != first + 1 or _hash(previous, (seq, *rest)) != stored:
            return -1, b""
        first, previous = seq, stored
    return first, previous


def mark_broken(db: Database, now: datetime) -> None:
    """Keep that the chain was found broken: entries that follow would hide it."""
    with db.transaction():
        db.set_meta("audit_broken", db.meta("audit_broken") or now.isoformat(timespec="seconds"))


def newest_entries(db: Database, limit: int) -> list[Entry]:
    """Return the newest entries, newest first."""
    rows = db.read("SELECT seq, at, who, action, subject, reason FROM audit ORDER BY seq DESC LIMIT ?", (limit,))
    return [Entry(*row) for row in rows]
