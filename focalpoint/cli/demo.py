"""`focalpoint demo`: the training pair, made and opened."""

from dataclasses import asdict
from pathlib import Path

import click

from focalpoint.cli import output
from focalpoint.cli.context import Shared, shared
from focalpoint.language import _
from focalpoint.services.training import demo, tours


def command(name: str, about: str) -> click.Command:
    """Return the command of this name."""

    @click.command(name, help=about)
    @click.option("--folder", type=click.Path(path_type=Path), default=Path("training"), help=_("Where to make them."))
    @click.option("--no-window", is_flag=True, help=_("Make the vaults only."))
    @click.option("--fresh", is_flag=True, help=_("Replace the training vaults that are there."))
    @shared
    def make(options: Shared, folder: Path, *, no_window: bool, fresh: bool) -> int:
        folder.mkdir(parents=True, exist_ok=True)
        code = options.lang or "ar"
        kept = demo.present(folder) and not fresh
        with output.progress() as task:
            made = demo.build(folder.resolve(), task, code, fresh=fresh)
        if kept and not options.json:
            output.line(_("The training vaults are there already and stay as they are; “--fresh” makes new ones."))
        output.answer(
            f"{made.first}\n{made.second}\n"
            + _("Passphrase of both training vaults: {passphrase}").format(passphrase=made.passphrase),
            asdict(made),
            json_wanted=options.json,
        )
        if no_window or options.window is None:
            return 0
        tours.make_due()
        return options.window(made.first, code, made.passphrase)

    return make
