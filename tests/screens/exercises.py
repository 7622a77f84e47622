"""The scenes of an exercise: the page before it, the strip with what arrived, a hint, a later step."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from focalpoint.gui.exercise.strip import ExerciseStrip
from focalpoint.gui.main_window import MainWindow
from focalpoint.language import current
from focalpoint.services.training import exercise, runs

if TYPE_CHECKING:
    from tests.screens.scenes import Scene, Settle


def exercise_scenes(window: MainWindow, folder: Path, settle: "Settle", scene: "type[Scene]") -> Iterator["Scene"]:
    """Yield the scenes; the window's vault is locked before and after."""
    run = runs.start_run(folder / f"run-{current()}", "a", current(), "12", mode="demonstration")
    window.gate.try_exercise()
    settle()
    yield scene("exercise-gate", window.gate)
    exercise.reset(run, "A6")
    window.gate.exercise.go_on(run.folder)
    for _turn in range(4):
        settle()
    strip = window.findChildren(ExerciseStrip)[-1]
    strip.hint()
    settle()
    strip.show_me()
    settle()
    yield scene("exercise-strip", window)
    strip.toggle()
    settle()
    yield scene("exercise-strip-closed", window)
    window.lock()
    settle()
