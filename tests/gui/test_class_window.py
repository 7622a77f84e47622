"""The class in the window: results are taken in, the board shows shapes with words, three lessons are kept."""

from pathlib import Path

import pytest

from focalpoint.domain.results import ExerciseResult
from focalpoint.gui.pages.register.board_dialog import BoardDialog
from focalpoint.services.casework import records
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import peers
from focalpoint.services.training import class_results
from focalpoint.transports import drives
from focalpoint.transports.drives import Drive
from tests.gui.driver import Driver
from tests.unit.services.test_class import play


def test_a_trainer_takes_in_results_looks_at_the_board_and_keeps_lessons(
    driver: Driver, opened: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    peers.save_card(opened, tmp_path / "class.fpcard")
    stick = tmp_path / "stick"
    stick.mkdir()
    class_results.hand_in(play(tmp_path / "run", "12", 1), tmp_path / "class.fpcard", stick)
    (stick / "broken.fpbundle").write_bytes(b"nothing")
    monkeypatch.setattr(drives, "removable", lambda: [Drive(stick, "s", 1 << 20, 1 << 20, writable=True)])
    driver.open("result")
    driver.pick("More", "Take in results…")
    driver.settle()
    assert [one.badge for one in class_results.results(opened)] == ["12"]
    assert "broken.fpbundle" in driver.text()
    driver.pick("More", "Board of the class…")
    driver.settle()
    dialog = driver.top()
    assert isinstance(dialog, BoardDialog)
    assert dialog.tree.topLevelItemCount() > 50
    assert "on time" in driver.text(), "shapes stand with words"
    driver.press("Show sums on the wall")
    assert "from 5 results" in driver.text()
    for badge in range(4):
        records.save(opened, ExerciseResult(scenario="a", badge=str(badge)))
    driver.press("Show sums on the wall")
    assert dialog._wall is not None
    dialog._wall.close()
    driver.press("Keep three lessons…")
    driver.type("What", "Name a deputy")
    driver.type("By when", "never")
    driver.press("Keep as milestones")
    assert "is no date" in driver.text()
    driver.type("By when", "31/12/2026")
    driver.press("Keep as milestones")
    assert opened.db.scalar("SELECT title FROM row_milestone") == "Name a deputy"
