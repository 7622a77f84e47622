"""What narrows a list: words, open ones only, states, groups, saved views; filters show as removable chips."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QMenu, QWidget

from focalpoint.domain.visible_text import unbroken
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.name import NameDialog
from focalpoint.gui.tables.columns import SORTS
from focalpoint.gui.widgets.basics import button, column, menu, row
from focalpoint.gui.widgets.fields import line
from focalpoint.gui.widgets.flow import Flow
from focalpoint.language import _, current, format_number, isolate
from focalpoint.services.casework import listing
from focalpoint.services.casework.listing import Listing, SavedView

OPEN = "is:open"


class Filters(QWidget):
    """The listing a person wants; `changed` says that it became another one."""

    changed = Signal()

    def __init__(self, context: Context, type_name: str) -> None:
        super().__init__()
        self.context, self.type_name = context, type_name
        sort, descending = SORTS.get(type_name, ("", False))
        query = OPEN if type_name == "request" else ""
        self.listing = Listing(type=type_name, query=query, sort=sort, descending=descending)
        self.counts: dict[str, int] = {}
        lay = column(self, margins=(12, 4), spacing=8)
        tools = row(spacing=8)
        self.search = line(hint=_("Filter this list"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(_("Filter this list"))
        tools.addWidget(self.search, 1)
        self._states = button(_("Status"), self._open_states, icon="filter")
        self._group = button(_("Group"), self._turn_group, icon="group", tip=_("Group by state"))
        self._group.setCheckable(True)
        self._views = button(_("Views"), self._open_views, icon="view")
        for made in (self._states, self._group, self._views):
            tools.addWidget(made)
        lay.addLayout(tools)
        for made in (self._states, self._group):
            made.setVisible(type_name == "request")
        self._chips = Flow(spacing=4)
        lay.addWidget(self._chips)
        self._timer = QTimer(self, interval=200, singleShot=True)
        self._timer.timeout.connect(self._typed)
        self.search.textChanged.connect(lambda _text: self._timer.start())
        self._show()

    def use(self, wanted: Listing) -> None:
        """Want another listing."""
        self.listing = wanted
        self._show()
        self._timer.stop()
        self.changed.emit()

    def clear(self) -> None:
        """Want everything."""
        self.use(replace(self.listing, query="", states=()))

    def sort(self, field: str) -> None:
        """Sort by a field; the other way round if it is sorted by it already."""
        turned = not self.listing.descending if self.listing.sort == field else False
        self.use(replace(self.listing, sort=field, descending=turned))

    def group(self, *, on: bool) -> None:
        """Group by state, or not."""
        self.use(replace(self.listing, group="state" if on else ""))

    def filtered(self) -> bool:
        """Tell whether anything is left out; nothing is in an empty register."""
        any_there = bool(self.counts) or self.type_name != "request"
        return any_there and bool(self.listing.query or self.listing.states)

    def _words(self) -> str:
        return " ".join(word for word in self.listing.query.split(" ") if word != OPEN).strip()

    def _only_open(self) -> bool:
        return OPEN in self.listing.query.split(" ")

    def _wanted(self, words: str, *, only_open: bool) -> Listing:
        return replace(self.listing, query=f"{OPEN} {words}".strip() if only_open else words)

    def _typed(self) -> None:
        self.use(self._wanted(self.search.text().strip(), only_open=self._only_open()))

    def _turn_open(self, _checked: object = None) -> None:
        self.use(self._wanted(self._words(), only_open=not self._only_open()))

    def _turn_group(self) -> None:
        self.group(on=self._group.isChecked())

    def _turn_state(self, code: str, _checked: object = None) -> None:
        kept = tuple(state for state in self.listing.states if state != code)
        self.use(replace(self.listing, states=kept if code in self.listing.states else (*kept, code)))

    def _show(self) -> None:
        if self.search.text().strip() != self._words():
            self.search.setText(self._words())
        self._group.setChecked(bool(self.listing.group))
        self._chips.clear()
        if self._only_open():
            self._chip(_("Open requests only"), self._turn_open)
        for code in self.listing.states:
            self._chip(self.context.reference.label("lifecycle", code, current()), partial(self._turn_state, code))
        self._chips.setVisible(self._only_open() or bool(self.listing.states))

    def _chip(self, words: str, call: Callable[[], object]) -> None:
        tip = _("Remove the filter “{name}”").format(name=words)
        self._chips.add(button(words, call, role="chip", icon="close", tip=tip))

    def _open_states(self) -> None:
        made = QMenu(self)
        entry = made.addAction(_("Open requests only"))
        entry.setCheckable(True)
        entry.setChecked(self._only_open())
        entry.triggered.connect(self._turn_open)
        made.addSeparator()
        for code, state in self.context.reference.lifecycle.items():
            if number := self.counts.get(code):
                entry = made.addAction(f"{state.code.label(current())}  ({format_number(number)})")
                entry.setCheckable(True)
                entry.setChecked(code in self.listing.states)
                entry.triggered.connect(partial(self._turn_state, code))
        self._pop(made, self._states)

    def _open_views(self) -> None:
        kept = listing.views(self.context.ws, self.type_name)
        entries = [(isolate(v.name), partial(self._use_view, v)) for v in kept]
        made = menu(self, [*entries, (_("Keep this view…"), self._keep_view)])
        if kept:
            made.insertSeparator(made.actions()[-1])
            drop = made.addMenu(_("Forget a view"))
            for saved in kept:
                drop.addAction(unbroken(isolate(saved.name)).replace("&", "&&")).triggered.connect(
                    partial(self._drop_view, saved.name)
                )
        self._pop(made, self._views)

    def _pop(self, made: QMenu, below: QWidget) -> None:
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.popup(below.mapToGlobal(below.rect().bottomLeft()))

    def _use_view(self, saved: SavedView) -> None:
        self.use(saved.listing)

    def _keep_view(self) -> None:
        training = self.context.ws.info.training
        NameDialog(self.window(), _("Keep this view"), _("Name of the view"), self._save_view, training=training).open()

    def _save_view(self, name: str) -> None:
        self.context.run(listing.save_view, name, self.listing, kept=True)

    def _drop_view(self, name: str, _checked: object = None) -> None:
        self.context.run(listing.drop_view, self.type_name, name, kept=True)
