"""Documents of records: taken in byte for byte, sealed in parts, read back as a stream."""

import io
import mimetypes
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_bytes
from typing import BinaryIO

from focalpoint.documents import extract
from focalpoint.domain import descriptions
from focalpoint.domain.attachments import Document
from focalpoint.domain.errors import FocalpointError, reason_of
from focalpoint.domain.fields import Facet
from focalpoint.domain.records import has_dossier
from focalpoint.domain.wording import N_
from focalpoint.services.casework import evicted, integrity, records, rows, scopes
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.transports import folder
from focalpoint.vault import attached, local, parts, projection, record_rows
from focalpoint.vault.attached import FileRow
from focalpoint.vault.changes import Op
from focalpoint.vault.errors import PartMissingError
from focalpoint.vault.journal import Write

EXTRACT_LIMIT = 64 << 20  # larger files are kept, shown by name, and not searched inside
HASHED_AT_ONCE = 64 << 20  # bytes of files without text that are held against their descriptions as they come


class UnreadableFileError(FocalpointError):
    """The file to attach cannot be read."""

    message = N_("The file could not be read ({reason}).")
    remedy = N_("Check that the file is still there and try again.")
    code = "DOC-101"


class OtherContentError(FocalpointError):
    """The bytes of a document are not those that its description names."""

    message = N_("“{name}” is not the file that was announced: its content has another fingerprint.")
    safe = N_("It is kept as it came and was not opened; nothing else is affected.")
    remedy = N_("Ask the sender how it came about, and to send the document anew.")
    code = "DOC-102"


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document of a record. `available` is False while some of its parts have not arrived or were let go of.

    `other` says that its bytes were found not to be what its description says; `let_go`, that this laptop let go of it;
    `keepers` are the people who keep it, and `asked`, that one was asked.
    """

    id: str
    title: str
    name: str
    mime: str
    size: int
    sha256: str
    language: str
    facet: str
    added_at: str
    available: bool
    let_go: bool = False
    keepers: tuple[str, ...] = ()
    asked: bool = False
    other: bool = False


def attach(
    ws: Workspace,
    owner_type: str,
    owner: str,
    path: Path,
    *,
    title: str = "",
    facet: str = Facet.CORE,
    language: str = "",
    task: Task | None = None,
) -> Changes:
    """Attach a file to a record. The file is read once, never changed, and its original name is kept."""
    progress = task or Task()
    owner_item = rows.get(ws, owner_type, owner)
    try:
        with path.open("rb") as stream:
            total = os.fstat(stream.fileno()).st_size
            return _take(
                ws,
                owner_item,
                stream,
                _told(path.name),
                title=title,
                facet=facet,
                language=language,
                total=total,
                progress=progress,
            )
    except OSError as error:
        raise UnreadableFileError(reason=reason_of(error)) from error


def _told(name: str) -> str:
    """Return a file name as one line of text; bytes that are no text in this system's encoding are written as codes."""
    return _one_line(os.fsencode(name).decode("utf-8", errors="backslashreplace"))


def _one_line(name: str) -> str:
    """Return a name that somebody gave a file as a description holds it: marks that nobody sees written as codes."""
    shown = "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in name)
    return shown[: descriptions.LONGEST_NAME]


def attach_bytes(
    ws: Workspace,
    owner_type: str,
    owner: str,
    content: bytes,
    *,
    name: str,
    title: str = "",
    facet: str = Facet.CORE,
    language: str = "",
) -> Changes:
    """Attach content this program made itself, under a file name, without writing it to the disk in the clear."""
    owner_item = rows.get(ws, owner_type, owner)
    return _take(
        ws,
        owner_item,
        io.BytesIO(content),
        name,
        title=title,
        facet=facet,
        language=language,
        total=len(content),
        progress=Task(),
    )


def _take(
    ws: Workspace,
    owner: records.Record,
    stream: BinaryIO,
    name: str,
    *,
    title: str,
    facet: str,
    language: str,
    total: int,
    progress: Task,
) -> Changes:
    owner_type, name = records.type_of(owner).name, _one_line(name)
    mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
    blob = parts.take_in(
        ws.vault.folder, ws.db, stream, name, mime=mime, report=lambda done: progress.report(done, total, N_("Sealing"))
    )
    document = Document(
        id=records.new_id(),
        owner=owner.id,
        owner_type=owner_type,
        facet=facet if has_dossier(owner_type) else Facet.CORE,
        title=title or " ".join(Path(name).stem.split()) or name,
        file=token_bytes(16).hex(),
        language=language,
        original=True,
        classification=str(getattr(owner, "classification", "")),
    )
    records.check(document, ws)
    scope = scopes.home_scope(document)
    writes = records.creation(document)
    writes.insert(0, Write(scope, Op("document", document.id, document.file, "blob", blob.value())))
    with ws.db.transaction():
        local.keep_checked(ws.db, blob.content, whole=True)
        changes = records.commit(ws, writes, "attach", document)
    progress.report(total, total, N_("Reading the text"))
    index_text(ws, document.id)
    return replace(changes, touched=changes.touched | {(owner_type, owner.id)})


