"""What came of a run: each expectation with its state, when, with a hint or shown; choices and resets.

Results, the board and the debrief are made from this and from the events of each office (`events-OFFICE.jsonl`).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from focalpoint.domain.training.scenarios import Expectation, ScenarioStep
from focalpoint.services.training import runs
from focalpoint.services.training.runs import Run

Standing = Literal["met", "unmet", "not judged", "waiting", "not applicable"]
LARGEST_LINE, MOST_LINES = 1 << 16, 20_000


@dataclass(frozen=True, slots=True)
class ExpectationOutcome:
    """One expectation. `late`: met after the day it was due. Moments in UTC, "" if it was not met.

    `shown`: an action of the solution of its step was done for the participant.
    """

    id: str
    step: str
    number: int
    office: str
    article: str
    by: int | None
    state: Standing
    late: bool
    hinted: bool
    shown: bool
    at: str
    real_at: str


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """What came of a run, in the order of the scenario."""

    scenario: str
    digest: str
    language: str
    badge: str
    mode: str
    began: str
    at: str
    step: str
    over: bool
    expectations: tuple[ExpectationOutcome, ...]
    choices: dict[str, str]
    resets: tuple[str, ...]


def outcome_in(folder: Path) -> RunOutcome:
    """Return what came of the run in a folder; raise NotARunError."""
    return outcome_of(runs.load_run(folder))


def outcome_of(run: Run) -> RunOutcome:
    """Return what came of a run."""
    state = run.state
    listed = tuple(_expectation(run, step, one) for step, one in run.read.scenario.expectations())
    return RunOutcome(
        run.read.scenario.id, state.digest, state.language, state.badge, state.mode, state.began, state.at, state.step,
        state.over, listed, dict(state.choices), tuple(state.resets),
    )  # fmt: skip


def _expectation(run: Run, step: ScenarioStep, one: Expectation) -> ExpectationOutcome:
    judged = run.state.judged.get(one.id)
    standing: Standing = judged.state if judged else "unmet" if step.id in run.state.steps else "waiting"
    if judged is None and standing == "waiting" and run.state.over:
        standing = "not applicable"
    met = judged if judged and judged.state == "met" else None
    return ExpectationOutcome(
        one.id, step.id, step.number, step.office, one.article, one.by, standing,
        met is not None and one.by is not None and met.at > "" and _day(run, met.at) > one.by,
        bool(judged and judged.hinted) or one.id in run.state.hinted,
        run.state.shown.get(step.id, 0) > 0,
        met.at if met else "", met.real if met else "",
    )  # fmt: skip


def _day(run: Run, at: str) -> int:
    began = run.stage.beginning.astimezone().date()
    return (datetime.fromisoformat(at).astimezone().date() - began).days


def events(folder: Path, office: str) -> Iterator[dict[str, object]]:
    """Yield what happened in an office, oldest first; a line that a kill cut short is left out."""
    path = folder / f"events-{office}.jsonl"
    if not path.is_file():
        return
    with path.open("rb") as stream:
        for _number in range(MOST_LINES):
            line = stream.readline(LARGEST_LINE)
            if not line:
                return
            try:
                found = json.loads(line)
            except ValueError:
                continue
            if isinstance(found, dict):
                yield found
