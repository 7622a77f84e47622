"""Citations in the language of the reader: “Rome Statute, article 93(1)(k)” as its lawyers write it."""

import re
from collections.abc import Mapping

from focalpoint.domain.codes import CodeList

JOINS = {"fr": (" et ", " à ", ", ", "\u202f; "), "ar": (" و", " إلى ", "، ", "؛ ")}
LETTERS = {"ar": dict(zip("abcdefghijkl", "أبجدهوزحطيكل", strict=True))}  # as the Statute numbers its items

ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}


def cited(text: str, lists: Mapping[str, CodeList], language: str) -> str:
    """Return a citation in a language; what is not understood stays as it is written."""
    if language not in JOINS or not text:
        return text
    return JOINS[language][3].join(_one(part, lists, language) for part in text.split("; "))


def _one(part: str, lists: Mapping[str, CodeList], language: str) -> str:
    documents = lists["sources"].codes.values()
    known = max(
        (d for d in documents if part.startswith(d.labels["en"])), key=lambda d: len(d.labels["en"]), default=None
    )
    if known is None:
        return part
    joined, until, comma, _between = JOINS[language]
    place = part[len(known.labels["en"]) :].removeprefix(", ")
    for word in lists["citing_words"].codes.values():
        place = re.sub(rf"\b{word.code}\b", word.label(language), place)
    place = place.replace(", ", comma).replace(" and ", joined).replace(" to ", until)
    if letters := LETTERS.get(language):
        place = re.sub(r"(?<=\([a-l]\))\((i{1,3}|iv|v)\)", lambda found: f"({ROMAN[found[1]]})", place)
        place = re.sub(r"\(([a-l])\)", lambda found: f"({letters[found[1]]})", place)
    return f"{known.label(language)}{comma}{place}" if place else known.label(language)
