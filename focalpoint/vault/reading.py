"""Reading records, their compartments and the changes that made them."""

from collections.abc import Collection, Iterable, Mapping

import msgspec

from focalpoint.domain.fields import RecordType, Value
from focalpoint.domain.records import TYPES
from focalpoint.vault.changes import Body, Scope
from focalpoint.vault.database import Database, Row
from focalpoint.vault.projection import load

_COMPARTMENT = "kind = ? AND root = ? AND facet = ?"


def values(db: Database, record_type: RecordType, record: str) -> Mapping[str, Value] | None:
    """Return the fields of a record, a deleted one too, or None."""
    columns = ", ".join(f'"{f}"' for f in record_type.specs)
    row = db.one(f"SELECT {columns} FROM row_{record_type.name} WHERE id = ?", (record,))
    if row is None:
        return None
    return {f: load(s.kind, v) for (f, s), v in zip(record_type.specs.items(), row, strict=True)}


def is_here(db: Database, type_name: str, record: str) -> bool:
    """Tell whether a record of a type of this program is here, in the trash or not."""
    return type_name in TYPES and db.one(f"SELECT 1 FROM row_{type_name} WHERE id = ?", (record,)) is not None


def flag(db: Database, type_name: str, record: str, column: str) -> bool:
    """Return `deleted` or `conflicted` of a record; one that gave way to another is not deleted."""
    return bool(db.scalar(f"SELECT {column} = 1 FROM row_{type_name} WHERE id = ?", (record,)))


def created_at(db: Database, type_name: str, record: str) -> str:
    """Return when a record was made, "" if it is not here."""
    return str(db.scalar(f"SELECT created_at FROM row_{type_name} WHERE id = ?", (record,)) or "")


def type_of(db: Database, record: str) -> str | None:
    """Return the type of a record, or None."""
    found = db.scalar("SELECT type FROM record WHERE id = ?", (record,))
    return None if found is None else str(found)


def types_of(db: Database, wanted: Collection[str]) -> dict[str, str]:
    """Return the types of those of some records that are known here."""
    return dict(db.read_in("SELECT id, type FROM record WHERE id IN", wanted))


def number(db: Database, record: str) -> int | None:
    """Return the local number of a record, or None."""
    found = db.scalar("SELECT r FROM record WHERE id = ?", (record,))
    return None if found is None else int(found)


def pair(db: Database, r: int) -> tuple[str, str]:
    """Return (type, id) of a record number."""
    type_name, record = db.read("SELECT type, id FROM record WHERE r = ?", (r,))[0]
    return type_name, record


def deleted(db: Database, type_name: str, limit: int) -> list[Row]:
    """Return (id, updated at) of the records of a type in the trash, newest first."""
    return db.read(
        f"SELECT id, updated_at FROM row_{type_name} WHERE deleted = 1 ORDER BY updated_at DESC LIMIT ?", (limit,)
    )


def documents(db: Database, owner: str, *, deleted: bool = False) -> list[Row]:
    """Return (id, title, facet, language, created at, file, name, mime, size, sha256) of a record's documents."""
    return db.read(
        "SELECT d.id, d.title, d.facet, d.language, d.created_at, d.file, b.name, b.mime, b.size, b.sha256"
        " FROM row_document AS d LEFT JOIN blob AS b USING (r)"
        " WHERE d.owner = ? AND d.deleted = ? ORDER BY d.created_at, d.title",
        (owner, int(deleted)),
    )


def parts(db: Database, kind: RecordType, owner: str, *, deleted: bool = False) -> list[str]:
    """Return the records of a type that live in the dossier of another, oldest first."""
    rows = db.read(
        f'SELECT id FROM row_{kind.name} WHERE deleted = ? AND "{kind.part_of}" = ? ORDER BY created_at, r',
        (int(deleted), owner),
    )
    return [row[0] for row in rows]


def dated(db: Database, kind: RecordType, column: str, first: str, last: str, most: int) -> list[str]:
    """Return the living records of a type with a date from `first` to `last`, the earliest first."""
    rows = db.read(
        f'SELECT id FROM row_{kind.name} WHERE deleted = 0 AND "{column}" BETWEEN ? AND ?'
        f' ORDER BY "{column}", r LIMIT ?',
        (first, last, most),
    )
    return [row[0] for row in rows]


