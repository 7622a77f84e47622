"""Search normalisation of Arabic, French and English: what the index holds and what is looked up in it.

Folding is NFKC, case folding and removal of accents, harakat, tatweel and bidi controls. In Arabic the
hamza never decides: أ إ آ ٱ become ا, ؤ becomes و, ئ becomes ي (و before و, so that شئون is شؤون), a lone
ء is dropped; ى becomes ي and ة becomes ه. Digits of both Arabic sets become 0-9. œ, æ, ß, ø, ł become oe, ae,
ss, o, l.

An Arabic word is indexed under several forms, because the article and one-letter particles are joined to it:

- its *canonical* form: without the article and what stands before it (ال وال بال كال فال لل, and وبال ولل …);
- as it is written;
- without a particle و ف ب ك ل, and without two of them if four letters remain.

At least three letters must remain. An alef with a visible hamza is never the article: ألبان stays whole.
A query has the first two forms only, so كتاب never finds تاب.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_LETTER = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc"
    "\u0750-\u077f\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc"
)
_MARK = "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0300-\u036f\u00ad"
_CONTROL = "\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
_OTHER = f"(?![{_LETTER}])[^\\W_]"
_WORD = re.compile(
    f"[{_LETTER}](?:[{_LETTER}{_MARK}{_CONTROL}]*[{_LETTER}{_MARK}])?"
    f"|{_OTHER}(?:(?:{_OTHER}|[{_MARK}{_CONTROL}])*(?:{_OTHER}|[{_MARK}]))?"
)
_ASCII_WORD = re.compile("[A-Za-z0-9]+")  # the same words, where nothing but ASCII stands, found much faster
_ARABIC = re.compile("[\u0620-\u064a]")
_DROPPED = re.compile(f"[{_MARK}{_CONTROL}]")
_LEVELLED = {
    "أإآٱ": "ا",
    "ىیېئ": "ي",
    "ةہھە": "ه",
    "ؤ": "و",
    "ک": "ك",
    "ء": "",
    "œ": "oe",
    "æ": "ae",
    "ø": "o",
    "đð": "d",
    "ł": "l",
    "ı": "i",
    "þ": "th",
}
_DIGITS = {chr(zero + digit): str(digit) for zero in (0x660, 0x6F0) for digit in range(10)}
_TABLE = str.maketrans({**{c: to for chars, to in _LEVELLED.items() for c in chars}, **_DIGITS})
_ARTICLES = ("وبال", "فبال", "وكال", "فكال", "ولل", "فلل", "وال", "بال", "كال", "فال", "ال", "لل")
_PARTICLES = "وفبكل"
_JOINING = "وف"
PROCLITICS = ("و", "ف", "ب", "ك", "ل", "وب", "ول", "فب", "فل")
_BREAK = "ة"  # folded away in every word, so no query can ask for it: it keeps phrases from running on


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text at `start:end`, with its index forms, the canonical form first."""

    start: int
    end: int
    forms: tuple[str, ...]


def fold(text: str) -> str:
    """Return a text with all that search ignores levelled; spaces and punctuation stay."""
    levelled = unicodedata.normalize("NFKC", text).casefold()
    levelled = _DROPPED.sub("", levelled).replace("ئو", "وو").translate(_TABLE)
    plain = unicodedata.normalize("NFKD", levelled)
    return unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c))).casefold()


def tokens(text: str) -> list[Token]:
    """Return the words of a text. Apostrophes, hyphens and slashes split; scripts are not mixed in a word."""
    return list(scan(text))


def scan(text: str) -> Iterator[Token]:
    """Yield the words of a text one by one, for texts too long to hold as tokens."""
    for match in _WORD.finditer(text):
        found = forms(match.group())
        if found:
            yield Token(match.start(), match.end(), found)


def index_text(text: str) -> str:
    """Return what the full-text index is given: the canonical words in order, then each other form once."""
    words: list[str] = []
    others: dict[str, None] = {}
    for word in (_ASCII_WORD if text.isascii() else _WORD).findall(text):
        found = forms(word)
        if found:
            words.append(found[0])
        if len(found) > 1:
            others.update(dict.fromkeys(found[1:]))
    return " ".join([*words, *(part for other in others for part in (_BREAK, other))])


@lru_cache(maxsize=1 << 16)
def forms(word: str) -> tuple[str, ...]:
    """Return the index forms of a word, the canonical form first; () if nothing searchable is in it."""
    strict = strict_forms(word)
    if not strict or not is_arabic(strict[-1]):
        return strict
    return tuple(dict.fromkeys((*strict, *_without_particles(strict[-1], len(_bare(word))))))


@lru_cache(maxsize=1 << 12)
def strict_forms(word: str) -> tuple[str, ...]:
    """Return the forms a query asks for: canonical, then as written; () if nothing is searchable."""
    folded = "".join(c for c in fold(word) if c.isalnum())
    if not folded:
        return ()
    return tuple(dict.fromkeys((_without_article(folded, _bare(word)), folded)))


def is_arabic(word: str) -> bool:
    """Tell whether a folded word is written in Arabic letters."""
    return _ARABIC.match(word) is not None


def _bare(word: str) -> str:
    return _DROPPED.sub("", unicodedata.normalize("NFKC", word))  # letters still with their hamza


def _without_article(folded: str, bare: str) -> str:
    for article in _ARTICLES:
        if folded.startswith(article) and len(bare) >= len(article) + 3 and _bare_alef(article, bare):
            return folded[len(article) :]
    return folded


def _bare_alef(article: str, bare: str) -> bool:
    alef = article.find("ا")
    return alef < 0 or bare[alef : alef + 1] in ("ا", "ٱ")


def _without_particles(folded: str, letters: int) -> Iterator[str]:
    if folded[0] not in _PARTICLES or letters < 4:
        return
    yield folded[1:]
    if folded[0] in _JOINING and folded[1] in _PARTICLES and folded[1] not in _JOINING and letters >= 6:
        yield folded[2:]
