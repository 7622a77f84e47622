"""Due dates around requests, queried by date: a day or a month is read without the rest of the register.

Rows are derived: `again` marks a request whose facts changed; `services/casework/timetable.py` computes what is due in
it anew.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from focalpoint.domain.clocks import FACTS
from focalpoint.vault.database import Database

SOURCES = frozenset({*FACTS, "task"})
MET = ("", "met", "met late", "over")


@dataclass(frozen=True, slots=True)
class Due:
    """A time limit of a request, by its code, or the day of a part of its dossier, by its type and record.

    `until` is the instant in UTC where hours count. `met` is one of MET, "" while nothing has ended it. What does not
    last is over when its day has passed.
    """

    code: str
    part: str
    day: str
    kind: str
    until: str
    met: str
    lasts: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """Something due, and what its request shows in lists."""

    due: Due
    request: str
    own_ref: str
    subject: str
    classification: str
    alias: str


@dataclass(frozen=True, slots=True)
class Span:
    """The days asked for, both included; `without` is a kind left out.

    With `today`, only what nothing has ended by then.
    """

    first: str
    last: str
    without: str = ""
    today: str = ""


def mark_stale(db: Database, type_name: str, numbers: Collection[int]) -> None:
    """Mark that what is due is to be computed anew: rows of requests, or of something in their dossiers, change."""
    if type_name == "request":
        db.write_many("INSERT OR IGNORE INTO stale VALUES (?)", [(r,) for r in numbers])
    elif type_name in SOURCES:
        db.write_in(
            f"INSERT OR IGNORE INTO stale SELECT record.r FROM row_{type_name} AS part"
            " JOIN record ON record.id = part.request WHERE part.r IN",
            numbers,
        )


def all_again(db: Database) -> None:
    """Mark every request, inside a transaction: the calendar or the rules changed."""
    db.write("INSERT OR IGNORE INTO stale SELECT r FROM row_request")


def stale(db: Database, most: int) -> list[tuple[int, str]]:
    """Return (number, id) of some requests that are marked; the id is "" if one is gone, or in the trash."""
    rows = db.read(
        "SELECT stale.r, coalesce(q.id, '') FROM stale LEFT JOIN row_request AS q"
        " ON q.r = stale.r AND q.deleted = 0 LIMIT ?",
        (most,),
    )
    return [(row[0], row[1]) for row in rows]


def keep(db: Database, r: int, found: Sequence[Due]) -> None:
    """Keep what is due in a request, inside a transaction; of two with one code and day the one that runs stays."""
    db.write("DELETE FROM due WHERE r = ?", (r,))
    ordered = sorted(found, key=lambda due: not due.met)  # what runs comes last and replaces the other
    rows = [(r, one.code, one.part, one.day, one.kind, one.until, one.met, one.lasts) for one in ordered]
    db.write_many("INSERT OR REPLACE INTO due VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    db.write("DELETE FROM stale WHERE r = ?", (r,))


def due_between(db: Database, span: Span, most: int = -1) -> list[Listed]:
    """Return what is due in a span, of requests that are not in the trash, the first first."""
    where, parameters = _where(span)
    rows = db.read(
        "SELECT code, part, day, due.kind, until, met, lasts, q.id, q.own_ref, q.subject, q.classification, q.alias"
        f" FROM due JOIN row_request AS q USING (r) WHERE {where} ORDER BY day, due.kind, code, r, part LIMIT ?",
        (*parameters, most),
    )
    return [Listed(Due(row[0], row[1], row[2], row[3], row[4], row[5], bool(row[6])), *row[7:]) for row in rows]


def count(db: Database, span: Span) -> int:
    """Return how much is due in a span."""
    where, parameters = _where(span)
    return int(db.scalar(f"SELECT count(*) FROM due WHERE {where}", parameters))


def _where(span: Span) -> tuple[str, list[str]]:
    wanted = MET[:1] if span.today else MET
    where = [f"met IN ({', '.join('?' * len(wanted))})", "day BETWEEN ? AND ?"]
    parameters = [*wanted, span.first, span.last]
    if span.without:
        where.append("due.kind <> ?")
        parameters.append(span.without)
    if span.today:
        where.append("(lasts OR day >= ?)")
        parameters.append(span.today)
    return " AND ".join(where), parameters
