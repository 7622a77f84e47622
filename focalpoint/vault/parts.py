"""Attachments as sealed parts of at most 8 MiB: sealed once, read back as a stream or a range, never as a file."""

import hashlib
import io
import os
import re
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from focalpoint.crypto import sealing
from focalpoint.crypto.sealing import SealError
from focalpoint.domain.descriptions import CHUNKER, PART_SIZE, Description, Part
from focalpoint.vault.database import Database
from focalpoint.vault.errors import PartMissingError
from focalpoint.vault.files import make_folder, sync_folder, write_durably

SIZE = PART_SIZE
LARGEST = SIZE + (4 << 10)  # of a sealed part
WRITERS = 2  # parts on their way to the disk at once
MOST_KEYS = 8  # of those stated for one part that are tried
_NAME = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class StoredPart:
    """A part of an attachment as its document describes it, with every key that somebody stated for it."""

    hash: str
    plain_hash: str
    size: int
    keys: tuple[str, ...]


def place(folder: Path, name: str) -> Path:
    """Return where a part lies: `parts/ab/abcd…`; raise PartMissingError for what is not the name of a part."""
    if not _NAME.fullmatch(name):
        raise PartMissingError
    return folder / "parts" / name[:2] / name


def has(folder: Path, name: str) -> bool:
    """Tell whether a part lies in the vault."""
    return _NAME.fullmatch(name) is not None and place(folder, name).is_file()


def is_whole(folder: Path, name: str) -> bool:
    """Tell whether a part lies in the vault and its bytes are those its name promises: it is read to its end."""
    try:
        read_whole(folder, name)
    except PartMissingError:
        return False
    return True


def read_whole(folder: Path, name: str) -> bytes:
    """Return the bytes of a sealed part; raise PartMissingError if they are not here, or not what its name says."""
    try:
        with place(folder, name).open("rb") as stream:
            ciphertext = stream.read(LARGEST + 1)
    except OSError as error:
        raise PartMissingError from error
    if hashlib.sha256(ciphertext).hexdigest() != name:
        raise PartMissingError
    return ciphertext


