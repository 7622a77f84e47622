"""The slides of an item of material, or of a sheet of the library: one deck for each language that has pages."""

from dataclasses import dataclass

from focalpoint.documents.layout import WALL
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.languages import LANGUAGES, fallback
from focalpoint.domain.wording import N_
from focalpoint.services.casework import attachments, preview
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.papers import letters


class NoSlidesError(FocalpointError):
    """Nothing of an item of material can be shown page by page."""

    message = N_("No document of this material has pages that can be shown.")
    remedy = N_("Attach the slides as PDF, one document for each language. Video and sound are opened outside.")
    code = "SEM-120"


@dataclass(frozen=True, slots=True)
class Deck:
    """The slides of one language version: the document, its language ("" if none was said), how many pages.

    `content` is the paper itself if this program made it; a document's pages are read where it is kept.
    """

    document: str
    language: str
    title: str
    pages: int
    content: bytes = b""


def decks_of(ws: Workspace, material: str, language: str) -> list[Deck]:
    """Return the decks of a material, that of the language first; raise NoSlidesError. A broken one is left out."""
    found = []
    for row in attachments.documents_of(ws, material):
        try:
            if row.available and preview.preview_kind(ws, row.id) in ("pdf", "image"):
                found.append(Deck(row.id, row.language, row.title, preview.page_count(ws, row.id)))
        except FocalpointError:
            continue  # it is told where the document itself is opened
    shown = [deck for deck in found if deck.pages]
    if not shown:
        raise NoSlidesError
    order = [*fallback(language), *LANGUAGES]
    return sorted(shown, key=lambda deck: order.index(deck.language) if deck.language in order else len(order))


def decks_of_card(ws: Workspace, code: str, language: str) -> list[Deck]:
    """Return a sheet of the library as decks, one for each language, that of the window first."""
    found = []
    for one in fallback(language):
        paper = letters.card_pdf(ws, code, one, WALL)
        found.append(Deck(f"{code}.{one}", one, "", preview.pdf_page_count(paper), paper))
    return found


def deck_pixels(ws: Workspace, deck: Deck, page: int, width: int) -> preview.Pixels:
    """Return a page of a deck, counted from 0, at most some pixels wide."""
    if deck.content:
        return preview.pdf_page_pixels(deck.content, page, width)
    return preview.page_pixels(ws, deck.document, page, width)
