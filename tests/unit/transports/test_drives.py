"""Sticks are named and ejected by what each system offers; "safe" is said only when the system let go.

Windows and macOS cannot be run here: what they answer is played at the boundary of the calls.
"""

import ctypes
import plistlib
from collections.abc import Callable
from pathlib import Path

import pytest

from focalpoint.transports import drives, mac, mounts, windows
from focalpoint.transports.drives import EjectByHandError, EjectError
from focalpoint.transports.mounts import NoWayError, System

LINES = {
    "stick": r"/dev/sdb1 /media/office/BLUE\040STICK vfat rw,nosuid 0 0",
    "other": "/dev/sdb2 /media/office/SECOND vfat ro,nosuid 0 0",
    "card": "/dev/mmcblk0p1 /mnt/card vfat rw 0 0",
    "disk": "/dev/sda1 / ext4 rw 0 0",
    "home": "/dev/sda2 /home ext4 rw 0 0",
    "proc": "proc /proc proc rw 0 0",
}


@pytest.fixture
def linux(tmp_path: Path) -> System:
    for disk, removable in {"sda": "0", "sdb": "0", "mmcblk0": "1"}.items():
        (tmp_path / "block" / disk).mkdir(parents=True)
        (tmp_path / "block" / disk / "removable").write_text(removable)
    (tmp_path / "label").mkdir()
    (tmp_path / "label" / r"BLUE\x20STICK\xc3\xa9").symlink_to("/dev/sdb1")
    system = System(tmp_path / "mounts", tmp_path / "block", tmp_path / "label")
    plug(system, *LINES)
    return system


def plug(system: System, *names: str) -> None:
    system.table.write_text("\n".join(LINES[name] for name in names) + "\n")


def test_on_linux_sticks_have_the_name_given_to_them(linux: System) -> None:
    assert list(mounts.removable(linux)) == [
        (Path("/media/office/BLUE STICK"), "BLUE STICKé", True),
        (Path("/media/office/SECOND"), "", False),
        (Path("/mnt/card"), "", True),
    ]


def test_the_disk_of_a_partition_is_found(linux: System) -> None:
    assert [mounts.disk_of(linux, f"/dev/{name}") for name in ("sdb1", "mmcblk0p1", "sda")] == ["sdb", "mmcblk0", "sda"]


class Desktop:
    """Commands of a desktop: those named succeed, and unmounting takes the stick out of the table."""

    def __init__(self, system: System, works: tuple[str, ...], left: tuple[str, ...] = ("disk",)) -> None:
        self.system, self.works, self.left = system, works, left
        self.asked: list[str] = []

    def ask(self, command: list[str]) -> bytes | None:
        self.asked.append(" ".join(command[:2]))
        if self.asked[-1] not in self.works:
            return None
        if command[1] in ("unmount", "mount"):
            plug(self.system, *self.left)
        return b""

    def find(self, *there: str) -> Callable[[str], str | None]:
        return lambda name: name if name in there else None


STICK = Path("/media/office/BLUE STICK")


def test_udisks_unmounts_and_powers_off(linux: System) -> None:
    desktop = Desktop(linux, ("udisksctl unmount", "udisksctl power-off"))
    assert mounts.eject(linux, desktop.ask, desktop.find("udisksctl", "gio"), STICK)
    assert desktop.asked == ["udisksctl unmount", "udisksctl power-off"]


def test_gio_helps_where_udisks_is_missing_or_refuses(linux: System) -> None:
    for there in (("gio",), ("udisksctl", "gio")):
        plug(linux, *LINES)
        desktop = Desktop(linux, ("gio mount",))
        assert mounts.eject(linux, desktop.ask, desktop.find(*there), STICK)
        assert desktop.asked[-1] == "gio mount"


def test_a_stick_that_is_in_use_is_not_called_safe(linux: System) -> None:
    desktop = Desktop(linux, ())
    assert not mounts.eject(linux, desktop.ask, desktop.find("udisksctl"), STICK)
    assert desktop.asked == ["udisksctl unmount"]


def test_a_command_that_says_yes_while_the_stick_is_still_mounted_is_not_believed(linux: System) -> None:
    desktop = Desktop(linux, ("udisksctl unmount", "udisksctl power-off"), left=("disk", "stick"))
    assert not mounts.eject(linux, desktop.ask, desktop.find("udisksctl"), STICK)
    assert "udisksctl power-off" not in desktop.asked


def test_another_partition_of_the_same_stick_keeps_it_from_being_safe(linux: System) -> None:
    desktop = Desktop(linux, ("udisksctl unmount", "udisksctl power-off"), left=("disk", "other"))
    assert not mounts.eject(linux, desktop.ask, desktop.find("udisksctl"), STICK)


def test_without_any_such_command_the_person_must_do_it(linux: System) -> None:
    desktop = Desktop(linux, ())
    with pytest.raises(NoWayError):
        mounts.eject(linux, desktop.ask, desktop.find(), STICK)


