"""Removable drives on Linux, from what the kernel and udev say, and unmounting by the desktop's own services."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

BY_HAND = ("/media/", "/run/media/")  # where desktops mount what a person plugs in
Ask = Callable[[list[str]], bytes | None]
Find = Callable[[str], str | None]


class NoWayError(Exception):
    """Nothing here can unmount for a person."""


@dataclass(frozen=True, slots=True)
class System:
    """Where the kernel tells of mounts and disks, and udev of names."""

    table: Path = Path("/proc/mounts")
    disks: Path = Path("/sys/block")
    labels: Path = Path("/dev/disk/by-label")


@dataclass(frozen=True, slots=True)
class Mount:
    """A device and where it is mounted."""

    device: str
    path: Path
    writable: bool


def mounted_devices(system: System) -> list[Mount]:
    """Return the mounted devices."""
    try:
        lines = system.table.read_text("utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        device, mounted, _kind, options, *_rest = [*line.split(" "), "", "", ""]
        if device.startswith("/dev/"):
            found.append(Mount(device, Path(_plain(mounted)), "ro" not in options.split(",")))
    return found


def _plain(escaped: str) -> str:
    """Return a path as it is: the kernel writes blanks and backslashes in octal."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), escaped)


def removable(system: System) -> Iterator[tuple[Path, str, bool]]:
    """Yield the mount point, the name and whether it can be written, of each drive that can be pulled out."""
    names = _names(system)
    for mount in mounted_devices(system):
        path = str(mount.path)
        if path.startswith(BY_HAND) or (_is_removable(system, mount.device) and path not in ("/", "/boot")):
            yield mount.path, names.get(os.path.realpath(mount.device), ""), mount.writable


def _names(system: System) -> dict[str, str]:
    """Return the name that was given to the file system of each device."""
    try:
        links = list(system.labels.iterdir())
    except OSError:
        return {}
    return {os.path.realpath(link): _name(link.name) for link in links}


def _name(escaped: str) -> str:
    """Return a name as it is: udev writes what is no plain letter as the bytes of UTF-8 in hexadecimal."""
    raw = re.sub(rb"\\x([0-9a-f]{2})", lambda found: bytes.fromhex(found[1].decode()), os.fsencode(escaped))
    return raw.decode("utf-8", errors="replace")


def disk_of(system: System, device: str) -> str:
    """Return the name of the disk of a device: `sdb` of `/dev/sdb1`."""
    name = Path(os.path.realpath(device)).name
    try:
        disks = [block.name for block in system.disks.iterdir()]
    except OSError:
        return name
    return max((disk for disk in disks if name == disk or name.startswith(disk)), key=len, default=name)


def _is_removable(system: System, device: str) -> bool:
    try:
        return (system.disks / disk_of(system, device) / "removable").read_text().strip() == "1"
    except OSError:
        return False


def eject(system: System, ask: Ask, find: Find, path: Path) -> bool:
    """Unmount a drive by udisks or by gio; tell whether nothing of its disk is mounted any more."""
    mount = next((one for one in mounted_devices(system) if one.path == path), None)
    if mount is None:
        return True
    udisks, gio = find("udisksctl"), find("gio")
    if udisks is None and gio is None:
        raise NoWayError
    quiet = "--no-user-interaction"
    if udisks is not None and ask([udisks, "unmount", "-b", mount.device, quiet]) is not None:
        if not _mounted(system, mount.device):
            ask([udisks, "power-off", "-b", mount.device, quiet])
    elif gio is not None:
        ask([gio, "mount", "-e", str(path)])
    return not _mounted(system, mount.device)


def _mounted(system: System, device: str) -> bool:
    disk = disk_of(system, device)
    return any(one.device == device or disk_of(system, one.device) == disk for one in mounted_devices(system))
