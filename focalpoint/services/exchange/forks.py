"""Laptops that were put back from a copy, or copied: what comes back to this one, and what others show."""

from dataclasses import dataclass

import msgspec

from focalpoint.domain.wording import N_
from focalpoint.language import instant
from focalpoint.services.core import settings
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import devices, reading
from focalpoint.vault.projection import moment

KEY = "changes_come_back"
CAME_BACK = N_("This laptop was restored from a copy made before {when}; changes that came back from {person}: {n}.")
DOUBLED = N_(
    "The laptop of {person} was restored or copied: different things bear the same number. Ask {person} which it was;"
    " if somebody else may have a copy, revoke the laptop."
)
RENEWED = N_("The laptop of {person} was restored from a backup and goes on in a new log since {when}.")


@dataclass(frozen=True, slots=True)
class Returned:
    """Changes of this laptop that came with one import and that it did not remember; when the first was written."""

    n: int
    since: str


NOTHING = Returned(0, "")


class CameBack(msgspec.Struct, frozen=True):
    """A notice that a person has not yet read: how many changes came back, since when, from whom, and when."""

    n: int
    since: str
    person: str
    at: str


def returned(ws: Workspace, via: str) -> Returned:
    """Return what of this laptop's own changes came with an import."""
    n, first = reading.own_in_import(ws.db, via)
    return Returned(n, moment(first) if n else "")


def keep_notice(ws: Workspace, found: Returned, person: str) -> None:
    """Keep the notice that changes came back, inside a transaction, until a person has read it."""
    if found.n:
        told = [*unread(ws), CameBack(found.n, found.since, person, instant(ws.now()))]
        settings.put(ws, KEY, msgspec.json.encode(told).decode())


def unread(ws: Workspace) -> list[CameBack]:
    """Return the notices that nobody has read yet, oldest first."""
    return msgspec.json.decode(settings.get(ws, KEY, "[]"), type=list[CameBack])


def understood(ws: Workspace) -> None:
    """Forget the notices: a person has read them."""
    settings.put(ws, KEY, "[]")


@dataclass(frozen=True, slots=True)
class ForkNotice:
    """What is said on the card of a person: how serious, the message id, when it began ("" if that is not known)."""

    bad: bool
    message: str
    since: str


def notices(ws: Workspace) -> dict[str, ForkNotice]:
    """Return what must be said of other laptops that were restored or copied, by device."""
    renewed = {
        device: ForkNotice(bad=False, message=RENEWED, since=moment(hl))
        for device, hl in devices.renewed(ws.db).items()
    }
    doubled = {device: ForkNotice(bad=True, message=DOUBLED, since="") for device in devices.doubled(ws.db)}
    return {device: notice for device, notice in {**renewed, **doubled}.items() if device != ws.device}
