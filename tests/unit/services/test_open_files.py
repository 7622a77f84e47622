"""Everything as open files and back: no record, step or document is lost, and hostile folders are refused."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from focalpoint.domain.records import TYPES, parts
from focalpoint.services.casework import attachments, duplicates, history, listing, records, requests, rows
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.interchange import open_files
from focalpoint.services.interchange.open_files import FolderInUseError, NotOurFilesError
from tests.helpers import vaults
from tests.unit.services.test_dossier import filled


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Workspace]:
    made = vaults.create(tmp_path, "other").workspace
    yield made
    made.lock()


def full(ws: Workspace) -> str:
    """Fill a vault with a record of every type, steps, a document with a hostile name, and a joined request."""
    request = vaults.register(ws, own_ref="TRN-1", body="نص\nسطر")
    for kind in parts():
        records.save(ws, filled(kind.name, request))
    requests.move(ws, request, "registered", "first", on="2026-01-02")
    requests.move(ws, request, "acknowledged", "=second", on="2026-01-03")
    requests.move(ws, request, "under_review")
    requests.move(ws, request, "postponed", "third", ground="ONGOING-CASE", on="2026-01-05")
    attachments.attach_bytes(ws, "request", request, b"letter" * 1_000, name="../..\\رسالة: 1?.pdf", facet="internal")
    duplicates.join(ws, request, vaults.register(ws, own_ref="TRN-1", subject="Twin"))
    return request


def everything(ws: Workspace) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in TYPES:
        for row in listing.page(ws, name, listing.ids(ws, Listing(name)), ()):
            item = rows.get(ws, name, row.id)
            found[row.id] = replace(item, file="") if name == "document" else item  # type: ignore[call-arg]
    return found


def test_what_is_written_comes_back_whole(ws: Workspace, other: Workspace, tmp_path: Path) -> None:
    request = full(ws)
    number = open_files.write_folder(ws, tmp_path / "out")
    _changes, new, known = open_files.take_in_folder(other, tmp_path / "out")
    assert (new, known) == (number, 0)
    wanted, found = everything(ws), everything(other)
    assert {one: item for one, item in found.items() if one in wanted} == wanted
    assert [(m.to, m.on, m.ground) for m in requests.moves(other, request)] == [
        (m.to, m.on, m.ground) for m in requests.moves(ws, request)
    ]
    notes = [entry.note for entry in requests.timeline(other, request) if entry.note]
    assert notes == ["first", "=second", "third"]
    (before,), (after,) = attachments.documents_of(ws, request), attachments.documents_of(other, request)
    assert (after.name, after.sha256, after.facet, after.id) == (before.name, before.sha256, before.facet, before.id)
    with attachments.open_stream(other, after.id) as stream:
        assert stream.read() == b"letter" * 1_000
    assert len(duplicates.duplicate_pairs(other)) == 1, "the joined request came too; that it was joined is said anew"


def test_once_more_changes_nothing_and_one_undo_takes_it_back(ws: Workspace, other: Workspace, tmp_path: Path) -> None:
    full(ws)
    open_files.write_folder(ws, tmp_path / "out")
    open_files.take_in_folder(other, tmp_path / "out")
    before = everything(other)
    _changes, new, _known = open_files.take_in_folder(other, tmp_path / "out")
    assert new == 0
    assert everything(other) == before
    history.undo(other)
    assert everything(other) == {}


def test_files_stay_inside_the_folder_and_no_cell_is_a_formula(ws: Workspace, tmp_path: Path) -> None:
    request = full(ws)
    item = requests.get_request(ws, request)
    records.save(ws, replace(item, subject="=HYPERLINK(1)"), base=item)
    open_files.write_folder(ws, tmp_path / "out")
    (file,) = (tmp_path / "out" / "documents").rglob("*.pdf")
    assert file.parent.parent == tmp_path / "out" / "documents"
    assert file.read_bytes() == b"letter" * 1_000
    with (tmp_path / "out" / "request.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert "TRAINING" in stream.readline().upper()
        subjects = [row["subject"] for row in csv.DictReader(stream)]
    assert "'=HYPERLINK(1)" in subjects


def test_a_folder_in_use_is_not_written_to(ws: Workspace, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "x").write_text("mine")
    with pytest.raises(FolderInUseError):
        open_files.write_folder(ws, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["x"]


@pytest.mark.parametrize(
    "content",
    [
        None,
        "nothing",
        '{"training": true, "version": 9, "office": "", "written": "", "records": []}',
        '{"training": true, "version": 1, "office": "", "written": "", "records": [{"type": "contact", "id": "../x",'
        ' "fields": {}}]}',
    ],
)
def test_what_is_not_ours_is_refused_and_nothing_is_kept(ws: Workspace, tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "records.json").write_text(content)
    with pytest.raises(NotOurFilesError):
        open_files.take_in_folder(ws, tmp_path)
    assert everything(ws) == {}


def test_a_document_outside_the_folder_is_not_read(ws: Workspace, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "in"
    folder.mkdir()
    fields = {"owner": "a" * 32, "owner_type": "contact", "title": "x"}
    entry = {"type": "document", "id": "b" * 32, "fields": fields, "file": "../secret.txt", "name": "secret.txt"}
    told = {"training": True, "version": 1, "office": "", "written": "", "records": [entry]}
    (folder / "records.json").write_text(json.dumps(told))
    open_files.take_in_folder(ws, folder)
    assert everything(ws) == {}
