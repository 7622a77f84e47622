"""Who was present in which session. A tick is one member of a set, so those of two laptops meet and none is lost."""

import hashlib
from dataclasses import dataclass, replace

from focalpoint.domain.seminar_parts import Attendance, Participant, SeminarSession
from focalpoint.services.casework import records, rows
from focalpoint.services.casework.records import InTrashError
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.seminars import participants, programme


@dataclass(frozen=True, slots=True)
class AttendanceSheet:
    """The sessions and the people of a seminar, and the pairs (session, participant) of those who were present."""

    sessions: tuple[SeminarSession, ...]
    people: tuple[Participant, ...]
    present: frozenset[tuple[str, str]]

    def of(self, participant: str) -> tuple[str, ...]:
        """Return the sessions in which somebody was present, in their order."""
        return tuple(one.id for one in self.sessions if (one.id, participant) in self.present)

    def count(self, session: str) -> int:
        """Return how many were present in a session."""
        return sum((session, one.id) in self.present for one in self.people)


def record_of(session: str) -> str:
    """Return the identifier of the attendance of a session: every laptop works it out alike."""
    return hashlib.sha256(f"focalpoint attendance 1 {session}".encode()).hexdigest()[:32]


def sheet(ws: Workspace, seminar: str) -> AttendanceSheet:
    """Return the attendance of a seminar."""
    found = programme.attended(programme.sessions(ws, seminar))
    kept = [item for item in programme.parts_of(ws, "attendance", seminar) if isinstance(item, Attendance)]
    pairs = frozenset((one.session, person) for one in kept for person in one.present)
    return AttendanceSheet(tuple(found), tuple(participants.coming(ws, seminar)), pairs)


def tick(ws: Workspace, session: str, participant: str, *, present: bool = True) -> Changes:
    """Note that somebody was present in a session, or that the tick was a mistake; nothing is written twice."""
    return tick_all(ws, session, (participant,), present=present)


def tick_all(ws: Workspace, session: str, people: tuple[str, ...], *, present: bool = True) -> Changes:
    """Note that some were present in a session, or were not, as one action."""
    held = rows.get(ws, "session", session)
    assert isinstance(held, SeminarSession)
    record = record_of(session)
    if rows.number_or_none(ws, record) is None:
        return _begin(ws, held, people) if present else Changes.of([])
    item = rows.get(ws, "attendance", record)
    assert isinstance(item, Attendance)
    if rows.is_deleted(ws, "attendance", record):
        raise InTrashError(title=records.name_of(ws, held))
    there = set(item.present) | set(people) if present else set(item.present) - set(people)
    if there == set(item.present):
        return Changes.of([])
    return records.save(ws, replace(item, present=tuple(sorted(there))), base=item)


def _begin(ws: Workspace, held: SeminarSession, people: tuple[str, ...]) -> Changes:
    present = tuple(sorted(set(people)))
    item = Attendance(id=record_of(held.id), session=held.id, seminar=held.seminar, present=present)
    records.check(item, ws)
    return records.commit(ws, records.creation(item), "create", item)
