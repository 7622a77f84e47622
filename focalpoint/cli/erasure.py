"""`focalpoint purge`: erase a record for good on an order, see who followed, print the report."""

from dataclasses import asdict
from pathlib import Path

import click

from focalpoint.cli import output
from focalpoint.cli import records as shared_commands
from focalpoint.cli.context import Shared, shared
from focalpoint.domain.errors import NotFoundError
from focalpoint.domain.records import TYPES
from focalpoint.language import _, current, format_instant
from focalpoint.services.core import output_files
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import erasure
from focalpoint.services.exchange.erasure import ErasurePlan


def group(name: str, about: str) -> click.Group:
    """Return the command group of this name."""
    made = click.Group(name, help=about)
    for command in (_show, _run, _list, _report):
        made.add_command(command())
    return made


def _find(ws: Workspace, given: str) -> tuple[str, str]:
    for type_name in TYPES:
        try:
            return type_name, shared_commands.find_record(ws, type_name, given)
        except NotFoundError:
            continue
    raise NotFoundError


def tell_plan(found: ErasurePlan) -> None:
    """Say what an erasure takes with it, and what it cannot reach."""
    output.line(_("Title: {title}").format(title=found.title))
    output.line(_("Signed steps that lose their content: {n}").format(n=found.changes))
    for document in found.documents:
        output.line(f"  · {document}")
    for one in found.colleagues:
        output.line(_("Follows with your next bundle: {person}").format(person=f"{one.person}, {one.device_label}"))
    for reader in found.outside:
        person = f"{reader.person.person}, {reader.person.office}"
        output.line("! " + _("{person} could read it; the program cannot erase there.").format(person=person))
    if found.backups:
        output.line("! " + _("Backups of this vault that still hold it: {n}").format(n=found.backups))


def _show() -> click.Command:
    @click.command("show", help=_("Say what erasing a record takes with it, and what it cannot reach."))
    @click.argument("record")
    @shared
    def show(options: Shared, record: str) -> None:
        with options.workspace() as ws:
            found = erasure.plan(ws, *_find(ws, record))
        if options.json:
            output.as_json(asdict(found))
        else:
            tell_plan(found)

    return show


def _run() -> click.Command:
    @click.command("run", help=_("Erase a record for good, here and on the laptops of the office. Never undone."))
    @click.argument("record")
    @click.option("--authority", required=True, help=_("Who ordered it."))
    @click.option("--reason", required=True, help=_("Why; colleagues will read it."))
    @click.option("--title", default="", help=_("The title of the record, typed; asked for if it is left out."))
    @click.option("--remove-backups", is_flag=True, help=_("Remove all backups of this vault too."))
    @click.option("--yes", is_flag=True, help=_("Do not ask a second time."))
    @shared
    def run(
        options: Shared, record: str, authority: str, reason: str, *, title: str, remove_backups: bool, yes: bool
    ) -> None:
        with options.workspace() as ws:
            type_name, found = _find(ws, record)
            plan = erasure.plan(ws, type_name, found)
            if not options.json:
                tell_plan(plan)
            typed = title or click.prompt(_("Type the title, to be sure"), err=True)
            if not yes:
                click.confirm(_("This cannot be undone. Erase it for good?"), abort=True, err=True)
            erasure.purge(ws, type_name, found, reason=reason, authority=authority, typed=typed, backups=remove_backups)
        said = _("Erased for good. Seal a bundle for your office: it carries the order.")
        output.answer(said, {"erased": found, "changes": plan.changes}, json_wanted=options.json)

    return run


def _list() -> click.Command:
    @click.command("list", help=_("List what was erased, and which laptops of the office followed."))
    @shared
    def list_(options: Shared) -> None:
        with options.workspace() as ws:
            found = erasure.all_erasures(ws)
        if options.json:
            output.as_json([asdict(one) for one in found])
            return
        rows = [
            [
                *(one.record[:8], format_instant(one.at), one.by, one.authority, one.reason),
                f"{sum(bool(f.done_at) for f in one.colleagues)}/{len(one.colleagues)}",
            ]
            for one in found
        ]
        output.table([_("Record"), _("When"), _("By"), _("Authority"), _("Reason"), _("Followed")], rows)

    return list_


def _report() -> click.Command:
    @click.command("report", help=_("Print the report on an erasure: who followed, and where it cannot reach."))
    @click.argument("record")
    @click.option(
        "--output", "-o", "target", type=click.Path(path_type=Path), required=True, help=_("The PDF to write.")
    )
    @shared
    def report(options: Shared, record: str, target: Path) -> None:
        with options.workspace() as ws:
            named = {one for order in erasure.all_erasures(ws) for one in (order.record, *order.roots)}
            found = [one for one in sorted(named) if record and one.startswith(record)]
            if len(found) != 1:
                raise NotFoundError
            output_files.write_file(target, erasure.report_pdf(ws, found[0], current()))
        output.answer(str(target), {"file": str(target)}, json_wanted=options.json)

    return report
