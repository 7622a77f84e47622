"""Every paper can be chosen, seen, turned into another language and saved; each type offers the papers it has."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox

from focalpoint.domain.contacts import Contact
from focalpoint.domain.dossier import Communication
from focalpoint.domain.local_texts import in_languages
from focalpoint.domain.registers import Notice
from focalpoint.domain.seminars import Seminar
from focalpoint.gui.destinations import ToRecord
from focalpoint.services.casework import records
from focalpoint.services.core.workspace import Workspace
from tests.gui.driver import Driver
from tests.helpers import vaults


def show(driver: Driver, kind: str, record: str) -> None:
    driver.shell.context.go.emit(ToRecord(kind, record))
    driver.settle()


def letter(ws: Workspace) -> str:
    return records.save(
        ws,
        Communication(
            request=vaults.register(ws), subject="TRN reply", way="out", channel="embassy_the_hague", on="2026-11-05"
        ),
    ).first_id


@pytest.mark.parametrize("language", ["العربية", "Français", "English"])
def test_the_summary_of_a_request_is_saved_in_the_language_that_was_chosen(
    language: str, driver: Driver, opened: Workspace, tmp_path: Path
) -> None:
    show(driver, "request", vaults.register(opened, own_ref="TRN-1"))
    driver.press("Summary on paper…")
    driver.choose("Language of the paper", language)
    with driver.choosing(tmp_path / "summary.pdf"):
        driver.press("Save as PDF…")
    assert (tmp_path / "summary.pdf").read_bytes().startswith(b"%PDF")
    driver.sees("The paper was saved. It is not protected by the vault.")


def test_a_paper_that_cannot_be_written_says_so_and_stays_open(
    driver: Driver, opened: Workspace, tmp_path: Path
) -> None:
    show(driver, "request", vaults.register(opened))
    driver.press("Summary on paper…")
    with driver.choosing(tmp_path / "no such folder" / "summary.pdf"):
        driver.press("Save as PDF…")
    assert driver.top() is not driver.window
    driver.press("Close")
    assert driver.top() is driver.window


def test_the_figures_of_a_year_are_saved_as_paper_and_as_a_table(
    driver: Driver, opened: Workspace, tmp_path: Path
) -> None:
    year = opened.today().year
    vaults.register(opened, received_on=f"{year}-01-20")
    driver.open("request")
    driver.pick("More", "Figures of a year…")
    driver.choose("Year", str(year - 1))
    driver.choose("Year", str(year))
    with driver.choosing(tmp_path / "figures.csv"):
        driver.press("Save as a table…")
    assert "1" in (tmp_path / "figures.csv").read_text(encoding="utf-8-sig")
    driver.pick("More", "Figures of a year…")
    with driver.choosing(tmp_path / "figures.pdf"):
        driver.press("Save as PDF…")
    assert (tmp_path / "figures.pdf").read_bytes().startswith(b"%PDF")


def test_a_letter_is_written_from_the_communication(driver: Driver, opened: Workspace, tmp_path: Path) -> None:
    show(driver, "communication", letter(opened))
    with driver.choosing(tmp_path / "letter.pdf"):
        driver.press("Letter on paper…")
    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF")
    driver.sees("Written. The file is not protected by the vault.")


def test_a_letter_whose_file_is_not_chosen_is_not_written(driver: Driver, opened: Workspace) -> None:
    show(driver, "communication", letter(opened))
    with driver.choosing():
        driver.press("Letter on paper…")
    driver.sees_not("Written. The file")


def test_a_note_to_the_court_is_saved(driver: Driver, opened: Workspace, tmp_path: Path) -> None:
    notice = Notice(person="TRN Person", on="2026-11-05", why="TRN met")
    show(driver, "notice", records.save(opened, notice).first_id)
    driver.press("Note on paper…")
    with driver.choosing(tmp_path / "note.pdf"):
        driver.press("Save as PDF…")
    assert (tmp_path / "note.pdf").read_bytes().startswith(b"%PDF")


def test_a_request_has_its_dossier_checklist_time_limits_and_the_law(driver: Driver, opened: Workspace) -> None:
    show(driver, "request", vaults.register(opened))
    driver.sees("Dossier", "Checklist", "Time limits", "Timeline", "Documents", "History", "Who could read this")
    driver.pick("More", "The law on it")
    assert driver.shell.page_name() == "library"
    assert driver.field("Types of request", QComboBox).currentData() == "C-k3"


def test_a_seminar_keeps_its_materials_and_takes_a_new_one(driver: Driver, opened: Workspace) -> None:
    show(driver, "seminar", records.save(opened, Seminar(**in_languages("title", en="TRN seminar"))).first_id)
    driver.turn("Materials")
    driver.sees("No material yet.")
    driver.press("Add material")
    driver.fill(title_en="TRN hand-out")
    driver.save()
    driver.sees("TRN hand-out")


def test_a_plain_type_has_fields_documents_history_and_readers_only(driver: Driver, opened: Workspace) -> None:
    show(driver, "contact", records.save(opened, Contact(name="TRN Person", kind="national_authority")).first_id)
    driver.sees("Details", "Documents", "History", "Who could read this")
    driver.sees_not("Dossier", "Checklist", "Timeline", "on paper…")


def test_an_older_version_is_given_back_from_the_history(driver: Driver, opened: Workspace) -> None:
    contact = records.save(opened, Contact(name="TRN Before", kind="national_authority")).first_id
    show(driver, "contact", contact)
    driver.press("Edit")
    driver.fill(name="TRN After")
    driver.save()
    driver.turn("History")
    driver.press("Restore this version")
    driver.sees("The fields have the values of that version again.")
    driver.turn("Details")
    driver.sees("TRN Before")
