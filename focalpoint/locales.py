"""What dates and numbers are written with in each language: one column of data for each.

English and French are as in the Unicode locale data (CLDR), with which `tests/unit/test_language.py` compares them:
loading those data at every start would cost more than the rest of the language. Arabic has the double month names of
United Nations documents and Western digits.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Locale:
    """Months from January, days from Monday, as they stand in a sentence; short months as people type them."""

    months: tuple[str, ...]
    short_months: tuple[str, ...]
    days: tuple[str, ...]
    group: str
    decimal: str


ARABIC = Locale(
    (
        "كانون الثاني/يناير",
        "شباط/فبراير",
        "آذار/مارس",
        "نيسان/أبريل",
        "أيار/مايو",
        "حزيران/يونيو",
        "تموز/يوليو",
        "آب/أغسطس",
        "أيلول/سبتمبر",
        "تشرين الأول/أكتوبر",
        "تشرين الثاني/نوفمبر",
        "كانون الأول/ديسمبر",
    ),
    (),
    ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    ",",
    ".",
)
FRENCH = Locale(
    (
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
        "décembre",
    ),
    ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
    ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "\u202f",
    ",",
)  # fmt: skip
ENGLISH = Locale(
    (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    ",",
    ".",
)  # fmt: skip
LOCALES = {"ar": ARABIC, "fr": FRENCH, "en": ENGLISH}
