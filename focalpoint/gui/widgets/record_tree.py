"""A tree of records with their fields, in two columns; of many records the fields are made when one is opened."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem

from focalpoint.gui import theme
from focalpoint.gui.widgets.plain_text import tip, tree_item

OPENED = 10  # so many records show their fields at once
_FIELDS = Qt.ItemDataRole.UserRole
Fields = Callable[[], Iterable[tuple[str, str]]]  # label and what is said


class RecordTree(QTreeWidget):
    """Groups or records at the top; under a record a line for each field."""

    def __init__(self, name: str, width: int) -> None:
        super().__init__()
        self.setHeaderHidden(True)
        self.setColumnCount(2)
        self.setColumnWidth(0, theme.text_px(width))
        self.setMinimumHeight(theme.text_px(180))
        self.setAccessibleName(name)
        self._fields: list[Fields] = []
        self.itemExpanded.connect(self._fill)

    def begin(self) -> None:
        """Take everything out."""
        self.clear()
        self._fields.clear()

    def add_group(self, title: str, lines: Iterable[str] = ()) -> QTreeWidgetItem:
        """Add an open group with lines of its own, and return it."""
        top = tree_item([title])
        top.setFont(0, theme.font("base", strong=True))
        self.addTopLevelItem(top)
        top.setFirstColumnSpanned(True)
        for said in lines:
            line = tree_item([said])
            top.addChild(line)
            line.setFirstColumnSpanned(True)
        top.setExpanded(True)
        return top

    def add_records(
        self, listed: Iterable[tuple[str, Fields]], group: QTreeWidgetItem | None = None, *, ticked: bool = False
    ) -> list[QTreeWidgetItem]:
        """Add records, (title, fields), to a group or at the top, with a tick each where it may be taken away."""
        lines = [self._line(title, fields, ticked=ticked) for title, fields in listed]
        if group is None:
            self.addTopLevelItems(lines)
        else:
            group.addChildren(lines)
        for line in lines:
            line.setFirstColumnSpanned(True)
            line.setExpanded(len(lines) <= OPENED)
        return lines

    def _line(self, title: str, fields: Fields, *, ticked: bool) -> QTreeWidgetItem:
        line = tree_item([title])
        tip(line, 0, title)
        line.setData(0, _FIELDS, len(self._fields))
        line.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
        self._fields.append(fields)
        if ticked:
            line.setCheckState(0, Qt.CheckState.Checked)
        return line

    def _fill(self, line: QTreeWidgetItem) -> None:
        place = line.data(0, _FIELDS)
        if not isinstance(place, int) or line.childCount():
            return
        line.addChildren([entry(label, said) for label, said in self._fields[place]()])
        line.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.DontShowIndicatorWhenChildless)


def entry(label: str, said: str) -> QTreeWidgetItem:
    """Return the line of a field."""
    item = tree_item([label, said])
    tip(item, 0, label)
    tip(item, 1, said)
    item.setTextAlignment(0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
    return item
