"""A strict, canonical ustar: the header is computed again and compared, nothing is ever extracted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from focalpoint.bundles.errors import DamagedBundleError, NotABundleError, TruncatedBundleError

BLOCK = 512
CONTROL = "control.age"
MAX_CONTROL = 256 << 20
MAX_PART = (8 << 20) + (4 << 10)
END = bytes(2 * BLOCK)
_PART_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a bundle: its name and the size of its content in bytes."""

    name: str
    size: int


def header(member: Member) -> bytes:
    """Return the only header this format allows for a member."""
    block = bytearray(BLOCK)
    block[0 : len(member.name)] = member.name.encode("ascii")
    block[100:108] = b"0000600\0"
    block[108:116] = b"0000000\0"
    block[116:124] = b"0000000\0"
    block[124:136] = b"%011o\0" % member.size
    block[136:148] = b"00000000000\0"
    block[148:156] = b" " * 8
    block[156:157] = b"0"
    block[257:265] = b"ustar\x0000"
    block[329:337] = b"0000000\0"
    block[337:345] = b"0000000\0"
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def padding(size: int) -> int:
    """Return the number of zero bytes after content of some size."""
    return -size % BLOCK


class Sink(Protocol):
    """What a bundle is written to."""

    def write(self, content: bytes, /) -> int:
        """Write bytes and return how many."""


def write_member(stream: Sink, name: str, content: bytes) -> None:
    """Write one member."""
    stream.write(header(Member(name, len(content))))
    stream.write(content)
    stream.write(bytes(padding(len(content))))


def write_end(stream: Sink) -> None:
    """Write the end of the bundle."""
    stream.write(END)


def alone(control: bytes) -> bytes:
    """Return a bundle that holds a control part and nothing else."""
    return header(Member(CONTROL, len(control))) + control + bytes(padding(len(control))) + END


def _take(stream: BinaryIO, size: int) -> bytes:
    chunks: list[bytes] = []
    while size and (chunk := stream.read(min(size, 1 << 20))):
        chunks.append(chunk)
        size -= len(chunk)
    return b"".join(chunks)


def read_control(stream: BinaryIO) -> bytes:
    """Return the sealed control part, which comes first."""
    return read_first(stream, CONTROL, MAX_CONTROL)


def read_first(stream: BinaryIO, name: str, most: int) -> bytes:
    """Return the first member, which has this name and at most so many bytes.

    Raise NotABundleError if the file begins otherwise, TruncatedBundleError or DamagedBundleError.
    """
    block = _take(stream, BLOCK)
    if not block.startswith(name.encode()):
        raise NotABundleError
    if len(block) < BLOCK:
        raise TruncatedBundleError
    member = _parse(block, most)
    if member is None or member.name != name:
        raise DamagedBundleError
    content = _take(stream, member.size)
    rest = _take(stream, padding(member.size))
    if len(content) < member.size or len(rest) < padding(member.size):
        raise TruncatedBundleError
    if any(rest):
        raise DamagedBundleError
    return content


def read_parts(stream: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """Yield the parts that follow: name and content. Stop quietly where a copy was cut off.

    Raise DamagedBundleError for anything that is neither a part, the end, nor the cut.
    """
    while True:
        block = _take(stream, BLOCK)
        if len(block) < BLOCK:
            return  # cut off between parts, or inside a header
        if block == bytes(BLOCK):
            _check_end(stream)
            return
        member = _parse(block, MAX_PART)
        if member is None or not _PART_NAME.fullmatch(member.name):
            raise DamagedBundleError
        content = _take(stream, member.size)
        rest = _take(stream, padding(member.size))
        if len(content) < member.size:
            return
        if any(rest):
            raise DamagedBundleError
        yield member.name, content


def _check_end(stream: BinaryIO) -> None:
    rest = _take(stream, BLOCK + 1)
    if any(rest) or len(rest) > BLOCK:
        raise DamagedBundleError


def _parse(block: bytes, limit: int) -> Member | None:
    name = block[:100].rstrip(b"\0")
    digits = block[124:135]
    if not digits.isdigit() or not name.isascii():
        return None
    try:
        member = Member(name.decode("ascii"), int(digits, 8))
    except ValueError:
        return None
    if not 0 < member.size <= limit or header(member) != block:
        return None
    return member
