"""The control part alone: its exact bytes, its limits, and the one answer to each way it can be wrong."""

import hashlib
import os
import struct
from collections.abc import Callable
from itertools import pairwise

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from focalpoint.bundles import container
from focalpoint.bundles import manifest as manifests
from focalpoint.bundles.container import Frame, Opened
from focalpoint.bundles.errors import (
    BundleError,
    BundleTooLargeError,
    DamagedBundleError,
    NotForYouError,
    ReadersMismatchError,
    UnknownSignerError,
)
from focalpoint.bundles.manifest import Manifest, Reader, Segment
from focalpoint.crypto import sealing, signing

NAME, SENDER, READER, STRANGER = "ab" * 16, "cd" * 16, "ef" * 16, "12" * 16
SEED, OTHER_SEED = signing.new_key(), signing.new_key()
IDENTITY = sealing.new_identity()
RECIPIENT = sealing.recipient_of(IDENTITY)
KEYS = {STRANGER: signing.public_key(OTHER_SEED), SENDER: signing.public_key(SEED)}
FRAMES: list[Frame] = [(b"header", b"s" * 64, b"body"), (b"h", b"t" * 64, b"")]


def manifest(*segments: Segment, **more: object) -> Manifest:
    plain = Manifest(
        1, NAME, NAME, SENDER, "2026-11-25T00:00:00Z", "0.1.0", "full", (Reader(READER, 1, ""),), segments, (), (), (),
        "TRN",
    )  # fmt: skip
    return msgspec.structs.replace(plain, **more)


def packed() -> tuple[Manifest, bytes]:
    first, content = container.pack(NAME, FRAMES)
    second, more = container.pack("34" * 16, FRAMES[:1])
    return manifest(first, second), content + more


def plaintext(made: Manifest, segments: bytes, *, seed: bytes = SEED, padding: bytes = b"") -> bytes:
    content = manifests.encode(made)
    signature = signing.sign(seed, manifests.TYPE, content)
    return container.MAGIC + struct.pack(">I", len(content)) + content + signature + segments + padding


def opened(plain: bytes, keys: dict[str, bytes] | None = None, device: str = READER) -> Opened:
    return container.open_control(sealing.seal(plain, [RECIPIENT]), IDENTITY, device, keys or KEYS)


@pytest.mark.parametrize(
    ("size", "expected"),
    [(0, 0), (1, 1), (2, 2), (3, 3), (8, 8), (9, 10), (11, 12), (100, 104), (1_000, 1_024), (1_025, 1_088),
     (123_456, 124_928), (1 << 20, 1 << 20)],
)  # fmt: skip
def test_sizes_are_rounded_by_the_rule_of_padme(size: int, expected: int) -> None:
    assert container.padded(size) == expected


@given(st.integers(0, 1 << 40))
def test_rounding_adds_at_most_an_eighth_and_rounds_once(size: int) -> None:
    rounded = container.padded(size)
    assert size <= rounded <= size * 1.125
    assert container.padded(rounded) == rounded


def test_a_segment_is_described_by_what_it_holds() -> None:
    segment, compressed = container.pack(NAME, FRAMES)
    plain = (
        b"\0\0\0\x06header" + b"s" * 64 + b"\0\0\0\x04body" + b"\0\0\0\x01h" + b"t" * 64 + b"\0\0\0\0"
    )  # length, header, signature, length, body
    assert zstandard.ZstdDecompressor().decompress(compressed) == plain
    assert segment == Segment(NAME, hashlib.sha256(compressed).hexdigest(), len(compressed), len(plain), 2)
    assert zstandard.get_frame_parameters(compressed).has_checksum is False
    assert container.unpack(segment, compressed) == FRAMES
    assert list(container.frames(memoryview(plain))) == FRAMES


