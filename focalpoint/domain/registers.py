"""The other registers of a national authority. Each record has a compartment of its own, so that one can leave alone.

Sources: report of the Bureau on cooperation (ICC-ASP, nineteenth session) and the articles named at the fields.
"""

from dataclasses import dataclass

from focalpoint.domain.fields import Group, Kind, Record, record, spec
from focalpoint.domain.local_texts import LocalText, local_text, localised
from focalpoint.domain.wording import N_

WHAT, WHEN, OUTCOME, MORE = Group.WHAT, Group.WHEN, Group.OUTCOME, Group.MORE


@record(
    "agreement",
    label=N_("Agreement"),
    plural=N_("Agreements"),
    title=("title",),
    columns=("kind", "status", "in_force_on"),
    new=N_("New agreement"),
    about=N_("Relocation, sentences, interim and final release, privileges: how far each agreement is."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Record):
    """A voluntary agreement or arrangement. Of a confidential one only that it exists is kept, never a person."""

    title: str = spec(Kind.TEXT, N_("Title"), WHAT, required=True)
    kind: str = spec(Kind.CHOICE, N_("Kind of agreement"), WHAT, codes="agreement_kinds", required=True)
    partner: str = spec(Kind.TEXT, N_("Concluded with"), WHAT)
    status: str = spec(Kind.CHOICE, N_("Status"), WHAT, codes="agreement_states")
    confidential: bool = spec(
        Kind.FLAG, N_("Confidential: only its existence is kept"), WHAT, help=N_("Never write names of persons here.")
    )
    signed_on: str = spec(Kind.DATE, N_("Signed on"), WHEN)
    in_force_on: str = spec(Kind.DATE, N_("In force since"), WHEN)
    ends_on: str = spec(Kind.DATE, N_("Ends on"), WHEN)
    criteria: str = spec(Kind.NOTE, N_("Criteria: language, culture, distance, cost"), MORE, folded=True)
    note: str = spec(Kind.NOTE, N_("Note"), MORE)


@record(
    "notice",
    label=N_("Contact with a person under warrant"),
    plural=N_("Contacts with persons under warrant"),
    title=("person",),
    columns=("on", "notified", "notified_on"),
    new=N_("New contact notification"),
    about=N_("Non-essential contacts are avoided; essential ones may be notified to the Court."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Record):
    """A contact deemed essential with a person under warrant, notified voluntarily (type X-03)."""

    person: str = spec(Kind.TEXT, N_("Person under warrant"), WHAT, required=True)
    who: str = spec(Kind.TEXT, N_("Who met the person"), WHAT)
    on: str = spec(Kind.DATE, N_("On"), WHEN, required=True)
    place: str = spec(Kind.TEXT, N_("Place"), WHEN)
    checks: tuple[str, ...] = spec(Kind.CHOICES, N_("Considered beforehand"), WHAT, codes="contact_checks")
    why: str = spec(Kind.NOTE, N_("Why it was essential"), WHAT)
    alternative: str = spec(Kind.NOTE, N_("Alternative considered"), WHAT)
    outcome: str = spec(Kind.NOTE, N_("Outcome"), OUTCOME)
    notified: bool = spec(Kind.FLAG, N_("Notified to the Court"), OUTCOME)
    notified_on: str = spec(Kind.DATE, N_("Notified on"), OUTCOME)
    request: str = spec(Kind.LINK, N_("Request"), MORE, target="request", folded=True)


@record(
    "warrant",
    label=N_("Public warrant"),
    plural=N_("Public warrants"),
    title=("person",),
    columns=("situation", "issued_on", "status", "as_of"),
    new=N_("New public warrant"),
    about=N_("Public data only, each with its source and the day it was read."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Warrant(Record):
    """A warrant that the Court made public."""

    person: str = spec(Kind.TEXT, N_("Person named in the warrant"), WHAT, required=True)
    situation: str = spec(Kind.TEXT, N_("Situation"), WHAT, ltr=True)
    case: str = spec(Kind.TEXT, N_("Case"), WHAT, ltr=True)
    issued_on: str = spec(Kind.DATE, N_("Issued on"), WHEN)
    unsealed_on: str = spec(Kind.DATE, N_("Made public on"), WHEN, folded=True)
    status: str = spec(Kind.CHOICE, N_("Status"), OUTCOME, codes="warrant_states")
    source: str = spec(Kind.TEXT, N_("Source"), MORE, required=True)
    as_of: str = spec(Kind.DATE, N_("Read on"), MORE, required=True)
    note: str = spec(Kind.NOTE, N_("Note"), MORE)


@record(
    "law",
    label=N_("Provision of national law"),
    plural=N_("Implementing legislation"),
    title=("provision",),
    columns=("form", "status", "adopted_on"),
    new=N_("New provision"),
    about=N_("For each form of cooperation: the national provision, or the gap (article 88)."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Law(Record):
    """How national law serves one form of cooperation."""

    form: str = spec(Kind.CHOICE, N_("Form of cooperation"), WHAT, codes="cooperation_forms", required=True)
    provision: str = spec(Kind.TEXT, N_("Provision or subject"), WHAT, required=True)
    status: str = spec(Kind.CHOICE, N_("Status"), WHAT, codes="law_states", required=True)
    summary: str = spec(Kind.NOTE, N_("What it says"), WHAT)
    gap: str = spec(Kind.NOTE, N_("What is missing"), OUTCOME)
    next_step: str = spec(Kind.TEXT, N_("Next step"), OUTCOME)
    adopted_on: str = spec(Kind.DATE, N_("Adopted on"), WHEN)
    in_force_on: str = spec(Kind.DATE, N_("In force since"), WHEN)


@record(
    "recommendation",
    label=N_("Recommendation"),
    plural=N_("Recommendations"),
    title=("text", "number"),
    reference="number",
    columns=("set", "cluster", "status"),
    new=N_("New recommendation"),
    about=N_("The sets of 66, 45 and 384 by number; their texts come from the official documents you load."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
@localised
class Recommendation(Record):
    """One recommendation of a set, its text as loaded, and where this State stands."""

    set: str = spec(Kind.CHOICE, N_("Set"), WHAT, codes="recommendation_sets", required=True)
    number: str = spec(Kind.TEXT, N_("Number"), WHAT, ltr=True, required=True)
    cluster: str = spec(Kind.CHOICE, N_("Priority area"), WHAT, codes="clusters")
    addressee: str = spec(Kind.CHOICE, N_("Addressed to"), WHAT, codes="addressees")
    text: LocalText = local_text(Kind.NOTE, N_("Text"), WHAT)
    status: str = spec(Kind.CHOICE, N_("Where we stand"), OUTCOME, codes="progress")
    evidence: str = spec(Kind.NOTE, N_("Evidence"), OUTCOME)
    requests: tuple[str, ...] = spec(Kind.LINKS, N_("Requests"), OUTCOME, target="request", folded=True)
    matrix: str = spec(Kind.TEXT, N_("Item of the review matrix"), MORE, folded=True)
    source: str = spec(Kind.TEXT, N_("Source"), MORE)
    verified_by: str = spec(Kind.TEXT, N_("Text verified by"), MORE)
    verified_on: str = spec(Kind.DATE, N_("Verified on"), MORE)


@record(
    "pledge",
    label=N_("Pledge"),
    plural=N_("Pledges"),
    title=("title",),
    columns=("made_on", "status"),
    new=N_("New pledge"),
    about=N_("What the State promised, and what shows that it was kept."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge(Record):
    """A pledge of the State on cooperation."""

    title: str = spec(Kind.TEXT, N_("Pledge"), WHAT, required=True)
    made_on: str = spec(Kind.DATE, N_("Made on"), WHEN)
    made_at: str = spec(Kind.TEXT, N_("Made at"), WHEN)
    due_on: str = spec(Kind.DATE, N_("Due on"), WHEN)
    conclusion: str = spec(Kind.LINK, N_("Conclusion of a seminar"), MORE, target="conclusion", folded=True)
    status: str = spec(Kind.CHOICE, N_("Status"), OUTCOME, codes="progress")
    evidence: str = spec(Kind.NOTE, N_("Evidence"), OUTCOME)


@record(
    "support",
    label=N_("Support action"),
    plural=N_("Support actions"),
    title=("title",),
    columns=("kind", "on"),
    new=N_("New support action"),
    about=N_("Statements, démarches and votes in support of the Court; public."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Support(Record):
    """A diplomatic or political support action."""

    title: str = spec(Kind.TEXT, N_("Action"), WHAT, required=True)
    kind: str = spec(Kind.CHOICE, N_("Kind of action"), WHAT, codes="support_kinds", required=True)
    forum: str = spec(Kind.TEXT, N_("Forum"), WHAT)
    on: str = spec(Kind.DATE, N_("On"), WHEN)
    summary: str = spec(Kind.NOTE, N_("Summary"), WHAT)
    source: str = spec(Kind.TEXT, N_("Source"), MORE)


@record(
    "need",
    label=N_("Training need"),
    plural=N_("Training and capacity"),
    title=("title",),
    columns=("themes", "people", "status"),
    new=N_("New training need"),
    about=N_("Who needs to learn what, and which organisation may help."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Need(Record):
    """A need for training or capacity."""

    title: str = spec(Kind.TEXT, N_("Need"), WHAT, required=True)
    institution: str = spec(Kind.TEXT, N_("Institution"), WHAT)
    themes: tuple[str, ...] = spec(Kind.CHOICES, N_("Themes"), WHAT, codes="themes")
    people: int | None = spec(Kind.NUMBER, N_("Number of people"), WHAT)
    partner: str = spec(Kind.TEXT, N_("Who may help"), OUTCOME)
    status: str = spec(Kind.CHOICE, N_("Status"), OUTCOME, codes="progress")
    note: str = spec(Kind.NOTE, N_("Note"), MORE)


@record(
    "declaration",
    label=N_("Declaration on channel and language"),
    plural=N_("Declarations on channels and languages"),
    title=("channel",),
    columns=("country", "received_on", "effective_on", "verified"),
    new=N_("New declaration"),
    about=N_(
        "Through which channel and in which language a State receives requests, since when (article 87, rule 180)."
    ),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration(Record):
    """A dated declaration. A change takes effect at an agreed time, or 45 days after its receipt (rule 180)."""

    country: str = spec(Kind.CHOICE, N_("State"), WHAT, codes="countries", required=True)
    channel: str = spec(Kind.CHOICE, N_("Channel"), WHAT, codes="channels", required=True)
    authority: str = spec(Kind.TEXT, N_("Receiving authority"), WHAT)
    languages: tuple[str, ...] = spec(Kind.CHOICES, N_("Languages"), WHAT, codes="languages")
    received_on: str = spec(Kind.DATE, N_("Received by the Court on"), WHEN)
    effective_on: str = spec(
        Kind.DATE,
        N_("In effect from"),
        WHEN,
        help=N_("A change never touches requests already in progress. Without an agreed day: 45 days after receipt."),
    )
    ended_on: str = spec(Kind.DATE, N_("Replaced on"), WHEN, folded=True)
    source: str = spec(Kind.TEXT, N_("Source"), MORE)
    verified: bool = spec(Kind.FLAG, N_("Verified with the Registrar"), MORE)


@record(
    "answer",
    label=N_("Answer on procedure"),
    plural=N_("Procedure of our State"),
    title=("question",),
    columns=("status", "as_of"),
    new=N_("New answer"),
    about=N_("How requests are handled here: law, authority, steps, time needed. “Not answered” is an answer."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Record):
    """An answer of the State's procedure profile (questionnaire of February 2020)."""

    question: str = spec(Kind.CHOICE, N_("Question"), WHAT, codes="procedure_questions", required=True)
    status: str = spec(Kind.CHOICE, N_("Status"), WHAT, codes="answer_states", required=True)
    text: str = spec(Kind.NOTE, N_("Answer"), WHAT)
    law: str = spec(Kind.TEXT, N_("National provision"), WHAT)
    as_of: str = spec(Kind.DATE, N_("As of"), MORE)


@record(
    "incident",
    label=N_("Security incident"),
    plural=N_("Security incidents"),
    title=("title",),
    columns=("kind", "on", "status"),
    new=N_("New incident"),
    about=N_("Threats, losses and intrusions: what happened, who was told, what was done. Pseudonyms only."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(Record):
    """A security incident. Persons are named by pseudonym only."""

    title: str = spec(Kind.TEXT, N_("What happened"), WHAT, required=True, help=N_("Pseudonyms only, no real names."))
    kind: str = spec(Kind.CHOICE, N_("Kind of incident"), WHAT, codes="incident_kinds", required=True)
    on: str = spec(Kind.DATE, N_("On"), WHEN, required=True)
    details: str = spec(Kind.NOTE, N_("Details"), WHAT)
    request: str = spec(Kind.LINK, N_("Request"), MORE, target="request", folded=True)
    told: tuple[str, ...] = spec(Kind.CHOICES, N_("Who was told"), OUTCOME, codes="organs")
    measures: str = spec(Kind.NOTE, N_("Measures taken"), OUTCOME)
    status: str = spec(Kind.CHOICE, N_("Status"), OUTCOME, codes="progress")


@record(
    "alias",
    label=N_("Protected identity"),
    plural=N_("Protected identities"),
    title=("alias",),
    columns=("contact", "until"),
    new=N_("New protected identity"),
    about=N_("The name behind an alias, apart from the contact: it leaves only when it is chosen itself."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Identity(Record):
    """Who stands behind an alias. The contact carries the alias alone; this record has a compartment of its own."""

    alias: str = spec(Kind.TEXT, N_("Alias"), WHAT, required=True, help=N_("The name under which the contact is kept."))
    contact: str = spec(Kind.LINK, N_("Contact"), WHAT, target="contact")
    name: str = spec(Kind.TEXT, N_("Real name"), WHAT, required=True)
    reach: str = spec(Kind.NOTE, N_("How to reach the person safely"), WHAT)
    reason: str = spec(Kind.NOTE, N_("Why the identity is protected"), MORE)
    until: str = spec(Kind.DATE, N_("To be looked at again on"), WHEN)


@record(
    "card",
    label=N_("Library card"),
    plural=N_("Library"),
    title=("title",),
    columns=("kind", "articles", "as_of", "verified_by"),
    new=N_("New card"),
    about=N_("Articles, case-law, obligations, questions and answers, each with source and date."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
@localised
class Card(Record):
    """A card of the library. It says its source, its day, and who verified it."""

    kind: str = spec(Kind.CHOICE, N_("Kind of card"), WHAT, codes="card_kinds", required=True)
    title: LocalText = local_text(Kind.TEXT, N_("Title"), WHAT)
    text: LocalText = local_text(Kind.NOTE, N_("Text"), WHAT)
    articles: tuple[str, ...] = spec(Kind.TAGS, N_("Articles"), WHAT)
    types: tuple[str, ...] = spec(Kind.CHOICES, N_("Types of request"), WHAT, codes="request_types")
    source: str = spec(Kind.TEXT, N_("Source"), MORE)
    as_of: str = spec(Kind.DATE, N_("As of"), MORE)
    verified_by: str = spec(Kind.TEXT, N_("Verified by"), MORE)
