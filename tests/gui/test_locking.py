"""A lock always locks: told by the desktop over a real bus, and whatever step of it fails."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from focalpoint.gui.clipboard import Clipboard
from focalpoint.gui.gate.unlock import UnlockStep
from focalpoint.gui.jobs import Jobs
from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.pages.register.page import RegisterPage
from focalpoint.gui.shell import Shell
from focalpoint.services.casework import drafts
from focalpoint.services.core import workspace
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import audit, local
from focalpoint.vault.database import Database
from focalpoint.vault.errors import StorageError
from tests.gui.driver import Settle, type_letters
from tests.helpers import vaults

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><listen>unix:path={socket}</listen><auth>EXTERNAL</auth><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""
ROOT = Path(__file__).parents[2]


class Desktop:
    """Two buses of our own, and the words that a desktop says on them."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.addresses = {name: self._bus(folder, name, stack) for name in ("session", "system")}
        self._buses = {name: QDBusConnection.connectToBus(to, f"test-{name}") for name, to in self.addresses.items()}
        for name in self._buses:
            stack.callback(QDBusConnection.disconnectFromBus, f"test-{name}")
        assert self._buses["system"].registerService("org.freedesktop.login1")

    @staticmethod
    def _bus(folder: Path, name: str, stack: ExitStack) -> str:
        (folder / f"{name}.conf").write_text(BUS.format(socket=folder / name), "utf-8")
        call = ["dbus-daemon", f"--config-file={folder / name}.conf", "--print-address", "--nofork"]
        bus = stack.enter_context(subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True))
        stack.callback(bus.terminate)
        assert bus.stdout is not None
        return bus.stdout.readline().strip()

    def say(self, bus: str, path: str, interface: str, name: str, *values: object) -> None:
        message = QDBusMessage.createSignal(path, interface, name)
        message.setArguments(list(values))
        assert self._buses[bus].send(message)


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    with ExitStack() as stack:
        yield Desktop(tmp_path, stack)


def test_the_vault_locks_with_the_screen_and_before_sleep_on_a_desktop_with_a_bus(
    desktop: Desktop, tmp_path: Path
) -> None:
    vaults.create(tmp_path).workspace.lock()
    vault = str(tmp_path / "tamura.focalpoint")
    env = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "DBUS_SESSION_BUS_ADDRESS": desktop.addresses["session"],
        "DBUS_SYSTEM_BUS_ADDRESS": desktop.addresses["system"],
    }
    call = [sys.executable, "-m", "tests.helpers.desk_window", vault, vaults.PASSPHRASE]
    manager, session = "org.freedesktop.login1.Manager", "org.freedesktop.login1.Session"
    with subprocess.Popen(
        call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, env=env, cwd=ROOT
    ) as window:
        assert window.stdout is not None
        assert window.stderr is not None
        heard = []
        for bus, path, interface, name, *values in (
            ("session", "/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", True),
            ("session", "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", True),
            ("system", "/org/freedesktop/login1", manager, "PrepareForSleep", True),
            ("system", "/org/freedesktop/login1/session/_31", session, "Lock"),
        ):
            assert window.stdout.readline() == "open\n"
            if values:
                desktop.say(bus, path, interface, name, False)
            desktop.say(bus, path, interface, name, *values)
            heard.append((name, window.stdout.readline()))
        window.terminate()
        said = [line for line in window.stderr.read().splitlines() if "propagateSizeHints" not in line]
    assert heard == [(name, "gate\n") for name in ("ActiveChanged", "ActiveChanged", "PrepareForSleep", "Lock")]
    assert said == []


def full(*_arguments: Any, **_named: Any) -> Any:
    raise StorageError(reason="there is no space left")


def broken(*_arguments: Any, **_named: Any) -> Any:
    raise RuntimeError("a step of locking that fails")


STEPS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "the watch": (MainWindow, "_watch_no_more", broken),
    "hushing": (Jobs, "hush", broken),
    "leaving": (Shell, "leave", broken),
    "a page": (RegisterPage, "leave", broken),
    "the draft": (local, "keep_draft", full),
    "the audit line": (audit, "append", full),
    "the audit line, unexpectedly": (audit, "append", broken),
    "the mark of a clean end": (Database, "set_meta", broken),
    "a dialog": (QDialog, "close", broken),
    "the pages": (MainWindow, "_drop_shell", broken),
    "the clipboard": (Clipboard, "forget", broken),
}


def begin(window: MainWindow, settle: Settle, words: str) -> None:
    """Type something and leave a dialog open."""
    assert window.shell is not None
    page = window.shell.show_page("request")
    settle()
    assert isinstance(page, RegisterPage)
    page.new()
    assert page.editor is not None
    subject = page.editor.fields["subject"].focusProxy()
    assert subject is not None
    type_letters(subject, words)
    QDialog(window).open()


def test_whatever_step_of_locking_fails_the_vault_is_locked_and_it_is_told(
    window: MainWindow, opened: Workspace, settle: Settle, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ws = opened
    for step, (owner, name, failing) in [*STEPS.items(), ("the draft, at closing", STEPS["the draft"])]:
        begin(window, settle, f"TRN {step}")
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, failing)
            if "closing" in step:
                window.close()
            else:
                window.lock("session")
        assert (ws.closed, ws.vault.key, window.ws) == (True, b"", None), step
        assert window.stack.currentWidget() is window.gate, step
        qtbot.wait(20)
        assert window.isVisible(), step
        gate = window.gate.step
        assert isinstance(gate, UnlockStep)
        said = " ".join(one.text() for one in gate.findChildren(QLabel) if one.isVisible())
        # a line of the log that no disk takes costs nothing that a person made
        assert ("could not be done" in said) is (step != "the audit line"), (step, said)
        for dialog in window.findChildren(QDialog):
            assert step == "the pages" or not dialog.isVisible(), step
            dialog.deleteLater()
        ws = workspace.unlock(ws.info.path, vaults.PASSPHRASE)
        kept = f"TRN {step}" in [one.title for one in drafts.all_drafts(ws)]
        assert kept is not step.startswith(("leaving", "a page", "the draft")), step
        window.open(ws)
    window.close()
    assert not window.isVisible()
    assert ws.closed


def test_a_server_that_does_not_answer_holds_no_lock_up(window: MainWindow, opened: Workspace, qtbot: QtBot) -> None:
    begun, answer = threading.Event(), threading.Event()
    delivered: list[object] = []

    def ask() -> str:
        begun.set()
        answer.wait(30)
        return opened.info.office

    window.jobs.start(ask, delivered.append, delivered.append, network=True)
    assert begun.wait(5)
    started = time.monotonic()
    window.lock("session")
    assert time.monotonic() - started < 10
    assert opened.closed
    answer.set()
    qtbot.wait(50)
    assert delivered == []
