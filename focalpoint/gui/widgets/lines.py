"""A line of a list that opens something: one button with words inside."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from focalpoint.gui import theme
from focalpoint.gui.widgets.basics import Elided, row, text
from focalpoint.gui.widgets.fields import icon_label


class LineButton(QAbstractButton):
    """A button as high as the words inside it; its ground and ring come from the tokens."""

    def __init__(self, name: str, about: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setAccessibleDescription(about)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.inner: QHBoxLayout = row(self, margins=(12, 6), spacing=12)

    def finish(self) -> None:
        """Let clicks on the words reach the button."""
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def hasHeightForWidth(self) -> bool:
        """Say whether the height follows from the width, as it does for words that wrap."""
        return self.inner.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        """Return the height of the words inside at a width."""
        inner = self.inner
        return inner.totalHeightForWidth(width) if inner.hasHeightForWidth() else inner.totalSizeHint().height()

    def sizeHint(self) -> QSize:
        """Take the height of the words inside."""
        return QSize(320, self.heightForWidth(max(self.width(), 320)))

    def minimumSizeHint(self) -> QSize:
        """Keep the height of the words inside."""
        return QSize(200, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground under the pointer and the ring of the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(theme.color("focus"), 2) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("hover") if self.underMouse() or self.isDown() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area, 4, 4)


def line_button(
    icon: str, tint: str, head: str, title: str, *, tail: QWidget | None, clicked: Callable[[], object]
) -> LineButton:
    """Return a line that does something when clicked: a mark, a reference, a title, what presses."""
    made = LineButton(f"{head} {title}".strip())
    made.inner.addWidget(icon_label(icon, tint))
    if head:
        reference = text(head, "strong", wrap=False)
        reference.setMinimumWidth(theme.text_px(110))
        made.inner.addWidget(reference)
    made.inner.addWidget(Elided(title), 1)
    if tail is not None:
        made.inner.addWidget(tail)
    made.finish()
    made.clicked.connect(lambda _checked=False: clicked())
    return made
