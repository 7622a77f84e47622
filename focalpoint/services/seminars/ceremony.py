"""The ceremony: everybody in a room verifies everybody, with a few sticks and one digest on the wall.

Collect: each laptop adds its card to a stick. Roll: the trainer signs all cards as one list. Compare: each laptop finds
its own card in it byte for byte and shows the digest that stands on the wall. Affirm: each rises and says that it is
so. Keep: one transaction verifies everybody who was not unticked.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from focalpoint.bundles import card as cards
from focalpoint.bundles import roll as rolls
from focalpoint.bundles.card import BadCardError, IdentityCard
from focalpoint.bundles.roll import BadRollError, ReadRoll, SignedRoll
from focalpoint.domain import worlds
from focalpoint.domain.errors import FocalpointError, reason_of
from focalpoint.domain.messages import Message
from focalpoint.domain.seminar_parts import Participant
from focalpoint.domain.trust import STOPPED, DeviceState
from focalpoint.domain.wording import N_
from focalpoint.language import instant
from focalpoint.loading import late
from focalpoint.services.casework import records
from focalpoint.services.core import output_files, world_checks
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.services.exchange import device_trust, introduction, peers, suffixes, trust
from focalpoint.services.seminars import programme
from focalpoint.vault import devices

if TYPE_CHECKING:
    import segno
else:
    segno = late("segno")

NAME = "roll" + suffixes.ROLL
CODE = "FPROLL1:"  # how the text of the code on the wall begins
MOST_FILES = 1_000


class EmptyRoomError(FocalpointError):
    """No card was found on the sticks."""

    message = N_("No card of anybody else lies there.")
    safe = N_("No roll was written.")
    remedy = N_("Let each laptop add its card to a stick first, then collect again.")
    code = "CRM-102"


class NotInRollError(FocalpointError):
    """The roll does not hold the card of this laptop as it is."""

    message = N_("Your own card is not in this roll as it is on this laptop.")
    safe = N_("Nobody was verified by it.")
    remedy = N_("Tell the trainer: your card is collected once more, and a new roll is written for everybody.")
    code = "CRM-103"


class OtherDigestError(FocalpointError):
    """The code on the wall is that of another roll."""

    message = N_("The wall shows another roll than the one on this stick.")
    safe = N_("Nobody was verified by it.")
    remedy = N_("Tell the trainer, and keep nothing: a new roll is written for everybody.")
    code = "CRM-104"


@dataclass(frozen=True, slots=True)
class CollectedCards:
    """The cards found on sticks, with their bytes, by device; and what was left aside, in words."""

    cards: tuple[tuple[IdentityCard, bytes], ...]
    problems: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class RollLine:
    """One line of a roll. `doubt` is why it is not ticked at first, None if nothing speaks against it."""

    device: str
    person: str
    function: str
    office: str
    country: str
    own: bool
    known: bool  # verified here before
    doubt: Message | None


@dataclass(frozen=True, slots=True)
class OpenedRoll:
    """A roll as it is compared: title, digits, bytes behind the words, lines; own card found byte for byte."""

    title: str
    seminar: str
    trainer: str
    digest: bytes
    groups: tuple[str, ...]
    check: bytes
    lines: tuple[RollLine, ...]
    roll: ReadRoll


def add_card(ws: Workspace, place: Path) -> Path:
    """Write one's own card to a stick, under a name of its own; return where."""
    target = place / world_checks.file_name(ws, ws.device[:12] + suffixes.CARD)
    peers.save_card(ws, target)
    return target


def collect(ws: Workspace, places: Iterable[Path]) -> CollectedCards:
    """Read the cards that lie on sticks, one's own with them; what is no card of this world is left aside and told."""
    own = peers.my_card(ws).content
    found: dict[str, tuple[IdentityCard, bytes]] = {ws.device: (cards.read_card(own), own)}
    problems: list[Message] = []
    for path in _card_files(places):
        try:
            with path.open("rb") as stream:
                content = stream.read(cards.MAX_BYTES + 1)
            card = cards.read_card(content)
        except (OSError, BadCardError):
            problems.append(Message(N_("“{name}” is not a valid card, and was left aside."), {"name": path.name}))
            continue
        if worlds.is_training(card.space) != ws.info.training:
            said = N_("“{name}” was made in the other kind of vault, and was left aside.")
            problems.append(Message(said, {"name": path.name}))
        elif card.id in found and found[card.id][1] != content:
            newer = max(found[card.id], (card, content), key=lambda one: one[0].created)
            found[card.id] = newer
            said = N_("Two cards of {person} have the same keys: the newer one was taken.")
            problems.append(Message(said, {"person": card.person}))
        else:
            found[card.id] = (card, content)
    listed = sorted(found.values(), key=lambda one: one[0].id)
    if len(listed) > rolls.MOST_CARDS:
        said = N_("More than {most} cards: those beyond were left aside.")
        problems.append(Message(said, {"most": str(rolls.MOST_CARDS)}))
        others = [one for one in listed if one[0].id != ws.device][: rolls.MOST_CARDS - 1]
        listed = sorted([*others, found[ws.device]], key=lambda one: one[0].id)
    return CollectedCards(tuple(listed), tuple(problems))


def _card_files(places: Iterable[Path]) -> list[Path]:
    listed: list[Path] = []
    for place in places:
        try:
            listed += sorted(path for path in place.glob(f"*{suffixes.CARD}") if path.is_file())
        except OSError:
            continue  # pulled out meanwhile
    return listed[:MOST_FILES]


