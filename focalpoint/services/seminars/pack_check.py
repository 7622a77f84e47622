"""Checking a public pack without a vault: whole, unchanged, and signed by the card that lies beside it."""

from dataclasses import dataclass
from pathlib import Path

from focalpoint.bundles import card as cards
from focalpoint.bundles import opening, public_pack, ustar
from focalpoint.bundles.card import BadCardError
from focalpoint.bundles.errors import NotForYouError, UnreachableBundleError
from focalpoint.domain import worlds
from focalpoint.domain.errors import FocalpointError, reason_of
from focalpoint.domain.wording import N_
from focalpoint.services.core.tasks import Task
from focalpoint.services.exchange import imports, public_packs


class NotAPackError(FocalpointError):
    """What was to be checked as a public pack was sealed for certain readers, or its seal was changed."""

    message = N_("Not everybody can open this bundle: it is no public pack, or it was changed on the way.")
    remedy = N_(
        "Get the pack from the trainer once more. What was sealed for certain readers is opened in their vaults."
    )
    code = "PCK-105"


@dataclass(frozen=True, slots=True)
class CheckedPack:
    """What a whole and unchanged pack says: who signed it and with which digits, its number, what it brings."""

    person: str
    office: str
    groups: tuple[str, ...]
    check: bytes
    training: bool
    number: int
    base: int
    created: str
    changes: int
    parts: int
    size: int


def check_pack(path: Path, card_path: Path, task: Task | None = None) -> CheckedPack:
    """Check a pack from its first byte to its last against a card; raise a BundleError, BadCardError or NotAPackError.

    Whether the card is that of the trainer is told by its digits alone.
    """
    try:
        with card_path.open("rb") as stream:
            card = cards.read_card(stream.read(cards.MAX_BYTES + 1))
    except OSError as error:
        raise BadCardError from error
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            control = ustar.read_control(stream)
            keys = {card.id: bytes.fromhex(card.public)}
            opened = opening.open_control(control, public_pack.IDENTITY, public_pack.READER, keys)
            made = opened.manifest
            expected = {part.h: part.size for part in made.parts}
            found = imports.check_parts(ustar.read_parts(stream), expected, task or Task())
    except NotForYouError as error:
        raise NotAPackError from error
    except OSError as error:
        raise UnreachableBundleError(reason=reason_of(error)) from error
    if not public_packs.is_pack(made):
        raise NotAPackError
    return CheckedPack(
        card.person, card.office, cards.groups(card), cards.check_bytes(card), worlds.is_training(card.space),
        made.to[0].n, made.base, made.created, len(opened.frames), len(found), size,
    )  # fmt: skip
