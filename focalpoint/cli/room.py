"""`focalpoint sync room` and `sync join`: two laptops in one room, without a server."""

import time
from collections.abc import Callable
from pathlib import Path

import click

from focalpoint.cli import output
from focalpoint.cli import records as shared_commands
from focalpoint.cli.context import Shared, shared
from focalpoint.language import _, say
from focalpoint.services.exchange import introduction, peers
from focalpoint.services.sync import room
from focalpoint.services.sync.room import Room
from focalpoint.services.sync.runs import Report


def commands() -> list[Callable[[], click.Command]]:
    """Return the makers of the two commands."""
    return [_room, _join]


def _room() -> click.Command:
    @click.command("room", help=_("Let another laptop in this room join; ends after one exchange or 15 minutes."))
    @click.argument("records", nargs=-1)
    @click.option("--to", "readers", multiple=True, required=True, help=_("Who may join."))
    @click.option("--address", default="", help=_("Address of this computer at which it is reached."))
    @shared
    def serve(options: Shared, records: tuple[str, ...], readers: tuple[str, ...], address: str) -> None:
        with options.workspace() as ws:
            people = [peers.peer(ws, reader).device for reader in readers]
            chosen = [shared_commands.owner(ws, record) for record in records]
            where = address or room.addresses()[0]
            opened = room.serve(ws, people, chosen, where)
            try:
                _invite(opened, [one for one in ([] if address else room.addresses()) if one != where], options)
                report = _until_one_has_come(opened)
            finally:
                opened.close()
        _say(report, options)

    return serve


def _invite(opened: Room, others: list[str], options: Shared) -> None:
    if options.json:
        output.error(opened.line)
        return
    output.now(_("On the other laptop, in the same network: focalpoint sync join {line}").format(line=opened.line))
    if others:
        output.now(_("Other addresses of this computer (--address): {addresses}").format(addresses=", ".join(others)))
    output.now(_("It is closed after one exchange, after 15 minutes, or by Ctrl-C."))


def _until_one_has_come(opened: Room) -> Report:
    while opened.is_open and not opened.answer():
        time.sleep(room.LOOK_SECONDS)
    time.sleep(room.LOOK_SECONDS)  # the guest may still read the last answer
    return opened.report


def _join() -> click.Command:
    @click.command("join", help=_("Join a laptop in this room: by its line, or by a picture of its code."))
    @click.argument("line")
    @click.argument("records", nargs=-1)
    @shared
    def join(options: Shared, line: str, records: tuple[str, ...]) -> None:
        with options.workspace() as ws, output.progress() as task:
            chosen = [shared_commands.owner(ws, record) for record in records]
            report = room.join(ws, _line(line), chosen, task)
        _say(report, options)

    return join


def _line(said: str) -> str:
    path = Path(said)
    return room.read_picture(path) if path.suffix.lower() in introduction.PICTURES else said


def _say(report: Report, options: Shared) -> None:
    said = _("{name}: bundles put {put}, taken in {taken}, waiting for you {waiting}")
    sentence = said.format(name=_("In this room"), put=report.put, taken=report.taken, waiting=report.waiting)
    problems = [say(message) for message in report.problems]
    facts = {"put": report.put, "taken": report.taken, "waiting": report.waiting, "problems": problems}
    output.answer("\n".join([sentence, *(f"  ! {one}" for one in problems)]), facts, json_wanted=options.json)
