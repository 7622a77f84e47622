"""The keyboard goes on where the person goes on: after a dialog, a discarded draft, a button that is gone."""

import traceback
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from focalpoint.domain.local_texts import in_languages
from focalpoint.domain.records import TYPES
from focalpoint.domain.seminars import Seminar
from focalpoint.gui.destinations import ToNewRecord, ToRecord
from focalpoint.gui.gate.unlock import UnlockStep
from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.pages.exchange.bundle_export import ExportDialog
from focalpoint.gui.pages.register.page import RegisterPage
from focalpoint.gui.rail import PAGES
from focalpoint.gui.shell import Shell
from focalpoint.services.casework import history, records, requests
from focalpoint.services.core.workspace import Workspace
from tests.gui.driver import Settle, type_letters
from tests.helpers import vaults


@pytest.fixture(autouse=True)
def in_front(closed_window: MainWindow, qtbot: QtBot) -> None:
    closed_window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is closed_window)


def said(step: UnlockStep) -> str:
    """Return which vault the page speaks of: its title line, or the line that is chosen."""
    chosen = [one.currentItem().text() for one in step.findChildren(QListWidget) if one.isVisible()]
    return " ".join([*chosen, *(one.text() for one in step.findChildren(QLabel) if one.isVisible())])


@pytest.mark.parametrize("known", [1, 2])
@pytest.mark.parametrize("chosen", [True, False])
def test_after_the_file_dialog_the_passphrase_goes_into_its_field_and_the_page_names_the_vault(
    known: int, chosen: bool, closed_window: MainWindow, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = closed_window.gate
    for place in range(known):
        vaults.create(tmp_path, f"known-{place}").workspace.lock()
        gate.unlock(tmp_path / f"known-{place}.focalpoint", vaults.PASSPHRASE)
        settle()
        closed_window.lock()
    other = tmp_path / "another.focalpoint"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_given: str(other) if chosen else "")
    assert isinstance(gate.step, UnlockStep)
    (opener,) = [one for one in gate.findChildren(QPushButton) if one.text() == "Open another vault…"]
    opener.setFocus()
    QTest.keyClick(opener, Qt.Key.Key_Space)
    settle()
    step = gate.step
    assert isinstance(step, UnlockStep)
    focused = QApplication.focusWidget()
    assert isinstance(focused, QLineEdit)
    assert focused is step.passphrase.edit
    assert focused.echoMode() is QLineEdit.EchoMode.Password
    assert ("another" in said(step)) is chosen
    assert step.path() == (other if chosen else tmp_path / f"known-{known - 1}.focalpoint")
    if known == 1 and not chosen:
        assert "known-0" in said(step)


def begun(shell: Shell, settle: Settle) -> RegisterPage:
    page = shell.show_page("request")
    settle()
    assert isinstance(page, RegisterPage)
    page.new()
    assert page.editor is not None
    subject = page.editor.fields["subject"].focusProxy()
    assert subject is not None
    type_letters(subject, "TRN half a thought")
    return page


def press_with_keyboard(label: str, shell: Shell) -> None:
    (found,) = [one for one in shell.findChildren(QPushButton) if one.text() == label and one.isVisible()]
    found.setFocus()
    QTest.keyClick(found, Qt.Key.Key_Space)


def test_space_after_discarding_takes_nothing_back_and_the_draft_can_be_had_again(
    shell: Shell, settle: Settle, opened: Workspace, qtbot: QtBot
) -> None:
    record = vaults.register(opened, subject="TRN saved before")
    page = begun(shell, settle)
    shell.read_facts()
    settle()
    press_with_keyboard("Discard", shell)
    for _press in range(3):
        focused = QApplication.focusWidget()
        assert focused is not None, _press
        assert page.isAncestorOf(focused), focused
        QTest.keyClick(focused, Qt.Key.Key_Space)
        settle()
    assert requests.get_request(opened, record).subject == "TRN saved before"
    step = history.next_undo(opened)
    assert step is not None
    press_with_keyboard("Take the draft back", shell)
    settle()
    assert page.editor is not None
    assert page.editor.fields["subject"].value() == "TRN half a thought"


def test_undo_names_what_it_takes_back_and_takes_back_nothing_else(
    shell: Shell, settle: Settle, opened: Workspace
) -> None:
    record = vaults.register(opened, subject="TRN one", own_ref="TRN-2026/1")
    shell.show_page("request")
    shell.context.change(records.delete, "request", record)
    settle()
    shell.context.notice.emit("Moved to the trash.", "Undo")
    (undo,) = [one for one in shell.notice.findChildren(QPushButton) if one.isVisibleTo(shell.notice)]
    assert "TRN-2026/1" in undo.text()
    assert "deletion" in undo.text()
    other = vaults.register(opened, subject="TRN came meanwhile")
    undo.click()
    settle()
    assert [row.id for row in records.trash(opened)] == [record], "another step is the last one now: it stays"
    assert requests.get_request(opened, other).subject == "TRN came meanwhile"


def test_a_button_that_goes_away_gives_the_focus_to_the_page(
    shell: Shell, settle: Settle, opened: Workspace, qtbot: QtBot
) -> None:
    vaults.register(opened, subject="TRN to undo")
    page = shell.show_page("request")
    shell.read_facts()
    settle()
    undo = shell.top._undo
    assert undo.isEnabled()
    undo.setFocus()
    QTest.keyClick(undo, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not undo.isEnabled())
    settle()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert page.isAncestorOf(focused), "with nothing more to undo, the next press must not redo"


class Windows(QObject):
    """Notes every widget that becomes a window of its own without being made as one."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt calls it so
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            meant = isinstance(watched, (QDialog, QMenu, MainWindow)) or watched.windowType() is Qt.WindowType.Popup
            if not meant:
                lines = [line for line in traceback.format_stack() if "focalpoint" in line]
                self.found.append(f"{type(watched).__name__}: {lines[-1] if lines else ''}")
        return False


def test_nothing_is_a_window_of_its_own_for_a_moment_and_takes_the_focus(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace, qapp: QApplication
) -> None:
    request = vaults.register(opened, subject="TRN one")
    owners = {"request": request, "seminar": records.save(opened, Seminar(**in_languages("title", en="TRN"))).first_id}
    watch = Windows()
    qapp.installEventFilter(watch)
    try:
        for name in PAGES:
            shell.show_page(name)
        for name in TYPES:
            owner = TYPES[name].part_of
            shell.context.go.emit(ToNewRecord(name, {owner: owners[owner]} if owner else {}))
            settle()
        shell.context.go.emit(ToRecord("request", request))
        settle()
        ExportDialog(window, shell.context, [("request", request)])
        shell.context.notice.emit("Saved.", "Undo")
    finally:
        qapp.removeEventFilter(watch)
    assert sorted(set(watch.found)) == []
