"""`focalpoint exercise`: play a scenario; the work itself is done by the other commands, or in the window."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from focalpoint.cli import output
from focalpoint.cli.context import Shared, shared
from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.training.scenarios import ScenarioStep
from focalpoint.domain.wording import N_
from focalpoint.language import _, current, format_instant, instant, say
from focalpoint.services.core import output_files, run_clock
from focalpoint.services.training import (
    class_results,
    debrief,
    exercise,
    outcomes,
    quizzes,
    run_vaults,
    runs,
    side_by_side,
)
from focalpoint.services.training.errors import ExerciseOverError, NotARunError
from focalpoint.services.training.exercise import Judged
from focalpoint.services.training.rehearsal import deed_name
from focalpoint.services.training.runs import Run
from focalpoint.services.training.training_vaults import PASSPHRASE

STATES = {
    "met": N_("met"),
    "unmet": N_("still open"),
    "not judged": N_("not judged"),
    "waiting": N_("waiting"),
    "not applicable": N_("not applicable"),
}
_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, dir_okay=False)


def group(name: str, about: str) -> click.Group:
    """Return the group of this name."""
    made = click.Group(name, help=about)
    for command in (
        _start(),
        _window(),
        _stage(),
        _next(),
        _hint(),
        _show(),
        _choose(),
        _check(),
        _reset(),
        _outcome(),
        _hand_in(),
        _debrief(),
        _quiz(),
    ):
        made.add_command(command)
    return made


_run_option = click.option(
    "--run", "folder", type=_FOLDER, help=_("The run folder; the one used last if none is named.")
)


@contextmanager
def _opened(folder: Path | None) -> Iterator[Run]:
    """Open a run and the office of its step; lock it and keep how far it is."""
    run = _loaded(folder)
    runs.open_office(run)
    try:
        yield run
    finally:
        runs.close_offices(run)
        runs.save_run(run)


def _loaded(folder: Path | None) -> Run:
    chosen = folder or runs.last_run()
    if chosen is None:
        raise NotARunError
    return runs.load_run(chosen)


def _start() -> click.Command:
    @click.command("start", help=_("Make a run folder for a scenario and let the first things arrive."))
    @click.argument("scenario", default="a")
    @click.option("--folder", type=_FOLDER, required=True, help=_("The run folder to make."))
    @click.option("--badge", prompt=True, help=_("The number on your badge."))
    @click.option(
        "--mode", type=click.Choice(runs.MODES), default="guided", help=_("What is shown of the expectations.")
    )
    @click.option("--in", "language", type=click.Choice(LANGUAGES), help=_("Language of the exercise."))
    @shared
    def start(
        options: Shared, scenario: str, folder: Path, badge: str, *, mode: runs.Mode, language: str | None
    ) -> None:
        wanted = language or options.lang
        if wanted is None:
            wanted = click.prompt(_("Language of the exercise"), type=click.Choice(LANGUAGES), default=current())
        with output.progress() as task:
            run = runs.start_run(folder.resolve(), scenario, wanted, badge, mode=mode, task=task)
        _tell_step(options, run)

    return start


def _window() -> click.Command:
    @click.command("open", help=_("Go on with an exercise in the window."))
    @click.option("--office", default="", help=_("With two States side by side: the office to show."))
    @_run_option
    @shared
    def show(options: Shared, folder: Path | None, *, office: str) -> int:
        run = _loaded(folder)
        if all(one.id != office for one in run.read.scenario.offices):
            side_by_side.rejoin(run)
            office = run.step.office
        vault = run_vaults.office_path(run.folder, office)
        return options.window(vault, run.state.language, PASSPHRASE) if options.window else 0

    return show


def _stage() -> click.Command:
    @click.command("stage", help=_("Show two States side by side, a window for each, exchanging through the folder."))
    @click.argument("scenario", default="a")
    @click.option("--folder", type=_FOLDER, required=True, help=_("The run folder, made if it is not there."))
    @click.option("--in", "language", type=click.Choice(LANGUAGES), help=_("Language of the exercise."))
    @shared
    def stage(options: Shared, scenario: str, folder: Path, *, language: str | None) -> int:
        place = folder.resolve()
        if (place / run_clock.RUN_FILE).is_file():
            run = runs.load_run(place)
        else:
            with output.progress() as task:
                wanted = language or options.lang or current()
                run = runs.start_run(place, scenario, wanted, "0", mode="demonstration", task=task)
        side_by_side.put_side_by_side(run)
        first = run.read.scenario.offices[0].id
        if options.window is None:
            return 0
        side_by_side.open_others(run, first)
        return options.window(run_vaults.office_path(run.folder, first), run.state.language, PASSPHRASE)

    return stage


def _next() -> click.Command:
    @click.command("next", help=_("Go to the next event: the clock jumps, and things arrive."))
    @click.option("--code", default="", help=_("Four digits, where the trainer holds the class."))
    @_run_option
    @shared
    def following(options: Shared, folder: Path | None, *, code: str) -> None:
        with _opened(folder) as run:
            try:
                exercise.advance(run, code)
            except ExerciseOverError:
                if options.json or not run.state.over:
                    raise
                output.line(_(ExerciseOverError.message))
                return
        _tell_step(options, run)

    return following


def _hint() -> click.Command:
    @click.command("hint", help=_("Give a hint for what is expected: the first open one, or the one named."))
    @click.argument("expectation", default="")
    @_run_option
    @shared
    def hint(options: Shared, expectation: str, folder: Path | None) -> None:
        with _opened(folder) as run:
            found = exercise.hint_for(run, expectation)
            text = run.text(f"{found.id}.hint")
            output.answer(f"{found.id}: {text}", {"id": found.id, "hint": text}, json_wanted=options.json)

    return hint


def _show() -> click.Command:
    @click.command("show", help=_("Do one action of the solution, then show expected beside actual."))
    @_run_option
    @shared
    def show(options: Shared, folder: Path | None) -> None:
        with _opened(folder) as run:
            done = exercise.show_next(run)
            if done is None:
                output.answer(_("The solution of this step is done."), {"shown": ""}, json_wanted=options.json)
                return
            if not options.json:
                about = {"n": done.number, "of": done.of, "deed": deed_name(done.deed)}
                output.line(_("Action {n} of {of}: {deed}").format(**about))
            _tell_check(options, run, exercise.check_run(run), debrief=False)

    return show


def _choose() -> click.Command:
    @click.command("choose", help=_("Answer a question of this step."))
    @click.argument("question")
    @click.argument("answer")
    @_run_option
    @shared
    def choose(options: Shared, question: str, answer: str, folder: Path | None) -> None:
        with _opened(folder) as run:
            exercise.choose(run, question, answer)
            label = run.text(f"{question}.{answer}")
            output.answer(label, {"question": question, "answer": answer}, json_wanted=options.json)

    return choose


def _check() -> click.Command:
    @click.command("check", help=_("Show what is expected in this step beside what is there."))
    @_run_option
    @shared
    def check(options: Shared, folder: Path | None) -> None:
        with _opened(folder) as run:
            _tell_check(options, run, exercise.check_run(run), debrief=True)

    return check


def _reset() -> click.Command:
    @click.command("reset", help=_("Go back to the beginning of a step, the present one if none is named."))
    @click.argument("step", default="")
    @_run_option
    @shared
    def reset(options: Shared, step: str, folder: Path | None) -> None:
        run = _loaded(folder)
        exercise.reset(run, step)
        _tell_step(options, run)

    return reset


def _outcome() -> click.Command:
    @click.command("outcome", help=_("Show every expectation of the run: met, late, with a hint, open."))
    @_run_option
    @shared
    def outcome(options: Shared, folder: Path | None) -> None:
        run = _loaded(folder)
        found = outcomes.outcome_of(run)
        if options.json:
            output.as_json(asdict(found))
            return
        rows = [(one.id, _(STATES[one.state]), run.text(f"{one.id}.title")) for one in found.expectations]
        output.table((_("Expectation"), _("State"), _("What is expected")), rows)

    return outcome


def _tell_step(options: Shared, run: Run) -> None:
    step = run.step
    arrived = [(one, run.state.delivered.get(one.id)) for one in step.injects]
    vault = run_vaults.office_path(run.folder, step.office)
    if options.json:
        output.as_json({
            "run": str(run.folder), "step": step.id, "day": step.day, "office": step.office, "vault": str(vault),
            "at": instant(run.clock.now()),
            "arrived": [{"id": one.id, "from": one.sender, "file": file.name if file else ""} for one, file in arrived],
        })  # fmt: skip
        return
    output.line(_step_title(run, step))
    output.line(run.text(f"{step.id}.event"))
    output.line(run.text(f"{step.id}.task"))
    for one, file in arrived:
        sender = run.text(f"{one.sender}.name")
        output.line(f"  {sender}: {run.text(f'{one.id}.subject')}")
        if file is not None and file.name:
            output.line(f"    {run.folder / 'in' / file.name}")
        else:
            said = run.text(f"{one.id}.text").replace("{digits}", run.state.digits.get(one.sender, ""))
            output.line(f"    {said}")
        for option in one.options:
            output.line(f"    [{option.id}] {run.text(f'{one.id}.{option.id}')}")
    output.line(_("Vault of this step: {path}").format(path=vault))
    output.line(_("Passphrase of the training vaults: {passphrase}").format(passphrase=PASSPHRASE))


def _step_title(run: Run, step: ScenarioStep) -> str:
    params = {
        "step": step.id, "title": run.text(f"{step.id}.title"), "day": step.day,
        "when": format_instant(instant(run.clock.now())),
    }  # fmt: skip
    return _("Step {step}: {title} (day {day}, {when})").format(**params)


def _tell_check(options: Shared, run: Run, found: list[Judged], *, debrief: bool) -> None:
    if options.json:
        output.as_json([
            {"id": one.expectation.id, "state": one.state, "title": run.text(f"{one.expectation.id}.title"),
             "actual": say(one.actual)}
            for one in found
        ])  # fmt: skip
        return
    for one in found:
        output.line(f"{one.expectation.id}  [{_(STATES[one.state])}]  {run.text(f'{one.expectation.id}.title')}")
        output.line("    " + _("There is: {actual}").format(actual=say(one.actual)))
        if debrief and one.state == "met":
            output.line(f"    {run.text(f'{one.expectation.id}.debrief')}")


def _hand_in() -> click.Command:
    @click.command("hand-in", help=_("Seal the result of a run to the class, on a stick; again brings it up to date."))
    @click.argument("place", type=_FOLDER)
    @click.option("--class", "card", type=click.Path(path_type=Path), required=True, help=_("The card of the class."))
    @_run_option
    @shared
    def hand_in(options: Shared, place: Path, folder: Path | None, *, card: Path) -> None:
        written = class_results.hand_in(_loaded(folder), card, place)
        said = _("Handed in: {path}").format(path=written)
        output.answer(said, {"file": str(written)}, json_wanted=options.json)

    return hand_in


def _debrief() -> click.Command:
    @click.command("debrief", help=_("Print the debrief of a run: who could know what, and expected beside done."))
    @_run_option
    @click.option(
        "--output", "-o", "target", type=click.Path(path_type=Path), required=True, help=_("The PDF to write.")
    )
    @shared
    def print_debrief(options: Shared, folder: Path | None, *, target: Path) -> None:
        with _opened(folder) as run:
            ws = run.stage.offices[run.step.office]
            output_files.write_file(target, debrief.run_debrief_pdf(run, ws, options.lang or run.state.language))
        output.answer(str(target), {"file": str(target)}, json_wanted=options.json)

    return print_debrief


def _quiz() -> click.Command:
    @click.command("quiz", help=_("Write the questions of the quiz, to be asked in the room or put on paper."))
    @click.option("--answers", is_flag=True, help=_("With what is right, why, and the article."))
    @shared
    def quiz(options: Shared, *, answers: bool) -> None:
        code = current()
        if options.json:
            output.as_json([
                {"id": one.id, "kind": one.kind, "question": one.label(code), "article": one.article,
                 "options": [option.label(code) for option in one.options], "right": one.right_words(code)}
                for one in quizzes.questions()
            ])  # fmt: skip
            return
        for number, one in enumerate(quizzes.questions(), 1):
            output.line(f"{number}. {one.label(code)}")
            for option in one.options:
                output.line(f"   – {option.label(code)}")
            if answers:
                output.line(f"   → {'; '.join(one.right_words(code))}. {one.feedback(code)} ({one.article})")

    return quiz
