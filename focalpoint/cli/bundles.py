"""`focalpoint bundle`: export, inspect, import, list."""

from dataclasses import asdict
from pathlib import Path

import click
import msgspec

from focalpoint import reference
from focalpoint.cli import output, reader_page
from focalpoint.cli import records as shared_commands
from focalpoint.cli.context import Shared, shared
from focalpoint.cli.trust import statement_data
from focalpoint.domain.errors import FocalpointError, NotFoundError
from focalpoint.domain.fields import Value
from focalpoint.domain.records import TYPES
from focalpoint.domain.wording import N_
from focalpoint.language import _, current, format_instant, format_size, label_value, ngettext, say
from focalpoint.services.core import output_files
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import arrivals, budget, forks, imports, ledger, peers, quarantine
from focalpoint.services.exchange import export as sending
from focalpoint.services.exchange.export import ExportPlan
from focalpoint.services.exchange.imports import ImportPreview, ImportRow, Inspection
from focalpoint.services.exchange.peers import BUNDLES
from focalpoint.services.papers import summaries


class NoStickError(FocalpointError):
    """No stick, or several, have that name."""

    message = N_("There is not one stick named “{stick}”.")
    remedy = N_("“focalpoint bundle drives” lists those in place, with their folders.")
    code = "CLI-106"


_BYTES = click.IntRange(min=1)


def group(name: str, about: str) -> click.Group:
    """Return the command group of this name."""
    made = click.Group(name, help=about)
    for command in (_export, _inspect, _import, _held, _take, _receipt, _proof, _show, _list, _drives, _eject):
        made.add_command(command())
    made.add_command(reader_page.page_command())
    return made


def _bases() -> list[str]:
    return ["", *reference.load().lists["bases"].codes]


def _export() -> click.Command:
    @click.command("export", help=_("Seal records for readers; shows what leaves before it is sealed."))
    @click.argument("records", nargs=-1, required=True)
    @click.option("--to", "readers", multiple=True, required=True, help=_("A reader: the beginning of a device code."))
    @click.option("--reason", required=True, help=_("Why this leaves the vault; kept in the log."))
    @click.option("--output", "-o", "target", type=click.Path(path_type=Path), required=True, help=_("File or folder."))
    @click.option("--again", is_flag=True, help=_("Send everything again, also what is known to have arrived."))
    @click.option("--yes", is_flag=True, help=_("Seal without asking."))
    @click.option("--basis", type=click.Choice(_bases()), default="", help=_("The provision on which it leaves."))
    @click.option(
        "--budget", "most", type=click.IntRange(min=1), help=_("Most bytes it may take; else what is free there.")
    )
    @click.option(
        "--volume-size", type=click.IntRange(min=1), default=budget.LIMIT, help=_("Most bytes of one file of it.")
    )
    @shared
    def export(
        options: Shared,
        records: tuple[str, ...],
        readers: tuple[str, ...],
        reason: str,
        *,
        target: Path,
        most: int | None,
        volume_size: int,
        again: bool,
        yes: bool,
        basis: str,
    ) -> None:
        with options.workspace() as ws:
            chosen = [shared_commands.owner(ws, record) for record in records]
            people = [peers.peer(ws, reader).device for reader in readers]
            plan = sending.plan_export(ws, chosen, people, again=again)
            place = target if target.is_dir() else target.absolute().parent
            plan = budget.fit(plan, most or budget.room(place), volume_size)
            if not options.json:
                _show_plan(ws, plan)
            if not yes:
                click.confirm(_("Seal this bundle?"), abort=True, err=True)
            _seal(options, ws, plan, target, reason=reason, limit=volume_size, basis=basis)

    return export


def _seal(
    options: Shared,
    ws: Workspace,
    plan: ExportPlan,
    target: Path,
    *,
    reason: str,
    limit: int = budget.LIMIT,
    basis: str = "",
) -> None:
    place = target / plan.suggested_name if target.is_dir() else target
    with output.progress() as task:
        sealed = sending.seal_plan(ws, plan, place, reason, task=task, limit=limit, basis=basis)
    written = ", ".join(str(one.path) for one in sealed.volumes) or str(sealed.path)
    said = _("Written, read back and unchanged: {path}. Eject the stick before you remove it.").format(path=written)
    output.answer(said, asdict(sealed), json_wanted=options.json)
    if sealed.stayed and not options.json:
        output.line("! " + _(sending.STAYED).format(titles=", ".join(sealed.stayed)))


def _receipt() -> click.Command:
    @click.command("receipt", help=_("Seal a receipt: signed proof of the bundles that arrived here."))
    @click.option("--to", "reader", required=True, help=_("A reader: the beginning of a device code."))
    @click.option("--output", "-o", "target", type=click.Path(path_type=Path), required=True, help=_("File or folder."))
    @shared
    def receipt(options: Shared, reader: str, target: Path) -> None:
        with options.workspace() as ws:
            plan = sending.plan_receipt(ws, [peers.peer(ws, reader).device])
            _seal(options, ws, plan, target, reason=_("Receipt"))

    return receipt


