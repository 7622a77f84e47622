"""A choice with search: one code of a list, by its words."""

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter

from focalpoint.domain.text import fold
from focalpoint.gui import icons, theme

FOLDED = Qt.ItemDataRole.UserRole + 1


class FoldedCompleter(QCompleter):
    """Finds items as the search box does: without accents, hamza or case, anywhere in the words, or by the code."""

    def splitPath(self, typed: str) -> list[str]:
        """Return what is looked for among the folded words."""
        return [fold(typed)]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """Return the words of an item, not its folded form."""
        return str(index.data(Qt.ItemDataRole.DisplayRole))


class Choice(QComboBox):
    """A choice of codes by their words; typing searches anywhere in the words."""

    def __init__(self, options: Iterable[tuple[str, str]], chosen: str = "", *, empty: str = "") -> None:
        super().__init__()
        if empty:
            self.addItem(empty, "")
        for code, label in options:
            self.add(code, label)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setMaxVisibleItems(14)
        if self.count() > 12:
            self._searchable()
        self.choose(chosen)

    def add(self, code: str, label: str) -> None:
        """Offer a code by its words."""
        self.addItem(label, code)
        self.setItemData(self.count() - 1, fold(f"{label} {code}"), FOLDED)

    def choose(self, code: str) -> None:
        """Select a code; keep one that this program does not know."""
        place = self.findData(code)
        if place < 0 and code:
            self.addItem(code, code)
            place = self.count() - 1
        self.setCurrentIndex(place)

    def code(self) -> str:
        """Return the chosen code, "" if none."""
        if self.isEditable() and self.currentText() != self.itemText(self.currentIndex()):
            typed = self.currentText().casefold()
            same = [place for place in range(self.count()) if self.itemText(place).casefold() == typed]
            return str(self.itemData(same[0]) or "") if len(same) == 1 else ""  # words that two codes have are no code
        return str(self.currentData() or "")

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page: a choice never changes by scrolling past it."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, and the arrow that says it opens."""
        super().paintEvent(event)
        side, gap = theme.text_px(16), theme.px(6)
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        left = gap if rtl else self.width() - side - gap
        QPainter(self).drawPixmap(left, (self.height() - side) // 2, icons.pixmap("down", "muted", 16))

    def _searchable(self) -> None:
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = FoldedCompleter(self.model(), self)
        completer.setCompletionRole(FOLDED)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)
        edit = self.lineEdit()
        if edit is not None:
            edit.editingFinished.connect(self._settle)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select what stands in the box when it is entered, so that typing replaces it."""
        super().focusInEvent(event)
        edit = self.lineEdit()
        if edit is not None and event.reason() is not Qt.FocusReason.PopupFocusReason:
            QTimer.singleShot(0, edit, edit.selectAll)

    def _settle(self) -> None:
        """Take what was typed for the one item it means: its words, its code, or a part that only it has."""
        typed = fold(self.currentText())
        if not typed or self.findText(self.currentText()) >= 0:
            return
        places = [i for i in range(self.count()) if typed in str(self.itemData(i, FOLDED) or "")]
        exact = [i for i in places if typed in (fold(self.itemText(i)), fold(str(self.itemData(i))))]
        found = exact or places
        if len(found) == 1:
            self.setCurrentIndex(found[0])
            self.activated.emit(found[0])
