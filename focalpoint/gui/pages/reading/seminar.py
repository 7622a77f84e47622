"""What a seminar shows in the reading pane: programme, material, participants, attendance."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from focalpoint.domain.fields import Record
from focalpoint.domain.seminar_parts import Participant
from focalpoint.domain.wording import N_
from focalpoint.gui.context import Context
from focalpoint.gui.pages.reading.attendance_tab import AttendanceTab
from focalpoint.gui.pages.reading.materials_tab import MaterialsTab, materials
from focalpoint.gui.pages.reading.participants_tab import ParticipantsTab
from focalpoint.gui.pages.reading.presentation import Presentation, ShownRecord, Tab
from focalpoint.gui.pages.reading.programme_tab import ProgrammeTab
from focalpoint.services.casework.listing import FoundRow
from focalpoint.services.seminars import participants, programme
from focalpoint.services.seminars.programme import ProgrammeDay


@dataclass(frozen=True, slots=True)
class SeminarFacts:
    """What is read for a seminar."""

    days: list[ProgrammeDay]
    material: list[FoundRow]
    people: list[Participant]


class SeminarPresentation(Presentation):
    """A seminar: its programme first."""

    homes: ClassVar[Mapping[str, str]] = {"session": "programme", "participant": "participants"}

    def read(self, context: Context, record: Record) -> SeminarFacts:
        """Read what belongs to it."""
        ws = context.ws
        return SeminarFacts(
            programme.days(ws, record.id), materials(ws, record.id), participants.participants(ws, record.id)
        )

    def tabs_before(self, shown: ShownRecord) -> list[Tab]:
        """Return programme, material, participants and attendance."""
        facts: SeminarFacts = shown.facts
        context, seminar = shown.context, shown.record.id
        sessions = sum(len(day.sessions) for day in facts.days)
        return [
            Tab("programme", N_("Programme"), partial(ProgrammeTab, context, seminar, facts.days), sessions),
            Tab("materials", N_("Materials"), partial(MaterialsTab, context, seminar, facts.material)),
            Tab(
                "participants",
                N_("Participants"),
                partial(ParticipantsTab, context, seminar, facts.people),
                len(facts.people),
            ),
            Tab("attendance", N_("Attendance"), partial(AttendanceTab, context, seminar)),
        ]
