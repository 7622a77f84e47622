"""The parent's side: starts a worker, feeds it, and takes one answer of bounded size within a bounded time.

The worker gets its question and the bytes on standard input and answers on standard output; no file is made.
"""

import contextlib
import io
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from focalpoint.confinement.errors import FILE_REFUSED, UnconfinedError
from focalpoint.domain.errors import reason_of

LONGEST_ANSWER = 128 << 20
STATUS = 9  # a status byte and 8 bytes length
PIECE = 1 << 20
GRACE = 5.0  # seconds beyond those of the processor: to start on a slow disk, to pass bytes on
KEPT = ("SYSTEMROOT", "PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL")
_FILTERED = -int(getattr(signal, "SIGSYS", 31))
_LOG = logging.getLogger("focalpoint.confinement")


class WorkerRefusedError(Exception):
    """The worker says that the bytes cannot be read; `code` is the word it gave, "" if it ended badly."""

    def __init__(self, code: str = "") -> None:
        super().__init__(code)
        self.code = code


class WorkerOverwhelmedError(Exception):
    """The bytes ask for more memory, time or answer than a worker is given."""


class WorkerForbiddenError(Exception):
    """While it read the bytes, the worker tried what no reading needs; the system refused it."""


def ask(
    module: str,
    question: Mapping[str, object],
    data: bytes,
    *,
    memory: int,
    seconds: int,
    longest: int = LONGEST_ANSWER,
    word: str = "",
) -> bytes:
    """Let a worker (`focalpoint.….worker`) answer a question about untrusted bytes.

    `memory` is in bytes of address space, `seconds` of the processor; half as many again and a few more by the clock.
    The `word` tells the worker what to load before it is confined. Raise WorkerRefusedError, WorkerOverwhelmedError,
    WorkerForbiddenError, or UnconfinedError if this computer cannot confine it.
    """
    head = json.dumps({**question, "bytes": len(data)}).encode("ascii")
    command = [*_command(module), word, str(memory), str(seconds)]
    ended = (0, b"", b"")
    try:
        ended = _run(command, [len(head).to_bytes(4) + head, data], seconds * 1.5 + GRACE, longest)
        return answer_of(*ended, longest)
    except OSError as error:  # no process is left to begin, or no memory
        _LOG.error("not started: %s (%s)", module, error.strerror)
        raise UnconfinedError(reason=reason_of(error)) from error
    except WorkerForbiddenError:
        _LOG.warning("forbidden: %s tried what reading does not need and was stopped (%s)", module, ended[0])
        raise
    except WorkerRefusedError as error:
        if error.code == FILE_REFUSED:
            _LOG.warning("refused: %s looked for a file and got none", module)
        raise
    except UnconfinedError as error:
        _LOG.error("not confined: %s read nothing (%s)", module, error.parameters["reason"])
        raise


def _run(command: list[str], pieces: list[bytes], patience: float, longest: int) -> tuple[int, bytes, bytes]:
    """Start the worker, feed it, and return its exit status, the head of its answer, and little more than `longest`.

    Whatever it does or leaves undone, it is ended when the patience is.
    """
    with subprocess.Popen(  # noqa: S603 - our own interpreter with fixed arguments
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows: no console flashes up
    ) as process:
        watch = threading.Timer(patience, process.kill)
        watch.start()
        feeder = threading.Thread(target=_feed, args=(process.stdin, pieces), daemon=True)
        feeder.start()
        head = answer = b""
        try:
            head = _at_most(process.stdout, STATUS)
            answer = _at_most(process.stdout, longest + 1)
        finally:
            if process.poll() is None and len(answer) > longest:
                process.kill()
            status = process.wait()
            watch.cancel()
            watch.join()
            feeder.join()
    return status, head, answer


def _at_most(pipe: IO[bytes] | None, size: int) -> bytes:
    """Read so many bytes, or all there are: piece by piece, as reading at once would ask for memory of that size."""
    found = io.BytesIO()
    while pipe is not None and size and (piece := pipe.read(min(size, PIECE))):
        found.write(piece)
        size -= len(piece)
    return found.getvalue()


def _feed(pipe: IO[bytes] | None, pieces: list[bytes]) -> None:
    if pipe is None:
        return
    try:
        for piece in pieces:
            pipe.write(piece)
    except OSError:
        pass  # the worker ended early; its exit status says why
    finally:
        with contextlib.suppress(OSError):
            pipe.close()  # or the worker would wait for the rest


def answer_of(status: int, head: bytes, payload: bytes, longest: int = LONGEST_ANSWER) -> bytes:
    """Return the payload of what a worker wrote, or raise what its ending means."""
    if status == _FILTERED:
        raise WorkerForbiddenError
    if status < 0 or len(payload) > longest:
        raise WorkerOverwhelmedError
    if len(head) < STATUS or int.from_bytes(head[1:]) != len(payload) or status:
        raise WorkerRefusedError
    word = payload[:200].decode("ascii", errors="replace")
    match head[:1]:
        case b"K":
            return payload
        case b"H":
            raise WorkerOverwhelmedError
        case b"N":
            raise UnconfinedError(reason=word)
        case b"U":
            raise WorkerRefusedError(word)
        case _:
            raise WorkerRefusedError


def _command(module: str) -> list[str]:
    if getattr(sys, "frozen", False):
        return [_with_pipes(), "--worker", module]
    return [sys.executable, "-B", "-s", "-P", "-m", module]


def _with_pipes() -> str:
    """Return the frozen program that has standard input and output: on Windows one with windows has none."""
    return str(Path(sys.executable).with_name("focalpoint-cli.exe")) if sys.platform == "win32" else sys.executable


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return {**kept, "PYTHONPATH": str(Path(__file__).resolve().parents[2]), "OPENPYXL_LXML": "False"}
