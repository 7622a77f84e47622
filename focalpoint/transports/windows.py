"""Removable drives on Windows, by documented calls. Not run by the tests on Windows: the calls are played to it.

Ejecting follows "Ejecting media" of the Windows documentation: lock the volume, dismount it, allow its removal, eject.
"""

import ctypes
import os
import string
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, cast

REMOVABLE = 2
READ_WRITE, SHARED, EXISTING = 0xC0000000, 0x3, 3
LOCK, DISMOUNT, REMOVAL, EJECT = 0x00090018, 0x00090020, 0x002D4804, 0x002D4808
NOTHING = (None, 0, (-1) & 0xFFFFFFFF, (-1) & 0xFFFFFFFFFFFFFFFF)  # what CreateFileW may return for "no handle"
TRIES, PAUSE = 20, 0.5  # as in the documentation: ten seconds in all
LONGEST = 261


class Kernel(Protocol):
    """What is used of kernel32."""

    def GetDriveTypeW(self, root: str, /) -> int:  # noqa: N802 - the name in Windows
        """Return the kind of a drive."""

    def GetVolumeInformationW(self, root: str, name: object, size: int, /, *rest: object) -> int:  # noqa: N802
        """Write the name of a volume into a buffer."""

    def CreateFileW(self, name: str, access: int, share: int, /, *rest: object) -> int | None:  # noqa: N802
        """Open a volume."""

    def DeviceIoControl(self, handle: object, code: int, /, *rest: object) -> int:  # noqa: N802
        """Ask something of a volume."""

    def CloseHandle(self, handle: object, /) -> int:  # noqa: N802
        """Close a volume."""


def kernel() -> Kernel:
    """Return kernel32, with handles as wide as they are."""
    loaded = getattr(ctypes, "WinDLL")("kernel32")  # noqa: B009 - the attribute exists on Windows only
    loaded.CreateFileW.restype = ctypes.c_void_p
    loaded.DeviceIoControl.argtypes = [
        ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p, ctypes.c_uint32, ctypes.c_void_p, ctypes.c_uint32,
        ctypes.c_void_p, ctypes.c_void_p,
    ]  # fmt: skip
    loaded.CloseHandle.argtypes = [ctypes.c_void_p]
    return cast(Kernel, loaded)


def removable(system: Kernel) -> Iterator[tuple[Path, str, bool]]:
    """Yield the root, the name and whether it can be written, of each drive that can be pulled out."""
    for letter in string.ascii_uppercase:
        root = f"{letter}:\\"
        if system.GetDriveTypeW(root) != REMOVABLE:
            continue
        name = ctypes.create_unicode_buffer(LONGEST)
        if system.GetVolumeInformationW(root, name, LONGEST, None, None, None, None, 0):  # 0: no medium in the reader
            yield Path(root), f"{name.value} ({letter}:)" if name.value else f"{letter}:", os.access(root, os.W_OK)


def eject(system: Kernel, path: Path) -> bool:
    """Lock, dismount and eject a volume; tell whether each step was done."""
    volume = system.CreateFileW(f"\\\\.\\{str(path)[:2]}", READ_WRITE, SHARED, None, EXISTING, 0, None)
    if volume in NOTHING:
        return False
    try:
        allowed = ctypes.c_ubyte(0)  # PREVENT_MEDIA_REMOVAL: no
        return (
            _locked(system, volume)
            and _asked(system, volume, DISMOUNT)
            and _asked(system, volume, REMOVAL, allowed)
            and _asked(system, volume, EJECT)
        )
    finally:
        system.CloseHandle(volume)


def _locked(system: Kernel, volume: object) -> bool:
    for _try in range(TRIES):
        if _asked(system, volume, LOCK):
            return True
        time.sleep(PAUSE)
    return False


def _asked(system: Kernel, volume: object, code: int, said: ctypes.c_ubyte | None = None) -> bool:
    returned = ctypes.c_uint32(0)
    given = (ctypes.byref(said), ctypes.sizeof(said)) if said is not None else (None, 0)
    return bool(system.DeviceIoControl(volume, code, *given, None, 0, ctypes.byref(returned), None))
