"""Sealed parts: many kept while more are read, the beginning of an attachment without opening the rest."""

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from focalpoint.crypto import sealing
from focalpoint.crypto.sealing import SealError
from focalpoint.services.casework import attachments
from focalpoint.vault import parts
from focalpoint.vault.errors import PartMissingError, StorageError
from tests.helpers import vaults

CHUNK = 64 << 10  # an age file is authenticated in chunks of this size


def named(contents: list[bytes]) -> list[tuple[str, bytes]]:
    return [(hashlib.sha256(content).hexdigest(), content) for content in contents]


def test_all_parts_are_kept_whatever_their_number(tmp_path: Path) -> None:
    for count in (0, 1, 2, 3, 9):
        found = named([os.urandom(100 + n) for n in range(count)])
        parts.put_all(tmp_path, found)
        assert all(parts.place(tmp_path, name).read_bytes() == content for name, content in found)


def test_a_part_that_is_not_what_its_name_promises_stops_the_rest(tmp_path: Path) -> None:
    found = named([os.urandom(100) for _n in range(8)])
    wrong = [*found[:2], (found[2][0], b"changed"), *found[3:]]
    with pytest.raises(PartMissingError):
        parts.put_all(tmp_path, wrong)
    assert [parts.has(tmp_path, name) for name, _content in found[:3]] == [True, True, False]
    assert not parts.has(tmp_path, found[-1][0])
    with pytest.raises(PartMissingError):
        parts.put_all(tmp_path, wrong[:3])  # the last one is waited for too


def test_what_breaks_while_reading_leaves_whole_parts_only(tmp_path: Path) -> None:
    found = named([os.urandom(100) for _n in range(5)])

    def cut() -> Iterator[tuple[str, bytes]]:
        yield from found[:3]
        raise StorageError(reason="the device does not answer")

    with pytest.raises(StorageError):
        parts.put_all(tmp_path, cut())
    assert [parts.has(tmp_path, name) for name, _content in found] == [True, True, True, False, False]
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, 5 * CHUNK + 7])
@pytest.mark.parametrize("size", [1, 4_096, CHUNK, CHUNK + 1])
def test_the_beginning_of_an_age_file_is_that_of_the_whole(length: int, size: int) -> None:
    identity, content = sealing.new_identity(), os.urandom(length)
    sealed = sealing.seal(content, [sealing.recipient_of(identity)])
    assert sealing.first_bytes(io.BytesIO(sealed), identity, size) == content[:size]


def test_a_changed_beginning_is_refused_and_a_later_change_is_not_reached() -> None:
    identity, content = sealing.new_identity(), os.urandom(4 * CHUNK)
    sealed = bytearray(sealing.seal(content, [sealing.recipient_of(identity)]))
    late = bytes(sealed[:-1]) + bytes([sealed[-1] ^ 1])
    assert sealing.first_bytes(io.BytesIO(late), identity, 100) == content[:100]
    sealed[len(sealed) - 4 * CHUNK] ^= 1
    for wrong, reader in (
        (bytes(sealed), identity),
        (late, sealing.new_identity()),
        (b"TRN", identity),
        (b"", identity),
    ):
        with pytest.raises(SealError):
            sealing.first_bytes(io.BytesIO(wrong), reader, 100)


def test_the_beginning_of_an_attachment(tmp_path: Path) -> None:
    made = vaults.create(tmp_path, "one").workspace
    request = vaults.register(made)
    content = os.urandom(parts.SIZE + 100)
    attachments.attach_bytes(made, "request", request, content, name="scan.bin")
    document = made.db.scalar("SELECT id FROM row_document")
    assert parts.first_part_bytes(made.vault.folder, made.db, document, 300) == content[:300]
    first = parts.stored(made.db, document)[0]
    parts.place(made.vault.folder, first.hash).unlink()
    with pytest.raises(PartMissingError):
        parts.first_part_bytes(made.vault.folder, made.db, document, 300)
    made.lock()
