"""`focalpoint prepare`: rows to begin a register with, and the causes of difficulties without case data."""

from collections.abc import Callable
from pathlib import Path

import click

from focalpoint.cli import output
from focalpoint.cli.context import Shared, shared
from focalpoint.language import _, current
from focalpoint.services.casework import preparation
from focalpoint.services.core import output_files
from focalpoint.services.core.changes import Changes

SETS = ["R66-2007", "R45-2020", "IER-384"]


def group(name: str, about: str) -> click.Group:
    """Return the command group of this name."""
    made = click.Group(name, help=about)
    code = click.Argument(["code"], type=click.Choice(SETS))
    year = click.Argument(["year"], type=click.IntRange(1998, 2100))
    for command in (
        _rows(
            "recommendations",
            _("Make a row for each number of a set, without text."),
            preparation.recommendations,
            code,
        ),
        _rows("answers", _("Make a row for each question on procedure, as “not answered”."), preparation.answers),
        _rows("year", _("Make the milestones of a year and the lines of work, without days."), preparation.year, year),
        _rows("memberships", _("Make a row for each known step of a State, to be checked."), preparation.memberships),
        _causes(),
    ):
        made.add_command(command)
    return made


def _rows(name: str, said: str, make: Callable[..., Changes], *asked: click.Parameter) -> click.Command:
    """Return a command that makes the rows which are not there yet, from what is asked for."""

    @click.command(name, help=said, params=list(asked))
    @shared
    def rows(options: Shared, /, **given: object) -> None:
        with options.workspace() as ws:
            number = len(make(ws, *given.values(), current()).touched)
        output.answer(_("New rows: {n}").format(n=number), {"new": number}, json_wanted=options.json)

    return rows


def _causes() -> click.Command:
    @click.command("causes", help=_("Write how often each cause of difficulty occurs, without case data."))
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
    @shared
    def causes(options: Shared, file: Path) -> None:
        with options.workspace() as ws:
            output_files.write_file(file, preparation.causes(ws, current()))
        said = _("Written. The file is not protected by the vault.")
        output.answer(said, {"file": str(file)}, json_wanted=options.json)

    return causes
