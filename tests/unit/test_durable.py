"""Durable writes: the old file or the new one; flushed on every system; patient where another program holds a file."""

import errno
import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from focalpoint import durable
from focalpoint.transports import folder
from focalpoint.transports.shared_folder import SharedFolder
from focalpoint.vault import files
from focalpoint.vault.errors import StorageError

FULL_FLUSH = 51  # F_FULLFSYNC of macOS


def names(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir())


def produce(stream: folder.HashingSink) -> None:
    stream.write(b"new")


def held(number: int) -> PermissionError:
    """Return what Windows says while another program holds a file."""
    error = PermissionError(errno.EACCES, "held")
    error.winerror = number  # type: ignore[attr-defined,unused-ignore]
    return error


@pytest.fixture
def order(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list into which flushes and renames are written as they happen."""
    seen: list[str] = []

    def noting(name: str) -> None:
        real: Callable[..., object] = getattr(os, name)

        def call(*values: object, **options: object) -> object:
            kind = "folder" if name == "fsync" and Path(f"/proc/self/fd/{values[0]}").is_dir() else name
            seen.append(kind)
            return real(*values, **options)

        monkeypatch.setattr(os, name, call)

    for name in ("fsync", "replace"):
        noting(name)
    return seen


def test_a_file_is_flushed_then_named_then_its_folder_is_flushed(tmp_path: Path, order: list[str]) -> None:
    durable.write(tmp_path / "one", b"TRN")
    assert order == ["fsync", "replace", "folder"]
    assert (tmp_path / "one").read_bytes() == b"TRN"
    assert (tmp_path / "one").stat().st_mode & 0o777 == 0o600
    order.clear()
    durable.copy(tmp_path / "one", tmp_path / "two")
    assert order == ["fsync", "replace", "folder"]
    assert (tmp_path / "two").read_bytes() == b"TRN"


@pytest.mark.parametrize("failing", ["fsync", "replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_what_the_system_refuses_leaves_the_old_file_and_is_raised_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str, number: int
) -> None:
    target = tmp_path / "kept"
    durable.write(target, b"old")

    def refuse(*_values: object, **_options: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, failing, refuse)
    with pytest.raises(OSError, match=os.strerror(number)) as refused:
        durable.write(target, b"new")
    assert refused.value.errno == number
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["kept"]
    with pytest.raises(StorageError):
        files.write_durably(target, b"new")
    with pytest.raises(folder.CarrierFullError if number == errno.ENOSPC else folder.CarrierError):
        folder.deliver(target, produce)
    assert target.read_bytes() == b"old"
    assert names(tmp_path) == ["kept"]


def test_whoever_writes_may_fail_half_way(tmp_path: Path) -> None:
    target = tmp_path / "kept"
    durable.write(target, b"old")

    def write_half() -> None:
        with durable.replacing(target) as stream:
            stream.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()
    assert (target.read_bytes(), names(tmp_path)) == (b"old", ["kept"])


@pytest.mark.parametrize("number", [5, 32, 33])
def test_a_file_that_a_scanner_holds_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    real, tries = os.replace, [0]
    waited: list[float] = []

    def sharing(source: Path, target: Path) -> None:
        tries[0] += 1
        if tries[0] <= 3:
            raise held(number)
        real(source, target)

    monkeypatch.setattr(os, "replace", sharing)
    monkeypatch.setattr(time, "sleep", waited.append)
    durable.write(tmp_path / "one", b"TRN")
    assert ((tmp_path / "one").read_bytes(), tries, waited) == (b"TRN", [4], list(durable.PAUSES[:3]))
    tries[0] = 0
    files.write_durably(tmp_path / "two", b"TRN")
    assert tries == [4], "keys, parts and backups of a vault wait as well as files on a stick"


def test_a_shared_folder_waits_too_and_never_replaces_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a share of Windows: no second names, a scanner that holds a new file, a taken name is refused."""
    real, tries = os.rename, [0]
    waited: list[float] = []

    def no_links(*_values: object, **_options: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "no links")

    def sharing(source: Path, target: Path) -> None:
        tries[0] += 1
        if tries[0] == 1:
            raise held(32)
        if target.exists():
            raise FileExistsError(errno.EEXIST, "taken")
        real(source, target)

    monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(os, "rename", sharing)
    monkeypatch.setattr(time, "sleep", waited.append)
    shared = SharedFolder(tmp_path)
    shared.write("one", b"TRN")
    assert shared.move_new("one", "two")
    assert (tries, waited, (tmp_path / "two").read_bytes()) == ([2], [durable.PAUSES[0]], b"TRN")
    shared.write("one", b"other")
    assert not shared.move_new("one", "two")
    assert (tmp_path / "two").read_bytes() == b"TRN"


def test_a_file_that_is_held_for_good_and_one_that_is_forbidden_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = [0]
    waited: list[float] = []

    def refuse(error: OSError) -> Callable[[Path, Path], None]:
        def call(_source: Path, _target: Path) -> None:
            tries[0] += 1
            raise error

        return call

    monkeypatch.setattr(time, "sleep", waited.append)
    monkeypatch.setattr(os, "replace", refuse(held(32)))
    with pytest.raises(PermissionError):
        durable.write(tmp_path / "one", b"TRN")
    assert (tries, waited) == ([len(durable.PAUSES) + 1], list(durable.PAUSES))
    tries[0] = 0
    monkeypatch.setattr(os, "replace", refuse(PermissionError(errno.EACCES, "no right")))
    with pytest.raises(PermissionError):
        durable.write(tmp_path / "one", b"TRN")
    assert tries == [1], "where there is no such right, waiting helps nobody"
    assert names(tmp_path) == []


def test_on_macos_the_device_itself_is_asked_and_plain_flushing_is_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: list[str]
) -> None:
    asked: list[int] = []

    def ask(_handle: int, command: int) -> int:
        asked.append(command)
        return 0

    monkeypatch.setattr(fcntl, "F_FULLFSYNC", FULL_FLUSH, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", ask)
    durable.write(tmp_path / "one", b"TRN")
    assert (asked, order) == ([FULL_FLUSH, FULL_FLUSH], ["replace"])

    def unknown(_handle: int, _command: int) -> int:
        raise OSError(errno.ENOTSUP, "not here")

    monkeypatch.setattr(fcntl, "fcntl", unknown)
    order.clear()
    durable.write(tmp_path / "two", b"TRN")
    assert order == ["fsync", "replace", "folder"]


def test_a_share_that_cannot_flush_a_folder_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def some(handle: int) -> None:
        if Path(f"/proc/self/fd/{handle}").is_dir():
            raise OSError(errno.EINVAL, "a folder")
        real(handle)

    monkeypatch.setattr(os, "fsync", some)
    durable.write(tmp_path / "one", b"TRN")
    assert (tmp_path / "one").read_bytes() == b"TRN"


def test_no_other_module_flushes_or_renames_files() -> None:
    root = Path(durable.__file__).parent
    words = ("os.fsync", "F_FULLFSYNC", "os.replace", "os.rename")
    found = [
        path.relative_to(root).as_posix()
        for path in sorted(root.rglob("*.py"))
        if path.name != "durable.py" and any(word in path.read_text("utf-8") for word in words)
    ]
    assert found == []
