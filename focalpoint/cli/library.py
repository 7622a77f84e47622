"""`focalpoint library`: read the cards and the glossary."""

from dataclasses import asdict

import click

from focalpoint.cli import output
from focalpoint.cli.context import Shared, shared
from focalpoint.domain.languages import LANGUAGES
from focalpoint.language import _, current
from focalpoint.reference import load
from focalpoint.services.casework import knowledge


def group(name: str, about: str) -> click.Group:
    """Return the command group of this name."""
    made = click.Group(name, help=about)
    made.add_command(_search())
    made.add_command(_glossary())
    return made


def _search() -> click.Command:
    @click.command("search", help=_("Show the cards that hold some words, or concern a type of request."))
    @click.argument("words", nargs=-1)
    @click.option("--type", "request_type", default="", help=_("Type of request, as C-k."))
    @shared
    def search(options: Shared, words: tuple[str, ...], request_type: str) -> None:
        with options.workspace() as ws:
            found = knowledge.cards(ws, current(), " ".join(words), request_type)
        if options.json:
            output.as_json([asdict(entry) for entry in found])
            return
        for entry in found:
            output.line(f"{entry.title}  [{entry.code[:20]}]")
            for part in entry.text.splitlines():
                output.line(f"    {part}")
            output.line(f"    {entry.source}")
        if not found:
            output.line(_("No card fits. Try fewer words, or all types of request."))

    return search


def _glossary() -> click.Command:
    @click.command("glossary", help=_("Show the terms that hold some words, in the three languages."))
    @click.argument("words", nargs=-1)
    @shared
    def glossary(options: Shared, words: tuple[str, ...]) -> None:
        with options.workspace() as ws:
            found = knowledge.glossary(ws, " ".join(words))
        if options.json:
            output.as_json([{**term.words, "source": term.source, "verified": term.verified} for term in found])
            return
        marks = ["" if term.verified else _("not yet verified") for term in found]
        words_of = [[term.words.get(code, "") for code in LANGUAGES] for term in found]
        heads = [load().label("languages", code, current()) for code in LANGUAGES]
        output.table([*heads, ""], [[*one, mark] for one, mark in zip(words_of, marks, strict=True)])

    return glossary
