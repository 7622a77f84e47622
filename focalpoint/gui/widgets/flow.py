"""A row of widgets that starts a new line when one is full, in the direction of the window."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from focalpoint.gui import theme


class Flow(QWidget):
    """Buttons and chips that wrap; right to left in Arabic."""

    def __init__(self, *, spacing: int = 8) -> None:
        super().__init__()
        self._widgets: list[QWidget] = []
        self._gap = theme.px(spacing)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Add a widget at the end."""
        widget.setParent(self)
        widget.show()
        self._widgets.append(widget)
        self._settle()

    def clear(self) -> None:
        """Take out and destroy everything."""
        for widget in self._widgets:
            widget.hide()
            widget.deleteLater()
        self._widgets = []
        self._settle()

    def hasHeightForWidth(self) -> bool:
        """Say that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height needed at a width."""
        return self._place(width, move=False)

    def sizeHint(self) -> QSize:
        """Ask for one line, or for the height the present width needs."""
        shown = self._shown()
        one_line = sum(w.sizeHint().width() + self._gap for w in shown) - (self._gap if shown else 0)
        width = self.width() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) else one_line
        return QSize(max(one_line, 0), self.heightForWidth(max(min(one_line, width), 1)))

    def minimumSizeHint(self) -> QSize:
        """Shrink to the widest of the widgets."""
        widest = max((w.sizeHint().width() for w in self._shown()), default=0)
        return QSize(widest, self.heightForWidth(max(self.width(), widest)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the widgets anew."""
        super().resizeEvent(event)
        self._place(self.width(), move=True)
        self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        """Place the widgets anew when one of them changed its size."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._settle()
        return super().event(event)

    def _settle(self) -> None:
        self._place(self.width(), move=True)
        self.updateGeometry()

    def _shown(self) -> list[QWidget]:
        return [widget for widget in self._widgets if not widget.isHidden()]

    def _place(self, room: int, *, move: bool) -> int:
        lines: list[list[tuple[QWidget, QSize, int]]] = [[]]
        x = 0
        for widget in self._shown():
            hint = widget.sizeHint()
            if x and x + hint.width() > room:
                lines.append([])
                x = 0
            lines[-1].append((widget, hint, x))
            x += hint.width() + self._gap
        y = 0
        for line in lines:
            height = max((hint.height() for _widget, hint, _x in line), default=0)
            if move:
                self._move(line, y, height, room)
            y += height + self._gap
        return max(y - self._gap, 0)

    def _move(self, line: list[tuple[QWidget, QSize, int]], y: int, height: int, room: int) -> None:
        rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        for widget, hint, x in line:
            width = min(hint.width(), room)
            left = room - x - width if rtl else x
            widget.setGeometry(QRect(left, y + (height - hint.height()) // 2, width, hint.height()))
