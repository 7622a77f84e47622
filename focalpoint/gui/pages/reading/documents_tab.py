"""The documents of a record: attach, open inside the program, save a copy, move to the trash."""

from collections.abc import Callable
from functools import partial
from pathlib import Path, PureWindowsPath

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QWidget

from focalpoint.domain.visible_text import visible
from focalpoint.gui.context import Context
from focalpoint.gui.destinations import ToDocument
from focalpoint.gui.dialogs.save_target import ask_target
from focalpoint.gui.widgets.basics import Elided, button, column, menu, row, text, tool
from focalpoint.gui.widgets.fields import icon_label
from focalpoint.language import _, current, format_size, isolate
from focalpoint.services.casework import attachments, records
from focalpoint.services.casework.attachments import DocumentRow
from focalpoint.services.core import run_clock
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.tasks import Task
from focalpoint.services.exchange import eviction


class DocumentsTab(QWidget):
    """A line a document; files can be dropped here."""

    def __init__(self, context: Context, type_name: str, record: str, found: list[DocumentRow]) -> None:
        super().__init__()
        self.context, self._type, self._record = context, type_name, record
        self.setAcceptDrops(True)
        lay = column(self, margins=(24, 16), spacing=8)
        for document in found:
            lay.addWidget(self._line(document))
        if not found:
            lay.addWidget(text(_("No document yet. Files are kept byte for byte, as they were received."), "muted"))
        lay.addSpacing(8)
        attach = button(_("Attach files…"), self._choose, icon="attach")
        lay.addWidget(attach, 0, Qt.AlignmentFlag.AlignLeading)
        lay.addStretch(1)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Attach the files dropped here."""
        self.attach([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def attach(self, paths: list[Path]) -> None:
        """Attach files, one job each."""
        for path in paths:
            call = partial(attachments.attach, self.context.ws, self._type, self._record, path)
            self.context.start(_with_task(call), done=self._attached)

    def _attached(self, changes: Changes) -> None:
        self.context.refresh.announce(changes)
        self.context.notice.emit(_("The document is in the vault. The file outside stays where it is."), _("Undo"))

    def _choose(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileNames(
            self, _("Attach files"), str(run_clock.files_folder(self.context.ws.info.path))
        )
        self.attach([Path(name) for name in chosen])

    def _line(self, document: DocumentRow) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "card")
        lay = row(frame, margins=(12, 8), spacing=8)
        kind = "pdf" if document.mime.endswith("pdf") else "image" if document.mime.startswith("image") else "document"
        lay.addWidget(icon_label(kind, "muted", 20))
        words = column(spacing=0)
        words.addWidget(Elided(isolate(visible(document.title)), "strong"))
        words.addWidget(Elided(self._about(document), "small"))
        if document.let_go and not document.available:
            words.addWidget(text(_whereabouts(document), "amber"))
        if document.other:
            words.addWidget(text(_("Not the file that was announced: kept as it came, and not opened"), "amber"))
        lay.addLayout(words, 1)
        if document.available and not document.other:
            lay.addWidget(button(_("Open"), partial(self.context.go.emit, ToDocument(document.id)), icon="show"))
        elif document.let_go and not document.available:
            if document.keepers and not document.asked:
                lay.addWidget(button(_("Ask for it"), partial(self._ask, document), icon="exchange"))
        elif not document.available:
            lay.addWidget(text(_("Not all of it has arrived"), "amber", wrap=False))
        more = tool("more", _("More for “{title}”").format(title=document.title))
        entries = [
            (_("Save a copy outside the vault…"), partial(self._save, document)),
            (_("Move to the trash"), partial(self._delete, document)),
        ]
        more.setMenu(menu(more, entries))
        more.setPopupMode(more.ToolButtonPopupMode.InstantPopup)
        lay.addWidget(more)
        return frame

    def _ask(self, document: DocumentRow) -> None:
        self.context.run(eviction.request_back, document.id, done=partial(self._asked, document))

    def _asked(self, document: DocumentRow, person: str) -> None:
        self.context.refresh.announce(Changes.of([("document", document.id), (self._type, self._record)]))
        said = _("Your next bundle asks {person} for it; it comes with the next bundle from there.")
        self.context.notice.emit(said.format(person=isolate(visible(person))), "")

    def _about(self, document: DocumentRow) -> str:
        reference = self.context.reference
        parts = [isolate(visible(document.name)), format_size(document.size)]
        parts.append(reference.label("languages", document.language, current()))
        if self._type == "request":
            parts.append(reference.label("facets", document.facet, current()))
        return " · ".join(part for part in parts if part)

    def _save(self, document: DocumentRow) -> None:
        save_document_copy(self, self.context, document)

    def _delete(self, document: DocumentRow) -> None:
        def said(_changes: Changes) -> None:
            self.context.notice.emit(_("The document is in the trash."), _("Undo"))

        self.context.change(records.delete, "document", document.id, done=said)


def _whereabouts(document: DocumentRow) -> str:
    """Say who keeps a document that this laptop let go of."""
    person = isolate(visible(document.keepers[0])) if document.keepers else ""
    if document.asked and person:
        return _("Asked for; it comes with the next bundle from {person}").format(person=person)
    return _("Not on this laptop; {person} has it").format(person=person) if person else _("Not on this laptop")


def _with_task(call: Callable[..., Changes]) -> Callable[[Task], Changes]:
    return lambda task: call(task=task)


def save_document_copy(parent: QWidget, context: Context, document: DocumentRow) -> None:
    """Ask where, then write a plain copy; the audit log keeps that it happened."""
    name = PureWindowsPath(visible(document.name)).name
    target = ask_target(parent, _("Save a copy outside the vault"), name, training=context.ws.info.training)
    if target:
        said = _("A plain copy was written. It is not protected by the vault.")
        context.run(attachments.save_copy, document.id, target, done=lambda _none: context.notice.emit(said, ""))
