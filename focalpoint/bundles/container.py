"""Sealing and opening of a bundle's control part. Steps are numbered as in docs/bundle-format.md, "Opening"."""

import hashlib
import io
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import zstandard

from focalpoint.bundles import manifest as manifests
from focalpoint.bundles.errors import (
    BundleTooLargeError,
    DamagedBundleError,
    NotForYouError,
    ReadersMismatchError,
    UnknownSignerError,
)
from focalpoint.bundles.manifest import Manifest, Segment
from focalpoint.bundles.ustar import MAX_CONTROL
from focalpoint.crypto import sealing, signing
from focalpoint.crypto.sealing import SealError

MAGIC = b"FPBD\r\n\x1a\x01"
STANZAS = 4
MAX_SEGMENT = 512 << 20
MAX_UNPACKED = 900 << 20
WINDOW = 1 << 27
LEVEL, LIGHT = 6, 1  # of compression: on the way, and in memory
RUN = 1 << 20  # bytes of changes that are unpacked at once
Frame = tuple[bytes, bytes, bytes]  # header, signature, body of a change


def padded(size: int) -> int:
    """Return the size rounded up by the Padmé rule: at most 12 % more, and the true size hidden among neighbours."""
    if size < 2:
        return size
    exponent = size.bit_length() - 1
    zeros = exponent - exponent.bit_length()
    mask = (1 << zeros) - 1
    return (size + mask) & ~mask


def pack(name: str, frames: Iterable[Frame]) -> tuple[Segment, bytes]:
    """Return the segment of a compartment: its description and its compressed bytes."""
    plain = io.BytesIO()
    count = 0
    for frame in frames:
        plain.write(framed(frame))
        count += 1
    content = plain.getvalue()
    compressed = _compressed(content, LEVEL)
    digest = hashlib.sha256(compressed).hexdigest()
    return Segment(name, digest, len(compressed), len(content), count), compressed


def _compressed(content: bytes | bytearray, level: int) -> bytes:
    # the library leaves its result in memory of the size of the content: the copy has its own size
    return memoryview(zstandard.ZstdCompressor(level=level).compress(content)).tobytes()


def framed(frame: Frame) -> bytes:
    """Return a change as it stands in a segment."""
    header, signature, body = frame
    return struct.pack(">I", len(header)) + header + signature + struct.pack(">I", len(body)) + body


def sealed_size(manifest: Manifest, readers: int, spare: int = 0) -> int:
    """Return the most bytes the control part of a manifest can take, with some to spare, whatever age adds to it."""
    segments = sum(segment.clen for segment in manifest.segs)
    plain = padded(len(MAGIC) + 4 + len(manifests.encode(manifest)) + signing.SIGNATURE_BYTES + segments + spare)
    return plain + sealing.overhead(plain, readers + -readers % STANZAS)


def seal_bundle(manifest: Manifest, segments: Iterable[bytes], seed: bytes, recipients: list[str]) -> bytes:
    """Sign the manifest, join it with its segments, pad, and encrypt to the recipients and to decoys.

    Raise BundleTooLargeError rather than seal what no reader would take.
    """
    content = manifests.encode(manifest)
    unpacked = sum(segment.plen for segment in manifest.segs)
    if len(manifest.segs) > manifests.MAX_SEGMENTS or len(content) > manifests.MAX_BYTES or unpacked > MAX_UNPACKED:
        raise BundleTooLargeError
    signed = [MAGIC, struct.pack(">I", len(content)), content, signing.sign(seed, manifests.TYPE, content)]
    size = sum(map(len, signed)) + sum(segment.clen for segment in manifest.segs)
    plain = b"".join([*signed, *segments, bytes(padded(size) - size)])
    decoys = [sealing.recipient_of(sealing.new_identity()) for _ in range(-len(recipients) % STANZAS)]
    sealed = sealing.seal(plain, [*recipients, *decoys])
    if len(sealed) > MAX_CONTROL:
        raise BundleTooLargeError
    return sealed


class Frames:
    """Changes in order, to be read any number of times; kept compressed, as there may be a hundred thousand."""

    def __init__(self, found: Iterable[Frame]) -> None:
        self._count, self._runs = 0, []
        run = bytearray()
        for frame in found:
            run += framed(frame)
            self._count += 1
            if len(run) >= RUN:
                self._runs.append(_compressed(run, LIGHT))
                run.clear()
        self._runs.append(_compressed(run, LIGHT))

    def __iter__(self) -> Iterator[Frame]:
        """Yield the changes."""
        for run in self._runs:
            yield from frames(zstandard.ZstdDecompressor().decompress(run))

    def __len__(self) -> int:
        """Return how many changes there are."""
        return self._count


