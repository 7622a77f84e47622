"""Everything as open files, and back: JSON with every field, CSV for people, the documents byte for byte.

The folder is plain: whoever has it can read it. See docs/open-files.md for its form.
"""

import csv
import io
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path, PureWindowsPath
from typing import Any

import msgspec

from focalpoint import durable
from focalpoint.domain.attachments import Document
from focalpoint.domain.errors import FocalpointError, reason_of
from focalpoint.domain.fields import Facet, Kind, Record, RecordType, Value, empty
from focalpoint.domain.records import TYPES
from focalpoint.domain.visible_text import visible
from focalpoint.domain.wording import N_
from focalpoint.services.casework import attachments, isolation, listing, records, requests, rows, scopes
from focalpoint.services.casework.attachments import UnreadableFileError
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core import actions, csv_tables, world_checks
from focalpoint.services.core.actions import Action, Recorder
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.vault import heads, joining
from focalpoint.vault.changes import Op
from focalpoint.vault.errors import PartMissingError
from focalpoint.vault.journal import Write

VERSION = 1
LARGEST = 1 << 30
LEFT_OUT = "left-out.csv"
LEFT_HEADS = ("document", "name")
LEFT = N_("Left out, because they are damaged or not all here: {names}. The list is in “left-out.csv”.")
NAMES = 80  # characters of a file's own name that are kept
BATCH = 300


class FolderInUseError(FocalpointError):
    """The folder to write to is not empty."""

    message = N_("The folder “{name}” is not empty.")
    safe = N_("Nothing was written.")
    remedy = N_("Choose an empty folder, or a new one.")
    code = "OPN-101"


class NotOurFilesError(FocalpointError):
    """The folder to read does not hold what this program writes."""

    message = N_("This folder does not hold records that were written by this program ({reason}).")
    remedy = N_("Choose the folder that holds “records.json”.")
    code = "OPN-102"


