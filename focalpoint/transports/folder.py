"""A folder as a carrier (a stick, a share): written, flushed, renamed, read back from the device and hashed again."""

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from focalpoint.domain.errors import FocalpointError, reason_of
from focalpoint.domain.wording import N_

_RETRIES = (0.05, 0.1, 0.2, 0.4, 0.7, 1.0)  # seconds; virus scanners on Windows hold a new file for a moment


class CarrierError(FocalpointError):
    """The stick or folder refused: full, read-only, pulled out."""

    message = N_("The file could not be written to “{place}” ({reason}).")
    safe = N_("Your vault is unchanged. No usable file was left there.")
    remedy = N_("Check that the stick is in place, has free space and is not write-protected, then try again.")
    code = "USB-101"


class CarrierMismatchError(FocalpointError):
    """What was read back is not what was written."""

    message = N_("What was read back from “{place}” is not what was written.")
    safe = N_("Your vault is unchanged. The faulty file was removed.")
    remedy = N_("Use another stick: this one does not keep what it is given.")
    code = "USB-102"


@dataclass(frozen=True, slots=True)
class Delivered:
    """A file delivered and read back: its path, size in bytes and SHA-256."""

    path: Path
    size: int
    sha256: str


class Sink:
    """A file being written that hashes what passes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.digest, self.size = stream, hashlib.sha256(), 0

    def write(self, content: bytes) -> int:
        """Write bytes and return how many."""
        self.digest.update(content)
        self.size += len(content)
        return self._stream.write(content)


def deliver(target: Path, produce: Callable[[Sink], None]) -> Delivered:
    """Write a file through `produce`, flush it to the device, rename it into place, and read it back.

    A file of that name that was there before stays as it is until the new one is whole.
    """
    temporary = target.with_name(target.name + ".part")
    unfinished = [temporary]
    try:
        with temporary.open("wb") as stream:
            counted = Sink(stream)
            produce(counted)
            stream.flush()
            os.fsync(stream.fileno())
        _rename(temporary, target)
        unfinished.append(target)
        _flush_folder(target.parent)
        found = _hash_from_device(target)
    except OSError as error:
        for path in unfinished:
            _remove(path)
        raise CarrierError(place=target.parent.name, reason=reason_of(error)) from error
    except BaseException:
        _remove(temporary)
        raise
    if found != counted.digest.hexdigest():
        _remove(target)
        raise CarrierMismatchError(place=target.parent.name)
    return Delivered(target, counted.size, found)


def _rename(source: Path, target: Path) -> None:
    for pause in _RETRIES:
        try:
            source.replace(target)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    source.replace(target)


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _hash_from_device(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # ask the device, not the cache
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return  # the device is gone; there is nothing left to remove
