"""A second copy of the backups on another disk, so that one bad block does not end both.

There lie `NAME-backups/NUMBER-MOMENT-KIND/` with database and key slots, and `NAME-backups/parts/` with each sealed
part once. Everything in it is encrypted like the vault. The disk may be away: then the copy is made when it is back.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from focalpoint.domain.errors import FocalpointError, reason_of
from focalpoint.domain.wording import N_
from focalpoint.language import _, format_instant, isolate_ltr
from focalpoint.services.core import settings
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.vault import backup, files, keyslots, parts
from focalpoint.vault.database import opens_with
from focalpoint.vault.errors import PartMissingError, StorageError

KEY = "second_copy"


class SecondCopyPlaceError(FocalpointError):
    """The folder for the second copy lies in the vault, or cannot be used."""

    message = N_("The second copy cannot be kept there ({reason}).")
    remedy = N_("Choose a folder on another disk, outside the vault.")
    code = "VLT-117"


@dataclass(frozen=True, slots=True)
class SecondCopyStatus:
    """Where the second copy is kept, whether its disk is there and another one, and its newest backup ("" if none)."""

    folder: str
    there: bool
    other_disk: bool
    newest: str


def choose(ws: Workspace, folder: Path | None) -> None:
    """Keep the second copy in a folder from now on, or none. Raise SecondCopyPlaceError."""
    if folder is not None:
        folder = folder.resolve()
        if not folder.is_dir():
            raise SecondCopyPlaceError(reason=N_("it is not there"))
        if folder.is_relative_to(ws.vault.folder.resolve()):
            raise SecondCopyPlaceError(reason=N_("it lies in the vault"))
    settings.put(ws, KEY, "" if folder is None else str(folder))
    log(ws, "second copy", reason="" if folder is None else folder.name)


def place(ws: Workspace) -> Path | None:
    """Return the folder with the second copy, None if there shall be none."""
    chosen = settings.get(ws, KEY, "")
    return Path(chosen) / f"{ws.vault.folder.stem}-backups" if chosen else None


def standing(ws: Workspace) -> SecondCopyStatus | None:
    """Return how the second copy stands, None if nobody chose a folder for one."""
    target = place(ws)
    if target is None:
        return None
    there = target.parent.is_dir()
    other = there and target.parent.stat().st_dev != ws.vault.folder.stat().st_dev
    kept = backup.listed_in(target) if there else []
    return SecondCopyStatus(str(target.parent), there, other, kept[0].made_at.isoformat() if kept else "")


def status_text(found: SecondCopyStatus) -> str:
    """Say where the second copy is kept and how it stands."""
    folder = isolate_ltr(found.folder)
    if not found.there:
        return _("A second copy is kept in {folder}. The disk is not there now.").format(folder=folder)
    when = format_instant(found.newest) if found.newest else _("none yet")
    pattern = _("A second copy is kept in {folder}. Its newest backup: {when}.")
    if not found.other_disk:
        pattern = _("A second copy is kept in {folder}, on the same disk as the vault. Its newest backup: {when}.")
    return pattern.format(folder=folder, when=when)


def bring_up_to_date(ws: Workspace, task: Task | None = None) -> bool:
    """Copy the newest backup there, with the parts it lacks; tell whether anything was copied.

    A disk that is away is no failure. Raise StorageError if it refuses.
    """
    target, made = place(ws), backup.complete_backups(ws.vault.folder)
    if target is None or not target.parent.is_dir() or not made:
        return False
    newest = made[0]
    done = target / newest.path.name
    if done.is_dir():
        return False
    progress = task or Task()
    unfinished = done.with_name(done.name + ".part")
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        files.make_folder(unfinished)
        wanted = sorted(parts.names(newest.path))
        for name in progress.steps(wanted, len(wanted), N_("Copying")):
            _copy_part(ws, newest.path, target, name)
        for name in ("vault.db", keyslots.NAME):
            files.copy_durably(newest.path / name, unfinished / name)
        files.settle(unfinished, done)
    except OSError as error:
        raise StorageError(reason=reason_of(error)) from error
    backup.drop(backup.superseded(backup.listed_in(target)))
    return True


def backups_there(ws: Workspace) -> list[backup.Backup]:
    """Return the backups that lie in the second copy, none if its disk is away."""
    target = place(ws)
    return backup.listed_in(target) if target is not None and target.is_dir() else []


def remove_all(ws: Workspace) -> int:
    """Remove every backup of the second copy, with the parts they share; return how many."""
    found, target = backups_there(ws), place(ws)
    backup.drop(found)
    if target is not None and target.is_dir():
        shutil.rmtree(target / "parts", ignore_errors=True)
    return len(found)


def foreign(ws: Workspace) -> tuple[str, ...]:
    """Return what lies there and this vault's key does not open: states from before a new vault key."""
    target = place(ws)
    if target is None:
        return ()
    if not target.parent.is_dir():
        return (str(target.parent),)
    made = backup.listed_in(target)
    return tuple(one.path.name for one in made if not opens_with(one.path / "vault.db", ws.vault.key))


def renew(ws: Workspace, task: Task | None = None) -> None:
    """Copy the newest backup there, then remove what this vault's key does not open: it stands under the old key."""
    bring_up_to_date(ws, task)
    target, old = place(ws), foreign(ws)
    if target is None or not target.parent.is_dir():
        return
    backup.drop([one for one in backup.listed_in(target) if one.path.name in old])


def _copy_part(ws: Workspace, source: Path, target: Path, name: str) -> None:
    """Copy a part that is not there or damaged there; a damaged one is never copied over a good one."""
    if parts.is_whole(target, name):
        return
    for holder in (source, ws.vault.folder):
        try:
            parts.put(target, name, parts.read_whole(holder, name))
        except PartMissingError:
            continue
        return
