"""Passphrase strength as guesses needed: zxcvbn, with our dictionaries in three languages and three keyboards.

What is typed is looked at in several forms (without harakat and spaces, as the keys of another keyboard); the form that
is guessed first counts. The floor is a number of guesses: so many as somebody with a hundred graphics cards makes in
ten years, where each guess is an Argon2id of 256 MiB and three passes.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from focalpoint import paths, reference
from focalpoint.domain.languages import LANGUAGES
from focalpoint.language import _, ngettext
from focalpoint.loading import late
from focalpoint.services.core import word_lists

if TYPE_CHECKING:
    import zxcvbn
else:
    zxcvbn = late("zxcvbn")

PACE = 50_000  # guesses a second: a hundred cards of 1 TB/s, each guess moving some 1.5 GB; rounded up
YEAR = 31_557_600  # seconds
DAY = 86_400
FLOOR_YEARS = 10
FLOOR = float(FLOOR_YEARS * YEAR * PACE)
MOST_JUDGED = 72  # letters; what follows can only make it harder
LISTS = ("countries", "organs", "office_kinds", "officer_roles")
SHORTEST_WORD = 3

_QWERTY = "`1234567890-=qwertyuiop[]asdfghjkl;'zxcvbnm,./"
_AZERTY = "²&é\"'(-è_çà)=azertyuiop^$qsdfghjklmùwxcvbn,;:!"
_ARABIC = "ذ1234567890-=ضصثقفغعهخحجدشسيبلاتنمكطئءؤر\x00ىةوزظ"  # the key of b writes two letters: lam and alef
_LAM_ALEF = "لا"


def guesses(passphrase: str, at_hand: Iterable[str] = ()) -> float:
    """Return about how many guesses find a passphrase; `at_hand` are words that a guesser tries first."""
    tried = [*_forms_of(at_hand), *_listed()]
    forms = dict.fromkeys(form[:MOST_JUDGED] for form in _forms(passphrase) if form)
    return min((float(zxcvbn.zxcvbn(form, tried)["guesses"]) for form in forms), default=1.0)


def enough(number: float) -> bool:
    """Tell whether so many guesses are as many as are asked for."""
    return number >= FLOOR


def time_said(number: float) -> str:
    """Say how long so many guesses take."""
    seconds = number / PACE
    if seconds < DAY:
        return _("Somebody with a hundred graphics cards finds it within a day.")
    if seconds < YEAR:
        days = int(seconds // DAY)
        said = ngettext(
            "Somebody with a hundred graphics cards finds it in about {n} day.",
            "Somebody with a hundred graphics cards finds it in about {n} days.",
            days,
        )
        return said.format(n=days)
    years = int(seconds // YEAR)
    if years > 1000:
        return _("Somebody with a hundred graphics cards would need more than a thousand years.")
    said = ngettext(
        "Somebody with a hundred graphics cards would need about {n} year.",
        "Somebody with a hundred graphics cards would need about {n} years.",
        years,
    )
    return said.format(n=years)


def _forms(typed: str) -> Iterator[str]:
    """Yield what is typed as a guesser may come upon it."""
    lowered = typed.casefold()
    yield lowered
    yield _plain(lowered)
    yield _squeezed(lowered)
    rows = lowered.replace(" ", "")
    yield from (_on(rows, _AZERTY, _QWERTY), _on(rows, _ARABIC, _QWERTY))
    together = rows.replace(_LAM_ALEF, "\x00")
    yield _on(together, _ARABIC, _QWERTY)
    yield from (_squeezed(_on(together, _ARABIC, _AZERTY)), _squeezed(_on(lowered, _QWERTY, _AZERTY)))
    for keys in (_QWERTY, _AZERTY):
        yield _squeezed(_on(lowered, keys, _ARABIC).replace("\x00", _LAM_ALEF))


def _on(typed: str, keys: str, others: str) -> str:
    """Return what the same keys write on another keyboard."""
    return typed.translate(str.maketrans(keys, others))


def _plain(text: str) -> str:
    """Return text without accents, harakat and forms of alef, with digits of one kind."""
    return "".join(str(int(c)) if c.isdecimal() else c for c in word_lists.folded_word(text))


def _squeezed(text: str) -> str:
    """Return the letters and digits of a text alone."""
    return "".join(c for c in _plain(text) if c.isalnum())


def _forms_of(phrases: Iterable[str]) -> list[str]:
    """Return phrases and their words as they are compared, each once, the phrases first."""
    whole = [phrase for phrase in phrases if phrase]
    apart = [word for phrase in whole for word in phrase.replace("-", " ").replace("'", " ").split()]
    bare = [word.removeprefix("ال") for word in apart if word.startswith("ال")]
    squeezed = (_squeezed(phrase) for phrase in (*whole, *apart, *bare))
    return list(dict.fromkeys(form for form in squeezed if len(form) >= SHORTEST_WORD))


@cache
def _listed() -> tuple[str, ...]:
    """Return what every office of this kind thinks of: phrases of the trade, States, organs."""
    phrases = paths.resource("guesses", "phrases.txt").read_text("utf-8").splitlines()
    lists = reference.load().lists
    labels = [
        code.label(language) for name in LISTS for code in lists[name].codes.values() for language in LANGUAGES
    ]  # fmt: skip
    return tuple(_forms_of((*phrases, *labels)))
