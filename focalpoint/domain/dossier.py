"""What happens around a request: records that live in its dossier. Sources: Rome Statute, Part 9; its Rules."""

from dataclasses import dataclass
from typing import Any

from focalpoint.domain.fields import Facet, Group, Kind, Record, record, spec
from focalpoint.domain.wording import N_

WHAT, WHEN, OUTCOME, MORE = Group.WHAT, Group.WHEN, Group.OUTCOME, Group.MORE
REQUEST = N_("Request")
REACH = N_("Who it may reach")


def _request() -> Any:
    return spec(Kind.LINK, REQUEST, MORE, target="request", required=True, fixed=True)


def _facet() -> Any:
    return spec(Kind.CHOICE, REACH, MORE, codes="facets", fixed=True)


@record(
    "task",
    label=N_("Assignment"),
    plural=N_("Assignments"),
    title=("title",),
    part_of="request",
    facet=Facet.EXECUTION,
    columns=("authority", "status", "due_on"),
    new=N_("New assignment"),
    about=N_("What each executing authority has to do, by when, and how far it is."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment(Record):
    """What one executing authority does for a request. Its rights checks gate its execution (articles 55 and 59)."""

    title: str = spec(Kind.TEXT, N_("What is to be done"), WHAT, required=True)
    authority: str = spec(Kind.LINK, N_("Executing authority"), WHAT, target="contact")
    instructions: str = spec(Kind.NOTE, N_("Instructions for execution"), WHAT)
    sent_on: str = spec(Kind.DATE, N_("Sent on"), WHEN)
    due_on: str = spec(Kind.DATE, N_("Due on"), WHEN)
    remind_on: str = spec(Kind.DATE, N_("Remind on"), WHEN, folded=True)
    status: str = spec(Kind.CHOICE, N_("Status"), OUTCOME, codes="task_states")
    rights: tuple[str, ...] = spec(
        Kind.CHOICES,
        N_("Rights observed"),
        OUTCOME,
        codes="rights",
        folded=True,
        help=N_("Questioning and arrest count as executed only when the rights of the person are ticked."),
    )
    done_on: str = spec(Kind.DATE, N_("Done on"), OUTCOME)
    result: str = spec(Kind.NOTE, N_("Result"), OUTCOME)
    request: str = _request()
    facet: str = _facet()


@record(
    "communication",
    label=N_("Communication"),
    plural=N_("Communications"),
    title=("subject",),
    part_of="request",
    facet=Facet.INTERNAL,
    columns=("way", "on", "channel", "party"),
    new=N_("New communication"),
    about=N_("Notes, letters, calls and meetings, formal and informal, with channel, medium and seals."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Communication(Record):
    """One letter, note, call or meeting. An informal one has no formal effect (report ICC-ASP/19, paragraph 16)."""

    subject: str = spec(Kind.TEXT, N_("Subject"), WHAT, required=True)
    way: str = spec(Kind.CHOICE, N_("Direction"), WHAT, codes="ways", required=True)
    channel: str = spec(Kind.CHOICE, N_("Channel"), WHAT, codes="channels", required=True)
    medium: str = spec(Kind.CHOICE, N_("Medium"), WHAT, codes="media")
    party: str = spec(Kind.TEXT, N_("From or to"), WHAT)
    organ: str = spec(Kind.CHOICE, N_("Organ of the Court"), WHAT, codes="organs", folded=True)
    summary: str = spec(Kind.NOTE, N_("Summary"), WHAT)
    on: str = spec(Kind.DATE, N_("On"), WHEN, required=True)
    time: str = spec(Kind.TEXT, N_("Time"), WHEN, ltr=True, folded=True)
    zone: str = spec(Kind.TEXT, N_("Time zone"), WHEN, ltr=True, folded=True)
    own_ref: str = spec(Kind.TEXT, N_("Our reference"), WHEN, ltr=True)
    their_ref: str = spec(Kind.TEXT, N_("Their reference"), WHEN, ltr=True)
    bearer: str = spec(Kind.TEXT, N_("Bearer"), WHEN, folded=True)
    seals: str = spec(Kind.TEXT, N_("Seal numbers"), WHEN, ltr=True, folded=True)
    languages: tuple[str, ...] = spec(Kind.CHOICES, N_("Languages"), MORE, codes="languages", folded=True)
    classification: str = spec(Kind.CHOICE, N_("Classification"), MORE, codes="classifications", folded=True)
    confirms: str = spec(Kind.LINK, N_("Formal confirmation of"), MORE, target="communication", folded=True)
    receipt: str = spec(Kind.TEXT, N_("Proof of receipt"), OUTCOME, folded=True)
    documents: tuple[str, ...] = spec(Kind.LINKS, N_("Documents"), MORE, target="document", folded=True)
    request: str = _request()
    facet: str = _facet()


@record(
    "consultation",
    label=N_("Consultation"),
    plural=N_("Consultations"),
    title=("problem",),
    part_of="request",
    facet=Facet.COURT,
    columns=("reason", "opened_on", "closed_on"),
    new=N_("New consultation"),
    about=N_("What was discussed with the Court to overcome a problem, and what was agreed (article 97)."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation(Record):
    """A consultation with the Court. It is never a refusal."""

    problem: str = spec(Kind.TEXT, N_("Problem identified"), WHAT, required=True)
    reason: str = spec(Kind.CHOICE, N_("Ground"), WHAT, codes="grounds", required=True)
    opened_on: str = spec(Kind.DATE, N_("Opened on"), WHEN, required=True)
    participants: tuple[str, ...] = spec(Kind.TAGS, N_("Participants"), WHEN)
    options: str = spec(Kind.NOTE, N_("Ways considered"), WHAT)
    conditions: str = spec(Kind.NOTE, N_("Conditions agreed"), OUTCOME)
    next_step: str = spec(Kind.TEXT, N_("Next step"), OUTCOME)
    next_on: str = spec(Kind.DATE, N_("Next step on"), OUTCOME)
    outcome: str = spec(Kind.CHOICE, N_("Outcome"), OUTCOME, codes="consultation_outcomes")
    closed_on: str = spec(Kind.DATE, N_("Closed on"), OUTCOME)
    exhausted_on: str = spec(
        Kind.DATE,
        N_("Declared exhausted on"),
        OUTCOME,
        folded=True,
        help=N_("From this day the State has 15 days to ask the Chamber for a ruling (regulation 108)."),
    )
    request: str = _request()
    facet: str = _facet()


@record(
    "postponement",
    label=N_("Postponement"),
    plural=N_("Postponements"),
    title=("ground",),
    part_of="request",
    facet=Facet.CORE,
    columns=("starts_on", "agreed_end", "ended_on"),
    new=N_("New postponement"),
    about=N_("Execution put off: on what ground, until when it was agreed, when it ended."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Postponement(Record):
    """A postponement of execution (articles 89(2), 93(9), 94 and 95)."""

    ground: str = spec(Kind.CHOICE, N_("Ground"), WHAT, codes="grounds", required=True)
    starts_on: str = spec(Kind.DATE, N_("Begins on"), WHEN, required=True)
    agreed_end: str = spec(
        Kind.DATE,
        N_("Agreed end"),
        WHEN,
        help=N_("A postponement under article 94 is for a period agreed with the Court, no longer than necessary."),
    )
    ended_on: str = spec(Kind.DATE, N_("Ended on"), OUTCOME)
    considered: bool = spec(Kind.FLAG, N_("Execution under conditions was considered first (article 94(1))"), WHAT)
    note: str = spec(Kind.NOTE, N_("Note"), MORE)
    request: str = _request()
    facet: str = _facet()


@record(
    "event",
    label=N_("Event"),
    plural=N_("Events"),
    title=("kind",),
    part_of="request",
    facet=Facet.CORE,
    columns=("on", "time", "zone"),
    new=N_("New event"),
    about=N_("Facts that begin or end a time limit: an arrest, a landing, an order, a notification."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Record):
    """A fact with its day, and its hour where hours count."""

    kind: str = spec(Kind.CHOICE, N_("Kind of event"), WHAT, codes="event_kinds", required=True)
    on: str = spec(Kind.DATE, N_("On"), WHEN, required=True)
    time: str = spec(Kind.TEXT, N_("Time"), WHEN, ltr=True)
    zone: str = spec(Kind.TEXT, N_("Time zone"), WHEN, ltr=True, folded=True)
    until: str = spec(
        Kind.DATE, N_("New last day"), WHEN, folded=True, help=N_("Of an extension agreed with the Court.")
    )
    note: str = spec(Kind.NOTE, N_("Note"), MORE)
    request: str = _request()
    facet: str = _facet()


@record(
    "problem",
    label=N_("Problem"),
    plural=N_("Problems"),
    title=("title",),
    part_of="request",
    facet=Facet.INTERNAL,
    columns=("ground", "noticed_on", "settled_on"),
    new=N_("New problem"),
    about=N_("What stands in the way of a request, by its ground in the Statute and by its cause."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Problem(Record):
    """A problem identified in a request. Whether it ends in anything is decided by a person, after consultation."""

    title: str = spec(Kind.TEXT, N_("Problem identified"), WHAT, required=True)
    ground: str = spec(Kind.CHOICE, N_("Ground"), WHAT, codes="grounds", required=True)
    challenges: tuple[str, ...] = spec(
        Kind.CHOICES,
        N_("Cause, for the statistics"),
        WHAT,
        codes="challenges",
        help=N_("Only the codes leave in the aggregate export, never anything of the case."),
    )
    details: str = spec(Kind.NOTE, N_("Details"), WHAT)
    noticed_on: str = spec(Kind.DATE, N_("Noticed on"), WHEN)
    settled_on: str = spec(Kind.DATE, N_("Settled on"), OUTCOME)
    outcome: str = spec(Kind.NOTE, N_("How it was settled"), OUTCOME)
    request: str = _request()
    facet: str = _facet()


@record(
    "cost",
    label=N_("Cost"),
    plural=N_("Costs"),
    title=("title",),
    part_of="request",
    facet=Facet.INTERNAL,
    columns=("kind", "payer", "amount", "currency"),
    new=N_("New cost"),
    about=N_("What execution costs, and who bears it (article 100)."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Cost(Record):
    """One line of costs. The amount is in whole units of its currency."""

    title: str = spec(Kind.TEXT, N_("What for"), WHAT, required=True)
    kind: str = spec(Kind.CHOICE, N_("Kind of cost"), WHAT, codes="cost_kinds", required=True)
    payer: str = spec(Kind.CHOICE, N_("Borne by"), WHAT, codes="payers")
    amount: int | None = spec(Kind.NUMBER, N_("Amount"), WHAT)
    currency: str = spec(Kind.CHOICE, N_("Currency"), WHAT, codes="currencies")
    on: str = spec(Kind.DATE, N_("On"), WHEN)
    note: str = spec(Kind.NOTE, N_("Note"), MORE)
    request: str = _request()
    facet: str = _facet()


@record(
    "relation",
    label=N_("Related request"),
    plural=N_("Related requests"),
    title=("kind",),
    part_of="request",
    facet=Facet.INTERNAL,
    columns=("other",),
    new=N_("New link to a request"),
    about=N_("Requests that replace, follow or touch each other."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Record):
    """A link from one request to another, seen from both."""

    kind: str = spec(Kind.CHOICE, N_("How they belong together"), WHAT, codes="relation_kinds", required=True)
    other: str = spec(Kind.LINK, N_("Other request"), WHAT, target="request", required=True)
    note: str = spec(Kind.NOTE, N_("Note"), MORE)
    request: str = _request()
    facet: str = _facet()
