"""The roll of a room (`.fproll`): all cards of a seminar, by device, signed by the trainer. See docs/bundle-format.md.

Its digest stands on the wall, and each laptop shows the same: whoever finds their own card in it byte for byte, and the
same digits on both, has compared all cards at once (as at key-signing parties: Zimmermann and Sassaman, "The Sassaman
Projected Method").
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from focalpoint.bundles import card as cards
from focalpoint.bundles.card import BadCardError, IdentityCard
from focalpoint.crypto import signing
from focalpoint.domain import values, worlds
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_

TYPE = "application/vnd.focalpoint.roll.v1+json"
VERSION = 1
MOST_CARDS = 200
MAX_BYTES = MOST_CARDS * (cards.MAX_BYTES + 100) + 4_000
MAX_TITLE = 200


class BadRollError(FocalpointError):
    """The bytes are not a roll, or its signature is not that of the trainer it names."""

    message = N_("This file is not a valid roll of a room.")
    safe = N_("Nobody was verified by it.")
    remedy = N_("Ask the trainer to write the roll to the stick again.")
    code = "CRM-101"


class SignedRoll(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content: seminar (32 hexadecimal digits), title, when, the trainer's device, all cards as `.fpcard` text."""

    v: int
    seminar: str
    title: str
    created: str
    trainer: str
    cards: tuple[str, ...]
    signature: str = ""


@dataclass(frozen=True, slots=True)
class ReadRoll:
    """A verified roll: what it says, and its cards with their bytes, in its order."""

    signed: SignedRoll
    cards: tuple[tuple[IdentityCard, bytes], ...]

    @property
    def digest(self) -> bytes:
        """Return the digest that is compared with the wall: 32 bytes."""
        return digest_of(content for _card, content in self.cards)


def digest_of(contents: Iterable[bytes]) -> bytes:
    """Return the digest of cards in the order of their devices."""
    return hashlib.sha256(b"focalpoint roll 1 " + b"".join(contents)).digest()


def digits_of(digest: bytes) -> tuple[str, ...]:
    """Return the 8 groups of 5 digits of a digest, as those of a card."""
    return tuple(f"{int.from_bytes(digest[i : i + 4]) % 100_000:05}" for i in range(0, 32, 4))


def words_of(digest: bytes) -> bytes:
    """Return the 8 bytes behind the words of a digest; not the ones behind the first digits."""
    return hashlib.sha256(b"words" + digest).digest()[:8]


def make_roll(made: SignedRoll, seed: bytes) -> bytes:
    """Sign a roll and return the bytes of its file."""
    plain = msgspec.json.encode(msgspec.structs.replace(made, signature=""))
    return msgspec.json.encode(msgspec.structs.replace(made, signature=signing.sign(seed, TYPE, plain).hex()))


def read_roll(untrusted: bytes) -> ReadRoll:
    """Verify the bytes of a roll; raise BadRollError. Whose it is, is told by comparing its digest alone."""
    if len(untrusted) > MAX_BYTES:
        raise BadRollError
    try:
        signed = msgspec.json.decode(untrusted, type=SignedRoll)
        signature = bytes.fromhex(signed.signature)
        if not 0 < len(signed.cards) <= MOST_CARDS:
            raise BadRollError
        listed = tuple((cards.read_card(text.encode()), text.encode()) for text in signed.cards)
    except (msgspec.MsgspecError, ValueError, BadCardError) as error:
        raise BadRollError from error
    order = [card.id for card, _content in listed]
    trainer = next((card for card, _content in listed if card.id == signed.trainer), None)
    shaped = (
        signed.v == VERSION
        and re.fullmatch(r"[0-9a-f]{32}", signed.seminar)
        and values.is_line(signed.title)
        and len(signed.title) <= MAX_TITLE
        and values.is_instant(signed.created)
        and order == sorted(set(order))
        and len({worlds.is_training(card.space) for card, _content in listed}) == 1
        and msgspec.json.encode(signed) == untrusted
    )
    if trainer is None or not shaped:
        raise BadRollError
    plain = msgspec.json.encode(msgspec.structs.replace(signed, signature=""))
    if not signing.verify(bytes.fromhex(trainer.public), TYPE, plain, signature):
        raise BadRollError
    return ReadRoll(signed, listed)
