"""Rows as screens read them, and the search index: both derived from heads, both rebuilt by one command."""

import hashlib
from collections.abc import Callable, Iterable

import msgspec

from focalpoint.domain.fields import SETS, Kind, RecordType, Value, empty
from focalpoint.domain.merge import DELETED, Head, conflicting, deletion, value_of
from focalpoint.domain.records import TYPES
from focalpoint.domain.text import index_text
from focalpoint.vault import changes, heads, joining, schema, timetable
from focalpoint.vault.database import Database

SEARCHED = (Kind.TEXT, Kind.NOTE, Kind.TAGS)


def store(value: Value) -> str | int | None:
    """Return the column form of a value; sets become JSON arrays."""
    if isinstance(value, tuple):
        return msgspec.json.encode(value).decode() if value else ""
    return int(value) if isinstance(value, bool) else value


def load(kind: Kind, stored: object) -> Value:
    """Return the value of a column."""
    if stored is None or stored == "":
        return empty(kind)
    if kind in SETS:
        return tuple(msgspec.json.decode(str(stored), type=list[str])) if stored else ()
    if kind is Kind.FLAG:
        return bool(stored)
    if kind is Kind.NUMBER:
        return stored if isinstance(stored, int) else None
    return str(stored or "")


def project(db: Database, r: int) -> None:
    """Write the row of a record anew from its heads."""
    record, type_name = db.read("SELECT id, type FROM record WHERE r = ?", (r,))[0]
    record_type = TYPES.get(type_name)
    if record_type is None:
        return  # from a newer program: kept in the journal, shown after the upgrade
    found = heads.of_record(db, r)
    db.write("DELETE FROM conflict WHERE r = ?", (r,))
    if type_name == "request":
        joining.keep_alias(db, record, found)
    if not found or (found.keys() == {DELETED} and _erased(db, record)):
        timetable.again(db, type_name, r)
        db.write(f"DELETE FROM row_{type_name} WHERE r = ?", (r,))
        db.write("DELETE FROM search WHERE rowid = ?", (r,))
        db.write("DELETE FROM reference WHERE r = ?", (r,))
        for other in joining.around(db, record) if type_name == "request" else ():
            joining.settle(db, other)
        return
    values = {f: value_of(spec, found.get(f, ())) for f, spec in record_type.specs.items()}
    deleted, revived = deletion(found)
    contested = _contested(record_type, found, revived=revived)
    db.write_many("INSERT INTO conflict VALUES (?, ?)", [(r, f) for f in contested])
    span = db.read("SELECT min(hl), max(hl) FROM touch JOIN change USING (n) WHERE r = ? AND state = 'applied'", (r,))
    row = [r, record, int(deleted), int(bool(contested)), moment(span[0][0]), moment(span[0][1])]
    row += [store(value) for value in values.values()]
    marks = ", ".join("?" * len(row))
    db.write(f"INSERT OR REPLACE INTO row_{type_name} VALUES ({marks})", row)
    timetable.again(db, type_name, r)
    if type_name == "request":
        joining.settle(db, record)
    index(db, r, record_type, values)


def _erased(db: Database, record: str) -> bool:
    """Tell whether a statement says that a record was erased, of which a mark of the trash is left."""
    return bool(
        db.scalar(
            f"SELECT 1 FROM compartment CROSS JOIN change USING (c) WHERE kind = '{changes.TRUST}'"
            " AND state = 'applied' AND instr(CAST(body AS TEXT), ?) LIMIT 1",
            (f'"e":"{changes.TRUST}","r":"{record}","f":"purge',),
        )
    )


def _contested(record_type: RecordType, found: dict[str, list[Head]], *, revived: bool) -> list[str]:
    fields = [f for f, spec in record_type.specs.items() if len(found.get(f, ())) > 1 and conflicting(spec, found[f])]
    return [*fields, "~deleted"] if revived else fields


def moment(hl: int) -> str:
    """Return the instant that a hybrid logical clock labels."""
    milliseconds = hl >> 16
    days, rest = divmod(milliseconds // 1000, 86_400)
    return f"{_civil(days)}T{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}Z"


def _civil(days: int) -> str:
    # days since 1970 to a proleptic Gregorian date, for any clock a laptop may claim (years far beyond datetime's)
    days += 719_468
    era, day_of_era = divmod(days, 146_097)
    year = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year + year // 4 - year // 100)
    month_shifted = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * month_shifted + 2) // 5 + 1
    month = month_shifted + 3 if month_shifted < 10 else month_shifted - 9
    return f"{year + era * 400 + (month <= 2):04}-{month:02}-{day:02}"


