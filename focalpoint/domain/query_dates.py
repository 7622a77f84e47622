"""Dates as a search writes them: days, months, years, relative days and ranges. All text is folded."""

import re
from calendar import monthrange
from datetime import date, timedelta

from focalpoint.domain.dates import parse_date, relative_days

DATE_FIELDS = frozenset({"due", "received"})
_OPERATOR = re.compile(r"(<=|>=|<|>|=|≤|≥)?(.+)", re.DOTALL)
_SIGNS = {"≤": "<=", "≥": ">="}
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_OFFSET = re.compile(r"(\D*?)([+-]\d{1,4})")
Span = tuple[date, date]


def date_filter(text: str, today: str = "") -> tuple[str, str] | None:
    """Return the operator and value of a date condition, or None if it is not one.

    A month or a year stands for all its days: `<2026-12` is before the first, `<=2026-12` up to the last.
    """
    text = text.replace("’", "'")
    first, dots, last = text.partition("..")
    if dots:
        return _between(first, last, today)
    match = _OPERATOR.fullmatch(text)
    span = _span(match[2], today) if match else None
    if not match or not span:
        return None
    operator = _SIGNS.get(match[1] or "=", match[1] or "=")
    if operator == "=":
        return ("=", _iso(span[0])) if span[0] == span[1] else ("..", f"{_iso(span[0])}..{_iso(span[1])}")
    return operator, _iso(span[0] if operator in ("<", ">=") else span[1])


def _between(first: str, last: str, today: str) -> tuple[str, str] | None:
    start, end = _span(first, today) if first else None, _span(last, today) if last else None
    if (first and not start) or (last and not end):
        return None
    if start and end:
        return "..", f"{_iso(min(start[0], end[0]))}..{_iso(max(start[1], end[1]))}"
    if start:
        return ">=", _iso(start[0])
    return ("<=", _iso(end[1])) if end else None


def _span(text: str, today: str) -> Span | None:
    try:
        return _fixed(text.strip(), today) or _moving(text.strip(), today)
    except (ValueError, OverflowError):
        return None


def _fixed(text: str, today: str) -> Span | None:
    """Return a year, a month or a day as the days it has."""
    match = _ISO.fullmatch(text)
    if match and not match[3]:
        year = int(match[1])
        first, last = (int(match[2]),) * 2 if match[2] else (1, 12)
        return date(year, first, 1), date(year, last, monthrange(year, last)[1])
    if text in relative_days() or text.startswith("+"):
        return None
    found = parse_date(text, date.fromisoformat(today) if today else date.min)
    day = date.fromisoformat(found) if found else None
    return (day, day) if day and (today or day.year > 1) else None


def _moving(text: str, today: str) -> Span | None:
    word, days = text, 0
    if match := _OFFSET.fullmatch(text):
        word, days = match[1], int(match[2])
    if not today or (word and word not in relative_days()):
        return None
    day = date.fromisoformat(today) + timedelta(days=relative_days().get(word, 0) + days)
    return day, day


def _iso(day: date) -> str:
    return day.isoformat()
