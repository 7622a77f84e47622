"""Draws the program's icon in the sizes and formats that desktops ask for: `python packaging/icons/draw.py`."""

import io
import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

HERE = Path(__file__).resolve().parent
SIZES = (16, 24, 32, 48, 64, 128, 256)


def drawn(source: Path, size: int) -> Image.Image:
    """Return a picture of the drawing."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(source)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return Image.open(io.BytesIO(bytes(buffer.data().data())))


def main() -> None:
    """Write them beside the drawing."""
    app = QGuiApplication([*sys.argv[:1], "-platform", "offscreen"])
    source = HERE / "focalpoint.svg"
    for size in SIZES:
        drawn(source, size).save(HERE / f"focalpoint-{size}.png", optimize=True)
    largest = drawn(source, 512)
    largest.save(HERE / "focalpoint.ico", sizes=[(size, size) for size in SIZES])
    largest.save(HERE / "focalpoint.icns")
    del app


if __name__ == "__main__":
    main()
