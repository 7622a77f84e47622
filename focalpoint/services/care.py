"""What the program does by itself, once a day, so that what is kept stays: beside the backups that are due.

Each day is counted by its date, whatever the clock says between; what was found is kept for the page of the day.
"""

import msgspec

from focalpoint.services import settings, workspace
from focalpoint.services.tasks import Task
from focalpoint.services.workspace import Workspace, log
from focalpoint.vault import collecting

KEY = "care"


class State(msgspec.Struct):
    """On which day care was taken last, and which databases in the folder could not be read then."""

    on: str = ""
    unreadable: tuple[str, ...] = ()


def state(ws: Workspace) -> State:
    """Return how care stands."""
    return msgspec.json.decode(settings.get(ws, KEY, "{}"), type=State)


def keep(ws: Workspace, found: State) -> None:
    """Keep how care stands."""
    settings.put(ws, KEY, msgspec.json.encode(found).decode())


def maintain(ws: Workspace, task: Task | None = None) -> bool:
    """Make the backup that is due, and take the care of the day; tell whether a backup was made."""
    if ws.read_only:
        return False
    made = workspace.maintain(ws)
    found = state(ws)
    if found.on != ws.today().isoformat():
        daily(ws, found, task or Task())
    return made


def daily(ws: Workspace, found: State, _task: Task) -> None:
    """Collect what nothing names any more."""
    collected = collecting.collect(ws.vault.folder, ws.db, ws.vault.key, ws.now())
    if collected.removed:
        log(ws, "parts collected", reason=str(collected.removed))
    found.unreadable = collected.unreadable
    found.on = ws.today().isoformat()
    keep(ws, found)
