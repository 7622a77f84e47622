"""The pages: registers, the reading pane, search, documents, settings."""

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from focalpoint.domain.contacts import Contact
from focalpoint.domain.local_texts import in_languages
from focalpoint.domain.seminars import Material, Seminar
from focalpoint.gui.destinations import ToDocument, ToRecord
from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.pages.reading.state_panel import StatePanel
from focalpoint.gui.pages.reading.step import StepDialog
from focalpoint.gui.pages.register.page import RegisterPage
from focalpoint.gui.pages.search import HitLine, SearchPage
from focalpoint.gui.pages.settings.page import SettingsPage
from focalpoint.gui.shell import Shell
from focalpoint.gui.tables.model import CHUNK, HEADING
from focalpoint.gui.widgets.plain_text import sentence
from focalpoint.services.casework import attachments, listing, records, requests, rows
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.workspace import Workspace
from tests.gui.driver import Settle
from tests.helpers import vaults


def register(shell: Shell, settle: Settle, name: str = "request") -> RegisterPage:
    page = shell.show_page(name)
    settle()
    assert isinstance(page, RegisterPage)
    return page


def words(widget: QWidget) -> str:
    shown = [w.text() for w in widget.findChildren(QLabel) + widget.findChildren(QPushButton) if w.isVisibleTo(widget)]
    return "\n".join(shown)


def test_an_empty_register_says_so_and_offers_the_first_step(shell: Shell, settle: Settle) -> None:
    page = register(shell, settle)
    assert "No request yet" in words(page.list)


def test_a_filter_that_finds_nothing_offers_to_show_all(shell: Shell, settle: Settle, opened: Workspace) -> None:
    vaults.register(opened)
    page = register(shell, settle)
    page.list.use(Listing("request", "zzzz"))
    settle()
    assert "Nothing fits the filter" in words(page.list)


def test_rows_are_read_in_chunks_when_they_are_shown(shell: Shell, settle: Settle, opened: Workspace) -> None:
    records.save_many(opened, [vaults.request(own_ref=f"TRN-{n:04}") for n in range(CHUNK * 3)])
    page = register(shell, settle)
    model = page.list.model
    assert model.rowCount() == CHUNK * 3
    assert len(model._chunks) == 1
    last = model.index(CHUNK * 3 - 1, 0)
    assert model.data(last)
    assert len(model._chunks) == 2


def test_the_deadline_is_told_in_relative_words_with_the_date_as_tooltip(
    shell: Shell, settle: Settle, opened: Workspace
) -> None:
    due = opened.today() - timedelta(days=2)
    vaults.register(opened, due_on=due.isoformat())
    model = register(shell, settle).list.model
    cell = model.index(0, model.columnCount() - 1)
    assert model.data(cell) == "2 days overdue"
    assert str(due.year) in model.data(cell, Qt.ItemDataRole.ToolTipRole)


def test_the_subject_of_a_sealed_request_is_not_listed(shell: Shell, settle: Settle, opened: Workspace) -> None:
    vaults.register(opened, subject="TRN sealed words", classification="under_seal")
    model = register(shell, settle).list.model
    assert not any("sealed words" in str(model.data(model.index(0, c))) for c in range(model.columnCount()))


def test_grouping_puts_a_heading_before_each_state(shell: Shell, settle: Settle, opened: Workspace) -> None:
    vaults.register(opened, state="received")
    vaults.register(opened, state="closed")
    page = register(shell, settle)
    page.list.filters.clear()
    page.list.group(on=True)
    settle()
    model = page.list.model
    assert [line for line in range(model.rowCount()) if model.data(model.index(line, 0), HEADING)] == [0, 2]
    assert model.records() == 2


def test_the_reading_pane_says_what_where_and_what_now(shell: Shell, settle: Settle, opened: Workspace) -> None:
    vaults.register(opened, subject="TRN freezing of two accounts", own_ref="TRN-7")
    page = register(shell, settle)
    page.list.view.go_to(0)
    settle()
    said = words(page.pane)
    assert "TRN freezing of two accounts" in said
    assert "Received" in said
    assert "What is needed now" in said
    assert "Register" in said


def test_only_legal_steps_are_buttons(shell: Shell, opened: Workspace, qtbot: QtBot) -> None:
    request = requests.get_request(opened, vaults.register(opened))
    standing = StatePanel(shell.context, request)
    qtbot.addWidget(standing)
    labels = {button.text() for button in standing.findChildren(QPushButton)}
    assert {sentence(step.label) for step in requests.next_steps(opened, request)} <= labels
    assert not any("reply" in label.lower() for label in labels)


def test_a_step_is_recorded_and_the_pane_follows(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace
) -> None:
    request_id = vaults.register(opened)
    page = register(shell, settle)
    page.open(request_id)
    settle()
    request = requests.get_request(opened, request_id)
    step = requests.next_steps(opened, request)[0]
    dialog = StepDialog(window, shell.context, request, step)
    dialog.show()
    dialog.record()
    settle()
    assert requests.get_request(opened, request_id).state == step.code
    assert opened.reference.lifecycle[step.code].code.label("en") in words(page.pane)


def test_deleting_can_be_undone_from_the_notice(shell: Shell, settle: Settle, opened: Workspace) -> None:
    record = vaults.register(opened)
    page = register(shell, settle)
    page.open(record)
    settle()
    page.pane.delete()
    settle()
    assert rows.is_deleted(opened, "request", record)
    undo = next(b for b in shell.notice.findChildren(QPushButton) if b.text().startswith("Undo: "))
    undo.click()
    settle()
    assert not rows.is_deleted(opened, "request", record)