def test_what_was_sealed_is_opened() -> None:
    made, segments = packed()
    sealed = container.seal_bundle(made, [segments], SEED, [RECIPIENT])
    found = container.open_control(sealed, IDENTITY, READER, KEYS)
    content = manifests.encode(made)
    assert (found.manifest, found.digest) == (made, hashlib.sha256(content).hexdigest())
    assert found.signature == signing.sign(SEED, manifests.TYPE, content)
    assert list(found.frames) == list(found.frames) == [*FRAMES, FRAMES[0]]


@pytest.mark.parametrize("length", range(0, 100, 9))
def test_the_plain_content_is_padded_to_a_size_it_shares_with_others(length: int) -> None:
    segment, content = container.pack(NAME, [(b"h", b"s" * 64, os.urandom(length))])
    made = manifest(segment)
    plain = sealing.unseal(container.seal_bundle(made, [content], SEED, [RECIPIENT]), IDENTITY)
    bare = plaintext(made, content)
    assert plain == bare.ljust(container.padded(len(bare)), b"\0")


@pytest.mark.parametrize("readers", range(1, 10))
def test_the_number_of_readers_is_hidden_among_four(readers: int) -> None:
    made, segments = packed()
    recipients = [RECIPIENT, *(sealing.recipient_of(sealing.new_identity()) for _ in range(readers - 1))]
    sealed = container.seal_bundle(made, [segments], SEED, recipients)
    assert sealed.count(b"\n-> X25519 ") == (readers + 3) // 4 * 4
    most = container.sealed_size(made, readers)
    assert len(sealed) <= most
    plain = container.padded(len(plaintext(made, segments)))
    assert most == plain + sealing.overhead(plain, (readers + 3) // 4 * 4)


def test_what_is_still_to_come_counts_to_the_byte() -> None:
    made, segments = packed()
    content = len(plaintext(made, segments))
    for spare in range(300):
        plain = container.padded(content + spare)
        assert container.sealed_size(made, 4, spare) == plain + sealing.overhead(plain, 4)
    tight = next(n for n in range(300) if container.padded(content + n) == content + n)
    filled = msgspec.structs.replace(made, note=made.note + "x" * tight)
    assert container.sealed_size(filled, 4) == content + tight + sealing.overhead(content + tight, 4)


def test_a_bundle_of_acknowledgements_alone_ends_with_its_signature() -> None:
    assert list(opened(plaintext(manifest(), b"")).frames) == []


@pytest.mark.parametrize("limit", ["segments", "manifest", "unpacked", "control"])
def test_up_to_a_limit_is_sealed_and_one_more_is_not(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made, segments = packed()
    at, where = {
        "segments": (2, (manifests, "MAX_SEGMENTS")),
        "manifest": (len(manifests.encode(made)), (manifests, "MAX_BYTES")),
        "unpacked": (sum(segment.plen for segment in made.segs), (container, "MAX_UNPACKED")),
        "control": (0, (container, "MAX_CONTROL")),
    }[limit]
    if limit == "control":
        exact = b"a" * 777  # two real ones differ in length by what age adds at random
        monkeypatch.setattr(sealing, "seal", lambda _plain, _recipients: exact)
        at = len(exact)
    monkeypatch.setattr(*where, at)
    container.seal_bundle(made, [segments], SEED, [RECIPIENT])
    monkeypatch.setattr(*where, at - 1)
    with pytest.raises(BundleTooLargeError):
        container.seal_bundle(made, [segments], SEED, [RECIPIENT])


def test_zeros_after_the_segments_are_padding_and_anything_else_is_damage() -> None:
    made, segments = packed()
    assert opened(plaintext(made, segments, padding=bytes(9))).manifest == made
    for padding in (b"\x01", bytes(8) + b"\x01", bytes(3) + b"\x80" + bytes(3)):
        with pytest.raises(DamagedBundleError):
            opened(plaintext(made, segments, padding=padding))


def test_what_is_no_age_file_is_damage() -> None:
    for content in (b"", b"age-encryption.org/v2\n", b"-----BEGIN AGE ENCRYPTED FILE-----\n", b"TRN"):
        with pytest.raises(DamagedBundleError):
            container.open_control(content, IDENTITY, READER, KEYS)


def _header(stanzas: int, before: int = 0, end: bytes = b"\n--- ") -> bytes:
    lines = b"".join(b"\n-> X25519 " + b"A" * 43 + b"\n" + b"B" * 43 for _ in range(stanzas))
    return b"age-encryption.org/v1\n".ljust(22 + before, b"x") + lines + end + b"C" * 43 + b"\n" + bytes(64)


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (_header(4), NotForYouError),
        (_header(8), NotForYouError),
        (_header(0), DamagedBundleError),  # no stanza at all
        (_header(5), DamagedBundleError),  # not ours: we never seal to five
        (_header(3), DamagedBundleError),  # a stanza is missing
        (_header(4, end=b"\n-- "), DamagedBundleError),  # cut before the end of the header
        (_header(4, before=70_000), DamagedBundleError),  # no header of a bundle begins so late
    ],
)
def test_a_bundle_for_others_is_told_from_a_cut_one(content: bytes, answer: type[BundleError]) -> None:
    with pytest.raises(answer):
        container.open_control(content, IDENTITY, READER, KEYS)


