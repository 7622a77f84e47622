"""A file with which the program was started is shown once the vault is unlocked, and only once."""

from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel

from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.pages.exchange.bundle_import import OpenBundleDialog
from focalpoint.gui.pages.register.certificate_check import CertificateCheckDialog
from focalpoint.services.casework import listing
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import peers
from focalpoint.services.seminars import certificates
from tests.gui.driver import Settle
from tests.helpers import seminars, vaults


def previews() -> list[OpenBundleDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, OpenBundleDialog) and one.isVisible()]


def test_a_bundle_is_previewed_after_unlocking_and_nothing_is_taken_in(
    closed_window: MainWindow, settle: Settle, opened: Workspace, tmp_path: Path
) -> None:
    other = vaults.create(tmp_path, "other").workspace
    vaults.introduce(opened, other, tmp_path)
    record = vaults.register(other, subject="TRN from the other")
    path = vaults.send(other, opened, [("request", record)], tmp_path / "1.fpbundle")
    other.lock()
    closed_window.look_at = path
    settle()
    assert previews() == []
    closed_window.open(opened)
    settle()
    (dialog,) = previews()
    assert dialog.tree.topLevelItemCount() == 2, "the new request, and what the other says of its laptop"
    assert listing.ids(opened, Listing("request")) == []
    dialog.reject()
    assert closed_window.look_at is None


def test_a_card_is_taken_in_as_not_verified(
    closed_window: MainWindow, settle: Settle, opened: Workspace, tmp_path: Path
) -> None:
    other = vaults.create(tmp_path, "other").workspace
    peers.save_card(other, tmp_path / "other.fpcard")
    closed_window.look_at = tmp_path / "other.fpcard"
    closed_window.open(opened)
    settle()
    assert [(peer.device, peer.state) for peer in peers.peers(opened)] == [(other.device, "unverified")]
    other.lock()


def test_a_certificate_is_checked(closed_window: MainWindow, settle: Settle, opened: Workspace, tmp_path: Path) -> None:
    made = seminars.make(opened)
    seminars.attend(opened, made, made.participants[0])
    (tmp_path / "one.fpcert").write_bytes(certificates.issue(opened, made.participants[0])[1].content)
    closed_window.look_at = tmp_path / "one.fpcert"
    closed_window.open(opened)
    settle()
    [dialog] = [one for one in QApplication.topLevelWidgets() if isinstance(one, CertificateCheckDialog)]
    assert "issued by this vault" in " ".join(label.text() for label in dialog.findChildren(QLabel))
    dialog.reject()
    settle()
