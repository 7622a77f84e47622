"""Attachments as sealed parts of at most 8 MiB: sealed once, read back as a stream or a range, never as a file."""

import hashlib
import io
import os
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from focalpoint.crypto import sealing
from focalpoint.crypto.sealing import SealError
from focalpoint.vault.database import Database
from focalpoint.vault.errors import PartMissingError
from focalpoint.vault.files import make_folder, write_durably
from focalpoint.vault.heads import Blob, Part

SIZE = 8 << 20
CHUNKER = "fixed-8MiB"
WRITERS = 2  # parts on their way to the disk at once


@dataclass(frozen=True, slots=True)
class StoredPart:
    """A part of an attachment as the vault knows it."""

    hash: str
    identity: str
    size: int


def place(folder: Path, name: str) -> Path:
    """Return where a part lies: `parts/ab/abcd…`."""
    return folder / "parts" / name[:2] / name


def has(folder: Path, name: str) -> bool:
    """Tell whether a part lies in the vault."""
    return place(folder, name).is_file()


def is_whole(folder: Path, name: str) -> bool:
    """Tell whether a part lies in the vault and its bytes are those its name promises: it is read to its end."""
    try:
        with place(folder, name).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == name
    except OSError:
        return False


def read_whole(folder: Path, name: str) -> bytes:
    """Return a sealed part that is to leave; raise PartMissingError if it is gone or damaged."""
    try:
        ciphertext = place(folder, name).read_bytes()
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
        make_folder(target.parent)
        write_durably(target, ciphertext)


def take_in(folder: Path, db: Database, stream: BinaryIO, name: str, mime: str, report: Callable[[int], None]) -> Blob:
    """Seal a stream part by part at flat memory; equal parts are stored once. Call before the transaction."""
    whole = hashlib.sha256()
    parts: list[Part] = []
    size = 0
    while chunk := _read_full(stream):
        whole.update(chunk)
        size += len(chunk)
        parts.append(_seal_part(folder, db, chunk))
        report(size)
    return Blob(name, mime, size, whole.hexdigest(), CHUNKER, tuple(parts))


def _read_full(stream: BinaryIO) -> bytes:
    chunks: list[bytes] = []
    missing = SIZE
    while missing and (chunk := stream.read(missing)):
        chunks.append(chunk)
        missing -= len(chunk)
    return b"".join(chunks)


def _seal_part(folder: Path, db: Database, chunk: bytes) -> Part:
    plain = hashlib.sha256(chunk).hexdigest()
    for name, identity in db.read("SELECT hash, identity FROM part WHERE plain = ? AND size = ?", (plain, len(chunk))):
        if has(folder, name):
            return Part(name, plain, identity, len(chunk))
    identity = sealing.new_identity()
    ciphertext = sealing.seal(chunk, [sealing.recipient_of(identity)])
    name = hashlib.sha256(ciphertext).hexdigest()
    put(folder, name, ciphertext)
    return Part(name, plain, identity, len(chunk))


def stored(db: Database, blob: str) -> list[StoredPart]:
    """Return the parts of an attachment in order; raise PartMissingError if the vault does not know it."""
    listed = db.scalar("SELECT parts FROM blob WHERE id = ?", (blob,))
    if listed is None:
        raise PartMissingError
    found = []
    for name in msgspec.json.decode(listed, type=list[str]):
        identity, size = db.read("SELECT identity, size FROM part WHERE hash = ?", (name,))[0]
        found.append(StoredPart(name, identity, size))
    return found


def open_part(folder: Path, part: StoredPart) -> bytes:
    """Return the plaintext of a part; raise PartMissingError if it is gone or was changed."""
    try:
        ciphertext = place(folder, part.hash).read_bytes()
    except OSError as error:
        raise PartMissingError from error
    if hashlib.sha256(ciphertext).hexdigest() != part.hash:
        raise PartMissingError
    try:
        return sealing.unseal(ciphertext, part.identity)
    except SealError as error:
        raise PartMissingError from error


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


def beginning(folder: Path, db: Database, blob: str, size: int) -> bytes:
    """Return the first bytes of an attachment, at most those of its first part, without opening the rest."""
    for part in stored(db, blob)[:1]:
        try:
            with place(folder, part.hash).open("rb") as stream:
                return sealing.beginning(stream, part.identity, size)
        except (OSError, SealError) as error:
            raise PartMissingError from error
    return b""


class PartStream(io.RawIOBase):
    """A seekable stream over sealed parts that holds one opened part in memory."""

    def __init__(self, folder: Path, parts: list[StoredPart]) -> None:
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


def open_stream(folder: Path, db: Database, blob: str) -> io.BufferedReader:
    """Return an attachment as a seekable stream."""
    return io.BufferedReader(PartStream(folder, stored(db, blob)), 1 << 16)


def names(folder: Path) -> Iterator[str]:
    """Yield the names of all parts that lie in the vault."""
    for path in (folder / "parts").glob("??/*"):
        if len(path.name) == 64:
            yield path.name


def _needed(db: Database) -> set[str]:
    """Return the names of all parts that living documents are made of."""
    rows = db.read("SELECT blob.parts FROM row_document JOIN blob ON blob.id = row_document.file WHERE deleted = 0")
    return {name for (listed,) in rows for name in msgspec.json.decode(listed, type=list[str])}


def faults(
    folder: Path, db: Database, report: Callable[[int, int], None], excused: Collection[str] = ()
) -> tuple[list[str], list[str]]:
    """Hash every part; return (missing, damaged) part names.

    Parts of documents in the trash need not be here, nor those `excused` because this laptop let go of them.
    """
    missing: list[str] = []
    damaged: list[str] = []
    needed = _needed(db) - set(excused)
    listed = [row[0] for row in db.read("SELECT hash FROM part ORDER BY hash")]
    for done, name in enumerate(listed, 1):
        try:
            content = place(folder, name).read_bytes()
        except OSError:
            missing += [name] if name in needed else []
        else:
            if hashlib.sha256(content).hexdigest() != name:
                damaged.append(name)
        report(done, len(listed))
    return missing, damaged
