"""The identity card: who a device speaks for, and its public keys, signed by itself. See docs/bundle-format.md."""

import hashlib
import re

import msgspec

from focalpoint.crypto import sealing, signing
from focalpoint.domain import values
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_

TYPE = "application/vnd.focalpoint.card.v1+json"
VERSION = 1
MAX_BYTES = 4_000
MAX_TEXT = 200


class BadCardError(FocalpointError):
    """The bytes are not a card, or its signature is not its own."""

    message = N_("This file is not a valid identity card.")
    remedy = N_("Ask the person to save the card again and compare the file's name.")
    code = "XCH-101"


class IdentityCard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of a card. Keys are hexadecimal (Ed25519) and `age1…` (X25519); `signature` covers all before it.

    `keeps` is left out, or False for a reader that keeps nothing of what it opens: it always gets whole dossiers.
    """

    v: int
    person: str
    function: str
    office: str
    country: str
    device: str
    public: str
    recipient: str
    space: str
    created: str
    keeps: bool | msgspec.UnsetType = msgspec.UNSET
    signature: str = ""

    @property
    def id(self) -> str:
        """Return the device identifier: it depends on the keys alone."""
        return device_id(bytes.fromhex(self.public), self.recipient)


def _digest(public: bytes, recipient: str) -> bytes:
    return hashlib.sha256(b"focalpoint device 1 " + public + b" " + recipient.encode()).digest()


def device_id(public: bytes, recipient: str) -> str:
    """Return the identifier of a device, 32 hexadecimal digits."""
    return _digest(public, recipient)[:16].hex()


def groups(card: IdentityCard) -> tuple[str, ...]:
    """Return the fingerprint to compare aloud: 8 groups of 5 digits, each from 4 bytes of the key digest."""
    digest = _digest(bytes.fromhex(card.public), card.recipient)
    return tuple(f"{int.from_bytes(digest[i : i + 4]) % 100_000:05}" for i in range(0, 32, 4))


def check_bytes(card: IdentityCard) -> bytes:
    """Return the 8 bytes behind the check words; not the ones behind the first digits."""
    return hashlib.sha256(b"words" + _digest(bytes.fromhex(card.public), card.recipient)).digest()[:8]


def make_card(card: IdentityCard, seed: bytes) -> bytes:
    """Sign a card and return the bytes of a `.fpcard` file."""
    plain = msgspec.json.encode(msgspec.structs.replace(card, signature=""))
    signature = signing.sign(seed, TYPE, plain).hex()
    return msgspec.json.encode(msgspec.structs.replace(card, signature=signature))


def read_card(untrusted: bytes) -> IdentityCard:
    """Verify the bytes of a card; raise BadCardError."""
    if len(untrusted) > MAX_BYTES:
        raise BadCardError
    try:
        card = msgspec.json.decode(untrusted, type=IdentityCard)
        public, signature = bytes.fromhex(card.public), bytes.fromhex(card.signature)
    except (msgspec.MsgspecError, ValueError) as error:
        raise BadCardError from error
    plain = msgspec.json.encode(msgspec.structs.replace(card, signature=""))
    texts = (card.person, card.function, card.office, card.country, card.device)
    shaped = (
        card.v == VERSION
        and re.fullmatch(r"[0-9a-f]{64}", card.public)
        and re.fullmatch(r"[0-9a-f]{32}", card.space)
        and sealing.is_recipient(card.recipient)
        and all(len(text) <= MAX_TEXT and values.is_line(text) for text in texts)
        and values.is_instant(card.created)
        and card.keeps is not True
        and msgspec.json.encode(card) == untrusted
    )
    if not shaped or not signing.verify(public, TYPE, plain, signature):
        raise BadCardError
    return card
