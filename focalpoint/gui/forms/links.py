"""Fields that lead to other records, found by typing part of their name."""

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter

from focalpoint.domain.errors import NotFoundError
from focalpoint.domain.fields import Spec, Value
from focalpoint.domain.records import TYPES
from focalpoint.gui.context import Context
from focalpoint.gui.forms.base import Field
from focalpoint.gui.forms.texts import Chips
from focalpoint.gui.widgets.basics import column
from focalpoint.gui.widgets.fields import line
from focalpoint.language import _
from focalpoint.services import listing, records, rows
from focalpoint.services.listing import Listing

OFFERED = 30


def titled(context: Context, type_name: str, record: str) -> str:
    """Return the title of a linked record, its id if it is not in this vault."""
    if not record:
        return ""
    try:
        return records.name_of(rows.get(context.ws, type_name, record)) or record
    except NotFoundError:
        return record


def offered(context: Context, type_name: str, typed: str) -> list[tuple[str, str]]:
    """Return the ids and titles of records whose text has the words typed."""
    fields = TYPES[type_name].title
    numbers = listing.ids(context.ws, Listing(type=type_name, query=typed, sort=fields[0]))[:OFFERED]
    found = listing.page(context.ws, type_name, numbers, fields)
    return [(r.id, next((str(r.values[f]) for f in fields if r.values.get(f)), r.id)) for r in found]


class LinkField(Field):
    """One record, by its name."""

    def __init__(self, spec: Spec, context: Context) -> None:
        super().__init__(spec)
        self._context, self._id, self._title = context, "", ""
        self._found: dict[str, str] = {}
        self.edit = line(hint=_("Type part of the name"))
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(self._chosen)
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
        self._found = {title: record for record, title in offered(self._context, self.spec.target, typed)}
        self._names.setStringList(list(self._found))
        self._match(typed)
        self.changed.emit()

    def _match(self, typed: str) -> None:
        self._id = self._found.get(typed.strip(), "")

    def _chosen(self, title: str) -> None:
        self._match(title)
        self.changed.emit()
        self.left.emit()

    def _finish(self) -> None:
        if len(self._found) == 1 and not self._id:
            title = next(iter(self._found))
            self.edit.setText(title)
            self._chosen(title)
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
