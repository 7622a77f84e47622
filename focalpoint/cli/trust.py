"""`focalpoint trust`: words about other people's laptops, and who could read what."""

from dataclasses import asdict
from pathlib import Path

import click

from focalpoint.cli import output
from focalpoint.cli import records as shared_commands
from focalpoint.cli.context import Shared, shared
from focalpoint.domain.records import TYPES
from focalpoint.language import _, current, format_instant, say
from focalpoint.services.core import output_files
from focalpoint.services.exchange import access, approval, export, peers, trust
from focalpoint.services.exchange.peers import PeerView
from focalpoint.services.exchange.trust import StatementLine


def group(name: str, about: str) -> click.Group:
    """Return the command group of this name."""
    made = click.Group(name, help=about)
    for command in (
        _vouch, _retract, _rely, _revoke, _reinstate, _hand_over, _replace, _log, _readers, _access,
        _propose, _waiting, _sign, _send,
    ):  # fmt: skip
        made.add_command(command())
    return made


def _answer(options: Shared, person: PeerView, said: str) -> None:
    facts = {"device": person.device, "state": person.state, "role": person.role}
    output.answer(said.format(person=person.person), facts, json_wanted=options.json)


def _vouch() -> click.Command:
    @click.command("vouch", help=_("Say to your office, or to the participants of a seminar, that a card is genuine."))
    @click.argument("device")
    @click.option("--seminar", default="", help=_("The seminar whose address book it stands in."))
    @shared
    def vouch(options: Shared, device: str, seminar: str) -> None:
        with options.workspace() as ws:
            person = peers.peer(ws, device)
            trust.vouch(ws, person.device, shared_commands.find_record(ws, "seminar", seminar) if seminar else "")
        _answer(options, person, _("You vouch for {person}. It leaves with the next bundle."))

    return vouch


def _retract() -> click.Command:
    @click.command("retract", help=_("Take back that you vouched for somebody."))
    @click.argument("device")
    @shared
    def retract(options: Shared, device: str) -> None:
        with options.workspace() as ws:
            person = peers.peer(ws, device)
            trust.retract(ws, person.device)
        _answer(options, person, _("You no longer vouch for {person}."))

    return retract


def _rely() -> click.Command:
    @click.command("rely", help=_("Say whether a person's words about others count here."))
    @click.argument("device")
    @click.option("--no", "refused", is_flag=True, help=_("They do not count."))
    @shared
    def rely(options: Shared, device: str, *, refused: bool) -> None:
        with options.workspace() as ws:
            person = peers.peer(ws, device)
            trust.rely(ws, person.device, relied=not refused)
        refusal = _("What {person} says of others no longer counts here.")
        _answer(options, person, refusal if refused else _("What {person} says of others counts here."))

    return rely


def _revoke() -> click.Command:
    @click.command("revoke", help=_("Stop a laptop: what it writes from now on is kept aside."))
    @click.argument("device")
    @click.option("--reason", required=True, help=_("Why; others who rely on you will read it."))
    @shared
    def revoke(options: Shared, device: str, reason: str) -> None:
        with options.workspace() as ws:
            trust.revoke(ws, peers.peer(ws, device).device, reason)
            person = peers.peer(ws, device)
        _answer(options, person, _("{person} is revoked. “focalpoint trust access” lists what this laptop could read."))

    return revoke


def _reinstate() -> click.Command:
    @click.command("reinstate", help=_("Take back that a laptop was revoked."))
    @click.argument("device")
    @shared
    def reinstate(options: Shared, device: str) -> None:
        with options.workspace() as ws:
            trust.reinstate(ws, peers.peer(ws, device).device)
            person = peers.peer(ws, device)
        _answer(options, person, _("{person} is no longer revoked."))

    return reinstate


def _hand_over() -> click.Command:
    @click.command("hand-over", help=_("Name your successor; this laptop falls silent for all who know it."))
    @click.argument("device")
    @shared
    def hand_over(options: Shared, device: str) -> None:
        with options.workspace() as ws:
            person = peers.peer(ws, device)
            trust.hand_over(ws, person.device)
        _answer(options, person, _("You handed over to {person}. Give everybody one last bundle: it says so."))

    return hand_over


def _replace() -> click.Command:
    @click.command("replace", help=_("Write a note that this laptop takes the place of a lost one; give it to all."))
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option(
        "--words-file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=True,
        help=_("Text file with the recovery words of the lost laptop."),
    )  # fmt: skip
    @shared
    def replace(options: Shared, file: Path, words_file: Path) -> None:
        words = words_file.read_text("utf-8")
        target = file if file.suffix == trust.NOTE_SUFFIX else file.with_name(file.name + trust.NOTE_SUFFIX)
        with options.workspace() as ws:
            trust.save_note(ws, words, target)
        output.answer(str(target), {"file": str(target)}, json_wanted=options.json)

    return replace


def statement_data(line: StatementLine) -> dict[str, object]:
    """Return a statement for JSON."""
    words = output.message_data(line.message, "text")
    return {"at": line.at, **words, "reason": line.reason, "seminar": line.seminar}


