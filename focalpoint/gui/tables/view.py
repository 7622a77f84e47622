"""The list as it looks: one line a record, hair lines, a mark for what presses, titles shortened in the middle."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from focalpoint.gui import icons, theme
from focalpoint.gui.tables.model import CONFLICT, HEADING, PRESSING, RegisterModel

Index = QModelIndex | QPersistentModelIndex
_MARKS = {"overdue": ("alert", "red"), "soon": ("time", "amber")}


class RowDelegate(QStyledItemDelegate):
    """Draws a cell from the tokens; the same in every theme and direction."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, mark and text."""
        painter.save()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        heading = bool(index.data(HEADING))
        area: QRect = option.rect
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver) and not heading
        role = "accent_soft" if selected else "window" if heading else "hover" if hovered else "surface"
        painter.fillRect(area, theme.color(role))
        painter.setPen(theme.color("line"))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        inner = area.adjusted(theme.px(8), 0, -theme.px(8), 0)
        pressing = "" if heading else str(index.data(PRESSING) or "")
        if index.column() == 0 and not heading:
            inner = self._mark(painter, inner, option.direction, pressing, conflict=bool(index.data(CONFLICT)))
        self._text(painter, option, index, inner, pressing=pressing if self._is_last(index) else "", selected=selected)
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of one line."""
        return QSize(40, theme.text_px(30))

    def _is_last(self, index: Index) -> bool:
        return index.column() == index.model().columnCount() - 1

    def _mark(
        self, painter: QPainter, area: QRect, direction: Qt.LayoutDirection, pressing: str, *, conflict: bool
    ) -> QRect:
        side = theme.text_px(14)
        rtl = direction is Qt.LayoutDirection.RightToLeft
        left = area.right() - side + 1 if rtl else area.left()
        spot = QRect(left, area.center().y() - side // 2, side, side)
        mark = ("alert", "amber") if conflict else _MARKS.get(pressing)
        if mark is not None:
            painter.drawPixmap(spot, icons.pixmap(mark[0], mark[1], 14))
        gap = side + theme.px(8)
        return area.adjusted(0, 0, -gap, 0) if rtl else area.adjusted(gap, 0, 0, 0)

    def _text(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
        area: QRect,
        *,
        pressing: str,
        selected: bool,
    ) -> None:
        heading = bool(index.data(HEADING))
        font = theme.font("small" if heading else "base", strong=heading or bool(pressing))
        painter.setFont(font)
        ink = {"overdue": "red", "soon": "amber"}.get(pressing, "muted" if heading else "text")
        painter.setPen(theme.color("on_accent_soft" if selected else ink))
        painter.setLayoutDirection(option.direction)
        written = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        shown = painter.fontMetrics().elidedText(written, Qt.TextElideMode.ElideMiddle, area.width())
        alignment = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeading)
        painter.drawText(area, int(alignment | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)


class RegisterView(QTableView):
    """The table: chosen by row, sorted by its headings, read by keyboard."""

    opened = Signal()
    chosen = Signal()
    sorted_by = Signal(str)
    removed = Signal()

    def __init__(self, model: RegisterModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._register = model
        self.setModel(model)
        self.setItemDelegate(RowDelegate(self))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        lines = self.verticalHeader()
        lines.hide()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        lines.setMinimumSectionSize(theme.text_px(24))
        lines.setDefaultSectionSize(theme.text_px(30))
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(True)
        head.setMinimumSectionSize(theme.text_px(40))
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.sectionClicked.connect(lambda place: self.sorted_by.emit(model.columns[place].field))
        head.setAccessibleName(name)
        self.doubleClicked.connect(lambda _index: self.opened.emit())
        self.selectionModel().currentRowChanged.connect(lambda _now, _before: self.chosen.emit())
        model.modelReset.connect(self._span)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the stretching column what the others leave; drop the least needed ones when there is no room."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Share the width among the columns."""
        unit = self.fontMetrics().averageCharWidth()
        width = self.viewport().width()
        room = width - unit * 19
        columns = self._register.columns
        order = sorted(range(len(columns)), key=lambda place: (place != 0, place != len(columns) - 1, -place))
        shown: dict[int, int] = {}
        for place in order:
            wanted = 0 if columns[place].stretch else columns[place].chars * unit + theme.px(20)
            if columns[place].stretch or room >= wanted:
                shown[place] = wanted
                room -= wanted
        for place, column in enumerate(columns):
            self.setColumnHidden(place, place not in shown)
            if place in shown:
                rest = width - sum(shown.values())
                self.setColumnWidth(place, max(rest, unit * 12) if column.stretch else shown[place])

    def go_to(self, line: int) -> None:
        """Choose a line and bring it into view."""
        index = self._register.index(line, 0)
        how = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, how)
        self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the record with Enter, move the chosen ones to the trash with Delete."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
            return
        if event.key() == Qt.Key.Key_Delete:
            self.removed.emit()
            return
        super().keyPressEvent(event)

    def _span(self) -> None:
        self.clearSpans()
        for line in self._register.headings():
            self.setSpan(line, 0, 1, self._register.columnCount())
