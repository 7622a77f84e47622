"""First steps, unlocking, locking, languages and shortcuts of the window."""

import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from focalpoint.crypto import wrapping
from focalpoint.gui import shortcuts
from focalpoint.gui.autolock import AutoLock
from focalpoint.gui.gate.create import OfficeStep, VaultStep
from focalpoint.gui.gate.frame import GatePage
from focalpoint.gui.gate.recovery import CardStep, CheckStep, WordsStep
from focalpoint.gui.gate.start import StartStep
from focalpoint.gui.gate.unlock import UnlockStep
from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.pages.exchange.bundle_export import ExportDialog
from focalpoint.gui.pages.register.page import RegisterPage
from focalpoint.gui.shell import Shell
from focalpoint.gui.widgets.training import TrainingBand
from focalpoint.services.care import safety
from focalpoint.services.casework import drafts, requests
from focalpoint.services.core import recent, workspace
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace
from tests.gui.driver import Settle, type_letters
from tests.helpers import vaults


def click_next(step: GatePage) -> None:
    assert step.next_button is not None
    step.next_button.click()


def test_the_first_page_offers_to_begin(closed_window: MainWindow) -> None:
    assert isinstance(closed_window.gate.step, StartStep)


@pytest.mark.slow
def test_a_person_makes_a_vault_and_proves_that_the_recovery_words_were_written_down(
    closed_window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    gate = closed_window.gate
    gate.beginning.chosen = tmp_path
    gate.show_office()
    assert isinstance(gate.step, OfficeStep)
    assert gate.step.country.findData("QM") < 0, "a State of exercises has no real vault"
    gate.step.country.choose("TN")
    gate.step.office.setText("Ministry of Justice")
    gate.step.person.setText("TRN Officer")
    click_next(gate.step)
    assert isinstance(gate.step, VaultStep)
    gate.step.passphrase.first.edit.setText(vaults.PASSPHRASE)
    gate.step.passphrase.second.edit.setText(vaults.PASSPHRASE)
    click_next(gate.step)
    settle()
    assert isinstance(gate.step, WordsStep)
    gate.show_check()
    assert isinstance(gate.step, CheckStep)
    created = gate.beginning.created
    assert created is not None
    for field in gate.step.fields.values():
        field.setText("wrong")
    gate.step.check()
    assert isinstance(gate.step, CheckStep)
    for place, field in gate.step.fields.items():
        field.setText(created.recovery_words[place])
    gate.step.check()
    assert isinstance(gate.step, CardStep)
    gate.step.forward.emit()
    assert closed_window.shell is not None
    assert closed_window.ws is not None
    assert closed_window.ws.info.office == "Ministry of Justice"


def test_a_wrong_passphrase_is_said_and_the_field_is_ready_again(
    closed_window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    vaults.create(tmp_path).workspace.lock()
    closed_window.gate.show_unlock(tmp_path / "tamura.focalpoint")
    closed_window.gate.unlock(tmp_path / "tamura.focalpoint", "wrong words")
    settle()
    step = closed_window.gate.step
    assert isinstance(step, UnlockStep)
    assert any("passphrase" in label.text() for label in step.findChildren(QLabel) if label.isVisible())
    assert step.passphrase.isEnabled()
    assert closed_window.shell is None


def test_the_right_passphrase_opens_the_vault_and_it_is_remembered(
    closed_window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    vaults.create(tmp_path).workspace.lock()
    closed_window.gate.show_unlock(tmp_path / "tamura.focalpoint")
    closed_window.gate.unlock(tmp_path / "tamura.focalpoint", vaults.PASSPHRASE)
    settle()
    assert closed_window.shell is not None
    assert [v.path for v in recent.vaults()] == [tmp_path / "tamura.focalpoint"]


def test_locking_destroys_the_pages_and_empties_the_clipboard(
    window: MainWindow, settle: Settle, opened: Workspace, qtbot: QtBot
) -> None:
    shell = window.shell
    assert shell is not None
    vaults.register(opened, subject="TRN-word-on-screen")
    page = shell.show_page("request")
    settle()
    assert isinstance(page, RegisterPage)
    model = page.list.model
    assert model.rowCount() == 1
    window.clipboard.put("TRN-word-on-screen")
    gone = []
    page.destroyed.connect(lambda: gone.append(True))
    assert model.rowCount() == 1
    window.lock()
    qtbot.waitUntil(lambda: bool(gone))
    assert opened.closed
    assert window.shell is None
    assert QApplication.clipboard().text() == ""
    assert not any("TRN-word-on-screen" in label.text() for label in window.findChildren(QLabel))
    assert isinstance(window.gate.step, UnlockStep)


def test_what_was_being_typed_survives_the_lock(
    window: MainWindow, settle: Settle, qtbot: QtBot, tmp_path: Path
) -> None:
    shell = window.shell
    assert shell is not None
    page = shell.show_page("request")
    settle()
    assert isinstance(page, RegisterPage)
    page.new()
    assert page.editor is not None
    subject = page.editor.fields["subject"].focusProxy()
    assert subject is not None
    type_letters(subject, "TRN typed just now")
    window.lock("idle")
    again = workspace.unlock(tmp_path / "tamura.focalpoint", vaults.PASSPHRASE)
    assert [draft.title for draft in drafts.all_drafts(again)] == ["TRN typed just now"]
    again.lock()


def test_nobody_at_the_keyboard_locks_the_vault(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = AutoLock(qapp, 5)
    watch.touch()
    watch.tick()
    later = time.monotonic() + 301
    monkeypatch.setattr(time, "monotonic", lambda: later)
    with qtbot.waitSignal(watch.lock) as locked:
        watch.tick()
    assert locked.args == ["idle"]
    watch.deleteLater()


def test_a_key_pressed_anywhere_in_the_window_puts_the_lock_off(window: MainWindow, qtbot: QtBot) -> None:
    watch = window.autolock
    assert watch is not None
    handle = window.windowHandle()
    before = watch.idle_since
    qtbot.wait(10)
    QTest.keyClick(handle, Qt.Key.Key_Shift)
    assert watch.idle_since > before


def test_a_computer_that_slept_is_locked(qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = AutoLock(qapp, 5)
    later = time.time() + 60
    monkeypatch.setattr(time, "time", lambda: later)
    with qtbot.waitSignal(watch.lock) as locked:
        watch.tick()
    assert locked.args == ["sleep"]
    watch.deleteLater()


def test_another_language_turns_the_open_window_at_once(window: MainWindow, settle: Settle) -> None:
    assert window.shell is not None
    window.shell.show_page("contact")
    window.appearance.set_language("ar", keep=False)
    settle()
    assert window.shell.page_name() == "contact"
    assert window.shell.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert window.shell.rail.x() > window.shell.stack.x()


def test_the_language_can_change_in_the_first_steps_without_losing_what_was_typed(closed_window: MainWindow) -> None:
    gate = closed_window.gate
    gate.show_office()
    assert isinstance(gate.step, OfficeStep)
    gate.step.office.setText("TRN office")
    closed_window.appearance.set_language("fr", keep=False)
    assert isinstance(gate.step, OfficeStep)
    assert gate.step.office.text() == "TRN office"


@pytest.mark.qt_log_ignore("keyToAscii", extend=True)  # QTest's own, for keys that are not Latin
@pytest.mark.parametrize("key", [Qt.Key.Key_K, Qt.Key(ord("ن"))])
def test_the_command_box_opens_from_a_latin_and_from_an_arabic_keyboard(
    key: Qt.Key, shell: Shell, qtbot: QtBot
) -> None:
    shell.window().activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is not None)
    assert shell.box.isHidden()
    QTest.keyClick(shell, key, Qt.KeyboardModifier.ControlModifier)
    assert shell.box.isVisible()


def test_each_letter_has_its_key_on_the_arabic_layout() -> None:
    assert len(set(shortcuts.ARABIC_KEYS.values())) == 25
    assert [s.toString() for s in shortcuts.sequences("Ctrl+L")] == ["Ctrl+L", "Ctrl+م"]


def test_a_training_vault_wears_its_band(window: MainWindow) -> None:
    bands = window.findChildren(TrainingBand)
    assert len(bands) == 1
    assert bands[0].isVisible()


def test_undo_is_named_and_takes_the_last_step_back(window: MainWindow, settle: Settle, opened: Workspace) -> None:
    shell = window.shell
    assert shell is not None
    vaults.register(opened, subject="TRN one", own_ref="TRN-1")
    shell.read_facts()
    settle()
    tips = [button.toolTip() for button in shell.top.findChildren(type(shell.top._undo))]
    assert any("TRN-1" in tip for tip in tips)


def test_deriving_the_key_does_not_block_the_window(closed_window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    assert wrapping.FLOOR_MIB >= 64
    vaults.create(tmp_path).workspace.lock()
    closed_window.gate.show_unlock(tmp_path / "tamura.focalpoint")
    begun = time.perf_counter()
    closed_window.gate.unlock(tmp_path / "tamura.focalpoint", vaults.PASSPHRASE)
    assert time.perf_counter() - begun < 0.05
    qtbot.waitUntil(lambda: closed_window.shell is not None)


def test_a_damaged_database_shows_the_way_to_the_last_backup(
    closed_window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    made = vaults.create(tmp_path).workspace
    record = vaults.register(made, subject="TRN kept")
    safety.backup_now(made)
    made.lock()
    path = tmp_path / "tamura.focalpoint"
    (path / "vault.db").write_bytes(b"\0" * 8192)
    closed_window.gate.show_unlock(path)
    closed_window.gate.unlock(path, vaults.PASSPHRASE)
    settle()
    step = closed_window.gate.step
    assert step is not None
    offer = next(b for b in step.findChildren(QPushButton) if b.text().startswith("Go back to the backup"))
    offer.click()
    settle()
    again = workspace.unlock(path, vaults.PASSPHRASE)
    assert requests.get_request(again, record).subject == "TRN kept"
    again.lock()


def test_locking_closes_the_dialogs_too(window: MainWindow, opened: Workspace, qtbot: QtBot) -> None:
    assert window.shell is not None
    dialog = ExportDialog(window, window.shell.context, [("request", vaults.register(opened))])
    dialog.open()
    gone: list[bool] = []
    dialog.destroyed.connect(lambda: gone.append(True))
    window.lock("sleep")
    qtbot.waitUntil(lambda: bool(gone))
    assert isinstance(window.gate.step, UnlockStep)


def test_locking_while_work_is_under_way_stops_the_work(window: MainWindow, opened: Workspace) -> None:
    answers: list[object] = []

    def work(task: Task) -> None:
        while True:
            task.check()

    window.jobs.start(work, answers.append, answers.append)
    window.lock()
    assert opened.closed
    assert window.jobs.running() == ()
    assert answers == []


def test_closing_the_window_locks_the_vault(window: MainWindow, opened: Workspace) -> None:
    window.close()
    assert opened.closed
