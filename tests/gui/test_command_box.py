"""The command box: everything it offers is found by typing, chosen by keys or mouse, and leads where it says."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from focalpoint.services.care import safety
from focalpoint.services.casework import rows
from focalpoint.services.core.workspace import Workspace
from tests.gui.driver import Driver
from tests.helpers import vaults


def ask(driver: Driver, words: str) -> None:
    """Open the box, type, and wait for what is found."""
    driver.keys("Ctrl+K")
    driver.type("Search or do…", words)
    driver.wait(300)


def lines(driver: Driver) -> list[str]:
    shown = driver.shell.box.list
    return [shown.item(place).text() for place in range(shown.count())]


def choose(driver: Driver, key: Qt.Key = Qt.Key.Key_Return) -> None:
    QTest.keyClick(driver.shell.box.edit, key)
    driver.settle()


@pytest.mark.parametrize(
    ("words", "page"),
    [("calendar", "calendar"), ("EXCHANGE", "exchange"), ("registers", "registers"), ("trash", "settings")],
)
def test_a_page_opens_by_its_name(words: str, page: str, driver: Driver) -> None:
    ask(driver, words)
    choose(driver)
    assert driver.shell.page_name() == page
    assert not driver.shell.box.isVisible()


def test_a_new_record_begins_from_the_box(driver: Driver) -> None:
    ask(driver, "new contact")
    choose(driver)
    editor = driver.page().editor
    assert editor is not None
    assert editor.type.name == "contact"


def test_a_record_is_found_and_opened(driver: Driver, opened: Workspace) -> None:
    request = vaults.register(opened, subject="TRN quince orchard", own_ref="TRN-77")
    ask(driver, "quince")
    assert any("TRN-77" in line for line in lines(driver))
    choose(driver)
    assert driver.record() == request


def test_everything_found_is_shown_on_the_page_of_the_search(driver: Driver, opened: Workspace) -> None:
    vaults.register(opened, subject="TRN quince orchard")
    ask(driver, "quince")
    choose(driver, Qt.Key.Key_Down)
    assert driver.shell.box.list.currentRow() == 1
    choose(driver)
    driver.settle()
    assert driver.shell.page_name() == "search"
    driver.sees("TRN quince orchard", "1 result")


def test_the_arrows_stop_at_both_ends(driver: Driver) -> None:
    driver.keys("Ctrl+K")
    shown = driver.shell.box.list
    choose(driver, Qt.Key.Key_Up)
    assert shown.currentRow() == 0
    for _turn in range(shown.count()):
        choose(driver, Qt.Key.Key_PageDown)
    assert shown.currentRow() == shown.count() - 1


def test_escape_closes_the_box_and_nothing_is_done(driver: Driver) -> None:
    driver.open("calendar")
    ask(driver, "settings")
    choose(driver, Qt.Key.Key_Escape)
    assert not driver.shell.box.isVisible()
    assert driver.shell.page_name() == "calendar"


def test_undo_and_redo_are_commands(driver: Driver, opened: Workspace) -> None:
    request = vaults.register(opened)
    ask(driver, "undo")
    choose(driver)
    assert rows.is_deleted(opened, "request", request)
    ask(driver, "redo")
    choose(driver)
    assert not rows.is_deleted(opened, "request", request)


def test_a_backup_is_made_from_the_box(driver: Driver, opened: Workspace) -> None:
    ask(driver, "make a backup")
    choose(driver)
    driver.sees("The backup is made.")
    assert len(safety.backups(opened.info.path)) == 1


def test_the_vault_is_locked_from_the_box(driver: Driver) -> None:
    ask(driver, "lock the vault")
    choose(driver)
    assert driver.window.shell is None
