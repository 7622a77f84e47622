"""The commands that keep a vault: second copy, drill, new key, a copy elsewhere; in three languages."""

from pathlib import Path

import pytest

from focalpoint.services.care import safety
from focalpoint.services.casework import attachments
from focalpoint.services.core import workspace
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault.errors import WrongPassphraseError
from tests.helpers import vaults
from tests.helpers.desk import Desk


@pytest.fixture
def desk(ws: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    request = vaults.register(ws, subject="TRN kept")
    attachments.attach_bytes(ws, "request", request, b"TRN letter" * 99, "one.txt")
    safety.backup_now(ws)
    ws.lock()
    return Desk(tmp_path, ws.vault.folder, capsys)


def test_the_second_copy_by_command(desk: Desk, tmp_path: Path) -> None:
    assert desk.json("vault", "second-copy") == {"folder": "", "copied": False}
    code, said = desk.run("vault", "second-copy", str(desk.vault / "backups"))
    assert (code, "VLT-117" in said) == (1, True)
    disk = tmp_path / "disk"
    disk.mkdir()
    code, said = desk.run("vault", "second-copy", str(disk))
    assert (code, "same disk" in said) == (0, True)
    assert len(list(disk.glob("*/*/vault.db"))) == 1
    (part,) = (disk / "tamura-backups" / "parts").glob("??/*")
    assert part.stat().st_nlink == 1, "a copy, not a second name"
    code, said = desk.run("vault", "backups")
    assert (code, "share the blocks" in said) == (0, True)
    assert desk.json("vault", "second-copy", "--none")["folder"] == ""


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_drill_speaks_three_languages(desk: Desk, language: str) -> None:
    desk.language = language
    code, said = desk.run("vault", "drill")
    assert code == 0, said
    assert said.count("✓") == 5
    assert desk.json("vault", "drill")["level"] == "good"


def test_a_new_key_by_command_asks_and_shows_the_words_first(desk: Desk, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    fresh.write_text("another set of quiet words")
    words = desk.json("vault", "rekey", "--yes", "--new-passphrase-file", str(fresh))["recovery_words"]
    with pytest.raises(WrongPassphraseError):
        workspace.unlock(desk.vault, vaults.PASSPHRASE)
    workspace.unlock(desk.vault, "another set of quiet words").lock()
    workspace.unlock_with_recovery(desk.vault, " ".join(words)).lock()


def test_a_copy_of_the_vault_is_a_vault(desk: Desk, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    saved = Path(desk.json("vault", "save-copy", str(elsewhere))["vault"])
    opened = workspace.unlock(saved, vaults.PASSPHRASE)
    assert [finding for finding in safety.check_vault(opened) if finding.level != "good"] == []
    assert not opened.vault.log_missing
    opened.lock()
    code, said = desk.run("vault", "save-copy", str(elsewhere))
    assert (code, "VLT-102" in said) == (1, True)
