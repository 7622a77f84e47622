"""The values of a scenario: what a field is expected to hold, and what a solution writes into it.

A text stands for itself, but for four forms: `D6` or `D6..D9` are days of the exercise, `@name` is a record or a party
that the scenario names, `~words` is any text with these words in it, and `$id` is a text of the language being played.
A list means one of these where the field holds one value, and all of these where it holds several.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from focalpoint.domain.fields import Value
from focalpoint.domain.text import fold

_DAYS = re.compile(r"D(\d{1,3})(?:\.\.D(\d{1,3}))?")
_NAME = re.compile(r"[a-zA-Z][\w.-]{0,60}", re.ASCII)


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days of the exercise, from the first to the last; one day if they are the same."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class NameRef:
    """A record or a party that the scenario names."""

    name: str


@dataclass(frozen=True, slots=True)
class WordsIn:
    """Any text in which these words are, however they are written."""

    words: str


@dataclass(frozen=True, slots=True)
class TextRef:
    """A text of the scenario in the language being played."""

    id: str


Scalar: TypeAlias = str | int | bool
Expected: TypeAlias = Scalar | DayRange | NameRef | WordsIn | TextRef | tuple["Expected", ...]


def expected(raw: object) -> Expected:
    """Return the value that a file means; raise ValueError with what it holds."""
    if isinstance(raw, list):
        return tuple(expected(one) for one in raw)
    if isinstance(raw, bool | int):
        return raw
    if not isinstance(raw, str):
        raise ValueError(str(raw))
    if found := _DAYS.fullmatch(raw):
        return _days(int(found[1]), int(found[2] or found[1]), raw)
    marks: dict[str, Callable[[str], Expected]] = {"@": NameRef, "$": TextRef}
    if raw[:1] in marks:
        if not _NAME.fullmatch(raw[1:]):
            raise ValueError(raw)
        return marks[raw[0]](raw[1:])
    if raw.startswith("~"):
        if not fold(raw[1:]).strip():
            raise ValueError(raw)
        return WordsIn(raw[1:])
    return raw


def _days(first: int, last: int, raw: str) -> DayRange:
    if last < first:
        raise ValueError(raw)
    return DayRange(first, last)


def fits(held: Value, wanted: Expected) -> bool:
    """Tell whether a field holds what is expected; names, days and texts were replaced by what they stand for."""
    if isinstance(held, tuple):
        one_by_one = wanted if isinstance(wanted, tuple) else (wanted,)
        return all(any(_fits_one(part, each) for part in held) for each in one_by_one)
    if isinstance(wanted, tuple):
        return any(_fits_one(held, each) for each in wanted)
    return _fits_one(held, wanted)


def _fits_one(held: Value, wanted: Expected) -> bool:
    if isinstance(wanted, WordsIn):
        return any(fold(one).strip() in fold(str(held)) for one in wanted.words.split("|") if fold(one).strip())
    if isinstance(wanted, str) and isinstance(held, str) and ".." in wanted:
        first, last = wanted.split("..", 1)
        return bool(held) and first <= held[:10] <= last
    return held == wanted
