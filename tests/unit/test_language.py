"""Dates, numbers and words in three languages."""

from datetime import date

import pytest
from babel import Locale
from babel.dates import format_date as babel_date
from babel.numbers import format_decimal

from focalpoint import language
from focalpoint.domain.dates import parse_date
from focalpoint.domain.errors import InvalidValueError
from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.messages import CalendarDate, Joined, Localised, Message, Size, counted, message_of
from focalpoint.domain.wording import N_

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-05", "2026-11-05"),
        ("5/11/2026", "2026-11-05"),
        ("٥/١١/٢٠٢٦", "2026-11-05"),
        ("5.11.2026", "2026-11-05"),
        ("05112026", "2026-11-05"),
        ("5 November 2026", "2026-11-05"),
        ("5 novembre 2026", "2026-11-05"),
        ("1er mai 2027", "2027-05-01"),
        ("5 تشرين الثاني/نوفمبر 2026", "2026-11-05"),
        ("5 نوفمبر", "2026-11-05"),
        ("5 تشرين الثاني 2026", "2026-11-05"),
        ("غداً", "2026-11-25"),
        ("demain", "2026-11-25"),
        ("today", "2026-11-24"),
        ("+7", "2026-12-01"),
        ("", ""),
        ("31/2/2026", None),
        ("soon", None),
    ],
)
def test_dates_are_read_as_offices_write_them(text: str, expected: str | None) -> None:
    assert parse_date(text, TODAY) == expected


def test_dates_are_written_as_the_language_writes_them() -> None:
    assert language.format_date("2026-11-05", "ar") == "5 تشرين الثاني/نوفمبر 2026"
    assert language.format_date("2026-11-05", "fr") == "5 novembre 2026"
    assert language.format_date("2026-11-05", "en") == "5 November 2026"


@pytest.mark.parametrize("days", [0, 1, 2, 3, 10, 11, 99, 100, 101, 102, 103])
def test_arabic_counts_in_its_six_forms(days: int) -> None:
    language.use("ar")
    said = language.relative_days(date.fromordinal(TODAY.toordinal() + days).isoformat(), TODAY)
    assert not any("a" <= letter <= "z" for letter in said), said


def test_arabic_plural_forms_differ() -> None:
    language.use("ar")
    said = {language.ngettext("{n} day overdue", "{n} days overdue", n) for n in (1, 2, 3, 11)}
    assert len(said) == 4


def test_sorting_passes_over_the_article_and_hamza() -> None:
    assert sorted(["الأصول", "بنك", "استجواب"], key=language.sort_key) == ["استجواب", "الأصول", "بنك"]


def test_every_language_has_a_compiled_or_source_catalogue() -> None:
    for code in LANGUAGES:
        assert language.translate("Today", code)


@pytest.mark.parametrize("code", ["fr", "en"])
def test_dates_and_numbers_are_written_as_in_the_unicode_locale_data(code: str) -> None:
    for month in range(1, 13):
        day = date(2026, month, month)
        iso = day.isoformat()
        assert language.format_date(iso, code) == babel_date(day, "d MMMM y", locale=code)
        assert language.format_month(day, code) == babel_date(day, "LLLL y", locale=code).capitalize()
        assert language.format_weekday(iso, code) == babel_date(day, "EEEE d MMMM y", locale=code)
        for width in ("MMM", "MMMM"):
            typed = f"{month} {babel_date(day, width, locale=code)} 2026"
            assert parse_date(typed, TODAY) == iso
    names = Locale(code).days["stand-alone"]["wide"]
    assert language.weekday_names(code) == [str(names[day]).capitalize() for day in range(7)]
    for number in (0, 12, 999, 1000, 1234567, 1.5, 1234.25, 12.0, 0.125, -4321.5, 1e9):
        assert language.format_number(number, code) == format_decimal(number, locale=code)


def test_a_message_is_said_in_any_language_with_what_fills_it() -> None:
    due = Message(N_("Deadline: {due}."), {"due": CalendarDate("2026-11-05")})
    assert language.say(due, "en") == "Deadline: 5 November 2026."
    assert "5 novembre 2026" in language.say(due, "fr")
    assert "تشرين الثاني" in language.say(due, "ar")
    inner = Message(N_("{first} or {second}"), {"first": "A", "second": Localised({"en": "arrest", "fr": "remise"})})
    assert language.say(inner, "fr") == "A ou remise"
    assert language.say(inner, "ar").endswith("arrest"), "English where there is no other wording"
    listed = Message("{all}", {"all": Joined((inner, Size(2000)), "; ")})
    assert language.say(listed, "en") == "A or arrest; 2 kB"
    assert language.say(inner, "en", around=lambda words: f"<{words}>") == "<A> or arrest"


def test_a_counted_message_takes_the_plural_form_of_its_language() -> None:
    said = {
        language.say(counted("{n} day overdue", "{n} days overdue", n), "ar").replace(str(n), "") for n in range(1, 12)
    }
    assert len(said) == 4
    assert language.say(counted("{n} day overdue", "{n} days overdue", 2), "en") == "2 days overdue"


def test_words_of_another_system_may_hold_braces() -> None:
    assert language.say(Message("refused: {}")) == "refused: {}"


def test_the_program_itself_reads_a_message_in_english() -> None:
    """Logs and tests need no catalogue."""
    inner = Message("{first} or {second}", {"first": CalendarDate("2026-11-05"), "second": Localised({"en": "never"})})
    assert str(inner) == "2026-11-05 or never"
    assert str(counted("{n} day overdue", "{n} days overdue", 3)) == "3 days overdue"


def test_what_an_error_says_is_a_message_too() -> None:
    """A text in it may be an id; a number, a size or a phrase stays what it is."""
    error = InvalidValueError(field="Subject", n=3, room=Size(2000), nothing="")
    message = message_of(error)
    assert language.say(message, "fr") == language.translate(error.message, "fr").format(field="Objet")
    assert message.params == {"field": Message("Subject"), "n": 3, "room": Size(2000), "nothing": ""}


def test_a_language_of_a_newer_program_is_written_as_english() -> None:
    assert language.format_date("2026-03-01", "xx") == "1 March 2026"
    assert not language.is_rtl("xx")