def arrests(db: Database, first: str, last: str, most: int) -> list[str]:
    """Return the requests about arrest and surrender that came in from `first` to `last`."""
    rows = db.read(
        "SELECT id FROM row_request WHERE deleted = 0 AND received_on BETWEEN ? AND ? AND type LIKE 'P-0%' LIMIT ?",
        (first, last, most),
    )
    return [row[0] for row in rows]


def in_states(db: Database, states: tuple[str, ...], most: int) -> list[str]:
    """Return the requests that are in one of some states."""
    marks = ", ".join("?" * len(states))
    query = f"SELECT id FROM row_request WHERE deleted = 0 AND state IN ({marks}) LIMIT ?"
    return [row[0] for row in db.read(query, (*states, most))]


def living_of(db: Database, kind: RecordType) -> list[str]:
    """Return the living records of a type, oldest first; for types of which there are few."""
    return [row[0] for row in db.read(f"SELECT id FROM row_{kind.name} WHERE deleted = 0 ORDER BY created_at, r")]


def linking(db: Database, kind: RecordType, column: str, record: str) -> list[str]:
    """Return the living records of a type whose link `column` leads to a record."""
    rows = db.read(f'SELECT id FROM row_{kind.name} WHERE deleted = 0 AND "{column}" = ? ORDER BY r', (record,))
    return [row[0] for row in rows]


def documents_with(db: Database, file: str) -> list[int]:
    """Return the record numbers of the documents that hold a file."""
    return [row[0] for row in db.read("SELECT r FROM row_document WHERE file = ?", (file,))]


def is_attached(db: Database, file: str) -> bool:
    """Tell whether a living document holds a file."""
    return db.scalar("SELECT 1 FROM row_document WHERE file = ? AND deleted = 0 LIMIT 1", (file,)) is not None


def contested(db: Database, r: int) -> list[str]:
    """Return the contested fields of a record."""
    return [row[0] for row in db.read("SELECT f FROM conflict WHERE r = ? ORDER BY f", (r,))]


def contested_records(db: Database) -> set[int]:
    """Return the numbers of all records with a contested field."""
    return {row[0] for row in db.read("SELECT DISTINCT r FROM conflict")}


def first_scope(db: Database, record: str) -> Scope | None:
    """Return the scope a record was first written in, or None; one that contacts share only if it has no other."""
    row = db.one(
        "SELECT kind, root, facet FROM record JOIN touch USING (r) JOIN change USING (n) JOIN compartment USING (c)"
        " WHERE record.id = ? ORDER BY kind = 'contacts', hl, n LIMIT 1",
        (record,),
    )
    return Scope(*row) if row else None


def homes(db: Database, records: Collection[str]) -> list[tuple[str, str, str, str, str]]:
    """Return (record, compartment, its space, type, author) for each place where a change of some records counts."""
    return db.read_in(
        "SELECT DISTINCT record.id, compartment.id, space, type, device.id FROM record CROSS JOIN touch USING (r)"
        " JOIN change USING (n) JOIN compartment USING (c) JOIN device USING (k)"
        " WHERE change.state = 'applied' AND record.id IN",
        records,
    )


def changes_elsewhere(
    db: Database, record: str, type_name: str, compartment: str, space: str, device: str
) -> list[int]:
    """Return the changes that count in which a device wrote something of a record in another place, or as another type.

    Another place is another compartment, or, for a request, whose parts lie side by side, one of another space.
    """
    rows = db.read(
        "SELECT n FROM record JOIN touch USING (r) JOIN change USING (n) JOIN compartment USING (c)"
        " JOIN device USING (k) WHERE record.id = ? AND change.state = 'applied' AND device.id = ?"
        " AND (type <> ? OR space <> ? OR (compartment.id <> ? AND root <> record.id))",
        (record, device, type_name, space, compartment),
    )
    return [row[0] for row in rows]


def first_action(db: Database, record: str) -> bytes | None:
    """Return the action that created a record, or None."""
    found = db.scalar(
        "SELECT tx FROM record JOIN touch USING (r) JOIN change USING (n) WHERE record.id = ?"
        " AND change.state = 'applied' ORDER BY hl, n LIMIT 1",
        (record,),
    )
    return None if found is None else bytes(found)


