"""What comes to an open window: a file from a second start, and word of a start that ended badly."""

import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from focalpoint.gui import doorstep
from focalpoint.gui.main_window import MainWindow
from focalpoint.services.core import running
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import doorbell, peers
from tests.gui.driver import Settle
from tests.helpers import vaults


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config" / "focalpoint"


def ring(file: Path | None, settle: Settle) -> bool:
    answers: list[bool] = []
    start = threading.Thread(target=lambda: answers.append(doorbell.ring(file)))
    start.start()
    while start.is_alive():
        settle()
    return answers[0]


def said(window: MainWindow) -> str:
    return " ".join(label.text() for label in window.gate.findChildren(QLabel))


@pytest.mark.qt_log_ignore("propagateSizeHints|does not support raise", extend=True)  # the off-screen platform says it
def test_a_file_of_a_second_start_waits_at_the_gate_and_is_shown_in_an_open_vault(
    closed_window: MainWindow, settle: Settle, opened: Workspace, tmp_path: Path
) -> None:
    listening = doorstep.Doorstep(closed_window)
    other = vaults.create(tmp_path, "other").workspace
    peers.save_card(other, tmp_path / "other.fpcard")
    third = vaults.create(tmp_path, "third").workspace
    peers.save_card(third, tmp_path / "third.fpcard")
    assert ring(tmp_path / "other.fpcard", settle)
    assert "other.fpcard" in said(closed_window)
    closed_window.open(opened)
    settle()
    assert [peer.device for peer in peers.peers(opened)] == [other.device]
    assert ring(tmp_path / "third.fpcard", settle)
    settle()
    assert {peer.device for peer in peers.peers(opened)} == {other.device, third.device}
    assert not ring(tmp_path / "nothing.fpcard", settle)
    listening.close()
    assert not ring(None, settle)
    other.lock()
    third.lock()


def test_a_crash_is_told_once_and_a_log_can_be_saved(
    closed_window: MainWindow, settle: Settle, settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    doorstep.tell_of_crash(closed_window)
    assert "usual way" not in said(closed_window)
    settings.mkdir(parents=True, exist_ok=True)
    (settings / "window-1.mark").write_bytes(b"")
    doorstep.tell_of_crash(closed_window)
    settle()
    assert "did not end in the usual way" in said(closed_window)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_all: (str(tmp_path / "log.txt"), ""))
    step = closed_window.gate.step
    assert step is not None
    [save] = [one for one in step.findChildren(QPushButton) if one.text().startswith("Save a log")]
    save.click()
    settle()
    assert "Focal Point: " in (tmp_path / "log.txt").read_text("utf-8")
    assert "log.txt" in said(closed_window)
    assert not running.crashed()
