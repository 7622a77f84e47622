"""Bundles out and in through the dialogs: seen before sealed, looked at before taken in."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QTreeWidget, QTreeWidgetItemIterator

from focalpoint.gui.destinations import ToRecord
from focalpoint.gui.dialogs.name import NameDialog
from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.pages.exchange.access import AccessDialog
from focalpoint.gui.pages.exchange.bundle_export import ExportDialog
from focalpoint.gui.pages.exchange.bundle_import import OpenBundleDialog
from focalpoint.gui.pages.exchange.page import ExchangePage
from focalpoint.gui.pages.exchange.peer import PeerDialog
from focalpoint.gui.pages.exchange.statements import HandOverDialog, ReplaceDialog, SendDialog, StatementsPart
from focalpoint.gui.pages.settings.details import DetailsDialog
from focalpoint.gui.shell import Shell
from focalpoint.services.casework import history, records, requests
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import approval, conflicts, introduction, peers, quarantine, trust
from tests.gui.driver import Settle
from tests.helpers import vaults


@pytest.fixture
def colleague(tmp_path: Path, opened: Workspace) -> Iterator[Workspace]:
    other = vaults.create(tmp_path, "second").workspace
    vaults.introduce(opened, other, tmp_path)
    yield other
    other.lock()


def said(dialog: QLabel | OpenBundleDialog | ExportDialog | PeerDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisibleTo(dialog))


def lines(tree: QTreeWidget) -> list[str]:
    found: list[str] = []
    walk = QTreeWidgetItemIterator(tree)
    while item := walk.value():
        found.append(f"{item.text(0)} {item.text(1)}".strip())
        walk += 1
    return found


def test_what_leaves_is_shown_field_by_field_and_what_stays_too(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace, colleague: Workspace
) -> None:
    peers.set_role(opened, colleague.device, "partner")
    record = requests.register(opened, vaults.request(subject="TRN leaves", notes="TRN stays")).first_id
    dialog = ExportDialog(window, shell.context, [("request", record)])
    dialog.show()
    dialog.choice.choose_everyone()
    dialog.forward()
    settle()
    shown = lines(dialog.review.tree)
    assert any("TRN leaves" in line for line in shown)
    assert not any("TRN stays" in line for line in shown)
    assert any(line.startswith("Internal notes") for line in shown)
    dialog.close()


@pytest.mark.usefixtures("colleague")
def test_a_bundle_is_sealed_to_a_file_and_read_back(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace, tmp_path: Path
) -> None:
    record = vaults.register(opened)
    dialog = ExportDialog(window, shell.context, [("request", record)])
    dialog.show()
    dialog.choice.choose_everyone()
    dialog.forward()
    settle()
    dialog.review.reason.setText("TRN exercise")
    dialog.seal_to(tmp_path / "out.fpbundle")
    settle()
    assert (tmp_path / "out.fpbundle").is_file()
    assert "read back" in said(dialog)
    dialog.close()


@pytest.mark.usefixtures("colleague")
def test_sealing_without_a_reason_is_refused_in_words(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace, tmp_path: Path
) -> None:
    dialog = ExportDialog(window, shell.context, [("request", vaults.register(opened))])
    dialog.show()
    dialog.choice.choose_everyone()
    dialog.forward()
    settle()
    dialog.seal_to(tmp_path / "out.fpbundle")
    settle()
    assert "XCH-133" in said(dialog)
    assert not (tmp_path / "out.fpbundle").exists()
    dialog.close()


def test_a_bundle_is_looked_at_then_taken_in_and_taken_back(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace, colleague: Workspace, tmp_path: Path
) -> None:
    record = vaults.register(colleague, subject="TRN from a colleague")
    path = vaults.send(colleague, opened, [("request", record)], tmp_path / "in.fpbundle")
    dialog = OpenBundleDialog(window, shell.context, path)
    dialog.show()
    settle()
    assert "verified in person" in said(dialog)
    assert any("TRN from a colleague" in line for line in lines(dialog.tree))
    assert not opened.db.read("SELECT 1 FROM row_request")
    dialog.go.click()
    settle()
    assert requests.get_request(opened, record).subject == "TRN from a colleague"
    history.undo(opened)
    assert not opened.db.read("SELECT 1 FROM row_request WHERE deleted = 0")


def test_a_changed_byte_is_said_and_changes_nothing(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace, colleague: Workspace, tmp_path: Path
) -> None:
    path = vaults.send(colleague, opened, [("request", vaults.register(colleague))], tmp_path / "in.fpbundle")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    dialog = OpenBundleDialog(window, shell.context, path)
    dialog.show()
    settle()
    assert "Nothing was changed" in said(dialog)
    assert not dialog.go.isEnabled()
    dialog.close()


def test_comparing_a_card_makes_it_verified(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace, tmp_path: Path
) -> None:
    other = vaults.create(tmp_path, "third").workspace
    vaults.introduce(opened, other, tmp_path, verify=False)
    person = peers.peers(opened)[0]
    dialog = PeerDialog(window, shell.context, person)
    dialog.show()
    assert all(group in said(dialog) for group in person.groups)
    dialog.agree.setChecked(True)
    dialog.role.choose("court")
    dialog.save()
    settle()
    assert peers.peers(opened)[0].state == "verified"
    assert peers.peers(opened)[0].role == "court"
    other.lock()


def test_the_page_shows_people_and_their_state(shell: Shell, settle: Settle, colleague: Workspace) -> None:
    page = shell.show_page("exchange")
    assert isinstance(page, ExchangePage)
    settle()
    shown = "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())
    assert colleague.info.person in shown
    assert "Verified in person" in shown


def test_two_versions_are_shown_with_both_values_and_one_click_decides(
    shell: Shell, settle: Settle, opened: Workspace, colleague: Workspace, tmp_path: Path
) -> None:
    record = vaults.register(opened, subject="TRN first")
    vaults.receive(colleague, vaults.send(opened, colleague, [("request", record)], tmp_path / "1.fpbundle"))
    for ws, words in ((opened, "TRN mine"), (colleague, "TRN theirs")):
        records.save(ws, replace(requests.get_request(ws, record), subject=words))
    vaults.receive(opened, vaults.send(colleague, opened, [("request", record)], tmp_path / "2.fpbundle"))
    shell.context.go.emit(ToRecord("request", record))
    settle()
    page = shell.stack.currentWidget()
    assert page is not None
    shown = "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())
    assert "People wrote different things" in shown
    (decide,) = [b for b in page.findChildren(QPushButton) if b.text() == "Look and decide"]
    decide.click()
    settle()
    page = shell.stack.currentWidget()
    assert page is not None
    shown = "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())
    assert "mine" in shown
    assert "theirs" in shown
    (view,) = conflicts.conflicts_of(opened, "request", record)
    theirs = next(candidate for candidate in view.candidates if candidate.value == "TRN theirs")
    shell.context.change(conflicts.decide, view, theirs.value)
    settle()
    assert conflicts.conflicts_of(opened, "request", record) == []


def test_a_new_office_is_shown_at_once_and_the_digits_of_the_card_stay(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace
) -> None:
    before = peers.my_card(opened).groups
    dialog = DetailsDialog(window, shell.context, window.appearance.changed.emit)
    dialog.show()
    dialog.office.setText("TRN New Ministry")
    dialog.save()
    settle()
    assert window.shell is not None
    shown = "\n".join(label.text() for label in window.shell.top.findChildren(QLabel))
    assert "TRN New Ministry" in shown
    assert peers.my_card(opened).groups == before


def test_a_laptop_is_revoked_with_a_reason_and_the_revocation_taken_back(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace, colleague: Workspace
) -> None:
    dialog = PeerDialog(window, shell.context, peers.peer(opened, colleague.device))
    dialog.show()
    press(dialog, "Revoke this laptop…")
    asked = dialog.findChildren(NameDialog)[0]
    asked.keep()
    assert peers.peer(opened, colleague.device).state == "verified", "no reason, no revocation"
    asked.name.setText("TRN left in a taxi")
    asked.keep()
    settle()
    seen = peers.peer(opened, colleague.device)
    assert (seen.state, seen.reason) == ("revoked", "TRN left in a taxi")
    again = PeerDialog(window, shell.context, seen)
    again.show()
    assert "TRN left in a taxi" in said(again)
    press(again, "Take the revocation back")
    settle()
    assert peers.peer(opened, colleague.device).state == "verified"


def press(dialog: PeerDialog, label: str) -> None:
    next(one for one in dialog.findChildren(QPushButton) if one.text() == label).click()


def test_words_about_a_person_are_kept_from_the_card(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace, colleague: Workspace
) -> None:
    for relied, vouch in ((False, True), (True, False)):
        dialog = PeerDialog(window, shell.context, peers.peer(opened, colleague.device))
        dialog.relied.setChecked(relied)
        dialog.vouch.setChecked(vouch)
        dialog.save()
        settle()
        assert peers.peer(opened, colleague.device).relied is relied
        assert trust.vouched_here(opened, colleague.device) == ([""] if vouch else [])


def test_what_a_laptop_could_read_is_listed_and_saved(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace, colleague: Workspace, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    record = vaults.register(opened, subject="TRN seen")
    vaults.send(opened, colleague, [("request", record)], tmp_path / "one.fpbundle")
    dialog = AccessDialog(window, shell.context, peers.peer(opened, colleague.device))
    dialog.show()
    settle()
    assert any("TRN seen" in line for line in lines(dialog.tree))
    target = tmp_path / "list.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_a: (str(target), ""))
    dialog.save()
    settle()
    assert target.read_bytes().startswith(b"%PDF")
    dialog.close()


def test_the_statements_are_listed_and_a_successor_is_named(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace, colleague: Workspace
) -> None:
    page = shell.show_page("exchange")
    assert isinstance(page, ExchangePage)
    dialog = HandOverDialog(window, shell.context, [peers.peer(opened, colleague.device)])
    dialog.hand_over()
    settle()
    page.statements.reload()
    settle()
    shown = "\n".join(label.text() for label in page.statements.findChildren(QLabel))
    assert "handed over to" in shown
    assert "named the root of the office" in shown


def test_a_note_of_replacement_is_written_from_the_words_of_the_lost_laptop(
    window: MainWindow, shell: Shell, settle: Settle, colleague: Workspace, tmp_path: Path
) -> None:
    lost = vaults.create(tmp_path, "lost")
    vaults.introduce(lost.workspace, colleague, tmp_path)
    record = vaults.register(lost.workspace)
    vaults.receive(colleague, vaults.send(lost.workspace, colleague, [("request", record)], tmp_path / "1.fpbundle"))
    dialog = ReplaceDialog(window, shell.context)
    dialog.words.setPlainText(" ".join(lost.recovery_words))
    dialog.write_to(tmp_path / "note.fptrust")
    settle()
    assert introduction.take(colleague, tmp_path / "note.fptrust").state == "verified", "it was compared before"
    assert peers.peer(colleague, lost.workspace.device).state == "revoked"
    lost.workspace.lock()


def test_a_card_is_read_from_the_picture_of_its_code(ws: Workspace, tmp_path: Path) -> None:
    other = vaults.create(tmp_path, "painter").workspace
    picture = Image.open(io.BytesIO(peers.card_qr_png(other, 3))).convert("RGB")
    photo = picture.rotate(9, expand=True, fillcolor="white").resize((700, 700))
    photo.save(tmp_path / "photo.jpg", quality=70)
    assert introduction.take(ws, tmp_path / "photo.jpg").state == "unverified"
    Image.new("RGB", (300, 300), "white").save(tmp_path / "empty.png")
    (tmp_path / "broken.png").write_bytes(b"no picture")
    for name in ("empty.png", "broken.png"):
        with pytest.raises(introduction.NoCodeError):
            introduction.take(ws, tmp_path / name)
    with pytest.raises(introduction.UnreachableFileError):
        introduction.take(ws, tmp_path / "gone.png")
    other.lock()


def test_what_is_sealed_leaves_after_a_second_signature(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace, colleague: Workspace, tmp_path: Path
) -> None:
    court = vaults.create(tmp_path, "court").workspace
    vaults.introduce(opened, court, tmp_path, "court")
    record = vaults.register(opened, subject="TRN sealed", classification="under_seal")

    def review() -> ExportDialog:
        dialog = ExportDialog(window, shell.context, [("request", record)])
        dialog.show()
        dialog.choice._boxes[court.device].setChecked(True)
        dialog.forward()
        settle()
        return dialog

    dialog = review()
    assert "second officer" in said(dialog)
    dialog.review.reason.setText("TRN hearing")
    dialog.forward()
    settle()
    vaults.receive(colleague, vaults.send(opened, colleague, [("request", record)], tmp_path / "1.fpbundle"))
    [waiting] = approval.waiting(colleague)
    shown = StatementsPart(shell.context)
    shown.reload()
    settle()
    assert "waits for a second signature" in "\n".join(label.text() for label in shown.findChildren(QLabel))
    approval.sign(colleague, waiting.mark)
    vaults.receive(opened, vaults.send(colleague, opened, [("request", record)], tmp_path / "2.fpbundle"))
    again = review()
    again.review.reason.setText("TRN hearing")
    again.seal_to(tmp_path / "out.fpbundle")
    settle()
    assert (tmp_path / "out.fpbundle").is_file()
    again.close()
    court.lock()


def test_a_record_whose_tick_is_taken_away_stays_outside(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace, colleague: Workspace, tmp_path: Path
) -> None:
    wanted, other = (vaults.register(colleague, subject=f"TRN {name}") for name in ("wanted", "other"))
    path = vaults.send(colleague, opened, [("request", wanted), ("request", other)], tmp_path / "two.fpbundle")
    dialog = OpenBundleDialog(window, shell.context, path)
    dialog.show()
    settle()
    dialog._lines[other].setCheckState(0, Qt.CheckState.Unchecked)
    assert dialog.left() == frozenset({other})
    dialog._take_in()
    settle()
    assert requests.get_request(opened, wanted).subject == "TRN wanted"
    assert [row.id for row in quarantine.all_quarantined(opened)] == [other]


def test_statements_travel_alone(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace, colleague: Workspace, tmp_path: Path
) -> None:
    third = vaults.create(tmp_path, "third").workspace
    vaults.introduce(opened, third, tmp_path, "court")
    trust.vouch(opened, third.device)
    dialog = SendDialog(window, shell.context, [peers.peer(opened, colleague.device)])
    dialog.seal_to(tmp_path / "words.fpbundle")
    settle()
    vaults.receive(colleague, tmp_path / "words.fpbundle")
    assert peers.peer(colleague, third.device).state == "granted"
    assert colleague.db.scalar("SELECT count(*) FROM record") == 0
    third.lock()
