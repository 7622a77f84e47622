"""Removable drives of this computer."""

import ctypes
import os
import shutil
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


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
    for path in _mounts():
        try:
            usage = shutil.disk_usage(path)
        except OSError:
            continue  # pulled out since it was listed
        found.append(Drive(path, path.name or str(path), usage.free, usage.total, os.access(path, os.W_OK)))
    return found


def _mounts() -> Iterator[Path]:
    if sys.platform == "win32":
        yield from _windows()
    elif sys.platform == "darwin":
        yield from (path for path in Path("/Volumes").iterdir() if path.is_mount())
    else:
        yield from _linux()


def _linux() -> Iterator[Path]:
    try:
        lines = Path("/proc/mounts").read_text("utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        device, mounted, *_rest = line.split(" ")
        if not device.startswith("/dev/"):
            continue
        path = Path(mounted.replace("\\040", " ").replace("\\011", "\t"))
        by_hand = mounted.startswith(("/media/", "/run/media/"))
        if by_hand or (_is_removable(Path(device).name) and mounted not in ("/", "/boot")):
            yield path


def _is_removable(name: str) -> bool:
    for block in Path("/sys/block").glob("*"):
        if name == block.name or name.startswith(block.name):
            try:
                return (block / "removable").read_text().strip() == "1"
            except OSError:
                return False
    return False


def _windows() -> Iterator[Path]:
    removable_kind = 2
    windows = getattr(ctypes, "windll")  # noqa: B009 - the attribute exists on Windows only
    for letter in string.ascii_uppercase:
        root = f"{letter}:\\"
        if windows.kernel32.GetDriveTypeW(root) == removable_kind:
            yield Path(root)
