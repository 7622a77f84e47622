"""Backups: the encrypted files as they are. Parts are hard-linked or copied, never encrypted again."""

import os
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from focalpoint.domain.errors import reason_of
from focalpoint.vault import files, keyslots
from focalpoint.vault.database import Database
from focalpoint.vault.errors import NotAVaultError, StorageError

FOLDER = "backups"
RESTORED = "restored"  # a mark beside the database: its next opening begins a new log
PAGE = 4096
KEEP = {"hourly": 6, "daily": 7, "weekly": 5, "before": 3}
_STAMP = "%Y%m%dt%H%M%S"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup: its folder, when it was made (UTC), its kind and its size in bytes without shared parts."""

    path: Path
    made_at: datetime
    kind: str
    size: int


def listed(folder: Path) -> list[Backup]:
    """Return the complete backups of a vault, newest first."""
    found = []
    for path in (folder / FOLDER).glob("*-*"):
        stamp, _, kind = path.name.partition("-")
        try:
            made = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue
        if kind in KEEP and (path / "vault.db").is_file():
            found.append(Backup(path, made, kind, (path / "vault.db").stat().st_size))
    return sorted(found, key=lambda backup: backup.made_at, reverse=True)


def due(folder: Path, now: datetime) -> str:
    """Return the kind of backup that is due now ("weekly", "daily", "hourly"), or ""."""
    made = listed(folder)
    for kind, age in (("weekly", timedelta(days=7)), ("daily", timedelta(days=1)), ("hourly", timedelta(hours=1))):
        newest = max((b.made_at for b in made if b.kind == kind), default=None)
        if newest is None or now - newest >= age:
            return kind
    return ""


def make(folder: Path, db: Database, now: datetime, kind: str) -> Backup:
    """Copy database and key slots, link the parts, then drop what the rotation no longer keeps."""
    for left in (folder / FOLDER).glob("*.part"):  # a backup that a crash cut short
        shutil.rmtree(left, ignore_errors=True)
    stamp = now.astimezone(UTC).strftime(_STAMP)
    target = folder / FOLDER / f"{stamp}-{kind}"
    unfinished = target.with_name(target.name + ".part")
    files.make_folder(unfinished)
    try:
        db.copy_to(unfinished / "vault.db")
        files.copy_durably(folder / keyslots.NAME, unfinished / keyslots.NAME)
        _link_parts(folder, unfinished)
        if target.exists():
            shutil.rmtree(target)
        unfinished.replace(target)
        files.sync_folder(target.parent)
    except BaseException as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        if isinstance(error, OSError):
            raise StorageError(reason=reason_of(error)) from error
        raise
    _rotate(folder)
    return Backup(target, now, kind, (target / "vault.db").stat().st_size)


def _link_parts(folder: Path, target: Path) -> None:
    for source in (folder / "parts").glob("??/*"):
        place = target / "parts" / source.parent.name / source.name
        files.make_folder(place.parent)
        try:
            os.link(source, place)
        except OSError:
            files.copy_durably(source, place)


def _rotate(folder: Path) -> None:
    made = listed(folder)
    for kind, count in KEEP.items():
        for old in [backup for backup in made if backup.kind == kind][count:]:
            shutil.rmtree(old.path, ignore_errors=True)


def restore(folder: Path, backup: Path, now: datetime) -> Path:
    """Put a backup in the place of a vault; what was there is kept beside it. Return where the old files are.

    Raise NotAVaultError for a backup that is empty or cut, before anything is moved.
    """
    size = (backup / "vault.db").stat().st_size if (backup / "vault.db").is_file() else 0
    if not size or size % PAGE:
        raise NotAVaultError
    keyslots.read(backup)
    lock = files.VaultLock(folder)
    try:
        ready = folder / "vault.db.restored"
        files.copy_durably(backup / "vault.db", ready)
        kept = folder / FOLDER / f"replaced-{now.astimezone(UTC).strftime(_STAMP)}"
        files.make_folder(kept)
        for name in ("vault.db-wal", "vault.db-shm", "vault.db", keyslots.NAME):
            if (folder / name).exists():
                (folder / name).replace(kept / name)
        for source in (backup / "parts").glob("??/*"):
            place = folder / "parts" / source.parent.name / source.name
            if not place.exists():
                files.make_folder(place.parent)
                files.copy_durably(source, place)
        files.copy_durably(backup / keyslots.NAME, folder / keyslots.NAME)
        files.write_durably(folder / RESTORED, b"")
        ready.replace(folder / "vault.db")
        files.sync_folder(folder)
    except OSError as error:
        raise StorageError(reason=reason_of(error)) from error
    finally:
        lock.release()
    return kept


def everything(folder: Path) -> list[Path]:
    """Return every folder that holds an older state of a vault: backups, and what a restore put aside."""
    return sorted(path.parent for path in (folder / FOLDER).glob("*/vault.db"))


def remove_all(folder: Path) -> int:
    """Remove every older state of a vault; return how many."""
    found = everything(folder)
    for path in found:
        shutil.rmtree(path, ignore_errors=True)
    return len(found)
