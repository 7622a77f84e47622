"""Search and lists at size, beside raw FTS5 and a bare query over the same rows."""

from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import QUICK_SIZES, SIZES, Case, filled
from focalpoint.domain.text import index_text
from focalpoint.services.casework import listing, search
from focalpoint.services.casework.listing import Listing


def cases(folder: Path, quick: bool) -> Iterator[Case]:
    """Yield the cases of this file."""
    size = (QUICK_SIZES if quick else SIZES)[-1]
    ws = filled(folder, size)

    def raw(expression: str) -> None:
        ws.db.read("SELECT rowid FROM search WHERE search MATCH ? ORDER BY rank LIMIT 50", (expression,))

    def sort(column: str) -> None:
        ws.db.read(f"SELECT r FROM row_request WHERE deleted = 0 ORDER BY {column}")

    common, rare = index_text("تجميد").split()[0], index_text(f"TRN-2026/{size - 1:06}").split()[-1]
    yield from [
        Case(
            f"search a common word in {size} | raw FTS5",
            lambda: search.find(ws, "تجميد"),
            lambda: raw(f'"{common}"'),
            9,
        ),
        Case(
            f"search a reference in {size} | raw FTS5",
            lambda: search.find(ws, f"TRN-2026/{size - 1:06}"),
            lambda: raw(f'"{rare}"'),
            9,
        ),
        Case(
            f"all {size} rows by deadline | bare ORDER BY",
            lambda: listing.ids(ws, Listing("request", sort="due_on")),
            lambda: sort("due_on"),
            9,
        ),
    ]
