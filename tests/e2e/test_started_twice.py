"""The program started twice, as a double click on a file does: the second start hands the file over and ends."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READY = 15.0  # seconds


class Desk:
    """A person's settings, and the starts of the program there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.started = folder, []  # type: ignore[var-annotated]
        self.environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(folder / "config")}

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-P", "-m", "focalpoint", *words]
        made = subprocess.Popen(command, cwd=ROOT, env={**self.environment, "PYTHONPATH": str(ROOT)})
        self.started.append(made)
        return made

    def rings(self, *words: str) -> bool:
        """Start once more and tell whether that start ended because a window took it over."""
        began = time.monotonic()
        while time.monotonic() - began < READY:
            second = self.start(*words)
            try:
                if second.wait(3) == 0:
                    return True
            except subprocess.TimeoutExpired:
                second.kill()
                second.wait()
        return False

    def log(self) -> str:
        path = self.folder / "config" / "focalpoint" / "focalpoint.log"
        return path.read_text("utf-8") if path.is_file() else ""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    for one in made.started:
        one.kill()
        one.wait()


@pytest.mark.slow
def test_a_second_start_hands_its_file_over_and_a_start_after_a_crash_notes_it_once(desk: Desk) -> None:
    file = desk.folder / "حزمة.fpbundle"
    file.write_bytes(b"")
    first = desk.start("gui")
    time.sleep(3)
    assert desk.rings(str(file))
    assert desk.rings()
    assert first.poll() is None
    first.kill()
    first.wait()
    for _again in range(2):
        third = desk.start("gui")
        time.sleep(3)
        assert third.poll() is None
        third.terminate()  # not the usual way either: noted at the next start
        third.wait()
        (desk.folder / "config" / "focalpoint" / f"window-{third.pid}.mark").unlink()
    assert desk.log().count("did not end in the usual way") == 1