def make_roll(ws: Workspace, seminar: str, collected: CollectedCards) -> bytes:
    """Return the roll of a room, signed; raise EmptyRoomError if there is nobody but oneself."""
    if len(collected.cards) < 2:
        raise EmptyRoomError
    item = programme.seminar_of(ws, seminar)
    made = SignedRoll(
        rolls.VERSION, seminar, records.name_of(ws, item)[: rolls.MAX_TITLE], instant(ws.now()), ws.device,
        tuple(content.decode() for _card, content in collected.cards),
    )  # fmt: skip
    log(ws, "roll made", seminar, str(len(collected.cards)))
    return rolls.make_roll(made, ws.vault.identity.seed)


def write_roll(ws: Workspace, content: bytes, places: Iterable[Path]) -> list[Path]:
    """Write a roll to sticks, each read back; return where."""
    written = []
    for place in places:
        target = place / world_checks.file_name(ws, NAME)
        output_files.write_file(target, content)
        written.append(target)
    return written


def open_roll(ws: Workspace, path: Path) -> OpenedRoll:
    """Read a roll from a stick; raise BadRollError, OtherWorldError, or NotInRollError if one's own line is wrong."""
    try:
        with path.open("rb") as stream:
            content = stream.read(rolls.MAX_BYTES + 1)
    except OSError as error:
        raise introduction.UnreachableFileError(reason=reason_of(error)) from error
    return opened(ws, rolls.read_roll(content))


def opened(ws: Workspace, roll: ReadRoll) -> OpenedRoll:
    """Return a verified roll as it is compared at this laptop."""
    world_checks.require_same(ws, roll.cards[0][0].space)
    own = peers.my_card(ws).content
    if own not in {content for _card, content in roll.cards}:
        raise NotInRollError
    known = {device.id: device for device in devices.others(ws.db)}
    names = [_name(card) for card, _content in roll.cards]
    lines = tuple(_line(ws, card, names, known) for card, _content in roll.cards)
    return OpenedRoll(
        roll.signed.title, roll.signed.seminar, roll.signed.trainer, roll.digest, rolls.digits_of(roll.digest),
        rolls.words_of(roll.digest), lines, roll,
    )  # fmt: skip


def _name(card: IdentityCard) -> tuple[str, str]:
    return card.person.casefold().strip(), card.office.casefold().strip()


def _line(
    ws: Workspace, card: IdentityCard, names: list[tuple[str, str]], known: dict[str, devices.Device]
) -> RollLine:
    here = known.get(card.id)
    doubt: Message | None = None
    if names.count(_name(card)) > 1:
        doubt = Message(N_("This name stands in the roll twice."))
    elif here is not None and here.state in STOPPED:
        doubt = Message(N_("This laptop was revoked."))
    return RollLine(
        card.id, card.person, card.function, card.office, card.country, card.id == ws.device,
        here is not None and here.by_hand == DeviceState.VERIFIED, doubt,
    )  # fmt: skip


def wall_code_png(digest: bytes, scale: int = 8) -> bytes:
    """Return the digest as a QR code for the wall, PNG."""
    out = io.BytesIO()
    segno.make(CODE + digest.hex().upper(), error="m", micro=False).save(out, kind="png", scale=scale, border=4)
    return out.getvalue()


def compare_photo(roll: OpenedRoll, photo: Path) -> None:
    """Compare a roll with a photo of the wall; raise OtherDigestError, NoCodeError or UnreachableFileError."""
    said = introduction.code_in(photo)
    if said != (CODE + roll.digest.hex().upper()).encode():
        raise OtherDigestError


def keep_roll(ws: Workspace, roll: OpenedRoll, ticked: Iterable[str]) -> int:
    """Verify everybody who is ticked, in one transaction; return how many. The digest is the reason in the audit log.

    Who has a role here keeps it; others become partners. The trainer vouches for all of them in the address book of the
    seminar, so that a laptop that was not in the room learns who was.
    """
    chosen = set(ticked) & {line.device for line in roll.lines if not line.own}
    moment, known = instant(ws.now()), {one.id: one for one in devices.others(ws.db)}
    with ws.db.transaction():
        for card, content in roll.roll.cards:
            if card.id not in chosen:
                continue
            here = known.get(card.id)
            if here is not None and here.by_hand in (DeviceState.VERIFIED, DeviceState.UNVERIFIED):
                devices.set_card(ws.db, card.id, content)
            else:
                device_trust.keep_card(ws, card, content, DeviceState.UNVERIFIED, role="partner")
            devices.set_verified(ws.db, card.id, moment)
        device_trust.settle_devices(ws)
        log(ws, "roll kept", roll.seminar, " ".join(roll.groups))
        if roll.trainer == ws.device:
            _vouch(ws, roll, chosen)
    return len(chosen)


def _vouch(ws: Workspace, roll: OpenedRoll, chosen: set[str]) -> None:
    """Vouch for everybody in the address book of the seminar, and note whose laptop is whose."""
    accepted = {one.device for one in peers.peers(ws) if one.state == DeviceState.VERIFIED}
    for device in sorted(chosen & accepted):
        if roll.seminar not in trust.vouched_here(ws, device):
            trust.vouch(ws, device, roll.seminar)
    people = [one for one in programme.parts_of(ws, "participant", roll.seminar) if isinstance(one, Participant)]
    by_name = {line.person.casefold().strip(): line.device for line in roll.lines if line.device in chosen}
    for one in people:
        device = by_name.get(one.name.casefold().strip(), "")
        if device and not one.device:
            records.save(ws, replace(one, device=device), base=one)


__all__ = ["BadRollError", "CollectedCards", "OpenedRoll", "RollLine", "add_card", "collect", "keep_roll", "open_roll"]
