"""`focalpoint vault`: create, open for a look, check, back up, restore, change the passphrase."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from focalpoint import reference
from focalpoint.cli import care, key_file, output
from focalpoint.cli.context import Shared, shared
from focalpoint.language import _, current, format_instant, format_size, say
from focalpoint.services.care import safety, sandbox
from focalpoint.services.casework import history, records
from focalpoint.services.casework.history import Turn
from focalpoint.services.core import key_files, keys, log_words, output_files, recent, workspace
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.vault_info import Setup
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import eviction
from focalpoint.services.exchange.eviction import EvictionCandidate

CHECK_FAILED = 4


def group(name: str, about: str) -> click.Group:
    """Return the command group of this name."""
    made = click.Group(name, help=about)
    commands = (_create, _info, _check, _rebuild, _backup, _backups, _restore, _passphrase, _recovery, _audit)
    for further in (care.repair, care.drill, care.second_copy, care.rekey, care.save_copy_command):
        made.add_command(further())
    made.add_command(key_file.group())
    for command in (*commands, _recover, _suggest, _trash, _undo, _redo, _raw_key, _make_room):
        made.add_command(command())
    return made


def _create() -> click.Command:
    kinds = ["", *reference.load().lists["office_kinds"].codes]

    @click.command("create", help=_("Make a vault; print its recovery words once."))
    @click.argument("folder", type=click.Path(path_type=Path))
    @click.option("--office", required=True, help=_("Name of the office."))
    @click.option("--country", default="", help=_("State, as a two-letter code."))
    @click.option("--person", required=True, help=_("Name of the person."))
    @click.option("--function", default="", help=_("Function of the person."))
    @click.option("--device", default="", help=_("Name of this computer."))
    @click.option("--office-kind", type=click.Choice(kinds), default="", help=_("What the office is."))
    @click.option("--training", is_flag=True, help=_("A vault for exercises: everything it signs and writes says so."))
    @shared
    def create(options: Shared, /, folder: Path, *, training: bool, **said: str) -> None:
        setup = Setup(
            said["office"], said["country"], said["person"], said["function"], said["device"], language=current(),
            office_kind=said["office_kind"], training=training,
        )  # fmt: skip
        passphrase = options.new_passphrase(keys.suggest)
        keys.require_strong(passphrase, keys.at_hand(setup, folder.stem))
        with output.progress() as task:
            made = workspace.create(folder, passphrase, setup, task)
        made.workspace.lock()
        try:
            output.surely(lambda: _show_words(options, folder, made.recovery_words))
        except output.NotShownError:
            workspace.discard(made)  # a vault whose words nobody saw could never be opened without the passphrase
            raise
        recent.remember_vault(made.workspace.info, made.workspace.real())

    return create


def _show_words(options: Shared, folder: Path, words: tuple[str, ...]) -> None:
    if options.json:
        output.as_json({"vault": str(folder), "recovery_words": words})
        return
    output.line(_("The vault was made. Write these recovery words down and keep them apart from the computer:"))
    for number, word in enumerate(words, 1):
        output.line(f"  {number:2}. {word}")


def _info() -> click.Command:
    @click.command("info", help=_("Show whose vault it is and how its key is kept."))
    @shared
    def info(options: Shared) -> None:
        with options.workspace() as ws:
            kdf = keys.parameters(ws)
            beside = key_files.asks(ws.info.path)
            values = {
                **asdict(ws.info),
                "argon2id_mib": kdf.memory_mib,
                "argon2id_passes": kdf.passes,
                "key_file": beside,
            }
            if options.json:
                output.as_json(values)
            else:
                output.print_pairs({name: str(value) for name, value in values.items()})

    return info


def _check() -> click.Command:
    @click.command("check", help=_("Check pages, journal, rows, audit log and documents; answer in words."))
    @click.option(
        "--this-computer", is_flag=True,
        help=_("Look at what this computer gives to shut in the process that reads foreign files; no vault is needed."),
    )  # fmt: skip
    @shared
    def check(options: Shared, /, *, this_computer: bool) -> None:
        if this_computer:
            looked = sandbox.probe_sandbox()
            listed = [{**_data(finding), "text": say(finding.message)} for finding in looked.findings]
            _answered(options, looked.findings, {"boundary": looked.report, "findings": listed})
            return
        with options.workspace() as ws, output.progress() as task:
            findings = safety.check_vault(ws, task)
        _answered(options, findings, [_data(finding) for finding in findings])

    return check


def _data(finding: safety.Finding) -> dict[str, object]:
    return {"level": finding.level, **output.message_data(finding.message), "repairable": finding.repairable}


def _answered(options: Shared, findings: list[safety.Finding], as_json: object) -> None:
    if options.json:
        output.as_json(as_json)
    else:
        marks = {"good": "✓", "warn": "!", "bad": "✗"}
        for finding in findings:
            output.line(f"{marks[finding.level]} {say(finding.message)}")
        if any(finding.repairable for finding in findings):
            output.line(_("“focalpoint vault repair” puts good copies in their place."))
    if any(finding.level == "bad" for finding in findings):
        raise SystemExit(CHECK_FAILED)


def _rebuild() -> click.Command:
    @click.command("rebuild", help=_("Make all rows anew from the journal."))
    @shared
    def rebuild(options: Shared) -> None:
        with options.workspace() as ws, output.progress() as task:
            same = safety.rebuild(ws, task)
        said = _("The rows came out the same.") if same else _("Some rows differed and were made again.")
        output.answer(said, {"same": same}, json_wanted=options.json)

    return rebuild


def _backup() -> click.Command:
    @click.command("backup", help=_("Make a backup now."))
    @shared
    def backup(options: Shared) -> None:
        with options.workspace() as ws:
            made = safety.backup_now(ws)
        output.answer(str(made.path), asdict(made), json_wanted=options.json)

    return backup


def _backups() -> click.Command:
    @click.command("backups", help=_("List the backups of a vault."))
    @shared
    def backups(options: Shared) -> None:
        found = safety.backups(options.vault_path())
        if options.json:
            output.as_json([asdict(backup) for backup in found])
            return
        output.table(
            [_("Made"), _("Kind"), _("Folder")],
            [[format_instant(b.made_at.isoformat()), b.kind, b.path.name] for b in found],
        )
        output.line(_(safety.SHARED))

    return backups


def _restore() -> click.Command:
    @click.command(
        "restore", help=_("Put a backup, or one of the second copy, in the place of the vault; what was there is kept.")
    )
    @click.argument("backup")
    @click.option("--yes", is_flag=True, help=_("Restore without asking."))
    @shared
    def restore(options: Shared, backup: str, *, yes: bool) -> None:
        folder = options.vault_path()
        if not yes:
            said = _("What was written since is put aside. Go on?")
            click.confirm(said, abort=True, err=True)
        chosen = Path(backup) if (Path(backup) / "vault.db").is_file() else folder / "backups" / Path(backup).name
        kept = safety.restore_backup(folder, chosen)
        said = _("Restored. The files that were there are in “{folder}”.").format(folder=kept)
        output.answer(said, {"kept": str(kept)}, json_wanted=options.json)

    return restore


def _passphrase() -> click.Command:
    @click.command("passphrase", help=_("Change the passphrase."))
    @click.option("--new-passphrase-file", type=click.Path(path_type=Path), help=_("File with the new passphrase."))
    @shared
    def passphrase(options: Shared, new_passphrase_file: Path | None) -> None:
        old = options.passphrase()
        ws = workspace.unlock(options.vault_path(), old, key_file=options.key_file)
        try:
            fresh = _fresh(options, new_passphrase_file, ws)
            left = keys.change_passphrase(ws, old, fresh)
        finally:
            ws.lock()
        output.answer(_("The passphrase was changed."), {"changed": True, "as_before": left}, json_wanted=options.json)
        care.tell_left(left)

    return passphrase


def _fresh(options: Shared, file: Path | None, ws: Workspace) -> str:
    fresh = Shared(None, file, None, None, options.json).new_passphrase(keys.suggest)
    keys.require_strong(fresh, keys.at_hand(ws.info, ws.info.name))
    return fresh


def _recover() -> click.Command:
    @click.command("recover", help=_("Open a vault with its recovery words and set a new passphrase."))
    @click.option(
        "--words-file", type=click.Path(path_type=Path, dir_okay=False), required=True,
        help=_("File with the 17 recovery words, in order."),
    )  # fmt: skip
    @click.option("--new-passphrase-file", type=click.Path(path_type=Path), help=_("File with the new passphrase."))
    @shared
    def recover(options: Shared, words_file: Path, new_passphrase_file: Path | None) -> None:
        ws = workspace.unlock_with_recovery(options.vault_path(), words_file.read_text("utf-8", errors="replace"))
        try:
            left = keys.reset_passphrase(ws, _fresh(options, new_passphrase_file, ws))
        finally:
            ws.lock()
        output.answer(_("The passphrase was changed."), {"changed": True, "as_before": left}, json_wanted=options.json)
        care.tell_left(left)

    return recover


def _suggest() -> click.Command:
    @click.command("suggest", help=_("Suggest a passphrase of eight words."))
    @shared
    def suggest(options: Shared) -> None:
        said = keys.suggest(current())
        output.answer(said, {"passphrase": said}, json_wanted=options.json)

    return suggest


def _recovery() -> click.Command:
    @click.command("recovery", help=_("Make new recovery words; the old sheet opens this folder no more."))
    @click.option("--output", "-o", "target", type=click.Path(path_type=Path), help=_("Write the sheet as a PDF."))
    @shared
    def recovery(options: Shared, target: Path | None) -> None:
        with options.workspace() as ws:
            words = keys.propose_recovery(current())
            if target is not None:
                output_files.write_file(target, keys.recovery_sheet_pdf(words, ws.info, current()))
            try:
                show = partial(output.answer, " ".join(words), {"recovery_words": words}, json_wanted=options.json)
                output.surely(show)
                left = keys.set_recovery(ws, words)
            except BaseException:
                if target is not None:
                    target.unlink(missing_ok=True)  # a sheet of words that open nothing would be taken for a good one
                raise
        care.tell_left(left)

    return recovery


def _audit() -> click.Command:
    @click.command("audit", help=_("Show the newest lines of the audit log."))
    @click.option("--limit", default=50, help=_("The most lines to show."))
    @shared
    def audit(options: Shared, limit: int) -> None:
        with options.workspace() as ws:
            entries = safety.audit_entries(ws, limit)
        if options.json:
            output.as_json([asdict(entry) for entry in entries])
            return
        output.table(
            [_("When"), _("Who"), _("What"), _("Concerning"), _("Reason")],
            [
                [
                    format_instant(e.at),
                    e.who,
                    say(log_words.action(e.action)),
                    e.subject[:8],
                    say(log_words.reason(e.reason)),
                ]
                for e in entries
            ],
        )

    return audit


def _trash() -> click.Command:
    @click.command("trash", help=_("List what lies in the trash."))
    @shared
    def trash(options: Shared) -> None:
        with options.workspace() as ws:
            found = records.trash(ws)
        if options.json:
            output.as_json([asdict(row) for row in found])
            return
        output.table(["ID", _("Kind"), _("Title")], [[row.id[:8], row.type, row.title] for row in found])

    return trash


def _undo() -> click.Command:
    @click.command("undo", help=_("Take back the last step."))
    @shared
    def undo(options: Shared) -> None:
        with options.workspace() as ws:
            _turned(options, ws, history.next_undo(ws), history.undo)

    return undo


def _redo() -> click.Command:
    @click.command("redo", help=_("Do again what undo took back."))
    @shared
    def redo(options: Shared) -> None:
        with options.workspace() as ws:
            _turned(options, ws, history.next_redo(ws), history.redo)

    return redo


def _turned(options: Shared, ws: Workspace, step: Turn | None, turn: Callable[[Workspace, int], Changes]) -> None:
    changes = turn(ws, step.seq) if step else Changes()
    said = say(step.message) if step else _("There is nothing to take back.")
    output.answer(said, {"step": said if step else "", "records": sorted(changes.touched)}, json_wanted=options.json)


def _raw_key() -> click.Command:
    @click.command("raw-key", help=_("Print the raw database key, to open vault.db with another SQLCipher program."))
    @click.option("--yes", is_flag=True, help=_("Print it without asking."))
    @shared
    def raw_key(options: Shared, *, yes: bool) -> None:
        if not yes:
            click.confirm(_("Whoever reads this key can read the whole vault. Print it?"), abort=True, err=True)
        with options.workspace() as ws:
            key = keys.raw_key(ws)
        output.answer(key, {"raw_key": key}, json_wanted=options.json)

    return raw_key


def _make_room() -> click.Command:
    @click.command("make-room", help=_("Let go of documents that other laptops keep, or list what could go."))
    @click.option("--bytes", "wanted", type=click.IntRange(min=1), help=_("How much room to make; without it, a list."))
    @shared
    def make_room(options: Shared, wanted: int | None) -> None:
        with options.workspace() as ws:
            if wanted is None:
                _list_room(options, eviction.candidates(ws))
                return
            number, size = eviction.make_room(ws, wanted)
        said = _("Let go of: {n}. Room made: {size}. Backups made before keep their copies until they go.")
        values = {"documents": number, "bytes": size, "enough": size >= wanted}
        output.answer(said.format(n=number, size=format_size(size)), values, json_wanted=options.json)

    return make_room


def _list_room(options: Shared, found: list[EvictionCandidate]) -> None:
    if options.json:
        output.as_json([asdict(one) for one in found])
        return
    output.table(
        ["ID", _("Title"), _("Size"), _("Kept by")],
        [
            [one.document[:8], one.title, format_size(one.size), ", ".join(p.person for p in one.keepers)]
            for one in found
        ],
    )
