"""Write files so that a crash, a pulled stick or a power cut leaves the old file or the new one, never a half.

The steps are always these: write beside the final name, flush the bytes to the device, rename, flush the folder.
Errors of the system (no space, write-protected, gone) are raised as they are, as OSError; callers say what they mean.
"""

import errno
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

UNFINISHED = ".part"  # how the name of a file that is still being written ends
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.7, 1.0)  # seconds between tries while another program holds a file
BLOCK = 1 << 20
PRIVATE, BY_UMASK = 0o600, 0o666
_HELD = (
    5,
    32,
    33,
)  # Windows: access denied, sharing violation, lock violation: scanners hold a new file a moment
_NO_FOLDER_FLUSH = (errno.EINVAL, errno.ENOTSUP)  # what shares answer that cannot flush a folder


def flush(handle: int) -> None:
    """Wait until the device has what was written; on macOS `fsync` alone leaves it in the device's own memory."""
    full = getattr(fcntl, "F_FULLFSYNC", None) if sys.platform != "win32" else None
    if full is not None:
        try:
            fcntl.fcntl(handle, full)
        except OSError:  # not every file system there can be asked
            os.fsync(handle)
    else:
        os.fsync(handle)


def hold(handle: int) -> None:
    """Keep other processes from holding the same file, until it is closed or this one ends; OSError if one does."""
    if sys.platform == "win32":
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def flush_folder(folder: Path) -> None:
    """Wait until the device has the names in a folder, where the system and the file system can."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        flush(handle)
    except OSError as error:
        if error.errno not in _NO_FOLDER_FLUSH:
            raise
    finally:
        os.close(handle)


def replace(source: Path, target: Path) -> None:
    """Rename a file or folder, in the place of a file that has the name; on Windows try again while it is held."""
    _patiently(partial(source.replace, target))


def rename(source: Path, target: Path) -> None:
    """Rename as the system does it: Windows refuses a name that is taken; try again there while it is held."""
    _patiently(partial(source.rename, target))


def _patiently(step: Callable[[], object]) -> None:
    for pause in PAUSES:
        try:
            step()
        except OSError as error:
            if getattr(error, "winerror", None) not in _HELD:
                raise
            time.sleep(pause)
        else:
            return
    step()


def settle(source: Path, target: Path) -> None:
    """Give a file or folder that is flushed its final name for good."""
    replace(source, target)
    flush_folder(target.parent)


def unfinished(target: Path) -> Path:
    """Return the name beside a file under which it is written."""
    return target.with_name(target.name + UNFINISHED)


@contextmanager
def flushed(path: Path, *, mode: int = PRIVATE, new: bool = False) -> Iterator[BinaryIO]:
    """Open a file under its own name for writing and flush it at the end; `new` refuses one that is there."""
    kind = os.O_EXCL if new else os.O_TRUNC
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | kind | getattr(os, "O_BINARY", 0), mode)
    with os.fdopen(handle, "wb") as stream:
        yield stream
        stream.flush()
        flush(stream.fileno())


@contextmanager
def replacing(target: Path, *, mode: int = PRIVATE, beside: Path | None = None) -> Iterator[BinaryIO]:
    """Open a file for writing that takes the place of `target` at the end, or leaves it as it was if anything fails.

    `beside` is another name to write under, where several processes may write the same file.
    """
    beside = beside or unfinished(target)
    try:
        with flushed(beside, mode=mode) as stream:
            yield stream
        settle(beside, target)
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def write(target: Path, content: bytes, *, mode: int = PRIVATE, beside: Path | None = None) -> None:
    """Write a file in one step."""
    with replacing(target, mode=mode, beside=beside) as stream:
        stream.write(content)


def copy(source: Path, target: Path) -> None:
    """Copy a file in one step; the copy is private."""
    with replacing(target) as out, source.open("rb") as stream:
        shutil.copyfileobj(stream, out, BLOCK)
