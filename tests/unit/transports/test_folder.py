"""A stick that is full, pulled, read-only or faulty gets a true answer, and leaves no usable file."""

import errno
import shutil
from pathlib import Path

import pytest

from focalpoint.transports import drives, folder
from focalpoint.transports.folder import CarrierError, CarrierFullError, CarrierGoneError, CarrierNameError, HashingSink


def test_what_is_delivered_was_read_back(tmp_path: Path) -> None:
    def produce(stream: HashingSink) -> None:
        stream.write(b"one")
        stream.write(b"two")

    delivered = folder.deliver(tmp_path / "x.fpbundle", produce)
    assert delivered.path.read_bytes() == b"onetwo"
    assert delivered.size == 6
    assert list(tmp_path.iterdir()) == [delivered.path]


def test_a_full_device_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    def produce(stream: HashingSink) -> None:
        stream.write(b"begun")
        with Path("/dev/full").open("wb", buffering=0) as full:
            full.write(b"x")

    with pytest.raises(CarrierFullError) as refusal:
        folder.deliver(tmp_path / "x.fpbundle", produce)
    assert refusal.value.code == "USB-104"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CarrierError) as refusal:
        folder.deliver(tmp_path / "gone" / "x.fpbundle", lambda stream: None)
    assert refusal.value.code == "USB-101"
    assert refusal.value.parameters["reason"] == "it is not there"


def test_a_stick_pulled_out_while_it_is_written_is_told(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()

    def produce(stream: HashingSink) -> None:
        stream.write(b"begun")
        shutil.rmtree(stick)

    with pytest.raises(CarrierGoneError) as refusal:
        folder.deliver(stick / "x.fpbundle", produce)
    assert refusal.value.code == "USB-103"
    assert "No usable file" not in refusal.value.safe, "what is on a stick that is gone is not known"


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENODEV, "USB-103"), (errno.EROFS, "USB-105"), (errno.EACCES, "USB-105"), (errno.EDQUOT, "USB-104"),
     (errno.EIO, "USB-101"), (errno.EFBIG, "USB-101")],
)  # fmt: skip
def test_each_refusal_of_the_system_has_its_own_answer(tmp_path: Path, number: int, code: str) -> None:
    def produce(stream: HashingSink) -> None:
        raise OSError(number, "refused")

    with pytest.raises(CarrierError) as refusal:
        folder.deliver(tmp_path / "x.fpbundle", produce)
    assert refusal.value.code == code
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("number", "code"), [(19, "USB-105"), (112, "USB-104"), (206, "USB-106"), (1167, "USB-103")])
def test_what_windows_says_is_understood(tmp_path: Path, number: int, code: str) -> None:
    class WindowsError(OSError):
        winerror = number

    def produce(stream: HashingSink) -> None:
        raise WindowsError(errno.EINVAL, "refused")

    with pytest.raises(CarrierError) as refusal:
        folder.deliver(tmp_path / "x.fpbundle", produce)
    assert refusal.value.code == code


def test_a_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    with pytest.raises(CarrierNameError) as refusal:
        folder.deliver(tmp_path / ("x" * 260 + ".fpbundle"), lambda stream: None)
    assert refusal.value.code == "USB-106"
    assert list(tmp_path.iterdir()) == []


def test_files_that_belong_together_get_their_names_together_or_not_at_all(tmp_path: Path) -> None:
    def whole(stream: HashingSink) -> None:
        stream.write(b"one")

    def broken(stream: HashingSink) -> None:
        assert not (tmp_path / "1").exists()
        raise OSError(errno.ENOSPC, "full")

    with pytest.raises(CarrierFullError):
        folder.deliver_all([(tmp_path / "1", whole), (tmp_path / "2", broken)])
    assert list(tmp_path.iterdir()) == []
    delivered = folder.deliver_all([(tmp_path / "1", whole), (tmp_path / "2", whole)])
    assert [one.path.read_bytes() for one in delivered] == [b"one", b"one"]


def test_an_interruption_leaves_no_file(tmp_path: Path) -> None:
    def produce(stream: HashingSink) -> None:
        stream.write(b"begun")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        folder.deliver(tmp_path / "x.fpbundle", produce)
    assert list(tmp_path.iterdir()) == []


def test_drives_are_listed_without_error() -> None:
    assert all(drive.total > 0 for drive in drives.removable())