def index(db: Database, r: int, record_type: RecordType, values: dict[str, Value]) -> None:
    """Write the search entry of a record; a document's entry holds the text of its file too."""
    title = " ".join(str(values[f]) for f in record_type.title)
    body = " ".join(searched(record_type, values))
    if record_type.name == "document":
        text = db.scalar("SELECT text FROM extract WHERE blob = ?", (values["file"],))
        body = f"{body} {text or ''}"
    db.write(
        "INSERT OR REPLACE INTO search (rowid, title, body) VALUES (?, ?, ?)",
        (r, index_text(title), index_text(body)),
    )


def index_anew(db: Database) -> None:
    """Make the search index anew from the rows, inside a transaction: a deleted entry leaves its words in it."""
    db.write("DROP TABLE search")
    db.write(next(statement for statement in schema.DERIVED if "TABLE search" in statement))
    for record_type in TYPES.values():
        columns = "".join(f', "{f}"' for f in record_type.specs)
        for row in db.read(f"SELECT r{columns} FROM row_{record_type.name} ORDER BY r"):
            values = {f: load(s.kind, v) for (f, s), v in zip(record_type.specs.items(), row[1:], strict=True)}
            index(db, row[0], record_type, values)


def searched(record_type: RecordType, values: dict[str, Value]) -> list[str]:
    """Return the texts of a record that search looks at, in form order."""
    found: list[str] = []
    for f, spec in record_type.specs.items():
        if spec.kind in SEARCHED and values[f]:
            value = values[f]
            found.append(" ".join(value) if isinstance(value, tuple) else str(value))
    return found


def rebuild(db: Database, report: Callable[[int, int], None]) -> None:
    """Derive every row anew from the applied changes, in one transaction."""
    with db.transaction():
        for name in schema.derived_tables():
            db.write(f"DROP TABLE IF EXISTS {name}")
        for statement in schema.derived():
            db.write(statement)
        total = int(db.scalar("SELECT count(*) FROM change WHERE state = 'applied'") or 0)
        last, done = 0, 0
        touched: set[int] = set()
        while rows := db.read(
            "SELECT n, id, body FROM change WHERE state = 'applied' AND n > ? ORDER BY n LIMIT 500", (last,)
        ):
            for n, identifier, raw in rows:
                touched |= heads.apply(db, n, identifier, msgspec.json.decode(raw, type=changes.Body))
            last, done = rows[-1][0], done + len(rows)
            report(done, total)
        for r in sorted(touched):
            project(db, r)
        db.set_meta("derived", schema.derived_digest())


def again(db: Database, records: Iterable[int]) -> None:
    """Derive some records anew, after changes were set aside or taken back."""
    for r in records:
        db.write("DELETE FROM head WHERE r = ?", (r,))
        rows = db.read(
            "SELECT n, id, body FROM touch JOIN change USING (n) WHERE r = ? AND state = 'applied' ORDER BY n", (r,)
        )
        record = db.scalar("SELECT id FROM record WHERE r = ?", (r,))
        for n, identifier, raw in rows:
            body = msgspec.json.decode(raw, type=changes.Body)
            _apply_one(db, n, identifier, body, record)
        project(db, r)


def _apply_one(db: Database, n: int, identifier: bytes, body: changes.Body, record: str) -> None:
    """Apply only the operations on one record, at the positions they have in the change."""
    blank = changes.Op(e="", r="", f="", k="")
    masked = msgspec.structs.replace(body, ops=tuple(op if op.r == record else blank for op in body.ops))
    heads.apply(db, n, identifier, masked)


def digest(db: Database) -> str:
    """Return a SHA-256 over all rows: the same for every vault that holds the same applied changes."""
    total = hashlib.sha256()
    for name in TYPES:
        for row in db.read(f"SELECT * FROM row_{name} ORDER BY id"):
            total.update(repr((name, *row[1:])).encode())
    for row in db.read("SELECT record.id, f FROM conflict JOIN record USING (r) ORDER BY 1, 2"):
        total.update(repr(row).encode())
    return total.hexdigest()
