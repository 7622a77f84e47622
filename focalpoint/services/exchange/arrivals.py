"""Bundles and cards found on sticks, in the watched folder and on servers. Nothing is imported here."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from focalpoint.bundles import card as cards
from focalpoint.bundles.card import BadCardError
from focalpoint.services.core import settings
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import peers, suffixes
from focalpoint.services.updates import packs
from focalpoint.transports import drives
from focalpoint.transports.drives import Drive
from focalpoint.vault import devices

__all__ = ["Around", "Arrived", "Drive", "eject", "look_into", "scan"]
CARD = suffixes.CARD
KEY = "incoming"


@dataclass(frozen=True, slots=True)
class Arrived:
    """A bundle, a card or an update, put where it is looked for. `place` is the name of a stick, "" elsewhere."""

    path: Path
    kind: Literal["bundle", "card", "update"]
    place: str


@dataclass(frozen=True, slots=True)
class Around:
    """The drives that are in place, and what has arrived and was not opened."""

    drives: tuple[Drive, ...] = ()
    arrived: tuple[Arrived, ...] = ()

    def on(self, drive: Path) -> tuple[Arrived, ...]:
        """Return what has arrived on a drive."""
        return tuple(one for one in self.arrived if one.path.is_relative_to(drive))


def scan(ws: Workspace) -> Around:
    """Look once at the drives and at what lies where bundles and cards arrive."""
    found = tuple(drives.removable())
    incoming = peers.incoming_folder(ws)
    places = [*(drive.path for drive in found), *([Path(incoming)] if incoming else [])]
    listed = [Arrived(path, "bundle", _place(found, path)) for path in peers.waiting(ws)]
    known = {device.card for device in devices.all_devices(ws.db)}
    for place in places:
        try:
            paths, updates = sorted(place.glob(f"*{CARD}")), sorted(place.glob(f"*{suffixes.UPDATE}"))
        except OSError:
            continue  # pulled out meanwhile
        listed += [Arrived(path, "card", _place(found, path)) for path in paths if _is_new(path, known)]
        listed += [Arrived(path, "update", _place(found, path)) for path in updates if packs.is_wanted(path)]
    return Around(found, tuple(listed))


def _place(found: tuple[Drive, ...], path: Path) -> str:
    return next((drive.label for drive in found if path.is_relative_to(drive.path)), "")


def _is_new(path: Path, known: set[bytes]) -> bool:
    """Tell whether a file is a card that this vault does not hold."""
    try:
        with path.open("rb") as stream:
            content = stream.read(cards.MAX_BYTES + 1)
        cards.read_card(content)
    except (OSError, BadCardError):
        return False
    return content not in known


def look_into(ws: Workspace, folder: str) -> None:
    """Look for bundles and cards in a folder from now on, or in none."""
    settings.put(ws, KEY, folder)


def eject(drive: Drive) -> None:
    """Let go of a stick; return only when it may be pulled out. Raise EjectError or EjectByHandError."""
    drives.eject(drive.path, drive.label)
