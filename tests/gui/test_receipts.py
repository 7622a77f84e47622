"""The offer to record as sent what was acknowledged, in the window, and the proof beside the step it closed."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from focalpoint.gui.destinations import ToRecord
from focalpoint.gui.pages.register.page import RegisterPage
from focalpoint.gui.shell import Shell
from focalpoint.services.casework import requests
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, peers
from tests.gui.driver import Settle
from tests.helpers import vaults
from tests.screens.checks import faults


def press(widget: QWidget, words: str) -> None:
    found = [b for b in widget.findChildren(QPushButton) if words in b.text() and b.isVisibleTo(widget)]
    found[0].click()


def test_one_click_records_the_step_and_the_timeline_leads_to_the_proof(
    shell: Shell, settle: Settle, opened: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    court = vaults.create(tmp_path, "court").workspace
    vaults.introduce(opened, court, tmp_path)
    peers.set_role(opened, court.device, "court")
    record = vaults.register(opened, direction="outgoing", subject="TRN question")
    vaults.receive(court, vaults.send(opened, court, [("request", record)], tmp_path / "1.fpbundle"))
    plan = export.plan_receipt(court, [opened.device])
    vaults.receive(opened, export.seal_plan(court, plan, tmp_path / "2.fpbundle", "TRN").path)
    court.lock()
    shell.context.go.emit(ToRecord("request", record))
    settle()
    page = shell.stack.currentWidget()
    assert isinstance(page, RegisterPage)
    assert faults(shell) == []
    press(page.pane, "record as sent")
    settle()
    assert requests.get_request(opened, record).state == "sent"
    page.pane.turn_to("timeline")
    settle()
    target = tmp_path / "proof.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_all: (str(target), ""))
    press(page.pane, "Proof…")
    settle()
    assert target.read_bytes().startswith(b"%PDF")
