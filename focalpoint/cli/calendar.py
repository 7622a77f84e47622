"""`focalpoint calendar`: what is due, the clocks of a request, the office's week and holidays, export."""

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import click

from focalpoint.cli import output
from focalpoint.cli import records as shared_commands
from focalpoint.cli.context import Shared, shared
from focalpoint.domain.dates import parse_date
from focalpoint.domain.errors import InvalidValueError
from focalpoint.domain.wording import N_
from focalpoint.language import _, current, format_date, say
from focalpoint.services.casework import agenda, clocks, office, requests, timetable
from focalpoint.services.core import output_files
from focalpoint.services.core.workspace import Workspace

FILE = click.Path(path_type=Path, dir_okay=False)


def group(name: str, about: str) -> click.Group:
    """Return the command group of this name."""
    made = click.Group(name, help=about)
    holiday = click.Group("holiday", help=_("The holidays of the office."))
    for command in (_add(), _remove()):
        holiday.add_command(command)
    for one in (_due(), _clocks(), _show(), _set(), _export(), holiday):
        made.add_command(one)
    return made


def _due() -> click.Command:
    @click.command("due", help=_("List what falls in the coming days, and what is late."))
    @click.option("--days", type=click.IntRange(0, 400), default=30, help=_("How many days ahead."))
    @shared
    def due(options: Shared, days: int) -> None:
        with options.workspace() as ws:
            today = ws.today()
            found = timetable.items(ws, today - timedelta(days=agenda.LATE), today + timedelta(days=days))
            left = [item for item in found if item.phase in ("late", "due", "running")]
            if options.json:
                output.as_json([asdict(item) | {"label": say(item.label), "title": say(item.title)} for item in left])
                return
            if not left:
                output.line(_("Nothing is due in these days."))
                return
            output.table(
                [_("On"), _("Kind"), _("What"), _("Reference")],
                [[item.on, ws.reference.label("clock_kinds", item.kind, current()), say(item.label), item.reference]
                 for item in left],
            )  # fmt: skip

    return due


def _clocks() -> click.Command:
    @click.command("clocks", help=_("Tell the time limits of a request, each with its article."))
    @click.argument("request")
    @shared
    def told(options: Shared, request: str) -> None:
        with options.workspace() as ws:
            found = clocks.clocks_of(ws, requests.get_request(ws, shared_commands.find_record(ws, "request", request)))
            if options.json:
                names = ("label", "kind", "sentence", "article")
                output.as_json([asdict(view) | {name: say(getattr(view, name)) for name in names} for view in found])
                return
            for view in found:
                output.line(f"{say(view.label)}  [{say(view.kind)}]")
                output.line(f"    {say(view.sentence)}")
                output.line(f"    {say(view.article)}")
            if not found:
                output.line(_("No time limit runs."))

    return told


def _show() -> click.Command:
    @click.command("show", help=_("Show the working week, the time zone, the targets and the holidays."))
    @shared
    def show(options: Shared) -> None:
        with options.workspace() as ws:
            told = {"week": office.week(ws), "zone": office.zone(ws), "holidays": office.holidays(ws),
                    "targets": _targets(ws)}  # fmt: skip
            if options.json:
                output.as_json(told)
                return
            output.line(ws.reference.label("weeks", office.week(ws), current()))
            output.line(office.zone(ws))
            for code, days in _targets(ws).items():
                output.line(f"{ws.reference.label('clocks', code, current())}: {days}  [{code}]")
            for day, name in office.holidays(ws):
                output.line(f"{format_date(day)}  {name}")

    return show


def _targets(ws: Workspace) -> dict[str, int]:
    own = office.targets(ws)
    rows = ws.reference.lists["clocks"].codes.values()
    return {row.code: own.get(row.code, int(str(row.more["length"]))) for row in rows if row.more["kind"] == "target"}


def _set() -> click.Command:
    @click.command("set", help=_("Change the working week, the time zone or a target."))
    @click.option("--week", help=_("sun-thu, mon-fri or sat-wed."))
    @click.option("--zone", help=_("Name of the time zone, as Asia/Amman."))
    @click.option("--target", nargs=2, type=(str, int), multiple=True, metavar="CODE DAYS", help=_("Working days."))
    @shared
    def change(options: Shared, week: str | None, zone: str | None, target: tuple[tuple[str, int], ...]) -> None:
        with options.workspace() as ws:
            if week:
                office.set_week(ws, week)
            if zone:
                office.set_zone(ws, zone)
            for code, days in target:
                office.set_target(ws, code, days)
            output.answer(_("Saved."), {"week": office.week(ws), "zone": office.zone(ws)}, json_wanted=options.json)

    return change


def _add() -> click.Command:
    @click.command("add", help=_("Add a holiday."))
    @click.argument("day")
    @click.argument("name")
    @shared
    def add(options: Shared, day: str, name: str) -> None:
        with options.workspace() as ws:
            office.add_holiday(ws, _day(ws, day), name)
            output.answer(_("Saved."), {"day": _day(ws, day)}, json_wanted=options.json)

    return add


def _remove() -> click.Command:
    @click.command("remove", help=_("Take a holiday off the list."))
    @click.argument("day")
    @shared
    def remove(options: Shared, day: str) -> None:
        with options.workspace() as ws:
            office.drop_holiday(ws, _day(ws, day))
            output.answer(_("Saved."), {"day": _day(ws, day)}, json_wanted=options.json)

    return remove


def _day(ws: Workspace, text: str) -> str:
    found = parse_date(text, ws.today())
    if not found:
        raise InvalidValueError(field=N_("On"))
    return found


def _export() -> click.Command:
    @click.command("export", help=_("Write what is due as an iCalendar file. The file is not encrypted."))
    @click.argument("file", type=FILE)
    @shared
    def export(options: Shared, file: Path) -> None:
        with options.workspace() as ws:
            output_files.write_file(file, agenda.export(ws, current()))
            said = _("Written. The file is not protected by the vault; sealed requests show their alias only.")
            output.answer(said, {"file": str(file)}, json_wanted=options.json)

    return export
