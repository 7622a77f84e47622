"""An exercise on one laptop, each action beside the opening of the office's vault; a slide beside an empty process."""

import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.figures import Case
from focalpoint.documents import extract, paper
from focalpoint.services.core import process_world
from focalpoint.services.training import debrief, exercise, runs
from focalpoint.services.training.runs import Run
from focalpoint.services.training.training_vaults import PASSPHRASE

WIDTH = 1366  # pixels of a projector


def cases(folder: Path, quick: bool) -> Iterable[Case]:
    """Yield the cases of this file; real vaults and training vaults are not opened in one process otherwise."""
    process_world.leave_world()
    rounds = 2 if quick else 7
    numbers = iter(range(1_000))

    def start() -> None:
        runs.start_run(folder / f"begun-{next(numbers)}", "a", "en", "1")

    run = runs.start_run(folder / "run", "a", "en", "1")
    for step in ("A3",) if quick else ("A7",):
        exercise.reset(run, step)  # not reached: the solution plays up to it
    opened = _opening(run)
    yield Case("begin scenario A | open its office", start, opened, rounds)
    yield Case(f"reset to step {run.step.id} of A | open its office", lambda: exercise.reset(run), opened, rounds)
    checked, told = _in_office(run, exercise.check_run), _in_office(run, _debrief)
    yield Case("open its office and check what is expected | open it", checked, opened, rounds)
    yield Case("open its office and make the debrief | open it", told, opened, rounds)
    slide = paper.plain_document("A", ["B"] * 40, "en", "", footer="", training=True)
    yield Case(
        f"a slide drawn at {WIDTH} pixels, apart | an empty process",
        lambda: extract.page_pixels(slide, "slide.pdf", 0, WIDTH),
        lambda: subprocess.run([sys.executable, "-I", "-S", "-c", ""], check=True),
        rounds,
    )
    process_world.leave_world()


def _opening(run: Run) -> Callable[[], object]:
    def opened() -> None:
        runs.open_office(run, PASSPHRASE)
        runs.close_offices(run)

    return opened


def _in_office(run: Run, action: Callable[[Run], object]) -> Callable[[], object]:
    def acted() -> None:
        runs.open_office(run, PASSPHRASE)
        action(run)
        runs.close_offices(run)

    return acted


def _debrief(run: Run) -> bytes:
    return debrief.run_debrief_pdf(run, run.stage.offices[run.step.office], "en")
