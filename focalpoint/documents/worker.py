"""The separate process that reads one untrusted document and answers with text, a number of pages or a picture."""

import sys
from collections.abc import Mapping

import msgspec
from PIL import Image

from focalpoint.confinement.serving import TooHard, Unreadable, serve
from focalpoint.documents import letters, scenario_archive, sheets
from focalpoint.documents.answers import HEAD, Pixels, pixel_bytes
from focalpoint.documents.decoding import load_codecs
from focalpoint.documents.errors import DocumentTooHardError, UnreadableDocumentError
from focalpoint.documents.kinds import kind_of
from focalpoint.documents.pictures import image_pages, image_pixels, pdf_pages, pdf_pixels, qr_content
from focalpoint.documents.reading import text_of


def main() -> int:
    """Answer one question and end."""
    Image.init()
    load_codecs()
    return serve(_served)


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
            return text_of(data, name).encode("utf-8", errors="replace")
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
