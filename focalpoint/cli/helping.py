"""`focalpoint log`: what the program noted of its own mistakes, for whoever helps."""

from pathlib import Path

import click

from focalpoint.cli import output
from focalpoint.cli.context import Shared, shared
from focalpoint.language import _
from focalpoint.services.core import helping


def log_command(name: str, about: str) -> click.Command:
    """Return the command of this name."""

    @click.command(name, help=about)
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
    @shared
    def save(options: Shared, file: Path) -> None:
        helping.save(file)
        said = _("Saved: {file}. It holds no content of a vault; read it before you give it away.")
        output.answer(said.format(file=file), {"path": str(file)}, json_wanted=options.json)

    return save
