"""Lists and search: conditions become SQL here, over the projected rows and the full-text index."""

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from focalpoint.domain.fields import Kind, Value
from focalpoint.domain.records import TYPES
from focalpoint.vault.database import Database
from focalpoint.vault.joining import JOINED
from focalpoint.vault.projection import load

RANKED = 3_000  # of a very common word, the newest hits are ranked
BUILT_IN = ("id", "created_at", "updated_at")


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on rows: SQL over the columns of `row_…`, with its parameters."""

    sql: str
    parameters: tuple[object, ...] = ()

    def inverted(self) -> "Condition":
        """Return the opposite condition."""
        return Condition(f"NOT ({self.sql})", self.parameters)


def among(column: str, values: Sequence[str]) -> Condition:
    """Ask that a column holds one of some values; none of them can match if there are none."""
    marks = ", ".join("?" * len(values))
    return Condition(f'"{column}" IN ({marks})' if values else "0", tuple(values))


def compared(column: str, op: str, value: str) -> Condition:
    """Compare a filled date column: `=`, `<`, `<=`, `>`, `>=`, or `..` with `first..last`."""
    filled = f"\"{column}\" <> '' AND "
    if op == "..":
        first, _dots, last = value.partition("..")
        return Condition(f'{filled}"{column}" BETWEEN ? AND ?', (first, last))
    if op not in ("=", "<", "<=", ">", ">="):
        raise ValueError(op)
    return Condition(f'{filled}"{column}" {op} ?', (value,))


def containing(column: str, text: str) -> Condition:
    """Ask that a text column contains some text, whatever its case."""
    return Condition(f'instr(lower("{column}"), lower(?)) > 0', (text,))


HAS_DOCUMENT = Condition("EXISTS (SELECT 1 FROM row_document AS d WHERE d.owner = row.id AND d.deleted = 0)")
CONFLICTED = Condition("r IN (SELECT r FROM conflict)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list shows, in which order. `match` is an FTS5 expression over folded words."""

    type: str
    conditions: tuple[Condition, ...] = ()
    match: str = ""
    without: str = ""
    sort: str = ""
    descending: bool = False
    group: str = ""
    order: Mapping[str, int] = field(default_factory=dict)  # rank of each value of the group column
    deleted: bool = False


def _where(wanted: Wanted) -> tuple[str, list[object]]:
    parts: list[str] = ["deleted = ?"]
    parameters: list[object] = [int(wanted.deleted)]
    for condition in wanted.conditions:
        parts.append(f"({condition.sql})")
        parameters += condition.parameters
    for expression, negation in ((wanted.match, ""), (wanted.without, "NOT ")):
        if expression:
            parts.append(f"{negation}r IN (SELECT rowid FROM search WHERE search MATCH ?)")
            parameters.append(expression)
    return " AND ".join(parts), parameters


def numbers(db: Database, wanted: Wanted) -> "array[int]":
    """Return the record numbers of a list, in order."""
    where, parameters = _where(wanted)
    order = []
    if wanted.group:
        ranks = " ".join(f"WHEN ? THEN {int(rank)}" for rank in wanted.order.values())
        order.append(f'CASE "{wanted.group}" {ranks} ELSE 999 END' if ranks else f'"{wanted.group}"')
        parameters += list(wanted.order)
    specs = TYPES[wanted.type].specs
    if wanted.sort in specs or wanted.sort in BUILT_IN:
        direction = " DESC" if wanted.descending else ""
        empty_last = wanted.sort in specs and specs[wanted.sort].kind is Kind.DATE and not wanted.descending
        if empty_last:
            return _dated_first(db, wanted, where, parameters, order=order)
        order.append(f'"{wanted.sort}"{direction}')
    order.append("r DESC" if wanted.descending else "r")
    query = f"SELECT r FROM row_{wanted.type} AS row WHERE {where} ORDER BY {', '.join(order)}"
    return db.read_numbers(query, parameters)


