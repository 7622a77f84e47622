"""Taking in what introduces a person: a card as a file or as the picture of its QR code, or a note of replacement."""

from pathlib import Path

from focalpoint.documents import extract
from focalpoint.documents.extract import DocumentTooHardError, UnreadableDocumentError
from focalpoint.domain.errors import FocalpointError, reason_of
from focalpoint.domain.wording import N_
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import peers, suffixes, trust
from focalpoint.services.exchange.peers import PeerView

CARDS, NOTES = (suffixes.CARD,), (suffixes.NOTE,)
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".gif")
LARGEST = 64 << 20


class NoCodeError(FocalpointError):
    """A picture does not show one QR code that can be read."""

    message = N_("No QR code can be read in this picture.")
    remedy = N_(
        "Take the picture again: the whole code, straight from the front, sharp and well lit, and only one code."
    )
    code = "XCH-108"


class UnreachableFileError(FocalpointError):
    """The file cannot be read."""

    message = N_("The file could not be read: {reason}.")
    remedy = N_("Check that the stick is still there, and try again.")
    code = "XCH-148"


def take(ws: Workspace, path: Path, role: str = "partner") -> PeerView:
    """Take in whatever introduces a person; the kind is told by the end of the file's name.

    A card stays "not verified" until its digits were compared, in whatever way it came.
    """
    kind = path.suffix.lower()
    if kind in NOTES:
        return trust.take_note(ws, path)
    if kind not in PICTURES:
        return peers.add_peer(ws, path, role)
    return peers.add_card(ws, code_in(path), role)


def code_in(path: Path) -> bytes:
    """Return what the one QR code in a picture says; raise NoCodeError or UnreachableFileError."""
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise UnreachableFileError(reason=reason_of(error)) from error
    try:
        return extract.qr_content(content, path.name)
    except (UnreadableDocumentError, DocumentTooHardError) as error:
        raise NoCodeError from error
