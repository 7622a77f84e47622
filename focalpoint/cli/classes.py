"""`focalpoint class`: take in results, show the board, print the debrief, keep the lessons."""

from dataclasses import asdict
from pathlib import Path

import click

from focalpoint.cli import output
from focalpoint.cli.context import Shared, shared
from focalpoint.domain.dates import parse_date
from focalpoint.domain.errors import InvalidValueError
from focalpoint.domain.wording import N_
from focalpoint.language import _, current, label_value, say
from focalpoint.services.core import output_files
from focalpoint.services.training import board, class_results, debrief

FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)
FILE = click.Path(path_type=Path, dir_okay=False)
_scenario = click.option("--scenario", default="", help=_("Which scenario; that with most results unless named."))


def group(name: str, about: str) -> click.Group:
    """Return the command group of this name."""
    made = click.Group(name, help=about)
    for command in (_take, _board, _debrief, _lesson):
        made.add_command(command())
    return made


def _take() -> click.Command:
    @click.command("take", help=_("Take in the results that lie in some folders; what is refused is named."))
    @click.argument("places", type=FOLDER, nargs=-1, required=True)
    @shared
    def take(options: Shared, places: tuple[Path, ...]) -> None:
        with options.workspace() as ws:
            found = class_results.take_results(ws, places)
        refused = [{"file": name, "said": say(reason)} for name, reason in found.refused]
        if options.json:
            output.as_json({"new": found.new, "again": found.repeated, "refused": refused})
            return
        output.line(label_value(_("New results"), ", ".join(found.new) or "–"))
        output.line(label_value(_("Handed in again"), ", ".join(found.repeated) or "–"))
        for one in refused:
            output.line(f"! {one['file']}: {one['said']}")

    return take


def _board() -> click.Command:
    @click.command("board", help=_("Show how each expectation stands, by badge; with “--wall” sums alone."))
    @_scenario
    @click.option("--wall", is_flag=True, help=_("Sums alone, from five results on."))
    @click.option("--output", "-o", "target", type=FILE, help=_("Write it as PDF."))
    @shared
    def show(options: Shared, scenario: str, *, wall: bool, target: Path | None) -> None:
        with options.workspace() as ws:
            make = board.wall_of if wall else board.board_of
            found = make(ws, current(), scenario)
            if target is not None:
                output_files.write_file(target, board.board_pdf(ws, current(), scenario))
        if options.json:
            rows = [{**asdict(row), "states": () if wall else row.states} for row in found.rows]
            output.as_json({**asdict(found), "badges": () if wall else found.badges, "rows": rows})
            return
        output.line(found.title)
        if not wall:
            output.line("  ".join(found.badges))
        for row in found.rows:
            shapes = "" if wall else " ".join(board.SHAPES[state] for state in row.states) + "  "
            output.line(f"{row.part} {shapes}{row.title} ({board.said_of(row, current())})")

    return show


def _debrief() -> click.Command:
    @click.command("debrief", help=_("Print the debrief of the class: sums, questions, room for three lessons."))
    @_scenario
    @click.option("--output", "-o", "target", type=FILE, required=True, help=_("The PDF to write."))
    @shared
    def print_debrief(options: Shared, scenario: str, *, target: Path) -> None:
        with options.workspace() as ws:
            output_files.write_file(target, debrief.class_debrief_pdf(ws, current(), scenario))
        output.answer(str(target), {"file": str(target)}, json_wanted=options.json)

    return print_debrief


def _lesson() -> click.Command:
    @click.command("lesson", help=_("Keep a lesson of the debrief as a milestone: what, who, by when."))
    @click.argument("what")
    @click.option("--who", default="", help=_("Who sees to it."))
    @click.option("--by", "due", default="", help=_("By when."))
    @shared
    def lesson(options: Shared, what: str, who: str, due: str) -> None:
        with options.workspace() as ws:
            day = parse_date(due, ws.today()) if due else ""
            if due and not day:
                raise InvalidValueError(field=N_("By when"))
            done = debrief.keep_lessons(ws, [(what, who, day or "")], _("Debrief of the class"))
        output.answer(_("Saved."), {"id": done.first_id}, json_wanted=options.json)

    return lesson
