"""A seminar of two sessions and three participants, made in a vault."""

from dataclasses import dataclass

from focalpoint.domain.local_texts import in_languages
from focalpoint.domain.seminar_parts import Participant, SeminarSession
from focalpoint.domain.seminars import Seminar
from focalpoint.services.casework import records
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.seminars import attendance

NAMES = ("TRN Amina Selvane", "TRN Bruno Tamura", "سلمى النور")
NEEDS = "TRN-needs-a-ramp"


@dataclass(frozen=True, slots=True)
class Made:
    """The identifiers of a seminar, of its sessions and of its participants."""

    seminar: str
    sessions: tuple[str, ...]
    participants: tuple[str, ...]


def make(ws: Workspace) -> Made:
    """Make a seminar of two days in a zone of its own."""
    seminar = records.save(
        ws,
        Seminar(
            **in_languages("title", en="TRN seminar", fr="Séminaire TRN", ar="حلقة تدريبية"),
            edition="TRN-3", place="Tamura", starts_on="2026-11-03", ends_on="2026-11-04", zone="Africa/Tunis",
        ),
    ).first_id  # fmt: skip
    sessions = [
        records.save(
            ws,
            SeminarSession(
                seminar=seminar, **in_languages("title", en=f"TRN session {n}", fr=f"Séance TRN {n}", ar=f"جلسة {n}"),
                **in_languages("speakers", en="A judge", fr="Un juge", ar="قاض"), kind="talk",
                day=f"2026-11-0{n + 2}", starts="09:00", ends="10:30", room="Hall 1", interpretation=("ar", "en", "fr"),
            ),
        ).first_id
        for n in (1, 2)
    ]  # fmt: skip
    people = [
        records.save(
            ws,
            Participant(
                seminar=seminar, number=str(n), name=name, function="Focal point", office="Ministry of Justice",
                country="QM", listens_in="ar", needs=NEEDS if n == 1 else "", status="confirmed",
            ),
        ).first_id
        for n, name in enumerate(NAMES, 1)
    ]  # fmt: skip
    return Made(seminar, tuple(sessions), tuple(people))


def attend(ws: Workspace, made: Made, *people: str) -> None:
    """Tick people as present in every session."""
    for session in made.sessions:
        attendance.tick_all(ws, session, people)