def test_a_material_opens_within_its_seminar(shell: Shell, settle: Settle, opened: Workspace) -> None:
    seminar = records.save(opened, Seminar(**in_languages("title", en="TRN seminar"))).first_id
    material = records.save(opened, Material(seminar=seminar, **in_languages("title", en="TRN hand-out"))).first_id
    page = register(shell, settle, "seminar")
    page.open(seminar, tab="materials")
    settle()
    assert "TRN hand-out" in words(page.pane)
    shell.context.go.emit(ToRecord("material", material))
    settle()
    assert page.pane.type_name == "material"
    page.pane.back.emit()
    settle()
    assert page.pane.record_id == seminar


def test_search_finds_as_one_types_and_opens_what_it_found(shell: Shell, settle: Settle, opened: Workspace) -> None:
    record = records.save(opened, Contact(kind="person", name="TRN عيّنة الأصول")).first_id
    page = shell.show_page("search")
    assert isinstance(page, SearchPage)
    page.edit.setText("الاصول")
    page.reload()
    settle()
    hits = page.findChildren(HitLine)
    assert len(hits) == 1
    hits[0].click()
    settle()
    contacts = shell.stack.currentWidget()
    assert isinstance(contacts, RegisterPage)
    assert contacts.pane.record_id == record


def test_a_text_document_is_shown_inside_and_nothing_is_written(
    shell: Shell, settle: Settle, opened: Workspace, tmp_path: Path
) -> None:
    source = tmp_path / "TRN-note.txt"
    source.write_text("TRN كلمة in a document", "utf-8")
    record = vaults.register(opened)
    attachments.attach(opened, "request", record, source)
    source.unlink()
    shell.context.go.emit(ToDocument(attachments.documents_of(opened, record)[0].id))
    settle()
    page = shell.stack.currentWidget()
    assert page is not None
    assert any("TRN كلمة" in view.toPlainText() for view in page.findChildren(QTextEdit))
    assert not [p for p in tmp_path.rglob("*") if p.is_file() and "كلمة".encode() in p.read_bytes()]


def test_the_check_of_the_vault_answers_in_words(shell: Shell, settle: Settle) -> None:
    page = shell.show_page("settings")
    assert isinstance(page, SettingsPage)
    page.go_to("check")
    settle()
    assert "The database is intact" in words(page)
    page.check.look()
    settle()
    said = words(page)
    assert "It could not open a file" in said
    assert "The database is intact" not in said


def test_the_trash_gives_back(shell: Shell, settle: Settle, opened: Workspace) -> None:
    record = vaults.register(opened, subject="TRN lost")
    records.delete(opened, "request", record)
    page = shell.show_page("settings")
    assert isinstance(page, SettingsPage)
    page.go_to("trash")
    settle()
    restore = next(b for b in page.trash.findChildren(QPushButton) if b.text() == "Restore")
    restore.click()
    settle()
    assert not rows.is_deleted(opened, "request", record)


def test_another_text_size_is_shown_at_once(window: MainWindow, settle: Settle) -> None:
    before = window.fontMetrics().height()
    window.appearance.set_theme("light", 150, keep=False)
    settle()
    assert window.shell is not None
    assert window.shell.rail.fontMetrics().height() > before


def test_closed_requests_are_left_out_until_the_filter_is_taken_away(
    shell: Shell, settle: Settle, opened: Workspace
) -> None:
    vaults.register(opened, state="received")
    vaults.register(opened, state="closed")
    page = register(shell, settle)
    assert page.list.model.records() == 1
    chip = next(b for b in page.list.filters.findChildren(QPushButton) if b.text() == "Open requests only")
    chip.click()
    settle()
    assert page.list.model.records() == 2


def test_words_typed_in_the_filter_keep_the_other_filters(shell: Shell, settle: Settle, opened: Workspace) -> None:
    vaults.register(opened, state="received", subject="TRN apple")
    vaults.register(opened, state="received", subject="TRN pear")
    vaults.register(opened, state="closed", subject="TRN apple")
    page = register(shell, settle)
    page.list.filters.search.setText("apple")
    page.list.filters.search.textChanged.emit("apple")
    settle()
    page.list.filters._typed()
    settle()
    assert page.list.model.records() == 1


def test_a_view_is_kept_and_used_again(shell: Shell, settle: Settle, opened: Workspace) -> None:
    vaults.register(opened, state="closed")
    page = register(shell, settle)
    page.list.filters.clear()
    page.list.filters._save_view("Everything")
    settle()
    page.list.use(Listing("request", "is:open"))
    settle()
    assert page.list.model.records() == 0
    page.list.filters._use_view(listing.views(opened, "request")[0])
    settle()
    assert page.list.model.records() == 1


def test_the_chosen_records_go_to_the_trash_with_the_delete_key(
    shell: Shell, settle: Settle, opened: Workspace
) -> None:
    kept = [vaults.register(opened, own_ref=f"TRN-{n}") for n in range(3)]
    page = register(shell, settle)
    page.list.view.selectAll()
    QTest.keyClick(page.list.view, Qt.Key.Key_Delete)
    settle()
    assert all(rows.is_deleted(opened, "request", record) for record in kept)


def test_characters_that_reorder_text_are_made_visible(shell: Shell, settle: Settle, opened: Workspace) -> None:
    vaults.register(opened, subject="TRN invoice\u202eexe.pdf")
    page = register(shell, settle)
    model = page.list.model
    shown = "".join(str(model.data(model.index(0, c))) for c in range(model.columnCount()))
    assert "\u202e" not in shown
    assert "[U+202E]" in shown
