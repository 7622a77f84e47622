"""The reading pane: what is this, where does it stand, what is needed now; then timeline, documents, history."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from focalpoint.domain.fields import Record
from focalpoint.domain.records import TYPES
from focalpoint.domain.registers import Notice
from focalpoint.domain.requests import Request
from focalpoint.domain.visible_text import visible
from focalpoint.domain.wording import N_
from focalpoint.gui.context import Context
from focalpoint.gui.destinations import ToLibrary, ToRecord
from focalpoint.gui.dialogs.report import PaperDialog, of_notice
from focalpoint.gui.pages.reading import conflict_strip
from focalpoint.gui.pages.reading.checklist_tab import ChecklistTab
from focalpoint.gui.pages.reading.clocks_tab import clocks_tab
from focalpoint.gui.pages.reading.documents_tab import DocumentsTab
from focalpoint.gui.pages.reading.dossier_tab import DossierTab
from focalpoint.gui.pages.reading.duplicates import strip
from focalpoint.gui.pages.reading.letter import save_letter
from focalpoint.gui.pages.reading.materials_tab import MaterialsTab, materials
from focalpoint.gui.pages.reading.readers_tab import readers_tab
from focalpoint.gui.pages.reading.state_panel import StatePanel, heading
from focalpoint.gui.pages.reading.tabs import fields_tab, history_tab, timeline_tab
from focalpoint.gui.widgets.basics import Banner, button, clear, column, menu, rule, scrolled, text, tool
from focalpoint.gui.widgets.flow import Flow
from focalpoint.gui.widgets.place import ScrollPlace
from focalpoint.language import _, current, isolate, isolate_ltr
from focalpoint.services.casework import (
    checklists,
    clocks,
    dossier,
    drafts,
    duplicates,
    history,
    records,
    requests,
    rows,
)
from focalpoint.services.casework.attachments import DocumentRow
from focalpoint.services.casework.checklists import Guide
from focalpoint.services.casework.clocks import ClockView
from focalpoint.services.casework.dossier import DossierSection, Related
from focalpoint.services.casework.history import HistoryEntry
from focalpoint.services.casework.listing import FoundRow
from focalpoint.services.casework.requests import TimelineEntry
from focalpoint.services.core.changes import Changes
from focalpoint.services.exchange import access, conflicts, receipts
from focalpoint.services.exchange.access import RecordReader
from focalpoint.services.exchange.conflicts import ConflictView
from focalpoint.services.exchange.receipts import Received

LONG = 120


@dataclass(frozen=True, slots=True)
class Read:
    """Everything the pane shows of a record, read in one go."""

    record: Record
    deleted: bool
    draft: bool
    documents: list[DocumentRow]
    history: list[HistoryEntry]
    conflicts: list[ConflictView]
    timeline: list[TimelineEntry]
    readers: list[RecordReader]
    sections: list[DossierSection]
    related: list[Related]
    suggested: str
    guides: list[Guide]
    clocks: list[ClockView]
    keeper: Request | None
    joined: list[Request]
    received: list[Received]
    materials: list[FoundRow]
    names: dict[str, str]  # of the records that this one and its dossier lead to


class ReadingPane(QWidget):
    """One record. After every change it reads again what it is derived from, and is made anew if that differs."""

    edit = Signal(object)
    back = Signal()
    export = Signal(str, str)
    report = Signal(str)

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
        sections = dossier.sections(ws, record) if isinstance(item, Request) else []
        return Read(
            item,
            rows.is_deleted(ws, type_name, record),
            drafts.draft_of(ws, drafts.key_of(item)) is not None,
            dossier.documents(ws, type_name, record),
            history.history(ws, type_name, record),
            conflicts.conflicts_of(ws, type_name, record),
            dossier.timeline(ws, record) if isinstance(item, Request) else [],
            access.readers(ws, type_name, record),
            sections,
            dossier.related(ws, record) if isinstance(item, Request) else [],
            dossier.suggested(ws, item) if isinstance(item, Request) else "",
            checklists.guides(ws, item, current()) if isinstance(item, Request) else [],
            clocks.clocks_of(ws, item) if isinstance(item, Request) else [],
            requests.get_request(ws, end) if (end := duplicates.keeper(ws, record)) else None,
            duplicates.joined_with(ws, record) if isinstance(item, Request) else [],
            receipts.offers(ws, item) if isinstance(item, Request) else [],
            materials(ws, record) if type_name == "seminar" else [],
            dossier.linked_names(ws, [item, *(one for section in sections for one in section.items)]),
        )

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
        if isinstance(record, Request):
            add(heading(self.context, record))
        if read.deleted:
            restore = button(_("Restore"), self._restore, icon="undo")
            add(Banner("plain", _("This record lies in the trash."), restore, icon="trash"))
        if read.draft:
            again = button(_("Go on writing"), partial(self.edit.emit, record), icon="edit")
            add(Banner("plain", _("You have an unsaved draft of this record."), again, icon="draft"))
        if read.conflicts and not read.deleted:
            add(conflict_strip.strip(self.context, self.record_id, read.conflicts))
        if isinstance(record, Request):
            for one in strip(self.context, record, read.keeper, read.joined):
                add(one)
            add(StatePanel(self.context, record, read.suggested, [] if read.deleted else read.received))

    def _tools(self, read: Read) -> QVBoxLayout:
        outer = column(margins=(16, 8))
        line = Flow(spacing=8)
        outer.addWidget(line)
        if self.with_back:
            line.add(button(_("Back"), self.back.emit, role="quiet", icon="back"))
        line.add(button(_("Edit"), partial(self.edit.emit, read.record), icon="edit", tip="Ctrl+E"))
        if self.type_name == "request":
            line.add(button(_("Summary on paper…"), lambda: self.report.emit(self.record_id), icon="print"))
        if self.type_name == "communication":
            line.add(
                button(_("Letter on paper…"), partial(save_letter, self, self.context, self.record_id), icon="print")
            )
        if isinstance(read.record, Notice):
            sheet = of_notice(self.context, read.record)
            line.add(
                button(
                    _("Note on paper…"), lambda: PaperDialog(self.window(), self.context, sheet).open(), icon="print"
                )
            )
        owner = records.dossier_of(read.record)
        if owner not in ("", self.record_id):
            line.add(button(_("Open the request"), partial(self.context.go.emit, ToRecord("request", owner))))
        line.add(button(_("Export…"), lambda: self.export.emit(self.type_name, self.record_id), icon="seal"))
        more = tool("more", _("More"))
        entries: list[tuple[str, Callable[[], object]]] = [(_("Move to the trash"), self.delete)]
        if self.type_name == "request":
            entries.insert(0, (_("The law on it"), partial(self._law, read.record)))
        more.setMenu(menu(more, entries))
        more.setPopupMode(more.ToolButtonPopupMode.InstantPopup)
        line.add(more)
        return outer

    def _law(self, record: Record) -> None:
        """Show the cards of the library on this type of request."""
        if isinstance(record, Request):
            self.context.go.emit(ToLibrary(record.type))

    def _tabs(self, read: Read) -> QTabWidget:
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.tabBar().setExpanding(False)
        tabs.tabBar().setUsesScrollButtons(True)
        tabs.setAccessibleName(_("Details"))
        for name, label, made, number in self._made(read):
            made.setObjectName(name)
            tabs.addTab(made, _(label) + (f"  ({number})" if number else ""))
        self._turn(tabs, self._tab)
        tabs.currentChanged.connect(lambda place: self._turned(_name(tabs, place)))
        return tabs

    def _made(self, read: Read) -> list[tuple[str, str, QWidget, int]]:
        """Return the tabs of a record: name, label, content, how many things are in it."""
        kind = self.type_name
        found: list[tuple[str, str, QWidget, int]] = []
        if kind == "seminar":
            found.append(("materials", N_("Materials"), MaterialsTab(self.context, self.record_id, read.materials), 0))
        found.append(("fields", N_("Details"), fields_tab(self.context, read.record), 0))
        if isinstance(read.record, Request):
            number = sum(len(section.items) for section in read.sections) + len(read.related)
            tab = DossierTab(self.context, self.record_id, read.sections, read.related)
            found.append(("dossier", N_("Dossier"), tab, number))
            found.append(("checklist", N_("Checklist"), ChecklistTab(self.context, read.record, read.guides), 0))
            found.append(
                ("clocks", N_("Time limits"), clocks_tab(read.clocks, self.context.ws.today()), len(read.clocks))
            )
            found.append(("timeline", N_("Timeline"), timeline_tab(self.context, read.timeline), 0))
        if not TYPES[kind].part_of:
            files = DocumentsTab(self.context, kind, self.record_id, read.documents)
            found.append(("documents", N_("Documents"), files, len(read.documents)))
        past = history_tab(self.context, read.record, read.history, self._restore_version)
        found.append(("history", N_("History"), past, 0))
        found.append(("readers", N_("Who could read this"), readers_tab(read.readers), len(read.readers)))
        return found

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
