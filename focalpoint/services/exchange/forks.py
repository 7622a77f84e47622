"""Forks: laptops restored from a copy, or copied, and what to tell about them."""

from dataclasses import dataclass

from focalpoint.domain.wording import N_
from focalpoint.language import instant
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import change_log, devices, local
from focalpoint.vault.local import CameBack
from focalpoint.vault.projection import moment

__all__ = [
    "CAME_BACK", "DOUBLED", "NOTHING", "RENEWED", "CameBack", "ForkNotice", "Returned", "keep_notice", "notices",
    "returned", "understood", "unread",
]  # fmt: skip
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


def returned(ws: Workspace, via: str) -> Returned:
    """Return what of this laptop's own changes came with an import."""
    n, first = change_log.own_in_import(ws.db, via)
    return Returned(n, moment(first) if n else "")


def keep_notice(ws: Workspace, found: Returned, person: str) -> None:
    """Keep the notice that changes came back, inside a transaction, until a person has read it."""
    if found.n:
        local.keep_came_back(ws.db, CameBack(found.n, found.since, person, instant(ws.now())))


def unread(ws: Workspace) -> list[CameBack]:
    """Return the notices that nobody has read yet, oldest first."""
    return local.came_back(ws.db)


def understood(ws: Workspace) -> None:
    """Forget the notices: a person has read them."""
    local.clear_came_back(ws.db)


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
