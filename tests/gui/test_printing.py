"""What is printed is the same paper as the PDF, page by page."""

from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrinter

from focalpoint.documents import paper
from focalpoint.gui import printing
from focalpoint.services.casework import preview


@pytest.mark.usefixtures("qapp")
def test_every_page_reaches_the_printer(tmp_path: Path) -> None:
    content = paper.plain_document(
        "ورقة تجريبية", ["تجميد حسابين لدى مصرف تمورا المركزي. " * 12] * 40, "ar", "", footer="", training=True
    )
    pages = preview.pdf_page_count(content)
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setFullPage(True)
    printing.draw(printer, content)
    printed = (tmp_path / "printed.pdf").read_bytes()
    assert pages > 1
    assert preview.pdf_page_count(printed) == pages
    assert len(set(preview.pdf_page_pixels(printed, pages - 1, 300).rgb)) > 2
