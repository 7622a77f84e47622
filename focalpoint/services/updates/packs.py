"""Checking an update pack: whose it is, whether it is whole, and what keeps it from being applied here."""

import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from focalpoint import paths, version, versions
from focalpoint.bundles import update
from focalpoint.bundles.update import BadUpdateError, ReleaseKeys, UpdateManifest
from focalpoint.domain.errors import FocalpointError, reason_of
from focalpoint.domain.languages import fallback
from focalpoint.services.core.tasks import Task
from focalpoint.services.updates.errors import (
    NotInstalledError,
    OlderUpdateError,
    OtherPlatformError,
    TooFarUpdateError,
    UnreachableUpdateError,
)

ANY, NO_LIBRARY = "any", "0.0"


@dataclass(frozen=True, slots=True)
class CheckedUpdate:
    """A whole update that the release keys have signed, and what keeps it from being applied here, if anything."""

    path: Path
    manifest: UpdateManifest
    digest: str
    size: int
    refusal: FocalpointError | None
    trusted: ReleaseKeys  # by which it was verified

    def notes(self, language: str) -> str:
        """Return what is new, in a language or the next best."""
        return next((self.manifest.notes[code] for code in fallback(language) if code in self.manifest.notes), "")


def program_keys() -> ReleaseKeys:
    """Return the release keys that came with this program; none, if it was built without."""
    return update.read_keys((paths.share() / "resources" / "release" / "keys.json").read_bytes().strip())


def failed_once() -> str:
    """Return the version that was taken back because it did not start, "" if none was; told once."""
    state = versions.read_state()
    taken = str(state.pop("taken_back", ""))
    if taken:
        with suppress(OSError):
            versions.write_state(state)
    return taken


def own_platform() -> str:
    """Return the name of this system, as in `linux-x86_64`."""
    return f"{sys.platform}-{platform.machine().lower()}"


def own_tree(kind: str) -> Path | None:
    """Return the folder whose files a new version may take over; None if the program is not installed as a folder."""
    if kind == "library":
        return paths.share()
    return Path(sys.executable).resolve().parent if getattr(sys, "frozen", False) else None


@dataclass(frozen=True, slots=True)
class VersionsHere:
    """The versions that are in place; "" for none."""

    running: str
    waiting: str
    library_version: str
    taken_back: str


def versions_here() -> VersionsHere:
    """Return the versions that are in place."""
    state, running = versions.read_state(), version.program_version()
    waiting, library = newest_version("program"), newest_version("library")
    return VersionsHere(
        running, waiting if waiting != running else "", library if library != NO_LIBRARY else "",
        str(state.get("taken_back", "")),
    )  # fmt: skip


@contextmanager
def opened_update(path: Path) -> Iterator[BinaryIO]:
    """Open the file of a pack; raise UnreachableUpdateError."""
    try:
        if not path.is_file():
            raise FileNotFoundError(2, "")
        with path.open("rb") as stream:
            yield stream
    except OSError as error:
        raise UnreachableUpdateError(reason=reason_of(error)) from error


def check_update(path: Path, task: Task | None = None, keys: ReleaseKeys | None = None) -> CheckedUpdate:
    """Check a pack from its first byte to its last; raise BadUpdateError, ForeignUpdateError, UnreachableUpdateError.

    What keeps it from being applied here is not raised but told.
    """
    progress = task or Task()
    with opened_update(path) as stream:
        size = path.stat().st_size
        trusted = keys or program_keys()
        read = update.read_head(stream, trusted)
        wanted = parts_of(read.manifest)
        for place, _part in enumerate(update.read_parts(stream, wanted)):
            progress.report(place, len(wanted))
    if read.manifest.kind == "library" and not all(map(paths.is_of_library, (one.path for one in read.manifest.files))):
        raise BadUpdateError
    return CheckedUpdate(path, read.manifest, read.digest, size, refusal(read.manifest), trusted)


def is_wanted(path: Path) -> bool:
    """Tell whether a file says that it is an update that can be applied here; its head alone is verified."""
    try:
        seen = path.stat()
        return _is_wanted(path, seen.st_size, seen.st_mtime_ns)
    except OSError:
        return False


@lru_cache(maxsize=20)
def _is_wanted(path: Path, _size: int, _changed: int) -> bool:
    try:
        with opened_update(path) as stream:
            return refusal(update.read_head(stream, program_keys()).manifest) is None
    except FocalpointError:
        return False


def parts_of(made: UpdateManifest) -> frozenset[str]:
    """Return the parts that a pack brings."""
    return frozenset(part for one in made.files for part in one.parts)


def refusal(made: UpdateManifest) -> FocalpointError | None:
    """Return what keeps a sound update from being applied here, None if nothing does."""
    there = newest_version(made.kind)
    program = version.program_version()
    if made.platform not in (ANY, own_platform()):
        return OtherPlatformError(platform=made.platform, there=own_platform())
    if not versions.is_newer(made.version, there):
        return OlderUpdateError(version=made.version, there=there)
    if versions.is_newer(made.least, program):
        return TooFarUpdateError(least=made.least, there=program)
    if own_tree(made.kind) is None:
        return NotInstalledError()
    return None


def newest_version(kind: str) -> str:
    """Return the newest version that is there, running or waiting for the next start."""
    if kind == "library":
        state = versions.read_state(versions.LIBRARY)
        applied = str(state.get("current", ""))
        return applied if applied and state.get("program") == version.program_version() else NO_LIBRARY
    waiting, own = str(versions.read_state().get("current", "")), version.program_version()
    return waiting if versions.is_newer(waiting, own) else own
