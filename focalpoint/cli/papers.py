"""`focalpoint report`: what is printed, as PDF; the figures of a period also as a table."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from focalpoint.cli import output
from focalpoint.cli import records as shared_commands
from focalpoint.cli.context import Shared, shared
from focalpoint.domain.errors import InvalidValueError
from focalpoint.domain.values import is_date
from focalpoint.domain.wording import N_
from focalpoint.language import _, current
from focalpoint.services.casework import statistics
from focalpoint.services.core import output_files
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.papers import letters, summaries

TARGET = click.Path(path_type=Path, dir_okay=False)
Maker = Callable[[Workspace, str, str], bytes]


def group(name: str, about: str) -> click.Group:
    """Return the command group of this name."""
    made = click.Group(name, help=about)
    for name, type_name, make, said in (
        ("request", "request", summaries.request_pdf, _("Print a summary of a request with its timeline.")),
        ("letter", "communication", letters.letter_pdf, _("Print a communication as a letter.")),
        (
            "notice",
            "notice",
            letters.notice_pdf,
            _("Print a contact with a person under warrant as a note to the Court."),
        ),
    ):
        made.add_command(_of_record(name, type_name, make, said))
    for command in (_card, _handover, _figures):
        made.add_command(command())
    return made


def _of_record(name: str, type_name: str, make: Maker, said: str) -> click.Command:
    @click.command(name, help=said)
    @click.argument("record")
    @click.option("--output", "-o", "target", type=TARGET, required=True, help=_("The PDF to write."))
    @shared
    def printed(options: Shared, record: str, target: Path) -> None:
        with options.workspace() as ws:
            output_files.write_file(target, make(ws, shared_commands.find_record(ws, type_name, record), current()))
        output.answer(str(target), {"file": str(target)}, json_wanted=options.json)

    return printed


def _card() -> click.Command:
    @click.command("card", help=_("Print a card of the library, by its code, as a sheet to hand out."))
    @click.argument("code")
    @click.option("--output", "-o", "target", type=TARGET, required=True, help=_("The PDF to write."))
    @shared
    def card(options: Shared, code: str, target: Path) -> None:
        with options.workspace() as ws:
            output_files.write_file(target, letters.card_pdf(ws, code, current()))
        output.answer(str(target), {"file": str(target)}, json_wanted=options.json)

    return card


def _handover() -> click.Command:
    @click.command("handover", help=_("Print the open matters for a successor."))
    @click.option("--output", "-o", "target", type=TARGET, required=True, help=_("The PDF to write."))
    @shared
    def handover(options: Shared, target: Path) -> None:
        with options.workspace() as ws:
            output_files.write_file(target, letters.handover_pdf(ws, current()))
        output.answer(str(target), {"file": str(target)}, json_wanted=options.json)

    return handover


def _figures() -> click.Command:
    @click.command("figures", help=_("Write the figures of a period, as PDF or, if the file ends in .csv, as a table."))
    @click.option("--from", "first", required=True, help=_("First day, as 2026-01-01."))
    @click.option("--to", "last", required=True, help=_("Last day, as 2026-12-31."))
    @click.option("--output", "-o", "target", type=TARGET, help=_("The file to write."))
    @shared
    def numbers(options: Shared, first: str, last: str, target: Path | None) -> None:
        period = statistics.Period(_day(first), _day(last))
        with options.workspace() as ws:
            if target is None:
                _tell(statistics.sections(ws, period, current()), json_wanted=options.json)
                return
            make = statistics.table_file if target.suffix.lower() == ".csv" else statistics.pdf
            output_files.write_file(target, make(ws, period, current()))
        output.answer(str(target), {"file": str(target)}, json_wanted=options.json)

    return numbers


def _tell(found: list[statistics.StatisticsTable], *, json_wanted: bool) -> None:
    if json_wanted:
        output.as_json([asdict(section) for section in found])
        return
    for section in found:
        output.line(section.title)
        output.table(list(section.header), [list(row) for row in section.rows])


def _day(text: str) -> date:
    if not is_date(text):
        raise InvalidValueError(field=N_("On"))
    return date.fromisoformat(text)
