"""One window for a person: what a second start hands over is data; a mark tells of a start that ended badly."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from focalpoint.services.core import helping, recent, running
from focalpoint.services.exchange import doorbell
from focalpoint.services.exchange.doorbell import Doorbell, Ring

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config" / "focalpoint"


@pytest.fixture
def bell() -> Iterator[Doorbell]:
    made = Doorbell()
    yield made
    made.close()


def rung(bell: Doorbell, file: Path | None) -> tuple[bool, Ring | None]:
    answers: list[bool] = []
    start = threading.Thread(target=lambda: answers.append(doorbell.ring(file)))
    start.start()
    heard = bell.answer()
    start.join()
    return answers[0], heard


def test_nobody_answers_where_no_window_is_open() -> None:
    assert not doorbell.ring(None)


def test_a_second_start_hands_its_file_over(bell: Doorbell, tmp_path: Path) -> None:
    bundle = tmp_path / "حزمة 1.fpbundle"
    bundle.write_bytes(b"")
    assert rung(bell, bundle) == (True, Ring(bundle))
    assert rung(bell, None) == (True, Ring(None))


def test_a_second_window_does_not_listen_and_a_third_may_when_the_first_is_gone(bell: Doorbell) -> None:
    with pytest.raises(OSError, match="in use"):
        Doorbell()
    bell.close()
    Doorbell().close()


@pytest.mark.parametrize(
    "file", ["relative.fpbundle", "/etc/passwd", "/nowhere/to/be/found.fpbundle", "/a\nb.fpbundle", "/a\0b.fpcard", 7]
)
def test_what_is_no_file_of_ours_is_refused(file: object) -> None:
    assert doorbell.understood(json.dumps({"file": file}).encode()) is None


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff", b'"x"', b"null"])
def test_what_is_not_understood_is_refused(content: bytes) -> None:
    assert doorbell.understood(content) is None


def test_a_caller_who_says_nothing_or_too_much_does_not_hold_the_window_up(bell: Doorbell) -> None:
    for said in (b"", b"x" * (doorbell.LONGEST + 1)):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(doorbell._address())
            line.sendall(said)
            assert bell.answer() is None


def test_another_person_is_not_heard(bell: Doorbell, monkeypatch: pytest.MonkeyPatch) -> None:
    other = os.getuid() + 1
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(doorbell._address())
        line.sendall(json.dumps({"file": "", "word": ""}).encode())
        line.shutdown(socket.SHUT_WR)
        monkeypatch.setattr(os, "getuid", lambda: other)
        assert bell.answer() is None
        with suppress(ConnectionResetError):
            assert line.recv(2) == b""


def test_a_second_start_believes_no_window_of_another_person(bell: Doorbell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorbell, "_same_person", lambda _line: False)
    assert rung(bell, None) == (False, None)


def test_a_window_that_ended_in_the_usual_way_leaves_no_mark(settings: Path) -> None:
    with running.marked():
        assert len(list(settings.glob("*.mark"))) == 1
        assert not running.crashed()
    assert list(settings.iterdir()) == []


def window_that(last: str) -> "subprocess.Popen[str]":
    lines = (
        "import faulthandler, os, sys, time",
        "from focalpoint.services.core import running",
        "with running.marked():",
        "    print('open', flush=True)",
        f"    {last}",
    )
    script = "\n".join(lines)
    return subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_one_that_is_open_is_not_taken_for_a_crash_and_one_that_was_killed_is_told_once(settings: Path) -> None:
    with window_that("time.sleep(60)") as window:
        assert window.stdout is not None
        assert window.stdout.readline() == "open\n"
        assert not running.crashed()
        window.send_signal(signal.SIGKILL)
    assert running.crashed()
    assert not running.crashed()
    assert list(settings.iterdir()) == []


def test_what_the_interpreter_last_knew_comes_into_the_log(settings: Path, caplog: pytest.LogCaptureFixture) -> None:
    with window_that("faulthandler._sigsegv()") as window:
        window.wait()
    assert running.crashed()
    assert "Segmentation fault" in caplog.text
    assert "line 5 in <module>" in caplog.text


def test_the_log_for_whoever_helps_names_nobody(settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/amina")
    settings.mkdir(parents=True)
    (settings / "focalpoint.log").write_text(
        "bug OSError at /home/amina/x.py:1\n“تحقيق سري.focalpoint”\n/media/amina/a\n", "utf-8"
    )
    (settings / "focalpoint.log.1").write_text("older\n", "utf-8")
    recent.set_language("fr")
    said = helping.report()
    assert "amina" not in said
    assert "سري" not in said
    assert said.endswith("older\nbug OSError at ~/x.py:1\n“….focalpoint”\n/media/…/a\n")
    assert "language: fr\n" in said
