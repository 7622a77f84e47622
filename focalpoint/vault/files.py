"""Files of a vault: private, written so that a crash leaves the old or the new one, never a half."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from focalpoint import durable
from focalpoint.domain.errors import reason_of
from focalpoint.vault.errors import StorageError, VaultInUseError

SUFFIX = ".focalpoint"
PATIENCE = (0.05, 0.1, 0.15, 0.2)  # seconds between tries for the lock
BACKUP_NAME = re.compile(r"(?:([0-9]{6,9})-)?([0-9]{8}t[0-9]{6})-([a-z]+)", re.ASCII)  # order of making, moment, kind


def backup_order(name: str) -> tuple[int, str]:
    """Return the place of a backup in the order of making; those of older programs, without number, come first."""
    found = BACKUP_NAME.fullmatch(name)
    return (int(found[1] or 0), found[2]) if found else (-1, "")


def newest_backup(folder: Path) -> str:
    """Return the folder of the newest backup beside a vault, for a person to read; a dash if there is none."""
    made = [path.parent for path in (folder / "backups").glob("*-*/vault.db")]
    made = sorted((one for one in made if BACKUP_NAME.fullmatch(one.name)), key=lambda one: backup_order(one.name))
    return str(made[-1]) if made else "—"


@contextmanager
def refusals() -> Iterator[None]:
    """Raise StorageError where the system refuses."""
    try:
        yield
    except OSError as error:
        raise StorageError(reason=reason_of(error)) from error


def make_folder(path: Path) -> None:
    """Create a folder that only its owner may enter; raise StorageError."""
    with refusals():
        path.mkdir(mode=0o700, parents=True, exist_ok=True)


def sync_folder(path: Path) -> None:
    """Make a rename in a folder durable, where the system can; raise StorageError."""
    with refusals():
        durable.flush_folder(path)


def write_durably(path: Path, content: bytes) -> None:
    """Write a private file in one step; raise StorageError."""
    with refusals():
        durable.write(path, content)


def copy_durably(source: Path, target: Path) -> None:
    """Copy a file in one step; raise StorageError."""
    with refusals():
        durable.copy(source, target)


def settle(source: Path, target: Path) -> None:
    """Give a file or folder its final name for good; raise StorageError."""
    with refusals():
        durable.settle(source, target)


class VaultLock:
    """The mark that a process has the vault open; the system lifts it when the process ends, however it ends."""

    def __init__(self, folder: Path, patience: tuple[float, ...] = PATIENCE) -> None:
        try:
            handle = os.open(folder / "vault.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise StorageError(reason=reason_of(error)) from error
        self._stream: BinaryIO = os.fdopen(handle, "r+b")
        for seconds in (*patience, 0.0):
            try:
                durable.hold(self._stream.fileno())
            except OSError as error:
                if not seconds:
                    self._stream.close()
                    raise VaultInUseError from error
                time.sleep(seconds)  # a process that was ended a moment ago may still have a child that is ending
            else:
                return

    def release(self) -> None:
        """Let other processes open the vault."""
        self._stream.close()


def in_use(folder: Path) -> bool:
    """Tell whether a process has a vault open at this moment."""
    try:
        lock = VaultLock(folder, patience=())
    except VaultInUseError:
        return True
    lock.release()
    return False


class NoLock:
    """In the place of a lock, where nothing is written."""

    def release(self) -> None:
        """Do nothing."""
