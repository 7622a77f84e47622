"""The languages of the program, one row of data for each: nothing else in the code says which there are.

`docs/translating.md` tells how one is added. Months and days of English and French are as in the Unicode locale data
(CLDR), with which `tests/unit/test_language.py` compares them: loading those data at every start would cost more than
the rest of the language. Arabic has the double month names of United Nations documents and Western digits.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language: what its speakers call it, its English name, its direction, and how dates and numbers are written.

    `region` is what Qt formats its own numbers by; `plurals` the gettext rule of its catalogue. Months begin with
    January and days with Monday, as they stand in a sentence; short months are as people type them.
    """

    name: str
    english: str
    rtl: bool
    region: str
    plurals: str
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    days: tuple[str, ...]
    near_days: tuple[str, str, str]  # yesterday, today, tomorrow
    group: str
    decimal: str


ARABIC = Language(
    name="العربية",
    english="Arabic",
    rtl=True,
    region="ar_MA",
    plurals="nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)",
    months=(
        "كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيو",
        "تموز/يوليو", "آب/أغسطس", "أيلول/سبتمبر", "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر",
        "كانون الأول/ديسمبر",
    ),
    short_months=(),
    days=("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    near_days=("أمس", "اليوم", "غدا"),
    group=",",
    decimal=".",
)  # fmt: skip
FRENCH = Language(
    name="Français",
    english="French",
    rtl=False,
    region="fr",
    plurals="nplurals=2; plural=(n > 1)",
    months=(
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
        "novembre", "décembre",
    ),
    short_months=(
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
    ),
    days=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    near_days=("hier", "aujourd'hui", "demain"),
    group="\u202f",
    decimal=",",
)  # fmt: skip
ENGLISH = Language(
    name="English",
    english="English",
    rtl=False,
    region="en",
    plurals="nplurals=2; plural=(n != 1)",
    months=(
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ),
    short_months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    near_days=("yesterday", "today", "tomorrow"),
    group=",",
    decimal=".",
)  # fmt: skip
LANGUAGES = {"ar": ARABIC, "fr": FRENCH, "en": ENGLISH}  # in the order in which they are offered and searched
SOURCE = "en"  # the language of the messages in the code, and the last to fall back on


def fallback(language: str) -> tuple[str, ...]:
    """Return the languages in which a text is looked for: the wanted one first."""
    return (language, *(code for code in LANGUAGES if code != language))
