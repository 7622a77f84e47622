"""Dates as people type them, in any of the languages: the one reader for forms, searches and the cells of tables."""

import re
from datetime import date, timedelta
from functools import cache

from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.text import fold

LONGEST = 80  # signs: no date of any language is longer, and none is looked for in more


@cache
def relative_days() -> dict[str, int]:
    """Return the words for yesterday, today and tomorrow, folded, with the days they are away."""
    return {
        fold(word): days for one in LANGUAGES.values() for days, word in zip((-1, 0, 1), one.near_days, strict=True)
    }


@cache
def _months() -> dict[str, int]:
    names: dict[str, int] = {}
    for one in LANGUAGES.values():
        for months in (one.months, one.short_months):
            for number, both in enumerate(months, 1):
                names |= {_level(name): number for name in both.split("/")}
    return names


def _level(text: str) -> str:
    return fold(re.sub(r"(?<=\d)\.(?=\d)", "/", text)).replace(".", "").strip()


def parse_date(text: str, today: date) -> str | None:
    """Read a date in any common form of the languages and both digit sets; day before month.

    Return `yyyy-mm-dd`, "" for empty text, None if it is not a date.
    """
    if len(text) > LONGEST:
        return None
    plain = " ".join(_level(text).split())
    if not plain:
        return ""
    if plain in relative_days():
        return (today + timedelta(days=relative_days()[plain])).isoformat()
    if match := re.fullmatch(r"\+(\d{1,4})", plain):
        return (today + timedelta(days=int(match[1]))).isoformat()
    return _dated(plain, today)


def parse_time(text: str) -> str | None:
    """Read a time of the day, of 24 hours and in both digit sets: `9:30`, `9h30`, `09.30`, `0930`, `9`.

    Return `hh:mm`, "" for empty text, None if it is no time.
    """
    if len(text) > LONGEST:
        return None
    plain = fold(text).strip().removesuffix("h").strip()
    if not plain:
        return ""
    found = re.fullmatch(r"(\d{1,2})(?:\s*[:.hu]\s*(\d{2})(?::00)?)?", plain) or re.fullmatch(r"(\d{2})(\d{2})", plain)
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return None
    return f"{int(found[1]):02}:{int(found[2] or 0):02}"


def _dated(plain: str, today: date) -> str | None:
    raw = re.fullmatch(r"(\d{4})[-/ ](\d{1,2})[-/ ](\d{1,2})", plain)
    if raw:
        return _checked(int(raw[1]), int(raw[2]), int(raw[3]))
    if raw := re.fullmatch(r"(\d{1,2})[-/ ](\d{1,2})(?:[-/ ](\d{2}|\d{4}))?", plain):
        return _checked(_year(raw[3], today), int(raw[2]), int(raw[1]))
    compact = plain.replace(".", "")
    if raw := re.fullmatch(r"(\d{2})(\d{2})(\d{4})", compact):
        return _checked(int(raw[3]), int(raw[2]), int(raw[1]))
    if raw := re.fullmatch(r"(\d{1,2})(?:er|st|nd|rd|th)? (?:de )?(\D{1,30}?)(?: (\d{4}))?", plain):
        month = _months().get(raw[2].split("/")[0].strip())
        return _checked(_year(raw[3], today), month, int(raw[1])) if month else None
    return None


def _year(text: str | None, today: date) -> int:
    if text is None:
        return today.year
    return int(text) if len(text) == 4 else 2000 + int(text)


def _checked(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
