"""Making room and erasing for good, in the window."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QWidget

from focalpoint.domain.errors import NotFoundError
from focalpoint.gui.pages.reading.documents_tab import DocumentsTab
from focalpoint.gui.pages.register.page import RegisterPage
from focalpoint.gui.pages.settings.erase import EraseDialog, of_trash, save_report
from focalpoint.gui.pages.settings.make_room import RoomDialog
from focalpoint.gui.pages.settings.page import SettingsPage
from focalpoint.gui.shell import Shell
from focalpoint.services.casework import attachments, records, requests
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import erasure, eviction, export
from tests.gui.driver import Settle
from tests.helpers import vaults


def words(widget: QWidget) -> str:
    return "\n".join(w.text() for w in widget.findChildren(QLabel) + widget.findChildren(QPushButton))


def acknowledged(giver: Workspace, folder: Path) -> str:
    """Return a request with a document that a colleague is known to have."""
    taker = vaults.create(folder, "deputy").workspace
    vaults.introduce(giver, taker, folder)
    request = vaults.register(giver)
    attachments.attach_bytes(giver, "request", request, b"TRN letter" * 100, name="letter.txt")
    vaults.receive(taker, vaults.send(giver, taker, [("request", request)], folder / "1.fpbundle"))
    receipt = export.plan_receipt(taker, [giver.device])
    vaults.receive(giver, export.seal_plan(taker, receipt, folder / "2.fpbundle", "TRN").path)
    taker.lock()
    return request


def test_room_is_made_and_the_document_says_who_has_it(
    shell: Shell, settle: Settle, opened: Workspace, tmp_path: Path
) -> None:
    request = acknowledged(opened, tmp_path)
    dialog = RoomDialog(shell, shell.context)
    dialog.show()
    settle()
    assert len(dialog.candidates) == 1
    assert not dialog.go.isEnabled()
    item = dialog.tree.topLevelItem(0)
    assert item is not None
    item.setCheckState(0, Qt.CheckState.Checked)
    assert dialog.go.isEnabled()
    dialog.let_go()
    settle()
    (row,) = attachments.documents_of(opened, request)
    assert row.let_go
    tab = DocumentsTab(shell.context, "request", request, [row])
    assert "Officer deputy" in words(tab)
    ask = next(one for one in tab.findChildren(QPushButton) if one.text() == "Ask for it")
    ask.click()
    settle()
    assert attachments.documents_of(opened, request)[0].asked
    again = DocumentsTab(shell.context, "request", request, attachments.documents_of(opened, request))
    assert "Ask for it" not in [one.text() for one in again.findChildren(QPushButton)]
    assert eviction.candidates(opened) == []


def test_erasing_asks_twice_and_for_the_title(
    shell: Shell, settle: Settle, opened: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = vaults.register(opened, subject="TRN to be destroyed")
    page = shell.show_page("request")
    assert isinstance(page, RegisterPage)
    page.open(request)
    settle()
    records.delete(opened, "request", request)
    (lost,) = records.trash(opened)
    dialog = EraseDialog(shell, shell.context, of_trash(lost))
    dialog.show()
    settle()
    assert not dialog.go.isEnabled()
    dialog.authority.setText("TRN court")
    dialog.reason.setText("TRN order")
    dialog.typed.setText("something else")
    dialog.erase()
    assert requests.get_request(opened, request).id == request, "the first press only asks"
    dialog.erase()
    settle()
    assert requests.get_request(opened, request).id == request, "the title differs"
    dialog.typed.setText(lost.title)
    dialog.erase()
    dialog.erase()
    settle()
    with pytest.raises(NotFoundError):
        requests.get_request(opened, request)
    settings = shell.show_page("settings")
    assert isinstance(settings, SettingsPage)
    settings.go_to("trash")
    settle()
    assert "Report as PDF…" in words(settings.trash)
    target = tmp_path / "report.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(target), ""))
    (order,) = erasure.all_erasures(opened)
    save_report(shell, shell.context, order.record)
    settle()
    assert target.read_bytes().startswith(b"%PDF")
