"""What every command shares: which vault, which passphrase, which language, and how answers are printed."""

import getpass
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from focalpoint.cli import output
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_
from focalpoint.language import _, current
from focalpoint.loading import late
from focalpoint.services.core import recent

if TYPE_CHECKING:
    from focalpoint.services.care import safety
    from focalpoint.services.core import run_clock, workspace
    from focalpoint.services.core.workspace import Workspace
else:  # the help of the program names no vault
    safety = late("focalpoint.services.care.safety")
    workspace = late("focalpoint.services.core.workspace")
    run_clock = late("focalpoint.services.core.run_clock")

Window = Callable[[Path, str, str], int]


class NoVaultError(FocalpointError):
    """No vault was named and none was opened before."""

    message = N_("No vault was named.")
    safe = N_("Nothing was changed.")
    remedy = N_("Add “--vault FOLDER.focalpoint”, or make one with “focalpoint vault create”.")
    code = "CLI-101"


class NoPassphraseError(FocalpointError):
    """There is no terminal to ask for the passphrase and no file or descriptor with it."""

    message = N_("There is no passphrase: this is not a terminal.")
    safe = N_("The vault stays locked.")
    remedy = N_("Add “--passphrase-file FILE” or “--passphrase-fd NUMBER”.")
    code = "CLI-102"


class UnreadablePassphraseError(FocalpointError):
    """The file or descriptor named for the passphrase gives no text."""

    message = N_("The passphrase could not be read from there.")
    safe = N_("The vault stays locked.")
    remedy = N_("Name a text file in UTF-8 whose first line is the passphrase, or an open descriptor.")
    code = "CLI-104"


@dataclass(slots=True)
class Shared:
    """The options that every command takes; `lang` is None unless one was named."""

    vault: Path | None
    passphrase_file: Path | None
    passphrase_fd: int | None
    lang: str | None
    json: bool
    key_file: Path | None = None
    window: Window | None = None  # shows a vault

    def vault_path(self) -> Path:
        """Return the vault to work on: the one named, or the one opened last."""
        if self.vault is not None:
            return self.vault
        listed = recent.vaults()
        if not listed:
            raise NoVaultError
        return listed[0].path

    def passphrase(self) -> str:
        """Return the passphrase from the file, the descriptor, or the prompt; never from an argument."""
        if self.passphrase_file is not None:
            return _first_line(self.passphrase_file.read_bytes())
        if self.passphrase_fd is not None:
            try:
                with os.fdopen(self.passphrase_fd, "rb", closefd=False) as stream:
                    return _first_line(stream.read())
            except OSError as error:
                raise UnreadablePassphraseError from error
        if not os.isatty(0):
            raise NoPassphraseError
        return getpass.getpass(_("Passphrase: "))

    def new_passphrase(self, suggest: Callable[[str], str]) -> str:
        """Return a new passphrase; at a terminal the program makes one, unless the person types their own."""
        if self.passphrase_file is not None or self.passphrase_fd is not None or not os.isatty(0):
            return self.passphrase()
        words = suggest(current())
        made = _("A passphrase made for you. Write it down until you know it by heart:")
        own = _("Press Enter to take it, or type one of your own: ")
        typed = getpass.getpass(f"{made}\n\n    {words}\n\n{own}")  # the prompt goes to the terminal, nowhere else
        while typed and getpass.getpass(_("The same again: ")) != typed:
            typed = getpass.getpass(_("The two differ. Passphrase: "))
        return typed or words

    @contextmanager
    def workspace(self) -> "Iterator[Workspace]":
        """Open the vault for one command and lock it again."""
        path = self.vault_path()
        clock = run_clock.clock_of_vault(path)
        opened = workspace.unlock(path, self.passphrase(), clock=clock, key_file=self.key_file)
        try:
            for warning in safety.warnings(opened):
                output.refusal(warning, json_wanted=False)
            yield opened
            safety.maintain(opened)
        finally:
            opened.lock()


def _first_line(content: bytes) -> str:
    try:
        return content.decode("utf-8").split("\n", 1)[0].rstrip("\r")
    except UnicodeDecodeError as error:
        raise UnreadablePassphraseError from error


shared = click.make_pass_decorator(Shared)
