"""Two States side by side: two real processes, one run folder; whose turn it is, going back, the stick between them."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from focalpoint import paths
from focalpoint.cli import main
from focalpoint.gui import theme
from focalpoint.gui.exercise.strip import ExerciseStrip
from focalpoint.gui.exercise.two_states import StagedExercise, StateBand
from focalpoint.gui.main_window import MainWindow
from focalpoint.services.casework import rows
from focalpoint.services.exchange import export, peers
from focalpoint.services.training import exercise, office_states, runs, side_by_side
from focalpoint.services.training.runs import Run
from tests.gui.driver import Driver, Settle
from tests.helpers import scenarios


@pytest.fixture
def person(closed_window: MainWindow, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Driver:
    monkeypatch.setattr(paths, "documents_folder", lambda: tmp_path)
    closed_window.autolock_allowed = False
    return Driver(closed_window, settle)


def windows(folder: Path) -> list[int]:
    """Return the processes that show an office of a run."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if os.fsencode(folder) in line and b"--office" in line:
            found.append(int(entry.name))
    return found


@pytest.fixture
def at_the_end(tmp_path: Path, closed_window: MainWindow) -> Iterator[Run]:
    """Return a run of scenario A at its last step in the first office; the next is played in the other."""
    run = runs.start_run(tmp_path / "run", "a", "en", "0", mode="demonstration")
    exercise.reset(run, "A8")
    yield run
    closed_window.leave()
    for process in windows(run.folder):
        os.kill(process, signal.SIGKILL)
    theme.show_state(-1)


def wait_until(person: Driver, said: Callable[[], object], what: str, seconds: float = 40) -> None:
    last = time.monotonic() + seconds
    while not said():
        assert time.monotonic() < last, f"{what}\n{person.text()}"
        person.settle()
        time.sleep(0.05)


def strips(person: Driver) -> list[ExerciseStrip]:
    return person.visible(ExerciseStrip)


def said(person: Driver) -> str:
    return " ".join(band.accessibleName() for band in person.visible(StateBand))


def test_two_windows_take_turns_go_back_together_and_a_closed_one_is_opened_again(
    person: Driver, at_the_end: Run
) -> None:
    run = at_the_end
    person.window.gate.exercise.go_on(run.folder)
    wait_until(person, lambda: strips(person), "the office is open")
    strips(person)[0].turn.emit(side_by_side.put_beside_here)  # the entry “Two States side by side” of the menu
    wait_until(person, lambda: person.visible(StagedExercise), "side by side")
    shown = person.visible(StagedExercise)[0]
    assert "Tamura" in said(person)
    assert theme.tokens().accent == theme.STATES[0]["light"].accent
    wait_until(person, lambda: side_by_side.is_open(shown.run, "selvane"), "the other window is open")

    person.press("Next event")  # its step is played in the other office
    wait_until(person, lambda: not strips(person), "the other State is at work")
    person.sees("Now at work", "Ministry of Justice, Kingdom of Selvane")
    wait_until(
        person,
        lambda: "A8b.registered" in runs.read_progress(run.folder).judged,
        "the other window judges its step, so its strip is there",
    )
    kept = office_states.state_folder(run.folder, "A8b")
    wait_until(person, lambda: len(list(kept.glob("*.focalpoint/vault.db"))) == 2, "each window keeps its own office")

    process = windows(run.folder)[0]
    os.kill(process, signal.SIGKILL)
    wait_until(person, lambda: person.can_press("Open the other State"), "the way to a window that was closed")
    person.press("Open the other State")
    wait_until(person, lambda: side_by_side.is_open(shown.run, "selvane"), "it is open again")
    assert windows(run.folder) != [process]


