"""What is shown follows from what it is derived from: parts, documents, linked records, however they changed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication, QLabel, QTabWidget, QWidget

from focalpoint.domain.contacts import Contact
from focalpoint.domain.dossier import Assignment
from focalpoint.gui.destinations import ToRecord
from focalpoint.gui.pages.exchange.bundle_import import OpenBundleDialog
from focalpoint.gui.pages.register.page import RegisterPage
from focalpoint.gui.shell import Shell
from focalpoint.gui.widgets.lines import LineButton
from focalpoint.services.casework import attachments, history, records
from focalpoint.services.core.workspace import Workspace
from tests.gui.driver import Settle
from tests.helpers import vaults


def said(pane: QWidget) -> str:
    found = [one.accessibleName() for one in pane.findChildren(LineButton) if not one.isHidden()]
    found += [one.text() for one in pane.findChildren(QLabel)]
    tabs = pane.findChildren(QTabWidget)
    return "\n".join([*found, *(tabs[-1].tabText(place) for place in range(tabs[-1].count()))])


def test_the_pane_of_a_request_follows_its_parts_documents_and_links_whatever_changed_them(
    shell: Shell, settle: Settle, opened: Workspace, tmp_path: Path, qapp: QApplication
) -> None:
    other = vaults.create(tmp_path, "colleague").workspace
    vaults.introduce(opened, other, tmp_path)
    contact = records.save(opened, Contact(kind="focal_point", name="TRN old name")).first_id
    request = vaults.register(opened, subject="TRN subject", authority=contact)
    vaults.receive(other, vaults.send(opened, other, [("request", request)], tmp_path / "out.fpbundle"))
    shell.context.go.emit(ToRecord("request", request))
    settle()
    page = shell.stack.currentWidget()
    assert isinstance(page, RegisterPage)

    def shows(words: str) -> bool:
        settle()
        qapp.processEvents()
        seen = []
        for name in ("fields", "dossier", "documents"):  # a tab is made when it is turned to
            page.pane.turn_to(name)
            seen.append(said(page.pane))
        return words in "\n".join(seen)

    def change(call: Callable[[], object]) -> None:
        shell.context.refresh.announce(call())  # type: ignore[arg-type]

    task = Assignment(request=request, title="TRN ours to do")
    change(lambda: records.save(opened, task))
    assert shows("TRN ours to do")
    shell.context.change(history.undo)
    assert not shows("TRN ours to do"), "undo of a part"
    shell.context.change(history.redo)
    assert shows("TRN ours to do")
    made = records.save(other, Assignment(request=request, title="TRN theirs to do")).first_id
    bundle = vaults.send(other, opened, [("request", request)], tmp_path / "in.fpbundle")
    dialog = OpenBundleDialog(page.window(), shell.context, bundle)
    dialog.open()
    settle()
    dialog.go.click()
    assert shows("TRN theirs to do"), "import of a part"
    shell.context.change(records.delete, "task", made)
    assert not shows("TRN theirs to do"), "deletion of a part"
    letter = tmp_path / "letter.txt"
    letter.write_text("TRN", "utf-8")
    change(lambda: attachments.attach(opened, "request", request, letter, title="TRN letter"))
    assert shows("TRN letter")
    shell.context.change(history.undo)
    assert not shows("TRN letter"), "undo of a document"
    assert shows("TRN old name")
    item = records.get(opened, "contact", contact)
    shell.context.change(records.save, replace(item, name="TRN new name"), item)  # type: ignore[call-arg]
    assert shows("TRN new name"), "a record that is linked"
    other.lock()


def test_a_change_elsewhere_leaves_the_pane_as_it_is(shell: Shell, settle: Settle, opened: Workspace) -> None:
    request = vaults.register(opened, subject="TRN subject")
    shell.context.go.emit(ToRecord("request", request))
    settle()
    page = shell.stack.currentWidget()
    assert isinstance(page, RegisterPage)
    tabs = page.pane.findChildren(QTabWidget)[-1]
    shell.context.change(records.save, Contact(kind="focal_point", name="TRN somebody"))
    settle()
    assert page.pane.findChildren(QTabWidget)[-1] is tabs
