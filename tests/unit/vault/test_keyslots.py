"""The key file: every changed byte is told, and a new passphrase leaves the database alone."""

from pathlib import Path

import pytest

from focalpoint.domain.errors import FocalpointError
from focalpoint.services.core import keys, workspace
from focalpoint.vault import keyslots
from focalpoint.vault.errors import (
    DamagedDatabaseError,
    DamagedKeySlotsError,
    NewerVaultError,
    NotAVaultError,
    VaultExistsError,
    VaultInUseError,
    WrongPassphraseError,
)
from tests.helpers import vaults


def made(tmp_path: Path) -> tuple[Path, tuple[str, ...]]:
    created = vaults.create(tmp_path)
    created.workspace.lock()
    return created.workspace.info.path, created.recovery_words


def test_every_changed_byte_of_the_key_file_is_refused(tmp_path: Path) -> None:
    folder, _words = made(tmp_path)
    path = folder / keyslots.NAME
    original = path.read_bytes()
    for position in range(len(original)):
        for mask in (0x01, 0x20, 0x80):
            changed = bytearray(original)
            changed[position] ^= mask
            path.write_bytes(bytes(changed))
            with pytest.raises((DamagedKeySlotsError, NewerVaultError)):
                keyslots.read(folder)


def test_every_truncation_of_the_key_file_is_refused(tmp_path: Path) -> None:
    folder, _words = made(tmp_path)
    path = folder / keyslots.NAME
    original = path.read_bytes()
    for length in range(len(original)):
        path.write_bytes(original[:length])
        with pytest.raises(DamagedKeySlotsError):
            keyslots.read(folder)


def test_a_slot_exchanged_with_a_right_checksum_is_refused_by_its_seal(tmp_path: Path) -> None:
    folder, _words = made(tmp_path)
    file = keyslots.read(folder)
    other = vaults.create(tmp_path, "other")
    other.workspace.lock()
    foreign = keyslots.read(other.workspace.info.path)
    keyslots.write(folder, file.vault, (file.slots[0], foreign.slots[1]), bytes(32), training=True)
    with pytest.raises(DamagedKeySlotsError):
        workspace.unlock(folder, vaults.PASSPHRASE)


def test_wrong_passphrase_and_a_vault_in_use_are_told_apart(tmp_path: Path) -> None:
    folder, _words = made(tmp_path)
    with pytest.raises(WrongPassphraseError):
        workspace.unlock(folder, "not this one at all")
    opened = workspace.unlock(folder, vaults.PASSPHRASE)
    with pytest.raises(VaultInUseError):
        workspace.unlock(folder, vaults.PASSPHRASE)
    opened.lock()
    workspace.unlock(folder, vaults.PASSPHRASE).lock()


def test_recovery_words_open_the_vault_in_any_spelling(tmp_path: Path) -> None:
    folder, words = made(tmp_path)
    workspace.unlock_with_recovery(folder, "  ".join(words).upper()).lock()
    with pytest.raises(FocalpointError):
        workspace.unlock_with_recovery(folder, " ".join(reversed(words)))


def test_changing_the_passphrase_rewrites_a_slot_and_not_the_database(tmp_path: Path) -> None:
    folder, words = made(tmp_path)
    opened = workspace.unlock(folder, vaults.PASSPHRASE)
    key = opened.vault.key
    keys.change_passphrase(opened, vaults.PASSPHRASE, "another set of quiet words")
    assert opened.vault.key == key
    opened.lock()
    with pytest.raises(WrongPassphraseError):
        workspace.unlock(folder, vaults.PASSPHRASE)
    workspace.unlock(folder, "another set of quiet words").lock()
    workspace.unlock_with_recovery(folder, " ".join(words)).lock()


def test_new_recovery_words_replace_the_old_sheet(tmp_path: Path) -> None:
    folder, old = made(tmp_path)
    opened = workspace.unlock(folder, vaults.PASSPHRASE)
    fresh = keys.propose_recovery("fr")
    keys.set_recovery(opened, fresh)
    opened.lock()
    with pytest.raises(WrongPassphraseError):
        workspace.unlock_with_recovery(folder, " ".join(old))
    workspace.unlock_with_recovery(folder, " ".join(fresh)).lock()


def test_a_damaged_database_names_the_last_backup(tmp_path: Path) -> None:
    folder, _words = made(tmp_path)
    opened = workspace.unlock(folder, vaults.PASSPHRASE)
    workspace.maintain(opened)
    opened.lock()
    content = bytearray((folder / "vault.db").read_bytes())
    content[16:400] = bytes(384)
    (folder / "vault.db").write_bytes(bytes(content))
    with pytest.raises(DamagedDatabaseError) as refusal:
        workspace.unlock(folder, vaults.PASSPHRASE)
    assert "backups" in str(refusal.value.parameters["backup"])


def test_a_folder_that_is_no_vault_and_a_place_that_is_taken_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotAVaultError):
        workspace.unlock(tmp_path, vaults.PASSPHRASE)
    made(tmp_path)
    with pytest.raises(VaultExistsError):
        vaults.create(tmp_path)


def test_files_are_private(tmp_path: Path) -> None:
    folder, _words = made(tmp_path)
    assert folder.stat().st_mode & 0o777 == 0o700
    for path in folder.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_strength_is_told_in_words() -> None:
    assert keys.strength("password").score < keys.strength(keys.suggest("en")).score
    assert keys.strength("short").label == "Very weak"
    for language in ("ar", "fr", "en"):
        assert len(keys.suggest(language).split()) == 8
