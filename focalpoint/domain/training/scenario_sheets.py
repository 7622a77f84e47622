"""What the sheets of a scenario's workbook must hold before they are read, and where in them a flaw stands."""

from collections.abc import Iterator, Mapping, Sequence

from focalpoint.domain.messages import Message
from focalpoint.domain.training.archive import STRUCTURE
from focalpoint.domain.training.reading import SENTENCES
from focalpoint.domain.training.scenario_tables import (
    ACTION,
    IN,
    SCENARIO,
    SOLUTION,
    STEPS,
    WORDS,
    BadCellError,
    Rows,
)  # fmt: skip
from focalpoint.domain.training.scenarios import WRITTEN, Flaw
from focalpoint.domain.wording import N_

NEEDED: Mapping[str, tuple[str, ...]] = {
    SCENARIO: ("key", "value"),
    "offices": ("id", "country"),
    "actors": ("id",),
    "names": ("id", "record"),
    STEPS: ("id", "number", "day"),
    "arrivals": (IN, "id", "from", "deliver"),
    "expectations": (IN, "id", "check"),
    SOLUTION: (IN, ACTION),
    WORDS: ("id", *WRITTEN),
}
"""The columns that a sheet must have; but for the words, each row fills them."""
MOST_ROWS = 5_000
Place = tuple[str, int]


def check_sheets(sheets: Mapping[str, Rows]) -> None:
    """Raise BadCellError for what would be lost or misread: sheets, headings, cells under none, cells left empty."""
    for sheet, needed in NEEDED.items():
        if sheet not in sheets:
            raise BadCellError(sheet, 1, Message(N_("There is no such sheet.")))
        rows = sheets[sheet]
        if len(rows) > MOST_ROWS:
            raise BadCellError(sheet, MOST_ROWS + 1, Message(SENTENCES["many"]))
        heads = [head.strip() for head in rows[0]] if rows else []
        for head in needed:
            if head not in heads:
                raise BadCellError(sheet, 1, Message(N_("The heading “{word}” is missing."), {"word": head}))
        for head in heads:
            if head and heads.count(head) > 1:
                raise BadCellError(sheet, 1, Message(N_("The heading “{word}” stands twice."), {"word": head[:80]}))
        for row, cells in enumerate(rows[1:], 2):
            _check_row(sheet, row, heads, cells)
    _check_words(sheets[WORDS])


def places(sheets: Mapping[str, Rows]) -> dict[tuple[str, str], Place]:
    """Return the sheet and the row of each identifier, by the file that it would stand in."""
    found: dict[tuple[str, str], Place] = {}
    acts: dict[str, int] = {}
    for sheet in NEEDED:
        for row, said in _rows(sheets.get(sheet, [])):
            if sheet == WORDS:
                found.update({(f"{code}.toml", said.get("id", "")): (sheet, row) for code in WRITTEN})
            elif sheet == SOLUTION:
                step = said.get(IN, "")
                acts[step] = acts.get(step, 0) + 1
                found[STRUCTURE, f"{step}.do.{acts[step]}"] = (sheet, row)
            else:
                found[STRUCTURE, said.get("id", "")] = (sheet, row)
    return found


def placed(flaw: Flaw, known: Mapping[tuple[str, str], Place]) -> Flaw:
    """Return a flaw with the sheet and the row instead of the file and the line; row 0 if it stands in none."""
    language = flaw.file.removesuffix(".toml")
    about = f"{flaw.about} ({language})" if language in WRITTEN else flaw.about
    sheet, row = known.get((flaw.file, flaw.about), (WORDS if language in WRITTEN else SCENARIO, 0))
    return Flaw(sheet, row, about.partition(".do.")[0], flaw.message)


def _check_row(sheet: str, row: int, heads: Sequence[str], cells: Sequence[str]) -> None:
    for place, cell in enumerate(cells):
        if cell.strip() and not (place < len(heads) and heads[place]):
            raise BadCellError(sheet, row, Message(N_("No heading stands above “{text}”."), {"text": cell[:80]}))
    said = dict(zip(heads, cells, strict=False))
    needed = ("id",) if sheet == WORDS else NEEDED[sheet]
    if any(cell.strip() for cell in cells):
        for head in needed:
            if not said.get(head, "").strip():
                raise BadCellError(sheet, row, Message(N_("“{word}” is missing."), {"word": head}))


def _check_words(rows: Rows) -> None:
    """Raise BadCellError for an identifier that would be a text and a group of texts at once."""
    names = {said["id"]: row for row, said in _rows(rows)}
    for name, row in names.items():
        parts = name.split(".")
        for end in range(1, len(parts)):
            if (before := ".".join(parts[:end])) in names:
                why = N_("“{word}” cannot stand beside “{other}”.")
                raise BadCellError(WORDS, row, Message(why, {"word": name[:80], "other": before[:80]}))


def _rows(rows: Rows) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a sheet that hold something, with their numbers."""
    heads = [head.strip() for head in rows[0]] if rows else []
    for row, cells in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in cells):
            yield row, {head: cell.strip() for head, cell in zip(heads, cells, strict=False)}
