"""A scenario as tables for a spreadsheet, and back: a sheet a table, one of words. Nothing is lost but comments.

A cell holds plain words, a whole number, or a value as the files write it: `{ … }`, `[ … ]`, `"…"`, `true`.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from focalpoint.domain.messages import Message
from focalpoint.domain.training.archive import STRUCTURE
from focalpoint.domain.training.reading import flat
from focalpoint.domain.training.scenarios import WRITTEN
from focalpoint.domain.wording import N_

Rows = list[list[str]]
SCENARIO, STEPS, SOLUTION, WORDS = "scenario", "steps", "solution", "words"
IN, ACTION = "in step", "action"
WHOLE = {"number", "day", "hours", "by", "count"}
"""Columns of whole numbers; digits anywhere else are words."""
_TOP = {
    "offices": ("office", ("id", "country")),
    "actors": ("actor", ("id", "role", "organ", "country", "languages")),
    "names": ("name", ("id", "office", "record", "of", "where")),
    STEPS: ("step", ("id", "number", "day", "hours", "office", "next", "hold")),
}
_OF_STEPS = {
    "arrivals": ("inject", ("id", "from", "deliver")),
    "expectations": ("expect", ("id", "by", "article", "check")),
    SOLUTION: ("do", ("action",)),
}


@dataclass(frozen=True, slots=True)
class BadCellError(Exception):
    """What a cell holds cannot stand there: the sheet, the row counted from one, and why."""

    sheet: str
    row: int
    why: Message


def as_tables(structure: Mapping[str, Any], texts: Mapping[str, Mapping[str, Any]]) -> dict[str, Rows]:
    """Return the sheets of a scenario by name, each with a row of headings first."""
    steps = structure.get("step", [])
    sheets = {SCENARIO: [["key", "value"], *([k, _cell(v)] for k, v in structure.items() if not _nested(v))]}
    for sheet, (key, columns) in _TOP.items():
        rows = [{k: v for k, v in one.items() if not _nested(v)} for one in structure.get(key, [])]
        sheets[sheet] = _sheet(columns, rows)
    for sheet, (key, columns) in _OF_STEPS.items():
        rows = [{IN: step["id"], **_spread(key, one)} for step in steps for one in step.get(key, [])]
        sheets[sheet] = _sheet((IN, *columns), rows)
    said = {code: dict(flat(texts[code])) for code in WRITTEN}
    keys = list(dict.fromkeys(key for code in ("en", *WRITTEN) for key in said[code]))
    sheets[WORDS] = [["id", *WRITTEN], *([key, *(said[code].get(key, "") for code in WRITTEN)] for key in keys)]
    return sheets


def as_files(sheets: Mapping[str, Rows]) -> dict[str, str]:
    """Return the texts of the files by name; raise BadCellError for the first cell that is no value."""
    lines = [f"{key} = {_value(value)}" for _row, key, value in _pairs(sheets.get(SCENARIO, []))]
    parts: dict[str, list[str]] = {}
    known = {one.get("id") for _row, one in _records(STEPS, sheets)}
    for sheet, (key, _columns) in _OF_STEPS.items():
        for row, one in _records(sheet, sheets):
            step = one.pop(IN, "")
            if step not in known:
                raise BadCellError(sheet, row, Message(N_("There is no step “{word}”."), {"word": str(step)}))
            parts.setdefault(str(step), []).extend(["", f"[[step.{key}]]", *_assigned(_gathered(key, one, row))])
    for sheet, (key, _columns) in _TOP.items():
        for _row, one in _records(sheet, sheets):
            lines += ["", f"[[{key}]]", *_assigned(one)]
            lines += parts.get(str(one.get("id")), []) if sheet == STEPS else []
    files = {STRUCTURE: "\n".join([*lines, ""])}
    for code in WRITTEN:
        files[f"{code}.toml"] = _text_file(sheets.get(WORDS, []), code)
    return files


def _nested(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _spread(key: str, one: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of the solution with the action beside what it takes; other rows as they are."""
    if key != "do":
        return dict(one)
    ((action, taken),) = one.items()
    return {ACTION: action, **taken}