class OpenMove(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A move of a request: to which state, on which day, on what ground, with which note."""

    to: str
    on: str = ""
    ground: str = ""
    note: str = ""


class OpenRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A record: its type, identifier and fields; the steps of a request; the file of a document."""

    type: str
    id: str
    fields: dict[str, Any]
    steps: list[OpenMove] = []
    file: str = ""
    name: str = ""


class Holding(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The content of `records.json`; that of a training vault says so in its first line."""

    training: bool | msgspec.UnsetType = msgspec.UNSET
    version: int
    office: str
    written: str
    records: list[OpenRecord]


def write_folder(ws: Workspace, folder: Path, task: Task | None = None) -> int:
    """Write every living record and document to an empty folder; return how many records. Nothing is encrypted there.

    Documents that are damaged or not all here are gone round, and listed in `left-out.csv`: see `left_out`.
    Raise FolderInUseError or UnreadableFileError.
    """
    progress = task or Task()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise FolderInUseError(name=folder.name)
        entries: list[OpenRecord] = []
        for kind in TYPES.values():
            found = _all(ws, kind)
            steps = progress.steps(found, len(found), N_("Writing files"))
            entries += isolation.each(
                ws, ((kind.name, item.id) for item in steps), lambda pair: _entry(ws, rows.get(ws, *pair), folder)
            )
            durable.write(folder / f"{kind.name}.csv", _table(ws, kind, found), mode=durable.BY_UMASK)
        left = [
            (entry.id, entry.name) for entry in entries if entry.type == "document" and entry.name and not entry.file
        ]
        if left:
            listed_left = _rows_of(LEFT_HEADS, left, training=ws.info.training)
            durable.write(folder / LEFT_OUT, listed_left, mode=durable.BY_UMASK)
        holding = Holding(
            training=ws.info.training or msgspec.UNSET, version=VERSION, office=ws.info.office,
            written=ws.now().isoformat(), records=entries,
        )  # fmt: skip
        listed = msgspec.json.format(msgspec.json.encode(holding), indent=1)
        durable.write(folder / "records.json", listed, mode=durable.BY_UMASK)
    except OSError as error:
        raise UnreadableFileError(reason=reason_of(error)) from error
    log(ws, "open export")
    return len(entries)


def _all(ws: Workspace, kind: RecordType) -> list[Record]:
    numbers = listing.ids(ws, Listing(kind.name))
    found = []
    for start in range(0, len(numbers), listing.PAGE):
        page = listing.page(ws, kind.name, numbers[start : start + listing.PAGE], ())
        found += [rows.get(ws, kind.name, row.id) for row in page]
    if kind.name == "request":
        found += [rows.get(ws, "request", one) for one in joining.joined(ws.db)]
    return found


def _entry(ws: Workspace, item: Record, folder: Path) -> OpenRecord:
    kind = records.type_of(item)
    values = {f: v for f, v in asdict(item).items() if f != "id" and v != empty(kind.specs[f].kind)}
    if isinstance(item, Document):
        name, file = _file(ws, item, folder)
        return OpenRecord(kind.name, item.id, {f: v for f, v in values.items() if f != "file"}, [], file, name)
    steps = _steps(ws, item.id) if kind.name == "request" else []
    return OpenRecord(
        kind.name, item.id, {f: v for f, v in values.items() if kind.specs[f].kind is not Kind.STATE}, steps
    )


def _steps(ws: Workspace, request: str) -> list[OpenMove]:
    return [OpenMove(move.to, move.on, move.ground, move.note) for move in requests.moves(ws, request)]


def _file(ws: Workspace, item: Document, folder: Path) -> tuple[str, str]:
    """Write the file of a document; return its own name and its path, "" if not all of it is here."""
    row = next((one for one in attachments.documents_of(ws, item.owner) if one.id == item.id), None)
    if row is None or not row.available:
        return (row.name if row else "", "")
    safe = "".join(c if c.isalnum() or c in "._- " else "_" for c in PureWindowsPath(visible(row.name)).name)
    target = folder / "documents" / item.id / (safe[-NAMES:].strip(". ") or "file")
    target.parent.mkdir(parents=True)
    try:
        out = durable.flushed(target, mode=durable.BY_UMASK, new=True)
        with attachments.open_stream(ws, item.id) as source, out as sink:
            shutil.copyfileobj(source, sink)
    except PartMissingError:  # no half of a document; the others go on
        target.unlink(missing_ok=True)
        target.parent.rmdir()
        return row.name, ""
    return row.name, target.relative_to(folder).as_posix()


def left_out(folder: Path) -> list[str]:
    """Return the names of the documents that `write` went round, as the folder itself lists them."""
    try:
        text = (folder / LEFT_OUT).read_text("utf-8-sig")
    except FileNotFoundError:
        return []
    listed = text[max(0, text.find(",".join(LEFT_HEADS))) :]  # below the line that says that it is training
    return [row["name"] for row in csv.DictReader(io.StringIO(listed, newline=""))]


def _table(ws: Workspace, kind: RecordType, found: list[Record]) -> bytes:
    lines = ([item.id, *(getattr(item, f) for f in kind.specs)] for item in found)
    return _rows_of(("id", *kind.specs), lines, training=ws.info.training)


def _rows_of(heads: Sequence[str], lines: Iterable[Sequence[Value]], *, training: bool) -> bytes:
    return csv_tables.table([heads, *([_cell(value) for value in line] for line in lines)], training=training)


def _cell(value: Value) -> str:
    return "; ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def take_in_folder(ws: Workspace, folder: Path, task: Task | None = None) -> tuple[Changes, int, int]:
    """Take in a folder that `write` made: records that are here already stay as they are; one undo takes it back.

    Return what changed, how many records came, and how many were here. Raise NotOurFilesError or UnreadableFileError.
    """
    progress, holding = task or Task(), _holding(folder)
    world_checks.require_same_files(ws, training=holding.training is True)
    wanted = [one for one in holding.records if one.type in TYPES]
    new = [one for one in wanted if rows.number_or_none(ws, one.id) is None]
    action = Action("take in", title=holding.office, code="open import", reason=str(len(new)))
    with actions.recording(ws, action) as recorder:
        for start in range(0, len(new), BATCH):
            progress.report(start, len(new), N_("Taking in the rows"))
            batch = new[start : start + BATCH]
            recorder.write(w for one in batch for w in _writes(ws, one, folder))
            for one in batch:
                _walk(ws, one, recorder)
    came = [one for one in new if rows.number_or_none(ws, one.id) is not None]
    for one in came:
        if one.type == "document":
            item = rows.get(ws, "document", one.id)
            if isinstance(item, Document):
                attachments.index_text(ws, item.id)
    return Changes.of([(one.type, one.id) for one in came]), len(came), len(wanted) - len(new)


def _holding(folder: Path) -> Holding:
    path = folder / "records.json"
    try:
        if path.stat().st_size > LARGEST:
            raise NotOurFilesError(reason="size")
        holding = msgspec.json.decode(path.read_bytes(), type=Holding)
    except OSError as error:
        raise NotOurFilesError(reason=reason_of(error)) from error
    except msgspec.MsgspecError as error:
        raise NotOurFilesError(reason=str(error)[:80]) from error
    if holding.version != VERSION:
        raise NotOurFilesError(reason=f"version {holding.version}")
    return holding


def _writes(ws: Workspace, one: OpenRecord, folder: Path) -> list[Write]:
    kind = TYPES[one.type]
    if len(one.id) != 32 or not set(one.id) <= set("0123456789abcdef"):
        raise NotOurFilesError(reason=one.id[:40])
    values: dict[str, Any] = {
        f: tuple(v) if isinstance(v, list) else v for f, v in one.fields.items() if f in kind.specs
    }
    item = kind.cls(**{**values, "id": one.id})
    if isinstance(item, Document):
        return _document(ws, item, one, folder)
    item = records.placed(item)
    records.check(item, ws)
    return records.creation(item)


def _walk(ws: Workspace, one: OpenRecord, recorder: Recorder) -> None:
    """Take the steps of a request again, each replacing the one before as it did when it was taken."""
    for step in one.steps if one.type == "request" else ():
        if step.to in ws.reference.lifecycle:
            present = heads.of_record(ws.db, rows.number(ws, one.id)).get("state", [])
            op = Op("request", one.id, "state", "evt", msgspec.to_builtins(step), heads.refs(present))
            recorder.write([Write(scopes.request_scope(one.id, Facet.CORE), op)])


def _document(ws: Workspace, item: Document, one: OpenRecord, folder: Path) -> list[Write]:
    path = folder / one.file if one.file else None
    if path is None or not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
        return []
    return attachments.writes(ws, item, path, one.name or path.name)
