"""Playing an exercise: the next arrival, what is expected, hints, one action shown, back to a step."""

import logging
from dataclasses import dataclass

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.messages import Parameter
from focalpoint.domain.training.scenarios import Deed, Expectation, ScenarioStep
from focalpoint.language import instant
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.clock import system_now
from focalpoint.services.training import deeds, delivery, office_states, runs, side_by_side
from focalpoint.services.training.errors import ExerciseOverError, HoldError, NoSuchStepError
from focalpoint.services.training.predicates import NOTHING, judge
from focalpoint.services.training.runs import ExpectationState, Judgement, Run

_LOG = logging.getLogger("focalpoint.training")


@dataclass(frozen=True, slots=True)
class Judged:
    """An expectation of a step as it stands now, beside what is there."""

    expectation: Expectation
    step: ScenarioStep
    state: ExpectationState
    actual: Parameter


@dataclass(frozen=True, slots=True)
class ShownDeed:
    """An action of the solution that was done for the participant: which, of how many, what it changed."""

    deed: Deed
    number: int
    of: int
    changes: Changes


def check_run(run: Run) -> list[Judged]:
    """Judge the present step, and what earlier steps of this office left open; note what changed."""
    found = [_judged(run, run.step, one) for one in run.step.expects]
    earlier = [
        _judged(run, step, one)
        for step, one in run.read.scenario.expectations()
        if step.id != run.step.id and step.office == run.step.office and _left_open(run, step, one)
    ]
    changed = [one for one in (*found, *earlier) if _keep(run, one, live=one.step.id == run.step.id)]
    for one in changed:
        runs.note(run, "expectation", id=one.expectation.id, state=one.state)
    runs.save_run(run)
    return found


def _left_open(run: Run, step: ScenarioStep, one: Expectation) -> bool:
    judged = run.state.judged.get(one.id)
    return step.id in run.state.steps and (judged is None or judged.state != "met")


def _judged(run: Run, step: ScenarioStep, one: Expectation) -> Judged:
    """Judge one expectation; a check that breaks spoils nothing but itself."""
    try:
        result = judge(run.stage, step.office, one.check)
    except FocalpointError as error:
        _LOG.warning("not judged: %s (%s)", one.id, error.code)
        return Judged(one, step, "not judged", NOTHING)
    except Exception as error:  # noqa: BLE001 - a check of a foreign file; it must not end the exercise
        _LOG.warning("not judged: %s (%s)", one.id, type(error).__name__)
        return Judged(one, step, "not judged", NOTHING)
    return Judged(one, step, "met" if result.met else "unmet", result.actual)


def _keep(run: Run, one: Judged, *, live: bool) -> bool:
    """Keep a judgement; tell whether it is another than before. What is over is only ever met late, never lost."""
    before = run.state.judged.get(one.expectation.id)
    if before is not None and (before.state == one.state or (before.state == "met" and not live)):
        return False
    kept = before or Judgement(one.state)
    kept.state = one.state
    if one.state == "met" and not kept.at:
        kept.at, kept.real = instant(run.clock.now()), instant(system_now())
        kept.hinted = one.expectation.id in run.state.hinted
    run.state.judged[one.expectation.id] = kept
    return True


def advance(run: Run, code: str = "") -> ScenarioStep:
    """Go to the next step: judge, jump the clock, keep the offices, let things arrive.

    Raise ExerciseOverError at the end, HoldError where digits are asked. The office of the present step must be open;
    if the next is played in another, the caller opens that one.
    """
    if run.state.over:
        raise ExerciseOverError
    check_run(run)
    present = run.step
    following = run.read.scenario.after(present, run.state.choices)
    if following is not None and following.hold and following.hold != code.strip():
        raise HoldError
    met = all(run.state.judged[one.id].state == "met" for one in present.expects)
    run.state.steps[present.id] = "done" if met else "passed"
    if following is None:
        run.state.over = True
        runs.note(run, "over")
        runs.save_run(run)
        raise ExerciseOverError
    _enter(run, following)
    runs.note(run, "step", before=present.id)
    return following


def _enter(run: Run, step: ScenarioStep) -> None:
    """Let a step begin: nothing of it counts until `run.json` says so."""
    run.clock.forward(run.stage.moment(step.day, step.hours))
    delivery.hand_over(run.stage, run.clock.now())
    delivery.arrive(run.stage, step, run.clock.now())
    office_states.keep_state(run.stage, step.id)
    run.state.step, run.state.steps[step.id] = step.id, "open"
    run.state.shown.pop(step.id, None)
    runs.save_run(run)


