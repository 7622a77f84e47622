"""Taking in what introduces a person: a card as a file or as the picture of its QR code, or a note of replacement."""

from dataclasses import dataclass
from pathlib import Path

from focalpoint.bundles import card as cards
from focalpoint.bundles.card import BadCardError
from focalpoint.documents import extract
from focalpoint.documents.extract import DocumentTooHardError, UnreadableDocumentError
from focalpoint.domain import worlds
from focalpoint.domain.errors import FocalpointError, reason_of
from focalpoint.domain.wording import N_
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import peers, suffixes, trust
from focalpoint.services.exchange.peers import PeerView

CARDS, NOTES = (suffixes.CARD,), (suffixes.NOTE,)
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff", ".gif")
LARGEST = 64 << 20
MOST_BESIDE = 200  # cards that are looked at beside a file


@dataclass(frozen=True, slots=True)
class CardBeside:
    """A card that lies beside a file: where, its device and key, whose it says it is, digits and words to compare."""

    path: Path
    device: str
    public: bytes
    person: str
    office: str
    groups: tuple[str, ...]
    check: bytes


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


def cards_beside(ws: Workspace, path: Path) -> list[CardBeside]:
    """Return the cards of this world that lie beside a file and are not known here."""
    found = []
    try:
        listed = sorted(path.parent.glob(f"*{suffixes.CARD}"))[:MOST_BESIDE]
    except OSError:
        return []
    known = {one.device for one in peers.peers(ws)} | {ws.device}
    for place in listed:
        try:
            with place.open("rb") as stream:
                card = cards.read_card(stream.read(cards.MAX_BYTES + 1))
        except (OSError, BadCardError):
            continue
        if card.id not in known and worlds.is_training(card.space) == ws.info.training:
            public = bytes.fromhex(card.public)
            face = (card.person, card.office, cards.groups(card), cards.check_bytes(card))
            found.append(CardBeside(place, card.id, public, *face))
    return found


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