def _show() -> click.Command:
    @click.command("show", help=_("Show which records a bundle held that you sent, and who could read it."))
    @click.argument("bundle")
    @shared
    def show(options: Shared, bundle: str) -> None:
        with options.workspace() as ws:
            found = ledger.entry_of(ws, bundle)
        if options.json:
            output.as_json(asdict(found))
            return
        people = ", ".join(f"{one.person} ({one.office})" for one in found.readers)
        output.line(_("Sealed on {when} for {people}").format(when=format_instant(found.at), people=people))
        output.line(label_value(_("Why it left"), found.reason))
        if found.basis:
            output.line(label_value(_("Basis"), reference.load().label("bases", found.basis, current())))
        for one in found.records:
            output.line("  " + label_value(_(TYPES[one.type].label), f"{one.reference} {one.title}".strip()))
        if not found.records and not found.erased:
            output.line(_(ledger.NOTHING if found.known else ledger.NOT_KEPT))
        if found.erased:
            output.line(_(ledger.ERASED_SINCE).format(n=found.erased))

    return show


def _proof() -> click.Command:
    @click.command("proof", help=_("Print the signed proof that a bundle you sent has arrived."))
    @click.argument("bundle")
    @click.option(
        "--output", "-o", "target", type=click.Path(path_type=Path), required=True, help=_("The PDF to write.")
    )
    @shared
    def proof(options: Shared, bundle: str, target: Path) -> None:
        with options.workspace() as ws:
            output_files.write_file(target, summaries.delivery_pdf(ws, bundle, current()))
        output.answer(str(target), {"file": str(target)}, json_wanted=options.json)

    return proof


def _show_plan(ws: Workspace, plan: ExportPlan) -> None:
    output.line(_("For: {people}").format(people=", ".join(f"{p.person} ({p.office})" for p in plan.readers)))
    for row in plan.rows:
        title = f"{row.reference} {row.title}".strip()
        shown = _("{title} (in the trash)").format(title=title) if row.trashed else title
        output.line(f"• {shown}")
        for field, label, value in row.fields:
            output.line(f"    {_(label)}: {_value(ws, row.type, field, value)}")
        for field, label, value in row.earlier:
            earlier = _("Earlier: {label}").format(label=_(label))
            output.line(f"    {earlier}: {_value(ws, row.type, field, value)}")
        for document in row.documents:
            output.line(f"    · {document}")
    for kept in plan.withheld:
        output.line(_("Stays here: {label} of {title}").format(label=_(kept.label), title=kept.title))
    for message in plan.warnings:
        output.line(f"! {say(message)}")
    for file in plan.later:
        said = _("Stays for the next time, as there is no room: {title} ({size})")
        output.line(said.format(title=file.title, size=format_size(file.size)))
    output.line(_("About {size}").format(size=format_size(plan.total_bytes)))


def _value(ws: Workspace, type_name: str, field: str, value: Value) -> str:
    spec = TYPES[type_name].specs.get(field)
    text = shared_commands.value_text(ws, spec, value) if spec else str(value)
    return " ".join(text.split())[:100]


def _inspect() -> click.Command:
    @click.command("inspect", help=_("Check a bundle and say what it is, without taking anything in."))
    @click.argument("file", type=click.Path(path_type=Path))
    @shared
    def inspect(options: Shared, file: Path) -> None:
        with options.workspace() as ws, output.progress() as task:
            found = imports.inspect(ws, file, task)
            _answer(options, imports.preview(ws, found))

    return inspect


def _import() -> click.Command:
    @click.command("import", help=_("Take a bundle in, after showing what it would do. Undo takes it back."))
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--yes", is_flag=True, help=_("Take it in without asking."))
    @click.option("--accept-deletions", is_flag=True, help=_("Take it in even if much goes to the trash or is erased."))
    @click.option("--leave", multiple=True, help=_("Keep what it says of this record aside; may be given again."))
    @shared
    def import_(options: Shared, file: Path, leave: tuple[str, ...], *, yes: bool, accept_deletions: bool) -> None:
        with options.workspace() as ws, output.progress() as task:
            plan = imports.preview(ws, imports.inspect(ws, file, task))
            _answer(options, plan)
            if not (plan.empty or yes):
                click.confirm(_("Take this bundle in?"), abort=True, err=True)
            left = frozenset(
                row.id for row in _rows(plan) if any(word in (row.reference, row.title, row.id) for word in leave)
            )
            imports.apply(ws, plan, task, deletions=accept_deletions, leave=left)
        if not options.json and plan.changes:
            output.line(_("Taken in. “focalpoint vault undo” takes it back."))
        elif not options.json and plan.parts:
            output.line(_("The parts of documents that were missing are here now."))

    return import_


def _facts(row: ImportRow) -> dict[str, object]:
    diffs = [msgspec.structs.asdict(diff) for diff in row.diffs]
    return {"type": row.type, "id": row.id, "reference": row.reference, "title": row.title, "diffs": diffs}


