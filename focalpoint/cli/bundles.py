"""`focalpoint bundle`: export, inspect, import, list."""

from dataclasses import asdict
from pathlib import Path

import click

from focalpoint.cli import output
from focalpoint.cli import records as shared_commands
from focalpoint.cli.context import Shared, shared
from focalpoint.domain.fields import Value
from focalpoint.domain.plain import plain
from focalpoint.domain.records import TYPES
from focalpoint.language import _, format_size
from focalpoint.services import exchange, receiving, sending
from focalpoint.services.receiving import ImportPreview, Inspection
from focalpoint.services.sending import ExportPlan
from focalpoint.services.workspace import Workspace


def group() -> click.Group:
    """Return the command group."""
    made = click.Group("bundle", help=_("Signed, encrypted bundles for people whose cards you verified."))
    for command in (_export, _inspect, _import, _list, _drives):
        made.add_command(command())
    return made


def _export() -> click.Command:
    @click.command("export", help=_("Seal records for readers; shows what leaves before it is sealed."))
    @click.argument("records", nargs=-1, required=True)
    @click.option("--to", "readers", multiple=True, required=True, help=_("A reader: the beginning of a device code."))
    @click.option("--reason", required=True, help=_("Why this leaves the vault; kept in the log."))
    @click.option("--output", "-o", "target", type=click.Path(path_type=Path), required=True, help=_("File or folder."))
    @click.option("--yes", is_flag=True, help=_("Seal without asking."))
    @shared
    def export(
        options: Shared, records: tuple[str, ...], readers: tuple[str, ...], reason: str, target: Path, *, yes: bool
    ) -> None:
        with options.workspace() as ws:
            chosen = [shared_commands.owner(ws, record) for record in records]
            plan = sending.plan_export(ws, chosen, [exchange.peer(ws, reader).device for reader in readers])
            if not options.json:
                _show_plan(ws, plan)
            if not yes:
                click.confirm(_("Seal this bundle?"), abort=True, err=True)
            place = target / plan.suggested_name if target.is_dir() else target
            with output.progress() as task:
                sealed = sending.seal(ws, plan, place, reason, task)
        said = _("Written, read back and unchanged: {path}. Safe to remove.").format(path=sealed.path)
        output.answer(said, asdict(sealed), json_wanted=options.json)

    return export


def _show_plan(ws: Workspace, plan: ExportPlan) -> None:
    output.line(_("For: {people}").format(people=", ".join(f"{p.person} ({p.office})" for p in plan.readers)))
    for row in plan.rows:
        title = f"{row.reference} {plain(row.title)}".strip()
        shown = _("{title} (in the trash)").format(title=title) if row.trashed else title
        output.line(f"• {shown}")
        for field, label, value in row.fields:
            output.line(f"    {_(label)}: {_value(ws, row.type, field, value)}")
        for field, label, value in row.earlier:
            earlier = _("Earlier: {label}").format(label=_(label))
            output.line(f"    {earlier}: {_value(ws, row.type, field, value)}")
        for document in row.documents:
            output.line(f"    · {plain(document)}")
    for held in plan.withheld:
        output.line(_("Stays here: {label} of {title}").format(label=_(held.label), title=held.title))
    for message, parameters in plan.warnings:
        output.line(f"! {_(message).format(**parameters)}")
    output.line(_("About {size}").format(size=format_size(plan.total_bytes)))


def _value(ws: Workspace, type_name: str, field: str, value: Value) -> str:
    spec = TYPES[type_name].specs.get(field)
    text = shared_commands.shown(ws, spec, value) if spec else plain(str(value))
    return " ".join(text.split())[:100]


def _inspect() -> click.Command:
    @click.command("inspect", help=_("Check a bundle and say what it is, without taking anything in."))
    @click.argument("file", type=click.Path(path_type=Path))
    @shared
    def inspect(options: Shared, file: Path) -> None:
        with options.workspace() as ws, output.progress() as task:
            found = receiving.inspect(ws, file, task)
            _answer(options, receiving.preview(ws, found))

    return inspect


def _import() -> click.Command:
    @click.command("import", help=_("Take a bundle in, after showing what it would do. Undo takes it back."))
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--yes", is_flag=True, help=_("Take it in without asking."))
    @shared
    def import_(options: Shared, file: Path, *, yes: bool) -> None:
        with options.workspace() as ws, output.progress() as task:
            plan = receiving.preview(ws, receiving.inspect(ws, file, task))
            _answer(options, plan)
            if not (plan.empty or yes):
                click.confirm(_("Take this bundle in?"), abort=True, err=True)
            receiving.apply(ws, plan, task)
        if not options.json and plan.changes:
            output.line(_("Taken in. “focalpoint vault undo” takes it back."))
        elif not options.json and plan.parts:
            output.line(_("The parts of documents that were missing are here now."))

    return import_


def _answer(options: Shared, plan: ImportPreview) -> None:
    found = plan.inspection
    if options.json:
        lists = ("new", "changed", "conflicting", "deleted")
        output.as_json(
            {
                "sender": found.sender.person,
                "state": found.sender.state,
                "number": found.number,
                "created": found.created,
                "changes": plan.changes,
                "documents": plan.documents,
                "missing_parts": found.missing,
                "notes": [{"level": level, "text": _(text).format(**values)} for level, text, values in found.notes],
                **{name: [asdict(row) for row in getattr(plan, name)] for name in lists},
            }
        )
        return
    _print_notes(found)
    kinds = {"new": _("New"), "changed": _("Changed"), "conflicting": _("In conflict"), "deleted": _("Deleted")}
    for name, label in kinds.items():
        for row in getattr(plan, name):
            output.line(f"  {label}: {plain(row.title)}")
    if plan.held:
        output.line(f"! {_(receiving.HELD).format(n=plan.held)}")
    if plan.empty:
        output.line(_("Everything in this bundle is already here."))


def _print_notes(found: Inspection) -> None:
    for _level, text, values in found.notes:
        output.line(_(text).format(**values))


def _list() -> click.Command:
    @click.command("list", help=_("List the bundles sent and received."))
    @shared
    def list_(options: Shared) -> None:
        with options.workspace() as ws:
            found = exchange.bundles(ws)
        if options.json:
            output.as_json([asdict(row) for row in found])
            return
        directions = {"in": _("received"), "out": _("sent")}
        output.table(
            [_("When"), _("Direction"), _("Person"), _("Number"), _("File")],
            [[row.at, directions[row.direction], row.person, str(row.number), row.name] for row in found],
        )

    return list_


def _drives() -> click.Command:
    @click.command("drives", help=_("List removable drives."))
    @shared
    def drives(options: Shared) -> None:
        found = exchange.drives()
        if options.json:
            output.as_json([asdict(drive) for drive in found])
            return
        output.table([_("Name"), _("Free"), _("Folder")], [[d.label, format_size(d.free), str(d.path)] for d in found])

    return drives