def test_a_stick_that_is_gone_already_may_be_pulled_out(linux: System) -> None:
    plug(linux, "disk")
    desktop = Desktop(linux, ())
    assert mounts.eject(linux, desktop.ask, desktop.find(), STICK)


@pytest.mark.parametrize(("answer", "error"), [(False, EjectError), (NoWayError(), EjectByHandError)])
def test_what_the_system_refuses_is_said_with_a_code(
    monkeypatch: pytest.MonkeyPatch, answer: object, error: type[Exception]
) -> None:
    def eject(*_arguments: object) -> bool:
        if isinstance(answer, Exception):
            raise answer
        return bool(answer)

    monkeypatch.setattr(mounts, "eject", eject)
    with pytest.raises(error) as refusal:
        drives.eject(STICK, "BLUE STICK")
    assert "pull it out" in getattr(refusal.value, "safe", "")


def test_a_command_of_the_system_is_heard_or_known_to_have_failed() -> None:
    assert drives.ask(["/bin/echo", "yes"]) == b"yes\n"
    assert drives.ask(["/bin/false"]) is None
    assert drives.ask(["/nowhere/udisksctl"]) is None


class Windows:
    """kernel32 with one stick at E: and an empty card reader at F:."""

    def __init__(self, refuses: int = 0, times: int = 1_000) -> None:
        self.refuses, self.times = refuses, times
        self.codes: list[int] = []
        self.removal: int | None = None
        self.open: list[str] = []

    def GetDriveTypeW(self, root: str) -> int:  # noqa: N802
        return 2 if root[0] in "EF" else 3

    def GetVolumeInformationW(self, root: str, name: object, _size: int, *_rest: object) -> int:  # noqa: N802
        if root[0] == "F":
            return 0
        assert isinstance(name, ctypes.Array)
        name.value = "عمل"
        return 1

    def CreateFileW(self, name: str, _access: int, _share: int, *_rest: object) -> int | None:  # noqa: N802
        self.open.append(name)
        return 77

    def DeviceIoControl(self, handle: object, code: int, *rest: object) -> int:  # noqa: N802
        assert handle == 77
        self.codes.append(code)
        if code == windows.REMOVAL:
            self.removal = rest[0]._obj.value  # type: ignore[attr-defined]
        if code == self.refuses and self.times:
            self.times -= 1
            return 0
        return 1

    def CloseHandle(self, handle: object) -> int:  # noqa: N802
        self.open.clear()
        return 1


def test_on_windows_sticks_have_their_name_and_letter_and_an_empty_reader_is_none() -> None:
    ((path, label, _writable),) = windows.removable(Windows())
    assert (str(path), label) == ("E:\\", "عمل (E:)")


def test_on_windows_a_stick_is_locked_dismounted_freed_and_ejected_in_this_order() -> None:
    system = Windows()
    assert windows.eject(system, Path("E:\\"))
    assert system.codes == [windows.LOCK, windows.DISMOUNT, windows.REMOVAL, windows.EJECT]
    assert (system.removal, system.open) == (0, [])


@pytest.mark.parametrize("code", [windows.LOCK, windows.DISMOUNT, windows.REMOVAL, windows.EJECT])
def test_on_windows_a_step_that_is_refused_is_not_called_safe(monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    monkeypatch.setattr(windows, "PAUSE", 0)
    system = Windows(refuses=code)
    assert not windows.eject(system, Path("E:\\"))
    assert system.codes[-1] == code
    assert system.open == [], "the volume is closed all the same"


def test_on_windows_a_stick_in_use_is_asked_again_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "PAUSE", 0)
    system = Windows(refuses=windows.LOCK, times=3)
    assert windows.eject(system, Path("E:\\"))
    assert system.codes.count(windows.LOCK) == 4


@pytest.mark.parametrize(
    ("told", "shown"),
    [({"Ejectable": True}, True), ({"RemovableMedia": True}, True), ({"Internal": True}, False),
     ({"Ejectable": True, "BusProtocol": "Disk Image"}, False), (None, False)],
)  # fmt: skip
def test_on_a_mac_only_what_can_be_ejected_is_listed(tmp_path: Path, told: dict[str, object], shown: bool) -> None:
    (tmp_path / "BLUE").mkdir()
    (tmp_path / "Macintosh HD").symlink_to("/")
    asked: list[list[str]] = []

    def ask(command: list[str]) -> bytes | None:
        asked.append(command)
        return None if told is None else plistlib.dumps(told)

    for _twice in range(2):
        assert [label for _path, label, _writable in mac.removable(ask, tmp_path)] == (["BLUE"] if shown else [])
    assert len(asked) == 1, "a volume is asked about once"


def test_on_a_mac_a_stick_is_ejected_by_diskutil(tmp_path: Path) -> None:
    assert mac.eject(lambda command: b"" if command == [mac.DISKUTIL, "eject", str(tmp_path)] else None, tmp_path)
    assert not mac.eject(lambda command: None, tmp_path)
