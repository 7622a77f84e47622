"""The terms of cooperation that a text uses, in the languages of the room: for whoever interprets."""

from dataclasses import dataclass

from focalpoint.domain.text import fold
from focalpoint.services.core.workspace import Workspace

MOST = 5


@dataclass(frozen=True, slots=True)
class SpokenTerm:
    """One term, by language."""

    words: dict[str, str]


def terms_in(ws: Workspace, text: str, language: str, most: int = MOST) -> list[SpokenTerm]:
    """Return the terms of the glossary that stand in a text, the longest first, each said once."""
    folded = f" {fold(text)} "
    found: list[tuple[int, SpokenTerm]] = []
    for row in ws.reference.lists["glossary"].codes.values():
        words = {code: row.label(code) for code in ("ar", "fr", "en")}
        wanted = fold(words.get(language, "")).strip()
        if wanted and f" {wanted}" in folded:
            found.append((len(wanted), SpokenTerm(words)))
    found.sort(key=lambda one: one[0], reverse=True)
    return [term for _length, term in found[:most]]
