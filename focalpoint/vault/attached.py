"""The files of documents as their descriptions say: by document, by part, by hash."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from focalpoint.domain import descriptions
from focalpoint.vault import parts
from focalpoint.vault.changes import ChangeState
from focalpoint.vault.database import Database


@dataclass(frozen=True, slots=True)
class FileRow:
    """The file of a document as it is described: a mark of what is meant, name, bytes, hash of the whole."""

    content: str
    name: str
    size: int
    sha256: str


def file_of(db: Database, document: str) -> FileRow | None:
    """Return the file of a document, None if nobody described it."""
    row = db.row("SELECT content, name, size, sha256 FROM record JOIN blob USING (r) WHERE id = ?", (document,))
    return FileRow(*row) if row else None


def sealed_of(db: Database, document: str) -> list[str]:
    """Return the names of the parts of the file of a document, each once: of every description that stands."""
    rows = db.read(
        "SELECT value FROM record JOIN row_document USING (r) JOIN head USING (r)"
        " WHERE record.id = ? AND head.f = row_document.file ORDER BY n, i",
        (document,),
    )
    said = [descriptions.read_description(msgspec.json.decode(row[0])) for row in rows]
    return list(dict.fromkeys(part.h for one in said if one is not None for part in one.parts))


def documents_of_hash(db: Database, sha256: str) -> list[int]:
    """Return the record numbers of the documents whose file has a hash, as their descriptions say."""
    return [row[0] for row in db.read("SELECT r FROM blob WHERE sha256 = ?", (sha256,))]


def documents_of_parts(db: Database, names: Iterable[str]) -> list[str]:
    """Return the documents of which one of these parts is a part and whose text was not read yet."""
    wanted = set(names)
    rows = db.read(
        "SELECT row_document.id, blob.parts FROM row_document JOIN blob USING (r)"
        " LEFT JOIN extract USING (sha256) WHERE coalesce(extract.state, '') <> 'read'"
    )
    return [row[0] for row in rows if wanted.intersection(parts.named(row[1]))]


def documents_made_of(db: Database, names: Iterable[str]) -> list[str]:
    """Return the documents of which one of these parts is a part."""
    wanted = set(names)
    rows = db.read("SELECT row_document.id, blob.parts FROM row_document JOIN blob USING (r)")
    return sorted(row[0] for row in rows if wanted.intersection(parts.named(row[1])))


@dataclass(frozen=True, slots=True)
class Attached:
    """The file of a document, in the trash or not: its parts, and the device that attached it."""

    document: str
    title: str
    file: str
    parts: tuple[str, ...]
    author: str


def all_files(db: Database) -> list[Attached]:
    """Return the files of all documents of which a description is here."""
    rows = db.read(
        "SELECT row_document.id, title, row_document.file, blob.parts,"
        " (SELECT device.id FROM touch JOIN change USING (n) JOIN device USING (k)"
        f" WHERE touch.r = row_document.r AND change.state = '{ChangeState.APPLIED}' ORDER BY hl, n LIMIT 1)"
        " FROM row_document JOIN blob USING (r) ORDER BY row_document.r"
    )
    return [Attached(row[0], row[1], row[2], tuple(parts.named(row[3])), str(row[4])) for row in rows]
