"""The cooperation request: the fields of the register. Source: Rome Statute, Part 9 (articles 86 to 102)."""

from dataclasses import dataclass

from focalpoint.domain.fields import Facet, Group, Kind, Record, record, spec
from focalpoint.domain.wording import N_

ARRIVED, ASKED, HANDLING = Group.ARRIVED, Group.ASKED, Group.HANDLING


@record(
    "request",
    label=N_("Request"),
    plural=N_("Requests"),
    title=("subject",),
    reference="own_ref",
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Record):
    """A request for cooperation, incoming or outgoing. `state` is written by moves of the life cycle only."""

    direction: str = spec(Kind.CHOICE, N_("Direction"), ARRIVED, codes="directions", required=True)
    type: str = spec(Kind.CHOICE, N_("Type of request"), ARRIVED, codes="request_types", required=True)
    sender: str = spec(Kind.CHOICE, N_("Sending organ"), ARRIVED, codes="organs")
    reply_to: str = spec(
        Kind.CHOICE,
        N_("Reply goes to"),
        ARRIVED,
        codes="organs",
        help=N_("The Prosecutor's requests are answered to the Prosecutor, the Chambers' to the Registrar (rule 176)."),
    )
    counterpart: str = spec(Kind.TEXT, N_("Other State or organisation"), ARRIVED, folded=True)
    contact: str = spec(Kind.LINK, N_("Contact person"), ARRIVED, target="contact", facet=Facet.INTERNAL, folded=True)
    own_ref: str = spec(Kind.TEXT, N_("National reference"), ARRIVED, ltr=True)
    their_ref: str = spec(Kind.TEXT, N_("Sender's reference"), ARRIVED, ltr=True)
    received_on: str = spec(Kind.DATE, N_("Received on"), ARRIVED)
    channel: str = spec(Kind.CHOICE, N_("Channel"), ARRIVED, codes="channels", folded=True)
    medium: str = spec(Kind.CHOICE, N_("Medium"), ARRIVED, codes="media", folded=True)
    bearer: str = spec(Kind.TEXT, N_("Bearer"), ARRIVED, facet=Facet.INTERNAL, folded=True)
    items: int | None = spec(Kind.NUMBER, N_("Number of items"), ARRIVED, facet=Facet.INTERNAL, folded=True)
    seals_intact: bool = spec(Kind.FLAG, N_("Seals intact"), ARRIVED, facet=Facet.INTERNAL, folded=True)
    confirmation_needed: bool = spec(
        Kind.FLAG,
        N_("Formal confirmation is awaited"),
        ARRIVED,
        help=N_(
            "An urgent request sent by another medium is confirmed through the formal channel (articles 91 and 96)."
        ),
    )
    confirmed_on: str = spec(Kind.DATE, N_("Formally confirmed on"), ARRIVED)
    subject: str = spec(Kind.TEXT, N_("Subject"), ASKED, required=True)
    body: str = spec(Kind.NOTE, N_("What is asked"), ASKED)
    legal_basis: str = spec(Kind.CHOICE, N_("Legal basis"), ASKED, codes="legal_bases", folded=True)
    situation: str = spec(Kind.TEXT, N_("Situation"), ASKED, ltr=True)
    case: str = spec(Kind.TEXT, N_("Case"), ASKED, ltr=True)
    languages: tuple[str, ...] = spec(Kind.CHOICES, N_("Languages"), ASKED, codes="languages")
    urgency: str = spec(Kind.CHOICE, N_("Urgency"), HANDLING, codes="urgencies")
    classification: str = spec(Kind.CHOICE, N_("Classification"), HANDLING, codes="classifications")
    original_label: str = spec(Kind.TEXT, N_("Marking as received"), HANDLING, folded=True)
    alias: str = spec(
        Kind.TEXT,
        N_("Name shown in lists"),
        HANDLING,
        folded=True,
        help=N_("Stands in lists instead of the subject when the request is under seal or secret."),
    )
    caveats: tuple[str, ...] = spec(Kind.CHOICES, N_("Handling caveats"), HANDLING, codes="caveats", folded=True)
    due_on: str = spec(Kind.DATE, N_("Deadline"), HANDLING)
    due_source: str = spec(Kind.CHOICE, N_("Source of the deadline"), HANDLING, codes="deadline_sources")
    authority: str = spec(Kind.LINK, N_("Executing authority"), HANDLING, target="contact", facet=Facet.EXECUTION)
    instructions: str = spec(Kind.NOTE, N_("Instructions for execution"), HANDLING, facet=Facet.EXECUTION, folded=True)
    court_note: str = spec(Kind.NOTE, N_("Note for the Court"), HANDLING, facet=Facet.COURT, folded=True)
    assigned_to: str = spec(Kind.TEXT, N_("Handled by"), HANDLING, facet=Facet.INTERNAL)
    notes: str = spec(Kind.NOTE, N_("Internal notes"), HANDLING, facet=Facet.INTERNAL)
    keywords: tuple[str, ...] = spec(Kind.TAGS, N_("Keywords"), HANDLING, facet=Facet.INTERNAL, folded=True)
    present: tuple[str, ...] = spec(
        Kind.CHOICES, N_("Checked and there"), HANDLING, codes="checklist", facet=Facet.INTERNAL, own_screen=True
    )
    waived: tuple[str, ...] = spec(
        Kind.CHOICES, N_("Checked and not needed"), HANDLING, codes="checklist", facet=Facet.INTERNAL, own_screen=True
    )
    steps: tuple[str, ...] = spec(
        Kind.CHOICES, N_("Guided steps taken"), HANDLING, codes="guide_steps", facet=Facet.INTERNAL, own_screen=True
    )
    state: str = spec(Kind.STATE, N_("Status"), HANDLING, codes="lifecycle")


SEALED = frozenset({"under_seal", "secret"})
HIDDEN = "•••"  # stands where nothing may be named


def shown_subject(request: Request) -> str:
    """Return what lists may show: the subject, or the alias of a request under seal or secret."""
    if request.classification in SEALED:
        return request.alias or HIDDEN
    return request.subject
