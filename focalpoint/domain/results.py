"""The result of an exercise, as a participant hands it in to the class. It lives in training vaults alone."""

from dataclasses import dataclass

from focalpoint.domain.fields import Group, Kind, Record, record, spec
from focalpoint.domain.wording import N_

IDENTITY, CONTENT, MORE = Group.IDENTITY, Group.CONTENT, Group.MORE


@record(
    "result",
    label=N_("Result of an exercise"),
    plural=N_("Results of exercises"),
    title=("scenario",),
    reference="badge",
    columns=("scenario", "language", "began"),
    new=N_("New result"),
    about=N_("What participants handed in: what was expected and how it stands, by badge number."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseResult(Record):
    """What came of one run. `sheet` is JSON: each expectation with its state; nothing in it counts or ranks."""

    badge: str = spec(Kind.TEXT, N_("Badge number"), IDENTITY, ltr=True)
    scenario: str = spec(Kind.TEXT, N_("Scenario"), IDENTITY, required=True)
    digest: str = spec(Kind.TEXT, N_("Digest"), MORE, ltr=True)
    language: str = spec(Kind.CHOICE, N_("Language"), CONTENT, codes="languages")
    began: str = spec(Kind.INSTANT, N_("Begun"), CONTENT)
    ended: bool = spec(Kind.FLAG, N_("Played to the end"), CONTENT)
    sheet: str = spec(Kind.NOTE, N_("Sheet"), CONTENT, own_screen=True)
