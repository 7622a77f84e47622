"""Text, page counts, page images and QR codes of untrusted files, read in a separate process with limits."""

from typing import TypeVar

import msgspec

from focalpoint.confinement import asking
from focalpoint.confinement.asking import WorkerForbiddenError, WorkerOverwhelmedError, WorkerRefusedError
from focalpoint.documents import sheets
from focalpoint.documents.errors import DocumentForbiddenError, DocumentTooHardError, UnreadableDocumentError
from focalpoint.documents.kinds import HEAD, Kind, kind_of
from focalpoint.documents.letters import Letter, Person
from focalpoint.documents.sheets import Sheet

T = TypeVar("T")

__all__ = [
    "HEAD",
    "DocumentForbiddenError",
    "DocumentTooHardError",
    "Kind",
    "Letter",
    "Person",
    "Sheet",
    "UnreadableDocumentError",
    "extract_text",
    "kind_of",
    "letter",
    "page_count",
    "page_png",
    "people",
    "qr_content",
    "tables",
]

LARGEST = 256 << 20
_MEMORY = 1 << 30
_TEXT_SECONDS = 60
_PAGE_SECONDS = 20
WORKER = "focalpoint.documents.worker"


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


def qr_content(data: bytes, name: str) -> bytes:
    """Return what the QR code in a picture says; raise UnreadableDocumentError unless there is exactly one."""
    return _ask("qr", data, name)


def tables(data: bytes, name: str) -> list[Sheet]:
    """Return the sheets of a spreadsheet or text table as rows of text."""
    return sheets.decoded(_ask("sheets", data, name, seconds=_TEXT_SECONDS))


def letter(data: bytes, name: str) -> Letter:
    """Return a message of a mail program with the files that came with it."""
    return _decoded(_ask("letter", data, name, seconds=_TEXT_SECONDS), Letter)


def people(data: bytes, name: str) -> list[Person]:
    """Return the contacts of a vCard file."""
    return _decoded(_ask("people", data, name, seconds=_TEXT_SECONDS), list[Person])


def _decoded(answer: bytes, kind: type[T]) -> T:
    try:
        return msgspec.msgpack.decode(answer, type=kind)
    except msgspec.MsgspecError as error:
        raise UnreadableDocumentError from error


def _ask(what: str, data: bytes, name: str, page: int = 0, width: int = 0, *, seconds: int = _PAGE_SECONDS) -> bytes:
    if len(data) > LARGEST:
        raise DocumentTooHardError
    question = {"ask": what, "name": name, "page": page, "width": width}
    try:
        return asking.ask(WORKER, question, data, memory=_MEMORY + 4 * len(data), seconds=seconds)
    except WorkerRefusedError as error:
        raise UnreadableDocumentError from error
    except WorkerOverwhelmedError as error:
        raise DocumentTooHardError from error
    except WorkerForbiddenError as error:
        raise DocumentForbiddenError from error
