"""Tables for spreadsheets: no cell is a formula, and a table of a training vault says so."""

import csv
import io
import re
from collections.abc import Iterable

from focalpoint.domain import worlds
from focalpoint.language import translate

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def harmless(cell: object) -> object:
    """Return a cell that no spreadsheet takes for a formula."""
    if not isinstance(cell, str) or not cell.lstrip(" ").startswith(_FORMULA) or _NUMBER.fullmatch(cell):
        return cell
    return f"'{cell}"


def table(rows: Iterable[Iterable[object]], *, training: bool, language: str = "en") -> bytes:
    """Return rows as a CSV file that spreadsheets open (UTF-8 with a mark)."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    if training:
        writer.writerow([translate(worlds.BANNER, language)])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")
