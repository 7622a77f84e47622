"""The library and the calendar, as a person uses them: look, narrow down, turn over, open, print, export."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from focalpoint.gui.destinations import ToLibrary
from focalpoint.gui.pages.calendar import CalendarPage
from focalpoint.language import format_month
from focalpoint.services.casework import knowledge, office
from focalpoint.services.casework.knowledge import LibraryEntry
from focalpoint.services.core.workspace import Workspace
from tests.gui.driver import Driver
from tests.helpers import vaults

WAIT_MS = 400  # longer than the library waits after the last letter


def calendar(driver: Driver) -> CalendarPage:
    driver.open("calendar")
    (page,) = driver.visible(CalendarPage)
    return page


def look_for(driver: Driver, words: str) -> None:
    driver.type("Search the library", words)
    driver.wait(WAIT_MS)


def test_words_narrow_the_cards_down_and_what_fits_nothing_is_told(driver: Driver) -> None:
    driver.open("library")
    driver.sees("Competing requests", "Transit")
    look_for(driver, "overflight")
    driver.sees("Transit")
    driver.sees_not("Competing requests")
    look_for(driver, "zzzz")
    driver.sees("No card fits.")


def test_a_card_of_the_office_is_written_found_and_opened(driver: Driver) -> None:
    driver.open("library")
    driver.press("New card")
    driver.fill(title_en="TRN our practice", text_en="TRN ask the bank first", kind="article")
    driver.save()
    driver.open("library")
    look_for(driver, "TRN our practice")
    driver.sees("TRN ask the bank first", "not yet verified")
    driver.press("Open")
    assert driver.shell.page_name() == "card"


def test_the_glossary_is_searched_in_every_language(driver: Driver) -> None:
    driver.open("library")
    driver.turn("Glossary")
    look_for(driver, "surrender")
    driver.sees("surrender")
    look_for(driver, "zzzz")
    driver.sees("No term fits.")


def test_a_card_is_saved_on_paper_in_another_language(driver: Driver, tmp_path: Path) -> None:
    driver.open("library")
    look_for(driver, "overflight")
    driver.press("On paper…")
    driver.choose("Language of the paper", "Français")
    with driver.choosing(tmp_path / "card.pdf"):
        driver.press("Save as PDF…")
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF")
    assert driver.top() is driver.window, "the dialog is done"


def test_an_answer_that_comes_late_does_not_replace_what_is_looked_for_now(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, answered = knowledge.cards, threading.Event()

    def late(ws: Workspace, language: str, words: str = "", request_type: str = "") -> list[LibraryEntry]:
        if not request_type:
            answered.wait(10)
        entries = real(ws, language, words, request_type)
        if request_type:
            answered.set()
        return entries

    monkeypatch.setattr(knowledge, "cards", late)
    driver.shell.context.go.emit(ToLibrary("C-k3"))
    driver.settle()
    driver.sees("Freezing without a link between crime and asset")
    driver.sees_not("Competing requests")


def test_a_deadline_stands_on_its_day_in_each_view_and_leads_to_the_request(driver: Driver, opened: Workspace) -> None:
    due = opened.today() + timedelta(days=1)
    request = vaults.register(opened, subject="TRN due soon", own_ref="TRN-9", due_on=due.isoformat())
    calendar(driver)
    for view in ("Week", "Month", "Agenda"):
        driver.press(view)
        driver.sees("TRN-9") if view == "Agenda" else driver.settle()
    driver.open_line("TRN-9")
    assert driver.record() == request


def test_the_calendar_is_turned_over_by_buttons_and_keys_and_comes_back_to_today(driver: Driver) -> None:
    page = calendar(driver)
    today, first = page.day, format_month(page.day)
    driver.press("Later")
    assert page.day.day == 1
    assert page.day > today
    driver.sees(format_month(page.day))
    driver.press("Earlier")
    driver.press("Earlier")
    assert page.day < today
    next(button for button in page.findChildren(QPushButton) if button.text() == "Today").click()
    driver.settle()
    assert page.day == today
    driver.sees(first)
    driver.press("Week")
    driver.press("Later")
    assert page.day == today + timedelta(days=7)


def test_a_view_begins_with_the_first_day_of_the_working_week(driver: Driver, opened: Workspace) -> None:
    page = calendar(driver)
    for week in opened.reference.lists["weeks"].codes:
        office.set_week(opened, week)
        first, last = page.span()
        assert first.weekday() == office.first_day(opened)
        assert ((last - first).days + 1) % 7 == 0


def test_an_agenda_without_deadlines_says_so(driver: Driver) -> None:
    calendar(driver)
    driver.press("Agenda")
    driver.sees("Nothing falls on these days.")


def test_the_days_shown_are_exported_as_a_calendar_file(driver: Driver, opened: Workspace, tmp_path: Path) -> None:
    vaults.register(opened, own_ref="TRN-9", due_on=(opened.today() + timedelta(days=1)).isoformat())
    calendar(driver)
    driver.press("Agenda")
    with driver.choosing(tmp_path / "days.ics"):
        driver.press("Export…")
    content = (tmp_path / "days.ics").read_bytes()
    assert content.startswith(b"BEGIN:VCALENDAR")
    assert b"TRN-9" in content


def test_a_cancelled_export_writes_nothing(driver: Driver, tmp_path: Path) -> None:
    calendar(driver)
    with driver.choosing():
        driver.press("Export…")
    assert list(tmp_path.glob("*.ics")) == []
