"""The language of the person: translation, direction, dates, numbers and sorting."""

import gettext
import io
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from functools import cache
from typing import TYPE_CHECKING

from focalpoint import paths
from focalpoint.catalogues import CompiledCatalogue
from focalpoint.domain.languages import LANGUAGES, SOURCE, Language
from focalpoint.domain.messages import PHRASES, CalendarDate, Instant, Joined, Localised, Message, Parameter, Size
from focalpoint.domain.visible_text import visible_with_isolates
from focalpoint.domain.wording import N_
from focalpoint.loading import late

if TYPE_CHECKING:
    from babel.messages import mofile, pofile

    from focalpoint.domain import text as search_text
else:  # for catalogues that were not compiled
    mofile, pofile = late("babel.messages.mofile"), late("babel.messages.pofile")
    search_text = late("focalpoint.domain.text")

_LRI, _FSI, _PDI = "\u2066", "\u2068", "\u2069"


class _CurrentLanguage:
    """The one language of the process; set by the entry points and by the live switch."""

    code = "en"


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Return the catalogue of a language, compiled from the `.po` file when no fresh `.mo` stands beside it."""
    folder = paths.catalogues() / language / "LC_MESSAGES"
    source, compiled = folder / "focalpoint.po", folder / "focalpoint.mo"
    if compiled.is_file() and (not source.is_file() or compiled.stat().st_mtime >= source.stat().st_mtime):
        return CompiledCatalogue(compiled.read_bytes())
    if not source.is_file():
        return gettext.NullTranslations()
    memory = io.BytesIO()
    with source.open("rb") as stream:
        mofile.write_mo(memory, pofile.read_po(stream, locale=language))
    return CompiledCatalogue(memory.getvalue())


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


def say(message: Parameter, language: str | None = None, around: Callable[[str], str] = str) -> str:
    """Return a message, or what may stand in one, in a language: the current one unless given.

    `around` is applied to what others wrote among the parameters: a window sets it apart by isolates.
    """
    return str(_parameter(message, language or _CurrentLanguage.code, around))


def _pattern_filled(message: Message, code: str, around: Callable[[str], str]) -> str:
    if message.plural and message.count is not None:
        pattern = catalogue(code).ngettext(message.id, message.plural, message.count)
    else:
        pattern = translate(message.id, code)
    if not message.params:
        return pattern  # it may be the words of another system, and hold braces of its own
    return pattern.format(**{name: _parameter(value, code, around) for name, value in message.params.items()})


def say_error_value(value: object, around: Callable[[str], str] = str) -> object:
    """Return what fills a brace of an error's sentences: a text may be a message id, and is translated if it is."""
    if isinstance(value, str):
        return _(value)
    return say(value, around=around) if isinstance(value, PHRASES) else value


def _parameter(value: Parameter, language: str, around: Callable[[str], str]) -> str | int:
    match value:
        case Message():
            return _pattern_filled(value, language, around)
        case CalendarDate():
            return format_date(value.iso, language)
        case Instant():
            return format_instant(value.iso, language)
        case Size():
            return format_size(value.size, language)
        case Localised():
            return value.in_language(language)
        case Joined():
            separator = translate(value.separator, language)
            return separator.join(str(_parameter(part, language, around)) for part in value.parts)
        case str():
            return around(value)
        case _:
            return value


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
    return LANGUAGES.get(language or _CurrentLanguage.code) or LANGUAGES[SOURCE]  # a newer program may know more


def sort_key(text: str) -> str:
    """Return a key that sorts Arabic, French and English titles as a reader expects."""
    return re.sub(r"^(?:ال|the |les |le |la |l')", "", search_text.fold(text).strip())


def instant(moment: datetime) -> str:
    """Write a moment as the stored form of an instant: UTC, seconds, `Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
