"""Identity cards, the people one exchanges with, drives, and bundles sent and received."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from focalpoint.bundles import card as cards
from focalpoint.bundles.card import BadCardError
from focalpoint.domain.delivery import Direction
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.trust import ACCEPTED, DeviceState
from focalpoint.domain.wording import N_
from focalpoint.language import instant
from focalpoint.loading import late
from focalpoint.services.core import output_files, settings, world_checks
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.services.exchange import device_trust, suffixes
from focalpoint.transports import drives as drive_list
from focalpoint.transports.drives import Drive
from focalpoint.vault import deliveries, devices, local
from focalpoint.vault.devices import Device

if TYPE_CHECKING:
    import segno
else:
    segno = late("segno")

__all__ = ["BadCardError", "CardView", "Drive", "PeerView", "add_peer", "drives", "my_card", "peers"]
ROLES = {
    "office": N_("Same office: reads everything"),
    "court": N_("The Court: the request and notes for the Court"),
    "prosecutor": N_("Office of the Prosecutor: the same, but nothing of the defence"),
    "executing": N_("Executing authority: the request and its instructions"),
    "partner": N_("Partner: the request only"),
}
STATES: dict[str, str] = {
    DeviceState.OWN: N_("This device"),
    DeviceState.VERIFIED: N_("Verified in person"),
    DeviceState.UNVERIFIED: N_("Not verified"),
    DeviceState.VOUCHED: N_("Known from a bundle only"),
    DeviceState.GRANTED: N_("Vouched for"),
    DeviceState.REVOKED: N_("Revoked"),
    DeviceState.RETIRED: N_("Handed over"),
}
BUNDLES = {
    "full": N_("Records with all of their past"),
    "delta": N_("What is new since the last bundle"),
    "receipt": N_("Receipt: what arrived"),
    "trust": N_("Statements about laptops"),
    "address-book": N_("Contacts"),
    "seminar-pack": N_("Seminar with its material"),
    "public-pack": N_("Public pack of a seminar"),
}
SUFFIX = suffixes.BUNDLE
KEEPS_NOTHING = N_("{person} reads without keeping: whole dossiers are always sent.")


def bundle_kind(scopes: set[str], *, again: bool) -> str:
    """Return what a bundle with compartments of these kinds is, a code of BUNDLES; `again` if some of it is known."""
    if not scopes:
        return "trust"
    if scopes <= {"contact", "contacts"}:
        return "address-book"
    if "seminar" in scopes and scopes <= {"seminar", "material"}:
        return "seminar-pack"
    return "delta" if again else "full"


class OwnCardError(FocalpointError):
    """A person opened the card of this very vault."""

    message = N_("This is your own identity card.")
    remedy = N_("Give it to your colleague, and open the card that your colleague gives you.")
    code = "XCH-102"


class UnknownPeerError(FocalpointError):
    """No such device among the cards of this vault."""

    message = N_("This person is not among your contacts for exchange.")
    remedy = N_("Add the identity card first.")
    code = "XCH-103"


@dataclass(frozen=True, slots=True)
class CardView:
    """The card of this device as shown: 8 groups of 5 digits, check words of the current language, the file's bytes."""

    person: str
    function: str
    office: str
    country: str
    device_label: str
    device: str
    groups: tuple[str, ...]
    check: bytes  # said in words by `word_lists.say`
    content: bytes


@dataclass(frozen=True, slots=True)
class PeerView:
    """A person one exchanges with. `state` and `role` are codes of STATES and ROLES.

    `by_hand` is what was decided here; `said_by` is who made of it what it is, and why (`reason`). `relied`: whether
    the person's words about others count here. `verified_at`: when the card was last compared. One that does not
    `keep` what it opens always gets whole dossiers.
    """

    device: str
    person: str
    function: str
    office: str
    country: str
    device_label: str
    state: str
    role: str
    groups: tuple[str, ...]
    check: bytes  # said in words by `word_lists.say`
    added_at: str
    by_hand: str
    relied: bool
    verified_at: str
    said_by: str
    reason: str
    keeps: bool = True

    @property
    def accepted(self) -> bool:
        """Tell whether this person's bundles are taken in, and bundles sealed for them."""
        return self.state in ACCEPTED


def my_card(ws: Workspace) -> CardView:
    """Return the card of this device; raise OlderTrainingError if it does not say which world it is of."""
    world_checks.exchanges(ws)
    content = devices.own_card(ws.db)
    card = cards.read_card(content)
    return CardView(
        card.person, card.function, card.office, card.country, card.device, card.id, cards.groups(card),
        cards.check_bytes(card), content,
    )  # fmt: skip


def card_qr_png(ws: Workspace, scale: int = 4) -> bytes:
    """Return the card of this device as a QR code, PNG."""
    out = io.BytesIO()
    segno.make(my_card(ws).content, error="l", micro=False).save(out, kind="png", scale=scale, border=4)
    return out.getvalue()


def save_card(ws: Workspace, target: Path) -> None:
    """Write the card of this device as a `.fpcard` file, and read it back."""
    output_files.write_file(target, my_card(ws).content)