def hint_for(run: Run, expectation: str = "") -> Expectation:
    """Return the expectation to give a hint for, the first open one unless one is named; note that it was asked."""
    open_ones = [one.expectation for one in check_run(run) if one.state != "met"]
    known = [one for one in run.step.expects if one.id == expectation] if expectation else open_ones
    if not known:
        raise NoSuchStepError(name=expectation or run.step.id)
    if known[0].id not in run.state.hinted:
        run.state.hinted.append(known[0].id)
        runs.note(run, "hint", id=known[0].id)
        runs.save_run(run)
    return known[0]


def choose(run: Run, inject: str, option: str) -> None:
    """Answer a question of the present step; raise NoSuchStepError."""
    known = next((one for one in run.step.injects if one.id == inject), None)
    if known is None or all(one.id != option for one in known.options):
        raise NoSuchStepError(name=f"{inject} {option}".strip())
    run.state.choices[inject] = option
    runs.note(run, "choice", id=inject, option=option)
    check_run(run)


def show_next(run: Run) -> ShownDeed | None:
    """Do the next action of the solution of this step for the participant; None if nothing is left."""
    done, solution = run.state.shown.get(run.step.id, 0), run.step.solution
    if done >= len(solution):
        return None
    changes = deeds.act(run.stage, run.step.office, solution[done])
    run.state.shown[run.step.id] = done + 1
    runs.note(run, "shown", number=done + 1)
    check_run(run)
    return ShownDeed(solution[done], done + 1, len(solution), changes)


def reset(run: Run, step: str = "") -> ScenarioStep:
    """Go back to the beginning of a step, the present one if none is named; the offices must be closed here.

    A step that was not reached yet is reached by playing the solution. Raise NoSuchStepError, or
    VaultInUseError if another window does not close its office.
    """
    target = next((one for one in run.read.scenario.steps if one.id == (step or run.state.step)), None)
    if target is None:
        raise NoSuchStepError(name=step)
    if run.state.staged:
        side_by_side.close_all(run)
    try:
        if not office_states.is_kept(run.folder, target.id):
            _play_until(run, target)
    except FocalpointError:
        run.state.closing = False
        runs.save_run(run)
        raise
    _forget_from(run, target)
    run.clock.begin(run.stage.moment(target.day, target.hours))
    run.state.step, run.state.over, run.state.steps[target.id] = target.id, False, "open"
    run.state.resets.append(target.id)
    run.state.going_back = target.id  # from here on a kill is made good when the run is opened
    delivery.arrive(run.stage, target, run.clock.now())
    runs.save_run(run)
    runs.finish_going_back(run)
    runs.note(run, "reset")
    return target


def _forget_from(run: Run, target: ScenarioStep) -> None:
    """Forget what was done in a step and after it."""
    places = [one.id for one in run.read.scenario.steps]
    gone = {one.id for one in run.read.scenario.steps[places.index(target.id) :]}
    for place, one in run.read.scenario.expectations():
        if place.id in gone:
            run.state.judged.pop(one.id, None)
    for later in gone:
        if later != target.id:
            office_states.drop_state(run.folder, later)
        run.state.steps.pop(later, None)
        run.state.shown.pop(later, None)
        for inject in run.read.scenario.step(later).injects:
            run.state.choices.pop(inject.id, None)


def _play_until(run: Run, target: ScenarioStep) -> None:
    """Play the solution from the beginning of the present step until another begins; raise NoSuchStepError."""
    office_states.put_back(run.stage, run.state.step)
    run.stage.quick = True
    try:
        while run.state.step != target.id:
            runs.open_office(run)
            for deed in run.step.solution:
                _done(run, deed)
            run.state.shown[run.step.id] = len(run.step.solution)
            _turn_towards(run, target)
            try:
                advance(run, code=_code_of(run))
            except ExerciseOverError as error:
                raise NoSuchStepError(name=target.id) from error
            finally:
                runs.close_offices(run)
    finally:
        run.stage.quick = False


def _done(run: Run, deed: Deed) -> None:
    try:
        deeds.act(run.stage, run.step.office, deed)
    except FocalpointError as error:
        _LOG.warning("not played: %s (%s)", deed.kind, error.code)


def _turn_towards(run: Run, target: ScenarioStep) -> None:
    """Choose the way that leads straight to a step, if one does."""
    for inject in run.step.injects:
        for option in inject.options:
            if option.then == target.id:
                run.state.choices[inject.id] = option.id


def _code_of(run: Run) -> str:
    following = run.read.scenario.after(run.step, run.state.choices)
    return following.hold if following is not None else ""
