"""The frozen program beside the same bare things as in `window`, alternating; nothing if it was not frozen before.

A start counts until the window, shown and idle, would answer a second start; the empty window beside it until it is
shown. A worker answers on a letter of one page, confined, in a process of its own.
"""

import io
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from benchmarks import window
from benchmarks.figures import Case
from benchmarks.window import ROUNDS, Started
from focalpoint.services.exchange import doorbell

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = Path(os.environ.get("FOCALPOINT_FROZEN", ROOT / "build" / "frozen" / "focalpoint" / "focalpoint"))
PATIENCE = 60.0
WORKER = "focalpoint.documents.worker"
_BARE = """
import sys
from pypdfium2 import PdfDocument
PdfDocument(sys.stdin.buffer.read())[0].get_textpage().get_text_range()
"""


class Frozen:
    """Starts of the frozen program by a person who has opened a vault before."""

    def __init__(self, folder: Path) -> None:
        self._environment = {"QT_QPA_PLATFORM": "offscreen", "LANG": "C.UTF-8", "HOME": str(folder)}
        self._environment["XDG_CONFIG_HOME"] = str(folder / "settings")

    def run(self, *words: str, given: bytes = b"") -> bytes:
        """Run a command and return what it wrote."""
        command = [str(PROGRAM), *words]
        return subprocess.run(command, env=self._environment, input=given, capture_output=True, check=True).stdout

    def window(self, *words: str) -> "subprocess.Popen[bytes]":
        """Start the window and return its process when it answers."""
        process = subprocess.Popen(
            [str(PROGRAM), *(words or ("gui",))], env=self._environment, stderr=subprocess.DEVNULL
        )
        end = time.monotonic() + PATIENCE
        while not self._answers():
            if process.poll() is not None or time.monotonic() > end:
                raise RuntimeError("the window does not answer")
            time.sleep(0.001)
        return process

    def _answers(self) -> bool:
        before = os.environ.get("XDG_CONFIG_HOME")
        os.environ["XDG_CONFIG_HOME"] = self._environment["XDG_CONFIG_HOME"]
        try:
            with socket.socket(socket.AF_UNIX) as line:
                return line.connect_ex(doorbell._address()) == 0  # noqa: SLF001 - without handing anything over
        finally:
            if before is None:
                del os.environ["XDG_CONFIG_HOME"]
            else:
                os.environ["XDG_CONFIG_HOME"] = before


def _ended(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()


def _resident(process: "subprocess.Popen[bytes]") -> float:
    pages = int(Path(f"/proc/{process.pid}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _letter() -> bytes:
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for line in range(40):
        canvas.drawString(60, 780 - 18 * line, f"Line {line} of a letter about the freezing of assets")
    canvas.save()
    return stream.getvalue()


def cases(folder: Path, _quick: bool) -> Iterator[Case]:
    """Yield the cases of this file."""
    if not PROGRAM.is_file():
        print(f"{PROGRAM} is not there: run packaging/freeze.sh first")
        return
    own = folder / "frozen"
    (own / "office.focalpoint").mkdir(parents=True)  # known, and not yet opened
    started, frozen = Started(own, own / "office.focalpoint"), Frozen(own)
    empty = window._EMPTY + window._END + "end()\n"  # noqa: SLF001 - the same window as there
    letter = _letter()
    head = json.dumps({"ask": "text", "name": "a.pdf", "page": 0, "width": 0, "bytes": len(letter)}).encode()
    question = len(head).to_bytes(4) + head + letter
    answer = frozen.run("--worker", WORKER, "text pdf", str(2 << 30), "20", given=question)
    if answer[:1] != b"K" or b"Line 39" not in answer:
        raise RuntimeError("the worker did not read the letter")

    def gate_memory() -> tuple[float, float]:
        beside = started.run(window._EMPTY + window._MEMORY + "end()\n")  # noqa: SLF001
        process = frozen.window()
        ours = _resident(process)
        _ended(process)
        return ours, float(beside.split()[-1])

    yield from [
        Case(
            "frozen: focalpoint --help | importing click", lambda: frozen.run("--help"),
            lambda: started.run("import click"), ROUNDS,
        ),
        Case(
            "frozen: start to the unlock window | an empty PySide6 window", lambda: _ended(frozen.window()),
            lambda: started.run(empty), ROUNDS,
        ),
        Case("frozen: memory at the unlock window | empty window", memory=gate_memory),
        Case(
            "frozen: a confined worker reads a letter | pypdfium2 alone",
            lambda: frozen.run("--worker", WORKER, "text pdf", str(2 << 30), "20", given=question),
            lambda: subprocess.run([sys.executable, "-c", _BARE], input=letter, check=True, capture_output=True),
            ROUNDS,
        ),
    ]  # fmt: skip
