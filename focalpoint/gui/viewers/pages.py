"""Pages of a document, one at a time, drawn from memory at the width of the window."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.errors import explain
from focalpoint.gui.shortcuts import action
from focalpoint.gui.widgets.basics import column, row, text, tool
from focalpoint.gui.widgets.plain_text import Words
from focalpoint.language import _
from focalpoint.services.casework.preview import Pixels

ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 3.0)
Draw = Callable[[int, int], Pixels]


def image_of(pixels: Pixels) -> QImage:
    """Return pixels as a picture of Qt, which decodes nothing for it."""
    row = 3 * pixels.width
    return QImage(pixels.rgb, pixels.width, pixels.height, row, QImage.Format.Format_RGB888).copy()


class PagesView(QWidget):
    """Turn pages, come nearer, go away. `draw(page, width)` returns pixels; it is called off this thread."""

    def __init__(self, context: Context, name: str, *, zoom: float = 1.0) -> None:
        super().__init__()
        self._context = context
        self._draw: Draw | None = None
        self._count, self._page, self._zoom = 0, 0, zoom
        self._wanted = (-1, 0)
        lay = column(self, spacing=0)
        bar = row(margins=(16, 4), spacing=4)
        self._previous = tool("back", _("Previous page"), lambda: self.turn(-1))
        self._next = tool("forward", _("Next page"), lambda: self.turn(1))
        self._where = text("", "muted", wrap=False)
        bar.addStretch(1)
        for part in (self._previous, self._where, self._next):
            bar.addWidget(part)
        bar.addSpacing(theme.px(16))
        bar.addWidget(tool("zoom_out", _("Smaller"), lambda: self.zoom(-1)))
        bar.addWidget(tool("zoom_in", _("Larger"), lambda: self.zoom(1)))
        bar.addStretch(1)
        lay.addLayout(bar)
        self._label = Words()
        self._label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._label.setAccessibleName(name)
        self._label.setMargin(theme.px(12))
        self._area = QScrollArea()
        self._area.setWidget(self._label)
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(name)
        self._area.setProperty("role", "window")
        lay.addWidget(self._area, 1)
        self._timer = QTimer(self, interval=120, singleShot=True)
        self._timer.timeout.connect(self._ask)
        action(self, _("Next page"), "PgDown", lambda: self.turn(1))
        action(self, _("Previous page"), "PgUp", lambda: self.turn(-1))

    def show_pages(self, count: int, draw: Draw) -> None:
        """Show a document from its first page."""
        self._count, self._draw, self._page = count, draw, 0
        self._say()
        self._ask()

    def turn(self, step: int) -> None:
        """Turn some pages."""
        page = min(max(self._page + step, 0), self._count - 1)
        if page != self._page:
            self._page = page
            self._area.verticalScrollBar().setValue(0)
            self._say()
            self._ask()

    def zoom(self, step: int) -> None:
        """Come nearer or go away."""
        place = min(range(len(ZOOMS)), key=lambda i: abs(ZOOMS[i] - self._zoom))
        self._zoom = ZOOMS[min(max(place + step, 0), len(ZOOMS) - 1)]
        self._ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw at the new width, once the window rests."""
        super().resizeEvent(event)
        self._timer.start()

    def _say(self) -> None:
        self._where.setText(_("Page {n} of {total}").format(n=self._page + 1, total=self._count))
        self._previous.setEnabled(self._page > 0)
        self._next.setEnabled(self._page < self._count - 1)

    def _ask(self) -> None:
        if self._draw is None or self._count == 0:
            return
        ratio = self.devicePixelRatioF()
        room = min(max(self._area.viewport().width() - theme.px(56), 240), theme.px(820))
        width = int(room * self._zoom * ratio)
        if (self._page, width) != self._wanted:
            self._wanted = (self._page, width)
            call = partial(self._draw, self._page, width)
            wanted = self._wanted
            self._context.start(lambda: (wanted, call()), done=self._drawn, failed=self._failed, reads_only=True)

    def _drawn(self, answer: tuple[tuple[int, int], Pixels]) -> None:
        wanted, pixels = answer
        if wanted == self._wanted:
            picture = QPixmap.fromImage(image_of(pixels))
            picture.setDevicePixelRatio(self.devicePixelRatioF())
            self._label.setPixmap(picture)

    def _failed(self, error: BaseException) -> None:
        self._label.setText(explain(error).as_line())
        self._label.setWordWrap(True)
