"""What belongs to a seminar: its programme, evaluation and conclusions, and, inside the office, who took part.

What is `internal` here has no field to choose another facet: names and needs of participants leave for nobody else.
"""

from dataclasses import dataclass
from typing import Any

from focalpoint.domain.fields import Facet, Group, Kind, Record, record, spec
from focalpoint.domain.local_texts import LocalText, local_text, localised
from focalpoint.domain.wording import N_

WHAT, WHEN, OUTCOME, MORE = Group.WHAT, Group.WHEN, Group.OUTCOME, Group.MORE
IDENTITY, CONTENT = Group.IDENTITY, Group.CONTENT
SEMINAR = N_("Seminar")


def _seminar() -> Any:
    return spec(Kind.LINK, SEMINAR, MORE, target="seminar", required=True, fixed=True)


@record(
    "session",
    label=N_("Session"),
    plural=N_("Sessions"),
    title=("title",),
    part_of="seminar",
    columns=("day", "starts", "ends", "room"),
    new=N_("New session"),
    about=N_("The programme of a seminar: what is dealt with when, where, in which languages."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
@localised
class SeminarSession(Record):
    """One session of the programme. Speakers stand by their roles, never by their names."""

    title: LocalText = local_text(Kind.TEXT, N_("Title"), WHAT)
    kind: str = spec(Kind.CHOICE, N_("Kind of session"), WHAT, codes="session_kinds")
    speakers: LocalText = local_text(
        Kind.TEXT, N_("Speakers, by role"), WHAT, help=N_("Roles, never names: “a judge”, “the Registry”.")
    )
    day: str = spec(Kind.DATE, N_("Day"), WHEN)
    starts: str = spec(Kind.TIME, N_("Begins at"), WHEN)
    ends: str = spec(Kind.TIME, N_("Ends at"), WHEN)
    room: str = spec(Kind.TEXT, N_("Room"), WHEN)
    interpretation: tuple[str, ...] = spec(Kind.CHOICES, N_("Interpretation"), WHEN, codes="languages")
    themes: tuple[str, ...] = spec(Kind.CHOICES, N_("Themes"), MORE, codes="themes")
    types: tuple[str, ...] = spec(Kind.CHOICES, N_("Types of request"), MORE, codes="request_types", folded=True)
    articles: tuple[str, ...] = spec(Kind.TAGS, N_("Articles"), MORE)
    materials: tuple[str, ...] = spec(Kind.LINKS, N_("Material"), MORE, target="material")
    seminar: str = _seminar()


@record(
    "form",
    label=N_("Evaluation form"),
    plural=N_("Evaluation forms"),
    title=("title",),
    part_of="seminar",
    new=N_("New evaluation form"),
    about=N_("What participants are asked at the end. Each fills it in without a name, with a drawn slip."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
@localised
class EvaluationForm(Record):
    """A form with questions that participants answer without a name."""

    title: LocalText = local_text(Kind.TEXT, N_("Title"), WHAT)
    seminar: str = _seminar()


@record(
    "question",
    label=N_("Question"),
    plural=N_("Questions"),
    title=("text",),
    part_of="seminar",
    columns=("position", "kind"),
    new=N_("New question"),
    about=N_("The questions of the evaluation forms, in their order."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
@localised
class Question(Record):
    """One question of a form. Choices stand one in a line, in the same order in every language."""

    form: str = spec(Kind.LINK, N_("Evaluation form"), WHAT, target="form", required=True)
    position: int | None = spec(Kind.NUMBER, N_("Place in the form"), WHAT)
    kind: str = spec(Kind.CHOICE, N_("Kind of question"), WHAT, codes="question_kinds", required=True)
    text: LocalText = local_text(Kind.TEXT, N_("Question"), WHAT)
    choices: LocalText = local_text(
        Kind.NOTE, N_("Choices"), WHAT, help=N_("One in a line, in the same order in every language.")
    )
    seminar: str = _seminar()


@record(
    "conclusion",
    label=N_("Conclusion"),
    plural=N_("Conclusions"),
    title=("text",),
    part_of="seminar",
    columns=("proposes", "due_on"),
    new=N_("New conclusion"),
    about=N_("What a seminar concluded. Each State decides by its own hand whether it becomes a pledge or milestone."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
@localised
class Conclusion(Record):
    """One conclusion of a seminar, and what it proposes that States make of it."""

    text: LocalText = local_text(Kind.NOTE, N_("Conclusion"), WHAT)
    proposes: str = spec(Kind.CHOICE, N_("Proposes"), OUTCOME, codes="proposals")
    due_on: str = spec(Kind.DATE, N_("Due on"), OUTCOME)
    seminar: str = _seminar()


@record(
    "participant",
    label=N_("Participant"),
    plural=N_("Participants"),
    title=("name",),
    reference="number",
    part_of="seminar",
    facet=Facet.INTERNAL,
    columns=("office", "country", "listens_in", "status"),
    new=N_("New participant"),
    about=N_("Who takes part in a seminar. Kept inside the office, and erased when its term ends."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Participant(Record):
    """Somebody who takes part. `number` stands on the badge; `device` is the laptop whose card was compared."""

    number: str = spec(Kind.TEXT, N_("Badge number"), IDENTITY, ltr=True)
    name: str = spec(Kind.TEXT, N_("Name"), IDENTITY, required=True)
    function: str = spec(Kind.TEXT, N_("Function"), IDENTITY)
    office: str = spec(Kind.TEXT, N_("Office"), IDENTITY)
    country: str = spec(Kind.CHOICE, N_("State"), IDENTITY, codes="countries")
    languages: tuple[str, ...] = spec(Kind.CHOICES, N_("Languages"), CONTENT, codes="languages")
    listens_in: str = spec(Kind.CHOICE, N_("Listens in"), CONTENT, codes="languages")
    needs: str = spec(
        Kind.NOTE, N_("Special needs"), CONTENT, help=N_("Access, health, food: only what the person asked for.")
    )
    status: str = spec(Kind.CHOICE, N_("Status"), OUTCOME, codes="participant_states")
    device: str = spec(Kind.TEXT, N_("Laptop"), MORE, ltr=True, folded=True)
    seminar: str = _seminar()


@record(
    "attendance",
    label=N_("Attendance"),
    plural=N_("Attendance"),
    title=("session",),
    part_of="seminar",
    facet=Facet.INTERNAL,
    columns=("session",),
    new=N_("New attendance"),
    about=N_("Who was present in which session: the lists behind the ticks. Kept inside the office."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance(Record):
    """Who was present in one session. Its identifier follows from the session's, so that ticks of laptops meet."""

    session: str = spec(Kind.LINK, N_("Session"), WHAT, target="session", required=True, fixed=True)
    present: tuple[str, ...] = spec(Kind.LINKS, N_("Present"), WHAT, target="participant")
    seminar: str = _seminar()


@record(
    "ballot",
    label=N_("Filled-in evaluation form"),
    plural=N_("Filled-in evaluation forms"),
    title=("slip",),
    part_of="seminar",
    facet=Facet.INTERNAL,
    columns=("form",),
    new=N_("New filled-in form"),
    about=N_("The forms that came out of the urn, one for a slip. Nothing in them says who."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot(Record):
    """What one slip answered: lines of a question's identifier and the answer. No name, no State, no time."""

    form: str = spec(Kind.LINK, N_("Evaluation form"), WHAT, target="form", required=True, fixed=True)
    slip: str = spec(Kind.TEXT, N_("Slip"), WHAT, required=True, ltr=True)
    answers: str = spec(Kind.NOTE, N_("Answers"), WHAT, own_screen=True, sums_only=True)
    seminar: str = _seminar()


@record(
    "handout",
    label=N_("Hand-out"),
    plural=N_("Hand-outs"),
    title=("pack",),
    part_of="seminar",
    facet=Facet.INTERNAL,
    columns=("written", "failed"),
    new=N_("New hand-out"),
    about=N_("Which pack was handed out at a seminar, and on how many sticks."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Handout(Record):
    """A pack that was handed out on sticks: which, its digest, how many were written and how many failed."""

    pack: str = spec(Kind.TEXT, N_("Pack"), WHAT, required=True, ltr=True)
    digest: str = spec(Kind.TEXT, N_("Digest"), WHAT, ltr=True)
    written: int | None = spec(Kind.NUMBER, N_("Sticks written"), OUTCOME)
    failed: int | None = spec(Kind.NUMBER, N_("Sticks that failed"), OUTCOME)
    seminar: str = _seminar()


@record(
    "certificate",
    label=N_("Certificate of attendance"),
    plural=N_("Certificates of attendance"),
    title=("digest",),
    part_of="seminar",
    facet=Facet.INTERNAL,
    columns=("participant", "withdrawn_on"),
    new=N_("New certificate"),
    about=N_("Certificates that were issued for those who attended, and which were withdrawn."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceCertificate(Record):
    """A certificate that was issued: for whom, for which sessions, its digest, and since when it is withdrawn."""

    participant: str = spec(Kind.LINK, N_("Participant"), WHAT, target="participant", required=True)
    sessions: tuple[str, ...] = spec(Kind.LINKS, N_("Sessions"), WHAT, target="session")
    digest: str = spec(Kind.TEXT, N_("Digest"), WHAT, ltr=True, required=True)
    withdrawn_on: str = spec(Kind.DATE, N_("Withdrawn on"), OUTCOME)
    seminar: str = _seminar()
