"""`focalpoint vault repair` and its kin: what keeps a vault whole beside its backups."""

from dataclasses import asdict

import click

from focalpoint.cli import output
from focalpoint.cli.context import Shared, shared
from focalpoint.language import _
from focalpoint.services import repair as repairing

LEFT = 4  # the exit status of a check that failed


def repair() -> click.Command:
    """Return the command that puts good copies in the place of damaged parts."""

    @click.command("repair", help=_("Put good copies in the place of damaged or missing parts of documents."))
    @shared
    def command(options: Shared) -> None:
        with options.workspace() as ws, output.progress() as task:
            done = repairing.repair(ws, task)
        if options.json:
            output.as_json(asdict(done))
        for one in done.mended if not options.json else ():
            titles = ", ".join(one.titles)
            output.line("✓ " + _("{titles}: from {place}").format(titles=titles, place=_(one.source)))
        if done.left and not options.json:
            said = _("No good copy was found of: {titles}. Ask whoever sent them to send everything again.")
            output.line("✗ " + said.format(titles=", ".join(done.left)))
        if not (done.mended or done.left or options.json):
            output.line(_("Nothing is damaged or missing."))
        if done.left:
            raise SystemExit(LEFT)

    return command
