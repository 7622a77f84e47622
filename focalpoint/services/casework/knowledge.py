"""The library: cards that come with the program and those of the office, and the glossary; all of it offline."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from focalpoint import paths
from focalpoint.domain.citations import cited
from focalpoint.domain.codes import family
from focalpoint.domain.local_texts import local
from focalpoint.domain.registers import Card
from focalpoint.domain.text import index_text
from focalpoint.services.casework import listing, rows
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.workspace import Workspace

MOST = 1_000


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A card in one language. `record` is "" for a card that comes with the program."""

    code: str
    record: str
    kind: str
    title: str
    text: str
    articles: tuple[str, ...]
    types: tuple[str, ...]
    source: str
    as_of: str
    verified_by: str
    verified: bool


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A term of the glossary: its words by language."""

    words: Mapping[str, str]
    source: str
    verified: bool


@cache
def _shipped() -> tuple[dict[str, Any], ...]:
    with paths.resource("library", "cards.toml").open("rb") as stream:
        return tuple(tomllib.load(stream)["card"])


def cards(ws: Workspace, language: str, words: str = "", request_type: str = "") -> list[LibraryEntry]:
    """Return the cards that hold some words and concern a type of request, the office's own first."""
    wanted = set(family(ws.reference.lists["request_types"], request_type)) if request_type else set()
    found = [*_own(ws, language), *_of_program(ws, language)]
    kept = [entry for entry in found if not wanted or wanted & set(entry.types)]
    return [entry for entry in kept if _holds(entry, words)]


def _of_program(ws: Workspace, language: str) -> list[LibraryEntry]:
    return [
        LibraryEntry(
            str(row["code"]), "", str(row["kind"]), local(row, "title", language), local(row, "text", language),
            _names(row["articles"]), _names(row["types"]), cited(str(row["source"]), ws.reference.lists, language),
            str(row["as_of"]), "", row["verified"] is True,
        )
        for row in _shipped()
    ]  # fmt: skip


def _own(ws: Workspace, language: str) -> list[LibraryEntry]:
    found = []
    numbers = listing.ids(ws, Listing("card", sort=f"title_{language}"))[:MOST]
    for start in range(0, len(numbers), listing.PAGE):
        for row in listing.page(ws, "card", numbers[start : start + listing.PAGE], ()):
            item = rows.get(ws, "card", row.id)
            if isinstance(item, Card):
                found.append(_entry(item, language))
    return found


def _entry(item: Card, language: str) -> LibraryEntry:
    title, text = local(item, "title", language), local(item, "text", language)
    return LibraryEntry(
        item.id, item.id, item.kind, title, text, item.articles, item.types, item.source, item.as_of,
        item.verified_by, bool(item.verified_by),
    )  # fmt: skip


def _holds(entry: LibraryEntry, words: str) -> bool:
    held = set(index_text(f"{entry.title} {entry.text} {' '.join(entry.articles)} {entry.source}").split())
    return all(any(one.startswith(part) for one in held) for part in index_text(words).split()[:8])


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def glossary(ws: Workspace, words: str = "") -> list[GlossaryTerm]:
    """Return the terms of the glossary that hold some words, in any of the languages."""
    found = []
    for row in ws.reference.lists["glossary"].codes.values():
        term = GlossaryTerm(row.labels, row.source, row.verified)
        held = set(index_text(" ".join(term.words.values())).split())
        if all(any(one.startswith(part) for one in held) for part in index_text(words).split()[:8]):
            found.append(term)
    return found
