"""Looking at documents inside the program: parsed in a separate process with limits, shown from memory."""

from typing import Literal

from focalpoint.documents import extract
from focalpoint.documents.answers import Pixels
from focalpoint.services.casework import attachments
from focalpoint.services.core.workspace import Workspace

__all__ = [
    "Kind",
    "Pixels",
    "document_text",
    "page_count",
    "page_pixels",
    "pdf_page_count",
    "pdf_page_pixels",
    "preview_kind",
]  # fmt: skip

Kind = Literal["pdf", "image", "text", "other"]
_TEXTUAL = ("text", "docx", "html", "email", "xlsx")


def _content(ws: Workspace, document: str) -> tuple[bytes, str]:
    name = attachments.row_of(ws, document).name
    with attachments.open_stream(ws, document) as stream:
        return stream.read(extract.LARGEST + 1), name


def preview_kind(ws: Workspace, document: str) -> Kind:
    """Return how a document can be shown, judged by its content and not by its name."""
    name = attachments.row_of(ws, document).name
    with attachments.open_stream(ws, document) as stream:
        found = extract.kind_of(name, stream.read(extract.HEAD))
    if found == "pdf":
        return "pdf"
    if found == "image":
        return "image"
    return "text" if found in _TEXTUAL else "other"


def page_count(ws: Workspace, document: str) -> int:
    """Return the number of pages of a PDF or picture."""
    content, name = _content(ws, document)
    return extract.page_count(content, name)


def page_pixels(ws: Workspace, document: str, page: int, width: int) -> Pixels:
    """Return a page, counted from 0, at most some pixels wide."""
    content, name = _content(ws, document)
    return extract.page_pixels(content, name, page, width)


def document_text(ws: Workspace, document: str) -> str:
    """Return the text of a document."""
    content, name = _content(ws, document)
    return extract.extract_text(content, name)


def pdf_page_count(content: bytes) -> int:
    """Return the number of pages of a PDF this program made."""
    return extract.page_count(content, "report.pdf")


def pdf_page_pixels(content: bytes, page: int, width: int) -> Pixels:
    """Return a page of a PDF this program made."""
    return extract.page_pixels(content, "report.pdf", page, width)
