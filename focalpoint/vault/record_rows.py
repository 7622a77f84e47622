"""Records as screens and bundles read them: their fields, marks and numbers, and which there are of a kind."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from focalpoint.domain.fields import RecordType, Value
from focalpoint.domain.records import TYPES
from focalpoint.vault.database import Database
from focalpoint.vault.projection import load


class RecordRef(NamedTuple):
    """A record: its type and identifier."""

    type: str
    id: str


class DeletedRow(NamedTuple):
    """A record in the trash, and when it was changed last."""

    id: str
    updated_at: str


class StoredDocument(NamedTuple):
    """A document with what its description says of its file; the last four are None where nobody described it."""

    id: str
    title: str
    facet: str
    language: str
    created_at: str
    file: str
    name: str | None
    mime: str | None
    size: int | None
    sha256: str | None


def values(db: Database, record_type: RecordType, record: str) -> Mapping[str, Value] | None:
    """Return the fields of a record, a deleted one too, or None."""
    columns = ", ".join(f'"{f}"' for f in record_type.specs)
    row = db.row(f"SELECT {columns} FROM row_{record_type.name} WHERE id = ?", (record,))
    if row is None:
        return None
    return {f: load(s.kind, v) for (f, s), v in zip(record_type.specs.items(), row, strict=True)}


def is_here(db: Database, type_name: str, record: str) -> bool:
    """Tell whether a record of a type of this program is here, in the trash or not."""
    return type_name in TYPES and db.row(f"SELECT 1 FROM row_{type_name} WHERE id = ?", (record,)) is not None


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


def pair(db: Database, r: int) -> RecordRef:
    """Return the type and identifier of a record number."""
    return RecordRef(*db.read("SELECT type, id FROM record WHERE r = ?", (r,))[0])


def deleted(db: Database, type_name: str, limit: int) -> list[DeletedRow]:
    """Return the records of a type in the trash, newest first."""
    rows = db.read(
        f"SELECT id, updated_at FROM row_{type_name} WHERE deleted = 1 ORDER BY updated_at DESC LIMIT ?", (limit,)
    )
    return [DeletedRow(*row) for row in rows]


def documents(db: Database, owner: str, *, deleted: bool = False) -> list[StoredDocument]:
    """Return a record's documents with what their descriptions say of their files, oldest first."""
    rows = db.read(
        "SELECT d.id, d.title, d.facet, d.language, d.created_at, d.file, b.name, b.mime, b.size, b.sha256"
        " FROM row_document AS d LEFT JOIN blob AS b USING (r)"
        " WHERE d.owner = ? AND d.deleted = ? ORDER BY d.created_at, d.title",
        (owner, int(deleted)),
    )
    return [StoredDocument(*row) for row in rows]


def parts(db: Database, kind: RecordType, owner: str, *, deleted: bool = False) -> list[str]:
    """Return the records of a type that live in the dossier of another, oldest first."""
    rows = db.read(
        f'SELECT id FROM row_{kind.name} WHERE deleted = ? AND "{kind.part_of}" = ? ORDER BY created_at, r',
        (int(deleted), owner),
    )
    return [row[0] for row in rows]


def dated(db: Database, kind: RecordType, column: str, first: str, *, last: str, most: int) -> list[str]:
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


def living(db: Database) -> int:
    """Return how many records are not in the trash."""
    return sum(int(db.scalar(f"SELECT count(*) FROM row_{name} WHERE deleted = 0")) for name in TYPES)


def technical_days(db: Database, seminar: str) -> list[str]:
    """Return the living seminars that belong to another one."""
    return linking(db, TYPES["seminar"], "parent", seminar)


def materials_of(db: Database, seminar: str) -> list[str]:
    """Return the living material of a seminar."""
    return linking(db, TYPES["material"], "seminar", seminar)
