"""Playing the solution of a scenario: what is expected is unmet before and met after, and every omission is noticed."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.messages import Message, Parameter, message_of
from focalpoint.domain.training.archive import STRUCTURE
from focalpoint.domain.training.scenarios import Deed, Flaw, Scenario, ScenarioStep
from focalpoint.domain.wording import N_
from focalpoint.services.core import workspace
from focalpoint.services.core.run_clock import RunClock
from focalpoint.services.core.tasks import Task
from focalpoint.services.training import deeds, delivery, predicates, run_vaults
from focalpoint.services.training.proofreading import followers
from focalpoint.services.training.scenario_files import ReadScenario
from focalpoint.services.training.stage import Stage
from focalpoint.services.training.training_vaults import PASSPHRASE

BEGINNING = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday


class _UndoneError(Exception):
    """Ends a transaction that was only tried."""


@dataclass(slots=True)
class Rehearsal:
    """One playing of all branches in one language."""

    read: ReadScenario
    stage: Stage
    clock: RunClock
    omissions: bool
    task: Task
    flaws: list[Flaw] = field(default_factory=list)
    waiting: list[tuple[str, Path, dict[str, str]]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def note(self, about: str, message: Message) -> None:
        """Keep a flaw."""
        if all(one.about != about or one.message != message for one in self.flaws):
            self.flaws.append(self.read.flaw(STRUCTURE, about, message))


def rehearse(
    read: ReadScenario, language: str, task: Task | None = None, *, omissions: bool = True, only: Sequence[str] = ()
) -> list[Flaw]:
    """Play every branch of a scenario in a language; return what is wrong. `only`: the steps to leave deeds out of."""
    with tempfile.TemporaryDirectory(prefix="TRN-") as name:
        clock = RunClock(BEGINNING, lambda: BEGINNING)
        stage = Stage(read.scenario, language, BEGINNING, Path(name), quick=True)
        stage.source = read.folder
        played = Rehearsal(read, stage, clock, omissions, task or Task())
        try:
            for office in read.scenario.offices:
                stage.offices[office.id] = run_vaults.make_office(stage, office, clock.clock)
            _walk(played, read.scenario.steps[0], frozenset(only))
            while played.waiting:
                target, kept, choices = played.waiting.pop()
                _put_back(played, kept, choices)
                _walk(played, read.scenario.step(target), frozenset(only))
        finally:
            for ws in stage.offices.values():
                ws.lock()
        return played.flaws


def _walk(played: Rehearsal, step: ScenarioStep, only: frozenset[str]) -> None:
    """Play from a step to the end of its branch; keep the state where another branch leaves."""
    following: ScenarioStep | None = step
    while following is not None and following.id not in played.seen:
        step = following
        played.seen.add(step.id)
        played.task.report(len(played.seen), len(played.read.scenario.steps), N_("Playing the solution"))
        _play_step(played, step, leave_out=played.omissions and (not only or step.id in only))
        following = played.read.scenario.after(step, played.stage.choices)
        _keep_branches(played, step, following)


def _play_step(played: Rehearsal, step: ScenarioStep, *, leave_out: bool) -> None:
    stage = played.stage
    moment = stage.moment(step.day, step.hours)
    played.clock.begin(moment)
    delivery.hand_over(stage, moment)
    delivery.arrive(stage, step, moment)
    before = _open(played, step)
    for one in step.expects:
        if one.id not in before:
            played.note(one.id, Message(N_("It is met before anything was done.")))
    if leave_out:
        for place in range(len(step.solution)):
            _leave_out(played, step, place)
    _do(played, step, step.solution, tell=True)
    for name in sorted(_open(played, step)):
        played.note(name, Message(N_("The solution does not meet it.")))


def _open(played: Rehearsal, step: ScenarioStep) -> set[str]:
    """Return the expectations of a step that are not met."""
    found = set()
    for one in step.expects:
        try:
            met = predicates.judge(played.stage, step.office, one.check).met
        except FocalpointError as error:
            played.note(one.id, message_of(error))
            met = False
        if not met:
            found.add(one.id)
    return found


def _do(played: Rehearsal, step: ScenarioStep, solution: Sequence[Deed], *, tell: bool) -> None:
    for number, deed in enumerate(solution, 1):
        try:
            deeds.act(played.stage, step.office, deed)
        except FocalpointError as error:
            if tell:
                played.note(f"{step.id}.do.{number}", _refused(deed, error))


def _refused(deed: Deed, error: FocalpointError) -> Message:
    why = message_of(error)
    return Message(N_("“{deed}” of the solution is refused: {why}"), {"deed": deed_name(deed), "why": why})


def _leave_out(played: Rehearsal, step: ScenarioStep, place: int) -> None:
    """Play a step without one deed, note if nothing misses it, and undo what was played."""
    rest = [deed for number, deed in enumerate(step.solution) if number != place]
    with _tried(played, step):
        _do(played, step, rest, tell=False)
        if not _open(played, step):
            about: dict[str, Parameter] = {"deed": deed_name(step.solution[place]), "n": place + 1}
            played.note(
                f"{step.id}.do.{place + 1}",
                Message(N_("Nothing notices that “{deed}” (number {n}) is left out."), about),
            )


@contextmanager
def _tried(played: Rehearsal, step: ScenarioStep) -> Iterator[None]:
    stage, choices = played.stage, dict(played.stage.choices)
    try:
        with stage.office(step.office).db.transaction():
            yield
            raise _UndoneError
    except _UndoneError:
        stage.choices = choices


def deed_name(deed: Deed) -> str:
    """Return a deed in short: its word and its first arguments."""
    words = [deed.kind, *(str(value) for value in deed.arguments.values() if isinstance(value, str))]
    kind = deed.fields.get("kind")
    return " ".join([*words, kind] if isinstance(kind, str) else words)


def _keep_branches(played: Rehearsal, step: ScenarioStep, taken: ScenarioStep | None) -> None:
    """Keep the state after a step for each way that was not taken from it."""
    scenario, choices = played.read.scenario, played.stage.choices
    for target in followers(scenario, step):
        if (taken is not None and target == taken.id) or target in played.seen or _is_end(scenario, target):
            continue
        kept = played.stage.folder / "branches" / target
        for name, ws in played.stage.offices.items():
            ws.lock()
            place = run_vaults.office_path(played.stage.folder, name)
            shutil.copytree(place, kept / place.name)
            played.stage.offices[name] = workspace.unlock(place, PASSPHRASE, clock=played.clock.clock)
        chosen = {inject.id: option.id for inject in step.injects for option in inject.options if option.then == target}
        played.waiting.append((target, kept, {**choices, **chosen}))


def _is_end(scenario: Scenario, target: str) -> bool:
    return all(one.id != target for one in scenario.steps)


def _put_back(played: Rehearsal, kept: Path, choices: dict[str, str]) -> None:
    for name, ws in played.stage.offices.items():
        ws.lock()
        place = run_vaults.office_path(played.stage.folder, name)
        shutil.rmtree(place)
        shutil.move(kept / place.name, place)
        played.stage.offices[name] = workspace.unlock(place, PASSPHRASE, clock=played.clock.clock)
    played.stage.choices = dict(choices)
