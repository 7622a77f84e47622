"""Servers are added by a form and brought in step by one button; what is kept aside can be taken in."""

from pathlib import Path

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from focalpoint.gui.pages.exchange.page import ExchangePage
from focalpoint.gui.pages.exchange.server import ServerDialog
from focalpoint.gui.shell import Shell
from focalpoint.services.casework import requests
from focalpoint.services.exchange import imports, quarantine
from focalpoint.services.sync import servers
from focalpoint.services.sync.servers import RemoteSettings
from tests.gui.driver import Settle
from tests.helpers import vaults


def press(page: ExchangePage, label: str) -> None:
    next(made for made in page.findChildren(QPushButton) if made.text() == label).click()


def test_a_folder_is_added_and_brought_in_step(shell: Shell, settle: Settle, qtbot: QtBot, tmp_path: Path) -> None:
    ws, folder = shell.context.ws, tmp_path / "shared"
    folder.mkdir()
    deputy = vaults.create(tmp_path, "deputy").workspace
    vaults.introduce(ws, deputy, tmp_path)
    request = vaults.register(ws, subject=vaults.ARABIC)
    page = shell.show_page("exchange")
    assert isinstance(page, ExchangePage)
    dialog = ServerDialog(page.window(), shell.context)
    dialog.add()
    assert servers.places(ws) == [], "an empty form adds nothing"
    dialog.name.setText("Folder of the office")
    dialog.address.setText(str(folder))
    dialog.people[deputy.device].setChecked(True)
    dialog.everything.setChecked(True)
    dialog.add()
    settle()
    assert [place.name for place in servers.places(ws)] == ["Folder of the office"]
    page.reload()
    settle()
    press(page, "Synchronise now")
    settle()
    servers.add_remote(deputy, "office", RemoteSettings(kind="folder", address=str(folder)), [ws.device])
    assert servers.run(deputy, "office").taken == 1
    assert requests.get_request(deputy, request).subject == vaults.ARABIC
    deputy.lock()


def test_what_is_kept_aside_is_shown_and_taken_in(shell: Shell, settle: Settle, qtbot: QtBot, tmp_path: Path) -> None:
    ws = shell.context.ws
    deputy = vaults.create(tmp_path, "deputy").workspace
    vaults.introduce(deputy, ws, tmp_path)
    request = vaults.register(deputy, subject="TRN left")
    path = vaults.send(deputy, ws, [("request", request)], tmp_path / "1.fpbundle")
    imports.apply(ws, imports.preview(ws, imports.inspect(ws, path)), leave=frozenset({request}))
    page = shell.show_page("exchange")
    assert isinstance(page, ExchangePage)
    settle()
    assert [row.id for row in quarantine.all_quarantined(ws)] == [request]
    press(page, "Take in")
    settle()
    assert requests.get_request(ws, request).subject == "TRN left"
    assert quarantine.all_quarantined(ws) == []
    deputy.lock()
