"""What a value may be: one table, asked by forms, tables, commands, bundles, messages and cards alike.

What comes in and does not fit is kept aside and told. What is in a vault all the same, from an older program or because
somebody let it count, is shown as far as it can be shown, so that no page, paper or sum of days breaks on it.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import assert_never

from focalpoint.domain.fields import SETS, Kind, Spec, Value, empty

Json = str | bool | int | None | list[str] | dict[str, object]
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
LONGEST_LINE = 10_000  # characters
LONGEST_NOTE = 250_000  # bytes of UTF-8
LONGEST_TAG = 1_000
GREATEST = 1 << 53
LONGEST_CLOCK = 40
CUT = "…"
# what no line of text holds: controls, the line and paragraph separators, halves of characters
_CONTROLS = "\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff"
_NOT_IN_LINES = re.compile(f"[{_CONTROLS}]")
_NOT_IN_NOTES = re.compile(f"[{_CONTROLS}]".replace("\u0000-\u001f", "\u0000-\u0008\u000b-\u001f"))
_CODE = re.compile("[A-Za-z0-9][A-Za-z0-9._~+ -]{0,63}")
_TIME = re.compile("(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_RECORD = re.compile("[0-9a-f]{32}")
_STEP_TEXTS: Mapping[str, Kind] = {"note": Kind.NOTE, "ground": Kind.CHOICE, "on": Kind.DATE}


def day_of(text: str) -> date | None:
    """Return the day that text names as records keep it (`2026-12-31`), None if there is none from 1900 to 2200."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text and FIRST_DAY <= day <= LAST_DAY else None


def is_date(text: str) -> bool:
    """Tell whether text is a day as records keep it, from 1900 to 2200."""
    return day_of(text) is not None


def is_time(text: str) -> bool:
    """Tell whether text is a time of the day as records keep it: `09:30`."""
    return _TIME.fullmatch(text) is not None


def is_instant(text: str) -> bool:
    """Tell whether text is a moment as records keep it: `2026-12-31T10:00:00Z`."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return len(text) <= LONGEST_CLOCK and moment.tzinfo is not None and FIRST_DAY <= moment.date() <= LAST_DAY


def is_code(text: str) -> bool:
    """Tell whether text may be a code of a list, one of a newer program too."""
    return _CODE.fullmatch(text) is not None


def is_record(text: str) -> bool:
    """Tell whether text may be the identifier of a record."""
    return _RECORD.fullmatch(text) is not None


def is_line(text: str) -> bool:
    """Tell whether text is one line, without control characters and of a length that a field holds."""
    return len(text) <= LONGEST_LINE and not _NOT_IN_LINES.search(text)


def is_note(text: str) -> bool:
    """Tell whether text is what a field of several lines holds."""
    return not _NOT_IN_NOTES.search(text) and len(text.encode(errors="replace")) <= LONGEST_NOTE


def fits(kind: Kind, value: object) -> bool:
    """Tell whether a field of some kind may hold a value; of a set, whether it may hold it as one of its members.

    Which codes a list has is not asked: one of a newer program is kept and shown as it is.
    """
    if kind is Kind.FLAG:
        return isinstance(value, bool)
    if kind is Kind.NUMBER:
        return value is None or (type(value) is int and abs(value) < GREATEST)
    if not isinstance(value, str):
        return False
    return (not value and kind not in SETS) or _text_fits(kind, value)


def _text_fits(kind: Kind, text: str) -> bool:
    match kind:
        case Kind.TEXT:
            return is_line(text)
        case Kind.NOTE:
            return is_note(text)
        case Kind.DATE:
            return is_date(text)
        case Kind.TIME:
            return is_time(text)
        case Kind.INSTANT:
            return is_instant(text)
        case Kind.CHOICE | Kind.CHOICES | Kind.STATE:
            return is_code(text)
        case Kind.LINK | Kind.LINKS | Kind.FILE:
            return is_record(text)
        case Kind.TAGS:
            return bool(text) and is_line(text) and len(text) <= LONGEST_TAG
        case Kind.FLAG | Kind.NUMBER:
            return False
        case _:
            assert_never(kind)


def written(kind: Kind, op: str, value: object) -> bool:
    """Tell whether a write of some kind of operation holds what a field of this kind may hold."""
    if kind in SETS:
        return op in ("add", "rem") and fits(kind, value)
    if kind is Kind.STATE:
        return op == "evt" and isinstance(value, dict) and _is_step(value)
    return op == "set" and fits(kind, value)


def _is_step(value: dict[str, object]) -> bool:
    return fits(Kind.STATE, value.get("to")) and all(
        fits(kind, value[name]) for name, kind in _STEP_TEXTS.items() if value.get(name) is not None
    )


def shown(kind: Kind, value: Json) -> Value:
    """Return what a field shows of a value that a change wrote: as much of it as the field can hold."""
    if kind is Kind.STATE:
        to = value.get("to", "") if isinstance(value, dict) else ""
        return to if isinstance(to, str) and fits(kind, to) else ""
    if fits(kind, value):
        return value  # type: ignore[return-value] # what fits is no list and no object
    return _mended(kind, value) if isinstance(value, str) else _nothing(kind)


def _mended(kind: Kind, text: str) -> Value:
    match kind:
        case Kind.TEXT:
            return _cut(_NOT_IN_LINES.sub(" ", text), LONGEST_LINE)
        case Kind.NOTE:
            whole = _NOT_IN_NOTES.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
            return whole if is_note(whole) else _cut(whole, LONGEST_NOTE // 4)
        case Kind.TAGS:
            return _cut(_NOT_IN_LINES.sub(" ", text), LONGEST_TAG)
        case _:
            return _nothing(kind)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + CUT


def _nothing(kind: Kind) -> Value:
    return "" if kind in SETS else empty(kind)


def tidy(kind: Kind, text: str) -> str:
    """Return what somebody typed or pasted without marks that nobody sees; other ends of lines become ours."""
    if kind not in (Kind.TEXT, Kind.NOTE):
        return text
    return _NOT_IN_NOTES.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def record_fits(spec: Spec, value: Value) -> bool:
    """Tell whether a field of a record may be saved with a value; what is empty always may."""
    if value == empty(spec.kind):
        return True
    if spec.kind in SETS:
        return isinstance(value, tuple) and all(fits(spec.kind, member) for member in value)
    return fits(spec.kind, value)
