"""The tables: the journal and what is kept beside it, and the projection generated from the field specs."""

import hashlib
from typing import assert_never

from focalpoint.domain.fields import Kind, RecordType
from focalpoint.domain.records import TYPES

APPLICATION_ID = 0x46504456  # "FPDV"

DERIVED = (
    "CREATE TABLE record (r INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL)",
    "CREATE TABLE head (r INTEGER NOT NULL, f TEXT NOT NULL, n INTEGER NOT NULL, i INTEGER NOT NULL,"
    " value TEXT NOT NULL, PRIMARY KEY (r, f, n, i)) WITHOUT ROWID",
    "CREATE TABLE gone (id BLOB NOT NULL, i INTEGER NOT NULL, r INTEGER NOT NULL, f TEXT NOT NULL, n INTEGER NOT NULL,"
    " PRIMARY KEY (id, i, r, f, n)) WITHOUT ROWID",
    "CREATE TABLE touch (r INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (r, n)) WITHOUT ROWID",
    "CREATE INDEX touch_n ON touch (n)",
    "CREATE TABLE conflict (r INTEGER NOT NULL, f TEXT NOT NULL, PRIMARY KEY (r, f)) WITHOUT ROWID",
    "CREATE TABLE alias (id TEXT PRIMARY KEY, target TEXT NOT NULL) WITHOUT ROWID",
    "CREATE INDEX alias_target ON alias (target)",
    # statements that say that a record is erased; such a statement counts if its change does
    "CREATE TABLE erasure (record TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (record, n)) WITHOUT ROWID",
    "CREATE INDEX erasure_n ON erasure (n)",
    "CREATE TABLE reference (key TEXT NOT NULL, r INTEGER NOT NULL, PRIMARY KEY (key, r)) WITHOUT ROWID",
    "CREATE INDEX reference_r ON reference (r)",
    "CREATE TABLE due (r INTEGER NOT NULL, code TEXT NOT NULL, part TEXT NOT NULL, day TEXT NOT NULL,"
    " kind TEXT NOT NULL, until TEXT NOT NULL, met TEXT NOT NULL, lasts INTEGER NOT NULL,"
    " PRIMARY KEY (r, code, part, day)) WITHOUT ROWID",
    "CREATE INDEX due_day ON due (met, day)",
    "CREATE TABLE stale (r INTEGER PRIMARY KEY)",
    "CREATE TABLE blob (r INTEGER PRIMARY KEY, file TEXT NOT NULL, content TEXT NOT NULL, name TEXT NOT NULL,"
    " mime TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL, parts TEXT NOT NULL)",
    "CREATE INDEX blob_file ON blob (file)",
    "CREATE INDEX blob_content ON blob (content)",
    "CREATE TABLE part (hash TEXT NOT NULL, n INTEGER NOT NULL, identity TEXT NOT NULL, plain TEXT NOT NULL,"
    " size INTEGER NOT NULL, PRIMARY KEY (hash, n, identity)) WITHOUT ROWID",
    "CREATE INDEX part_plain ON part (plain)",
    "CREATE INDEX part_n ON part (n)",
    "CREATE VIRTUAL TABLE search USING fts5(title, body, content='', contentless_delete=1,"
    " tokenize='unicode61 remove_diacritics 0', prefix='2 3')",
)
DERIVED_TABLES = tuple(
    words[words.index("TABLE") + 1] for statement in DERIVED if "TABLE" in (words := statement.split())
)


def column(kind: Kind) -> str:
    """Return the SQL column type of a field kind; sets are kept as JSON arrays."""
    match kind:
        case Kind.FLAG | Kind.NUMBER:
            return "INTEGER"
        case (
            Kind.TEXT
            | Kind.NOTE
            | Kind.DATE
            | Kind.INSTANT
            | Kind.TIME
            | Kind.CHOICE
            | Kind.CHOICES
            | Kind.LINK
            | Kind.LINKS
            | Kind.TAGS
            | Kind.FILE
            | Kind.STATE
        ):
            return "TEXT NOT NULL DEFAULT ''"
        case _:
            assert_never(kind)


def indexed(kind: Kind) -> bool:
    """Tell whether lists sort or filter by a field of this kind often enough for an index."""
    return kind in (Kind.DATE, Kind.STATE, Kind.LINK, Kind.FLAG)


def projection(record_type: RecordType) -> list[str]:
    """Return the statements that create the rows of a record type as screens read them."""
    name = record_type.name
    fields = ", ".join(f'"{f}" {column(s.kind)}' for f, s in record_type.specs.items())
    statements = [
        f"CREATE TABLE row_{name} (r INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, deleted INTEGER NOT NULL,"
        f" conflicted INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, {fields})"
    ]
    state = "".join(f', "{f}"' for f, s in record_type.specs.items() if s.kind is Kind.STATE)  # to cover usual lists
    statements += [
        f'CREATE INDEX row_{name}_{f} ON row_{name} (deleted, "{f}", r{state})'
        for f, s in record_type.specs.items()
        if indexed(s.kind) or f == record_type.reference
    ]
    statements.append(f"CREATE INDEX row_{name}_updated_at ON row_{name} (deleted, updated_at, r)")
    return statements


def derived() -> list[str]:
    """Return every statement of the derived tables."""
    rows = [statement for record_type in TYPES.values() for statement in projection(record_type)]
    return [*DERIVED, *rows]


def derived_tables() -> list[str]:
    """Return the names of the derived tables."""
    return [*DERIVED_TABLES, *(f"row_{name}" for name in TYPES)]


def derived_digest() -> str:
    """Return a mark of the declared derived tables; a vault with another mark is rebuilt from its journal."""
    return hashlib.sha256("\n".join(derived()).encode()).hexdigest()[:16]
