"""What a trainer shows a room: slides that turn at once and change language, an exercise in three languages."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from focalpoint.documents import paper
from focalpoint.domain.local_texts import in_languages
from focalpoint.domain.seminars import Material
from focalpoint.gui.pages.knowledge import LibraryPage
from focalpoint.gui.pages.reading.materials_tab import MaterialsTab
from focalpoint.gui.presenter.exercise_view import LARGE, ExerciseOnWall
from focalpoint.gui.presenter.slide_show import KEPT, SlideShow
from focalpoint.services.casework import attachments, records
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.seminars import slides
from focalpoint.services.seminars.slides import NoSlidesError
from focalpoint.services.training import runs, spoken_terms
from tests.gui.driver import Driver
from tests.helpers import seminars


def deck(ws: Workspace, seminar: str) -> str:
    """Make a material with slides in two languages, a text, and one that is broken."""
    made = records.save(ws, Material(seminar=seminar, **in_languages("title", en="TRN slides"))).first_id
    for code, words in (("fr", "Page."), ("en", "Page. ")):
        content = paper.plain_document("TRN", [words * 80] * 30, code, "", footer="", training=True)
        attachments.attach_bytes(ws, "material", made, content, name=f"{code}.pdf", title=f"TRN {code}", language=code)
    attachments.attach_bytes(ws, "material", made, b"text", name="t.txt", title="TRN text", language="ar")
    attachments.attach_bytes(ws, "material", made, b"%PDF-1.7 nothing", name="b.pdf", title="TRN broken")
    return made


def test_slides_turn_change_language_and_go_black(driver: Driver, opened: Workspace) -> None:
    material = deck(opened, seminars.make(opened).seminar)
    found = slides.decks_of(opened, material, "ar")
    assert {one.language for one in found} == {"fr", "en"}, "what has no pages and what is broken is left out"
    show = SlideShow(driver.shell.context, slides.decks_of(opened, material, "fr"), training=True)
    show.resize(1366, 768)
    show.show()
    show._ask()
    driver.settle()
    assert show.is_ready()
    QTest.keyClick(show, Qt.Key.Key_Right)
    assert (show.page, show.is_ready()) == (1, True), "the next page was drawn ahead"
    QTest.keyClick(show, Qt.Key.Key_E)
    driver.settle()
    assert (show.deck.language, show.page, show.is_ready()) == ("en", 1, True)
    QTest.keyClick(show, Qt.Key.Key_A)
    assert show.deck.language == "en", "there is no deck in Arabic"
    QTest.keyClick(show, Qt.Key.Key_Left)
    QTest.keyClick(show, Qt.Key.Key_Left)
    assert show.page == 0
    QTest.keyClick(show, Qt.Key.Key_B)
    assert show.black
    assert show.grab().toImage().pixelColor(400, 300).lightness() == 0
    QTest.keyClick(show, Qt.Key.Key_B)
    QTest.keyClick(show, Qt.Key.Key_Z)
    before = show.grab().toImage().copy(0, 0, 1366, 700)
    QTest.keyClick(show, Qt.Key.Key_Right)
    driver.settle()
    assert show.grab().toImage().copy(0, 0, 1366, 700) == before, "the room sees what was frozen"
    QTest.keyClick(show, Qt.Key.Key_Z)
    QTest.keyClick(show, Qt.Key.Key_S)
    assert show.spotlight.isVisible()
    before = show.grab().toImage()
    for place in (QPoint(100, 100), QPoint(600, 300)):
        QTest.mouseMove(show.windowHandle(), place)
        driver.settle()
    assert show.grab().toImage() != before, "the circle follows the mouse"
    for _turn in range(30):
        QTest.keyClick(show, Qt.Key.Key_Right)
        driver.settle()
    assert len(show._drawn) <= KEPT
    assert show.page == show.deck.pages - 1
    QTest.keyClick(show, Qt.Key.Key_Escape)


def test_the_tab_of_the_material_shows_them_or_says_why_not(driver: Driver, opened: Workspace) -> None:
    seminar = seminars.make(opened).seminar
    empty = records.save(opened, Material(seminar=seminar, **in_languages("title", en="TRN none"))).first_id
    with pytest.raises(NoSlidesError):
        slides.decks_of(opened, empty, "en")
    tab = MaterialsTab(driver.shell.context, seminar, [])
    tab.present(empty)
    driver.settle()
    assert "has pages that can be shown" in driver.text()
    tab.deleteLater()


def test_the_exercise_stands_on_the_wall_in_three_languages_at_once(
    driver: Driver, opened: Workspace, tmp_path: Path
) -> None:
    run = runs.start_run(tmp_path / "run", "a", "fr", "1")
    view = ExerciseOnWall(driver.shell.context, run)
    view.resize(1366, 768)
    view.show()
    driver.settle()
    labels = [one for one in view.findChildren(QLabel) if one.text() and one.parentWidget() is not view._band]
    shown = " ".join(one.text() for one in labels)
    for code in ("ar", "fr", "en"):
        assert run.read.scenario.text("A1.title", code) in shown
    sizes = {one.fontInfo().pixelSize() for one in labels if run.read.scenario.text("A1.event", "en") in one.text()}
    assert min(sizes) >= LARGE
    assert "D0" in shown
    QTest.keyClick(view, Qt.Key.Key_B)
    assert not view._body.isVisible()
    QTest.keyClick(view, Qt.Key.Key_B)
    QTest.keyClick(view, Qt.Key.Key_Z)
    assert view.frozen
    QTest.keyClick(view, Qt.Key.Key_S)
    assert view.spotlight.geometry() == view.rect()
    QTest.keyClick(view, Qt.Key.Key_S)
    assert not view.spotlight.isVisible()
    QTest.keyClick(view, Qt.Key.Key_Escape)


def test_terms_are_found_in_what_is_said(opened: Workspace) -> None:
    found = spoken_terms.terms_in(opened, "The Pre-Trial Chamber of the International Criminal Court asks.", "en")
    assert any(one.words["fr"] == "Cour pénale internationale" for one in found)
    assert spoken_terms.terms_in(opened, "", "en") == []


def test_a_sheet_of_the_library_is_shown_in_the_language_of_a_key(driver: Driver) -> None:
    driver.open("library")
    page = driver.shell.stack.currentWidget()
    assert isinstance(page, LibraryPage)
    driver.press("Show full screen")
    driver.settle()
    show = page._show
    assert [deck.language for deck in show.decks] == ["en", "ar", "fr"]
    assert show.is_ready()
    QTest.keyClick(show, Qt.Key.Key_A)
    driver.settle()
    assert show.deck.language == "ar"
    assert show.is_ready()
    show.resize(900, 500)
    driver.settle()
    assert show._drawn[(show.deck.document, 0)].deviceIndependentSize().height() == 500, "drawn for the new size"
    QTest.keyClick(show, Qt.Key.Key_Escape)
