"""Taking in a table through the window, and the tabs of a dossier."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from focalpoint.domain.dossier import Assignment, Consultation
from focalpoint.gui.forms.editor import Editor
from focalpoint.gui.pages.reading.checklist_tab import ChecklistTab
from focalpoint.gui.pages.reading.dossier_tab import DossierTab
from focalpoint.gui.pages.register.intake import IntakeDialog
from focalpoint.gui.pages.register.overview import RegistersPage, further
from focalpoint.gui.pages.register.page import RegisterPage
from focalpoint.gui.shell import Shell
from focalpoint.gui.widgets.choice import Choice
from focalpoint.gui.widgets.lines import LineButton
from focalpoint.services.casework import checklists, history, listing, records, requests
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.interchange import intake
from tests.gui.driver import Settle
from tests.helpers import registers, vaults


def words(widget: QWidget) -> str:
    shown = [w.text() for w in widget.findChildren(QLabel) + widget.findChildren(QPushButton) if w.isVisibleTo(widget)]
    return "\n".join(shown)


def test_a_table_is_mapped_rehearsed_and_taken_in_and_one_undo_takes_it_back(
    shell: Shell, settle: Settle, opened: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = IntakeDialog(shell.window(), shell.context, "request", registers.arabic(tmp_path / "a.xlsx"))
    dialog.open()
    qtbot.waitUntil(lambda: bool(dialog.tables), timeout=20_000)
    assert dialog.go.text() == "Rehearse"
    assert [choice.code() for choice in dialog.fields.values()][:2] == ["own_ref", "subject"]
    dialog.go.click()
    settle()
    assert "Left out: 1" in words(dialog)
    assert dialog.rows.topLevelItemCount() == 1
    told = dialog.rows.topLevelItem(0)
    assert told is not None
    assert "غداً صباحاً" in told.text(2)
    dialog.go.click()
    settle()
    assert len(listing.ids(opened, Listing("request"))) == 3
    history.undo(opened)
    assert len(listing.ids(opened, Listing("request"))) == 0
    dialog.reject()


def test_columns_chosen_before_can_be_guessed_anew(
    shell: Shell, settle: Settle, opened: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    path = registers.arabic(tmp_path / "a.xlsx")
    [table] = intake.read_file(path, "request")
    guessed = intake.guessed("request", table)
    intake.keep_mapping(opened, table, replace(guessed, columns={**guessed.columns, 1: "notes"}))
    dialog = IntakeDialog(shell.window(), shell.context, "request", path)
    dialog.open()
    qtbot.waitUntil(lambda: bool(dialog.tables), timeout=20_000)
    settle()
    assert dialog.fields[1].code() == "notes"
    [anew] = [b for b in dialog.findChildren(QPushButton) if b.text() == "Guess anew"]
    anew.click()
    settle()
    assert dialog.fields[1].code() == "subject"
    assert "as you chose them" not in words(dialog)
    dialog.reject()


def test_two_columns_for_one_field_or_a_missing_field_stop_the_rehearsal(
    shell: Shell, settle: Settle, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = IntakeDialog(shell.window(), shell.context, "request", registers.french(tmp_path / "f.csv"))
    dialog.open()
    qtbot.waitUntil(lambda: bool(dialog.tables), timeout=20_000)
    for number, code in ((0, "subject"), (1, "")):
        dialog.fields[number].choose(code)
    dialog._changed()
    assert dialog.go.isEnabled()
    dialog.fields[1].choose("subject")
    dialog._changed()
    assert not dialog.go.isEnabled()
    settle()
    assert "Two columns" in words(dialog)
    for number in (0, 1):
        dialog.fields[number].choose("")
    dialog._changed()
    settle()
    assert "“Subject” must be filled in." in words(dialog)
    dialog.reject()
    settle()


def opened_page(shell: Shell, settle: Settle, request: str, tab: str) -> RegisterPage:
    page = shell.show_page("request")
    assert isinstance(page, RegisterPage)
    page.open(request, tab=tab)
    settle()
    return page


def test_an_assignment_is_added_from_the_dossier_and_leads_back_to_it(
    shell: Shell, settle: Settle, opened: Workspace
) -> None:
    request = vaults.register(opened, type="C-i", own_ref="TRN-1")
    page = opened_page(shell, settle, request, "dossier")
    tab = page.findChild(DossierTab)
    assert isinstance(tab, DossierTab)
    next(b for b in tab.findChildren(QPushButton) if b.text() == "New assignment").click()
    settle()
    editor = page.findChild(Editor)
    assert isinstance(editor, Editor)
    assert "request" not in editor.fields
    editor.fields["title"].put("Find the file")
    editor.save()
    settle()
    assert page.pane.record_id == request
    tab = page.findChild(DossierTab)
    assert isinstance(tab, DossierTab)
    (line,) = tab.findChildren(LineButton)
    assert line.accessibleName() == "Find the file"
    line.click()
    settle()
    assert page.pane.type_name == "task"
    next(b for b in page.pane.findChildren(QPushButton) if b.text() == "Back").click()
    settle()
    assert page.pane.record_id == request


def test_the_checklist_is_ticked_and_drafts_the_letter(shell: Shell, settle: Settle, opened: Workspace) -> None:
    request = vaults.register(opened, type="P-02", own_ref="TRN-1")
    page = opened_page(shell, settle, request, "checklist")
    tab = page.findChild(ChecklistTab)
    assert isinstance(tab, ChecklistTab)
    before = len(checklists.missing_items(opened, requests.get_request(opened, request), "en"))
    choice = tab.findChildren(Choice)[0]
    choice.choose("present")
    choice.activated.emit(choice.currentIndex())
    settle()
    assert len(checklists.missing_items(opened, requests.get_request(opened, request), "en")) == before - 1
    tab = page.findChildren(ChecklistTab)[-1]
    next(b for b in tab.findChildren(QPushButton) if "clarification" in b.text()).click()
    settle()
    editor = page.findChild(Editor)
    assert isinstance(editor, Editor)
    assert "97(a)" in str(editor.fields["summary"].value())
    page.leave()


def test_the_guide_of_a_problem_is_shown_and_ticked(shell: Shell, settle: Settle, opened: Workspace) -> None:
    request = vaults.register(opened, type="C-l1")
    records.save(opened, Consultation(request=request, problem="TRN", reason="NAT-SECURITY", opened_on="2026-02-02"))
    page = opened_page(shell, settle, request, "checklist")
    boxes = page.findChildren(QCheckBox)
    assert len(boxes) == 6
    boxes[0].click()
    settle()
    assert requests.get_request(opened, request).steps == ("72.1",)


def test_assignments_further_than_the_request_offer_its_next_step(
    shell: Shell, settle: Settle, opened: Workspace
) -> None:
    request = vaults.register(opened, type="C-i")
    for state in ("registered", "acknowledged", "under_review", "transmitted", "in_execution"):
        requests.move(opened, request, state)
    records.save(opened, Assignment(request=request, title="TRN", status="executed"))
    page = opened_page(shell, settle, request, "fields")
    assert "The assignments are further than the request." in words(page.pane)


def test_every_further_register_opens_and_says_what_it_keeps(shell: Shell, settle: Settle) -> None:
    page = shell.show_page("registers")
    settle()
    assert isinstance(page, RegistersPage)
    for kind in further(training=True):
        shown = shell.show_page(kind.name)
        settle()
        assert isinstance(shown, RegisterPage)
        assert kind.about in words(shown.list)
