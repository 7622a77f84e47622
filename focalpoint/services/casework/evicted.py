"""What this laptop keeps of files it let go of: when, on whom it relied, and whether it asked for them again."""

import msgspec

from focalpoint.bundles import card
from focalpoint.services.core import settings
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import attached, devices, parts

KEY = "files_let_go"


class EvictedFile(msgspec.Struct):
    """When a file was let go of, the devices relied on, and whether it was asked for since."""

    at: str
    keepers: list[str]
    asked: bool = False


def all_gone(ws: Workspace) -> dict[str, EvictedFile]:
    """Return what was let go of, by file."""
    return msgspec.json.decode(settings.get(ws, KEY, "{}"), type=dict[str, EvictedFile])


def keep_evicted(ws: Workspace, state: dict[str, EvictedFile]) -> None:
    """Keep what was let go of."""
    settings.put(ws, KEY, msgspec.json.encode(state).decode())


def kept_by(ws: Workspace) -> dict[str, tuple[tuple[str, ...], bool]]:
    """Return for each file that was let go of who keeps it, by name, and whether it was asked for."""
    people = {device.id: card.read_card(device.card).person for device in devices.others(ws.db)}
    return {
        file: (tuple(people[device] for device in gone.keepers if device in people), gone.asked)
        for file, gone in all_gone(ws).items()
    }


def excused(ws: Workspace) -> set[str]:
    """Return the names of the parts that need not be here because this laptop let go of them."""
    state = all_gone(ws)
    return {name for one in attached.every(ws.db) if one.file in state for name in one.parts}


def here_again(ws: Workspace) -> None:
    """Forget that files were let go of which have all their parts again, inside a transaction."""
    state = all_gone(ws)
    whole = {
        one.file
        for one in attached.every(ws.db)
        if one.file in state and all(parts.has(ws.vault.folder, name) for name in one.parts)
    }
    if whole:
        keep_evicted(ws, {file: gone for file, gone in state.items() if file not in whole})