def scopes_of_changes(db: Database, r: int) -> dict[bytes, Scope]:
    """Return the scope of each change that touched a record."""
    rows = db.read(
        "SELECT change.id, kind, root, facet FROM touch JOIN change USING (n) JOIN compartment USING (c) WHERE r = ?",
        (r,),
    )
    return {row[0]: Scope(*row[1:]) for row in rows}


def changes_of(db: Database, r: int) -> list[tuple[bytes, int, str, bytes, Body]]:
    """Return (id, clock, device, action, body) of the applied changes that touched a record, in display order."""
    rows = db.read(
        "SELECT change.id, hl, device.id, tx, body FROM touch JOIN change USING (n) JOIN device USING (k)"
        " WHERE r = ? AND change.state = 'applied' ORDER BY hl, device.id, change.id",
        (r,),
    )
    return [(*row[:4], msgspec.json.decode(row[4], type=Body)) for row in rows]


def changes_of_action(db: Database, tx: bytes) -> list[tuple[bytes, Body]]:
    """Return (id, body) of the applied changes of an action."""
    rows = db.read("SELECT id, body FROM change WHERE tx = ? AND state = 'applied' ORDER BY n", (tx,))
    return [(row[0], msgspec.json.decode(row[1], type=Body)) for row in rows]


def body(db: Database, change: bytes) -> Body | None:
    """Return the body of a change, or None if this vault does not hold it or it was erased."""
    raw = db.scalar("SELECT body FROM change WHERE id = ?", (change,))
    return msgspec.json.decode(raw, type=Body) if raw else None


def same_compartment(db: Database, one: bytes, other: bytes) -> bool:
    """Tell whether two changes stand in one compartment."""
    return len({row[0] for row in db.read("SELECT c FROM change WHERE id IN (?, ?)", (one, other))}) == 1


def compartments(db: Database, scope: Scope) -> list[int]:
    """Return the local numbers of the compartments of a scope."""
    rows = db.read(f"SELECT c FROM compartment WHERE {_COMPARTMENT}", (scope.kind, scope.root, scope.facet))
    return [row[0] for row in rows]


def all_scopes(db: Database) -> list[Scope]:
    """Return every scope of which this vault holds something."""
    return [Scope(*row) for row in db.read("SELECT DISTINCT kind, root, facet FROM compartment ORDER BY 1, 2, 3")]


def identifiers(db: Database, scope: Scope) -> list[str]:
    """Return the identifiers of the compartments of a scope."""
    rows = db.read(f"SELECT id FROM compartment WHERE {_COMPARTMENT}", (scope.kind, scope.root, scope.facet))
    return [row[0] for row in rows]


def log_heads(db: Database, compartment: str) -> list[list[str | int]]:
    """Return (device, epoch, number of changes that count, newest number and its change) of each log."""
    rows = db.read(
        "SELECT device.id, ep, count(*), max(sq), lower(hex(change.id)) FROM change"
        " JOIN compartment USING (c) JOIN device USING (k)"
        " WHERE compartment.id = ? AND change.state IN ('applied', 'purged') GROUP BY k, ep ORDER BY 1, 2",
        (compartment,),
    )
    return [list(row) for row in rows]


def numbered_scopes(db: Database) -> list[tuple[int, Scope]]:
    """Return every compartment of this vault: its local number and its scope."""
    return [(row[0], Scope(*row[1:])) for row in db.read("SELECT c, kind, root, facet FROM compartment ORDER BY c")]


def records_in(db: Database, c: int) -> list[tuple[str, str]]:
    """Return (type, id) of the records of which a compartment holds something."""
    rows = db.read(
        "SELECT DISTINCT type, record.id FROM change JOIN touch USING (n) JOIN record USING (r) WHERE change.c = ?",
        (c,),
    )
    return [(row[0], row[1]) for row in rows]


def records_between(db: Database, c: int, after: int, upto: int) -> list[str]:
    """Return the records that the changes of a compartment that count write, after one change and up to another."""
    rows = db.read(
        "SELECT DISTINCT record.id FROM change JOIN touch USING (n) JOIN record USING (r)"
        " WHERE change.c = ? AND +n > ? AND +n <= ? AND change.state = 'applied'",  # by compartment, not by number
        (c, after, upto),
    )
    return [row[0] for row in rows]


