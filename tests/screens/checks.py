"""Faults a picture may have: text cut off, widgets outside their parent, controls without a name, a wandering focus."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollBar,
    QSplitterHandle,
    QTabBar,
    QTableView,
    QTextEdit,
    QToolButton,
    QTreeView,
    QWidget,
)

from focalpoint.gui.widgets.basics import Elided

CONTROLS = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QTextEdit)
SLACK = 3
TOOLTIP = Qt.ItemDataRole.ToolTipRole


def faults(root: QWidget) -> list[str]:
    """Return what is wrong with a window as it is shown, each in one line."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)  # a clock may just have changed its text
    found: list[str] = []
    for widget in [root, *root.findChildren(QWidget)]:
        if widget.isVisibleTo(root) and not widget.visibleRegion().isEmpty():
            found += _text_faults(widget)
            found += _place_faults(root, widget)
            found += _name_faults(widget)
            if isinstance(widget, QAbstractItemView):
                found += _item_faults(widget)
        elif isinstance(widget, CONTROLS) and widget.isVisibleTo(root) and min(widget.width(), widget.height()) < SLACK:
            found.append(f"crushed: {_said(widget)}")
    found += _focus_faults(root)
    return sorted(set(found))


def _text_faults(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel) and not isinstance(widget, Elided) and widget.text() and not widget.toolTip():
        if _cut(widget):
            yield f"text cut off: {_said(widget)}"
    elif isinstance(widget, QPushButton | QCheckBox) and widget.text() and not widget.toolTip():
        plain = widget.layout() is None
        if plain and widget.sizeHint().width() > widget.width() + SLACK:
            yield f"text cut off: {_said(widget)}"


def _item_faults(view: QAbstractItemView) -> Iterator[str]:
    """Yield the cells that are shortened and do not say their whole text anywhere else."""
    model, metrics = view.model(), QFontMetrics(view.font())
    if model is None or not isinstance(view, QTableView | QTreeView):
        return
    row = view.indexAt(QPoint(view.viewport().width() // 2, SLACK))
    while row.isValid():
        for column in range(model.columnCount(row.parent())):
            index = row.siblingAtColumn(column)
            said = str(index.data() or "")
            room = view.visualRect(index).width()
            if said and room and metrics.horizontalAdvance(said) > room + SLACK and not index.data(TOOLTIP):
                yield f"shortened without a tooltip: {said[:60]}"
        row = view.indexAt(view.visualRect(row).bottomLeft() + QPoint(SLACK, SLACK))


def _cut(label: QLabel) -> bool:
    if label.wordWrap():
        return label.heightForWidth(label.width()) > label.height() + SLACK
    return label.sizeHint().width() > label.width() + SLACK


def _place_faults(root: QWidget, widget: QWidget) -> Iterator[str]:
    parent = widget.parentWidget()
    if parent is None or widget is root or widget.isWindow() or isinstance(widget, QScrollBar | QSplitterHandle):
        return
    area = parent.parentWidget()
    if isinstance(area, QAbstractScrollArea) and area.viewport() is parent:
        return
    if isinstance(parent, QTabBar | QAbstractScrollArea):
        return
    inside = parent.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK)
    if not inside.contains(widget.geometry()):
        yield f"outside its parent: {_said(widget)} in {_said(parent)}"


def _name_faults(widget: QWidget) -> Iterator[str]:
    if not isinstance(widget, CONTROLS) or widget.focusPolicy() is Qt.FocusPolicy.NoFocus:
        return
    if isinstance(widget.parentWidget(), QComboBox | QTabBar):
        return
    interface = QAccessible.queryAccessibleInterface(widget)
    if interface is not None and not interface.text(QAccessible.Text.Name).strip():
        yield f"no accessible name: {_said(widget)}"


def _focus_faults(root: QWidget) -> Iterator[str]:
    chain = [w for w in _chain(root) if w.isVisibleTo(root) and not w.visibleRegion().isEmpty() and _stops(w)]
    rtl = root.layoutDirection() is Qt.LayoutDirection.RightToLeft
    for first, second in pairwise(chain):
        if first.parentWidget() is second.parentWidget() and _before(second.geometry(), first.geometry(), rtl=rtl):
            yield f"focus goes back: from {_said(first)} to {_said(second)}"


def _stops(widget: QWidget) -> bool:
    tab = bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)
    return tab and widget.isEnabled() and widget.focusProxy() is None


def _chain(root: QWidget) -> Iterator[QWidget]:
    widget = root.nextInFocusChain()
    for _step in range(5000):
        if widget is None or widget is root:
            return
        if root.isAncestorOf(widget):
            yield widget
        widget = widget.nextInFocusChain()


def _before(one: QRect, other: QRect, *, rtl: bool) -> bool:
    """Tell whether `one` comes before `other` for a reader."""
    if one.bottom() < other.top():
        return True
    same_line = one.top() <= other.bottom() and other.top() <= one.bottom()
    return same_line and (one.left() > other.right() if rtl else one.right() < other.left())


def _said(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, QLabel | QAbstractButton | QLineEdit) else widget.accessibleName()
    kind = type(widget).__name__
    return f"{kind} “{words[:60]}”" if words and not isinstance(widget, QToolButton) else f"{kind} {words[:60]}"
