"""The reader page is written by the program, never beside the bundle it opens, and its hash is told."""

import hashlib
import json
from pathlib import Path

import pytest

from focalpoint import paths
from focalpoint.cli import main
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import reader_page
from tests.helpers import vaults


def command(*words: str) -> int:
    return main.run(list(words), lambda *_: 0)


def test_the_page_is_written_without_a_vault_and_its_hash_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = paths.reader_page().read_bytes()
    told = hashlib.sha256(content).hexdigest()
    assert command("bundle", "page", str(tmp_path)) == 0
    assert (tmp_path / reader_page.NAME).read_bytes() == content
    assert told in capsys.readouterr().out
    assert command("--json", "bundle", "page") == 0
    assert json.loads(capsys.readouterr().out) == {"sha256": told}


def test_no_bundle_is_sealed_beside_it(pair: tuple[Workspace, Workspace], tmp_path: Path) -> None:
    giver, taker = pair
    request = vaults.register(giver)
    folder = tmp_path / "stick"
    folder.mkdir()
    reader_page.write_page(folder / reader_page.NAME)
    with pytest.raises(reader_page.BesidePageError):
        vaults.send(giver, taker, [("request", request)], folder / "a.fpbundle")
    assert [one.name for one in folder.iterdir()] == [reader_page.NAME]
    (folder / reader_page.NAME).unlink()
    vaults.send(giver, taker, [("request", request)], folder / "a.fpbundle")


@pytest.mark.parametrize("name", ["a.fpbundle", "B.v01.FPBUNDLE"])
def test_it_is_not_written_beside_a_bundle(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert command("bundle", "page", str(tmp_path / "page.html")) == 1
    assert "never travels beside" in capsys.readouterr().err
    assert not (tmp_path / "page.html").exists()