def scopes_with(db: Database, compartments: Iterable[int]) -> list[Scope]:
    """Return the scopes of compartments, each once."""
    rows = (db.one("SELECT kind, root, facet FROM compartment WHERE c = ?", (c,)) for c in sorted(compartments))
    return list(dict.fromkeys(Scope(*row) for row in rows if row))


Chained = tuple[int, bytes, bytes, bytes]  # local number, header, signature, body


def chains(
    db: Database, scope: Scope, after: Mapping[int, int], *, erased: bool = False
) -> Iterable[tuple[int, str, list[Chained]]]:
    """Yield each compartment of a scope (local number, identifier) with its applied changes, and those erased if asked.

    `after` names, for a compartment, the last change that is left out.
    """
    states = ("applied", "purged" if erased else "applied")
    compartments = db.read(f"SELECT c, id FROM compartment WHERE {_COMPARTMENT}", (scope.kind, scope.root, scope.facet))
    for c, identifier in compartments:
        rows = db.read(
            "SELECT n, header, signature, body FROM change WHERE c = ? AND state IN (?, ?) AND n > ? ORDER BY n",
            (c, *states, after.get(c, 0)),
        )
        yield c, identifier, [(row[0], bytes(row[1]), bytes(row[2]), bytes(row[3])) for row in rows]


def begun(db: Database, scopes: Iterable[Scope]) -> tuple[Scope, ...]:
    """Return those of some scopes in which something was ever written."""
    wanted = tuple(scopes)
    roots = list(dict.fromkeys(scope.root for scope in wanted))
    found = set(db.read_in("SELECT kind, root, facet FROM compartment WHERE root IN", roots))
    return tuple(scope for scope in wanted if (scope.kind, scope.root, scope.facet) in found)


def weight(db: Database, scope: Scope, after: Mapping[int, int]) -> tuple[int, int]:
    """Return how many changes `chains` would yield for a scope, and about how many bytes they take in a bundle."""
    number = size = 0
    for c, *_rest in db.read(f"SELECT c FROM compartment WHERE {_COMPARTMENT}", (scope.kind, scope.root, scope.facet)):
        row = db.read(
            "SELECT count(*), coalesce(sum(length(header) + length(body) + 72), 0) FROM change"
            " WHERE c = ? AND state = 'applied' AND n > ?",
            (c, after.get(c, 0)),
        )[0]
        number, size = number + row[0], size + row[1]
    return number, size


def bodies(db: Database, scope: Scope, after: Mapping[int, int]) -> Iterable[Body]:
    """Yield the bodies of the applied changes of a scope that come after those named, in the order they were kept."""
    for _c, _identifier, found in chains(db, scope, after):
        for _n, _header, _signature, raw in found:
            yield msgspec.json.decode(raw, type=Body)


def materials_of(db: Database, seminar: str) -> list[str]:
    """Return the ids of the living material of a seminar."""
    return [row[0] for row in db.read("SELECT id FROM row_material WHERE seminar = ? AND deleted = 0", (seminar,))]


def authors(db: Database, scope: Scope) -> list[bytes]:
    """Return the cards of everyone who wrote in a scope."""
    rows = db.read(
        "SELECT DISTINCT device.card FROM compartment JOIN change USING (c) JOIN device USING (k)"
        f" WHERE compartment.{_COMPARTMENT}",
        (scope.kind, scope.root, scope.facet),
    )
    return [bytes(row[0]) for row in rows]


def living(db: Database) -> int:
    """Return how many records are not in the trash."""
    return sum(int(db.scalar(f"SELECT count(*) FROM row_{name} WHERE deleted = 0")) for name in TYPES)


def own_in_import(db: Database, via: str) -> tuple[int, int]:
    """Return how many changes of this device came with an import, and the clock of the first of them."""
    row = db.read(
        "SELECT count(*), min(hl) FROM change JOIN device USING (k) WHERE via = ? AND via <> ''"
        " AND device.state = 'own'",
        (via,),
    )[0]
    return row[0], row[1] or 0


def change_count(db: Database) -> int:
    """Return how many changes the journal holds."""
    return int(db.scalar("SELECT count(*) FROM change"))
