"""Rows as screens read them, and the search index: derived from heads, equal on every replica, rebuilt at will."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import msgspec

from focalpoint.domain import descriptions
from focalpoint.domain.fields import SETS, Kind, RecordType, Value, empty
from focalpoint.domain.merge import DELETED, Head, conflicting, deletion, is_file, value_of
from focalpoint.domain.records import TYPES
from focalpoint.domain.text import index_text
from focalpoint.vault import heads, joining, schema, timetable
from focalpoint.vault.changes import NOT_COUNTED_SQL, ChangeState
from focalpoint.vault.database import Database, batches

DOCUMENT = "document"
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


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as its row stands; one that gave way to another is not deleted."""

    number: int
    type: RecordType
    record: str
    values: Mapping[str, Value]
    deleted: bool
    conflicted: bool


def project(
    db: Database,
    numbers: Iterable[int],
    tell: Callable[[Shown], object] = lambda _shown: None,
    *,
    indexed: bool = True,
) -> None:
    """Write the rows of records anew from their heads; `tell` is given each one that has a row.

    What it is told of a request does not yet say whether the request gave way to another. What is only rehearsed need
    not be `indexed` for the search.
    """
    for some in batches(numbers):
        for one in _project(db, some):
            if indexed:
                index(db, one.number, one.type, one.values)
            tell(one)


def _project(db: Database, numbers: list[int]) -> list[Shown]:
    listed = db.read_in("SELECT r, id, type FROM record WHERE r IN", numbers)
    known = [row for row in listed if row[2] in TYPES]  # others are from a newer program: shown after the upgrade
    found = heads.of_records(db, [row[0] for row in known])
    db.write_in("DELETE FROM conflict WHERE r IN", numbers)
    joining.keep_aliases(db, {record: found.get(r, {}) for r, record, type_name in known if type_name == "request"})
    db.write_in("DELETE FROM blob WHERE r IN", numbers)
    spans = _spans(db, numbers)
    rows: dict[str, list[list[object]]] = {}
    shown: list[Shown] = []
    contested: list[tuple[int, str]] = []
    files: list[tuple[object, ...]] = []
    for r, record, type_name in known:
        present = found.get(r, {})
        if not present or (present.keys() == {DELETED} and _erased(db, record)):
            _take_out(db, r, record, type_name)
            continue
        record_type = TYPES[type_name]
        specs = record_type.specs
        said = {f: value_of(specs[f], some) for f, some in present.items() if f in specs}
        deleted, revived = deletion(present)
        unsettled = _contested(record_type, present, revived=revived)
        if type_name == DOCUMENT:
            file = str(said.get("file", ""))
            described = present.get(file, [])
            files += _described(r, file, described)
            unsettled += [file] if is_file(file) and descriptions.contested(described) else []
        contested += [(r, f) for f in unsettled]
        one = Shown(r, record_type, record, {**blank(type_name), **said}, deleted, bool(unsettled))
        shown.append(one)
        stored = {**_blank_row(type_name), **{f: store(value) for f, value in said.items()}}
        row = [r, record, int(deleted), int(one.conflicted), *spans[r], *stored.values()]
        rows.setdefault(type_name, []).append(row)
    db.write_many("INSERT INTO conflict VALUES (?, ?)", contested)
    db.write_many("INSERT INTO blob VALUES (?, ?, ?, ?, ?, ?, ?, ?)", files)
    for type_name, made in rows.items():
        marks = ", ".join("?" * len(made[0]))
        db.write_many(f"INSERT OR REPLACE INTO row_{type_name} VALUES ({marks})", made)
        timetable.mark_stale(db, type_name, [one.number for one in shown if one.type.name == type_name])
    joining.settle_references(db, [one.number for one in shown if one.type.name == "request"])
    return shown


def _described(r: int, file: str, found: Sequence[Head]) -> list[tuple[object, ...]]:
    """Return the row of the file of a document; none if nobody described it, or not in the form of a description."""
    said = descriptions.current_description(found) if is_file(file) else None
    if said is None:
        return []
    parts = msgspec.json.encode([(part.h, part.ph, part.key, part.size) for part in said.parts]).decode()
    return [(r, file, said.content, said.name, said.mime, said.size, said.sha256, parts)]


