"""Second copy, restore drill, repair, new vault key and reading only, in the window."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.pages.settings.page import SettingsPage
from focalpoint.gui.pages.settings.security import RekeyDialog
from focalpoint.gui.shell import Shell
from focalpoint.gui.widgets.plain_text import sentence
from focalpoint.services.care import drill, safety
from focalpoint.services.casework import attachments
from focalpoint.services.core import keys, second_copy, workspace
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import parts
from focalpoint.vault.errors import StorageError, WrongPassphraseError
from tests.gui.driver import Settle
from tests.helpers import vaults


def words(widget: QWidget) -> str:
    return "\n".join(w.text() for w in widget.findChildren(QLabel) + widget.findChildren(QPushButton))


def press(widget: QWidget, label: str) -> None:
    next(one for one in widget.findChildren(QPushButton) if one.text() == label).click()


def test_the_second_copy_is_offered_and_the_drill_told_on_today(
    shell: Shell, settle: Settle, opened: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    safety.backup_now(opened)
    page = shell.show_page("settings")
    assert isinstance(page, SettingsPage)
    page.go_to("care")
    settle()
    assert "share the blocks" in words(page.backup.keeping)
    disk = tmp_path / "disk"
    disk.mkdir()
    monkeypatch.setattr(
        "focalpoint.gui.pages.settings.second_copy.QFileDialog.getExistingDirectory", lambda *_a: str(disk)
    )
    press(page.backup.keeping, "Choose a folder…")
    settle()
    found = second_copy.standing(opened)
    assert found is not None
    assert found.newest
    assert "disk" in words(page.backup.keeping)
    press(page.backup.keeping, "Do a restore drill now")
    settle()
    last = drill.last(opened)
    assert last is not None
    assert sentence(drill.drill_summary(last)) in words(page.backup.keeping)
    today = shell.show_page("today")
    settle()
    assert sentence(drill.drill_summary(last)) in words(today)


def test_the_check_offers_the_repair(shell: Shell, settle: Settle, opened: Workspace) -> None:
    request = vaults.register(opened)
    attachments.attach_bytes(opened, "request", request, b"TRN letter" * 99, name="bad.txt")
    safety.backup_now(opened)
    (name,) = parts.names(opened.vault.folder)
    place = parts.place(opened.vault.folder, name)
    place.unlink()
    place.write_bytes(b"TRN damaged")
    page = shell.show_page("settings")
    assert isinstance(page, SettingsPage)
    page.go_to("check")
    settle()
    press(page.check, "Repair")
    settle()
    assert "from" in words(page.check)
    assert "bad" in words(page.check)
    assert parts.is_whole(opened.vault.folder, name)


def test_a_new_vault_key_is_made_with_the_vault_locked(window: MainWindow, settle: Settle, opened: Workspace) -> None:
    folder, old = opened.info.path, opened.vault.key
    settle()
    shell = window.shell
    assert shell is not None
    context = shell.context
    fresh = keys.propose_recovery("en")
    dialog = RekeyDialog(window, context, fresh)
    dialog.show()
    dialog.passphrase.edit.setText("not this one")
    press(dialog, "Written down: lock, and encrypt anew")
    settle()
    assert window.ws is not None, "a wrong passphrase changes nothing"
    dialog.passphrase.edit.setText(vaults.PASSPHRASE)
    press(dialog, "Written down: lock, and encrypt anew")
    settle()
    assert opened.closed
    again = workspace.unlock_with_recovery(folder, " ".join(fresh))
    assert again.vault.key != old
    again.lock()


def test_a_vault_on_a_disk_that_takes_nothing_says_so_and_is_saved_elsewhere(
    closed_window: MainWindow, settle: Settle, opened: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vaults.register(opened, subject="TRN readable")
    folder = opened.info.path
    opened.lock()
    monkeypatch.setattr("focalpoint.vault.vault._mark_open", _refuse)
    reading = workspace.unlock(folder, vaults.PASSPHRASE)
    monkeypatch.undo()
    assert reading.read_only
    closed_window.open(reading)
    settle()
    window = closed_window
    assert window.shell is not None
    assert "For reading only" in words(window.shell.status)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setattr(
        "focalpoint.gui.dialogs.save_copy.QFileDialog.getExistingDirectory", lambda *_a: str(tmp_path / "elsewhere")
    )
    press(window.shell.status, "For reading only: the disk takes nothing. Save a copy…")
    settle()
    window.lock()
    saved = workspace.unlock(tmp_path / "elsewhere" / folder.name, vaults.PASSPHRASE)
    assert saved.db.scalar("SELECT subject FROM row_request") == "TRN readable"
    saved.lock()
    with pytest.raises(WrongPassphraseError):
        workspace.unlock(folder, "not this one")


def _refuse(*_values: object) -> None:
    raise StorageError(reason="there is no space left")
