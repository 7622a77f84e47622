"""Papers to a printer: the pages of a PDF, drawn as pictures, so that paper and file are the same."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from focalpoint.gui.viewers.pages import image_of
from focalpoint.services.casework import preview

DOTS = 300  # per inch
A4_ACROSS = 8.27  # inches


def print_pdf(parent: QWidget, content: bytes) -> bool:
    """Ask for a printer and print; tell whether the person went on."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setFullPage(True)
    if not QPrintDialog(printer, parent).exec():
        return False
    draw(printer, content)
    return True


def draw(printer: QPrinter, content: bytes) -> None:
    """Draw every page of a PDF over a whole sheet."""
    painter = QPainter(printer)
    for page in range(preview.pdf_page_count(content)):
        if page:
            printer.newPage()
        picture = image_of(preview.pdf_page_pixels(content, page, round(DOTS * A4_ACROSS)))
        sheet = printer.pageLayout().fullRectPixels(printer.resolution())
        scale = min(sheet.width() / picture.width(), sheet.height() / picture.height())
        painter.drawImage(QRectF(0, 0, picture.width() * scale, picture.height() * scale), picture)
    painter.end()