def test_going_back_closes_both_offices_and_opens_them_again(person: Driver, at_the_end: Run) -> None:
    run = at_the_end
    person.window.gate.exercise.go_on(run.folder)
    wait_until(person, lambda: strips(person), "the office is open")
    strips(person)[0].turn.emit(side_by_side.put_beside_here)
    wait_until(person, lambda: person.visible(StagedExercise), "side by side")
    wait_until(person, lambda: side_by_side.is_open(run, "selvane"), "the other window is open")
    before = run.folder / "offices" / "selvane.focalpoint" / "vault.db"
    old = before.stat().st_ino
    strips(person)[0].back_to("A2")
    wait_until(person, lambda: runs.read_progress(run.folder).step == "A2", "gone back")
    wait_until(person, lambda: strips(person), "this office is open again")
    wait_until(person, lambda: side_by_side.is_open(run, "selvane"), "and so is the other")
    assert before.stat().st_ino != old
    assert not runs.read_progress(run.folder).closing
    assert strips(person)[0].run.state.step == "A2"


def test_a_scenario_of_one_office_is_not_offered_side_by_side(person: Driver, tmp_path: Path) -> None:
    source = scenarios.write(tmp_path / "small")
    run = runs.start_run(tmp_path / "run", str(source), "en", "3", mode="demonstration")
    person.window.gate.exercise.go_on(run.folder)
    wait_until(person, lambda: strips(person), "the office is open")
    assert strips(person)[0]._ways_beside() == []
    with pytest.raises(side_by_side.OneOfficeError):
        side_by_side.put_side_by_side(run)
    assert not run.state.staged


def test_what_one_state_seals_for_the_other_waits_there_and_not_at_home(at_the_end: Run) -> None:
    run = at_the_end
    side_by_side.put_side_by_side(run)
    sender = runs.open_office(run, office="tamura")
    run.stage.offices = {}
    reader = runs.open_office(run, office="selvane")
    try:
        card = (run.folder / "in" / "TRN-selvane.fpcard").read_bytes()
        device = peers.add_card(sender, card, "partner").device
        peers.mark_verified(sender, device)
        request = rows.living(sender, "request")[0].id
        plan = export.plan_export(sender, [("request", request)], [device])
        sealed = export.seal_plan(sender, plan, run.folder / "out" / plan.suggested_name, "as agreed")
        assert [path.name for path in side_by_side.carry(run, reader)] == [sealed.path.name]
        assert side_by_side.carry(run, sender) == []
        assert sealed.path.name in [path.name for path in peers.waiting(reader)]
        assert sealed.path.name not in [path.name for path in peers.waiting(sender)]
    finally:
        sender.lock()
        reader.lock()


def test_a_run_nobody_shows_side_by_side_any_more_is_played_in_one_window(at_the_end: Run) -> None:
    side_by_side.put_side_by_side(at_the_end)
    again = runs.load_run(at_the_end.folder)
    assert again.state.staged
    side_by_side.rejoin(again)
    assert not runs.load_run(at_the_end.folder).state.staged


def test_the_second_state_stands_beside_the_first(person: Driver) -> None:
    from focalpoint.gui.exercise import two_states

    two_states.stand_beside(person.window, 1, 2)
    room = QApplication.primaryScreen().availableGeometry()
    assert person.window.geometry().x() == room.x() + room.width() // 2
    assert person.window.width() <= room.width() // 2


def test_the_command_opens_the_first_state_here_and_the_other_beside(tmp_path: Path) -> None:
    folder = tmp_path / "staged"
    opened: list[tuple[object, ...]] = []

    def window(*given: object) -> int:
        opened.append(given)
        return 0

    try:
        assert main.run(["exercise", "stage", "c", "--folder", str(folder), "--in", "fr"], window) == 0
        [(vault, language, _passphrase)] = opened
        assert (Path(str(vault)).name, language) == ("tamura.focalpoint", "fr")
        run = runs.load_run(folder)
        last = time.monotonic() + 40
        while not side_by_side.is_open(run, "selvane"):
            assert time.monotonic() < last, "the window of the other State did not open"
            time.sleep(0.1)
        assert run.state.mode == "demonstration"
    finally:
        for process in windows(folder.resolve()):
            os.kill(process, signal.SIGKILL)
