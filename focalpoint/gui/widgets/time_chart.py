"""A line of time with a bar for each clock: from the fact that started it to its last day, and where today is."""

from datetime import date, timedelta

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from focalpoint import language
from focalpoint.domain.clocks import TimeLimit
from focalpoint.gui import theme
from focalpoint.gui.widgets.plain_text import sentence
from focalpoint.language import _
from focalpoint.services.casework.clocks import ClockView

ROW, MARGIN, HEAD = 22, 8, 20
TINTS = {"late": "red", "due": "amber", "running": "accent", "met": "green", "met late": "amber", "over": "muted"}


class TimeChart(QWidget):
    """Read from the side where the language begins. Its words are the sentences beside it."""

    def __init__(self, views: list[ClockView], today: date) -> None:
        super().__init__()
        self._clocks: list[TimeLimit] = [view.clock for view in views]
        self._today = today
        ends = [clock.extended or clock.due for clock in self._clocks]
        starts = [clock.started for clock in self._clocks]
        self._first = min([*starts, *ends, today]) - timedelta(days=1)
        self._last = max([*starts, *ends, *(c.ended for c in self._clocks if c.ended), today]) + timedelta(days=1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(" ".join(f"{sentence(view.label)}: {sentence(view.sentence)}" for view in views))

    def sizeHint(self) -> QSize:
        """Take a row for each clock."""
        return QSize(theme.px(300), theme.text_px(HEAD + ROW * len(self._clocks) + MARGIN))

    def minimumSizeHint(self) -> QSize:
        """Keep its height."""
        return QSize(theme.px(160), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bars, the pauses across them, and today."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row, top = theme.text_px(ROW), theme.text_px(HEAD)
        for place, clock in enumerate(self._clocks):
            self._bar(painter, clock, top + place * row, row)
        painter.setPen(QPen(theme.color("text"), 1, Qt.PenStyle.DashLine))
        now = self._x(self._today)
        painter.drawLine(int(now), theme.text_px(HEAD), int(now), self.height())
        wide = theme.text_px(80)
        left = min(max(now - wide / 2, 0), self.width() - wide)
        painter.drawText(QRectF(left, 0, wide, top), int(Qt.AlignmentFlag.AlignCenter), _("today"))

    def _bar(self, painter: QPainter, clock: TimeLimit, top: int, row: int) -> None:
        start, due = self._x(clock.started), self._x(clock.extended or clock.due)
        area = QRectF(min(start, due), top + row * 0.3, max(abs(due - start), 3), row * 0.4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(TINTS[clock.phase]))
        painter.drawRoundedRect(area, 3, 3)
        painter.setBrush(theme.color("surface"))
        for begun, ended in clock.paused:
            one, other = (
                self._x(max(begun, clock.started)),
                self._x(min(ended or self._today, clock.extended or clock.due)),
            )
            painter.drawRect(QRectF(min(one, other), top + row * 0.42, max(abs(other - one), 2), row * 0.16))
        if clock.ended is not None:
            painter.setPen(QPen(theme.color("text"), 2))
            done = int(self._x(clock.ended))
            painter.drawLine(done, int(top + row * 0.15), done, int(top + row * 0.85))

    def _x(self, day: date) -> float:
        span = max((self._last - self._first).days, 1)
        share = (day - self._first).days / span
        share = 1 - share if language.is_rtl() else share
        margin = theme.px(MARGIN)
        return margin + share * (self.width() - 2 * margin)
