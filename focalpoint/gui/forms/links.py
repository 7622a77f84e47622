"""Fields that lead to other records, found by typing part of their name."""

from collections import Counter
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter

from focalpoint.domain.errors import NotFoundError
from focalpoint.domain.fields import Kind, Spec, Value
from focalpoint.domain.records import TYPES
from focalpoint.domain.visible_text import unbroken
from focalpoint.gui.context import Context
from focalpoint.gui.forms.base import Field
from focalpoint.gui.forms.texts import Chips
from focalpoint.gui.tables.columns import cell, needed
from focalpoint.gui.widgets.basics import column
from focalpoint.gui.widgets.fields import line
from focalpoint.language import _
from focalpoint.services.casework import discretion, listing, rows
from focalpoint.services.casework.listing import FoundRow, Listing

OFFERED = 30
_ID = Qt.ItemDataRole.UserRole


def titled(context: Context, type_name: str, record: str) -> str:
    """Return the title of a linked record, its id if it is not in this vault."""
    if not record:
        return ""
    try:
        return discretion.own_name(rows.get(context.ws, type_name, record)) or record
    except NotFoundError:
        return record


def offered(context: Context, type_name: str, typed: str) -> list[tuple[str, str]]:
    """Return the ids and names of records whose text has the words typed; no two of them have the same name.

    Where titles are the same, what else the lists show of the record stands behind, and its number where that is the
    same too.
    """
    kind = TYPES[type_name]
    numbers = listing.ids(context.ws, Listing(type=type_name, query=typed, sort=kind.title[0]))[:OFFERED]
    found = listing.page(context.ws, type_name, numbers, dict.fromkeys((*kind.title, *needed(type_name))))
    titles = [next((str(r.values[f]) for f in kind.title if r.values.get(f)), r.id) for r in found]
    twice = {title for title, number in Counter(titles).items() if number > 1}
    names = [
        " · ".join([title, *_details(context, type_name, r)]) if title in twice else title
        for title, r in zip(titles, found, strict=True)
    ]
    twice = {name for name, number in Counter(names).items() if number > 1}
    return [(r.id, f"{name} · {r.id[:8]}" if name in twice else name) for name, r in zip(names, found, strict=True)]


def _details(context: Context, type_name: str, row: FoundRow) -> list[str]:
    kind, today = TYPES[type_name], context.ws.today()
    fields = [f for f in needed(type_name) if f not in kind.title and kind.specs[f].kind not in (Kind.LINK, Kind.LINKS)]
    said = (cell(type_name, f, row.values, context.reference, today) for f in fields)
    return [words for words in said if words]


class LinkField(Field):
    """One record, by its name."""

    def __init__(self, spec: Spec, context: Context) -> None:
        super().__init__(spec)
        self._context, self._id, self._title = context, "", ""
        self._found: dict[str, str] = {}  # id → name, each of which stands there once
        self.edit = line(hint=_("Type part of the name"))
        self._names = QStandardItemModel(self)
        completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        chosen: Any = completer.activated  # the stubs do not know that it has two forms
        chosen[QModelIndex].connect(lambda index: self._chosen(str(index.data(_ID))))
        self.edit.setCompleter(completer)
        self.edit.textEdited.connect(self._typed)
        self.edit.editingFinished.connect(self._finish)
        column(self).addWidget(self.edit)
        self.setFocusProxy(self.edit)

    def value(self) -> Value:
        """Return the id of the record."""
        return self._id

    def put(self, value: Value) -> None:
        """Show a record."""
        self._id = str(value or "")
        self._title = titled(self._context, self.spec.target, self._id)
        self.edit.setText(self._title)

    def problem(self) -> str:
        """Say that no record has this name."""
        return _("Choose a name of the list.") if self.edit.text().strip() and not self._id else ""

    def _typed(self, typed: str) -> None:
        self._id = ""
        self._found = dict(offered(self._context, self.spec.target, typed))
        self._names.clear()
        for record, name in self._found.items():
            item = QStandardItem(unbroken(name))
            item.setData(record, _ID)
            self._names.appendRow(item)
        same = [record for record, name in self._found.items() if name == typed.strip()]
        self._id = same[0] if len(same) == 1 else ""
        self.changed.emit()

    def _chosen(self, record: str) -> None:
        self._id = record
        self.edit.setText(self._found.get(record, ""))
        self.changed.emit()
        self.left.emit()

    def _finish(self) -> None:
        if len(self._found) == 1 and not self._id:
            self._chosen(next(iter(self._found)))
        self.left.emit()


class LinksField(Field):
    """Several records, as chips."""

    def __init__(self, spec: Spec, context: Context) -> None:
        super().__init__(spec)
        self._context = context
        self._ids: list[str] = []
        lay = column(self, spacing=4)
        self._chips = Chips()
        self._one = LinkField(spec, context)
        self._one.left.connect(self._add)
        lay.addWidget(self._chips)
        lay.addWidget(self._one)
        self.setFocusProxy(self._one.edit)

    def value(self) -> Value:
        """Return the ids, sorted."""
        return tuple(sorted(self._ids))

    def put(self, value: Value) -> None:
        """Show records."""
        self._ids = list(value) if isinstance(value, tuple) else []
        self._show()

    def _add(self) -> None:
        found = str(self._one.value() or "")
        if found and found not in self._ids:
            self._ids.append(found)
            self._one.put("")
            self._show()
            self.changed.emit()

    def _drop(self, record: str) -> None:
        self._ids.remove(record)
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        words = [(record, titled(self._context, self.spec.target, record)) for record in self._ids]
        self._chips.show_words(words, self._drop)
