"""A spotlight over a presenter's screen: all is dim but a circle that follows the mouse."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from focalpoint.gui import theme

RADIUS = 140


class Spotlight(QWidget):
    """Lies over the whole of what it is given; hidden until it is turned on."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setMouseTracking(True)
        self._at = QPoint()
        self.hide()

    def turn(self) -> None:
        """Turn it on or off."""
        whole = self.parentWidget()
        self.setVisible(not self.isVisible())
        if whole is not None and self.isVisible():
            self.setGeometry(whole.rect())
            self._at = self.mapFromGlobal(self.cursor().pos())
            self.raise_()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse."""
        self._at = event.position().toPoint()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Dim everything outside the circle."""
        painter, side = QPainter(self), 2 * RADIUS
        corner = self._at - QPoint(RADIUS, RADIUS)
        circle = QRegion(corner.x(), corner.y(), side, side, QRegion.RegionType.Ellipse)
        painter.setClipRegion(QRegion(self.rect()) - circle)
        painter.fillRect(self.rect(), theme.shade(170))