def _gathered(key: str, one: dict[str, Any], row: int) -> dict[str, Any]:
    if key != "do":
        return one
    action = one.pop(ACTION, "")
    if not isinstance(action, str) or not action:
        raise BadCellError(SOLUTION, row, Message(N_("“{word}” is missing."), {"word": ACTION}))
    return {action: one}


def _sheet(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Rows:
    heads = list(dict.fromkeys([*columns, *(key for row in rows for key in row)]))
    return [heads, *([_cell(row[key]) if key in row else "" for key in heads] for row in rows)]


def _cell(value: object) -> str:
    """Return what a cell shows; words stay words unless they would be read as something else."""
    if not isinstance(value, str):
        return _value(value)
    return value if value.strip() == value and value and not _is_value(value) else _value(value)


def _is_value(text: str) -> bool:
    return text[:1] in ("{", "[", '"', "=") or text in ("true", "false")


def _value(value: object) -> str:
    """Return a value as the files write it."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("-", "").replace("_", "").isalnum() else _value(key)


def _assigned(one: Mapping[str, Any]) -> list[str]:
    return [f"{_key(key)} = {_value(value)}" for key, value in one.items()]


def _pairs(rows: Rows) -> Iterator[tuple[int, str, Any]]:
    for row, cells in enumerate(rows[1:], 2):
        key, value = (*cells, "", "")[:2]
        if key.strip():
            yield row, _key(key.strip()), _read(SCENARIO, row, key, value)


def _records(sheet: str, sheets: Mapping[str, Rows]) -> Iterator[tuple[int, dict[str, Any]]]:
    rows = sheets.get(sheet, [])
    heads = [head.strip() for head in rows[0]] if rows else []
    for row, cells in enumerate(rows[1:], 2):
        said = {head: cell for head, cell in zip(heads, cells, strict=False) if head and cell.strip()}
        if said:
            yield row, {head: _read(sheet, row, head, cell) for head, cell in said.items()}


def _read(sheet: str, row: int, head: str, cell: str) -> Any:
    text = cell.strip()
    if head in WHOLE and text.removeprefix("-").isdecimal() and text.isascii():
        return int(text)
    if not _is_value(text):
        return text
    for tried in (text, text.translate(_STRAIGHT)):  # word processors turn quotation marks
        try:
            read = tomllib.loads(f"x = {tried}")
        except (tomllib.TOMLDecodeError, RecursionError):
            continue
        if list(read) == ["x"] and _is_plain(read["x"]):
            return read["x"]
    why = N_("The cell under “{column}” is no value: {text}")
    raise BadCellError(sheet, row, Message(why, {"column": head, "text": text[:80]}))


def _is_plain(value: object) -> bool:
    """Tell whether a value holds words, whole numbers and yes or no alone: days are words, as D6."""
    if isinstance(value, list | Mapping):
        return all(map(_is_plain, value.values() if isinstance(value, Mapping) else value))
    return isinstance(value, str | int)


_STRAIGHT = str.maketrans(dict.fromkeys("“”„«»", '"'))


def _text_file(rows: Rows, code: str) -> str:
    """Return a file of words: what has no dot first, then a section for each first part of an identifier."""
    sections: dict[str, list[str]] = {"": []}
    seen: set[str] = set()
    heads = [head.strip() for head in rows[0]] if rows else []
    for row, cells in enumerate(rows[1:], 2):
        said = dict(zip(heads, cells, strict=False))
        name, words = said.get("id", "").strip(), said.get(code, "")
        if not name or not words.strip():
            continue
        if name in seen:
            raise BadCellError(WORDS, row, Message(N_("“{word}” stands here a second time."), {"word": name[:80]}))
        seen.add(name)
        section, dot, key = name.partition(".")
        value = _value(words.split("\n") if "\n" in words else words)
        sections.setdefault(section if dot else "", []).append(f"{_dotted(key if dot else section)} = {value}")
    lines = sections.pop("")
    for section, inside in sections.items():
        lines += ["", f"[{_key(section)}]", *inside]
    return "\n".join([*lines, ""])


def _dotted(key: str) -> str:
    return ".".join(map(_key, key.split(".")))