def _view(device: Device, people: Mapping[str, str]) -> PeerView:
    card = cards.read_card(device.card)
    return PeerView(
        device.id, card.person, card.function, card.office, card.country, card.device, device.state, device.role,
        cards.groups(card), cards.check_bytes(card), device.added_at, device.by_hand,
        device.relied, device.verified_at, people.get(device.said_by, ""), device.reason, card.keeps is not False,
    )  # fmt: skip


def _people(ws: Workspace) -> dict[str, str]:
    return {device.id: cards.read_card(device.card).person for device in devices.all_devices(ws.db)}


def peers(ws: Workspace) -> list[PeerView]:
    """Return the people one exchanges with, by office and name."""
    people = _people(ws)
    found = [_view(device, people) for device in devices.others(ws.db)]
    return sorted(found, key=lambda peer: (peer.office, peer.person))


def peer(ws: Workspace, device: str) -> PeerView:
    """Return one of them by device identifier or an unmistakable beginning of it; raise UnknownPeerError."""
    found = devices.others(ws.db, device)
    if len(found) != 1:
        raise UnknownPeerError
    return _view(found[0], _people(ws))


def same_person(ws: Workspace, device: str) -> list[PeerView]:
    """Return the other cards that bear the name and office of a card: somebody's keys changed, or somebody pretends."""
    here = peer(ws, device)
    return [one for one in peers(ws) if one.device != here.device and _name(one) == _name(here)]


def _name(person: PeerView) -> tuple[str, str]:
    return person.person.casefold().strip(), person.office.casefold().strip()


def add_peer(ws: Workspace, path: Path, role: str = "partner") -> PeerView:
    """Take in a card from a file; it stays "not verified" until its digits were compared."""
    try:
        with path.open("rb") as stream:
            content = stream.read(cards.MAX_BYTES + 1)
    except OSError as error:
        raise BadCardError from error
    return add_card(ws, content, role)


def add_card(ws: Workspace, content: bytes, role: str = "partner") -> PeerView:
    """Take in the bytes of a card."""
    card = cards.read_card(content)
    world_checks.require_same(ws, card.space)
    if card.id == ws.device:
        raise OwnCardError
    with ws.db.transaction():
        known = {device.id: device.by_hand for device in devices.others(ws.db, card.id)}
        if known.get(card.id) in (DeviceState.VERIFIED, DeviceState.UNVERIFIED):
            devices.set_card(ws.db, card.id, content)
        else:
            device_trust.keep_card(ws, card, content, DeviceState.UNVERIFIED, role=role)
        device_trust.settle_devices(ws)
        log(ws, "card added", card.id)
    return peer(ws, card.id)


def mark_verified(ws: Workspace, device: str) -> None:
    """Record that the digits of a card were compared with its owner."""
    known = peer(ws, device)
    with ws.db.transaction():
        devices.set_verified(ws.db, known.device, instant(ws.now()))
        device_trust.settle_devices(ws)
        log(ws, "card verified", known.device)


def set_role(ws: Workspace, device: str, role: str) -> None:
    """Say what a person may read: a code of ROLES."""
    if role not in ROLES:
        raise ValueError(role)
    known = peer(ws, device)
    with ws.db.transaction():
        devices.set_role(ws.db, known.device, role)
        device_trust.settle_devices(ws)
        log(ws, "card role", known.device, role)


def drives() -> list[Drive]:
    """Return the removable drives of this computer."""
    return drive_list.removable()


@dataclass(frozen=True, slots=True)
class BundleRow:
    """A bundle sent or received. `acked` says when it became known that one sent has arrived, "" until then."""

    id: str
    direction: str
    person: str
    number: int
    at: str
    name: str
    note: str
    acked: str


def bundles(ws: Workspace) -> list[BundleRow]:
    """Return the bundles sent and received, newest first."""
    people = _people(ws)
    acked = {(one.id, one.device): one.acked for one in deliveries.sent(ws.db)}
    return [
        BundleRow(
            row.id, row.direction, people[row.device], row.number, row.at, row.name, row.note,
            acked.get((row.id, row.device), "") if row.direction == Direction.OUT else "",
        )
        for row in devices.bundles(ws.db)
    ]  # fmt: skip


def incoming_folder(ws: Workspace) -> str:
    """Return the folder that is watched for bundles, or ""."""
    return settings.get(ws, "incoming", "")


def waiting(ws: Workspace) -> list[Path]:
    """Return bundles that lie on a stick or in the incoming folder and were not opened yet."""
    places = [ws.vault.folder / "inbox", *(drive.path for drive in drives())]
    if incoming := incoming_folder(ws):
        places.append(Path(incoming))
    opened = {row.name for row in devices.bundles(ws.db)} | set(local.volumes(ws.db))
    found: list[Path] = []
    for place in places:
        try:
            found += [path for path in sorted(place.glob(f"*{SUFFIX}")) if path.name not in opened]
        except OSError:
            continue  # pulled out meanwhile
    return found
