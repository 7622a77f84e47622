"""The striped band of a training vault; nothing else ever looks like it."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from focalpoint.gui import theme

WORDS = ("تدريب — بيانات خيالية", "Formation — données fictives", "Training — fictional data")
SHORT = ("تدريب", "Formation", "Training")


class TrainingBand(QWidget):
    """A striped line across the top with the word for training in three languages."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFont(theme.font("small", strong=True))
        self.setAccessibleName(" · ".join(WORDS))

    def sizeHint(self) -> QSize:
        """Ask for one line of small text."""
        return QSize(200, self.fontMetrics().height() + theme.px(6))

    def minimumSizeHint(self) -> QSize:
        """Never be squeezed flat."""
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw stripes, then the words on plain ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.color("stripe"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("on_stripe"))
        painter.setOpacity(0.35)
        height, step = self.height(), 24
        for x in range(-height, self.width() + height, step):
            stripe = [QPointF(x, height), QPointF(x + 10, height), QPointF(x + 10 + height, 0), QPointF(x + height, 0)]
            painter.drawPolygon(QPolygonF(stripe))
        painter.setOpacity(1)
        self._words(painter)

    def _words(self, painter: QPainter) -> None:
        metrics = self.fontMetrics()
        shown = WORDS if metrics.horizontalAdvance("   ".join(WORDS)) + 200 < self.width() else SHORT
        part = self.width() / len(shown)
        for place, words in enumerate(shown):
            width = metrics.horizontalAdvance(words) + theme.px(24)
            left = round(part * place + (part - width) / 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("stripe"))
            painter.drawRect(left, 0, width, self.height())
            painter.setPen(theme.color("on_stripe"))
            painter.drawText(left, 0, width, self.height(), Qt.AlignmentFlag.AlignCenter, words)
