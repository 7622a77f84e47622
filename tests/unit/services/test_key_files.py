"""A key file beside the passphrase: both are needed, a lost one is replaced, every older state follows."""

import os
from pathlib import Path

import pytest

from focalpoint.services.care import safety
from focalpoint.services.core import key_files, keys, workspace
from focalpoint.services.core.workspace import Created
from focalpoint.transports import drives
from focalpoint.transports.folder import CarrierError
from focalpoint.vault import keyfile, keyslots
from focalpoint.vault.errors import DamagedKeySlotsError, KeyFileMissingError, OtherKeyFileError, WrongPassphraseError
from tests.helpers import vaults
from tests.helpers.desk import Desk

FRESH = "seven amber herons fold paper boats"


@pytest.fixture
def made(tmp_path: Path) -> Created:
    return vaults.create(tmp_path)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def put_in(stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drives, "_listed", lambda: iter([(stick, "STICK", True)]))


def opens(path: Path, passphrase: str = vaults.PASSPHRASE, key_file: Path | None = None) -> None:
    workspace.unlock(path, passphrase, key_file=key_file).lock()


def test_both_are_needed_and_what_is_missing_is_told(
    made: Created, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ws, path = made.workspace, made.workspace.info.path
    backup = safety.backup_now(ws).path
    file, left = keys.add_key_file(ws, vaults.PASSPHRASE, stick)
    assert left == ()
    ws.lock()
    assert key_files.asks(path)
    assert (backup / keyslots.NAME).read_bytes() == (path / keyslots.NAME).read_bytes(), "older states ask for it too"
    with pytest.raises(KeyFileMissingError):
        opens(path)
    with pytest.raises(WrongPassphraseError):
        opens(path, "another set of quiet words", file)
    opens(path, key_file=file)
    put_in(stick, monkeypatch)
    opens(path)


def test_another_file_a_changed_one_and_no_file_at_all_open_nothing(made: Created, stick: Path, tmp_path: Path) -> None:
    ws, path = made.workspace, made.workspace.info.path
    file, _left = keys.add_key_file(ws, vaults.PASSPHRASE, stick)
    ws.lock()
    other = tmp_path / "other.fpkey"
    other.write_bytes(keyfile.encode_key_file(keyfile.new()))
    real = keyfile.read(file)
    assert real is not None
    same_name = tmp_path / "same.fpkey"
    same_name.write_bytes(keyfile.encode_key_file(keyfile.Factor(real.name, os.urandom(32))))
    with pytest.raises(OtherKeyFileError):
        opens(path, key_file=other)
    with pytest.raises(WrongPassphraseError):
        opens(path, key_file=same_name)
    content = file.read_bytes()
    for place in range(len(content)):
        changed = bytearray(content)
        changed[place] ^= 1
        other.write_bytes(changed)
        assert keyfile.read(other) is None
    os.mkfifo(tmp_path / "pipe.fpkey")
    for strange in (tmp_path / "pipe.fpkey", tmp_path, Path("/dev/zero"), tmp_path / "none"):
        with pytest.raises(OtherKeyFileError):
            opens(path, key_file=strange)


def test_a_slot_that_asks_for_no_file_put_in_its_place_is_told(made: Created, stick: Path) -> None:
    ws, path = made.workspace, made.workspace.info.path
    before = keyslots.read(path)
    plain = keyslots.encode_slots(before.vault, before.slots, bytes(32), training=False)
    assert b'"v":1,' in plain, "a real vault without a key file opens in older programs"
    file, _left = keys.add_key_file(ws, vaults.PASSPHRASE, stick)
    ws.lock()
    now = keyslots.read(path)
    assert now.v == keyslots.VERSION, "a training vault's slots have the version that says so"
    keyslots.write(path, now.vault, (before.slots[0], *now.slots[:1]), bytes(32), training=True)
    with pytest.raises(DamagedKeySlotsError):
        opens(path, key_file=file)


def test_the_passphrase_changes_and_the_vault_key_too_while_the_file_stays(made: Created, stick: Path) -> None:
    ws, path = made.workspace, made.workspace.info.path
    file, _left = keys.add_key_file(ws, vaults.PASSPHRASE, stick)
    keys.change_passphrase(ws, vaults.PASSPHRASE, FRESH)
    ws.lock()
    opens(path, FRESH, file)
    with pytest.raises(KeyFileMissingError):
        keys.rekey(path, FRESH, FRESH, keys.propose_recovery("en"))
    keys.rekey(path, FRESH, FRESH, keys.propose_recovery("en"), key_file=file)
    with pytest.raises(KeyFileMissingError):
        opens(path, FRESH)
    opens(path, FRESH, file)


def test_a_lost_stick_is_replaced_by_way_of_the_recovery_words(made: Created, stick: Path) -> None:
    ws, path = made.workspace, made.workspace.info.path
    lost, _left = keys.add_key_file(ws, vaults.PASSPHRASE, stick)
    ws.lock()
    content = lost.read_bytes()
    lost.unlink()
    again = workspace.unlock_with_recovery(path, " ".join(made.recovery_words))
    assert again.by_recovery
    with pytest.raises(KeyFileMissingError):
        keys.change_passphrase(again, vaults.PASSPHRASE, FRESH)
    keys.reset_passphrase(again, FRESH)
    assert not key_files.asks(path)
    new, _left = keys.add_key_file(again, FRESH, stick)
    again.lock()
    opens(path, FRESH, new)
    lost.write_bytes(content)
    with pytest.raises(OtherKeyFileError):
        opens(path, FRESH, lost)


def test_it_is_removed_again(made: Created, stick: Path) -> None:
    ws, path = made.workspace, made.workspace.info.path
    keys.add_key_file(ws, vaults.PASSPHRASE, stick)
    with pytest.raises(WrongPassphraseError):
        keys.remove_key_file(ws, FRESH)
    keys.remove_key_file(ws, vaults.PASSPHRASE)
    ws.lock()
    opens(path)


def test_where_the_file_cannot_be_written_nothing_changes(made: Created, tmp_path: Path) -> None:
    ws, path = made.workspace, made.workspace.info.path
    before = (path / keyslots.NAME).read_bytes()
    with pytest.raises(CarrierError):
        keys.add_key_file(ws, vaults.PASSPHRASE, tmp_path / "no such folder")
    with pytest.raises(keys.KeyFileInsideError):
        keys.add_key_file(ws, vaults.PASSPHRASE, path / "backups")
    assert (path / keyslots.NAME).read_bytes() == before
    ws.lock()


def test_by_commands(made: Created, stick: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made.workspace.lock()
    desk = Desk(tmp_path, made.workspace.info.path, capsys)
    file = desk.json("vault", "key-file", "add", str(stick))["key_file"]
    code, said = desk.run("vault", "info")
    assert code == 3
    assert "VLT-140" in said
    assert desk.json("vault", "info", "--key-file", file)["key_file"]
    code, said = desk.run("vault", "info", "--key-file", str(desk.secret))
    assert "VLT-141" in said
    assert desk.run("vault", "key-file", "remove", "--key-file", file)[0] == 0
    assert desk.run("vault", "info")[0] == 0
