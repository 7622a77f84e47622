"""The separate process that reads one untrusted document and answers with text, a number of pages or a picture.

What reading needs is loaded before the process is confined, as it can open no file afterwards. The parent says in a
word what it will ask, and whether the bytes begin as a PDF does: what the answer does not need is not loaded. A word
that is not known loads everything.
"""

import codecs
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec
from PIL import Image

from focalpoint.confinement.serving import TooHard, Unreadable, serve
from focalpoint.documents.answers import HEAD, LONGEST_TEXT, PDF, Pixels, pixel_bytes
from focalpoint.documents.decoding import load_codecs
from focalpoint.documents.errors import DocumentTooHardError, UnreadableDocumentError
from focalpoint.documents.kinds import kind_of
from focalpoint.documents.pictures import (
    image_pages,
    image_pixels,
    load_barcodes,
    pdf_pages,
    pdf_pixels,
    pdf_text,
    qr_content,
)
from focalpoint.loading import late, load_now

if TYPE_CHECKING:
    from PIL import ImageFile

    from focalpoint.documents import letters, reading, scenario_archive, sheets
else:
    ImageFile = late("PIL.ImageFile")
    letters, reading = late("focalpoint.documents.letters"), late("focalpoint.documents.reading")
    scenario_archive, sheets = late("focalpoint.documents.scenario_archive"), late("focalpoint.documents.sheets")


def main() -> int:
    """Answer one question and end."""
    load_for(sys.argv[-3])
    return serve(_served)


def load_for(word: str) -> None:
    """Load what the answer to a question needs."""
    match word:
        case "text pdf" | "pages pdf" | "pixels pdf":
            for encoding in ("utf-16-le", "utf-16-be", "latin-1"):
                codecs.lookup(encoding)
            load_now(ImageFile)
        case "pages" | "pixels":
            Image.init()
        case "qr":
            Image.init()
            load_barcodes()
        case "scenario":
            codecs.lookup("cp437")  # of names in an archive that say no other
            load_now(scenario_archive)
        case "sheets":
            load_codecs()
            load_now(sheets)
        case "text":
            load_codecs()
            load_now(reading)
        case _:
            Image.init()
            load_barcodes()
            load_codecs()
            load_now(letters, reading, scenario_archive, sheets)


def _served(question: Mapping[str, object], data: bytes) -> bytes:
    try:
        return answer(question, data)
    except UnreadableDocumentError as error:
        raise Unreadable from error
    except DocumentTooHardError as error:
        raise TooHard from error


def answer(question: Mapping[str, object], data: bytes) -> bytes:
    """Return the payload of an answer: UTF-8 text, a decimal number, pixels, or the content of a QR code."""
    name, page, width = str(question["name"]), int(str(question["page"])), int(str(question["width"]))
    match question["ask"]:
        case "text":
            return _text(data, name).encode("utf-8", errors="replace")
        case "pages":
            return str(_pages(data, name)).encode()
        case "pixels":
            return pixel_bytes(_pixels(data, name, page, width))
        case "sheets":
            return msgspec.msgpack.encode(sheets.sheets(data))
        case "letter":
            return msgspec.msgpack.encode(letters.letter(data))
        case "people":
            return msgspec.msgpack.encode(letters.read_contacts(data))
        case "scenario":
            return msgspec.msgpack.encode(scenario_archive.members(data))
        case "qr":
            return qr_content(data)
        case _:
            raise UnreadableDocumentError


def _text(data: bytes, name: str) -> str:
    return pdf_text(data, LONGEST_TEXT)[:LONGEST_TEXT] if data.startswith(PDF) else reading.text_of(data, name)


def _pages(data: bytes, name: str) -> int:
    match kind_of(name, data[:HEAD]):
        case "pdf":
            return pdf_pages(data)
        case "image":
            return image_pages(data)
        case _:
            return 0


def _pixels(data: bytes, name: str, page: int, width: int) -> Pixels:
    match kind_of(name, data[:HEAD]):
        case "pdf":
            return pdf_pixels(data, page, width)
        case "image":
            return image_pixels(data, page, width)
        case _:
            raise UnreadableDocumentError


if __name__ == "__main__":
    sys.exit(main())
