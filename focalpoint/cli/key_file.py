"""`focalpoint vault key-file`: a file on a stick that the vault asks for beside the passphrase."""

from pathlib import Path

import click

from focalpoint.cli import care, output
from focalpoint.cli.context import Shared, shared
from focalpoint.language import _
from focalpoint.services.core import keys, workspace


def group() -> click.Group:
    """Return the group."""
    made = click.Group("key-file", help=_("A key file on a stick, which the vault asks for beside the passphrase."))
    made.add_command(_add())
    made.add_command(_remove())
    return made


def _add() -> click.Command:
    @click.command("add", help=_("Write a new key file into a folder, best on a stick; one before is replaced."))
    @click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
    @shared
    def add(options: Shared, folder: Path) -> None:
        passphrase = options.passphrase()
        ws = workspace.unlock(options.vault_path(), passphrase, key_file=options.key_file)
        try:
            file, left = keys.add_key_file(ws, passphrase, folder)
        finally:
            ws.lock()
        said = _("From now on the vault asks for this file beside the passphrase: {file}").format(file=file)
        output.answer(said, {"key_file": str(file), "as_before": left}, json_wanted=options.json)
        if not options.json:
            output.line(_("Keep it apart from the laptop. If it is lost, the recovery words open the vault."))
        care.tell_left(left)

    return add


def _remove() -> click.Command:
    @click.command("remove", help=_("Let the passphrase alone open the vault again."))
    @shared
    def remove(options: Shared) -> None:
        passphrase = options.passphrase()
        ws = workspace.unlock(options.vault_path(), passphrase, key_file=options.key_file)
        try:
            left = keys.remove_key_file(ws, passphrase)
        finally:
            ws.lock()
        said = _("The passphrase alone opens the vault now.")
        output.answer(said, {"key_file": "", "as_before": left}, json_wanted=options.json)
        care.tell_left(left)

    return remove
