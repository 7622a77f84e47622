"""What a person changes in the settings, step by step in the window: officers, calendar, trash, details, locking."""

from datetime import timedelta
from pathlib import Path

import pytest

from focalpoint.services.casework import agenda, office, officers, rows
from focalpoint.services.core import key_files, settings, workspace
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import erasure, peers
from tests.gui.driver import Driver
from tests.helpers import vaults


def settings_tab(driver: Driver, title: str) -> None:
    driver.open("settings")
    driver.turn(title)


def test_an_officer_is_added_works_and_is_named_in_the_bar_above(driver: Driver, opened: Workspace) -> None:
    settings_tab(driver, "Officers")
    driver.type("Name", "TRN Amina")
    driver.choose("Role", opened.reference.label("officer_roles", "legal", "en"))
    driver.press("Add an officer")
    driver.sees("TRN Amina", "The officer was added.")
    driver.press("Works from now on")
    driver.sees("works from now on.")
    assert opened.who == "TRN Amina"
    vaults.register(opened)
    assert "TRN Amina" in driver.text()


def test_an_officer_who_is_removed_works_no_longer(driver: Driver, opened: Workspace) -> None:
    officers.add_officer(opened, "TRN Amina", "legal")
    officers.set_current(opened, "TRN Amina")
    settings_tab(driver, "Officers")
    driver.press("Remove")
    driver.sees("The officer was removed.")
    assert officers.all_officers(opened) == []
    assert officers.working(opened).name == opened.info.person


def test_an_officer_without_a_name_is_refused(driver: Driver, opened: Workspace) -> None:
    settings_tab(driver, "Officers")
    driver.press("Add an officer")
    driver.close()
    assert officers.all_officers(opened) == []


def test_the_working_week_and_the_zone_are_kept_at_once(driver: Driver, opened: Workspace) -> None:
    settings_tab(driver, "Calendar")
    before = office.week(opened)
    other = next(code for code in opened.reference.lists["weeks"].codes.values() if code.code != before)
    driver.choose("Working week", other.label("en"))
    driver.choose("Time zone of the office", "Asia/Beirut")
    assert (office.week(opened), office.zone(opened)) == (other.code, "Asia/Beirut")


def test_a_target_of_the_office_is_chosen_in_working_days(driver: Driver, opened: Workspace) -> None:
    clock = next(c for c in opened.reference.lists["clocks"].codes.values() if c.more["kind"] == "target")
    settings_tab(driver, "Calendar")
    driver.choose(clock.label("en"), "11")
    assert office.targets(opened)[clock.code] == 11


def test_a_holiday_is_typed_counts_at_once_and_is_taken_off_again(driver: Driver, opened: Workspace) -> None:
    day = opened.today() + timedelta(days=10)
    settings_tab(driver, "Calendar")
    driver.type("Day", day.isoformat())
    driver.type("Name of the holiday", "TRN feast")
    driver.press("Add")
    driver.sees("TRN feast")
    assert agenda.is_off(opened, day)
    driver.press("Take “TRN feast” off the list")
    driver.sees("No holiday yet.")
    assert office.holidays(opened) == []


def test_what_is_no_day_is_not_added_to_the_holidays(driver: Driver, opened: Workspace) -> None:
    settings_tab(driver, "Calendar")
    driver.type("Day", "31/31/2026")
    driver.press("Add")
    assert office.holidays(opened) == []


def test_holidays_are_read_from_a_calendar_file(driver: Driver, opened: Workspace, tmp_path: Path) -> None:
    (tmp_path / "days.ics").write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:TRN\r\nBEGIN:VEVENT\r\nUID:trn-1\r\nDTSTAMP:20260101T000000Z\r\n"
        "DTSTART;VALUE=DATE:20270504\r\nSUMMARY:TRN national day\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    settings_tab(driver, "Calendar")
    with driver.choosing(tmp_path / "days.ics"):
        driver.press("Read holidays from a calendar file…")
    driver.sees("TRN national day")
    assert office.holidays(opened) == [("2027-05-04", "TRN national day")]


def test_a_file_that_is_no_calendar_is_refused_and_the_list_stays(
    driver: Driver, opened: Workspace, tmp_path: Path
) -> None:
    office.add_holiday(opened, "2027-05-04", "TRN national day")
    (tmp_path / "days.ics").write_text("TRN no calendar")
    settings_tab(driver, "Calendar")
    with driver.choosing(tmp_path / "days.ics"):
        driver.press("Read holidays from a calendar file…")
    driver.sees("TRN national day")
    assert driver.notice(), "the person is told why"
    assert len(office.holidays(opened)) == 1


