"""Servers run by themselves, rest, stop and tell how they stand; two laptops meet in a room and part again."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.pages.exchange.page import ExchangePage
from focalpoint.gui.pages.exchange.room import HostDialog, JoinDialog
from focalpoint.gui.pages.exchange.schedule import PaceDialog
from focalpoint.gui.shell import Shell
from focalpoint.services.casework import listing, records, requests
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.sync import room, servers
from focalpoint.services.sync.runs import Report
from focalpoint.services.sync.servers import RemoteSettings
from tests.gui.driver import Settle
from tests.helpers import vaults

HERE = "127.0.0.1"


@pytest.fixture
def deputy(shell: Shell, tmp_path: Path) -> Iterator[Workspace]:
    made = vaults.create(tmp_path, "deputy").workspace
    vaults.introduce(shell.context.ws, made, tmp_path)
    yield made
    made.lock()


@pytest.fixture
def folder(shell: Shell, deputy: Workspace, tmp_path: Path) -> Path:
    made = tmp_path / "shared"
    made.mkdir()
    settings = RemoteSettings(kind="folder", address=str(made))
    servers.add_remote(shell.context.ws, "office", settings, [deputy.device], everything=True)
    servers.add_remote(deputy, "office", settings, [shell.context.ws.device], everything=True)
    return made


def listens(port: int) -> bool:
    with closing(socket.socket()) as asked:
        return asked.connect_ex((HERE, port)) == 0


def bar(shell: Shell) -> str:
    return shell.status._sync.text()


def test_a_server_runs_by_itself_once_that_is_chosen_and_the_bar_says_so(
    shell: Shell, settle: Settle, deputy: Workspace, folder: Path
) -> None:
    ws = shell.context.ws
    request = vaults.register(ws, subject=vaults.ARABIC)
    shell.pace.look()
    settle()
    assert list(folder.rglob("*.c")) == [], "nothing runs that nobody asked for"
    assert "never in step" in bar(shell)
    dialog = PaceDialog(shell.window(), shell.context, servers.status(ws)[0])
    dialog.automatic.setChecked(True)
    dialog.limit.choose("20000000")
    dialog.save()
    settle()
    (standing,) = servers.status(ws)
    assert (standing.automatic, standing.paused, standing.budget) == (True, False, 20_000_000)
    shell.pace.look()
    settle()
    settle()
    assert "Synchronised" in bar(shell)
    servers.run(deputy, "office")
    assert requests.get_request(deputy, request).subject == vaults.ARABIC


def test_a_failure_is_told_with_the_next_try_and_shows_no_dialog(
    shell: Shell, settle: Settle, deputy: Workspace, folder: Path
) -> None:
    servers.set_pace(shell.context.ws, "office", automatic=True)
    folder.rename(folder.with_name("away"))
    shell.pace.look()
    settle()
    settle()
    assert "next try in 1 minute" in bar(shell)
    assert shell.window().findChildren(HostDialog) == []
    servers.set_pace(shell.context.ws, "office", paused=True)
    shell.pace.look()
    settle()
    assert "the last try failed" in bar(shell)


def test_a_run_holds_up_nobody_who_saves_and_does_not_keep_the_vault_open(
    shell: Shell, settle: Settle, qtbot: QtBot, deputy: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, answered = threading.Event(), threading.Event()

    def slow(_ws: Workspace, _name: str, task: Task) -> Report:
        task.report(0, None, "Sending documents")
        begun.set()
        answered.wait(60)  # a server that does not answer cannot be asked to stop
        return Report()

    monkeypatch.setattr(servers, "run", slow)
    ws = shell.context.ws
    before = len(listing.ids(ws, Listing("request")))
    servers.set_pace(ws, "office", automatic=True)
    shell.pace.look()
    qtbot.waitUntil(begun.is_set)
    assert not shell.context.jobs.at_work(), "the vault may lock meanwhile"
    shell.context.change(records.save, vaults.request(subject="TRN saved"))
    qtbot.waitUntil(lambda: len(listing.ids(ws, Listing("request"))) == before + 1)
    assert not answered.is_set()
    answered.set()
    settle()


def test_a_run_is_stopped_by_its_button_and_goes_on_later(
    shell: Shell, settle: Settle, deputy: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped, run = threading.Event(), servers.run

    def slow(ws: Workspace, name: str, task: Task | None = None) -> Report:
        assert stopped.wait(10), "the button was not pressed"
        return run(ws, name, task)

    monkeypatch.setattr(servers, "run", slow)
    request = vaults.register(shell.context.ws, subject=vaults.ARABIC)
    page = shell.show_page("exchange:servers".partition(":")[0])
    assert isinstance(page, ExchangePage)
    page.show_servers()
    page.servers.run("office")
    page.servers.stop()
    stopped.set()
    settle()
    assert any("Stopped." in label.text() for label in page.servers.findChildren(QLabel))
    assert servers.status(shell.context.ws)[0].failures == 0
    page.servers.run("office")
    settle()
    servers.run(deputy, "office")
    assert requests.get_request(deputy, request).subject == vaults.ARABIC


def opened_room(shell: Shell, settle: Settle, deputy: Workspace, request: str) -> HostDialog:
    dialog = HostDialog(shell.window(), shell.context)
    dialog.show()
    dialog.choice._add("request", request)
    dialog.open_room()
    assert dialog.go.isEnabled(), "nobody was chosen"
    dialog.choice.choose_everyone()
    dialog.address.choose(HERE)
    dialog.open_room()
    settle()
    assert dialog.holder.room is not None
    return dialog


def test_the_other_laptop_joins_and_nothing_listens_once_the_dialog_is_closed(
    shell: Shell, settle: Settle, qtbot: QtBot, deputy: Workspace
) -> None:
    request = vaults.register(shell.context.ws, subject=vaults.ARABIC)
    dialog = opened_room(shell, settle, deputy, request)
    opened = dialog.holder.room
    assert opened is not None
    port = opened.server.invitation.port
    assert listens(port)
    joining = threading.Thread(target=room.join, args=(deputy, opened.line, []))
    joining.start()
    qtbot.waitUntil(lambda: not joining.is_alive(), timeout=30_000)
    qtbot.waitUntil(lambda: any("is done" in one.text() for one in dialog.findChildren(QLabel)), timeout=10_000)
    assert requests.get_request(deputy, request).subject == vaults.ARABIC
    dialog.reject()
    assert not listens(port)
    settle()


def test_locking_closes_the_room(window: MainWindow, shell: Shell, settle: Settle, deputy: Workspace) -> None:
    request = vaults.register(shell.context.ws)
    opened = opened_room(shell, settle, deputy, request).holder.room
    assert opened is not None
    port = opened.server.invitation.port
    assert listens(port)
    window.lock()
    assert not listens(port)


def test_a_room_that_opens_after_its_dialog_was_closed_is_closed_at_once(
    shell: Shell, settle: Settle, qtbot: QtBot, deputy: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[room.Room] = []
    serve = room.serve

    def late(*arguments: object) -> room.Room:
        made.append(serve(*arguments[:4]))  # type: ignore[arg-type]
        time.sleep(0.3)
        return made[0]

    monkeypatch.setattr(room, "serve", late)
    dialog = HostDialog(shell.window(), shell.context)
    dialog.choice.choose_everyone()
    dialog.address.choose(HERE)
    dialog.open_room()
    dialog.reject()
    settle()
    assert not made or not listens(made[0].server.invitation.port)


def test_one_joins_by_the_line_or_by_a_picture_of_its_code(
    shell: Shell, settle: Settle, qtbot: QtBot, deputy: Workspace, tmp_path: Path
) -> None:
    request = vaults.register(deputy, subject=vaults.ARABIC)
    opened = room.serve(deputy, [shell.context.ws.device], [("request", request)], HERE)
    ended = threading.Event()

    def answering() -> None:
        while opened.is_open and not opened.answer():
            time.sleep(0.1)
        ended.set()

    thread = threading.Thread(target=answering)
    thread.start()
    picture = tmp_path / "code.png"
    picture.write_bytes(opened.code())
    dialog = JoinDialog(shell.window(), shell.context)
    dialog.show()
    dialog.join()
    assert any("Type the line" in one.text() for one in dialog.findChildren(QLabel))
    dialog.read_picture(picture)
    settle()
    dialog.join()
    qtbot.waitUntil(ended.is_set, timeout=30_000)
    settle()
    assert requests.get_request(shell.context.ws, request).subject == vaults.ARABIC
    assert dialog.line.text() == ""
    thread.join()
    opened.close()
    dialog.reject()
    settle()


def test_a_wrong_line_is_explained(shell: Shell, settle: Settle) -> None:
    dialog = JoinDialog(shell.window(), shell.context)
    dialog.show()
    dialog.line.setText("focalpoint-room:AAAA")
    dialog.join()
    settle()
    assert any("NET-133" in one.text() or "not a whole" in one.text() for one in dialog.findChildren(QLabel))
    assert dialog.go.isEnabled()
    dialog.reject()
