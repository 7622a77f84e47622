"""A stick that is full, pulled, read-only or faulty gets a true answer, and leaves no usable file."""

from pathlib import Path

import pytest

from focalpoint.transports import drives, folder
from focalpoint.transports.folder import CarrierError, Sink


def test_what_is_delivered_was_read_back(tmp_path: Path) -> None:
    def produce(stream: Sink) -> None:
        stream.write(b"one")
        stream.write(b"two")

    delivered = folder.deliver(tmp_path / "x.fpbundle", produce)
    assert delivered.path.read_bytes() == b"onetwo"
    assert delivered.size == 6
    assert list(tmp_path.iterdir()) == [delivered.path]


def test_a_full_device_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    def produce(stream: Sink) -> None:
        stream.write(b"begun")
        with Path("/dev/full").open("wb", buffering=0) as full:
            full.write(b"x")

    with pytest.raises(CarrierError) as refusal:
        folder.deliver(tmp_path / "x.fpbundle", produce)
    assert "space" in str(refusal.value.parameters["reason"])
    assert list(tmp_path.iterdir()) == []


def test_a_pulled_stick_is_told(tmp_path: Path) -> None:
    with pytest.raises(CarrierError):
        folder.deliver(tmp_path / "gone" / "x.fpbundle", lambda stream: None)


def test_an_interruption_leaves_no_file(tmp_path: Path) -> None:
    def produce(stream: Sink) -> None:
        stream.write(b"begun")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        folder.deliver(tmp_path / "x.fpbundle", produce)
    assert list(tmp_path.iterdir()) == []


def test_drives_are_listed_without_error() -> None:
    assert all(drive.total > 0 for drive in drives.removable())
