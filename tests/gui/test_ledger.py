"""What a past bundle held, in the window."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from focalpoint.gui.pages.exchange.ledger import LedgerDialog
from focalpoint.gui.pages.exchange.page import ExchangePage
from focalpoint.gui.shell import Shell
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import peers
from tests.gui.driver import Settle
from tests.helpers import vaults
from tests.screens.checks import faults


def test_the_ledger_opens_what_a_bundle_held(shell: Shell, settle: Settle, opened: Workspace, tmp_path: Path) -> None:
    other = vaults.create(tmp_path, "other").workspace
    vaults.introduce(opened, other, tmp_path)
    record = vaults.register(opened, own_ref="TRN-1", subject="TRN accounts")
    vaults.send(opened, other, [("request", record)], tmp_path / "1.fpbundle")
    other.lock()
    page = shell.show_page("exchange")
    assert isinstance(page, ExchangePage)
    page.tabs.setCurrentIndex(2)
    settle()
    assert faults(shell) == []
    page.bundles.show_held(peers.bundles(opened)[0])
    settle()
    (dialog,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, LedgerDialog) and one.isVisible()]
    assert "Officer other" in dialog.who.text()
    assert dialog.tree.topLevelItemCount() == 1
    item = dialog.tree.topLevelItem(0)
    assert item is not None
    assert "TRN-1" in item.text(1)
    assert "TRN accounts" in item.text(2)
    assert faults(dialog) == []
    dialog.accept()
