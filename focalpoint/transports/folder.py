"""A folder as a carrier (a stick, a share): written, flushed, renamed, read back from the device and hashed again."""

import errno
import hashlib
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from focalpoint import durable
from focalpoint.domain.errors import FocalpointError, reason_of
from focalpoint.domain.wording import N_

_GONE = (errno.ENODEV, errno.ENXIO, errno.ESTALE)
_FULL = (errno.ENOSPC, errno.EDQUOT)
_LOCKED = (errno.EROFS, errno.EACCES, errno.EPERM)
_WINDOWS = {  # what Windows says, where Python's own number says less
    19: errno.EROFS, 21: errno.ENODEV, 55: errno.ENODEV, 112: errno.ENOSPC, 206: errno.ENAMETOOLONG,
    223: errno.EFBIG, 433: errno.ENODEV, 1110: errno.ENODEV, 1167: errno.ENODEV,
}  # fmt: skip


class CarrierError(FocalpointError):
    """The stick or folder refused: full, read-only, pulled out."""

    message = N_("The file could not be written to “{place}” ({reason}).")
    safe = N_("Your vault is unchanged. No usable file was left there.")
    remedy = N_("Check that the stick is in place, has free space and is not write-protected, then try again.")
    code = "USB-101"


class CarrierGoneError(CarrierError):
    """The stick was pulled out, or stopped answering, in the middle."""

    message = N_("“{place}” stopped answering while it was being written. Was it pulled out?")
    safe = N_("Your vault is unchanged, and nothing counts as sent.")
    remedy = N_("Put it in again, remove what was left of this file on it, then write it again.")
    code = "USB-103"


class CarrierFullError(CarrierError):
    """There is no room left."""

    message = N_("“{place}” is full.")
    remedy = N_("Make room on it or take a larger one, or let documents stay for the next time, then try again.")
    code = "USB-104"


class CarrierLockedError(CarrierError):
    """It may be read, not written."""

    message = N_("“{place}” cannot be written: {reason}.")
    remedy = N_("Move the small switch on the stick if it has one, or choose another place, then try again.")
    code = "USB-105"


class CarrierNameError(CarrierError):
    """The name of the file is longer than the place allows."""

    message = N_("The file name “{name}” is too long for “{place}”.")
    remedy = N_("Choose a shorter name, then try again.")
    code = "USB-106"


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


class HashingSink:
    """A file being written that hashes what passes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.digest, self.size = stream, hashlib.sha256(), 0

    def write(self, content: bytes) -> int:
        """Write bytes and return how many."""
        self.digest.update(content)
        self.size += len(content)
        return self._stream.write(content)


Produce = Callable[[HashingSink], None]


def deliver(target: Path, produce: Produce) -> Delivered:
    """Write a file through `produce`, flush it to the device, rename it into place, and read it back.

    A file of that name that was there before stays as it is until the new one is whole.
    """
    return deliver_all([(target, produce)])[0]


def deliver_all(files: Sequence[tuple[Path, Produce]]) -> list[Delivered]:
    """Write files of one folder that belong together: none has its name before all are whole."""
    folder = files[0][0].parent
    unfinished: list[Path] = []
    begun = folder.is_dir()
    try:
        sinks = [_write(target, produce, unfinished) for target, produce in files]
        for target, _produce in files:
            durable.replace(durable.unfinished(target), target)
            unfinished.append(target)
        durable.flush_folder(folder)
        found = [hash_from_device(target) for target, _produce in files]
    except OSError as error:
        left = [path for path in unfinished if not _remove(path)]
        raise _refusal(folder, files[0][0].name, error, gone=begun and (bool(left) or not folder.is_dir())) from error
    except BaseException:
        for path in unfinished:
            _remove(path)
        raise
    if any(digest != sink.digest.hexdigest() for digest, sink in zip(found, sinks, strict=True)):
        for target, _produce in files:
            _remove(target)
        raise CarrierMismatchError(place=_named(folder))
    return [
        Delivered(target, sink.size, digest) for (target, _p), sink, digest in zip(files, sinks, found, strict=True)
    ]


def _write(target: Path, produce: Produce, unfinished: list[Path]) -> HashingSink:
    beside = durable.unfinished(target)
    with durable.flushed(beside, mode=durable.BY_UMASK) as stream:
        unfinished.append(beside)
        counted = HashingSink(stream)
        produce(counted)
    return counted


def _named(folder: Path) -> str:
    return folder.name or str(folder)


def _refusal(folder: Path, name: str, error: OSError, *, gone: bool) -> CarrierError:
    """Return the error that says why the system refused."""
    place = _named(folder)
    number = _WINDOWS.get(getattr(error, "winerror", None) or 0, error.errno)
    if number in _LOCKED:
        told = error if number == error.errno else OSError(number, "")
        return CarrierLockedError(place=place, reason=reason_of(told))
    if gone or number in _GONE:
        return CarrierGoneError(place=place)
    if number in _FULL:
        return CarrierFullError(place=place)
    if number == errno.ENAMETOOLONG:
        return CarrierNameError(place=place, name=name)
    return CarrierError(place=place, reason=reason_of(error))


def hash_from_device(path: Path) -> str:
    """Return the SHA-256 of a file as the device gives it, not the cache."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # ask the device, not the cache
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _remove(path: Path) -> bool:
    """Remove a file; tell whether it is certainly gone."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False  # the device is gone, or lets nothing be changed any more
    return True
