"""`focalpoint data`: write everything as open files, and take such files in."""

from pathlib import Path

import click

from focalpoint.cli import output
from focalpoint.cli.context import Shared, shared
from focalpoint.language import _
from focalpoint.services.interchange import open_files

FOLDER = click.Path(path_type=Path, file_okay=False)


def group(name: str, about: str) -> click.Group:
    """Return the command group of this name."""
    made = click.Group(name, help=about)
    for command in (_write, _read):
        made.add_command(command())
    return made


def _write() -> click.Command:
    @click.command("export", help=_("Write all records and documents to an empty folder. Nothing is encrypted there."))
    @click.argument("folder", type=FOLDER)
    @shared
    def write(options: Shared, folder: Path) -> None:
        with options.workspace() as ws, output.progress() as task:
            number = open_files.write_folder(ws, folder, task)
        said = _("Records written: {n}. Whoever has the folder can read them.").format(n=number)
        left = open_files.left_out(folder)
        output.answer(said, {"records": number, "left_out": left}, json_wanted=options.json)
        if left and not options.json:
            output.line("! " + _(open_files.LEFT).format(names=", ".join(left)))

    return write


def _read() -> click.Command:
    @click.command("import", help=_("Take in a folder that “data export” made; one undo takes it back."))
    @click.argument("folder", type=FOLDER)
    @shared
    def read(options: Shared, folder: Path) -> None:
        with options.workspace() as ws, output.progress() as task:
            _changes, new, known = open_files.take_in_folder(ws, folder, task)
        said = _("New: {new}. Known already: {known}.").format(new=new, known=known)
        output.answer(said, {"new": new, "known": known}, json_wanted=options.json)

    return read
