"""Removable drives on macOS, by its own `diskutil`. Not run by the tests on a Mac: what it answers is played to it."""

import os
import plistlib
from collections.abc import Callable, Iterator
from pathlib import Path

DISKUTIL = "/usr/sbin/diskutil"
Ask = Callable[[list[str]], bytes | None]
_known: dict[tuple[str, int], bool] = {}  # asking takes a moment, and a volume does not change its nature


def removable(ask: Ask, volumes: Path = Path("/Volumes")) -> Iterator[tuple[Path, str, bool]]:
    """Yield the mount point, the name and whether it can be written, of each drive that can be pulled out."""
    try:
        paths = [path for path in volumes.iterdir() if not path.is_symlink()]
        marks = [(path, path.stat().st_dev) for path in paths]
    except OSError:
        return
    for path, mark in marks:
        known = (str(path), mark)
        if known not in _known:
            _known[known] = _ejectable(ask([DISKUTIL, "info", "-plist", str(path)]))
        if _known[known]:
            yield path, path.name, os.access(path, os.W_OK)


def _ejectable(answer: bytes | None) -> bool:
    try:
        told = plistlib.loads(answer or b"")
    except (plistlib.InvalidFileException, ValueError):
        return False
    image = told.get("BusProtocol") == "Disk Image"
    return not image and bool(told.get("Ejectable") or told.get("RemovableMedia"))


def eject(ask: Ask, path: Path) -> bool:
    """Unmount a drive and let its device go; tell whether that was done."""
    return ask([DISKUTIL, "eject", str(path)]) is not None
