"""What people write in the cells of a register, as values of fields: dates of both calendars, codes, numbers."""

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, assert_never

from focalpoint.domain import values
from focalpoint.domain.codes import CodeList
from focalpoint.domain.dates import LONGEST, parse_date, parse_time
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.fields import SETS, Kind, Spec, Value
from focalpoint.domain.messages import Joined
from focalpoint.domain.query import resolve
from focalpoint.domain.text import fold
from focalpoint.domain.wording import N_
from focalpoint.loading import late
from focalpoint.services.core.workspace import Workspace

if TYPE_CHECKING:
    import hijridate
else:
    hijridate = late("hijridate")

MONTHS = {
    fold(name): number
    for number, names in enumerate(
        (
            ("محرم", "المحرم", "Muharram", "Mouharram"), ("صفر", "Safar"),
            ("ربيع الأول", "Rabi I", "Rabia al awal"), ("ربيع الآخر", "ربيع الثاني", "Rabi II"),
            ("جمادى الأولى", "جمادى الاولى", "Jumada I"), ("جمادى الآخرة", "جمادى الثانية", "Jumada II"),
            ("رجب", "Rajab"), ("شعبان", "Shaaban", "Chaabane"), ("رمضان", "Ramadan"), ("شوال", "Shawwal", "Chawwal"),
            ("ذو القعدة", "ذي القعدة", "Dhu al-Qadah"), ("ذو الحجة", "ذي الحجة", "Dhu al-Hijjah"),
        ), 1,
    )
    for name in names
}  # fmt: skip
_MONTH = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(MONTHS, key=len, reverse=True)))
_HIJRI_ERA = re.compile(r"(?:\s*(?:هـ|ه|ah|h))$")
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000  # days since 1899-12-30, as spreadsheets count: 1954 to 2119
YES = frozenset(map(fold, ("1", "x", "yes", "true", "oui", "vrai", "نعم", "صح", "✓", "✔")))
NO = frozenset(map(fold, ("0", "", "no", "false", "non", "faux", "لا", "خطأ", "-", "–")))


class UnreadableCellError(FocalpointError):
    """A cell does not hold what its field may hold."""

    message = N_("“{text}” is not understood as “{field}”.")
    remedy = N_("Correct the cell and import the file again; rows that are there already are brought up to date.")
    code = "IMP-101"


class AmbiguousCellError(FocalpointError):
    """A cell could mean several codes."""

    message = N_("“{text}” could be several things: {choices}.")
    remedy = N_("Write one of them in the cell and import the file again.")
    code = "IMP-102"


def read_cell(ws: Workspace, spec: Spec, text: str) -> Value:
    """Return the value of a field that a cell says; raise UnreadableCellError or AmbiguousCellError."""
    match spec.kind:
        case Kind.TEXT | Kind.NOTE:
            return values.tidy(spec.kind, " ".join(text.split()) if spec.kind is Kind.TEXT else text)
        case Kind.DATE:
            return _checked(date_of(text, ws.today()), spec, text)
        case Kind.TIME:
            return _checked(parse_time(text), spec, text)
        case Kind.CHOICE | Kind.STATE:
            return _code(ws.reference.lists[spec.codes], spec, text) if text else ""
        case Kind.CHOICES | Kind.TAGS:
            words = _several(text)
            return tuple(sorted({_code(ws.reference.lists[spec.codes], spec, w) if spec.codes else w for w in words}))
        case Kind.FLAG:
            return _flag(spec, text)
        case Kind.NUMBER:
            return _number(spec, text)
        case Kind.LINK | Kind.LINKS | Kind.FILE | Kind.INSTANT:
            raise UnreadableCellError(text=text, field=spec.label)
        case _:
            assert_never(spec.kind)


def readable(spec: Spec) -> bool:
    """Tell whether cells can be read into a field."""
    return spec.kind not in (Kind.LINK, Kind.LINKS, Kind.FILE, Kind.INSTANT) and not spec.own_screen


def _checked(found: str | None, spec: Spec, text: str) -> str:
    if found is None:
        raise UnreadableCellError(text=text, field=spec.label)
    return found


def date_of(text: str, today: date) -> str | None:
    """Return a date as records keep it, "" for an empty cell, None if it is none.

    Dates of the Hijri calendar are told by the mark هـ, a Hijri month, or a year from 1300 to 1500; they are turned
    into the civil calendar by the table of Umm al-Qura. A number may be the day count of a spreadsheet.
    """
    if len(text) > LONGEST and text.strip():
        return None
    plain = fold(text).strip()
    if not plain or plain in ("-", "–", "n/a", "/"):
        return ""
    hijri = _hijri(plain)
    if hijri is not None:
        return hijri or None
    if plain.isdigit() and _FIRST_SERIAL < int(plain) < _LAST_SERIAL:
        return (date(1899, 12, 30) + timedelta(days=int(plain))).isoformat()
    clock = re.fullmatch(r"(\d{4}-\d{2}-\d{2})[ t]\d{1,2}:\d{2}.*", plain)
    return parse_date(clock[1] if clock else re.sub(r"\s*(?:م|ad)$", "", text.strip()), today)


def _hijri(plain: str) -> str | None:
    """Return a Hijri date in the civil calendar, "" if there is no such day, None if it is no Hijri date."""
    bare = _HIJRI_ERA.sub("", plain)
    marked = bare != plain
    numbers = [int(n) for n in re.findall(r"\d+", bare)]
    found = _MONTH.search(bare)
    named = MONTHS[found[0]] if found else 0
    if named and len(numbers) == 2:
        day, month, year = min(numbers), named, max(numbers)
    elif len(numbers) == 3 and re.fullmatch(r"[\d\s./-]+", bare):
        first, month, last = numbers
        day, year = (last, first) if first > 31 else (first, last)
    else:
        return "" if marked and numbers else None
    if not (marked or named or 1300 <= year <= 1500):
        return None
    try:
        return hijridate.Hijri(year, month, day).to_gregorian().isoformat()
    except (ValueError, OverflowError):
        return ""


def _code(codes: CodeList, spec: Spec, text: str) -> str:
    found = list(resolve(text, codes))
    exact = [code for code in found if fold(code) == fold(text)]
    found = exact or found
    if not found:
        raise UnreadableCellError(text=text, field=spec.label)
    if len(found) > 1:
        raise AmbiguousCellError(text=text, choices=Joined(tuple(found[:6]), N_("; ")))
    return found[0]


def _several(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,،;؛\n]", text) if part.strip()]


def _flag(spec: Spec, text: str) -> bool:
    if fold(text) not in YES | NO:
        raise UnreadableCellError(text=text, field=spec.label)
    return fold(text) in YES


def _number(spec: Spec, text: str) -> int | None:
    plain = re.sub(r"[\s\u00a0\u202f٬,']", "", fold(text))
    if not plain:
        return None
    if not re.fullmatch(r"-?\d{1,15}", plain, re.ASCII):
        raise UnreadableCellError(text=text, field=spec.label)
    return int(plain)


def merged(spec: Spec, before: Value, found: Value) -> Value:
    """Return what a field holds after an import: sets grow, other fields take the new value."""
    if spec.kind in SETS and isinstance(before, tuple) and isinstance(found, tuple):
        return tuple(sorted({*before, *found}))
    return found