@dataclass(frozen=True, slots=True)
class Opened:
    """A verified control part: manifest, its hash, the signature over it, and the changes of all segments in order."""

    manifest: Manifest
    digest: str
    signature: bytes
    frames: Frames


def open_control(untrusted: bytes, identity: str, device: str, keys: Mapping[str, bytes]) -> Opened:
    """Decrypt (2), check the mark (3), the signature by a known key (4); then parse, check the readers, unpack (5-7).

    `keys` maps known devices to their Ed25519 public keys.
    """
    if not untrusted.startswith(b"age-encryption.org/v1\n"):
        raise DamagedBundleError
    try:
        plain = sealing.unseal(untrusted, identity)
    except SealError as error:
        raise _refusal(untrusted) from error
    content, signature, rest = _split(plain)
    signer = next((dev for dev, key in keys.items() if signing.verify(key, manifests.TYPE, content, signature)), None)
    if signer is None:
        raise UnknownSignerError
    manifest = manifests.decode(content)
    if manifest.sender != signer:
        raise DamagedBundleError
    if device not in {reader.dev for reader in manifest.to}:  # of a pack, the reserved one
        raise ReadersMismatchError
    segments = zip(manifest.segs, _segments(manifest, rest), strict=True)
    return opened(manifest, signature, (frame for segment, packed in segments for frame in unpack(segment, packed)))


def opened(manifest: Manifest, signature: bytes, found: Iterable[Frame]) -> Opened:
    """Return a verified manifest with its hash and its changes."""
    return Opened(manifest, hashlib.sha256(manifests.encode(manifest)).hexdigest(), signature, Frames(found))


def _refusal(untrusted: bytes) -> NotForYouError | DamagedBundleError:
    """Tell a bundle for others from one whose header was cut or changed, as far as that can be told."""
    head = untrusted[:65_536]
    stanzas = head.count(b"\n-> X25519 ")
    whole = stanzas and stanzas % STANZAS == 0 and b"\n--- " in head
    return NotForYouError() if whole else DamagedBundleError()


def _split(plain: bytes) -> tuple[bytes, bytes, bytes]:
    start = len(MAGIC) + 4
    if not plain.startswith(MAGIC) or len(plain) < start:
        raise DamagedBundleError
    (length,) = struct.unpack(">I", plain[len(MAGIC) : start])
    end = start + length
    if length > manifests.MAX_BYTES or len(plain) < end + signing.SIGNATURE_BYTES:
        raise DamagedBundleError
    signed = end + signing.SIGNATURE_BYTES
    return plain[start:end], plain[end:signed], plain[signed:]


def _segments(manifest: Manifest, rest: bytes) -> tuple[bytes, ...]:
    found, position = [], 0
    for segment in manifest.segs:
        content = rest[position : position + segment.clen]
        if hashlib.sha256(content).hexdigest() != segment.sha256:
            raise DamagedBundleError
        found.append(content)
        position += segment.clen
    if any(rest[position:]):
        raise DamagedBundleError
    return tuple(found)


def unpack(segment: Segment, compressed: bytes) -> list[Frame]:
    """Return the changes of a segment; decompression is counted and stops at the length the manifest signed."""
    if not 0 <= segment.plen <= MAX_SEGMENT:
        raise DamagedBundleError
    try:
        reader = zstandard.ZstdDecompressor(max_window_size=WINDOW).stream_reader(io.BytesIO(compressed))
        plain = reader.read(segment.plen + 1)
    except zstandard.ZstdError as error:
        raise DamagedBundleError from error
    if len(plain) != segment.plen:
        raise DamagedBundleError
    found = list(frames(plain))
    if len(found) != segment.count:
        raise DamagedBundleError
    return found


def frames(plain: bytes | memoryview) -> Iterator[Frame]:
    """Yield the changes of a run; raise DamagedBundleError unless it ends with the last one."""
    position = 0
    while position < len(plain):
        frame, position = _frame(plain, position)
        yield frame


def _frame(plain: bytes | memoryview, position: int) -> tuple[Frame, int]:
    header, position = _sized(plain, position)
    signature = bytes(plain[position : position + signing.SIGNATURE_BYTES])
    body, position = _sized(plain, position + signing.SIGNATURE_BYTES)
    return (header, signature, body), position


def _sized(plain: bytes | memoryview, position: int) -> tuple[bytes, int]:
    if len(plain) < position + 4:
        raise DamagedBundleError
    (length,) = struct.unpack(">I", plain[position : position + 4])
    end = position + 4 + length
    if len(plain) < end:
        raise DamagedBundleError
    return bytes(plain[position + 4 : end]), end
