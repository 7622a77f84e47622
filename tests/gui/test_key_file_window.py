"""The key file in the window: asked for at the gate, made and removed in the settings, replaced after recovery."""

from pathlib import Path

from PySide6.QtWidgets import QLabel

from focalpoint.gui.gate.create import VaultStep
from focalpoint.gui.gate.unlock import UnlockStep
from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.pages.settings.key_file import KeyFileDialog
from focalpoint.gui.pages.settings.security import PassphraseDialog
from focalpoint.services.core import key_files, keys, workspace
from tests.gui.driver import Settle
from tests.helpers import vaults


def test_the_gate_asks_for_the_key_file_and_opens_with_it(
    closed_window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    made = vaults.create(tmp_path).workspace
    (tmp_path / "stick").mkdir()
    file, _left = keys.add_key_file(made, vaults.PASSPHRASE, tmp_path / "stick")
    made.lock()
    gate = closed_window.gate
    gate.show_unlock(made.info.path)
    step = gate.step
    assert isinstance(step, UnlockStep)
    assert step.key_file is None
    gate.unlock(made.info.path, vaults.PASSPHRASE)
    settle()
    assert any("key file is not here" in label.text() for label in step.findChildren(QLabel))
    step.take_key_file(file)
    gate.unlock(made.info.path, vaults.PASSPHRASE)
    settle()
    assert closed_window.shell is not None
    assert closed_window.ws is not None
    assert closed_window.ws.key_file == file


def test_it_is_made_and_removed_in_the_settings(window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    assert window.shell is not None
    context, path = window.shell.context, context_path(window)
    (tmp_path / "stick").mkdir()
    dialog = KeyFileDialog(window, context, remove=False)
    dialog.passphrase.edit.setText(vaults.PASSPHRASE)
    assert not dialog.go.isEnabled()
    dialog.take(tmp_path / "stick")
    dialog.go.click()
    settle()
    assert key_files.asks(path)
    assert len(list((tmp_path / "stick").glob("*.fpkey"))) == 1
    dialog = KeyFileDialog(window, context, remove=True)
    dialog.passphrase.edit.setText("wrong words")
    dialog.go.click()
    settle()
    assert key_files.asks(path)
    dialog.passphrase.edit.setText(vaults.PASSPHRASE)
    dialog.go.click()
    settle()
    assert not key_files.asks(path)


def context_path(window: MainWindow) -> Path:
    assert window.ws is not None
    return window.ws.info.path


def test_after_recovery_a_new_passphrase_needs_no_old_one(
    closed_window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    created = vaults.create(tmp_path)
    created.workspace.lock()
    path = created.workspace.info.path
    closed_window.open(workspace.unlock_with_recovery(path, " ".join(created.recovery_words)))
    assert closed_window.shell is not None
    dialog = PassphraseDialog(closed_window, closed_window.shell.context)
    made = dialog.new.text()
    assert len(made.split()) == 8, "words that the program makes are the default"
    dialog._change()
    settle()
    closed_window.lock()
    workspace.unlock(path, made).lock()


def test_words_of_the_program_are_the_default_and_ones_own_are_typed_twice(closed_window: MainWindow) -> None:
    closed_window.gate.show_vault()
    step = closed_window.gate.step
    assert isinstance(step, VaultStep)
    new = step.passphrase
    given: list[str] = []
    step.forward.connect(given.append)
    assert new.agree()
    assert new.strong_enough()
    step._continue()
    assert given == [new.text()]
    new.own.click()
    new.first.edit.setText("وزارة العدل")
    new.second.edit.setText("وزارة العدل")
    step._continue()
    new.first.edit.setText(vaults.PASSPHRASE)
    step._continue()
    assert len(given) == 1
    new.second.edit.setText(vaults.PASSPHRASE)
    step._continue()
    assert given[1:] == [vaults.PASSPHRASE]
    new.suggest()
    assert new.agree()
