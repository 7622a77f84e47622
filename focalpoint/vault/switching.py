"""Replaces several files of a vault in one step: killed at any point, all are old or all are new.

What is new is written to `switching.part/`, flushed, and listed there in `moves.json`. That this folder gets the name
`switching` is the one step. From then on every opening of the vault first completes the moves, which may be repeated;
before it, nothing has changed. A database moves together with its write-ahead log, never without.
"""

import os
import re
import shutil
from pathlib import Path

import msgspec

from focalpoint.domain.errors import reason_of
from focalpoint.vault.errors import DamagedDatabaseError, StorageError
from focalpoint.vault.files import copy_durably, make_folder, newest_backup, settle, sync_folder, write_durably

READY = "switching"
LIST = "moves.json"
_TARGET = re.compile(r"(backups/[0-9a-z-]{1,60}/)?(vault\.db|vault\.db-wal|keyslots\.json|restored|rekeying\.json)")
_KEPT = re.compile(r"backups/[0-9a-z-]{1,60}")
_SOURCE = re.compile(r"[0-9]{1,4}")


def is_own_name(name: str) -> bool:
    """Tell whether a folder of older states has a name of this program's making: others are left alone."""
    return bool(_KEPT.fullmatch(f"backups/{name}"))


class _Moves(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What goes where: files (name here, place in the vault), and folders that get their final name."""

    files: tuple[tuple[str, str], ...]
    kept: tuple[str, ...]

    def valid(self) -> bool:
        named = all(_SOURCE.fullmatch(source) and _TARGET.fullmatch(target) for source, target in self.files)
        return named and all(_KEPT.fullmatch(one) for one in self.kept)


class Switch:
    """Files that are made ready beside a vault whose lock the caller holds; `commit` puts them in place."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._part = folder, folder / f"{READY}.part"
        self._files: list[tuple[str, str]] = []
        self._kept: list[str] = []
        shutil.rmtree(self._part, ignore_errors=True)
        make_folder(self._part)

    def copy(self, source: Path, target: str) -> None:
        """Make a copy of a file ready."""
        copy_durably(source, self._part / self._name(target))

    def room(self, target: str) -> Path:
        """Return where a file that is still to be made goes; whoever makes it flushes it."""
        return self._part / self._name(target)

    def database(self, source: Path, target: str) -> None:
        """Make a copy of a database ready, with its write-ahead log if it has one."""
        self.copy(source, target)
        log = source.with_name(source.name + "-wal")
        if log.is_file() and log.stat().st_size:
            self.copy(log, f"{target}-wal")

    def write(self, content: bytes, target: str) -> None:
        """Make a file with some content ready."""
        write_durably(self._part / self._name(target), content)

    def keep(self, folder: str) -> None:
        """Let a folder `FOLDER.part` get its final name in the same step."""
        self._kept.append(folder)

    def _name(self, target: str) -> str:
        name = str(len(self._files))
        self._files.append((name, target))
        return name

    def commit(self) -> None:
        """Take the one step, and complete the moves."""
        moves = _Moves(tuple(self._files), tuple(self._kept))
        if not moves.valid():
            raise ValueError(moves)
        write_durably(self._part / LIST, msgspec.json.encode(moves))
        settle(self._part, self._folder / READY)
        finish(self._folder)


def finish(folder: Path) -> bool:
    """Complete what was committed, and clear away what was not; tell whether there was anything to complete.

    Call it with the lock of the vault held, before anything is opened. Raise StorageError or DamagedDatabaseError.
    """
    ready = folder / READY
    try:
        shutil.rmtree(folder / f"{READY}.part", ignore_errors=True)
        if not ready.is_dir():
            return False
        if (ready / LIST).is_file():
            _complete(folder, ready)
        shutil.rmtree(ready)
        sync_folder(folder)
    except OSError as error:
        raise StorageError(reason=reason_of(error)) from error
    return True


def _complete(folder: Path, ready: Path) -> None:
    try:
        moves = msgspec.json.decode((ready / LIST).read_bytes(), type=_Moves)
    except msgspec.MsgspecError as error:
        raise DamagedDatabaseError(backup=newest_backup(folder)) from error
    if not moves.valid():
        raise DamagedDatabaseError(backup=newest_backup(folder))
    for name in moves.kept:
        unfinished = folder / f"{name}.part"
        if unfinished.is_dir():
            settle(unfinished, folder / name)
    for source, target in moves.files:
        if not (ready / source).is_file():
            continue  # moved before the crash
        place = folder / target
        if place.name == "vault.db":  # the log of another database must never be found beside this one
            for log in ("-wal", "-shm"):
                place.with_name(place.name + log).unlink(missing_ok=True)
            sync_folder(place.parent)
        settle(ready / source, place)
    sync_folder(ready)
    (ready / LIST).unlink()  # last: a folder without its list has nothing left to do


def keep_beside(folder: Path, names: tuple[str, ...], target: Path) -> None:
    """Give files of a vault a second name in a folder, or copy them where the disk knows no second names."""
    make_folder(target)
    for name in names:
        source, place = folder / name, target / name
        if not source.is_file():
            continue
        try:
            os.link(source, place)
        except OSError:
            copy_durably(source, place)
    sync_folder(target)
