"""The guided tour: a frame around a part of the window, a sentence about it, and the way to the next."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QFrame, QWidget

from focalpoint.gui import theme
from focalpoint.gui.widgets.basics import button, column, row, text
from focalpoint.language import _, current
from focalpoint.services.training import tours
from focalpoint.services.training.tours import TourStop

MARGIN = 16


class Tour(QWidget):
    """Lies over the window. Enter or the arrow leads on, Escape ends it; the window beneath can be seen, not used."""

    def __init__(self, shell: QWidget) -> None:
        super().__init__(shell)
        self.shell = shell
        self.place = 0
        self._around = QRect()
        self.card = QFrame(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Tour of the program"))
        for key, step in (("Right", 1), ("Return", 1), ("Left", -1)):
            QShortcut(QKeySequence(key), self, partial(self.go, step))
        QShortcut(QKeySequence("Escape"), self, self.end)
        shell.installEventFilter(self)
        self.setGeometry(shell.rect())
        self.show()
        self.raise_()
        self.setFocus()
        self.draw()

    def go(self, step: int) -> None:
        """Go to the next or the previous stop; after the last the tour ends."""
        place = self.place + step
        if place >= len(tours.stops()):
            self.end()
        elif place >= 0:
            self.place = place
            self.draw()

    def end(self) -> None:
        """End the tour; it does not come by itself again."""
        tours.mark_seen()
        self.shell.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def draw(self) -> None:
        """Show the page of the stop, and point at its part."""
        stop = tours.stops()[self.place]
        self.shell.show_page(stop.page)  # type: ignore[attr-defined]  # a shell
        target = part_of(self.shell, stop)
        corner = target.mapTo(self.shell, target.rect().topLeft())
        self._around = QRect(corner, target.size()).intersected(self.rect())
        self._fill(stop)
        self.raise_()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the size of the window."""
        if watched is self.shell and event.type() is QEvent.Type.Resize:
            self.setGeometry(self.shell.rect())
            self.draw()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Darken everything but the part that is meant."""
        painter = QPainter(self)
        shade = theme.shade(110)
        for part in _outside(self.rect(), self._around):
            painter.fillRect(part, shade)
        painter.setPen(QPen(theme.color("accent"), 3))
        painter.drawRect(self._around.adjusted(1, 1, -2, -2))

    def _fill(self, stop: TourStop) -> None:
        self.card.hide()
        self.card.deleteLater()
        self.card = QFrame(self)
        self.card.setProperty("role", "card")
        lay = column(self.card, margins=(16, 12), spacing=8)
        lay.addWidget(text(stop.in_language(current()), "large"))
        line = row(spacing=8)
        where = _("{n} of {total}").format(n=self.place + 1, total=len(tours.stops()))
        line.addWidget(text(where, "muted", wrap=False))
        line.addStretch(1)
        line.addWidget(button(_("End the tour"), self.end, role="quiet"))
        if self.place:
            line.addWidget(button(_("Back"), partial(self.go, -1)))
        last = self.place + 1 == len(tours.stops())
        line.addWidget(button(_("Done") if last else _("Next"), partial(self.go, 1), role="primary"))
        lay.addLayout(line)
        width = min(theme.px(520), self.width() - 2 * MARGIN)
        for part in self.card.findChildren(QWidget):
            part.show()  # what is not shown yet has no height
        lay.activate()
        self.card.setGeometry(self._spot(width, max(self.card.sizeHint().height(), lay.totalHeightForWidth(width))))
        self.card.show()

    def _spot(self, width: int, height: int) -> QRect:
        """Return where the card covers the part that is meant least: below it, above it, or at the foot."""
        left = min(max(self._around.center().x() - width // 2, MARGIN), self.width() - width - MARGIN)
        below, above = self._around.bottom() + MARGIN, self._around.top() - height - MARGIN
        if below + height <= self.height() - MARGIN:
            return QRect(left, below, width, height)
        return QRect(left, above if above >= MARGIN else self.height() - height - MARGIN, width, height)


def part_of(shell: QWidget, stop: TourStop) -> QWidget:
    """Return the part of the window that a stop points at, what holds it where it is hidden; raise AttributeError."""
    first, *more = stop.find.split(".")
    found: QWidget = shell.stack.currentWidget() if first == "page" else getattr(shell, first)  # type: ignore[attr-defined]
    for name in more:
        found = getattr(found, name)
    while not found.isVisible():  # nothing is chosen yet, for instance
        parent = found.parentWidget()
        if parent is None:
            break
        found = parent
    return found


def _outside(whole: QRect, hole: QRect) -> list[QRect]:
    return [
        QRect(0, 0, whole.width(), hole.top()),
        QRect(0, hole.bottom() + 1, whole.width(), whole.height() - hole.bottom() - 1),
        QRect(0, hole.top(), hole.left(), hole.height()),
        QRect(hole.right() + 1, hole.top(), whole.width() - hole.right() - 1, hole.height()),
    ]


def begin_if_due(shell: QWidget, *, training: bool) -> None:
    """Begin the tour by itself, once, after the demonstration was made."""
    if training and tours.is_due():
        Tour(shell)
