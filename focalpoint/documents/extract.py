"""Kinds, text, pages, tables, messages, days and QR codes of untrusted files, read in separate processes with limits.

Nothing of a file is parsed on this side: what comes back is text, numbers and pixels, checked by their types and sizes.
"""

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from focalpoint.confinement import asking
from focalpoint.confinement.asking import WorkerForbiddenError, WorkerOverwhelmedError, WorkerRefusedError
from focalpoint.documents import answers
from focalpoint.documents.answers import HEAD, PDF, Kind, Letter, Person, Pixels, Sheet
from focalpoint.documents.errors import DocumentForbiddenError, DocumentTooHardError, UnreadableDocumentError

T = TypeVar("T")

__all__ = [
    "HEAD",
    "DocumentForbiddenError",
    "DocumentTooHardError",
    "Kind",
    "Letter",
    "Person",
    "Pixels",
    "Sheet",
    "UnreadableDocumentError",
    "extract_contacts",
    "extract_holidays",
    "extract_text",
    "kind_of",
    "kinds",
    "letter",
    "page_count",
    "page_pixels",
    "qr_content",
    "scenario_members",
    "tables",
]

LARGEST = 256 << 20
_MEMORY = 1 << 30
_TEXT_SECONDS = 60
_PAGE_SECONDS = 20
_SHORT, _LONG = 1 << 16, 1 << 25  # bytes of an answer
_TOGETHER = 500  # files whose kinds are asked at once
_LONGEST = {  # bytes of an answer: a worker that was taken over gives no more than an honest one
    "text": 4 * answers.LONGEST_TEXT, "pages": 9, "pixels": 3 * answers.MOST_PIXELS + 8, "qr": 1 << 13,
    "people": 1 << 26,
}  # fmt: skip
WORKER = "focalpoint.documents.worker"
KINDS_WORKER = "focalpoint.documents.kinds_worker"
DAYS_WORKER = "focalpoint.documents.days_worker"


def kind_of(name: str, head: bytes) -> Kind:
    """Return the kind of a file from its name and first bytes (HEAD is enough)."""
    return kinds([(name, head)])[0]


def kinds(heads: Sequence[tuple[str, bytes]]) -> list[Kind]:
    """Return the kinds of files from their names and first bytes; one process tells many."""
    found: list[Kind] = []
    for start in range(0, len(heads), _TOGETHER):
        some = [(name, head[:HEAD]) for name, head in heads[start : start + _TOGETHER]]
        answer = _asked(KINDS_WORKER, {}, msgspec.msgpack.encode(some), _PAGE_SECONDS, longest=_SHORT)
        told = _decoded(answer, list[Kind])
        if len(told) != len(some):
            raise UnreadableDocumentError
        found += told
    return found


def extract_text(data: bytes, name: str) -> str:
    """Return the text of a file, "" if it has none; raise UnreadableDocumentError or DocumentTooHardError."""
    return _ask("text", data, name, seconds=_TEXT_SECONDS).decode("utf-8", errors="replace")


def page_count(data: bytes, name: str) -> int:
    """Return how many pages `page_pixels` can draw: 0 for files that are shown as text."""
    number = _ask("pages", data, name)
    if not number.isdigit() or len(number) > 9:
        raise UnreadableDocumentError
    return int(number)


def page_pixels(data: bytes, name: str, page: int, width: int) -> Pixels:
    """Return a page of a PDF or a picture, counted from 0, at most `width` pixels wide."""
    answer = _ask("pixels", data, name, page, width=width)
    try:
        return answers.pixels_of(answer, width)
    except ValueError as error:
        raise UnreadableDocumentError from error


def qr_content(data: bytes, name: str) -> bytes:
    """Return what the QR code in a picture says; raise UnreadableDocumentError unless there is exactly one."""
    return _ask("qr", data, name)


def tables(data: bytes, name: str) -> list[Sheet]:
    """Return the sheets of a spreadsheet or text table as rows of text."""
    return _decoded(_ask("sheets", data, name, seconds=_TEXT_SECONDS), list[Sheet])


def letter(data: bytes, name: str) -> Letter:
    """Return a message of a mail program with the files that came with it."""
    return _decoded(_ask("letter", data, name, seconds=_TEXT_SECONDS), Letter)


def scenario_members(data: bytes) -> dict[str, bytes]:
    """Return the files of a zipped scenario by name."""
    return _decoded(_ask("scenario", data, "scenario.zip", seconds=_TEXT_SECONDS), dict[str, bytes])


def extract_contacts(data: bytes, name: str) -> list[Person]:
    """Return the contacts of a vCard file."""
    return _decoded(_ask("people", data, name, seconds=_TEXT_SECONDS), list[Person])


def extract_holidays(data: bytes) -> list[tuple[str, str]]:
    """Return the days of a calendar file and their names."""
    return _decoded(_asked(DAYS_WORKER, {}, data, _TEXT_SECONDS, longest=_LONG), list[tuple[str, str]])


def _decoded(answer: bytes, kind: type[T]) -> T:
    try:
        return msgspec.msgpack.decode(answer, type=kind)
    except msgspec.MsgspecError as error:
        raise UnreadableDocumentError from error


def _ask(what: str, data: bytes, name: str, page: int = 0, *, width: int = 0, seconds: int = _PAGE_SECONDS) -> bytes:
    question = {"ask": what, "name": name, "page": page, "width": width}
    return _asked(WORKER, question, data, seconds, longest=_LONGEST.get(what, asking.LONGEST_ANSWER))


def _asked(worker: str, question: dict[str, object], data: bytes, seconds: int, *, longest: int) -> bytes:
    if len(data) > LARGEST:
        raise DocumentTooHardError
    try:
        memory = _MEMORY + 4 * len(data)
        word = f"{question.get('ask', '')}{' pdf' if data.startswith(PDF) else ''}"
        return asking.ask(worker, question, data, memory=memory, seconds=seconds, longest=longest, word=word)
    except WorkerRefusedError as error:
        raise UnreadableDocumentError from error
    except WorkerOverwhelmedError as error:
        raise DocumentTooHardError from error
    except WorkerForbiddenError as error:
        raise DocumentForbiddenError from error