def _rows(plan: ImportPreview) -> tuple[ImportRow, ...]:
    return (*plan.new, *plan.changed, *plan.conflicting, *plan.deleted)


def _held() -> click.Command:
    @click.command("held", help=_("Show what bundles brought and is kept aside."))
    @shared
    def held_(options: Shared) -> None:
        with options.workspace() as ws:
            found = quarantine.all_quarantined(ws)
        if options.json:
            output.as_json([asdict(row) for row in found])
            return
        output.table(
            ["ID", _("Title"), _("Person"), _("When"), _("What they would change")],
            [
                [row.id[:8], row.title, row.who, format_instant(row.at), ", ".join(_(f) for f in row.fields)]
                for row in found
            ],
        )

    return held_


def _take() -> click.Command:
    @click.command("take", help=_("Take in what is kept aside of a record. Undo takes it back."))
    @click.argument("record")
    @shared
    def take(options: Shared, record: str) -> None:
        with options.workspace() as ws:
            found = [
                row
                for row in quarantine.all_quarantined(ws)
                if record and (row.id.startswith(record) or row.title == record)
            ]
            if not found:
                raise NotFoundError
            changes = quarantine.release(ws, found[0].id)
        said = _("Taken in. “focalpoint vault undo” takes it back.")
        output.answer(said, {"records": sorted(changes.touched)}, json_wanted=options.json)

    return take


def _answer(options: Shared, plan: ImportPreview) -> None:
    found = plan.inspection
    if options.json:
        lists = ("new", "changed", "conflicting", "deleted", "erased")
        output.as_json(
            {
                "sender": found.sender.person,
                "state": found.sender.state,
                "number": found.number,
                "created": found.created,
                "kind": found.opened.manifest.kind,
                "changes": plan.changes,
                "documents": plan.documents,
                "missing_parts": found.missing,
                "notes": [{"level": level, "text": say(message)} for level, message in found.notes],
                "statements": [statement_data(one) for one in plan.statements],
                **{name: [_facts(row) for row in getattr(plan, name)] for name in lists},
            }
        )
        return
    _print_notes(found)
    output.line(_(BUNDLES[found.opened.manifest.kind]))
    kinds = {"new": _("New"), "changed": _("Changed"), "conflicting": _("In conflict"), "deleted": _("Deleted")}
    for name, label in kinds.items():
        for row in getattr(plan, name):
            title = f"{row.reference} {row.title}".strip()
            output.line("  " + label_value(label, title))
    if plan.returned.n:
        output.line("! " + say(forks.came_back_message(plan.returned, found.sender.person)))
    for row in plan.erased:
        output.line("! " + _("Erased for good: {title}").format(title=row.title))
    for one in plan.statements:
        output.line(f"  {say(one.message)}")
    if plan.held:
        output.line(f"! {say(imports.held_message(plan.held))}")
    if plan.acknowledged:
        said = ngettext("{n} bundle you sent has arrived.", "{n} bundles you sent have arrived.", plan.acknowledged)
        output.line(said.format(n=plan.acknowledged))
    if plan.empty:
        output.line(_("Everything in this bundle is already here."))


def _print_notes(found: Inspection) -> None:
    for _level, message in found.notes:
        output.line(say(message))


def _list() -> click.Command:
    @click.command("list", help=_("List the bundles sent and received."))
    @shared
    def list_(options: Shared) -> None:
        with options.workspace() as ws:
            found = peers.bundles(ws)
        if options.json:
            output.as_json([asdict(row) for row in found])
            return
        directions = {"in": _("received"), "out": _("sent")}
        output.table(
            ["ID", _("When"), _("Direction"), _("Person"), _("Number"), _("Arrived"), _("File")],
            [
                [
                    row.id[:8],
                    format_instant(row.at),
                    directions[row.direction],
                    row.person,
                    str(row.number or "—"),
                    format_instant(row.acked),
                    row.name,
                ]
                for row in found
            ],
        )

    return list_


def _drives() -> click.Command:
    @click.command("drives", help=_("List removable drives."))
    @shared
    def drives(options: Shared) -> None:
        found = peers.drives()
        if options.json:
            output.as_json([asdict(drive) for drive in found])
            return
        output.table([_("Name"), _("Free"), _("Folder")], [[d.label, format_size(d.free), str(d.path)] for d in found])

    return drives


def _eject() -> click.Command:
    @click.command("eject", help=_("Let go of a stick, named by its name or folder; says when it is safe to remove."))
    @click.argument("stick")
    @shared
    def eject(options: Shared, stick: str) -> None:
        found = [drive for drive in peers.drives() if stick in (drive.label, str(drive.path))]
        if len(found) != 1:
            raise NoStickError(stick=stick)
        arrivals.eject(found[0])
        said = _("It is safe to remove “{drive}”.").format(drive=found[0].label)
        output.answer(said, {"ejected": str(found[0].path)}, json_wanted=options.json)

    return eject
