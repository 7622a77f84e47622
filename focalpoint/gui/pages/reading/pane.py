"""The reading pane: what is this, where does it stand, what is needed now; then timeline, documents, history."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from focalpoint.domain.fields import Record
from focalpoint.domain.records import TYPES
from focalpoint.domain.visible_text import visible
from focalpoint.domain.wording import N_
from focalpoint.gui.context import Context
from focalpoint.gui.destinations import ToRecord
from focalpoint.gui.pages.reading import (
    conflict_strip,
)
from focalpoint.gui.pages.reading.documents_tab import DocumentsTab
from focalpoint.gui.pages.reading.presentation import Presentation, ShownRecord, Tab
from focalpoint.gui.pages.reading.presentations import presentation_of
from focalpoint.gui.pages.reading.readers_tab import readers_tab
from focalpoint.gui.pages.reading.tabs import fields_tab, history_tab
from focalpoint.gui.widgets.basics import Banner, button, clear, column, menu, rule, scrolled, text, tool
from focalpoint.gui.widgets.flow import Flow
from focalpoint.gui.widgets.place import ScrollPlace
from focalpoint.language import _, isolate, isolate_ltr
from focalpoint.services.casework import (
    dossier,
    drafts,
    history,
    records,
    rows,
)
from focalpoint.services.casework.attachments import DocumentRow
from focalpoint.services.casework.history import HistoryEntry
from focalpoint.services.core.changes import Changes
from focalpoint.services.exchange import access, conflicts
from focalpoint.services.exchange.access import RecordReader
from focalpoint.services.exchange.conflicts import ConflictView

LONG = 120


@dataclass(frozen=True, slots=True)
class Read:
    """Everything the pane shows of a record, read in one go; `facts` are for the presentation of its type."""

    record: Record
    deleted: bool
    draft: bool
    documents: list[DocumentRow]
    history: list[HistoryEntry]
    conflicts: list[ConflictView]
    readers: list[RecordReader]
    facts: object
    names: dict[str, str]  # of the records that this one and its dossier lead to


class ReadingPane(QWidget):
    """One record. After every change it reads again what it is derived from, and is made anew if that differs."""

    edit = Signal(object)
    back = Signal()
    export = Signal(str, str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.type_name, self.record_id = "", ""
        self.with_back = False
        self._tab = ""
        self._shown: Read | None = None
        self._lay = column(self, spacing=0)
        context.refresh.changed.connect(self._changed)

    def show_record(self, type_name: str, record: str, tab: str = "") -> None:
        """Read a record and show it, at a tab if one is named."""
        if tab or record != self.record_id:
            self._tab = tab
        self.type_name, self.record_id = type_name, record
        self.context.start(partial(self._read, type_name, record), done=self._show, failed=self._gone, reads_only=True)

    def forget(self) -> None:
        """Show nothing."""
        self.type_name, self.record_id, self._shown = "", "", None
        clear(self._lay)

    def _read(self, type_name: str, record: str) -> Read:
        ws = self.context.ws
        item = rows.get(ws, type_name, record)
        presentation = presentation_of(type_name)
        facts = presentation.read(self.context, item)
        return Read(
            item,
            rows.is_deleted(ws, type_name, record),
            drafts.draft_of(ws, drafts.key_of(item)) is not None,
            dossier.documents(ws, type_name, record),
            history.history(ws, type_name, record),
            conflicts.conflicts_of(ws, type_name, record),
            access.readers(ws, type_name, record),
            facts,
            dossier.linked_names(ws, [item, *presentation.parts(facts)]),
        )

    @property
    def _presentation(self) -> Presentation:
        return presentation_of(self.type_name)

    def _as_shown(self, read: Read) -> ShownRecord:
        return ShownRecord(self.context, self, read.record, read.deleted, read.facts)

    def _show(self, read: Read) -> None:
        if read.record.id != self.record_id:
            return
        place = ScrollPlace.of(self) if self._shown is not None and self._shown.record.id == self.record_id else None
        self._shown = read
        clear(self._lay)
        self._lay.addLayout(self._tools(read))
        self._lay.addWidget(rule())
        body = QWidget()
        lay = column(body, spacing=0)
        top = column(margins=(24, 16), spacing=12)
        self._top(read, top.addWidget)
        lay.addLayout(top)
        lay.addWidget(self._tabs(read), 1)
        area = scrolled(body, name=_("Reading pane"))
        self._lay.addWidget(area, 1)
        if place is not None:
            place.restore(area)

    def _top(self, read: Read, add: Callable[[QWidget], object]) -> None:
        record = read.record
        kind = TYPES[self.type_name]
        reference = str(getattr(record, kind.reference)) if kind.reference else ""
        caption = f"{_(kind.label)} {isolate_ltr(reference)}".strip()
        add(text(caption, "caption", selectable=True))
        title = record_title(record) or _("Without a title")
        add(text(isolate(title), "title" if len(title) < LONG else "large", selectable=True))
        for part in self._presentation.head(self._as_shown(read)):
            add(part)
        if read.deleted:
            restore = button(_("Restore"), self._restore, icon="undo")
            add(Banner("plain", _("This record lies in the trash."), restore, icon="trash"))
        if read.draft:
            again = button(_("Go on writing"), partial(self.edit.emit, record), icon="edit")
            add(Banner("plain", _("You have an unsaved draft of this record."), again, icon="draft"))
        if read.conflicts and not read.deleted:
            add(conflict_strip.strip(self.context, self.record_id, read.conflicts))
        for part in self._presentation.state(self._as_shown(read)):
            add(part)

    def _tools(self, read: Read) -> QVBoxLayout:
        outer = column(margins=(16, 8))
        line = Flow(spacing=8)
        outer.addWidget(line)
        if self.with_back:
            line.add(button(_("Back"), self.back.emit, role="quiet", icon="back"))
        line.add(button(_("Edit"), partial(self.edit.emit, read.record), icon="edit", tip="Ctrl+E"))
        for action in self._presentation.actions(self._as_shown(read)):
            line.add(action)
        owner = records.dossier_of(read.record)
        if owner not in (records.NO_DOSSIER, (self.type_name, self.record_id)):
            label = _("Open the request") if owner[0] == "request" else _(TYPES[owner[0]].label)
            line.add(button(label, partial(self.context.go.emit, ToRecord(*owner))))
        line.add(button(_("Export…"), lambda: self.export.emit(self.type_name, self.record_id), icon="seal"))
        more = tool("more", _("More"))
        entries = [*self._presentation.entries(self._as_shown(read)), (_("Move to the trash"), self.delete)]
        more.setMenu(menu(more, entries))
        more.setPopupMode(more.ToolButtonPopupMode.InstantPopup)
        line.add(more)
        return outer

    def _tabs(self, read: Read) -> QTabWidget:
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.tabBar().setExpanding(False)
        tabs.tabBar().setUsesScrollButtons(True)
        tabs.setAccessibleName(_("Details"))
        waiting: dict[str, Tab] = {}  # a tab is made when it is first turned to
        for tab in self._all_tabs(read):
            holder = QWidget()
            column(holder)
            holder.setObjectName(tab.name)
            tabs.addTab(holder, _(tab.label) + (f"  ({tab.number})" if tab.number else ""))
            waiting[tab.name] = tab
        self._turn(tabs, self._tab)
        self._fill(tabs, waiting)
        tabs.currentChanged.connect(lambda place: self._turned(_name(tabs, place)))
        tabs.currentChanged.connect(lambda _place: self._fill(tabs, waiting))
        return tabs

    def _fill(self, tabs: QTabWidget, waiting: dict[str, Tab]) -> None:
        holder = tabs.currentWidget()
        tab = waiting.pop(holder.objectName(), None)
        lay = holder.layout()
        if tab is not None and lay is not None:
            lay.addWidget(tab.make())

    def _all_tabs(self, read: Read) -> list[Tab]:
        kind, shown = TYPES[self.type_name], self._as_shown(read)
        files = partial(DocumentsTab, self.context, self.type_name, self.record_id, read.documents)
        past = partial(history_tab, self.context, read.record, read.history, self._restore_version)
        return [
            *self._presentation.tabs_before(shown),
            Tab("fields", N_("Details"), partial(fields_tab, self.context, read.record)),
            *self._presentation.tabs(shown),
            *([] if kind.part_of else [Tab("documents", N_("Documents"), files, len(read.documents))]),
            Tab("history", N_("History"), past),
            Tab("readers", N_("Who could read this"), partial(readers_tab, read.readers), len(read.readers)),
        ]

    def turn_to(self, name: str) -> None:
        """Show a tab."""
        for tabs in self.findChildren(QTabWidget):
            self._turn(tabs, name)

    def _turn(self, tabs: QTabWidget, name: str) -> None:
        tabs.setCurrentIndex(next((n for n in range(tabs.count()) if _name(tabs, n) == name), 0))

    def _turned(self, name: str) -> None:
        self._tab = name

    def _gone(self, error: BaseException) -> None:
        self.forget()
        self.context.failed.emit(error)

    def _changed(self, _changes: Changes) -> None:
        if not self.record_id:
            return
        if rows.number_or_none(self.context.ws, self.record_id) is None:
            self.forget()  # it was erased
        else:
            read = partial(self._read, self.type_name, self.record_id)
            self.context.start(read, done=self._show_anew, failed=self._gone, reads_only=True)

    def _show_anew(self, read: Read) -> None:
        if read != self._shown:
            self._show(read)

    def delete(self) -> None:
        """Move the record to the trash; the notice offers to undo it."""

        def said(_changes: Changes) -> None:
            self.context.notice.emit(_("Moved to the trash."), _("Undo"))

        self.context.change(records.delete, self.type_name, self.record_id, done=said)

    def _restore(self) -> None:
        self.context.change(records.restore, self.type_name, self.record_id, message=_("Restored from the trash."))

    def _restore_version(self, tx: str) -> None:
        said = _("The fields have the values of that version again.")
        self.context.change(history.restore_version, self.type_name, self.record_id, tx, message=said)


def _name(tabs: QTabWidget, place: int) -> str:
    shown = tabs.widget(place)
    return shown.objectName() if shown is not None else ""


def record_title(record: Record) -> str:
    """Return the title of a record in the current language, or in one there is."""
    return visible(records.page_title(record))
