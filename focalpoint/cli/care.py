"""`focalpoint vault repair`, `drill`, `second-copy`, `rekey`, `save-copy`: what keeps a vault beside its backups."""

from dataclasses import asdict
from functools import partial
from pathlib import Path

import click
import msgspec

from focalpoint.cli import output
from focalpoint.cli.context import Shared, shared
from focalpoint.language import _, current, format_instant, say
from focalpoint.services.care import drill as drilling
from focalpoint.services.care import repair as repairing
from focalpoint.services.care import rescue_copy
from focalpoint.services.core import keys
from focalpoint.services.core import second_copy as second

LEFT = 4  # the exit status of a check that failed


def repair() -> click.Command:
    """Return the command that puts good copies in the place of damaged parts."""

    @click.command("repair", help=_("Put good copies in the place of damaged or missing parts of documents."))
    @shared
    def command(options: Shared) -> None:
        with options.workspace() as ws, output.progress() as task:
            done = repairing.repair(ws, task)
        if options.json:
            output.as_json(_repair_data(done))
        for one in done.mended if not options.json else ():
            titles = ", ".join(one.titles)
            output.line("✓ " + _("{titles}: from {place}").format(titles=titles, place=say(one.source)))
        if done.left and not options.json:
            said = _("No good copy was found of: {titles}. Ask whoever sent them to send everything again.")
            output.line("✗ " + said.format(titles=", ".join(done.left)))
        if done.asked and not options.json:
            output.line("! " + _(repairing.ASKED).format(people=", ".join(done.asked)))
        if not (done.mended or done.left or options.json):
            output.line(_("Nothing is damaged or missing."))
        if done.left:
            raise SystemExit(LEFT)

    return command


def _repair_data(done: repairing.Repaired) -> dict[str, object]:
    mended = [{"titles": one.titles, "source": say(one.source)} for one in done.mended]
    return {"mended": mended, "left": done.left, "asked": done.asked}


def drill() -> click.Command:
    """Return the command that opens and checks the newest backup."""

    @click.command("drill", help=_("Restore drill: open the newest backup as a restore would, and check it."))
    @shared
    def command(options: Shared) -> None:
        with options.workspace() as ws, output.progress() as task:
            done = drilling.run_drill(ws, task)
        if done is None:
            output.answer(_("There is no backup yet."), None, json_wanted=options.json)
            raise SystemExit(LEFT)
        if options.json:
            found = [[one.level, *output.message_data(one.message).values()] for one in drilling.answers(done)]
            output.as_json({**msgspec.structs.asdict(done), "findings": found})
        else:
            output.line(_("The backup of {when}:").format(when=format_instant(done.backup)))
            marks = {"good": "✓", "warn": "!", "bad": "✗"}
            for finding in drilling.answers(done):
                output.line(f"{marks[finding.level]} {say(finding.message)}")
        if done.level == "bad":
            raise SystemExit(LEFT)

    return command


def second_copy() -> click.Command:
    """Return the command that says where the second copy of the backups is kept."""

    @click.command("second-copy", help=_("Keep a second copy of the backups in a folder on another disk."))
    @click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
    @click.option("--none", "none", is_flag=True, help=_("Keep no second copy any more; what lies there stays."))
    @shared
    def command(options: Shared, folder: Path | None, *, none: bool) -> None:
        with options.workspace() as ws, output.progress() as task:
            if folder is not None or none:
                second.choose(ws, folder)
            copied = second.bring_up_to_date(ws, task)
            found = second.standing(ws)
        if options.json:
            output.as_json({**(asdict(found) if found else {"folder": ""}), "copied": copied})
            return
        output.line(_("No second copy is kept.") if found is None else say(second.status_text(found)))

    return command


def rekey() -> click.Command:
    """Return the command that gives the vault a new key."""

    @click.command("rekey", help=_("New vault key: encrypt vault and backups anew, with new recovery words."))
    @click.option("--new-passphrase-file", type=click.Path(path_type=Path), help=_("File with the new passphrase."))
    @click.option("--yes", is_flag=True, help=_("Do it without asking."))
    @shared
    def command(options: Shared, new_passphrase_file: Path | None, *, yes: bool) -> None:
        folder, passphrase = options.vault_path(), options.passphrase()
        fresh = passphrase
        if new_passphrase_file is not None:
            fresh = Shared(None, new_passphrase_file, None, None, options.json).passphrase()
            keys.require_strong(fresh, (folder.stem,))
        keys.require_open(folder, passphrase, options.key_file)
        words = keys.propose_recovery(current())
        output.surely(partial(output.answer, " ".join(words), {"recovery_words": words}, json_wanted=options.json))
        if not yes:
            said = _("Everything is encrypted anew, and these recovery words replace those before. Written down?")
            click.confirm(said, abort=True, err=True)
        with output.progress() as task:
            left = keys.rekey(folder, passphrase, fresh, words, task=task, key_file=options.key_file)
        if not options.json:
            output.line(
                _("Vault and backups in this folder open with the new key only. Copies made before stay as they were.")
            )
        tell_left(left)

    return command


def save_copy_command() -> click.Command:
    """Return the command that saves a copy of the whole vault elsewhere."""

    @click.command("save-copy", help=_("Save a copy of the vault in a folder on another disk, to work there."))
    @click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
    @shared
    def command(options: Shared, folder: Path) -> None:
        with options.workspace() as ws, output.progress() as task:
            target = rescue_copy.save_vault_copy(ws, folder, task)
        said = _("Saved: {folder}. Go on in this copy alone: two that are both worked in look like two laptops.")
        output.answer(said.format(folder=target), {"vault": str(target)}, json_wanted=options.json)

    return command


def tell_left(left: tuple[str, ...]) -> None:
    """Say which older states could not be reached, to standard error."""
    if left:
        said = _("These still open as before: {names}. They follow when their disk is there; else remove them.")
        output.error("! " + said.format(names=", ".join(left)))
