"""Text, page counts and page images of untrusted files, read in a separate process with limits.

The process gets the bytes on standard input and answers on standard output; no temporary file is made.
"""

import contextlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

from focalpoint.documents.errors import DocumentTooHardError, UnreadableDocumentError
from focalpoint.documents.kinds import HEAD, Kind, kind_of

__all__ = [
    "HEAD",
    "DocumentTooHardError",
    "Kind",
    "UnreadableDocumentError",
    "extract_text",
    "kind_of",
    "page_count",
    "page_png",
]

LARGEST = 256 << 20
_MEMORY = 1 << 30
_TEXT_SECONDS = 60
_PAGE_SECONDS = 20
_LONGEST_ANSWER = 128 << 20
_STATUS = 9  # a status byte and 8 bytes length
_KEPT = ("SYSTEMROOT", "PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL")


def extract_text(data: bytes, name: str) -> str:
    """Return the text of a file, "" if it has none; raise UnreadableDocumentError or DocumentTooHardError."""
    return _ask("text", data, name, seconds=_TEXT_SECONDS).decode("utf-8", errors="replace")


def page_count(data: bytes, name: str) -> int:
    """Return how many pages `page_png` can draw: 0 for files that are shown as text."""
    if kind_of(name, data[:HEAD]) not in ("pdf", "image"):
        return 0
    number = _ask("pages", data, name)
    if not number.isdigit():
        raise UnreadableDocumentError
    return int(number)


def page_png(data: bytes, name: str, page: int, width: int) -> bytes:
    """Return a page of a PDF or a picture, counted from 0, as a PNG at most `width` pixels wide."""
    return _ask("png", data, name, page, width)


def _ask(what: str, data: bytes, name: str, page: int = 0, width: int = 0, *, seconds: int = _PAGE_SECONDS) -> bytes:
    if len(data) > LARGEST:
        raise DocumentTooHardError
    memory = _MEMORY + 4 * len(data)
    question = {"ask": what, "name": name, "page": page, "width": width, "memory": memory, "seconds": seconds}
    head = json.dumps(question).encode("ascii")
    return _answer(_run([len(head).to_bytes(4) + head, data], seconds))


def _run(pieces: list[bytes], seconds: int) -> tuple[bytes, int]:
    """Start the worker, feed it, and return at most `_LONGEST_ANSWER` bytes with its exit status."""
    with subprocess.Popen(  # noqa: S603 - our own interpreter with fixed arguments
        _command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    ) as process:
        watch = threading.Timer(seconds * 1.5 + 5, process.kill)
        watch.start()
        feeder = threading.Thread(target=_feed, args=(process.stdin, pieces), daemon=True)
        feeder.start()
        try:
            assert process.stdout is not None
            answer = process.stdout.read(_LONGEST_ANSWER + 1)
        finally:
            if process.poll() is None and len(answer) > _LONGEST_ANSWER:
                process.kill()
            status = process.wait()
            watch.cancel()
            watch.join()
            feeder.join()
    return answer, status


def _feed(pipe: IO[bytes] | None, pieces: list[bytes]) -> None:
    if pipe is None:
        return
    with contextlib.suppress(OSError):  # the worker ended early; its exit status says why
        for piece in pieces:
            pipe.write(piece)
        pipe.close()


def _answer(result: tuple[bytes, int]) -> bytes:
    answer, status = result
    if status < 0 or len(answer) > _LONGEST_ANSWER:
        raise DocumentTooHardError
    payload = answer[_STATUS:]
    if len(answer) < _STATUS or int.from_bytes(answer[1:_STATUS]) != len(payload) or status:
        raise UnreadableDocumentError
    match answer[:1]:
        case b"K":
            return payload
        case b"H":
            raise DocumentTooHardError
        case _:
            raise UnreadableDocumentError


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, "--document-worker"]
    return [sys.executable, "-B", "-s", "-P", "-m", "focalpoint.documents.worker"]


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "PYTHONPATH": str(Path(__file__).resolve().parents[2]), "OPENPYXL_LXML": "False"}
