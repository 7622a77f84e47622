"""Backups, open files, the check and the audit log, by the buttons of the settings."""

import json
from pathlib import Path

from focalpoint.services.care import safety
from focalpoint.services.casework import listing, rows
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core import workspace
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.interchange import open_files
from tests.gui.driver import Driver
from tests.helpers import vaults


def settings_tab(driver: Driver, title: str) -> None:
    driver.open("settings")
    driver.turn(title)
    driver.settle()


def test_the_vault_goes_back_to_a_backup_and_what_came_after_is_gone(driver: Driver, opened: Workspace) -> None:
    before = vaults.register(opened, subject="TRN before")
    settings_tab(driver, "Backups")
    driver.sees("No backup yet.")
    driver.press("Make a backup now")
    driver.sees("The backup is made.")
    after = vaults.register(opened, subject="TRN after")
    driver.press("Go back to this…")
    driver.sees("Work done since then is not in the backup.")
    driver.press("Lock, and go back to the backup")
    assert driver.window.shell is None, "the vault is locked for it"
    path = opened.info.path
    ws = workspace.unlock(path, vaults.PASSPHRASE)
    assert listing.ids(ws, Listing("request")) == [rows.number(ws, before)]
    assert rows.number_or_none(ws, after) is None
    ws.lock()


def test_going_back_can_be_thought_better_of(driver: Driver, opened: Workspace) -> None:
    safety.backup_now(opened)
    settings_tab(driver, "Backups")
    driver.press("Go back to this…")
    driver.press("Cancel")
    assert driver.window.shell is not None
    assert not opened.closed


def test_open_files_are_written_and_hold_everything(driver: Driver, opened: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    vaults.register(opened, subject="TRN ours")
    settings_tab(driver, "Backups")
    with driver.choosing(folder):
        driver.press("Write open files…")
    driver.sees("Whoever has the folder can read them.")
    texts = [path.read_text("utf-8") for path in folder.rglob("*.json")]
    assert any("TRN ours" in text for text in texts)
    assert all(json.loads(text) is not None for text in texts)


def test_open_files_of_another_vault_are_taken_in_once_and_undone(
    driver: Driver, opened: Workspace, tmp_path: Path
) -> None:
    other = vaults.create(tmp_path, "second").workspace
    vaults.register(other, subject="TRN carried over")
    open_files.write_folder(other, tmp_path / "open")
    other.lock()
    settings_tab(driver, "Backups")
    for new, known in ((1, 0), (0, 1)):
        with driver.choosing(tmp_path / "open"):
            driver.press("Take in open files…")
        assert f"New: {new}. Known already: {known}." in driver.notice()
    assert len(listing.ids(opened, Listing("request"))) == 1
    driver.keys("Ctrl+Z")
    assert listing.ids(opened, Listing("request")) == []


def test_the_audit_log_tells_what_was_done_and_no_content(driver: Driver, opened: Workspace) -> None:
    vaults.register(opened, subject="TRN secret words")
    settings_tab(driver, "Audit log")
    driver.sees(opened.info.person)
    driver.sees_not("TRN secret words")


def test_the_check_finds_nothing_in_a_sound_vault(driver: Driver, opened: Workspace) -> None:
    vaults.register(opened)
    settings_tab(driver, "Check of the vault")
    driver.press("Check the vault")
    driver.sees("The database is intact", "The journal is complete", "The audit log is unbroken.")
    assert not driver.can_press("Repair")
