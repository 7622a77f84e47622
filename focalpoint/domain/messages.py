"""What a use case says, as a value: the words are chosen where they are shown, in the language of who reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.languages import SOURCE


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """A date (ISO 8601, "" for none) in a message; it is written as the language writes dates."""

    iso: str

    def __str__(self) -> str:
        """Return the stored form."""
        return self.iso


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment (UTC, `…Z`) in a message; it is written as local date and time."""

    iso: str

    def __str__(self) -> str:
        """Return the stored form."""
        return self.iso


@dataclass(frozen=True, slots=True)
class Size:
    """A number of bytes in a message."""

    size: int

    def __str__(self) -> str:
        """Return the number of bytes."""
        return str(self.size)


@dataclass(frozen=True, slots=True)
class Localised:
    """Words that reference data hold in several languages, as language → wording."""

    wordings: Mapping[str, str]

    def __str__(self) -> str:
        """Return the English wording."""
        return self.in_language(SOURCE)

    def in_language(self, language: str) -> str:
        """Return the wording in a language, English if it is missing."""
        return self.wordings.get(language) or self.wordings.get(SOURCE, "")


@dataclass(frozen=True, slots=True)
class Joined:
    """Several parameters in one place, with a separator between them (a message id)."""

    parts: tuple["Parameter", ...]
    separator: str

    def __str__(self) -> str:
        """Return the parts in English."""
        return self.separator.join(map(str, self.parts))


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence or a phrase: a message id marked with `N_`, what fills its braces, and the number it counts.

    Text among the parameters is somebody's own words (a name, a title, a path) and is not translated; a phrase of the
    program is a `Message` itself. A counted message has its plural id; `counted` makes one.
    """

    id: str
    params: Mapping[str, "Parameter"] = field(default_factory=dict)
    count: int | None = None
    plural: str = ""

    def __str__(self) -> str:
        """Return the English sentence, for logs and tests only."""
        pattern = self.plural if self.plural and self.count != 1 else self.id
        return pattern.format(**self.params) if self.params else pattern


Parameter: TypeAlias = str | int | Message | CalendarDate | Instant | Size | Localised | Joined
PHRASES = (Message, CalendarDate, Instant, Size, Localised, Joined)  # what is written as a language writes it


def counted(singular: str, plural: str, number: int, **params: Parameter) -> Message:
    """Return a message in the plural form that a number needs; the number itself fills `{n}`.

    Both ids are found by the catalogues as those of `ngettext` are.
    """
    return Message(singular, {"n": number, **params}, number, plural)


def message_of(error: FocalpointError) -> Message:
    """Return what an expected error says happened; a text that fills it may be a message id itself."""
    return Message(error.message, {name: _phrase(value) for name, value in error.parameters.items()})


def _phrase(value: object) -> Parameter:
    if isinstance(value, int) or isinstance(value, PHRASES):  # noqa: SIM101 - a checker follows the two, not their sum
        return value
    return Message(str(value)) if value else ""