def test_a_real_bundle_for_somebody_else_is_one_for_others() -> None:
    made, segments = packed()
    other = sealing.recipient_of(sealing.new_identity())
    with pytest.raises(NotForYouError):
        container.open_control(container.seal_bundle(made, [segments], SEED, [other]), IDENTITY, READER, KEYS)


def test_every_cut_of_the_plain_content_is_refused() -> None:
    made, segments = packed()
    whole = plaintext(made, segments)
    signed = len(whole) - len(segments)
    for length in range(len(whole)):
        answer = DamagedBundleError if length < signed else (DamagedBundleError, UnknownSignerError)
        with pytest.raises(answer):
            opened(whole[:length])
    assert opened(whole).manifest == made


def test_a_manifest_of_the_greatest_length_is_read_and_a_longer_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    made, segments = packed()
    monkeypatch.setattr(manifests, "MAX_BYTES", len(manifests.encode(made)))
    assert opened(plaintext(made, segments)).manifest == made
    monkeypatch.setattr(manifests, "MAX_BYTES", len(manifests.encode(made)) - 1)
    with pytest.raises(DamagedBundleError):
        opened(plaintext(made, segments))


@pytest.mark.parametrize("length", [0xFFFF_FFFF, 0xFFFF_FFF0, 0x8000_0000, 0x7FFF_FFFF])
def test_a_length_beyond_the_end_is_never_a_step_back(length: int) -> None:
    made, segments = packed()
    whole = plaintext(made, segments)
    start = len(container.MAGIC)
    with pytest.raises(DamagedBundleError):
        opened(whole[:start] + struct.pack(">I", length) + whole[start + 4 :])
    for position in (0, 4 + len(b"header") + 64):
        with pytest.raises(DamagedBundleError):
            list(container.frames(ONE[:position] + struct.pack(">I", length) + ONE[position + 4 :]))


def test_another_mark_at_the_beginning_is_damage() -> None:
    made, segments = packed()
    with pytest.raises(DamagedBundleError):
        opened(b"FPBD\r\n\x1a\x02" + plaintext(made, segments)[len(container.MAGIC) :])


def test_a_signer_nobody_knows_is_told_before_anything_is_read() -> None:
    made, segments = packed()
    unknown = signing.new_key()
    with pytest.raises(UnknownSignerError):
        opened(plaintext(made, segments, seed=unknown))
    with pytest.raises(UnknownSignerError):
        opened(plaintext(made, segments), {STRANGER: KEYS[STRANGER]})


def test_a_manifest_that_names_another_sender_than_its_signer_is_damage() -> None:
    made, segments = packed()
    with pytest.raises(DamagedBundleError):
        opened(plaintext(made, segments, seed=OTHER_SEED))


def test_a_bundle_sealed_to_this_laptop_but_written_for_another_says_so() -> None:
    made, segments = packed()
    with pytest.raises(ReadersMismatchError):
        opened(plaintext(made, segments), device=STRANGER)
    both = msgspec.structs.replace(made, to=(Reader(STRANGER, 1, ""), *made.to))
    assert opened(plaintext(both, segments)).manifest == both


