"""Cells of spreadsheets and text tables as text, read in the confined process.

XLSX, XLS and ODS by `python-calamine`; CSV and tab-separated text by the standard library, in any encoding that
`decoding` knows; JSON where it is a list of objects, or an object that holds such lists by name. Dates become
`2026-12-31`, whole numbers lose their `.0`. Formulas come as their stored values.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

import msgspec
import python_calamine

from focalpoint.documents.answers import Sheet
from focalpoint.documents.decoding import decode
from focalpoint.documents.errors import DocumentTooHardError, UnreadableDocumentError

MOST_ROWS = 200_000
MOST_COLUMNS = 400
MOST_CELLS = 4_000_000
LONGEST = 20_000
DELIMITERS = ",;\t|"


def sheets(data: bytes) -> list[Sheet]:
    """Return the sheets of a file; raise UnreadableDocumentError or DocumentTooHardError."""
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return [sheet for sheet in _book(data) if sheet.rows]
    text = decode(data)
    if text.lstrip()[:1] in ("[", "{") and (listed := _json(text)):
        return listed
    return [Sheet("", _bounded(_csv(text)))]


def _book(data: bytes) -> Iterator[Sheet]:
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).iter_rows()
            yield Sheet(name, _bounded([_cell(value) for value in row] for row in rows))
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise UnreadableDocumentError from error


def _json(text: str) -> list[Sheet]:
    """Return the lists of objects in a JSON text, each as a sheet under the names of its fields."""
    try:
        held = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return []
    lists = held.items() if isinstance(held, dict) else [("", held)]
    return [Sheet(name, _bounded(_objects(items))) for name, items in lists if _are_objects(items)]


def _are_objects(items: object) -> bool:
    return isinstance(items, list) and bool(items) and all(isinstance(item, dict) for item in items)


def _objects(items: list[dict[str, object]]) -> Iterator[list[str]]:
    names = list(dict.fromkeys(name for item in items for name in item))
    yield names
    for item in items:
        yield [_said(item.get(name)) for name in names]


def _said(value: object) -> str:
    """Return a value of JSON as a cell: a list of words with commas between them, as people write several codes."""
    if isinstance(value, list) and not any(isinstance(one, list | dict) for one in value):
        return ", ".join(map(_said, value))
    if value is None:
        return ""
    return msgspec.json.encode(value).decode() if isinstance(value, list | dict) else _cell(value)


def _csv(text: str) -> Iterator[list[str]]:
    sample = text[:64_000]
    lines = [line for line in sample.splitlines() if line.strip()][:50]
    delimiter = max(DELIMITERS, key=lambda mark: (_steady(lines, mark), -DELIMITERS.index(mark)))
    try:
        yield from csv.reader(io.StringIO(text), delimiter=delimiter)
    except csv.Error as error:
        raise UnreadableDocumentError from error


def _steady(lines: list[str], mark: str) -> int:
    """Return how many lines have the number of marks that most lines have; 0 if that is none."""
    counts = [line.count(mark) for line in lines]
    usual = max(set(counts), key=counts.count, default=0)
    return counts.count(usual) if usual else 0


def _bounded(rows: Iterable[list[str]]) -> list[list[str]]:
    found: list[list[str]] = []
    cells = 0
    for row in rows:
        kept = [cell.strip()[:LONGEST] for cell in row[:MOST_COLUMNS]]
        while kept and not kept[-1]:
            kept.pop()
        cells += len(kept)
        found.append(kept)
        if len(found) > MOST_ROWS or cells > MOST_CELLS:
            raise DocumentTooHardError
    while found and not found[-1]:
        found.pop()
    return found


def _cell(value: object) -> str:
    match value:
        case bool():
            return "1" if value else "0"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)
        case datetime():
            return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ", "minutes")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return str(value)
