"""Who executes what at home, what the year brings, and where States stand under the Statute.

Sources: report of the Bureau on cooperation (ICC-ASP, nineteenth session), paragraphs 22, 26 and 27; articles 125 to
127 of the Rome Statute.
"""

from dataclasses import dataclass

from focalpoint.domain.fields import Group, Kind, Record, record, spec
from focalpoint.domain.wording import N_

WHAT, WHEN, OUTCOME, MORE = Group.WHAT, Group.WHEN, Group.OUTCOME, Group.MORE


@record(
    "route",
    label=N_("Competence"),
    plural=N_("Who executes what"),
    title=("title",),
    columns=("types", "authority", "contact_point"),
    new=N_("New competence"),
    about=N_("Which authority executes which type of request. A new assignment proposes it."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Record):
    """Which national authority executes some types of request; a type named here covers the narrower ones below it."""

    title: str = spec(Kind.TEXT, N_("What it covers"), WHAT, required=True)
    types: tuple[str, ...] = spec(Kind.CHOICES, N_("Types of request"), WHAT, codes="request_types", required=True)
    authority: str = spec(Kind.LINK, N_("Executing authority"), WHAT, target="contact", required=True)
    contact_point: str = spec(Kind.TEXT, N_("Contact point there"), WHAT)
    law: str = spec(Kind.TEXT, N_("National provision"), MORE)
    days: int | None = spec(Kind.NUMBER, N_("Usual time in days"), MORE)
    note: str = spec(Kind.NOTE, N_("Note"), MORE)


@record(
    "milestone",
    label=N_("Milestone"),
    plural=N_("Milestones and work lines"),
    title=("title",),
    columns=("kind", "on", "status", "responsible"),
    new=N_("New milestone"),
    about=N_("What the year brings: sessions, reports, seminars, and the work agreed for it."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone(Record):
    """A day of the year of cooperation, or a line of work with an end."""

    title: str = spec(Kind.TEXT, N_("Title"), WHAT, required=True)
    kind: str = spec(Kind.CHOICE, N_("Kind"), WHAT, codes="milestone_kinds", required=True)
    year: str = spec(Kind.TEXT, N_("Year"), WHAT, ltr=True)
    on: str = spec(Kind.DATE, N_("On"), WHEN)
    responsible: str = spec(Kind.TEXT, N_("Responsible"), WHAT)
    status: str = spec(Kind.CHOICE, N_("Where we stand"), OUTCOME, codes="progress")
    done_on: str = spec(Kind.DATE, N_("Done on"), OUTCOME)
    note: str = spec(Kind.NOTE, N_("Note"), MORE)
    source: str = spec(Kind.TEXT, N_("Source"), MORE)


@record(
    "membership",
    label=N_("Status under the Statute"),
    plural=N_("States and the Statute"),
    title=("country",),
    columns=("country", "step", "on", "effective_on"),
    new=N_("New status"),
    about=N_(
        "Entries into force and withdrawals by their day. A withdrawn State keeps its duties in matters begun before."
    ),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Record):
    """One dated step of a State; later ones are added. A withdrawal takes effect a year after its notice."""

    country: str = spec(Kind.CHOICE, N_("State"), WHAT, codes="countries", required=True)
    step: str = spec(Kind.CHOICE, N_("Step"), WHAT, codes="membership_steps", required=True)
    on: str = spec(Kind.DATE, N_("On"), WHEN, required=True)
    effective_on: str = spec(Kind.DATE, N_("In effect since"), WHEN)
    source: str = spec(Kind.TEXT, N_("Source"), MORE, required=True)
    verified: bool = spec(Kind.FLAG, N_("Verified at the depositary"), MORE)
    note: str = spec(Kind.NOTE, N_("Note"), MORE)
