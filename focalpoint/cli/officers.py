"""`focalpoint officer`: who works at this laptop, and what is theirs."""

from dataclasses import asdict

import click

from focalpoint import reference
from focalpoint.cli import output
from focalpoint.cli.context import Shared, shared
from focalpoint.language import _, current
from focalpoint.services.casework import officers


def group(name: str, about: str) -> click.Group:
    """Return the command group of this name."""
    made = click.Group(name, help=about)
    for command in (_list, _add, _remove, _work, _mentions):
        made.add_command(command())
    return made


def _list() -> click.Command:
    @click.command("list", help=_("List the officers, and who is working."))
    @shared
    def listed(options: Shared) -> None:
        with options.workspace() as ws:
            found, now = officers.all_officers(ws), officers.working(ws)
            words = {officer.name: ws.reference.label("officer_roles", officer.role, current()) for officer in found}
        if options.json:
            output.as_json({"working": now.name, "officers": [asdict(officer) for officer in found]})
            return
        output.table([_("Name"), _("Role")], [[name, role] for name, role in words.items()])
        output.line(_("Working now: {name}").format(name=now.name))

    return listed


def _add() -> click.Command:
    roles = list(reference.load().lists["officer_roles"].codes)

    @click.command("add", help=_("Add an officer."))
    @click.argument("name")
    @click.option("--role", type=click.Choice(roles), required=True, help=_("Role in the office."))
    @shared
    def add(options: Shared, name: str, role: str) -> None:
        with options.workspace() as ws:
            officers.add_officer(ws, name, role)
        output.answer(_("Saved."), {"name": name, "role": role}, json_wanted=options.json)

    return add


def _remove() -> click.Command:
    @click.command("remove", help=_("Take an officer off the list; what they did keeps their name."))
    @click.argument("name")
    @shared
    def remove(options: Shared, name: str) -> None:
        with options.workspace() as ws:
            officers.remove_officer(ws, name)
        output.answer(_("Saved."), {"name": name}, json_wanted=options.json)

    return remove


def _work() -> click.Command:
    @click.command("work", help=_("Say who works from now on; without a name, whose vault it is."))
    @click.argument("name", default="")
    @shared
    def work(options: Shared, name: str) -> None:
        with options.workspace() as ws:
            officers.set_current(ws, name)
            now = officers.working(ws).name
        output.answer(_("Working now: {name}").format(name=now), {"working": now}, json_wanted=options.json)

    return work


def _mentions() -> click.Command:
    @click.command("mentions", help=_("List the records in whose notes a person is mentioned as @NAME."))
    @click.argument("name", default="")
    @shared
    def mentions(options: Shared, name: str) -> None:
        with options.workspace() as ws:
            found = officers.mentions(ws, name or ws.who)
        if options.json:
            output.as_json([asdict(one) for one in found])
            return
        output.table([_("Reference"), _("Title")], [[one.reference, one.title] for one in found])

    return mentions
