"""The note by which the root of a lost laptop names the laptop that takes its place. See docs/bundle-format.md."""

import msgspec

from focalpoint.bundles import card as cards
from focalpoint.bundles.card import BadCardError, IdentityCard
from focalpoint.crypto import signing
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_

TYPE = "application/vnd.focalpoint.replacement.v1+json"
VERSION = 1
MAX_BYTES = 8_000


class BadReplacementError(FocalpointError):
    """The bytes are not such a note, or its signature is not that of the key it names."""

    message = N_("This file is not a valid note of replacement.")
    remedy = N_("Ask the person to make it again from the recovery sheet of the lost laptop.")
    code = "XCH-104"


class Replacement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content: public root key (hexadecimal), the card of the new laptop as `.fpcard` text, when, signature."""

    v: int
    root: str
    card: str
    created: str
    signature: str = ""


def make_note(seed: bytes, card: bytes, created: str) -> bytes:
    """Sign a note with the root's seed and return the bytes of a `.fptrust` file."""
    note = Replacement(VERSION, signing.public_key(seed).hex(), card.decode(), created)
    signature = signing.sign(seed, TYPE, msgspec.json.encode(note)).hex()
    return msgspec.json.encode(msgspec.structs.replace(note, signature=signature))


def read_note(untrusted: bytes) -> tuple[str, IdentityCard, bytes]:
    """Return (root key, new card, its bytes) of a note; raise BadReplacementError."""
    if len(untrusted) > MAX_BYTES:
        raise BadReplacementError
    try:
        note = msgspec.json.decode(untrusted, type=Replacement)
        public, signature = bytes.fromhex(note.root), bytes.fromhex(note.signature)
        card = cards.read_card(note.card.encode())
    except (msgspec.MsgspecError, ValueError, BadCardError) as error:
        raise BadReplacementError from error
    plain = msgspec.json.encode(msgspec.structs.replace(note, signature=""))
    canonical = msgspec.json.encode(note) == untrusted and note.v == VERSION and note.root == public.hex()
    if not canonical or len(public) != 32 or not signing.verify(public, TYPE, plain, signature):
        raise BadReplacementError
    return note.root, card, note.card.encode()