def test_segments_follow_each_other_and_carry_their_own_hash() -> None:
    made, segments = packed()
    swapped = segments[made.segs[0].clen :] + segments[: made.segs[0].clen]
    for wrong in (swapped, segments[:-1] + bytes([segments[-1] ^ 1]), segments[1:]):
        with pytest.raises(DamagedBundleError):
            opened(plaintext(made, wrong))


def _described(plain: bytes, **more: object) -> tuple[Segment, bytes]:
    compressed = zstandard.ZstdCompressor().compress(plain)
    segment = Segment(NAME, hashlib.sha256(compressed).hexdigest(), len(compressed), len(plain), 1)
    return msgspec.structs.replace(segment, **more), compressed


ONE = container.framed(FRAMES[0])


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: _described(ONE, plen=len(ONE) - 1),
        lambda: _described(ONE, plen=len(ONE) + 1),
        lambda: _described(ONE, plen=-1),
        lambda: _described(ONE, count=0),
        lambda: _described(ONE, count=2),
        lambda: _described(ONE + b"\0"),
        lambda: _described(bytes(50 << 20), plen=100, count=0),  # a bomb: 50 MiB behind a promise of 100 bytes
        lambda: (_described(ONE)[0], b"no compressed bytes at all"),
        lambda: (_described(ONE)[0], b""),
    ],
)
def test_a_segment_that_is_not_what_was_signed_is_refused(wrong: Callable[[], tuple[Segment, bytes]]) -> None:
    with pytest.raises(DamagedBundleError):
        container.unpack(*wrong())


def test_an_empty_segment_and_one_of_the_greatest_length_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert container.unpack(*_described(b"", count=0)) == []
    monkeypatch.setattr(container, "MAX_SEGMENT", len(ONE))
    assert container.unpack(*_described(ONE)) == [FRAMES[0]]
    monkeypatch.setattr(container, "MAX_SEGMENT", len(ONE) - 1)
    with pytest.raises(DamagedBundleError):
        container.unpack(*_described(ONE))


def test_a_window_greater_than_a_weak_laptop_has_memory_for_is_refused() -> None:
    wide = zstandard.ZstdCompressionParameters(window_log=28)
    packer = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    compressed = packer.compress(ONE) + packer.flush()  # no content size in its head: the window is what counts
    segment = Segment(NAME, hashlib.sha256(compressed).hexdigest(), len(compressed), len(ONE), 1)
    with pytest.raises(DamagedBundleError):
        container.unpack(segment, compressed)
    usual = zstandard.ZstdCompressionParameters(window_log=27)
    packer = zstandard.ZstdCompressor(compression_params=usual).compressobj()
    compressed = packer.compress(ONE) + packer.flush()
    assert container.unpack(segment, compressed) == [FRAMES[0]]


def test_every_cut_of_a_run_of_changes_is_refused() -> None:
    run = b"".join(container.framed(frame) for frame in FRAMES)
    ends = {0, len(ONE), len(run)}
    for length in range(len(run) + 1):
        if length in ends:
            assert len(list(container.frames(run[:length]))) == sorted(ends).index(length)
        else:
            with pytest.raises(DamagedBundleError):
                list(container.frames(run[:length]))


@pytest.mark.parametrize("size", [1, 70, 100, 200, 10_000])
def test_changes_are_kept_whatever_their_number(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "RUN", size)
    for count in (0, 1, 2, 3, 30):
        changes = [(bytes([n]) * n, bytes([n]) * 64, b"body" * n) for n in range(count)]
        kept = container.Frames(iter(changes))
        assert len(kept) == count
        assert list(kept) == list(kept) == changes


def test_sizes_hide_their_neighbours() -> None:
    steps = sorted({container.padded(size) for size in range(1 << 15, 1 << 16)})
    assert len(steps) <= 64
    assert all(after - before == steps[1] - steps[0] for before, after in pairwise(steps))