def read_ahead(folder: Path, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield sealed parts that are to leave, (name, bytes): the next is read and verified while one is written.

    Raise PartMissingError at one that is gone or damaged.
    """
    with ThreadPoolExecutor(1) as reader:
        reading: deque[tuple[str, Future[bytes]]] = deque()
        for name in names:
            reading.append((name, reader.submit(read_whole, folder, name)))
            if len(reading) > 1:
                first, found = reading.popleft()
                yield first, found.result()
        for first, found in reading:
            yield first, found.result()


def put(folder: Path, name: str, ciphertext: bytes) -> None:
    """Keep a sealed part, also in the place of a damaged one.

    Raise PartMissingError if its bytes are not those its name promises.
    """
    if hashlib.sha256(ciphertext).hexdigest() != name:
        raise PartMissingError
    target = place(folder, name)
    if not is_whole(folder, name):
        if not target.parent.is_dir():
            make_folder(target.parent)
            sync_folder(target.parent.parent)
        write_durably(target, ciphertext)


def take_in(
    folder: Path, db: Database, stream: BinaryIO, name: str, *, mime: str, report: Callable[[int], None]
) -> Description:
    """Seal a stream part by part at flat memory; equal parts are stored once. Call before the transaction.

    `name` and `mime` are kept as they are, so they are of one line, and not longer than a description allows.
    """
    whole = hashlib.sha256()
    parts: list[Part] = []
    size = 0
    while chunk := _read_full(stream):
        whole.update(chunk)
        size += len(chunk)
        parts.append(_seal_part(folder, db, chunk))
        report(size)
    return Description(name, mime, size, whole.hexdigest(), CHUNKER, tuple(parts))


def _read_full(stream: BinaryIO) -> bytes:
    chunks: list[bytes] = []
    missing = SIZE
    while missing and (chunk := stream.read(missing)):
        chunks.append(chunk)
        missing -= len(chunk)
    return b"".join(chunks)


def _seal_part(folder: Path, db: Database, chunk: bytes) -> Part:
    """Seal a piece, or find the part it is already sealed in: only one that was opened now and found to be it.

    What others say a part holds is no reason to keep theirs in place of this one.
    """
    plain = hashlib.sha256(chunk).hexdigest()
    rows = db.read("SELECT DISTINCT hash, identity FROM part WHERE plain = ? AND size = ?", (plain, len(chunk)))
    for name, identity in rows[:MOST_KEYS]:
        try:
            open_part(folder, StoredPart(name, plain, len(chunk), (identity,)))
        except PartMissingError:
            continue
        return Part(name, plain, identity, len(chunk))
    identity = sealing.new_identity()
    ciphertext = sealing.seal(chunk, [sealing.recipient_of(identity)])
    name = hashlib.sha256(ciphertext).hexdigest()
    put(folder, name, ciphertext)
    return Part(name, plain, identity, len(chunk))


def _listed(db: Database, document: str) -> list[tuple[str, str, str, int]]:
    listed = db.scalar("SELECT parts FROM record JOIN blob USING (r) WHERE id = ?", (document,))
    if listed is None:
        raise PartMissingError
    return msgspec.json.decode(listed, type=list[tuple[str, str, str, int]])


def names_of(db: Database, document: str) -> list[str]:
    """Return the names of the parts of the file of a document; raise PartMissingError if nobody described it."""
    return [name for name, _plain, _key, _size in _listed(db, document)]


def stored(db: Database, document: str) -> list[StoredPart]:
    """Return the parts of the file of a document in order; raise PartMissingError if nobody described it."""
    listed = _listed(db, document)
    stated: dict[str, list[str]] = {}
    for name, key in db.read_in("SELECT DISTINCT hash, identity FROM part WHERE hash IN", {one[0] for one in listed}):
        stated.setdefault(name, []).append(key)
    return [
        StoredPart(name, plain, size, tuple(dict.fromkeys((key, *sorted(stated.get(name, ())))))[:MOST_KEYS])
        for name, plain, key, size in listed
    ]


def open_part(folder: Path, part: StoredPart) -> bytes:
    """Return the plaintext of a part, by whichever key opens it.

    Raise PartMissingError if it is gone, was changed, or does not hold what its description says.
    """
    ciphertext = read_whole(folder, part.hash)
    for key in part.keys:
        try:
            plain = sealing.unseal(ciphertext, key)
        except SealError:
            continue
        if len(plain) == part.size and hashlib.sha256(plain).hexdigest() == part.plain_hash:
            return plain
        break
    raise PartMissingError


def put_all(folder: Path, found: Iterable[tuple[str, bytes]]) -> None:
    """Keep sealed parts, (name, bytes): some are written to the disk while the next is read."""
    with ThreadPoolExecutor(WRITERS) as writers:
        writing: deque[Future[None]] = deque()
        for name, ciphertext in found:
            if len(writing) == WRITERS:
                writing.popleft().result()
            writing.append(writers.submit(put, folder, name, ciphertext))
        for last in writing:
            last.result()


def first_part_bytes(folder: Path, db: Database, document: str, size: int) -> bytes:
    """Return the first bytes of the file of a document, at most those of its first part, without opening the rest."""
    for part in stored(db, document)[:1]:
        for key in part.keys:
            try:
                with place(folder, part.hash).open("rb") as stream:
                    return sealing.first_bytes(stream, key, size)
            except (OSError, SealError):
                continue
        raise PartMissingError
    return b""


class PartStream(io.RawIOBase):
    """A seekable stream over sealed parts that holds one opened part in memory."""

    def __init__(self, folder: Path, parts: Sequence[StoredPart]) -> None:
        super().__init__()
        self._folder, self._parts = folder, parts
        self._starts = [0]
        for part in parts:
            self._starts.append(self._starts[-1] + part.size)
        self._position = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def readable(self) -> bool:
        """Say that the stream can be read."""
        return True

    def seekable(self) -> bool:
        """Say that the stream can be read from any position."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move to a position in bytes."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._starts[-1]}[whence]
        self._position = max(0, base + offset)
        return self._position

    def tell(self) -> int:
        """Return the position in bytes."""
        return self._position

    def readinto(self, buffer: object) -> int:
        """Read into a buffer up to the end of the current part."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        number = self._number()
        if number is None or not len(view):
            return 0
        if self._held[0] != number:
            self._held = (number, open_part(self._folder, self._parts[number]))
        start = self._position - self._starts[number]
        piece = self._held[1][start : start + len(view)]
        view[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def _number(self) -> int | None:
        for number, part in enumerate(self._parts):
            if self._starts[number] <= self._position < self._starts[number] + part.size:
                return number
        return None


def open_stream(folder: Path, db: Database, document: str) -> io.BufferedReader:
    """Return the file of a document as a seekable stream."""
    return io.BufferedReader(PartStream(folder, stored(db, document)), 1 << 16)


def digest(folder: Path, db: Database, document: str) -> str:
    """Return the SHA-256 of the file of a document, read part by part; raise PartMissingError."""
    whole = hashlib.sha256()
    for part in stored(db, document):
        whole.update(open_part(folder, part))
    return whole.hexdigest()


def names(folder: Path) -> Iterator[str]:
    """Yield the names of all parts that lie in the vault."""
    for path in (folder / "parts").glob("??/*"):
        if _NAME.fullmatch(path.name):
            yield path.name


def named(listed: str) -> list[str]:
    """Return the names of parts as a row of `blob` lists them."""
    return [one[0] for one in msgspec.json.decode(listed, type=list[tuple[str, str, str, int]])]


def _needed(db: Database) -> set[str]:
    """Return the names of all parts that living documents are made of."""
    rows = db.read("SELECT parts FROM row_document JOIN blob USING (r) WHERE deleted = 0")
    return {name for (listed,) in rows for name in named(listed)}


def faults(
    folder: Path, db: Database, report: Callable[[int, int], None], excused: Collection[str] = ()
) -> tuple[list[str], list[str]]:
    """Hash every part; return (missing, damaged) part names.

    Parts of documents in the trash need not be here, nor those `excused` because this laptop let go of them.
    """
    missing: list[str] = []
    damaged: list[str] = []
    needed = _needed(db) - set(excused)
    listed = [row[0] for row in db.read("SELECT DISTINCT hash FROM part ORDER BY hash")]
    for done, name in enumerate(listed, 1):
        if not has(folder, name):
            missing += [name] if name in needed else []
        else:
            if not is_whole(folder, name):
                damaged.append(name)
        report(done, len(listed))
    return missing, damaged