def _dated_first(
    db: Database, wanted: Wanted, where: str, parameters: list[object], *, order: list[str]
) -> "array[int]":
    """Sort by a date with the undated rows last; in two runs, so that the index gives the order."""
    column = f'"{wanted.sort}"'
    if wanted.group:
        query = f"SELECT r FROM row_{wanted.type} AS row WHERE {where} ORDER BY {order[0]}, {column} = '', {column}, r"
        return db.read_numbers(query, parameters)
    found = array("q")
    for undated in (f"{column} > ''", f"{column} = ''"):
        query = f"SELECT r FROM row_{wanted.type} AS row WHERE {where} AND {undated} ORDER BY {column}, r"
        found += db.read_numbers(query, parameters)
    return found


@dataclass(frozen=True, slots=True)
class FoundRow:
    """Some fields of a record, for one line of a list."""

    number: int
    id: str
    values: Mapping[str, Value]
    deleted: bool
    conflicted: bool
    updated_at: str


def page(db: Database, type_name: str, wanted: Sequence[int], fields: Sequence[str]) -> list[FoundRow]:
    """Return some fields of some records, in the order of the numbers given."""
    specs = TYPES[type_name].specs
    columns = "".join(f', "{f}"' for f in fields if f in specs)
    names = [f for f in fields if f in specs]
    marks = ", ".join("?" * len(wanted))
    rows = db.read(
        f"SELECT r, id, deleted, conflicted, updated_at{columns} FROM row_{type_name} WHERE r IN ({marks})", wanted
    )
    found = {
        row[0]: FoundRow(
            row[0],
            row[1],
            {f: load(specs[f].kind, value) for f, value in zip(names, row[5:], strict=True)},
            bool(row[2]),
            bool(row[3]),
            row[4],
        )
        for row in rows
    }
    return [found[r] for r in wanted if r in found]


def count(db: Database, type_name: str) -> int:
    """Return how many living records there are of a type."""
    return int(db.scalar(f"SELECT count(*) FROM row_{type_name} WHERE deleted = 0") or 0)


def with_values(
    db: Database, type_name: str, records: Collection[str], column: str, *, values: Collection[str]
) -> list[str]:
    """Return which of some records hold one of some values in a column."""
    marks, wanted = ", ".join("?" * len(records)), ", ".join("?" * len(values))
    query = f'SELECT id FROM row_{type_name} WHERE id IN ({marks}) AND "{column}" IN ({wanted})'
    return [row[0] for row in db.read(query, (*records, *values))]


def counts(db: Database, type_name: str, column: str) -> dict[str, int]:
    """Return how many records hold each value of a column."""
    query = f'SELECT "{column}", count(*) FROM row_{type_name} WHERE deleted = 0 GROUP BY "{column}"'
    return {row[0]: row[1] for row in db.read(query)}


def ranked(db: Database, match: str, limit: int) -> list[tuple[str, str]]:
    """Return the (type, id) of records that match, best first; a hit in the title weighs most.

    Only the newest thousands of hits are ranked, so that a common word answers as quickly as a rare one.
    """
    oldest = "SELECT min(rowid) FROM (SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?)"
    best = (
        f"SELECT rowid, rank AS score FROM search WHERE search MATCH ? AND rowid >= ({oldest})"
        " AND rank MATCH 'bm25(8.0, 1.0)' ORDER BY rank LIMIT ?"
    )
    query = f"SELECT type, record.id FROM ({best}) AS hit JOIN record ON record.r = hit.rowid ORDER BY hit.score"
    return [(row[0], row[1]) for row in db.read(query, (match, match, RANKED, limit))]


def exactly(db: Database, type_name: str, column: str, value: str) -> list[str]:
    """Return the ids of records, deleted ones too, whose column holds exactly this value."""
    everywhere = f"deleted IN (0, 1, {JOINED})"  # all that it can be: the index of a column begins with it
    query = f'SELECT id FROM row_{type_name} WHERE {everywhere} AND "{column}" = ? ORDER BY deleted LIMIT 8'
    return [row[0] for row in db.read(query, (value,))]


def ids_beginning(db: Database, type_name: str, start: str) -> list[str]:
    """Return the ids, at most two, that begin so."""
    query = f"SELECT id FROM row_{type_name} WHERE id >= ? AND id < ? || 'g' LIMIT 2"
    return [row[0] for row in db.read(query, (start.lower(), start.lower()))]
