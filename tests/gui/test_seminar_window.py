"""A seminar in the window: programme, participants from a table, a key a tick."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTableWidget

from focalpoint.domain.local_texts import in_languages
from focalpoint.domain.registers import Pledge
from focalpoint.domain.seminar_parts import Conclusion
from focalpoint.domain.seminars import Seminar
from focalpoint.gui.destinations import ToRecord
from focalpoint.services.casework import listing, records, rows
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core import word_lists
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.seminars import attendance, evaluation, participants, programme, retention, urn
from tests.gui.driver import Driver
from tests.helpers import seminars


@pytest.fixture
def made(driver: Driver, opened: Workspace) -> seminars.Made:
    found = seminars.make(opened)
    driver.shell.context.go.emit(ToRecord("seminar", found.seminar))
    driver.settle()
    return found


def test_a_session_is_added_where_the_last_one_ended_and_stands_in_the_programme(
    driver: Driver, opened: Workspace, made: seminars.Made
) -> None:
    driver.press("New session")
    driver.type("Title in English", "TRN third session")
    driver.type("Ends at", "12h15")
    driver.press("Save")
    assert "TRN third session" in driver.text()
    last = programme.days(opened, made.seminar)[-1].sessions[-1]
    assert (last.day, last.starts, last.ends) == ("2026-11-04", "10:30", "12:15")
    driver.picture("seminar-programme")


def test_participants_are_taken_in_from_a_table_and_numbered(
    driver: Driver, opened: Workspace, made: seminars.Made, tmp_path: Path
) -> None:
    table = tmp_path / "people.csv"
    table.write_text("Name,Office,State\nTRN Karim Ozal,Ministry of Justice,QN\n", "utf-8")
    driver.turn("Participants  (3)")
    with driver.choosing(table):
        driver.press("Take in a table…")
    driver.press("Rehearse")
    driver.press("Take in 1 row")
    driver.press("Close, change nothing")
    driver.press("Give badge numbers")
    assert [one.number for one in participants.participants(opened, made.seminar)] == ["1", "2", "3", "4"]
    assert "TRN Karim Ozal" in driver.text()
    driver.picture("seminar-participants")


def test_a_key_is_a_tick_and_goes_on_to_the_next_person(driver: Driver, opened: Workspace, made: seminars.Made) -> None:
    driver.turn("Attendance")
    [grid] = driver.visible(QTableWidget)
    grid.setFocus()
    grid.setCurrentCell(0, 0)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space):
        QTest.keyClick(grid, key)
    driver.settle()
    first, _second, third = made.participants
    assert attendance.sheet(opened, made.seminar).present == {(made.sessions[0], p) for p in (first, third)}
    assert grid.isVisible(), "what was ticked is read again in place"
    assert (grid.currentRow(), grid.currentColumn()) == (2, 0)
    assert "2 of 3 present" in driver.text()
    driver.picture("seminar-attendance")


def test_papers_are_looked_at_and_the_calendar_file_is_written(
    driver: Driver, made: seminars.Made, tmp_path: Path
) -> None:
    for tab, paper in (
        ("Programme  (2)", "Programme on paper…"), ("Participants  (3)", "Badges on paper…"),
        ("Attendance", "Attendance list on paper…"),
    ):  # fmt: skip
        driver.turn(tab)
        driver.press(paper)
        driver.picture(paper.split()[0].lower())
        assert driver.can_press("Save as PDF…")
        driver.press("Close")
    driver.turn("Programme  (2)")
    with driver.choosing(tmp_path / "programme.ics"):
        driver.press("Save as a calendar file…")
    assert (tmp_path / "programme.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert made.seminar


def test_when_the_term_ends_the_day_says_so_and_the_data_are_erased_after_two_presses(
    driver: Driver, opened: Workspace, made: seminars.Made
) -> None:
    item = rows.get(opened, "seminar", made.seminar)
    assert isinstance(item, Seminar)
    records.save(opened, replace(item, keep_until="2026-11-10"), base=item)
    driver.open("today")
    driver.sees("TRN seminar", "are kept ended on")
    driver.picture("term")
    driver.press("Look")
    driver.press("Erase their data…")
    for label, words in (
        ("Who ordered it", "TRN trainer"), ("Reason", "TRN term"), ("Type the title, to be sure", "TRN seminar"),
    ):  # fmt: skip
        driver.type(label, words)
    driver.press("Erase for good…")
    driver.picture("erase")
    driver.press("Yes, erase for good")
    assert participants.participants(opened, made.seminar) == []
    assert retention.was_erased(opened, made.seminar)


def test_certificates_are_written_checked_and_withdrawn(
    driver: Driver, opened: Workspace, made: seminars.Made, tmp_path: Path
) -> None:
    seminars.attend(opened, made, made.participants[0])
    driver.turn("Attendance")
    driver.press("Certificates…")
    driver.picture("certificates")
    with driver.choosing(tmp_path):
        driver.press("Write 1 certificate…")
    file = tmp_path / "TRN-certificate-1.fpcert"
    assert (tmp_path / "TRN-certificate-1.pdf").is_file()
    driver.press("Withdraw")
    driver.press("Close")
    with driver.choosing(file):
        driver.pick("More", "Check a certificate…")
    driver.sees("TRN Amina Selvane", "issued by this vault", "It was withdrawn on")
    driver.picture("check")
    driver.press("Close")
    file.write_bytes(file.read_bytes().replace(b"Amina", b"Amino"))
    with driver.choosing(file):
        driver.pick("More", "Check a certificate…")
    driver.sees("it was altered")
    driver.press("Close")


def test_a_form_is_made_filled_in_with_a_slip_and_counted(
    driver: Driver, opened: Workspace, made: seminars.Made, tmp_path: Path
) -> None:
    driver.turn("Evaluation")
    driver.press("New evaluation form")
    driver.type("Title in English", "TRN form")
    driver.press("Save")
    driver.press("New question")
    driver.type("Question in English", "TRN useful?")
    driver.press("Save")
    [form] = evaluation.forms(opened, made.seminar)
    [question] = evaluation.questions(opened, form.id)
    first, *others = (" ".join(word_lists.say(slip, "en")) for slip in urn.slips(opened, form.id, 12))
    for number, slip in enumerate(others):
        urn.fill_in(opened, form.id, slip, {question.id: "4" if number < 5 else "5"}, folder=tmp_path)
    driver.press("Fill in…")
    driver.type("The three words of your slip", first)
    driver.choose("TRN useful?", "5")
    driver.picture("fill")
    with driver.choosing(tmp_path):
        driver.press("Put it into the urn…")
    with driver.choosing(tmp_path):
        driver.press("Count the urn…")
    assert len(evaluation.ballots(opened, form.id)) == 12
    assert evaluation.results(opened, form.id, "en")[0].cells[4].count == 7
    driver.sees("Forms that were counted", "TRN useful?")
    driver.picture("evaluation")
    for paper in ("Slips on paper…", "Results on paper…"):
        driver.press(paper)
        driver.picture(paper.split()[0].lower())
        driver.press("Close")


def test_a_conclusion_is_made_ours_by_saving_it(driver: Driver, opened: Workspace, made: seminars.Made) -> None:
    text = in_languages("text", en="TRN answer within a month")
    records.save(opened, Conclusion(seminar=made.seminar, proposes="pledge", due_on="2027-03-01", **text))
    driver.shell.context.go.emit(ToRecord("seminar", made.seminar))
    driver.settle()
    driver.turn("Conclusions  (1)")
    driver.picture("conclusions")
    driver.press("Make it ours")
    assert listing.ids(opened, Listing("pledge")) == []
    driver.press("Save")
    [pledge] = rows.living(opened, "pledge")
    assert isinstance(pledge, Pledge)
    assert (pledge.title, pledge.due_on, pledge.made_at) == ("TRN answer within a month", "2027-03-01", "TRN seminar")
