"""The guided tour of the first day, as `resources/training/tours.toml` has it, and whether it is due."""

import tomllib
from dataclasses import dataclass
from functools import cache

from focalpoint import paths
from focalpoint.domain.languages import fallback
from focalpoint.services.core import recent

PREFERENCE = "tour"
DUE, SEEN = "due", "seen"


@dataclass(frozen=True, slots=True)
class TourStop:
    """One stop: the page that is shown, the part of the window that is pointed at, the words by language."""

    id: str
    page: str
    find: str
    words: dict[str, str]

    def in_language(self, language: str) -> str:
        """Return the words in a language."""
        return next((self.words[code] for code in fallback(language) if code in self.words), "")


@cache
def stops() -> tuple[TourStop, ...]:
    """Return the stops in their order."""
    with paths.resource("training", "tours.toml").open("rb") as stream:
        listed = tomllib.load(stream)["stop"]
    keys = ("id", "page", "find")
    return tuple(
        TourStop(one["id"], one["page"], one["find"], {code: text for code, text in one.items() if code not in keys})
        for one in listed
    )


def make_due() -> None:
    """Let the tour begin when the next training vault is opened in the window."""
    recent.set_preference(PREFERENCE, DUE)


def is_due() -> bool:
    """Tell whether the tour is to begin by itself."""
    return recent.preference(PREFERENCE, "") == DUE


def mark_seen() -> None:
    """Keep that the tour was seen, or was not wanted."""
    recent.set_preference(PREFERENCE, SEEN)
