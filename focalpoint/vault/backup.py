"""Backups: the encrypted files as they are. Parts are hard-linked or copied, never encrypted again.

A backup is called NUMBER-MOMENT-KIND: the number says the order of making, which no clock can turn round.
"""

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from focalpoint import durable
from focalpoint.domain.errors import reason_of
from focalpoint.vault import files, keyslots, parts, switching
from focalpoint.vault.database import Database
from focalpoint.vault.errors import NotAVaultError, PartMissingError, StorageError

FOLDER = "backups"
RESTORED = "restored"  # a mark beside the database: its next opening begins a new log
PAGE = 4096
KEEP = {"hourly": 6, "daily": 7, "weekly": 5, "before": 3}
NEWEST = 3  # of whatever kind, which always stay
AGES = {"weekly": timedelta(days=7), "daily": timedelta(days=1), "hourly": timedelta(hours=1)}
REPLACED = "replaced"
_STAMP = "%Y%m%dt%H%M%S"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup: its folder, when it was made (UTC), its kind and its size in bytes without shared parts.

    `order` is its number in the order of making, 0 for those of older programs.
    """

    path: Path
    made_at: datetime
    kind: str
    size: int
    order: int = 0


def complete_backups(folder: Path) -> list[Backup]:
    """Return the complete backups of a vault, newest first: by the order of making, whatever the clock said."""
    return listed_in(folder / FOLDER)


def listed_in(place: Path) -> list[Backup]:
    """Return the complete backups in a folder, newest first."""
    found = []
    for path in place.glob("*-*"):
        name = files.BACKUP_NAME.fullmatch(path.name)
        try:
            made = datetime.fromisoformat(name[2]).replace(tzinfo=UTC) if name else None
        except ValueError:
            continue
        if name and made and name[3] in KEEP and (path / "vault.db").is_file():
            size = (path / "vault.db").stat().st_size
            found.append(Backup(path, made, name[3], size, int(name[1] or 0)))
    return sorted(found, key=lambda one: files.backup_order(one.path.name), reverse=True)


def due(folder: Path, now: datetime) -> str:
    """Return the kind of backup that is due now ("weekly", "daily", "hourly"), or "".

    A backup whose moment lies far ahead was made with a wrong clock: it keeps nobody from making the next one.
    """
    made = complete_backups(folder)
    for kind, age in AGES.items():
        if not any(abs(now - one.made_at) < age for one in made if one.kind == kind):
            return kind
    return ""


def make(folder: Path, db: Database, now: datetime, kind: str) -> Backup:
    """Copy database and key slots, link the parts, then drop what the rotation no longer keeps."""
    clear_unfinished(folder)
    order = max((one.order for one in complete_backups(folder)), default=0) + 1
    target = folder / FOLDER / f"{order:06}-{now.astimezone(UTC).strftime(_STAMP)}-{kind}"
    copy_open(folder, db, target)
    _rotate(folder)
    return Backup(target, now, kind, (target / "vault.db").stat().st_size, order)


def copy_open(folder: Path, db: Database, target: Path) -> None:
    """Copy the files of an open vault to a folder that does not exist yet, in one step; parts are linked."""
    unfinished = target.with_name(target.name + ".part")
    files.make_folder(unfinished)
    try:
        db.copy_to(unfinished / "vault.db")
        files.copy_durably(folder / keyslots.NAME, unfinished / keyslots.NAME)
        _link_parts(folder, unfinished)
        files.settle(unfinished, target)
    except BaseException as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        if isinstance(error, OSError):
            raise StorageError(reason=reason_of(error)) from error
        raise


def clear_unfinished(folder: Path) -> None:
    """Remove a backup that a crash cut short, while it was made or taken away."""
    for left in (folder / FOLDER).glob("*.part"):
        shutil.rmtree(left, ignore_errors=True)


def _link_parts(folder: Path, target: Path) -> None:
    for source in (folder / "parts").glob("??/*"):
        place = target / "parts" / source.parent.name / source.name
        files.make_folder(place.parent)
        try:
            os.link(source, place)
        except OSError:
            files.copy_durably(source, place)


def _rotate(folder: Path) -> None:
    drop(superseded(complete_backups(folder)))


def superseded(made: list[Backup]) -> list[Backup]:
    """Return those of some backups, newest first, that the rotation no longer keeps; the newest always stay."""
    over: list[Backup] = []
    for kind, count in KEEP.items():
        over += [one for one in made if one.kind == kind][count:]
    return [one for one in over if one not in made[:NEWEST]]


def drop(unwanted: list[Backup]) -> None:
    """Remove backups, each by losing its name first: what a crash leaves is no half backup."""
    for old in unwanted:
        going = old.path.with_name(old.path.name + ".part")
        try:
            durable.replace(old.path, going)
        except OSError:
            continue  # a disk that refuses keeps it
        shutil.rmtree(going, ignore_errors=True)


def restore(folder: Path, backup: Path, now: datetime) -> Path:
    """Put a backup in the place of a vault in one step; what was there is kept. Return where the old files are.

    Raise NotAVaultError for a backup that is empty or cut, before anything is moved. The old files keep their
    write-ahead log, and a backup that has one brings it along.
    """
    if folder.suffix != files.SUFFIX:
        raise NotAVaultError
    for place in (folder, folder / "parts", folder / FOLDER):  # of a vault that is lost there is nothing left
        files.make_folder(place)
    lock = files.VaultLock(folder)
    try:
        switching.finish(folder)
        size = (backup / "vault.db").stat().st_size if (backup / "vault.db").is_file() else 0
        if not size or size % PAGE:
            raise NotAVaultError
        keyslots.read(backup)
        clear_unfinished(folder)
        bring_parts(backup, folder)
        switch = switching.Switch(folder)
        kept = _free_name(folder, now)
        beside = kept.with_name(kept.name + ".part")
        switching.keep_beside(folder, ("vault.db-wal", "vault.db", keyslots.NAME), beside)
        switch.keep(f"{FOLDER}/{kept.name}")
        switch.write(b"", RESTORED)
        switch.copy(backup / keyslots.NAME, keyslots.NAME)
        switch.database(backup / "vault.db", "vault.db")
        switch.commit()
    except OSError as error:
        raise StorageError(reason=reason_of(error)) from error
    finally:
        lock.release()
    return kept


def _free_name(folder: Path, now: datetime) -> Path:
    """Return the folder in which the present files are kept, which is not there yet."""
    stem = folder / FOLDER / f"{REPLACED}-{now.astimezone(UTC).strftime(_STAMP)}"
    number = 1
    while (place := stem if number == 1 else stem.with_name(f"{stem.name}-{number}")).exists():
        number += 1
    return place


def bring_parts(backup: Path, folder: Path) -> None:
    """Bring the parts of a backup that a vault lacks, or of which it holds a damaged copy; damaged ones stay away."""
    for holder in (backup, backup.parent):  # a second copy keeps the parts of all its backups in one place
        for source in (holder / "parts").glob("??/*"):
            place = parts.place(folder, source.name)
            if len(source.name) == 64 and not (place.is_file() and place.samefile(source)):
                _bring(source, folder)


def _bring(source: Path, folder: Path) -> None:
    if parts.is_whole(folder, source.name):
        return
    with suppress(PartMissingError):  # damaged there as well: the vault is restored all the same, and the check tells
        parts.put(folder, source.name, source.read_bytes())


def everything(folder: Path) -> list[Path]:
    """Return every folder that holds an older state of a vault: backups, and what a restore put aside."""
    return sorted(path.parent for path in (folder / FOLDER).glob("*/vault.db") if path.parent.suffix != ".part")


def remove_all(folder: Path) -> int:
    """Remove every older state of a vault; return how many."""
    found = everything(folder)
    for path in found:
        shutil.rmtree(path, ignore_errors=True)
    return len(found)
