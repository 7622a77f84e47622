"""A text in several languages: one row with a tab for each, counted, checked in its language, kept as a draft."""

from PySide6.QtWidgets import QTabBar

from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.local_texts import in_languages
from focalpoint.domain.seminars import Seminar
from focalpoint.gui.destinations import ToNewRecord
from focalpoint.gui.forms.editor import Editor
from focalpoint.gui.forms.local_row import LocalRow
from focalpoint.services.casework import listing, records, rows
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.workspace import Workspace
from tests.gui.driver import Driver

TOTAL = len(LANGUAGES)


def new_seminar(driver: Driver) -> tuple[Editor, LocalRow]:
    driver.shell.context.go.emit(ToNewRecord("seminar"))
    driver.settle()
    editor = driver.page().editor
    assert editor is not None
    row = next(row for row in driver.visible(LocalRow) if "title_en" in row.fields)
    return editor, row


def shown(row: LocalRow) -> str:
    """Return the name of the one field of the row that is visible."""
    (name,) = [name for name, field in row.fields.items() if field.isVisible()]
    return name


def test_the_tab_of_the_language_of_the_window_is_open_first(driver: Driver) -> None:
    _editor, row = new_seminar(driver)
    assert shown(row) == "title_en"
    assert [row.tabs.tabText(place) for place in range(row.tabs.count())] == [one.name for one in LANGUAGES.values()]


def test_each_tab_shows_the_field_of_its_language(driver: Driver) -> None:
    _editor, row = new_seminar(driver)
    for place, code in enumerate(LANGUAGES):
        row.tabs.setCurrentIndex(place)
        assert shown(row) == f"title_{code}"


def test_what_is_filled_in_is_counted_while_one_types(driver: Driver) -> None:
    _editor, row = new_seminar(driver)
    driver.sees(f"0 of {TOTAL} languages")
    driver.type("Title in English", "TRN seminar")
    driver.sees(f"1 of {TOTAL} languages")
    driver.turn("العربية")
    assert shown(row) == "title_ar"
    driver.type("Title in Arabic", "ندوة")
    driver.sees(f"2 of {TOTAL} languages")


def test_every_language_is_saved_with_what_was_typed_in_its_tab(driver: Driver, opened: Workspace) -> None:
    new_seminar(driver)
    driver.type("Title in English", "TRN seminar")
    driver.turn("Français")
    driver.type("Title in French", "TRN séminaire")
    driver.save()
    seminar = rows.get(opened, "seminar", driver.record())
    assert isinstance(seminar, Seminar)
    assert [getattr(seminar, f"title_{code}") for code in ("en", "fr", "ar")] == ["TRN seminar", "TRN séminaire", ""]
    driver.tab("fields")
    driver.sees("TRN seminar", f"2 of {TOTAL} languages")


def test_a_record_with_another_language_alone_opens_at_that_language(driver: Driver, opened: Workspace) -> None:
    seminar = records.save(opened, Seminar(**in_languages("title", ar="ندوة"))).first_id
    driver.open("seminar")
    driver.page().open(seminar)
    driver.settle()
    driver.sees("ندوة")
    driver.press("Edit")
    row = next(row for row in driver.visible(LocalRow) if "title_en" in row.fields)
    assert shown(row) == "title_ar"


def test_a_form_in_which_nothing_is_filled_in_is_not_saved(driver: Driver, opened: Workspace) -> None:
    editor, _row = new_seminar(driver)
    driver.press("Save")
    assert driver.page().editor is editor
    driver.sees("must be filled in")
    assert listing.ids(opened, Listing("seminar")) == []


def test_a_draft_keeps_every_language(driver: Driver) -> None:
    new_seminar(driver)
    driver.type("Title in English", "TRN draft")
    driver.turn("العربية")
    driver.type("Title in Arabic", "مسودة")
    driver.open("today")
    driver.open("seminar")
    row = next(row for row in driver.visible(LocalRow) if "title_en" in row.fields)
    assert (row.fields["title_en"].value(), row.fields["title_ar"].value()) == ("TRN draft", "مسودة")
    driver.sees(f"2 of {TOTAL} languages")


def test_the_tabs_have_a_name_for_who_hears_the_form(driver: Driver) -> None:
    new_seminar(driver)
    assert "Title: language" in [bar.accessibleName() for bar in driver.visible(QTabBar)]
