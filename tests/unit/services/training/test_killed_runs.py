"""A run that is killed at any of its writes goes on: at the step where it was or at the next, with the office whole."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest

from focalpoint import durable
from focalpoint.services.training import exercise, runs
from focalpoint.services.training.runs import Run
from tests.helpers import scenarios

WRITES = ((durable, "write"), (durable, "settle"), (shutil, "copytree"), (shutil, "rmtree"), (durable, "copy"))


class Killed(BaseException):
    """As the system ends a process: nothing catches it."""


@contextmanager
def killed_at(number: int) -> Iterator[list[int]]:
    """Die before a call that changes files, counted from 1; 0 counts them only."""
    count = [0]

    def counting(real: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **named: object) -> object:
            count[0] += 1
            if count[0] == number:
                raise Killed
            return real(*given, **named)

        return call

    patches = [patch.object(module, name, counting(getattr(module, name))) for module, name in WRITES]
    for one in patches:
        one.start()
    try:
        yield count
    finally:
        for one in patches:
            one.stop()


def on(run: Run) -> None:
    exercise.advance(run, "4711")


def back(run: Run) -> None:
    runs.close_offices(run)
    exercise.reset(run, "S1")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run at its second step, with what the solution made in the first."""
    folder = tmp_path_factory.mktemp("killed")
    run = runs.start_run(folder / "run", str(scenarios.write(folder / "small")), "en", "1")
    exercise.reset(run, "S2")
    return run.folder


@pytest.mark.parametrize(
    ("act", "after", "records"), [(on, "S3", {"S2": 1, "S3": 1}), (back, "S1", {"S2": 1, "S1": 0})]
)
def test_killed_at_any_write(
    act: Callable[[Run], None], after: str, records: dict[str, int], made: Path, tmp_path: Path
) -> None:
    number, total = 0, 1
    while number <= total:
        folder = tmp_path / f"run-{number}"
        shutil.copytree(made, folder)
        run = runs.load_run(folder)
        runs.open_office(run)
        with killed_at(number) as count:
            try:
                act(run)
            except Killed:
                for ws in run.stage.offices.values():
                    ws.vault.close()
        total = count[0] if number == 0 else total
        runs.close_offices(run)
        again = runs.load_run(folder)
        runs.open_office(again)
        found = len(again.stage.living("tamura", "request"))
        assert again.state.step in ("S2", after), number
        assert found == records[again.state.step], number
        if again.state.step == "S2":
            act(again)
            runs.close_offices(again)
            runs.open_office(again)
        assert again.state.step == after, number
        assert len(again.stage.living("tamura", "request")) == records[after]
        runs.close_offices(again)
        shutil.rmtree(folder)
        number += 1
    assert total > 3
