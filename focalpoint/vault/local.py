"""What belongs to this laptop alone: settings, drafts, saved views, the undo list, officers, extracted texts."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from focalpoint.vault.database import Database

MOST_ACTIONS = 500
MOST_VOLUMES = 2_001
WHOLE, OTHER = "whole", "other"


def setting(db: Database, key: str) -> str | None:
    """Return a setting, or None."""
    found = db.scalar("SELECT value FROM setting WHERE key = ?", (key,))
    return None if found is None else str(found)


def set_setting(db: Database, key: str, value: str) -> None:
    """Change a setting."""
    with db.transaction():
        db.write("INSERT OR REPLACE INTO setting VALUES (?, ?)", (key, value))


def keep_draft(db: Database, key: str, type_name: str, record: str, *, title: str, value: str, at: str) -> None:
    """Keep a draft, replacing an earlier one of that key."""
    with db.transaction():
        db.write("INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?, ?, ?)", (key, type_name, record, title, value, at))


class DraftContent(NamedTuple):
    """What a draft holds: the type of record, and its fields as JSON."""

    type: str
    value: str


def draft(db: Database, key: str) -> DraftContent | None:
    """Return a draft, or None."""
    row = db.row("SELECT type, value FROM draft WHERE key = ?", (key,))
    return DraftContent(*row) if row else None


def drop_draft(db: Database, key: str) -> None:
    """Forget a draft."""
    with db.transaction():
        db.write("DELETE FROM draft WHERE key = ?", (key,))


class DraftRow(NamedTuple):
    """A draft as lists show it; `record` is "" where none was saved yet."""

    key: str
    type: str
    record: str
    title: str
    kept_at: str


def drafts(db: Database) -> list[DraftRow]:
    """Return all drafts, newest first."""
    rows = db.read("SELECT key, type, record, title, kept_at FROM draft ORDER BY kept_at DESC")
    return [DraftRow(*row) for row in rows]


class ViewRow(NamedTuple):
    """A saved view: its name, and what it lists as JSON."""

    name: str
    listing: str


def views(db: Database, type_name: str) -> list[ViewRow]:
    """Return the saved views of a record type, by name."""
    rows = db.read("SELECT name, listing FROM view WHERE type = ? ORDER BY name", (type_name,))
    return [ViewRow(*row) for row in rows]


def save_view(db: Database, type_name: str, name: str, listing: str) -> None:
    """Save a view, replacing an earlier one of that name."""
    with db.transaction():
        db.write("INSERT OR REPLACE INTO view VALUES (?, ?, ?)", (type_name, name, listing))


def drop_view(db: Database, type_name: str, name: str) -> None:
    """Forget a view."""
    with db.transaction():
        db.write("DELETE FROM view WHERE type = ? AND name = ?", (type_name, name))


class ActionState(StrEnum):
    """Whether a step counts, or was undone and may be redone."""

    DONE = "done"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class UndoAction:
    """A step that undo knows: of an import, `record` is the mark its changes carry."""

    seq: int
    tx: bytes
    kind: str
    type: str
    record: str
    title: str


def remember(db: Database, tx: bytes, kind: str, type_name: str, *, record: str, title: str) -> None:
    """Put an action on the undo list; what had been undone before can no longer be redone."""
    db.write(f"DELETE FROM action WHERE state = '{ActionState.UNDONE}'")
    db.write(
        "INSERT INTO action (tx, kind, type, record, title, state) VALUES (?, ?, ?, ?, ?, ?)",
        (tx, kind, type_name, record, title, ActionState.DONE),
    )
    db.write("DELETE FROM action WHERE seq <= (SELECT max(seq) FROM action) - ?", (MOST_ACTIONS,))


def next_action(db: Database, state: str) -> UndoAction | None:
    """Return the action that undo (`done`) or redo (`undone`) would turn, or None."""
    order = "DESC" if state == ActionState.DONE else "ASC"
    row = db.row(
        f"SELECT seq, tx, kind, type, record, title FROM action WHERE state = ? ORDER BY seq {order} LIMIT 1", (state,)
    )
    return UndoAction(*row) if row else None


def turn_action(db: Database, seq: int, state: str, tx: bytes) -> None:
    """Record that an action was undone or redone, and by which change."""
    db.write("UPDATE action SET state = ?, tx = ? WHERE seq = ?", (state, tx, seq))


def acted(db: Database, tx: bytes, officer: str) -> None:
    """Keep which officer took a step on this laptop, if it was not the person it belongs to."""
    if officer:
        db.write("INSERT OR IGNORE INTO acted VALUES (?, ?)", (tx, officer))


def officer_of(db: Database, tx: bytes) -> str:
    """Return the officer who took a step on this laptop, or ""."""
    return str(db.scalar("SELECT officer FROM acted WHERE tx = ?", (tx,)) or "")


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """A person who works at this laptop, with a code of `officer_roles`, and whether it is who works now."""

    name: str
    role: str
    working: bool


def officers(db: Database) -> list[OfficerRow]:
    """Return the officers by name; the person to whom the vault belongs is not among them."""
    rows = db.read("SELECT name, role, working FROM officer ORDER BY name")
    return [OfficerRow(row[0], row[1], bool(row[2])) for row in rows]


def add_officer(db: Database, name: str, role: str) -> None:
    """Add an officer, inside a transaction."""
    db.write("INSERT INTO officer VALUES (?, ?, 0)", (name, role))


def remove_officer(db: Database, name: str) -> None:
    """Take an officer off the list, inside a transaction."""
    db.write("DELETE FROM officer WHERE name = ?", (name,))


def set_working(db: Database, name: str) -> None:
    """Keep which officer works from now on, "" for the person to whom the vault belongs; inside a transaction."""
    db.write("UPDATE officer SET working = (name = ?)", (name,))


def remember_volume(db: Database, name: str) -> None:
    """Keep that a volume of a bundle was opened last, inside a transaction; the oldest of very many are forgotten."""
    db.write("INSERT OR REPLACE INTO volume (name) VALUES (?)", (name,))
    db.write("DELETE FROM volume WHERE i NOT IN (SELECT i FROM volume ORDER BY i DESC LIMIT ?)", (MOST_VOLUMES,))


def volumes(db: Database) -> list[str]:
    """Return the names of the volumes that were opened, the last one last."""
    return [row[0] for row in db.read("SELECT name FROM volume ORDER BY i")]


@dataclass(frozen=True, slots=True)
class CameBack:
    """A notice that a person has not yet read: how many changes came back, since when, from whom, and when."""

    n: int
    since: str
    person: str
    at: str


def keep_came_back(db: Database, notice: CameBack) -> None:
    """Keep a notice, inside a transaction."""
    db.write(
        "INSERT INTO came_back (changes, since, person, at) VALUES (?, ?, ?, ?)",
        (notice.n, notice.since, notice.person, notice.at),
    )


def came_back(db: Database) -> list[CameBack]:
    """Return the notices that nobody has read yet, oldest first."""
    return [CameBack(*row) for row in db.read("SELECT changes, since, person, at FROM came_back ORDER BY i")]


def clear_came_back(db: Database) -> None:
    """Forget the notices."""
    with db.transaction():
        db.write("DELETE FROM came_back")


def text_of(db: Database, sha256: str) -> str | None:
    """Return the text read from a file with this hash, None if it was not tried yet."""
    found = db.scalar("SELECT text FROM extract WHERE sha256 = ?", (sha256,))
    return None if found is None else str(found)


def keep_text(db: Database, sha256: str, text: str, state: str) -> None:
    """Keep the text read from a file whose hash was checked, or why none could be read."""
    db.write("INSERT OR REPLACE INTO extract VALUES (?, ?, ?)", (sha256, text, state))


def checked(db: Database, content: str) -> bool | None:
    """Tell whether bytes were found to be what a description says, None if nobody looked yet."""
    found = db.scalar("SELECT state FROM checked WHERE content = ?", (content,))
    return None if found is None else found == WHOLE


def keep_checked(db: Database, content: str, *, whole: bool) -> None:
    """Keep whether bytes were found to be what a description says."""
    db.write("INSERT OR REPLACE INTO checked VALUES (?, ?)", (content, WHOLE if whole else OTHER))
