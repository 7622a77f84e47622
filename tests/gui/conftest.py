"""Fixtures of the window's tests: drawn off-screen, over real vaults."""

import os
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from types import FrameType

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from focalpoint.gui import app as application
from focalpoint.gui.appearance import Appearance
from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.shell import Shell
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault.database import Database
from tests.gui.driver import Driver, Settle
from tests.helpers.templates import Templates


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints", extend=True))  # the off-screen platform says it


def written_by_the_window() -> bool:
    """Tell whether this call comes from the code of the window, on its thread; locking is allowed its last line."""
    if threading.current_thread() is not threading.main_thread():
        return False
    frame: FrameType | None = sys._getframe()
    window = False
    while frame is not None:
        file, name = frame.f_code.co_filename.replace(os.sep, "/"), frame.f_code.co_name
        if file.endswith("services/core/workspace.py") and name == "lock":
            return False
        pictures = "/tests/screens/" in file  # they make their own vaults
        window = window or ("/focalpoint/gui/" in file and not pictures)
        frame = frame.f_back
    return window


@pytest.fixture(autouse=True)
def nothing_is_written_on_the_thread_of_the_window(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    real, found = Database.transaction, []

    def watched(self: Database) -> AbstractContextManager[Database]:
        if written_by_the_window():
            found.append("".join(traceback.format_stack(limit=12)))
        return real(self)

    monkeypatch.setattr(Database, "transaction", watched)
    yield
    assert not found, found[0]


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
def opened(tmp_path: Path, templates: Templates) -> Workspace:
    """Return the vault of the window, which locks it when it goes; a test without a window takes `ws`."""
    return templates.copy(tmp_path, "tamura")[0]


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
            qtbot.wait(8)
            qtbot.waitUntil(lambda: not closed_window.jobs.running(), timeout=20_000)

    return wait


@pytest.fixture
def driver(window: MainWindow, settle: Settle) -> Driver:
    """Return a person at the window with the vault open."""
    settle()
    return Driver(window, settle)
