"""The archive of a bundle: one form, byte by byte."""

import io
import subprocess
import tarfile
from pathlib import Path

import pytest

from focalpoint.bundles import ustar
from focalpoint.bundles.errors import DamagedBundleError, NotABundleError, TruncatedBundleError
from focalpoint.bundles.ustar import BLOCK, CONTROL, Member

NAME = "ab" * 32


def archive(control: bytes, *parts: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    ustar.write_member(out, CONTROL, control)
    for name, content in parts:
        ustar.write_member(out, name, content)
    ustar.write_end(out)
    return out.getvalue()


def read(content: bytes) -> tuple[bytes, list[tuple[str, bytes]]]:
    stream = io.BytesIO(content)
    return ustar.read_control(stream), list(ustar.read_parts(stream))


@pytest.mark.parametrize("size", [1, 511, 512, 513, 1024, (1 << 20) + 1])
def test_what_was_written_is_read(size: int) -> None:
    control, part = b"c" * size, (NAME, b"p" * size)
    content = archive(control, part, ("cd" * 32, b"q"))
    assert read(content) == (control, [part, ("cd" * 32, b"q")])
    assert len(content) % BLOCK == 0


def test_other_programs_read_it(tmp_path: Path) -> None:
    path = tmp_path / "one.fpbundle"
    path.write_bytes(archive(b"control", (NAME, b"part" * 300)))
    with tarfile.open(path, "r:") as opened:
        found = opened.getmembers()
        facts = [(one.name, one.size, one.mode, one.uid, one.gid, one.mtime, one.type, one.uname) for one in found]
        assert facts == [
            (CONTROL, 7, 0o600, 0, 0, 0, b"0", ""), (NAME, 1200, 0o600, 0, 0, 0, b"0", "")
        ]  # fmt: skip
        member = opened.extractfile(NAME)
        assert member is not None
        assert member.read() == b"part" * 300
    listed = subprocess.run(["tar", "-tf", path], check=True, capture_output=True, text=True).stdout.split()
    assert listed == [CONTROL, NAME]


def test_a_control_part_alone_is_a_bundle() -> None:
    assert ustar.alone(b"control") == archive(b"control")
    assert read(ustar.alone(b"x" * 600)) == (b"x" * 600, [])


def test_a_header_has_the_fields_where_tar_has_them() -> None:
    block = ustar.header(Member("n", 8))
    assert len(block) == BLOCK
    assert block[100:136] == b"0000600\x000000000\x000000000\x0000000000010\x00"
    assert block[136:148] == b"00000000000\x00"
    assert block[156:157] == b"0"
    assert block[257:265] == b"ustar\x0000"
    assert block[329:345] == b"0000000\x000000000\x00"
    total = sum(block[:148]) + 8 * 32 + sum(block[156:])
    assert block[148:156] == b"%06o\x00 " % total


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"control.ag", b"x" * 2000])
def test_other_files_are_no_bundle(content: bytes) -> None:
    with pytest.raises(NotABundleError):
        read(content)


def test_a_control_part_that_is_cut_off_is_told() -> None:
    content = archive(b"c" * 600)
    for length in (len(CONTROL), BLOCK - 1, BLOCK, BLOCK + 599, BLOCK + 600, 3 * BLOCK - 1):
        with pytest.raises(TruncatedBundleError):
            read(content[:length])
    assert read(content[: 3 * BLOCK]) == (b"c" * 600, [])


def test_of_parts_that_are_cut_off_the_whole_ones_are_kept() -> None:
    first, second = (NAME, b"1" * 700), ("cd" * 32, b"2" * 700)
    content = archive(b"c", first, second)
    start = 2 * BLOCK + 3 * BLOCK
    for length in (start, start + 1, start + BLOCK - 1, start + BLOCK, start + BLOCK + 699):
        assert read(content[:length])[1] == [first]
    assert read(content[: start + BLOCK + 700])[1] == [first, second], "whole though its padding is not"


def spoilt(content: bytes, place: int, byte: int) -> bytes:
    return content[:place] + bytes([byte]) + content[place + 1 :]


@pytest.mark.parametrize("place", [11, 101, 124, 140, 150, 156, 157, 258, 300, 330, 346, 511, BLOCK + 1, 2 * BLOCK - 1])
def test_a_header_or_padding_of_another_form_is_refused(place: int) -> None:
    content = archive(b"c", (NAME, b"p"))
    with pytest.raises(DamagedBundleError):
        read(spoilt(content, place, 7))
    with pytest.raises(DamagedBundleError):
        read(spoilt(content, 2 * BLOCK + place, 7))


@pytest.mark.parametrize("place", [0, 1, BLOCK - 1, BLOCK, 2 * BLOCK - 1])
def test_something_in_the_end_is_refused(place: int) -> None:
    content = archive(b"c", (NAME, b"p"))
    with pytest.raises(DamagedBundleError):
        read(spoilt(content, 4 * BLOCK + place, 7))


def test_something_after_the_end_is_refused() -> None:
    for more in (b"x", b"\x00", bytes(BLOCK), b"x" * BLOCK):
        with pytest.raises(DamagedBundleError):
            read(archive(b"c") + more)
    assert read(archive(b"c")[:-1])[1] == []


@pytest.mark.parametrize("name", ["AB" * 32, "ab" * 31, "ab" * 33, "../x", CONTROL, "zz" * 32])
def test_a_part_of_another_name_is_refused(name: str) -> None:
    with pytest.raises(DamagedBundleError):
        read(archive(b"c", (name, b"p")))


def test_a_first_member_of_a_longer_name_is_refused() -> None:
    out = io.BytesIO()
    ustar.write_member(out, CONTROL + "x", b"c")
    with pytest.raises(DamagedBundleError):
        read(out.getvalue())


def test_sizes_have_limits() -> None:
    empty = ustar.header(Member(CONTROL, 0)) + ustar.END
    large = ustar.header(Member(CONTROL, ustar.MAX_CONTROL + 1))
    for content in (empty, large):
        with pytest.raises(DamagedBundleError):
            read(content)
    with pytest.raises(TruncatedBundleError):
        read(ustar.header(Member(CONTROL, ustar.MAX_CONTROL)))
    for size in (0, ustar.MAX_PART + 1):
        with pytest.raises(DamagedBundleError):
            read(archive(b"c")[: 2 * BLOCK] + ustar.header(Member(NAME, size)))
    most = bytes(ustar.MAX_PART)
    assert read(archive(b"c", (NAME, most)))[1] == [(NAME, most)]


def test_a_size_that_is_no_number_is_refused() -> None:
    header = bytearray(ustar.header(Member(CONTROL, 8)))
    for digits in (b"0000000008\x00", b"00000000009", b"-0000000010", b"           "):
        header[124:135] = digits[:11].ljust(11)
        with pytest.raises(DamagedBundleError):
            read(bytes(header) + bytes(BLOCK))
