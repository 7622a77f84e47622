"""The programme of a seminar: its sessions by day and hour, and what a new one begins with."""

from collections.abc import Iterable
from dataclasses import dataclass

from focalpoint.domain.errors import FocalpointError, NotFoundError
from focalpoint.domain.fields import Record
from focalpoint.domain.local_texts import local
from focalpoint.domain.records import TYPES
from focalpoint.domain.seminar_parts import SeminarSession
from focalpoint.domain.seminars import Seminar
from focalpoint.domain.wording import N_
from focalpoint.services.casework import rows
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import record_rows

BREAK = "break"  # a code of session_kinds: nobody attends it


class NoSessionError(FocalpointError):
    """A seminar has no session that could be printed or ticked."""

    message = N_("This seminar has no session yet.")
    remedy = N_("Add its sessions with day and hour first.")
    code = "SEM-101"


@dataclass(frozen=True, slots=True)
class ProgrammeDay:
    """A day of a seminar with its sessions by hour; `day` is "" for those of which the day is not settled."""

    day: str
    sessions: tuple[SeminarSession, ...]


def seminar_of(ws: Workspace, seminar: str) -> Seminar:
    """Return a seminar; raise NotFoundError if there is none."""
    item = rows.get(ws, "seminar", seminar)
    if not isinstance(item, Seminar):
        raise NotFoundError
    return item


def parts_of(ws: Workspace, type_name: str, seminar: str) -> list[Record]:
    """Return the living records of a type that belong to a seminar, oldest first."""
    return [rows.get(ws, type_name, one) for one in record_rows.parts(ws.db, TYPES[type_name], seminar)]


def sessions(ws: Workspace, seminar: str) -> list[SeminarSession]:
    """Return the sessions of a seminar in their order; those without a day come last."""
    found = [item for item in parts_of(ws, "session", seminar) if isinstance(item, SeminarSession)]
    return sorted(found, key=lambda one: (one.day == "", one.day, one.starts == "", one.starts, one.ends))


def attended(found: Iterable[SeminarSession]) -> list[SeminarSession]:
    """Return the sessions that somebody can attend: all but the breaks."""
    return [one for one in found if one.kind != BREAK]


def session_numbers(found: Iterable[SeminarSession]) -> dict[str, int]:
    """Return the number of each session in the programme; breaks have none."""
    return {one.id: number for number, one in enumerate(attended(found), 1)}


def days(ws: Workspace, seminar: str) -> list[ProgrammeDay]:
    """Return the programme day by day."""
    return by_day(sessions(ws, seminar))


def by_day(found: Iterable[SeminarSession]) -> list[ProgrammeDay]:
    """Return sessions that are in their order day by day."""
    grouped: dict[str, list[SeminarSession]] = {}
    for one in found:
        grouped.setdefault(one.day, []).append(one)
    return [ProgrammeDay(day, tuple(some)) for day, some in grouped.items()]


def title_in(item: Record, language: str) -> str:
    """Return the title of a seminar or a session in a language, or in one there is."""
    return local(item, "title", language)


def begin_session(ws: Workspace, seminar: str) -> dict[str, object]:
    """Return the values with which a new session begins: it follows the last one."""
    found = [one for one in sessions(ws, seminar) if one.day]
    if not found:
        return {"seminar": seminar, "day": seminar_of(ws, seminar).starts_on}
    last = found[-1]
    return {"seminar": seminar, "day": last.day, "starts": last.ends, "interpretation": last.interpretation}


def hours(one: SeminarSession) -> str:
    """Return when a session is: `09:00 – 10:30`, or as much of it as is settled."""
    return " – ".join(part for part in (one.starts, one.ends) if part)
