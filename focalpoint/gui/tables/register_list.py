"""The list of a register: title, filters, the table, and what to do when it is empty."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from focalpoint.domain.local_texts import has
from focalpoint.domain.records import TYPES
from focalpoint.gui.context import Context
from focalpoint.gui.pages.register import contact_cards, preparation
from focalpoint.gui.tables.empty import Empty, words_of
from focalpoint.gui.tables.filters import Filters
from focalpoint.gui.tables.model import RegisterModel, RowGroup
from focalpoint.gui.tables.view import RegisterView
from focalpoint.gui.widgets.basics import Elided, button, column, menu, row, tool
from focalpoint.language import _, current, format_number, ngettext
from focalpoint.services.casework import listing, records, rows
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.changes import Changes


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """What was read for a listing."""

    wanted: Listing
    sections: list[RowGroup]
    counts: dict[str, int]


class RegisterList(QWidget):
    """Sort and filter stay where the person left them."""

    chosen = Signal(str)
    opened = Signal(str)
    new = Signal()
    export = Signal(list)
    take_in = Signal()

    def __init__(self, context: Context, type_name: str) -> None:
        super().__init__()
        self.context, self.type_name = context, type_name
        self.filters = Filters(context, type_name)
        self.model = RegisterModel(context, type_name)
        self.view = RegisterView(self.model, _(TYPES[type_name].plural))
        self._wanted_id = ""
        self._reading = False
        self._build()
        self.filters.changed.connect(self.reload)
        self.view.chosen.connect(self._choose)
        self.view.opened.connect(lambda: self.opened.emit(self.current_id()))
        self.view.removed.connect(self._remove)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._menu)
        self.view.sorted_by.connect(self._sort)
        context.locking.connect(self.model.forget)

    def reload(self) -> None:
        """Read the rows again, off this thread."""
        self.context.start(partial(self._read, self.filters.listing), done=self._show, reads_only=True)

    def current_id(self) -> str:
        """Return the id of the chosen record, "" if none."""
        found = self.model.row_at(self.view.currentIndex().row())
        return found.id if found else ""

    def selected_ids(self) -> list[str]:
        """Return the ids of all chosen records."""
        rows = [self.model.row_at(i.row()) for i in self.view.selectionModel().selectedRows()]
        return [found.id for found in rows if found is not None]

    def select(self, record: str) -> None:
        """Choose a record once it is listed."""
        self._wanted_id = record
        self._select_wanted()

    def use(self, wanted: Listing) -> None:
        """Show another listing."""
        self.filters.use(wanted)

    def group(self, *, on: bool) -> None:
        """Group by state, or not."""
        self.filters.group(on=on)

    def _read(self, wanted: Listing) -> ListAnswer:
        ws = self.context.ws
        counts = listing.counts(ws) if self.type_name == "request" else {}
        if not wanted.group:
            return ListAnswer(wanted, [RowGroup("", listing.row_numbers(ws, wanted))], counts)
        sections = []
        for code, state in self.context.reference.lifecycle.items():
            if counts.get(code) and (not wanted.states or code in wanted.states):
                found = listing.row_numbers(ws, replace(wanted, states=(code,), group=""))
                if found:
                    sections.append(RowGroup(state.code.label(current()), found))
        return ListAnswer(wanted, sections, counts)

    def _show(self, answer: ListAnswer) -> None:
        if answer.wanted != self.filters.listing:
            return
        before = self.current_id()
        kept = self._wanted_id or before
        self._reading = True
        self.filters.counts = answer.counts
        self.model.sorted_by = (answer.wanted.sort, answer.wanted.descending)
        self.model.show_sections(answer.sections)
        number = self.model.records()
        self._title.setText(f"{_(TYPES[self.type_name].plural)}  ({format_number(number)})")
        self.stack.setCurrentIndex(0 if number else 1)
        if not number:
            self._empty.show_for(filtered=self.filters.filtered())
        self.view.fit()
        self._wanted_id = kept
        self._select_wanted()
        self._reading = False
        if self.current_id() != before:  # a list that is read again chooses nothing anew
            self._choose()

    def _select_wanted(self) -> None:
        if not self._wanted_id:
            return
        number = rows.number_or_none(self.context.ws, self._wanted_id)  # it may have been erased meanwhile
        line_found = -1 if number is None else self.model.line_of(number)
        if line_found >= 0:
            self._wanted_id = ""
            if self.view.currentIndex().row() != line_found:
                self.view.go_to(line_found)

    def _build(self) -> None:
        lay = column(self, spacing=0)
        head = row(margins=(12, 8), spacing=8)
        self._title = Elided("", "large")
        head.addWidget(self._title, 1)
        self.new_button = button(_(words_of(self.type_name)[2]), self.new.emit, icon="add", tip="Ctrl+N")
        head.addWidget(self.new_button)
        more = tool("more", _("More"))
        entries: list[tuple[str, Callable[[], object]]] = []
        if not TYPES[self.type_name].part_of:
            entries.append((_("Take in a table…"), self.take_in.emit))
        entries += preparation.menu_entries(self, self.context, self.type_name)
        if self.type_name == "contact":
            entries.append((_("Take in contact cards…"), partial(contact_cards.choose_cards, self, self.context)))
            entries.append((_("Write as contact cards…"), self._save_cards))
            entries.append((_("One contact twice?"), partial(contact_cards.look_for_twins, self, self.context)))
        more.setMenu(menu(more, entries))
        more.setPopupMode(more.ToolButtonPopupMode.InstantPopup)
        head.addWidget(more)
        lay.addLayout(head)
        # only now: what is shown before it has a parent is a window of its own for a moment, and takes the focus
        self.new_button.setHidden(bool(TYPES[self.type_name].part_of))  # begun in the dossier it belongs to
        more.setHidden(not entries)
        lay.addWidget(self.filters)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.view)
        self._empty = Empty(self.type_name)
        self._empty.new.connect(self.new)
        self._empty.clear.connect(self.filters.clear)
        self.stack.addWidget(self._empty)
        lay.addWidget(self.stack, 1)

    def _save_cards(self) -> None:
        contact_cards.save_cards(self, self.context, self.selected_ids())

    def _choose(self) -> None:
        if not self._reading and (found := self.current_id()):
            self.chosen.emit(found)

    def _menu(self, where: QPoint) -> None:
        if not self.selected_ids():
            return
        entries = [
            (_("Open"), lambda: self.opened.emit(self.current_id())),
            (_("Export…"), lambda: self.export.emit([(self.type_name, found) for found in self.selected_ids()])),
            (_("Move to the trash"), self._remove),
        ]
        made = menu(self, entries)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.popup(self.view.viewport().mapToGlobal(where))

    def _remove(self) -> None:
        chosen = self.selected_ids()
        said = ngettext("{n} record moved to the trash.", "{n} records moved to the trash.", len(chosen))

        def tell(_changes: Changes) -> None:
            self.context.notice.emit(said.format(n=len(chosen)), _("Undo") if len(chosen) == 1 else "")

        for place, found in enumerate(chosen, 1):
            done = tell if place == len(chosen) else None
            self.context.change(records.delete, self.type_name, found, done=done)

    def _sort(self, field: str) -> None:
        self.filters.sort(f"{field}_{current()}" if has(TYPES[self.type_name], field) else field)
