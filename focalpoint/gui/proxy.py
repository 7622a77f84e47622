"""The few things Fusion draws too faintly: boxes to tick and buttons to choose, from the tokens."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QProxyStyle, QStyle, QStyleOption, QWidget

from focalpoint.gui import theme

_MARKS = (QStyle.PrimitiveElement.PE_IndicatorCheckBox, QStyle.PrimitiveElement.PE_IndicatorItemViewItemCheck)
_SIDES = (
    QStyle.PixelMetric.PM_IndicatorWidth,
    QStyle.PixelMetric.PM_IndicatorHeight,
    QStyle.PixelMetric.PM_ExclusiveIndicatorWidth,
    QStyle.PixelMetric.PM_ExclusiveIndicatorHeight,
)


class FusionStyle(QProxyStyle):
    """Fusion with visible indicators that grow with the text."""

    def __init__(self) -> None:
        super().__init__("Fusion")

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        """Give indicators the size of the text."""
        return theme.text_px(16) if metric in _SIDES else super().pixelMetric(metric, option, widget)

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Draw indicators from the tokens, everything else as Fusion does."""
        if element in _MARKS:
            _box(painter, option)
        else:
            super().drawPrimitive(element, option, painter, widget)


def _box(painter: QPainter, option: QStyleOption) -> None:
    state = option.state
    on, able = bool(state & QStyle.StateFlag.State_On), bool(state & QStyle.StateFlag.State_Enabled)
    area = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = ("accent" if able else "muted") if on else "raised"
    painter.setPen(QPen(theme.color("border" if able else "line") if not on else theme.color(ground), 1))
    painter.setBrush(theme.color(ground))
    painter.drawRoundedRect(area, 3, 3)
    if on:
        pen = QPen(theme.color("on_accent"), max(area.width() / 8, 1.5))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        corner, side = area.topLeft(), area.width()
        check = ((0.24, 0.52), (0.43, 0.70), (0.77, 0.30))
        painter.drawPolyline([corner + QPointF(side * x, side * y) for x, y in check])
    painter.restore()
