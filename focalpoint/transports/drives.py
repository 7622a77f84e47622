"""Removable drives of this computer: their names, their room, and how to let go of one."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_
from focalpoint.transports import mac, mounts, windows

SECONDS = 60  # a slow stick takes its time to write what is left


class EjectError(FocalpointError):
    """The system did not let go of a drive."""

    message = N_("The system did not let go of “{drive}”: something on it may still be open.")
    safe = N_("What was written to it is complete. Do not pull it out yet.")
    remedy = N_("Close what is open on it, then try again, or eject it as you usually do.")
    code = "USB-110"


class EjectByHandError(FocalpointError):
    """Nothing here can be asked to let go of a drive."""

    message = N_("“{drive}” cannot be ejected from here on this computer.")
    safe = N_("What was written to it is complete. Do not pull it out yet.")
    remedy = N_("Eject it as you usually do, and pull it out when the system says so.")
    code = "USB-111"


@dataclass(frozen=True, slots=True)
class Drive:
    """A drive that can be pulled out: mount point, name, free and total bytes, whether it can be written."""

    path: Path
    label: str
    free: int
    total: int
    writable: bool


def removable() -> list[Drive]:
    """Return the removable drives mounted now."""
    found = []
    for path, label, writable in _listed():
        try:
            usage = shutil.disk_usage(path)
        except OSError:
            continue  # pulled out since it was listed
        found.append(Drive(path, label or path.name or str(path), usage.free, usage.total, writable))
    return found


def _listed() -> Iterator[tuple[Path, str, bool]]:
    if sys.platform == "win32":
        yield from windows.removable(windows.kernel())
    elif sys.platform == "darwin":
        yield from mac.removable(ask)
    else:
        yield from mounts.removable(mounts.System())


def eject(path: Path, label: str) -> None:
    """Let go of a drive; return only when it may be pulled out. Raise EjectError or EjectByHandError."""
    try:
        if sys.platform == "win32":
            done = windows.eject(windows.kernel(), path)
        elif sys.platform == "darwin":
            done = mac.eject(ask, path)
        else:
            done = mounts.eject(mounts.System(), ask, shutil.which, path)
    except mounts.NoWayError as error:
        raise EjectByHandError(drive=label) from error
    if not done:
        raise EjectError(drive=label)


def ask(command: list[str]) -> bytes | None:
    """Run a command of the system and return what it says, None if it failed."""
    try:
        answer = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout if answer.returncode == 0 else None
