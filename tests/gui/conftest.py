"""Fixtures of the window's tests: drawn off-screen, over real vaults."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from focalpoint.gui import app as application
from focalpoint.gui.appearance import Appearance
from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.shell import Shell
from focalpoint.services import workspace
from focalpoint.services.workspace import Workspace
from tests.helpers import vaults

Settle = Callable[[], None]


def type_letters(widget: QWidget, words: str) -> None:
    """Type letters of any script; QTest knows only Latin keys."""
    for letter in words:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints", extend=True))  # the off-screen platform says it


@pytest.fixture
def appearance(qapp: QApplication) -> Appearance:
    app, made = application.build([], "en")
    assert app is qapp
    made.set_theme("light", 100, keep=False)
    return made


@pytest.fixture
def closed_window(appearance: Appearance, qtbot: QtBot) -> Iterator[MainWindow]:
    window = MainWindow(appearance)
    window.resize(1366, 768)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.leave()
    window.close()
    window.deleteLater()
    qtbot.wait(1)


@pytest.fixture
def opened(tmp_path: Path) -> Workspace:
    """Return the vault of the window, which locks it when it goes; a test without a window takes `ws`."""
    vaults.create(tmp_path).workspace.lock()
    return workspace.unlock(tmp_path / "tamura.focalpoint", vaults.PASSPHRASE)


@pytest.fixture
def window(closed_window: MainWindow, opened: Workspace) -> MainWindow:
    closed_window.open(opened)
    return closed_window


@pytest.fixture
def shell(window: MainWindow) -> Shell:
    assert window.shell is not None
    return window.shell


@pytest.fixture
def settle(closed_window: MainWindow, qtbot: QtBot) -> Settle:
    def wait() -> None:
        for _turn in range(3):
            qtbot.wait(20)
            qtbot.waitUntil(lambda: not closed_window.jobs.running(), timeout=20_000)

    return wait
