"""What this laptop keeps of files it let go of: when, on whom it relied, and whether it asked for them again."""

from focalpoint.bundles import card
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import attached, devices, evictions, parts


def kept_by(ws: Workspace) -> dict[str, tuple[tuple[str, ...], bool]]:
    """Return for each file that was let go of who keeps it, by name, and whether it was asked for."""
    people = {device.id: card.read_card(device.card).person for device in devices.others(ws.db)}
    return {
        file: (tuple(people[device] for device in gone.keepers if device in people), gone.asked)
        for file, gone in evictions.all_evicted(ws.db).items()
    }


def excused(ws: Workspace) -> set[str]:
    """Return the names of the parts that need not be here because this laptop let go of them."""
    state = evictions.all_evicted(ws.db)
    return {name for one in attached.all_files(ws.db) if one.file in state for name in one.parts}


def here_again(ws: Workspace) -> None:
    """Forget that files were let go of which have all their parts again, inside a transaction."""
    state = evictions.all_evicted(ws.db)
    whole = {
        one.file
        for one in attached.all_files(ws.db)
        if one.file in state and all(parts.has(ws.vault.folder, name) for name in one.parts)
    }
    if whole:
        evictions.forget_evicted(ws.db, whole)
