"""Sheets of words written as a workbook (XLSX). Every cell is text or a whole number, and none is a formula."""

import io
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from focalpoint.loading import late

if TYPE_CHECKING:
    import openpyxl
    from openpyxl import styles
else:
    openpyxl = late("openpyxl")
    styles = late("openpyxl.styles")

LONGEST = 20_000
"""Characters of a cell that are read back; a workbook itself may hold 32,767."""
_RIGHT_TO_LEFT = 2
_WIDE, _NARROW = 60, 18


def book_bytes(sheets: Mapping[str, Sequence[Sequence[str]]], *, rtl: Collection[str] = ()) -> bytes:
    """Return a workbook; the first row of each sheet holds headings, and columns named in `rtl` run from the right."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, 1):
            for column, text in enumerate(row, 1):
                cell = sheet.cell(number, column)
                cell.value = int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else text or None
                if isinstance(cell.value, str):
                    cell.data_type = "s"  # never a formula
                order = _RIGHT_TO_LEFT if rows[0][column - 1] in rtl else 0
                cell.alignment = styles.Alignment(wrap_text=True, vertical="top", readingOrder=order)
                cell.font = styles.Font(bold=number == 1)
        sheet.freeze_panes = "A2"
        for column, _head in enumerate(rows[0], 1):
            letter = sheet.cell(1, column).column_letter
            longest = max((len(row[column - 1]) for row in rows), default=0)
            sheet.column_dimensions[letter].width = _WIDE if longest > _NARROW * 2 else _NARROW
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
