"""`focalpoint sync`: the same bundles by way of a server or a shared folder."""

import getpass
import os
from dataclasses import asdict
from pathlib import Path

import click

from focalpoint.cli import output, room
from focalpoint.cli import records as shared_commands
from focalpoint.cli.context import Shared, shared
from focalpoint.language import _, format_instant, say
from focalpoint.services.exchange import peers
from focalpoint.services.sync import server_status, servers
from focalpoint.services.sync.servers import KINDS, RemoteSettings, Report


def group(name: str, about: str) -> click.Group:
    """Return the command group of this name."""
    made = click.Group(name, help=about)
    for command in (_add, _share, _run, _pace, _status, _remove, *room.commands()):
        made.add_command(command())
    return made


def _add() -> click.Command:
    @click.command("add", help=_("Add a server or a folder, after looking at what it can do."))
    @click.argument("name")
    @click.argument("address")
    @click.option("--kind", type=click.Choice(KINDS), default="folder", help=_("What it is."))
    @click.option("--to", "readers", multiple=True, required=True, help=_("Who is kept up to date by way of it."))
    @click.option("--user", default="", help=_("User name there."))
    @click.option(
        "--secret-file", type=click.Path(path_type=Path, dir_okay=False),
        help=_("File with the password or key; asked for if a user is named without it."),
    )  # fmt: skip
    @click.option("--pin", default="", help=_("Fingerprint of its certificate or host key."))
    @click.option("--proxy", default="", help=_("Proxy to go through."))
    @click.option("--everything", is_flag=True, help=_("Keep readers up to date with all they may read."))
    @shared
    def add(
        options: Shared,
        name: str,
        address: str,
        kind: str,
        *,
        readers: tuple[str, ...],
        user: str,
        secret_file: Path | None,
        pin: str,
        proxy: str,
        everything: bool,
    ) -> None:
        secret = _secret(user, secret_file)
        wanted = RemoteSettings(kind=kind, address=address, user=user, secret=secret, pin=pin, proxy=proxy)  # type: ignore[arg-type]
        with options.workspace() as ws:
            people = [peers.peer(ws, reader).device for reader in readers]
            made = servers.add_remote(ws, name, wanted, people, everything=everything)
        said = _("“{name}” was added. Nothing leaves before “focalpoint sync run”.").format(name=made.name)
        notes = [_(note) for note in made.notes]
        output.answer("\n".join([said, *notes]), {"name": made.name, "notes": notes}, json_wanted=options.json)

    return add


def _secret(user: str, file: Path | None) -> str:
    if file is not None:
        return file.read_text("utf-8").rstrip("\r\n")
    return getpass.getpass(_("Password there: ")) if user and os.isatty(0) else ""


def _share() -> click.Command:
    @click.command("share", help=_("Keep the readers of a server up to date with some records from now on."))
    @click.argument("name")
    @click.argument("records", nargs=-1, required=True)
    @shared
    def share(options: Shared, name: str, records: tuple[str, ...]) -> None:
        with options.workspace() as ws:
            servers.share(ws, name, [shared_commands.owner(ws, record) for record in records])
        output.answer(_("They leave with the next run."), {"name": name}, json_wanted=options.json)

    return share


def _run() -> click.Command:
    @click.command("run", help=_("Fetch what has come and put what is new; all that do not rest if none is named."))
    @click.argument("names", nargs=-1)
    @shared
    def run(options: Shared, names: tuple[str, ...]) -> None:
        with options.workspace() as ws, output.progress() as task:
            wanted = names or tuple(place.name for place in servers.places(ws) if not place.paused)
            reports = {name: servers.run(ws, name, task) for name in wanted}
        if options.json:
            output.as_json({name: _facts(report) for name, report in reports.items()})
            return
        for name, report in reports.items():
            said = _("{name}: bundles put {put}, taken in {taken}, waiting for you {waiting}")
            output.line(said.format(name=name, put=report.put, taken=report.taken, waiting=report.waiting))
            for message in report.problems:
                output.line(f"  ! {say(message)}")
            if report.later:
                output.line(f"  ! {say(server_status.later(report.later))}")
        if not reports:
            output.line(_("No server was added yet, or all of them rest: “focalpoint sync add”, “sync pace”."))

    return run


def _facts(report: Report) -> dict[str, object]:
    return {
        "put": report.put,
        "parts_put": report.parts_put,
        "taken": report.taken,
        "parts_taken": report.parts_taken,
        "waiting": report.waiting,
        "later": report.later,
        "problems": [say(message) for message in report.problems],
    }


def _pace() -> click.Command:
    @click.command("pace", help=_("Say whether a server runs by itself, rests, and how much a run may carry."))
    @click.argument("name")
    @click.option(
        "--automatic/--by-hand",
        default=None,
        help=_("Run every 15 minutes while the window is open, or only when asked."),
    )
    @click.option("--pause/--resume", "paused", default=None, help=_("Leave it out of the automatic runs, or not."))
    @click.option("--limit", type=click.IntRange(0), help=_("Most megabytes of a run on a dear line; 0 for no limit."))
    @shared
    def pace(options: Shared, name: str, *, automatic: bool | None, paused: bool | None, limit: int | None) -> None:
        with options.workspace() as ws:
            servers.set_pace(
                ws, name, automatic=automatic, paused=paused, budget=None if limit is None else limit * 1_000_000
            )
            (found,) = (one for one in servers.status(ws) if one.name == name)
        facts = {"automatic": found.automatic, "paused": found.paused, "limit": found.budget}
        output.answer(f"{name}: {say(server_status.state(found))}", facts, json_wanted=options.json)

    return pace


def _status() -> click.Command:
    @click.command("status", help=_("Show the servers of this vault and when each was last in step."))
    @shared
    def status(options: Shared) -> None:
        with options.workspace() as ws:
            found = servers.status(ws)
        if options.json:
            output.as_json([asdict(one) | {"notes": [_(note) for note in one.notes]} for one in found])
            return
        output.table(
            [_("Name"), _("What it is"), _("Where it is"), _("Person"), _("Last in step"), _("State")],
            [
                [
                    one.name,
                    one.kind,
                    one.address,
                    ", ".join(one.readers),
                    format_instant(one.synced_at),
                    say(server_status.state(one)),
                ]
                for one in found
            ],
        )

    return status


def _remove() -> click.Command:
    @click.command("remove", help=_("Forget a server; what lies there stays."))
    @click.argument("name")
    @shared
    def remove(options: Shared, name: str) -> None:
        with options.workspace() as ws:
            servers.remove_remote(ws, name)
        output.answer(_("It is forgotten; what lies there stays."), {"name": name}, json_wanted=options.json)

    return remove