def writes(ws: Workspace, document: Document, path: Path, name: str) -> list[Write]:
    """Seal a file and return the writes that make it a document that is described already; raise UnreadableFileError.

    The caller keeps them, and reads the text of the file afterwards.
    """
    name = _one_line(name)
    mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
    try:
        with path.open("rb") as stream:
            blob = parts.take_in(ws.vault.folder, ws.db, stream, name, mime=mime, report=lambda _done: None)
    except OSError as error:
        raise UnreadableFileError(reason=reason_of(error)) from error
    made = replace(document, file=token_bytes(16).hex())
    records.check(made, ws)
    held = Write(scopes.home_scope(made), Op("document", made.id, made.file, "blob", blob.value()))
    return [held, *records.creation(made)]


def index_text(ws: Workspace, document: str) -> None:
    """Read the text of a document in a separate process and add it to the search index."""
    index_texts(ws, [document])


def index_texts(ws: Workspace, documents: Iterable[str]) -> None:
    """Read the texts of documents that are here and were not read yet; files without text are noted together.

    What is read is held against its description: no text is kept of a file that is not what was announced. Files
    without text are hashed too, as many as take no time to speak of; the others when they are first read, or by the
    care of the day.
    """
    textless: list[str] = []
    left = HASHED_AT_ONCE
    waiting = _unread(ws, documents)
    for (document, file, _head), kind in zip(waiting, _kinds(waiting), strict=True):
        if kind not in ("other", "image") and file.size <= EXTRACT_LIMIT:
            _read_text(ws, document, file)
            continue
        if local.checked(ws.db, file.content) is None and file.size <= left:
            left -= file.size
            integrity.is_whole(ws, document, file)
        textless += [file.sha256] if local.checked(ws.db, file.content) else []
    if textless:
        with ws.db.transaction():
            for sha256 in textless:
                local.keep_text(ws.db, sha256, "", "not read")


def _unread(ws: Workspace, documents: Iterable[str]) -> list[tuple[str, FileRow, bytes]]:
    """Return the documents that are here whole and of which something is still to be read, with their beginnings."""
    found = []
    for document in documents:
        file = attached.file_of(ws.db, document)
        if file is None or not integrity.is_complete(ws, document):
            continue
        known = local.checked(ws.db, file.content)
        if known is False or (known and local.text_of(ws.db, file.sha256) is not None):
            continue
        with suppress(PartMissingError):  # a damaged part: it may come again
            found.append((document, file, parts.first_part_bytes(ws.vault.folder, ws.db, document, extract.HEAD)))
    return found


def _kinds(found: Sequence[tuple[str, FileRow, bytes]]) -> list[extract.Kind]:
    """Tell what files are; if one of them spoils the answer, each is tried by itself, and fails by itself."""
    try:
        return extract.kinds([(file.name, head) for _document, file, head in found])
    except FocalpointError:
        return ["text"] * len(found)


def _read_text(ws: Workspace, document: str, file: FileRow) -> None:
    content = integrity.read_whole(ws, document, file)
    if content is None or local.text_of(ws.db, file.sha256) is not None:
        return
    text, state = "", "read"
    try:
        text = extract.extract_text(content, file.name)
    except FocalpointError as error:
        state = error.code
    with ws.db.transaction():
        local.keep_text(ws.db, file.sha256, text, state)
        projection.project(ws.db, attached.documents_of_hash(ws.db, file.sha256) if text else ())


def documents_of(ws: Workspace, owner: str) -> list[DocumentRow]:
    """Return the documents of a record, oldest first."""
    found = []
    gone = evicted.kept_by(ws)
    for row in record_rows.documents(ws.db, owner):
        here = row.name is not None and integrity.is_complete(ws, row.id)
        keepers, asked = gone.get(row.file, ((), False))
        found.append(
            DocumentRow(
                row.id, row.title, row.name or row.title, row.mime or "", row.size or 0, row.sha256 or "",
                row.language, row.facet, row.created_at, here, not here and row.file in gone, keepers, asked,
                here and integrity.is_other(ws, row.id),
            )
        )  # fmt: skip
    return found


def row_of(ws: Workspace, document: str) -> DocumentRow:
    """Return one document."""
    item = rows.get(ws, "document", document)
    owner = item.owner if isinstance(item, Document) else ""
    return next(row for row in documents_of(ws, owner) if row.id == document)


def open_stream(ws: Workspace, document: str) -> io.BufferedReader:
    """Return the bytes of a document as a seekable stream; no file is written.

    Raise OtherContentError if they are not what was announced, which is looked at when it is first read.
    """
    file = attached.file_of(ws.db, document)
    if file is None or not integrity.is_complete(ws, document):
        raise PartMissingError
    if not integrity.is_whole(ws, document, file):
        if integrity.is_other(ws, document):
            raise OtherContentError(name=file.name)
        raise PartMissingError
    return parts.open_stream(ws.vault.folder, ws.db, document)


def save_copy(ws: Workspace, document: str, target: Path, task: Task | None = None) -> None:
    """Write a plain copy of a document where the person says; the audit log keeps that it happened."""
    progress = task or Task()
    row = row_of(ws, document)
    log(ws, "save a copy", document)

    def produce(out: folder.HashingSink) -> None:
        with open_stream(ws, document) as stream:
            while chunk := stream.read(1 << 20):
                out.write(chunk)
                progress.report(out.size, row.size)

    folder.deliver(target, produce)