def _log() -> click.Command:
    @click.command("log", help=_("List every signed statement about laptops, newest first."))
    @shared
    def log(options: Shared) -> None:
        with options.workspace() as ws:
            found = trust.lines(ws)
        if options.json:
            output.as_json([statement_data(line) for line in found])
            return
        rows = [[format_instant(one.at), say(one.message), _(one.reason) if one.reason else ""] for one in found]
        output.table([_("When"), _("What"), _("Reason")], rows)

    return log


def _readers() -> click.Command:
    @click.command("readers", help=_("List who could read a record."))
    @click.argument("type_name", metavar="TYPE", type=click.Choice([name for name in TYPES if name != "document"]))
    @click.argument("record")
    @shared
    def readers(options: Shared, type_name: str, record: str) -> None:
        with options.workspace() as ws:
            found = access.readers(ws, type_name, shared_commands.find_record(ws, type_name, record))
        if options.json:
            output.as_json([{**asdict(one), "person": one.person.device} for one in found])
            return
        table = [
            [
                one.person.person, one.person.office, ", ".join(_(part) for part in one.parts), one.first[:10],
                one.last[:10], str(one.bundles),
            ]
            for one in found
        ]  # fmt: skip
        output.table([_("Person"), _("Office"), _("Parts"), _("First on"), _("Last on"), _("Bundles")], table)

    return readers


def _access() -> click.Command:
    @click.command("access", help=_("List what a laptop could read; as a PDF if FILE is named."))
    @click.argument("device")
    @click.option("--output", "-o", "target", type=click.Path(path_type=Path), help=_("The PDF to write."))
    @shared
    def access_(options: Shared, device: str, target: Path | None) -> None:
        with options.workspace() as ws:
            person = peers.peer(ws, device)
            if target is not None:
                output_files.write_file(target, access.device_pdf(ws, person.device, current()))
                output.answer(str(target), {"file": str(target)}, json_wanted=options.json)
                return
            found = access.of_device(ws, person.device)
        if options.json:
            output.as_json([asdict(one) for one in found])
            return
        rows = [
            [
                _(TYPES[one.type].label),
                one.reference,
                one.title,
                ", ".join(_(p) for p in one.parts),
                one.last[:10],
            ]
            for one in found
        ]
        output.table([_("Kind"), _("Reference"), _("Title"), _("Parts"), _("Last on")], rows)

    return access_


def _propose() -> click.Command:
    @click.command("propose", help=_("Ask the other officers to sign an export of what is under seal or secret."))
    @click.argument("chosen", metavar="RECORDS...", nargs=-1, required=True)
    @click.option("--to", "readers", multiple=True, required=True, help=_("A reader: the beginning of a device code."))
    @click.option("--reason", required=True, help=_("Why this leaves the vault; kept in the log."))
    @shared
    def propose(options: Shared, chosen: tuple[str, ...], readers: tuple[str, ...], reason: str) -> None:
        with options.workspace() as ws:
            people = [peers.peer(ws, reader).device for reader in readers]
            records = [shared_commands.owner(ws, record) for record in chosen]
            scopes = export.readable_scopes(ws, records, export.readers_of(ws, people))
            mark = approval.propose(ws, scopes, people, reason)
        said = _("Asked. It leaves with the next bundle for your office. Mark: {mark}").format(mark=mark[:16])
        output.answer(said, {"mark": mark}, json_wanted=options.json)

    return propose


def _waiting() -> click.Command:
    @click.command("waiting", help=_("List the exports that wait for a second signature."))
    @shared
    def waiting(options: Shared) -> None:
        with options.workspace() as ws:
            found = approval.waiting(ws)
        if options.json:
            output.as_json([asdict(one) for one in found])
            return
        rows = [
            [
                *(one.mark[:16], one.who, ", ".join(one.titles), ", ".join(one.readers)),
                *(one.reason, _("yes") if one.same else _("no")),
            ]
            for one in found
        ]
        output.table([_("Mark"), _("By"), _("What"), _("For whom"), _("Reason"), _("Same here")], rows)

    return waiting


def _sign() -> click.Command:
    @click.command("sign", help=_("Sign an export of another officer as second person."))
    @click.argument("mark")
    @shared
    def sign(options: Shared, mark: str) -> None:
        with options.workspace() as ws:
            approval.sign(ws, mark)
        said = _("Signed. It leaves with the next bundle for your office.")
        output.answer(said, {"mark": mark}, json_wanted=options.json)

    return sign


def _send() -> click.Command:
    @click.command("send", help=_("Seal a bundle of statements alone: a revocation or a handover, with no record."))
    @click.option("--to", "readers", multiple=True, required=True, help=_("A reader: the beginning of a device code."))
    @click.option("--output", "-o", "target", type=click.Path(path_type=Path), required=True, help=_("File or folder."))
    @click.option("--again", is_flag=True, help=_("Send everything again, also what is known to have arrived."))
    @shared
    def send(options: Shared, readers: tuple[str, ...], target: Path, *, again: bool) -> None:
        with options.workspace() as ws:
            people = [peers.peer(ws, reader).device for reader in readers]
            plan = export.plan_statements(ws, people, again=again)
            place = target / plan.suggested_name if target.is_dir() else target
            sealed = export.seal_plan(ws, plan, place, _("Signed statements about laptops"))
        said = _("Written, read back and unchanged: {path}. Eject the stick before you remove it.").format(
            path=sealed.path
        )
        output.answer(said, {"path": str(sealed.path), "size": sealed.size}, json_wanted=options.json)

    return send
