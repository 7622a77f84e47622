"""How long data of participants are kept: a term for each seminar, a list when it ends, and erasing by a decision."""

from dataclasses import dataclass
from datetime import date, timedelta

from focalpoint.domain.fields import Facet
from focalpoint.domain.records import TYPES
from focalpoint.domain.seminars import Seminar
from focalpoint.domain.values import day_of
from focalpoint.services.casework import discretion, rows
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import erasure
from focalpoint.services.exchange.erasure import Erasing, ErasurePlan
from focalpoint.services.seminars import programme
from focalpoint.vault import record_rows

PERSONAL = ("participant", "attendance")  # certificates keep the digest alone, filled-in forms say of nobody
YEAR = 365


@dataclass(frozen=True, slots=True)
class EndedTerm:
    """A seminar whose term has ended, and which still holds data of so many participants."""

    seminar: str
    title: str
    on: str
    people: int


def term_of(item: Seminar) -> date | None:
    """Return the last day on which data of participants are kept: the one chosen, or a year after the last day."""
    chosen = day_of(item.keep_until)
    last = day_of(item.ends_on) or day_of(item.starts_on)
    return chosen or (last + timedelta(days=YEAR) if last else None)


def holds(ws: Workspace, seminar: str) -> list[tuple[str, str]]:
    """Return (type, id) of all data of participants, what lies in the trash too, with the documents kept inside."""
    found = [
        (name, one)
        for name in PERSONAL
        for deleted in (False, True)
        for one in record_rows.parts(ws.db, TYPES[name], seminar, deleted=deleted)
    ]
    for deleted in (False, True):
        listed = record_rows.documents(ws.db, seminar, deleted=deleted)
        found += [("document", row.id) for row in listed if row.facet == Facet.INTERNAL]
    return found


def ended(ws: Workspace) -> list[EndedTerm]:
    """Return the seminars whose term has ended and that still hold data of participants, the oldest first."""
    found = [item for item in rows.living(ws, "seminar") if isinstance(item, Seminar)]
    told = [term for item in found if (term := ended_term(ws, item)) is not None]
    return sorted(told, key=lambda one: one.on)


def ended_term(ws: Workspace, item: Seminar) -> EndedTerm | None:
    """Return what is said of a seminar whose term has ended; None if it has not, or nothing is left to erase."""
    last = term_of(item)
    if last is None or last >= ws.today():
        return None
    pairs = holds(ws, item.id)
    people = sum(name == "participant" for name, _record in pairs)
    return EndedTerm(item.id, discretion.title(ws, item), last.isoformat(), people) if pairs else None


def erasing_plan(ws: Workspace, seminar: str) -> ErasurePlan:
    """Work out what erasing the data of participants takes, and what it cannot reach; raise MixedChangeError."""
    title = discretion.title(ws, programme.seminar_of(ws, seminar))
    return erasure.plan_of(ws, holds(ws, seminar), title)


def erase(ws: Workspace, seminar: str, order: Erasing) -> Changes:
    """Erase the data of participants for good, here and on the laptops of the office; the seminar itself stays."""
    title = discretion.title(ws, programme.seminar_of(ws, seminar))
    changes = erasure.purge_all(ws, holds(ws, seminar), title, order)
    return Changes.of([("seminar", seminar), *sorted(changes.touched)])


def was_erased(ws: Workspace, seminar: str) -> bool:
    """Tell whether something of a seminar was erased, so that there is a report on it."""
    return any(seminar in one.roots for one in erasure.all_erasures(ws))
