"""Whether documents are here, and what they say they are: after a part is lost or damaged, and within a limit."""

import secrets
from pathlib import Path

import pytest

from focalpoint.services.casework import attachments, integrity
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import attached, local, parts
from focalpoint.vault.attached import FileRow
from tests.helpers import vaults


def attach(ws: Workspace, folder: Path, size: int = 4000) -> tuple[str, bytes, FileRow]:
    content = secrets.token_bytes(size)
    path = folder / f"{size}.bin"
    path.write_bytes(content)
    document = attachments.attach(ws, "request", vaults.register(ws), path).first_id
    file = attached.file_of(ws.db, document)
    assert file is not None
    return document, content, file


def part_of(ws: Workspace, document: str) -> Path:
    [name] = parts.names_of(ws.db, document)
    [path] = [
        path for path in ws.vault.folder.rglob("*") if path.is_file() and name in f"{path.parent.name}{path.name}"
    ]
    return path


def unlooked(ws: Workspace, file: FileRow) -> None:
    """Forget what is known of the bytes of a file, as of one that has just arrived."""
    with ws.db.transaction():
        ws.db.write("DELETE FROM checked")
    assert local.checked(ws.db, file.content) is None


def test_an_attached_document_is_here_and_whole(ws: Workspace, tmp_path: Path) -> None:
    document, content, file = attach(ws, tmp_path)
    assert integrity.is_complete(ws, document)
    assert integrity.is_whole(ws, document, file)
    assert integrity.read_whole(ws, document, file) == content
    assert not integrity.is_other(ws, document)
    assert integrity.announced_otherwise(ws) == []


def test_a_document_whose_part_is_lost_is_not_complete_and_reads_as_nothing(ws: Workspace, tmp_path: Path) -> None:
    document, _content, file = attach(ws, tmp_path)
    part_of(ws, document).unlink()
    assert not integrity.is_complete(ws, document)
    assert integrity.read_whole(ws, document, file) is None
    assert integrity.announced_otherwise(ws) == [], "what is not here is not judged"


def test_a_damaged_part_settles_nothing_and_a_good_one_is_whole_again(ws: Workspace, tmp_path: Path) -> None:
    document, content, file = attach(ws, tmp_path)
    unlooked(ws, file)
    path = part_of(ws, document)
    good = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    assert not integrity.is_whole(ws, document, file)
    assert local.checked(ws.db, file.content) is None
    assert not integrity.is_other(ws, document)
    path.write_bytes(good)
    assert integrity.read_whole(ws, document, file) == content
    assert local.checked(ws.db, file.content) is True


@pytest.mark.parametrize(("most", "looked"), [(3999, None), (4000, True)])
def test_documents_are_looked_at_up_to_so_many_bytes(
    most: int, looked: bool | None, ws: Workspace, tmp_path: Path
) -> None:
    _document, _content, file = attach(ws, tmp_path)
    unlooked(ws, file)
    integrity.look_at_some(ws, most)
    assert local.checked(ws.db, file.content) is looked
