"""Where the tables of a sheet are, and which column is which field: guessed from headings in three languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from focalpoint.domain.text import fold

Row = Sequence[str]
Names = Mapping[str, Sequence[str]]  # field → what its column may be headed, folded
ENOUGH = 2  # headings that are known make a row a heading


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a sheet: its headings, where they stand (row and first column, counted from 0), its rows.

    `rows` are (row of the sheet counted from 1, cells). Empty rows and repeated headings are left out.
    """

    sheet: str
    top: int
    left: int
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    training: bool = False  # the sheet says that a training vault wrote it


def names_of(labels: Mapping[str, Sequence[str]]) -> Names:
    """Fold what columns may be headed."""
    return {field: [folded for word in words if (folded := fold(word).strip())] for field, words in labels.items()}


def find_tables(sheet: str, rows: Sequence[Row], names: Names) -> list[Table]:
    """Return the tables of a sheet, each begun by a row of which two headings are known; the first row otherwise."""
    starts = [n for n, row in enumerate(rows) if not _data(row) and _score(row, names) >= ENOUGH]
    starts = starts or [n for n, row in enumerate(rows) if sum(bool(cell) for cell in row) >= ENOUGH][:1]
    tables: list[Table] = []
    for place, top in enumerate(starts):
        if tables and list(rows[top]) == list(rows[tables[-1].top]):
            continue  # the heading again, as on a new page
        following = [n for n in starts[place + 1 :] if list(rows[n]) != list(rows[top])]
        tables += _split(sheet, rows, top, following[0] if following else len(rows), names=names)
    return tables


def _split(sheet: str, rows: Sequence[Row], top: int, end: int, *, names: Names) -> list[Table]:
    """Cut tables that stand side by side: an empty column between them, and headings that come again beside it."""
    width = max(len(row) for row in rows[top:end])
    used = [any(column < len(row) and row[column] for row in rows[top:end]) for column in range(width)]
    spans, start = [], None
    for column, filled in enumerate([*used, False]):
        if filled and start is None:
            start = column
        elif not filled and start is not None:
            spans.append((start, column))
            start = None
    known = [span for span in spans if _score(rows[top][span[0] : span[1]], names) >= ENOUGH]
    fields = [set(guess(rows[top][left:right], names).values()) for left, right in known]
    if len(known) < 2 or not set.intersection(*fields):
        known = [(0, width)]
    return [_table(sheet, rows, top, end, span=span) for span in known]


def _table(sheet: str, rows: Sequence[Row], top: int, end: int, *, span: tuple[int, int]) -> Table:
    left, right = span
    heading = tuple(_cells(rows[top], left, right))
    while heading and not heading[-1]:
        heading = heading[:-1]
    found = []
    for number in range(top + 1, end):
        cells = tuple(_cells(rows[number], left, right))
        if any(cells) and cells[: len(heading)] != heading:
            found.append((number + 1, cells))
    while end < len(rows) and found and sum(map(bool, found[-1][1])) == 1 < len(heading):
        found.pop()  # the caption of the table that follows
    return Table(sheet, top, left, heading, tuple(found))


def _cells(row: Row, left: int, right: int) -> list[str]:
    cells = list(row[left:right])
    return cells + [""] * (right - left - len(cells))


def _data(row: Row) -> bool:
    """Tell whether a row looks like data: more of its cells hold digits than not."""
    filled = [cell for cell in row if cell]
    return sum(any(c.isdigit() for c in cell) for cell in filled) * 2 > len(filled)


def _score(row: Row, names: Names) -> int:
    return len(set(guess(row, names).values()))


def guess(headings: Row, names: Names) -> dict[int, str]:
    """Return the field of each column whose heading is known: exactly the same words first, then all of its words."""
    found: dict[int, str] = {}
    folded = [fold(heading).strip(" :.*()") for heading in headings]
    for same in (True, False):
        for column, heading in enumerate(folded):
            if not heading or column in found:
                continue
            for field, words in names.items():
                if field not in found.values() and any(_fits(heading, word, same=same) for word in words):
                    found[column] = field
                    break
    return found


def _fits(heading: str, word: str, *, same: bool) -> bool:
    if same:
        return heading == word
    return len(word) > 3 and set(word.split()) <= set(heading.split())