def _spans(db: Database, numbers: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return when records were made and last changed."""
    rows = db.read_in(
        f"SELECT r, min(hl), max(hl) FROM touch JOIN change USING (n) WHERE state = '{ChangeState.APPLIED}' AND r IN",
        numbers,
        " GROUP BY r",
    )
    return {r: (moment(first), moment(last)) for r, first, last in rows}


@cache
def blank(type_name: str) -> Mapping[str, Value]:
    """Return the values of a record of a type in which nothing is filled in."""
    return MappingProxyType({f: empty(spec.kind) for f, spec in TYPES[type_name].specs.items()})


@cache
def _blank_row(type_name: str) -> Mapping[str, str | int | None]:
    return {f: store(value) for f, value in blank(type_name).items()}


def _take_out(db: Database, r: int, record: str, type_name: str) -> None:
    """Take away the row of a record of which nothing counts any more."""
    timetable.mark_stale(db, type_name, [r])
    db.write(f"DELETE FROM row_{type_name} WHERE r = ?", (r,))
    db.write("DELETE FROM blob WHERE r = ?", (r,))
    db.write("DELETE FROM search WHERE rowid = ?", (r,))
    db.write("DELETE FROM reference WHERE r = ?", (r,))
    for other in joining.around(db, record) if type_name == "request" else ():
        joining.settle_family(db, other)


def _erased(db: Database, record: str) -> bool:
    """Tell whether a statement says that a record was erased, of which a mark of the trash is left."""
    return bool(
        db.scalar(
            f"SELECT 1 FROM erasure JOIN change USING (n) WHERE record = ? AND state = '{ChangeState.APPLIED}' LIMIT 1",
            (record,),
        )
    )


def _contested(record_type: RecordType, found: dict[str, list[Head]], *, revived: bool) -> list[str]:
    specs = record_type.specs
    fields = [f for f, some in found.items() if len(some) > 1 and f in specs and conflicting(specs[f], some)]
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


def index(db: Database, r: int, record_type: RecordType, values: Mapping[str, Value]) -> None:
    """Write the search entry of a record; a document's entry holds the text of its file too."""
    title = " ".join(str(values[f]) for f in record_type.title)
    body = " ".join(searched(record_type, values))
    if record_type.name == DOCUMENT:
        text = db.scalar("SELECT text FROM extract JOIN blob USING (sha256) WHERE r = ?", (r,))
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


def searched(record_type: RecordType, values: Mapping[str, Value]) -> list[str]:
    """Return the texts of a record that search looks at, in form order."""
    found: list[str] = []
    for f, spec in record_type.specs.items():
        if spec.kind in SEARCHED and values[f] and not spec.sums_only:
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
        total = int(db.scalar(f"SELECT count(*) FROM change WHERE state = '{ChangeState.APPLIED}'") or 0)
        last, done = 0, 0
        touched: set[int] = set()
        while rows := db.read(
            f"SELECT n, id, body FROM change WHERE state = '{ChangeState.APPLIED}' AND n > ? ORDER BY n LIMIT 500",
            (last,),
        ):
            touched |= heads.apply_stored(db, rows)
            last, done = rows[-1][0], done + len(rows)
            report(done, total)
        for some in batches(db.read(f"SELECT n FROM change WHERE state IN {NOT_COUNTED_SQL} ORDER BY n")):
            heads.describe_stored(db, [row[0] for row in some])
        project(db, sorted(touched))
        db.set_meta("derived", schema.derived_digest())


def rederive(db: Database, records: Collection[int]) -> None:
    """Derive some records anew, after changes were set aside or taken back."""
    for r in records:
        db.write("DELETE FROM head WHERE r = ?", (r,))
        rows = db.read(
            "SELECT n, id, body FROM touch JOIN change USING (n)"
            f" WHERE r = ? AND state = '{ChangeState.APPLIED}' ORDER BY n",
            (r,),
        )
        record = db.scalar("SELECT id FROM record WHERE r = ?", (r,))
        heads.apply_stored(db, rows, record)
    project(db, records)


def set_aside(db: Database, changes: Iterable[int], state: str) -> set[int]:
    """Take changes out of the picture, inside a transaction; return the records they had touched."""
    touched: set[int] = set()
    for n in changes:
        touched |= {row[0] for row in db.read("SELECT r FROM touch WHERE n = ?", (n,))}
        db.write("UPDATE change SET state = ? WHERE n = ?", (state, n))
        db.write("DELETE FROM gone WHERE n = ?", (n,))
    rederive(db, sorted(touched))
    return touched


def put_back(db: Database, found: Sequence[tuple[int, bytes, bytes]]) -> set[int]:
    """Let changes (number, identifier, body) count again, inside a transaction; return the records they touch."""
    for n, _identifier, _raw in found:
        db.write(f"UPDATE change SET state = '{ChangeState.APPLIED}' WHERE n = ?", (n,))
        db.write("UPDATE sent SET upto = 0 WHERE c = (SELECT c FROM change WHERE n = ?)", (n,))
    touched = heads.apply_stored(db, found)
    project(db, sorted(touched))
    return touched


def digest(db: Database) -> str:
    """Return a SHA-256 over all rows: the same for every vault that holds the same applied changes."""
    total = hashlib.sha256()
    for name in TYPES:
        for row in db.read(f"SELECT * FROM row_{name} ORDER BY id"):
            total.update(repr((name, *row[1:])).encode())
    for row in db.read("SELECT id, content, name FROM blob JOIN record USING (r) ORDER BY id"):
        total.update(repr(row).encode())
    for row in db.read("SELECT record.id, f FROM conflict JOIN record USING (r) ORDER BY 1, 2"):
        total.update(repr(row).encode())
    return total.hexdigest()
