"""`focalpoint table`: look at a register kept as a spreadsheet, and take it in."""

from dataclasses import replace
from pathlib import Path

import click

from focalpoint.cli import output
from focalpoint.cli import records as shared_commands
from focalpoint.cli.context import Shared, shared
from focalpoint.domain.errors import NotFoundError
from focalpoint.domain.records import TYPES
from focalpoint.domain.tables import Table
from focalpoint.language import _, current, label_value, say
from focalpoint.services.core import output_files
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.interchange import cells, intake
from focalpoint.services.interchange.intake import OUTCOMES, ColumnMap, Plan

KINDS = [
    name
    for name, kind in TYPES.items()
    if kind.part_of != "request" and name != "document" and all(
        cells.readable(spec) or f == kind.part_of for f, spec in kind.specs.items() if spec.required
    )
]  # fmt: skip
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def group(name: str, about: str) -> click.Group:
    """Return the command group of this name."""
    made = click.Group(name, help=about)
    for command in (_show, _take):
        made.add_command(command())
    return made


def _show() -> click.Command:
    @click.command("show", help=_("Show the tables of a file and which column would become which field."))
    @click.argument("file", type=FILE)
    @click.option("--type", "type_name", type=click.Choice(KINDS), default="request", help=_("Kind of record."))
    @shared
    def show(options: Shared, file: Path, type_name: str) -> None:
        with options.workspace() as ws:
            found = intake.read_file(file, type_name)
            maps = [intake.mapping(ws, type_name, table) for table in found]
            if options.json:
                output.as_json([_told(table, mapped) for table, mapped in zip(found, maps, strict=True)])
                return
            for number, (table, mapped) in enumerate(zip(found, maps, strict=True), 1):
                rows = _("{n} rows").format(n=len(table.rows))
                output.line(f"{number}. {table.sheet} ({rows})")
                for column, heading in enumerate(table.headings):
                    field = mapped.columns.get(column, "")
                    output.line(f"    {column + 1:>2}  {heading}  →  {_label(type_name, field) or '—'}  {field}")

    return show


def _told(table: Table, mapped: ColumnMap) -> dict[str, object]:
    columns = {table.headings[c]: field for c, field in mapped.columns.items() if c < len(table.headings)}
    return {"sheet": table.sheet, "rows": len(table.rows), "headings": table.headings, "columns": columns}


def _label(type_name: str, field: str) -> str:
    return _(TYPES[type_name].specs[field].label) if field else ""


def _take() -> click.Command:
    @click.command("take", help=_("Take in a table; rows with a known reference bring their record up to date."))
    @click.argument("file", type=FILE)
    @click.option("--type", "type_name", type=click.Choice(KINDS), default="request", help=_("Kind of record."))
    @click.option("--table", "number", type=click.IntRange(1), default=1, help=_("Which table of the file."))
    @click.option("--map", "maps", multiple=True, metavar="COLUMN=FIELD", help=_("Number of a column, and its field."))
    @click.option("--set", "fixed", multiple=True, metavar="FIELD=VALUE", help=_("What a field holds in every row."))
    @click.option(
        "--anew", is_flag=True, help=_("Guess the columns anew, whatever was chosen for such a table before.")
    )
    @click.option("--of", "owner", default="", help=_("The seminar to which the rows belong."))
    @click.option("--lenient", is_flag=True, help=_("Keep cells that are not understood in the notes."))
    @click.option("--dry-run", is_flag=True, help=_("Rehearse only."))
    @click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help=_("Write what became of each row."))
    @shared
    def take(
        options: Shared, /, file: Path, type_name: str, number: int, *, maps: tuple[str, ...], fixed: tuple[str, ...],
        report: Path | None, anew: bool, lenient: bool, dry_run: bool, owner: str,
    ) -> None:  # fmt: skip
        with options.workspace() as ws:
            tables = intake.read_file(file, type_name)
            if number > len(tables):
                raise NotFoundError
            table = tables[number - 1]
            begun = intake.guessed(type_name, table) if anew else intake.mapping(ws, type_name, table)
            part_of = TYPES[type_name].part_of
            if bool(owner) != bool(part_of):
                raise click.BadParameter(owner or type_name, param_hint="--of")
            belongs = shared_commands.find_record(ws, part_of, owner) if owner else ""
            mapped = replace(_mapped(begun, maps, fixed, lenient=lenient), owner=belongs)
            if problem := intake.mapping_fault(mapped):
                raise problem
            with output.progress() as task:
                done = intake.plan(ws, table, mapped, task) if dry_run else _taken(ws, table, mapped, task)
            if report is not None:
                output_files.write_file(report, intake.report(ws, done, current()))
            _say(options, done)

    return take


def _taken(ws: Workspace, table: Table, mapped: ColumnMap, task: Task) -> Plan:
    _changes, done = intake.commit_plan(ws, Plan(table, mapped, ()), task)
    intake.keep_mapping(ws, table, mapped)
    return done


def _mapped(found: ColumnMap, maps: tuple[str, ...], fixed: tuple[str, ...], *, lenient: bool) -> ColumnMap:
    """Return a mapping with what was said on the command line; a column without a field is left."""
    columns, values = dict(found.columns), dict(found.fixed)
    specs = TYPES[found.type].specs
    for said in maps:
        column, _equals, field = said.partition("=")
        if not column.isdigit() or (field and (field not in specs or not cells.readable(specs[field]))):
            raise click.BadParameter(said, param_hint="--map")
        columns = {c: f for c, f in columns.items() if f != field and c != int(column) - 1}
        if field:
            columns[int(column) - 1] = field
    for said in fixed:
        field, _equals, value = said.partition("=")
        if field not in specs or not cells.readable(specs[field]):
            raise click.BadParameter(said, param_hint="--set")
        values[field] = value
    return ColumnMap(found.type, columns, values, lenient)


def _say(options: Shared, done: Plan) -> None:
    counts: dict[str, int] = {outcome: done.count(outcome) for outcome in OUTCOMES}
    refused = [row for row in done.rows if row.problems]
    if options.json:
        told = [
            {"row": row.number, "result": row.outcome, "problems": [say(one) for one in row.problems]}
            for row in refused
        ]
        output.as_json({"counts": counts, "rows": told})
        return
    for outcome, label in OUTCOMES.items():
        output.line(label_value(_(label), str(counts[outcome])))
    for row in refused:
        output.line("! " + _("Row {n}: {said}").format(n=row.number, said=" ".join(map(say, row.problems))))
