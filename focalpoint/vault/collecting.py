"""Deletes parts that no database in the vault's folder names any more, and only after a delay.

Databases are the live one, the backups, and what a restore put aside. If one of them cannot be opened, nothing is
collected. Before a part goes it is seen for thirty days as one that nobody names; between two looks at most a week
counts, so that a clock which runs years ahead for an hour collects nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from focalpoint.domain import descriptions
from focalpoint.domain.errors import FocalpointError
from focalpoint.vault import backup, local, parts
from focalpoint.vault.changes import NOT_COUNTED_SQL, Body
from focalpoint.vault.database import Database

LOOKED_AT = "parts_looked_at"  # the setting that says when parts were last looked at
GRACE = timedelta(days=30)
LONGEST_STEP = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Collected:
    """How many parts went, how many wait, and which databases could not be read, so that nothing went."""

    removed: int
    waiting: int
    unreadable: tuple[str, ...] = ()


def named_in(db: Database) -> set[str]:
    """Return the parts that a database names: in descriptors that were taken in, and in changes that are kept aside."""
    found = {row[0] for row in db.read("SELECT hash FROM part")}
    aside = db.read(f"SELECT body FROM change WHERE state IN {NOT_COUNTED_SQL} AND length(body) > 0")
    for (raw,) in aside:
        for op in msgspec.json.decode(raw, type=Body).ops:
            said = descriptions.read_description(op.v) if op.k == "blob" else None
            found |= {part.h for part in said.parts} if said else set()
    return found


def named_elsewhere(folder: Path, key: bytes) -> tuple[set[str], tuple[str, ...]]:
    """Return the parts that backups and replaced databases name, and which of these could not be opened."""
    found: set[str] = set()
    unreadable = []
    for place in backup.everything(folder):
        try:
            other = Database(place / "vault.db", key, read_only=True)
            try:
                found |= named_in(other)
            finally:
                other.close()
        except FocalpointError:
            unreadable.append(place.name)
    return found, tuple(unreadable)


def collect(folder: Path, db: Database, key: bytes, now: datetime) -> Collected:
    """Count on how long parts have been unnamed, and remove those whose time is over."""
    lying = set(parts.names(folder))
    unnamed = lying - named_in(db)
    waiting: dict[str, float] = {row[0]: row[1] for row in db.read("SELECT hash, seconds FROM unnamed_part")}
    if not unnamed and not waiting:
        return Collected(0, 0)
    elsewhere, unreadable = named_elsewhere(folder, key) if unnamed else (set(), ())
    if unreadable:
        return Collected(0, len(unnamed), unreadable)
    unnamed -= elsewhere
    passed = _passed(local.setting(db, LOOKED_AT) or "", now)
    waited = {name: waiting.get(name, -passed) + passed for name in unnamed}
    gone = {name for name, seconds in waited.items() if seconds >= GRACE.total_seconds()}
    left = {name: seconds for name, seconds in waited.items() if name not in gone}
    with db.transaction():
        local.set_setting(db, LOOKED_AT, now.isoformat())
        db.write("DELETE FROM unnamed_part")
        db.write_many("INSERT INTO unnamed_part VALUES (?, ?)", list(left.items()))
    for name in gone:
        parts.place(folder, name).unlink(missing_ok=True)
    return Collected(len(gone), len(left))


def _passed(before: str, now: datetime) -> float:
    """Return how many seconds count between two looks."""
    try:
        passed = now - datetime.fromisoformat(before)
    except (ValueError, TypeError):
        return 0.0
    return max(timedelta(0), min(passed, LONGEST_STEP)).total_seconds()
