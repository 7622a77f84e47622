"""The list of a register as Qt sees it: only row numbers are held; cells are read in chunks when they are shown."""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from focalpoint.domain.fields import Kind
from focalpoint.domain.records import TYPES
from focalpoint.domain.visible_text import unbroken
from focalpoint.gui import icons, theme
from focalpoint.gui.context import Context
from focalpoint.gui.tables.columns import cell, columns, needed, urgency
from focalpoint.gui.widgets.plain_text import as_tip
from focalpoint.language import _, format_date, format_number
from focalpoint.services.casework import dossier, listing
from focalpoint.services.casework.listing import FoundRow as Row

CHUNK = 128
CHUNKS_KEPT = 48
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
HEADING, PRESSING, CONFLICT = Role.UserRole + 1, Role.UserRole + 2, Role.UserRole + 3


@dataclass(frozen=True, slots=True)
class RowGroup:
    """The rows of one group; a heading stands before them unless it is ""."""

    heading: str
    rowids: Sequence[int]

    def height(self) -> int:
        """Return how many lines it takes."""
        return len(self.rowids) + bool(self.heading)


class RegisterModel(QAbstractTableModel):
    """A hundred thousand rows cost one list of numbers."""

    def __init__(self, context: Context, type_name: str) -> None:
        super().__init__()
        self.context, self.type_name = context, type_name
        self.columns = columns(type_name)
        self._fields = needed(type_name)
        specs = TYPES[type_name].specs
        self._links = [f for f in self._fields if f in specs and specs[f].kind is Kind.LINK]
        self._sections: list[RowGroup] = []
        self._starts: list[int] = [0]
        self._chunks: OrderedDict[tuple[int, int], list[Row]] = OrderedDict()
        self._total = 0
        self.sorted_by = ("", False)

    def show_sections(self, sections: list[RowGroup]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._sections = sections
        self._starts = [0]
        for section in sections:
            self._starts.append(self._starts[-1] + section.height())
        self._total = self._starts[-1]
        self._chunks.clear()
        self.endResetModel()

    def forget(self) -> None:
        """Hold nothing any more: the vault is being locked."""
        self.show_sections([])

    def records(self) -> int:
        """Return how many records are listed."""
        return sum(len(section.rowids) for section in self._sections)

    def headings(self) -> list[int]:
        """Return the lines that hold a heading."""
        return [start for start, s in zip(self._starts, self._sections, strict=False) if s.heading]

    def row_at(self, line: int) -> Row | None:
        """Return the record on a line, None on a heading."""
        place = self._place(line)
        if place is None:
            return None
        section, offset = place
        if offset < 0:
            return None
        return self._read(section, offset)

    def line_of(self, rowid: int) -> int:
        """Return the line of a row number, -1 if it is not listed."""
        for start, section in zip(self._starts, self._sections, strict=False):
            if rowid in section.rowids:
                return start + bool(section.heading) + section.rowids.index(rowid)
        return -1

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of lines."""
        return 0 if parent is not None and parent.isValid() else self._total

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        """Return the heading of a column."""
        if orientation is Qt.Orientation.Horizontal and role == Role.DisplayRole:
            return _(self.columns[section].heading)
        if orientation is Qt.Orientation.Horizontal and role == Role.DecorationRole:
            field, descending = self.sorted_by
            shown = self.columns[section].field
            by = field == shown or (shown == "title" and field.startswith("title_"))
            return icons.pixmap("down" if descending else "up", "muted", 14) if by else None
        if orientation is Qt.Orientation.Horizontal and role == Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let records be chosen, headings not."""
        place = self._place(index.row())
        if place is None or place[1] < 0:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        """Return what a cell shows."""
        place = self._place(index.row())
        if place is None:
            return None
        section, offset = place
        if offset < 0:
            return self._heading(section, role)
        if role in (Role.DisplayRole, Role.ToolTipRole, Role.AccessibleTextRole):
            return self._text(self._read(section, offset), self.columns[index.column()].field, role)
        if role == PRESSING:
            reference, today = self.context.reference, self.context.ws.today()
            return urgency(self._read(section, offset).values, reference, today) if self.type_name == "request" else ""
        if role == CONFLICT:
            return self._read(section, offset).conflicted
        if role == HEADING:
            return False
        return None

    def _heading(self, section: int, role: int) -> Any:
        found = self._sections[section]
        if role in (Role.DisplayRole, Role.AccessibleTextRole):
            return f"{found.heading}  ({format_number(len(found.rowids))})"
        if role == HEADING:
            return True
        return theme.font("small", strong=True) if role == Role.FontRole else None

    def _text(self, row: Row, field: str, role: int) -> str:
        reference, today = self.context.reference, self.context.ws.today()
        values = row.values
        written = unbroken(cell(self.type_name, field, values, reference, today=today))
        if role != Role.ToolTipRole:
            return written
        if field == "due_on" and values.get("due_on"):
            return as_tip(format_date(str(values["due_on"])))
        return as_tip(written)

    def _place(self, line: int) -> tuple[int, int] | None:
        if not 0 <= line < self._total:
            return None
        section = bisect_right(self._starts, line) - 1
        while self._sections[section].height() == 0:
            section -= 1
        return section, line - self._starts[section] - bool(self._sections[section].heading)

    def _page(self, numbers: Sequence[int]) -> list[Row]:
        return listing.page(self.context.ws, self.type_name, numbers, self._fields)

    def _named(self, row: Row) -> Row:
        """Write the names of the records that a row leads to in place of their identifiers."""
        links = {
            f: dossier.name_here(self.context.ws, TYPES[self.type_name].specs[f].target, str(row.values[f]))
            for f in self._links
            if row.values.get(f)
        }
        return replace(row, values={**row.values, **links}) if links else row

    def _read(self, section: int, offset: int) -> Row:
        key = (section, offset // CHUNK)
        if key not in self._chunks:
            first = key[1] * CHUNK
            numbers = self._sections[section].rowids[first : first + CHUNK]
            found = {r.number: self._named(r) for r in self._page(numbers)}
            gone = Row(0, "", {}, deleted=True, conflicted=False, updated_at="")
            self._chunks[key] = [found.get(number, gone) for number in numbers]
            while len(self._chunks) > CHUNKS_KEPT:
                self._chunks.popitem(last=False)
        else:
            self._chunks.move_to_end(key)
        return self._chunks[key][offset % CHUNK]
