"""What requests, letters and notices show in the reading pane beside their fields."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from focalpoint.domain.fields import Record
from focalpoint.domain.registers import Notice
from focalpoint.domain.requests import Request
from focalpoint.domain.wording import N_
from focalpoint.gui.context import Context
from focalpoint.gui.destinations import ToLibrary
from focalpoint.gui.dialogs.report import PaperDialog, of_notice, of_request
from focalpoint.gui.pages.reading.checklist_tab import ChecklistTab
from focalpoint.gui.pages.reading.clocks_tab import clocks_tab
from focalpoint.gui.pages.reading.dossier_tab import DossierTab
from focalpoint.gui.pages.reading.duplicates import strip
from focalpoint.gui.pages.reading.letter import save_letter
from focalpoint.gui.pages.reading.presentation import Entry, Presentation, ShownRecord, Tab
from focalpoint.gui.pages.reading.seminar import SeminarPresentation
from focalpoint.gui.pages.reading.state_panel import StatePanel, heading
from focalpoint.gui.pages.reading.tabs import timeline_tab
from focalpoint.gui.widgets.basics import button
from focalpoint.language import _, current
from focalpoint.services.casework import checklists, clocks, dossier, duplicates, requests
from focalpoint.services.casework.checklists import Guide
from focalpoint.services.casework.clocks import ClockView
from focalpoint.services.casework.dossier import DossierSection, Related
from focalpoint.services.casework.requests import TimelineEntry
from focalpoint.services.exchange import receipts
from focalpoint.services.exchange.receipts import Received


@dataclass(frozen=True, slots=True)
class RequestFacts:
    """What is read for a request."""

    timeline: list[TimelineEntry]
    sections: list[DossierSection]
    related: list[Related]
    suggested: str
    guides: list[Guide]
    clocks: list[ClockView]
    keeper: Request | None
    joined: list[Request]
    received: list[Received]


class RequestPresentation(Presentation):
    """A request: where it stands, its dossier, checklist, time limits and timeline."""

    def read(self, context: Context, record: Record) -> RequestFacts:
        """Read the dossier and everything derived from it."""
        assert isinstance(record, Request)
        ws, end = context.ws, duplicates.keeper(context.ws, record.id)
        return RequestFacts(
            dossier.timeline(ws, record.id),
            dossier.sections(ws, record.id),
            dossier.related(ws, record.id),
            dossier.suggested(ws, record),
            checklists.guides(ws, record, current()),
            clocks.clocks_of(ws, record),
            requests.get_request(ws, end) if end else None,
            duplicates.joined_with(ws, record.id),
            receipts.offers(ws, record),
        )

    def parts(self, facts: RequestFacts) -> list[Record]:
        """Return what lies in the dossier."""
        return [item for section in facts.sections for item in section.items]

    def head(self, shown: ShownRecord) -> list[QWidget]:
        """Return type, organ and deadline."""
        assert isinstance(shown.record, Request)
        return [heading(shown.context, shown.record)]

    def state(self, shown: ShownRecord) -> list[QWidget]:
        """Return what is said of duplicates, the state and the legal next steps."""
        assert isinstance(shown.record, Request)
        facts: RequestFacts = shown.facts
        received = [] if shown.deleted else facts.received
        return [
            *strip(shown.context, shown.record, facts.keeper, facts.joined),
            StatePanel(shown.context, shown.record, facts.suggested, received),
        ]

    def actions(self, shown: ShownRecord) -> list[QWidget]:
        """Return the way to its summary."""

        def report() -> None:
            sheet = of_request(shown.context, requests.get_request(shown.context.ws, shown.record.id))
            PaperDialog(shown.window.window(), shown.context, sheet).open()

        return [button(_("Summary on paper…"), report, icon="print")]

    def entries(self, shown: ShownRecord) -> list[Entry]:
        """Return the way to the cards of the library on this type of request."""
        assert isinstance(shown.record, Request)
        return [(_("The law on it"), partial(shown.context.go.emit, ToLibrary(shown.record.type)))]

    def tabs(self, shown: ShownRecord) -> list[Tab]:
        """Return dossier, checklist, time limits and timeline."""
        assert isinstance(shown.record, Request)
        context, record, facts = shown.context, shown.record, shown.facts
        number = len(self.parts(facts)) + len(facts.related)
        return [
            Tab(
                "dossier", N_("Dossier"), partial(DossierTab, context, record.id, facts.sections, facts.related), number
            ),
            Tab("checklist", N_("Checklist"), partial(ChecklistTab, context, record, facts.guides)),
            Tab("clocks", N_("Time limits"), partial(clocks_tab, facts.clocks, context.ws.today()), len(facts.clocks)),
            Tab("timeline", N_("Timeline"), partial(timeline_tab, context, facts.timeline)),
        ]


class CommunicationPresentation(Presentation):
    """A communication: it can be printed as a letter."""

    def actions(self, shown: ShownRecord) -> list[QWidget]:
        """Return the way to the letter."""
        call = partial(save_letter, shown.window, shown.context, shown.record.id)
        return [button(_("Letter on paper…"), call, icon="print")]


class NoticePresentation(Presentation):
    """A notice of a contact with a person under warrant: it can be printed as a note to the Court."""

    def actions(self, shown: ShownRecord) -> list[QWidget]:
        """Return the way to the note."""
        assert isinstance(shown.record, Notice)
        sheet = of_notice(shown.context, shown.record)
        return [
            button(
                _("Note on paper…"),
                lambda: PaperDialog(shown.window.window(), shown.context, sheet).open(),
                icon="print",
            )
        ]


PRESENTATIONS: dict[str, Presentation] = {
    "request": RequestPresentation(),
    "seminar": SeminarPresentation(),
    "communication": CommunicationPresentation(),
    "notice": NoticePresentation(),
}
_PLAIN = Presentation()


def presentation_of(type_name: str) -> Presentation:
    """Return the presentation of a record type."""
    return PRESENTATIONS.get(type_name, _PLAIN)
