"""Where a person can be taken in the window: one small class for each kind of place.

`Context.go` carries one of them; `Routes` shows it.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class ToPage:
    """A page by its name; the name of a record type is the page of its register."""

    name: str


@dataclass(frozen=True, slots=True)
class ToRecord:
    """A record, on the page of its register."""

    type: str
    id: str


@dataclass(frozen=True, slots=True)
class ToNewRecord:
    """An empty form of a record type, with values to begin with."""

    type: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToDraft:
    """A draft, by its key."""

    key: str


@dataclass(frozen=True, slots=True)
class ToDocument:
    """A document, over the page that is shown."""

    id: str


@dataclass(frozen=True, slots=True)
class ToList:
    """What a search finds in a register; over everything if `type` is ""."""

    type: str
    query: str


@dataclass(frozen=True, slots=True)
class ToSettings:
    """A section of the settings, by its key."""

    section: str


@dataclass(frozen=True, slots=True)
class ToLibrary:
    """The library, looking for some words or a type of request."""

    words: str


@dataclass(frozen=True, slots=True)
class ToExport:
    """The export of a bundle, with (type, id) of the records chosen so far."""

    chosen: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ToBundle:
    """The preview of a bundle that came; without a path, the person is asked for it."""

    path: Path | None = None


@dataclass(frozen=True, slots=True)
class ToCard:
    """An identity card that came as a file."""

    path: Path


@dataclass(frozen=True, slots=True)
class ToServers:
    """The servers of the vault."""


@dataclass(frozen=True, slots=True)
class ToConflicts:
    """The conflict inbox, at one record if there is an identifier."""

    record: str = ""


Destination = (
    ToPage
    | ToRecord
    | ToNewRecord
    | ToDraft
    | ToDocument
    | ToList
    | ToSettings
    | ToLibrary
    | ToExport
    | ToBundle
    | ToCard
    | ToServers
    | ToConflicts
)
