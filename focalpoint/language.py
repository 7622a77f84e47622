"""The language of the person: translation, direction, dates, numbers and sorting."""

import gettext
import io
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from typing import TYPE_CHECKING

from focalpoint import paths
from focalpoint.domain.languages import LANGUAGES, Language
from focalpoint.domain.visible_text import visible_with_isolates
from focalpoint.domain.wording import N_
from focalpoint.loading import late

if TYPE_CHECKING:
    from babel.messages import mofile, pofile
else:  # for catalogues that were not compiled
    mofile, pofile = late("babel.messages.mofile"), late("babel.messages.pofile")

_LRI, _FSI, _PDI = "\u2066", "\u2068", "\u2069"
LONGEST_DATE = 80  # signs: no date of any language is longer, and none is looked for in more
_WESTERN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


class _CurrentLanguage:
    """The one language of the process; set by the entry points and by the live switch."""

    code = "en"


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Return the catalogue of a language, compiled from the `.po` file when no fresh `.mo` stands beside it."""
    folder = paths.catalogues() / language / "LC_MESSAGES"
    source, compiled = folder / "focalpoint.po", folder / "focalpoint.mo"
    if compiled.is_file() and (not source.is_file() or compiled.stat().st_mtime >= source.stat().st_mtime):
        return gettext.GNUTranslations(io.BytesIO(compiled.read_bytes()))
    if not source.is_file():
        return gettext.NullTranslations()
    memory = io.BytesIO()
    with source.open("rb") as stream:
        mofile.write_mo(memory, pofile.read_po(stream, locale=language))
    memory.seek(0)
    return gettext.GNUTranslations(memory)


def use(language: str) -> None:
    """Make a language the current one; raise ValueError if there is no such catalogue."""
    if language not in LANGUAGES:
        raise ValueError(language)
    _CurrentLanguage.code = language


def current() -> str:
    """Return the code of the current language."""
    return _CurrentLanguage.code


def _(message: str) -> str:
    """Translate a message into the current language."""
    return catalogue(_CurrentLanguage.code).gettext(message) if message else ""


def translate(message: str, language: str) -> str:
    """Translate a message into a given language."""
    return catalogue(language).gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """Translate a counted message with the plural form that the language needs."""
    return catalogue(_CurrentLanguage.code).ngettext(singular, plural, number)


def label_value(label: str, value: str) -> str:
    """Return a label with its value, as the current language writes it: French leaves a space before the colon."""
    return _("{label}: {value}").format(label=label, value=value)


def is_rtl(language: str | None = None) -> bool:
    """Tell whether a language is written from right to left."""
    return _data(language).rtl


def begins_rtl(words: str) -> bool:
    """Tell whether the first letter of a text is written from right to left."""
    first = next((c for c in words if unicodedata.bidirectional(c) in ("L", "R", "AL")), "")
    return bool(first) and unicodedata.bidirectional(first) != "L"


def isolate_ltr(text: str) -> str:
    """Wrap a reference, hash or address so that it stays left to right inside Arabic text."""
    return f"{_LRI}{visible_with_isolates(text)}{_PDI}" if text else ""


def isolate(text: str) -> str:
    """Wrap foreign text so that its direction does not disturb the text around it."""
    return f"{_FSI}{visible_with_isolates(text)}{_PDI}" if text else ""


def format_date(iso: str, language: str | None = None) -> str:
    """Write a date in full; Arabic has the double month names of United Nations documents."""
    if not iso:
        return ""
    day = date.fromisoformat(iso[:10])
    return f"{day.day} {_data(language).months[day.month - 1]} {day.year}"


def format_weekday(iso: str, language: str | None = None) -> str:
    """Write a date in full with the day of the week before it."""
    day = date.fromisoformat(iso[:10])
    return f"{_data(language).days[day.weekday()]} {format_date(iso, language)}"


def format_month(day: date, language: str | None = None) -> str:
    """Write a month and its year."""
    return f"{_data(language).months[day.month - 1]} {day.year}".capitalize()


def weekday_names(language: str | None = None) -> list[str]:
    """Return the names of the days of the week, Monday first."""
    return [name.capitalize() for name in _data(language).days]


def format_instant(iso: str, language: str | None = None, zone: tzinfo | None = None) -> str:
    """Write an instant (UTC, `…Z`) as local date and time."""
    if not iso:
        return ""
    local = datetime.fromisoformat(iso.replace("Z", "+00:00")).astimezone(zone)
    return f"{format_date(local.date().isoformat(), language)} {local:%H:%M}"


def format_clock(iso: str) -> str:
    """Write the time of day of an instant, local."""
    local = datetime.fromisoformat(iso.replace("Z", "+00:00")).astimezone()
    return f"{local:%H:%M}"


def format_number(number: float, language: str | None = None) -> str:
    """Write a number with the grouping of the language, at most three decimals, always in Western digits."""
    marks = _data(language)
    whole, _point, rest = f"{number:,.3f}".partition(".")
    rest = rest.rstrip("0")
    grouped = whole.replace(",", marks.group)
    return f"{grouped}{marks.decimal}{rest}" if rest else grouped


def format_size(size: int, language: str | None = None) -> str:
    """Write a size in bytes with a unit a person knows."""
    units = (N_("{n} bytes"), N_("{n} kB"), N_("{n} MB"), N_("{n} GB"))
    amount, unit = float(size), 0
    while amount >= 1000 and unit < len(units) - 1:
        amount, unit = amount / 1000, unit + 1
    shown = format_number(round(amount, 1 if unit > 1 else 0), language)
    return translate(units[unit], language or _CurrentLanguage.code).format(n=shown)


def relative_days(iso: str, today: date) -> str:
    """Say how far a date is from today: "in 3 days", "today", "2 days overdue"."""
    days = (date.fromisoformat(iso[:10]) - today).days
    if days in (0, 1):
        return _("tomorrow") if days else _("today")
    if days > 0:
        return ngettext("in {n} day", "in {n} days", days).format(n=days)
    return ngettext("{n} day overdue", "{n} days overdue", -days).format(n=-days)


def _data(language: str | None) -> Language:
    return LANGUAGES[language or _CurrentLanguage.code]


@cache
def _month_names() -> dict[str, int]:
    names: dict[str, int] = {}
    for one in LANGUAGES.values():
        for months in (one.months, one.short_months):
            for number, both in enumerate(months, 1):
                names |= {_plain(name): number for name in both.split("/")}
    return names


def _plain(text: str) -> str:
    western = re.sub(r"(?<=\d)\.(?=\d)", "/", text.casefold().translate(_WESTERN))
    decomposed = unicodedata.normalize("NFKD", western)
    kept = "".join(c for c in decomposed if not unicodedata.combining(c) and c not in "\u2066\u2067\u2068\u2069")
    return kept.replace(".", "").replace("ـ", "").strip()


_RELATIVE = {
    **dict.fromkeys(("today", "aujourd'hui", "اليوم"), 0),
    **dict.fromkeys(("tomorrow", "demain", "غدا"), 1),
    **dict.fromkeys(("yesterday", "hier", "امس"), -1),
}


def parse_date(text: str, today: date) -> str | None:
    """Read a date in any common form of the three languages and both digit sets; day before month.

    Return `yyyy-mm-dd`, "" for empty text, None if it is not a date.
    """
    if len(text) > LONGEST_DATE:
        return None
    plain = " ".join(_plain(text).split())
    if not plain:
        return ""
    if plain in _RELATIVE:
        return (today + timedelta(days=_RELATIVE[plain])).isoformat()
    if match := re.fullmatch(r"\+(\d{1,4})", plain):
        return (today + timedelta(days=int(match[1]))).isoformat()
    return _dated(plain, today)


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
        month = _month_names().get(raw[2].split("/")[0].strip())
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


def sort_key(text: str) -> str:
    """Return a key that sorts Arabic, French and English titles as a reader expects."""
    folded = _plain(text).translate(str.maketrans("أإآٱىةؤئ", "ااااىهوي"))
    return re.sub(r"^(?:ال|the |les |le |la |l')", "", folded)


def instant(moment: datetime) -> str:
    """Write a moment as the stored form of an instant: UTC, seconds, `Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
