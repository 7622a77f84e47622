"""Sticks in the window: they come and go, what is on them is told, what does not fit is shown, and ejecting is true."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.pages.exchange.bundle_export import ExportDialog
from focalpoint.gui.pages.exchange.bundle_import import OpenBundleDialog
from focalpoint.gui.pages.exchange.eject import EjectPart
from focalpoint.gui.pages.exchange.page import ExchangePage
from focalpoint.gui.pages.exchange.peer import PeerDialog
from focalpoint.gui.shell import Shell
from focalpoint.gui.widgets.lines import LineButton
from focalpoint.services.casework import attachments
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import arrivals, budget, peers
from focalpoint.transports import drives
from focalpoint.transports.drives import Drive, EjectError
from tests.gui.driver import Settle
from tests.gui.test_exchange import lines
from tests.helpers import vaults

Plug = Callable[..., None]


@pytest.fixture
def stick(tmp_path: Path) -> Drive:
    (tmp_path / "stick").mkdir()
    return Drive(tmp_path / "stick", "BLUE", 8_000_000_000, 16_000_000_000, True)


@pytest.fixture
def plug(monkeypatch: pytest.MonkeyPatch) -> Plug:
    """Say which drives are in place."""
    there: list[Drive] = []
    monkeypatch.setattr(drives, "removable", lambda: list(there))

    def put(*found: Drive) -> None:
        there[:] = found

    return put


@pytest.fixture
def colleague(plug: Plug, tmp_path: Path, opened: Workspace) -> Iterator[Workspace]:
    other = vaults.create(tmp_path, "second").workspace
    vaults.introduce(opened, other, tmp_path)
    yield other
    other.lock()


def said(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def look(shell: Shell, settle: Settle) -> None:
    shell.watch.look()
    settle()


def reviewing(window: MainWindow, shell: Shell, settle: Settle, request: str) -> ExportDialog:
    settle()  # what was seen before the stick was put in is told now, not while the dialog is open
    dialog = ExportDialog(window, shell.context, [("request", request)])
    dialog.show()
    dialog.choice.choose_everyone()
    dialog.forward()
    settle()
    dialog.review.reason.setText("TRN exercise")
    return dialog


def with_documents(ws: Workspace) -> str:
    request = vaults.register(ws)
    for title in ("TRN letter", "TRN film"):
        content = secrets.token_bytes(20_000 if title == "TRN letter" else 400_000)
        attachments.attach_bytes(ws, "request", request, content, name=f"{title}.bin", title=title)
    return request


@pytest.mark.usefixtures("colleague")
def test_a_bundle_that_fits_says_how_much_of_the_stick_it_takes(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace, plug: Plug, stick: Drive
) -> None:
    plug(stick)
    dialog = reviewing(window, shell, settle, with_documents(opened))
    assert "Fits “\u2068BLUE\u2069”" in said(dialog)
    assert "of 8 GB" in said(dialog)
    dialog.close()


@pytest.mark.usefixtures("colleague")
def test_what_has_no_room_is_named_stays_and_comes_with_the_next_bundle(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace, plug: Plug, stick: Drive
) -> None:
    small = replace(stick, free=budget.MARGIN + 100_000)
    plug(small)
    request = with_documents(opened)
    dialog = reviewing(window, shell, settle, request)
    assert "1 document stays for the next time" in said(dialog)
    shown = lines(dialog.review.tree)
    assert shown[0] == "Stays for the next time, as there is no room"
    assert "TRN film" in shown[1]
    dialog.forward()
    settle()
    (path,) = stick.path.glob("*.fpbundle")
    assert path.stat().st_size < 100_000
    dialog.close()
    page = shell.show_page("exchange")
    assert isinstance(page, ExchangePage)
    page.tabs.setCurrentIndex(2)
    settle()
    assert "1 document stayed behind and comes with the next bundle for \u2068Officer second\u2069." in said(page)
    plug(stick)
    again = reviewing(window, shell, settle, request)
    assert again.fitted is not None
    assert [file.title for file in again.fitted.files] == ["TRN film", "TRN letter"]
    again.close()


@pytest.mark.usefixtures("colleague")
def test_a_stick_with_no_room_for_the_records_is_refused_until_another_place_is_chosen(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace, plug: Plug, stick: Drive
) -> None:
    plug(replace(stick, free=5_000))
    dialog = reviewing(window, shell, settle, with_documents(opened))
    assert "XCH-136" in said(dialog)
    assert not dialog.go.isEnabled()
    dialog.review.place.choose("file")
    assert "XCH-136" not in said(dialog)
    assert dialog.go.isEnabled()
    dialog.close()


@pytest.mark.usefixtures("colleague")
def test_a_folder_with_too_little_room_is_shown_before_anything_is_sealed(
    window: MainWindow,
    shell: Shell,
    settle: Settle,
    opened: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog = reviewing(window, shell, settle, with_documents(opened))
    target = tmp_path / "small" / "out.fpbundle"
    target.parent.mkdir()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_arguments: (str(target), ""))
    monkeypatch.setattr(budget, "room", lambda _place: 100_000)
    dialog.forward()
    settle()
    assert not target.exists()
    assert "Not everything fits there" in said(dialog)
    dialog.forward()
    settle()
    assert target.stat().st_size < 100_000
    dialog.close()


@pytest.mark.usefixtures("colleague")
def test_sticks_come_and_go_while_the_dialog_is_open(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace, plug: Plug, stick: Drive
) -> None:
    dialog = reviewing(window, shell, settle, with_documents(opened))
    assert dialog.review.drive() is None
    plug(stick)
    look(shell, settle)
    assert dialog.review.place.findData(str(stick.path)) >= 0
    assert dialog.review.drive() is None, "what was chosen stays chosen"
    dialog.review.place.choose(str(stick.path))
    assert "BLUE" in dialog.go.text()
    plug()
    look(shell, settle)
    assert dialog.review.drive() is None
    assert "was removed" in said(dialog)
    assert "BLUE" not in dialog.go.text()
    dialog.close()


@pytest.mark.usefixtures("colleague")
def test_a_stick_that_goes_while_records_are_chosen_leaves_the_way_forward_open(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace, plug: Plug, stick: Drive
) -> None:
    plug(stick)
    look(shell, settle)
    dialog = ExportDialog(window, shell.context, [("request", vaults.register(opened))])
    dialog.show()
    plug()
    look(shell, settle)
    assert dialog.go.isEnabled()
    assert dialog.go.text() == "See what leaves"
    dialog.close()


def test_a_stick_that_comes_with_bundles_is_told_and_leads_to_the_preview(
    window: MainWindow,
    shell: Shell,
    settle: Settle,
    opened: Workspace,
    colleague: Workspace,
    plug: Plug,
    stick: Drive,
) -> None:
    record = vaults.register(colleague, subject="TRN on a stick")
    vaults.send(colleague, opened, [("request", record)], stick.path / "one.fpbundle")
    look(shell, settle)
    plug(stick)
    look(shell, settle)
    assert "Stick “\u2068BLUE\u2069”: 1 bundle for you to look at" in said(shell.notice)
    (act,) = shell.notice.findChildren(QPushButton)
    act.click()
    settle()
    (dialog,) = window.findChildren(OpenBundleDialog)
    assert any("TRN on a stick" in line for line in lines(dialog.tree))
    assert not opened.db.read("SELECT 1 FROM row_request"), "nothing is taken in by itself"
    dialog.close()


def test_a_stick_that_was_there_or_is_empty_is_not_announced(
    shell: Shell, settle: Settle, plug: Plug, stick: Drive
) -> None:
    look(shell, settle)
    plug(stick)
    look(shell, settle)
    assert not shell.notice.isVisible()
    (stick.path / "later.fpbundle").write_bytes(b"TRN")
    look(shell, settle)
    assert not shell.notice.isVisible()
    assert [one.path.name for one in shell.watch.around.arrived] == ["later.fpbundle"]


def test_the_watch_looks_again_by_itself_and_ends_with_the_vault(
    window: MainWindow, shell: Shell, qtbot: QtBot, plug: Plug, stick: Drive
) -> None:
    shell.watch._timer.setInterval(20)
    plug(stick)
    qtbot.waitUntil(lambda: shell.watch.around.drives == (stick,), timeout=10_000)
    watch = shell.watch
    window.lock()
    assert not watch._timer.isActive()


def test_what_arrives_in_the_folder_is_listed_and_opened_only_by_a_click(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace, colleague: Workspace, tmp_path: Path
) -> None:
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    page = shell.show_page("exchange")
    assert isinstance(page, ExchangePage)
    settle()
    page.bundles.look_into(str(incoming))
    settle()
    vaults.send(colleague, opened, [("request", vaults.register(colleague))], incoming / "new.fpbundle")
    third = vaults.create(tmp_path, "third").workspace
    peers.save_card(third, incoming / "third.fpcard")
    peers.save_card(colleague, incoming / "known.fpcard")
    peers.save_card(opened, incoming / "mine.fpcard")
    (incoming / "no.fpcard").write_bytes(b"TRN")
    look(shell, settle)
    listed = {line.accessibleName(): line for line in page.findChildren(LineButton) if "." in line.accessibleName()}
    assert sorted(name.strip("\u2066\u2069") for name in listed) == ["new.fpbundle", "third.fpcard"]
    assert opened.db.scalar("SELECT count(*) FROM change WHERE via <> ''") == 0
    for name, kind in (("new.fpbundle", OpenBundleDialog), ("third.fpcard", PeerDialog)):
        next(line for label, line in listed.items() if name in label).click()
        settle()
        (dialog,) = window.findChildren(kind)
        dialog.close()
        settle()
    assert [peer.state for peer in peers.peers(opened) if peer.device == third.device] == ["unverified"]
    page.bundles.look_into("")
    settle()
    assert arrivals.scan(opened).arrived == ()
    third.lock()


def test_a_bundle_dropped_on_the_window_is_looked_at(
    window: MainWindow, shell: Shell, settle: Settle, opened: Workspace, colleague: Workspace, tmp_path: Path
) -> None:
    path = vaults.send(colleague, opened, [("request", vaults.register(colleague))], tmp_path / "in.fpbundle")
    for dropped, taken in ((tmp_path / "letter.txt", False), (path, True)):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(dropped))])
        how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
        enter = QDragEnterEvent(QPoint(5, 5), *how)
        QApplication.sendEvent(shell, enter)
        assert enter.isAccepted() is taken
        QApplication.sendEvent(shell, QDropEvent(QPointF(5, 5), *how))
        settle()
        assert bool(window.findChildren(OpenBundleDialog)) is taken
    window.findChildren(OpenBundleDialog)[0].close()


@pytest.mark.usefixtures("colleague")
def test_a_stick_is_called_safe_only_after_it_was_ejected(
    window: MainWindow,
    shell: Shell,
    settle: Settle,
    opened: Workspace,
    plug: Plug,
    stick: Drive,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plug(stick)
    dialog = reviewing(window, shell, settle, with_documents(opened))
    dialog.forward()
    settle()
    assert "read back" in said(dialog)
    assert "safe to remove" not in said(dialog)
    (part,) = dialog.findChildren(EjectPart)
    asked: list[Path] = []

    def refuse(path: Path, label: str) -> None:
        asked.append(path)
        raise EjectError(drive=label)

    monkeypatch.setattr(drives, "eject", refuse)
    part.findChildren(QPushButton)[0].click()
    settle()
    assert asked == [stick.path]
    assert "USB-110" in said(dialog)
    assert "safe to remove" not in said(dialog)
    monkeypatch.setattr(drives, "eject", lambda _path, _label: None)
    part.eject()
    settle()
    assert "It is safe to remove “\u2068BLUE\u2069”." in said(dialog)
    dialog.close()
