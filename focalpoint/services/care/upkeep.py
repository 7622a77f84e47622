"""What the program does by itself, once a day, so that what is kept stays: beside the backups that are due.

Each day is counted by its date, whatever the clock says between; what was found is kept and told.
"""

import math

import msgspec

from focalpoint.domain.errors import Cancelled, FocalpointError
from focalpoint.domain.messages import Message
from focalpoint.domain.wording import N_
from focalpoint.services.care import drill, repair
from focalpoint.services.care.checks import Finding
from focalpoint.services.casework import integrity
from focalpoint.services.core import keys, second_copy, settings, workspace
from focalpoint.services.core.severity import Level
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.vault import collecting, parts
from focalpoint.vault.errors import LogMissingError, WeakerKeySlotsError

KEY = "care"
DAMAGED = N_("Damaged, and no good copy is near: {titles}. The check of the vault offers a repair.")
UNREADABLE = N_("Older states in “backups” that cannot be read: {names}.")
BEHIND = N_("These still open as before: {names}. They follow when their disk is there; else remove them.")
HASHED_A_DAY = 512 << 20  # bytes of documents that are held against their descriptions
ROUND = 30  # days in which every part of every backup is read once


class UpkeepState(msgspec.Struct):
    """On which day care was taken last, and what was found: databases nobody can read, where the round has come to.

    `damaged` are the titles of documents that are damaged and of which no good copy was near; `refused` says why the
    second copy could not be made (a message id with its values), if it could not.
    """

    on: str = ""
    unreadable: tuple[str, ...] = ()
    after: str = ""
    damaged: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()  # older states that still open with an earlier passphrase or sheet
    refused: tuple[str, dict[str, str]] | None = None


def state(ws: Workspace) -> UpkeepState:
    """Return how care stands."""
    return msgspec.json.decode(settings.get(ws, KEY, "{}"), type=UpkeepState)


def keep_state(ws: Workspace, found: UpkeepState) -> None:
    """Keep how care stands."""
    settings.put(ws, KEY, msgspec.json.encode(found).decode())


def maintain(ws: Workspace, task: Task | None = None) -> bool:
    """Make the backup that is due, and take the care of the day; tell whether a backup was made."""
    if ws.read_only:
        return False
    keys.finish_rekey(ws, task)
    made = workspace.maintain(ws)
    found = state(ws)
    if found.on != ws.real().astimezone().date().isoformat():
        daily(ws, found, task or Task())
    return made


def daily(ws: Workspace, found: UpkeepState, task: Task) -> None:
    """Take the care of a day. What one step cannot do is kept and told, and stops only this step."""
    found.on = ws.real().astimezone().date().isoformat()
    keep_state(ws, found)  # first: a step that always fails is not tried again every minute
    collected = collecting.collect(ws.vault.folder, ws.db, ws.vault.key, ws.real())
    if collected.removed:
        log(ws, "parts collected", reason=str(collected.removed))
    found.unreadable = collected.unreadable
    found.behind = keys.follow(ws)
    found.refused = None
    try:
        second_copy.renew(ws, task)
    except Cancelled:
        raise
    except FocalpointError as error:
        found.refused = (error.message, {k: str(v) for k, v in error.parameters.items()})
    _read_some(ws, found, task)
    if drill.is_due(ws):
        drill.run_drill(ws, task)
    keep_state(ws, found)


def warnings_of_care(ws: Workspace) -> list[Finding]:
    """Return what a person must hear of what is kept: by today's opening, and by the care of the day."""
    found = state(ws)
    listed: list[tuple[bool, Level, Message]] = [
        (ws.vault.log_missing, "bad", Message(LogMissingError.message)),
        (keys.weakened(ws), "bad", Message(WeakerKeySlotsError.message)),
        (bool(found.damaged), "bad", Message(DAMAGED, {"titles": ", ".join(found.damaged)})),
        (bool(found.unreadable), "warn", Message(UNREADABLE, {"names": ", ".join(found.unreadable)})),
        (bool(found.behind), "warn", Message(BEHIND, {"names": ", ".join(found.behind)})),
    ]
    if found.refused:
        words, values = found.refused
        listed.append((True, "warn", Message(words, {name: Message(value) for name, value in values.items()})))
    return [Finding(level, message) for so, level, message in listed if so]


def _read_some(ws: Workspace, found: UpkeepState, task: Task) -> None:
    """Read one part in thirty, here, in the backups and in the second copy; put a good copy where one is damaged.

    Documents that nobody read yet are held against their descriptions.
    """
    integrity.look_at_some(ws, HASHED_A_DAY)
    names = sorted(parts.names(ws.vault.folder))
    count = math.ceil(len(names) / ROUND)
    later = [name for name in names if name > found.after]
    chosen = later[:count] or names[:count]
    damaged = [name for name in task.steps(chosen, len(chosen), N_("Checking")) if not _sound(ws, name)]
    found.after = chosen[-1] if chosen else ""
    if damaged:
        found.damaged = tuple(dict.fromkeys((*found.damaged, *repair.titles_of(ws, damaged))))
    elif not later[count:]:
        found.damaged = ()  # a round has come to its end


def _sound(ws: Workspace, name: str) -> bool:
    """Tell whether a part is whole here, mending it from near if it is not, and mending its copies in backups."""
    if not parts.is_whole(ws.vault.folder, name) and not repair.from_near(ws, name):
        return False
    content = b""
    for _said, holder in repair.holders(ws):
        copy = parts.place(holder, name)
        apart = copy.is_file() and not copy.samefile(parts.place(ws.vault.folder, name))
        if apart and not parts.is_whole(holder, name):
            content = content or parts.read_whole(ws.vault.folder, name)
            parts.put(holder, name, content)
    return True
