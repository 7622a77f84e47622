"""`focalpoint prepare`: rows to begin a register with, and the causes of difficulties without case data."""

from pathlib import Path

import click

from focalpoint.cli import output
from focalpoint.cli.context import Shared, shared
from focalpoint.language import _, current
from focalpoint.services import outside, preparing

SETS = ["R66-2007", "R45-2020", "IER-384"]


def group() -> click.Group:
    """Return the command group."""
    made = click.Group("prepare", help=_("Rows to begin a register with, and counts that may leave."))
    for command in (_recommendations, _answers, _year, _memberships, _causes):
        made.add_command(command())
    return made


def _recommendations() -> click.Command:
    @click.command("recommendations", help=_("Make a row for each number of a set, without text."))
    @click.argument("code", type=click.Choice(SETS))
    @shared
    def recommendations(options: Shared, code: str) -> None:
        with options.workspace() as ws:
            number = len(preparing.recommendations(ws, code).touched)
        output.answer(_("New rows: {n}").format(n=number), {"new": number}, json_wanted=options.json)

    return recommendations


def _answers() -> click.Command:
    @click.command("answers", help=_("Make a row for each question on procedure, as “not answered”."))
    @shared
    def answers(options: Shared) -> None:
        with options.workspace() as ws:
            number = len(preparing.answers(ws).touched)
        output.answer(_("New rows: {n}").format(n=number), {"new": number}, json_wanted=options.json)

    return answers


def _year() -> click.Command:
    @click.command("year", help=_("Make the milestones of a year and the lines of work, without days."))
    @click.argument("year", type=click.IntRange(1998, 2100))
    @shared
    def year(options: Shared, year: int) -> None:
        with options.workspace() as ws:
            number = len(preparing.year(ws, year).touched)
        output.answer(_("New rows: {n}").format(n=number), {"new": number}, json_wanted=options.json)

    return year


def _memberships() -> click.Command:
    @click.command("memberships", help=_("Make a row for each known step of a State, to be checked."))
    @shared
    def memberships(options: Shared) -> None:
        with options.workspace() as ws:
            number = len(preparing.memberships(ws).touched)
        output.answer(_("New rows: {n}").format(n=number), {"new": number}, json_wanted=options.json)

    return memberships


def _causes() -> click.Command:
    @click.command("causes", help=_("Write how often each cause of difficulty occurs, without case data."))
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
    @shared
    def causes(options: Shared, file: Path) -> None:
        with options.workspace() as ws:
            outside.write(file, preparing.causes(ws, current()))
        said = _("Written. The file is not protected by the vault.")
        output.answer(said, {"file": str(file)}, json_wanted=options.json)

    return causes
