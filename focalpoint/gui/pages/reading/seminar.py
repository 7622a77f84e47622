"""What a seminar shows in the reading pane: programme, people, attendance, evaluation, conclusions."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from focalpoint.domain.fields import Record
from focalpoint.domain.seminar_parts import Conclusion, Participant
from focalpoint.domain.seminars import Seminar
from focalpoint.domain.wording import N_
from focalpoint.gui.context import Context
from focalpoint.gui.pages.reading.attendance_tab import AttendanceTab
from focalpoint.gui.pages.reading.ceremony_tab import CeremonyTab
from focalpoint.gui.pages.reading.conclusions_tab import ConclusionsTab
from focalpoint.gui.pages.reading.evaluation_tab import EvaluationTab, FormFacts, form_facts
from focalpoint.gui.pages.reading.handout_tab import HandoutTab, packs_with_sticks
from focalpoint.gui.pages.reading.materials_tab import MaterialsTab, materials
from focalpoint.gui.pages.reading.participants_tab import ParticipantsTab
from focalpoint.gui.pages.reading.presentation import Entry, Presentation, ShownRecord, Tab
from focalpoint.gui.pages.reading.programme_tab import ProgrammeTab
from focalpoint.gui.pages.settings.erase import Erasable, EraseDialog, save_report
from focalpoint.gui.widgets.basics import Banner, button
from focalpoint.language import _, format_date
from focalpoint.services.casework import discretion
from focalpoint.services.casework.listing import FoundRow
from focalpoint.services.seminars import conclusions, participants, programme, retention
from focalpoint.services.seminars.pack import Pack
from focalpoint.services.seminars.programme import ProgrammeDay
from focalpoint.services.seminars.retention import EndedTerm


@dataclass(frozen=True, slots=True)
class SeminarFacts:
    """What is read for a seminar."""

    days: list[ProgrammeDay]
    material: list[FoundRow]
    people: list[Participant]
    packs: list[tuple[Pack, int]]
    forms: list[FormFacts]
    conclusions: list[tuple[Conclusion, bool]]
    ended: EndedTerm | None  # of the time for which data of participants are kept
    erased: bool


class SeminarPresentation(Presentation):
    """A seminar: its programme first."""

    homes: ClassVar[Mapping[str, str]] = {
        "session": "programme",
        "participant": "participants",
        "form": "evaluation",
        "question": "evaluation",
        "conclusion": "conclusions",
    }

    def read(self, context: Context, record: Record) -> SeminarFacts:
        """Read what belongs to it."""
        assert isinstance(record, Seminar)
        ws = context.ws
        return SeminarFacts(
            programme.days(ws, record.id),
            materials(ws, record.id),
            participants.participants(ws, record.id),
            packs_with_sticks(context, record.id),
            form_facts(ws, record.id),
            [(one, bool(conclusions.made_of(ws, one.id))) for one in conclusions.conclusions(ws, record.id)],
            retention.ended_term(ws, record),
            retention.was_erased(ws, record.id),
        )

    def state(self, shown: ShownRecord) -> list[QWidget]:
        """Say that the time has ended for which data of participants are kept."""
        facts: SeminarFacts = shown.facts
        if facts.ended is None or shown.deleted:
            return []
        said = _("The time for which data of participants are kept ended on {date}.")
        look = button(_("Erase their data…"), partial(_erase, shown), role="danger")
        return [Banner("amber", said.format(date=format_date(facts.ended.on)), look)]

    def entries(self, shown: ShownRecord) -> list[Entry]:
        """Return the ways to erase the data of participants, and to the report on it."""
        facts: SeminarFacts = shown.facts
        found: list[Entry] = [(_("Erase data of participants…"), partial(_erase, shown))] if facts.people else []
        if facts.erased:
            report = partial(save_report, shown.window, shown.context, shown.record.id)
            found.append((_("Report on the erasure…"), report))
        return found

    def tabs_before(self, shown: ShownRecord) -> list[Tab]:
        """Return the tabs of a seminar, in the order of its work."""
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
            Tab("handout", N_("Hand-out"), partial(HandoutTab, context, seminar, facts.packs), len(facts.packs)),
            Tab("ceremony", N_("Ceremony"), partial(CeremonyTab, context, seminar)),
            Tab("evaluation", N_("Evaluation"), partial(EvaluationTab, context, seminar, facts.forms)),
            Tab(
                "conclusions",
                N_("Conclusions"),
                partial(ConclusionsTab, context, seminar, facts.conclusions),
                len(facts.conclusions),
            ),
        ]


def _erase(shown: ShownRecord) -> None:
    """Begin to erase the data of the participants; the seminar itself stays."""
    seminar = shown.record.id
    erasable = Erasable(
        discretion.title(shown.context.ws, shown.record),
        lambda ws: retention.erasing_plan(ws, seminar),
        lambda ws, order: retention.erase(ws, seminar, order),
    )
    EraseDialog(shown.window.window(), shown.context, erasable).open()