def test_from_the_trash_a_record_comes_back(driver: Driver, opened: Workspace) -> None:
    request = vaults.register(opened, subject="TRN thrown away")
    driver.open("request")
    driver.page().open(request)
    driver.settle()
    driver.pick("More", "Move to the trash")
    settings_tab(driver, "Trash")
    driver.sees("TRN thrown away")
    driver.press("Restore")
    driver.sees("The trash is empty.", "Restored from the trash.")
    assert not rows.is_deleted(opened, "request", request)


def test_erasing_for_good_asks_for_the_title_and_twice_and_leaves_a_report(
    driver: Driver, opened: Workspace, tmp_path: Path
) -> None:
    request = vaults.register(opened, subject="TRN to be erased")
    driver.open("request")
    driver.page().open(request)
    driver.settle()
    driver.pick("More", "Move to the trash")
    settings_tab(driver, "Trash")
    driver.press("Erase for good…")
    driver.sees("This cannot be undone.")
    driver.type("Who ordered it", "TRN court")
    driver.type("Reason", "TRN order 7")
    driver.type("Type the title, to be sure", "TRN another title")
    driver.press("Erase for good…")
    assert rows.is_deleted(opened, "request", request), "nothing happens at the first press"
    driver.press("Yes, erase for good")
    driver.sees_not("Erased for good. Seal")
    driver.type("Type the title, to be sure", erasure.plan(opened, "request", request).title)
    driver.press("Erase for good…")
    driver.press("Yes, erase for good")
    driver.sees("The trash is empty.", "Erased for good")
    with driver.choosing(tmp_path / "report.pdf"):
        driver.press("Report as PDF…")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    assert [order.record for order in erasure.all_erasures(opened)] == [request]


def test_office_and_person_are_changed_and_stand_on_the_card(driver: Driver, opened: Workspace) -> None:
    settings_tab(driver, "About")
    driver.press("Change office and person…")
    driver.type("Your name", "")
    driver.press("Save")
    driver.sees("Fill in the State, the office and your name.")
    driver.type("Your name", "TRN Successor")
    driver.type("Function", "TRN Head of unit")
    driver.press("Save")
    assert (opened.info.person, opened.info.function) == ("TRN Successor", "TRN Head of unit")
    assert peers.my_card(opened).person == "TRN Successor"


def test_the_minutes_until_locking_are_kept(driver: Driver, opened: Workspace) -> None:
    settings_tab(driver, "Passphrase and locking")
    driver.choose("Lock when nobody uses the vault for", "15 minutes")
    assert settings.get(opened, "autolock_minutes", "") == "15"


def test_a_new_passphrase_opens_the_vault_and_the_old_one_no_more(driver: Driver, opened: Workspace) -> None:
    new = "eleven slow herons fold blankets"
    settings_tab(driver, "Passphrase and locking")
    driver.press("Change the passphrase…")
    driver.type("Present passphrase", vaults.PASSPHRASE)
    driver.press("Type one of my own")
    driver.type("New passphrase", "short")
    driver.press("Change the passphrase")
    driver.sees("This passphrase is too easy to guess.")
    driver.type("New passphrase", new)
    driver.type("Type it again", new + "x")
    driver.press("Change the passphrase")
    driver.sees("The two lines of the passphrase differ.")
    driver.type("Type it again", new)
    driver.press("Change the passphrase")
    driver.sees("The passphrase is changed.")
    path = opened.info.path
    driver.window.leave()
    workspace.unlock(path, new).lock()
    with pytest.raises(Exception, match="passphrase"):
        workspace.unlock(path, vaults.PASSPHRASE)


def test_a_key_file_is_made_only_with_the_passphrase(driver: Driver, opened: Workspace, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    settings_tab(driver, "Passphrase and locking")
    driver.press("Make a key file on a stick…")
    driver.type("Present passphrase", "TRN wrong one")
    with driver.choosing(stick):
        driver.press("Choose the stick…")
    driver.press("Make the key file")
    assert not key_files.asks(opened.info.path)
    driver.type("Present passphrase", vaults.PASSPHRASE)
    driver.press("Make the key file")
    driver.sees("From now on the vault asks for this file beside the passphrase")
    assert key_files.asks(opened.info.path)
    assert len(list(stick.iterdir())) == 1
