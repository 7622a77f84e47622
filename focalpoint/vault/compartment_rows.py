"""Compartments: which there are of a scope, what stands in them, and who wrote there."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from focalpoint.vault.changes import KEPT_SQL, ChangeState, Scope
from focalpoint.vault.database import Database
from focalpoint.vault.record_rows import RecordRef


class Compartment(NamedTuple):
    """A compartment: its local number and its identifier."""

    number: int
    id: str


class NumberedScope(NamedTuple):
    """A compartment: its local number and its scope."""

    number: int
    scope: Scope


class RecordHome(NamedTuple):
    """A place where a change of a record counts: the compartment and its space, the record's type there, the author."""

    record: str
    compartment: str
    space: str
    type: str
    author: str


class LogHead(NamedTuple):
    """How far a log has come: device, epoch, number of changes that count, the newest number and its change."""

    device: str
    epoch: int
    changes: int
    newest: int
    change: str


def first_scope(db: Database, record: str) -> Scope | None:
    """Return the scope a record was first written in, or None; one that contacts share only if it has no other."""
    row = db.row(
        "SELECT kind, root, facet FROM record JOIN touch USING (r) JOIN change USING (n) JOIN compartment USING (c)"
        " WHERE record.id = ? ORDER BY kind = 'contacts', hl, n LIMIT 1",
        (record,),
    )
    return Scope(*row) if row else None


def first_author(db: Database, record: str) -> str:
    """Return the device that first wrote something of a record, "" if nothing counts of it."""
    found = db.scalar(
        "SELECT device.id FROM record JOIN touch USING (r) JOIN change USING (n) JOIN device USING (k)"
        f" WHERE record.id = ? AND change.state = '{ChangeState.APPLIED}' ORDER BY hl, n LIMIT 1",
        (record,),
    )
    return "" if found is None else str(found)


def of_scope(db: Database, scope: Scope) -> list[Compartment]:
    """Return the compartments of a scope."""
    rows = db.read(
        "SELECT c, id FROM compartment WHERE kind = ? AND root = ? AND facet = ?", (scope.kind, scope.root, scope.facet)
    )
    return [Compartment(*row) for row in rows]


def scope_of(db: Database, compartment: str) -> Scope | None:
    """Return the scope of a compartment by its identifier, None if nothing of it is here."""
    row = db.row("SELECT kind, root, facet FROM compartment WHERE id = ?", (compartment,))
    return Scope(*row) if row else None


def numbers(db: Database, scope: Scope) -> list[int]:
    """Return the local numbers of the compartments of a scope."""
    return [one.number for one in of_scope(db, scope)]


def all_scopes(db: Database) -> list[Scope]:
    """Return every scope of which this vault holds something."""
    return [Scope(*row) for row in db.read("SELECT DISTINCT kind, root, facet FROM compartment ORDER BY 1, 2, 3")]


def identifiers(db: Database, scope: Scope) -> list[str]:
    """Return the identifiers of the compartments of a scope."""
    return [one.id for one in of_scope(db, scope)]


def numbered_scopes(db: Database) -> list[NumberedScope]:
    """Return every compartment of this vault: its local number and its scope."""
    return [
        NumberedScope(row[0], Scope(*row[1:]))
        for row in db.read("SELECT c, kind, root, facet FROM compartment ORDER BY c")
    ]


def scopes_with(db: Database, compartments: Iterable[int]) -> list[Scope]:
    """Return the scopes of compartments, each once."""
    rows = (db.row("SELECT kind, root, facet FROM compartment WHERE c = ?", (c,)) for c in sorted(compartments))
    return list(dict.fromkeys(Scope(*row) for row in rows if row))


def begun(db: Database, scopes: Iterable[Scope]) -> tuple[Scope, ...]:
    """Return those of some scopes in which something was ever written."""
    wanted = tuple(scopes)
    roots = list(dict.fromkeys(scope.root for scope in wanted))
    found = set(db.read_in("SELECT kind, root, facet FROM compartment WHERE root IN", roots))
    return tuple(scope for scope in wanted if (scope.kind, scope.root, scope.facet) in found)


def homes(db: Database, records: Collection[str]) -> list[RecordHome]:
    """Return each place where a change of some records counts."""
    rows = db.read_in(
        "SELECT DISTINCT record.id, compartment.id, space, type, device.id FROM record CROSS JOIN touch USING (r)"
        " JOIN change USING (n) JOIN compartment USING (c) JOIN device USING (k)"
        f" WHERE change.state = '{ChangeState.APPLIED}' AND record.id IN",
        records,
    )
    return [RecordHome(*row) for row in rows]


def records_in(db: Database, c: int) -> list[RecordRef]:
    """Return the records of which a compartment holds something."""
    rows = db.read(
        "SELECT DISTINCT type, record.id FROM change JOIN touch USING (n) JOIN record USING (r) WHERE change.c = ?",
        (c,),
    )
    return [RecordRef(*row) for row in rows]


def records_between(db: Database, c: int, after: int, upto: int) -> list[str]:
    """Return the records that the changes of a compartment that count write, after one change and up to another."""
    rows = db.read(
        "SELECT DISTINCT record.id FROM change JOIN touch USING (n) JOIN record USING (r)"
        " WHERE change.c = ? AND +n > ? AND +n <= ?"  # by compartment, not by number
        f" AND change.state = '{ChangeState.APPLIED}'",
        (c, after, upto),
    )
    return [row[0] for row in rows]


def authors(db: Database, scope: Scope) -> list[bytes]:
    """Return the cards of everyone who wrote in a scope."""
    rows = db.read_in("SELECT DISTINCT device.card FROM change JOIN device USING (k) WHERE c IN", numbers(db, scope))
    return list(dict.fromkeys(bytes(row[0]) for row in rows))


def log_heads(db: Database, compartment: str) -> list[LogHead]:
    """Return how far each log in a compartment has come."""
    rows = db.read(
        "SELECT device.id, ep, count(*), max(sq), lower(hex(change.id)) FROM change"
        " JOIN compartment USING (c) JOIN device USING (k)"
        f" WHERE compartment.id = ? AND change.state IN {KEPT_SQL} GROUP BY k, ep ORDER BY 1, 2",
        (compartment,),
    )
    return [LogHead(*row) for row in rows]


def scopes_of_changes(db: Database, r: int) -> dict[bytes, Scope]:
    """Return the scope of each change that touched a record."""
    rows = db.read(
        "SELECT change.id, kind, root, facet FROM touch JOIN change USING (n) JOIN compartment USING (c) WHERE r = ?",
        (r,),
    )
    return {row[0]: Scope(*row[1:]) for row in rows}


def same_compartment(db: Database, one: bytes, other: bytes) -> bool:
    """Tell whether two changes stand in one compartment."""
    return len({row[0] for row in db.read("SELECT c FROM change WHERE id IN (?, ?)", (one, other))}) == 1
