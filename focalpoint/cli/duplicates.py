"""`focalpoint duplicate`: requests that share a reference, joined, separated or told apart."""

import click

from focalpoint.cli import output
from focalpoint.cli import records as shared_commands
from focalpoint.cli.context import Shared, shared
from focalpoint.domain.requests import shown_subject
from focalpoint.language import _
from focalpoint.services.casework import duplicates


def group(name: str, about: str) -> click.Group:
    """Return the command group of this name."""
    made = click.Group(name, help=about)
    for command in (_list, _join, _separate, _distinct):
        made.add_command(command())
    return made


def _list() -> click.Command:
    @click.command("list", help=_("List the requests that share a reference."))
    @shared
    def list_(options: Shared) -> None:
        with options.workspace() as ws:
            found = duplicates.duplicate_pairs(ws)
        if options.json:
            output.as_json([{"first": p.first.id, "second": p.second.id, "reference": p.first.own_ref} for p in found])
            return
        for pair in found:
            for request in (pair.first, pair.second):
                output.line(f"{request.id[:8]}  {request.own_ref}  {shown_subject(request)}")
            output.line("    " + ", ".join(_(difference.label) for difference in pair.differences))
        if not found:
            output.line(_("No reference is used twice."))

    return list_


def _join() -> click.Command:
    @click.command("join", help=_("Let the second request give way to the first; it can be separated again."))
    @click.argument("stays")
    @click.argument("goes")
    @shared
    def join(options: Shared, stays: str, goes: str) -> None:
        with options.workspace() as ws:
            keep, give = (shared_commands.find_record(ws, "request", one) for one in (stays, goes))
            duplicates.join(ws, keep, give)
            said = _("Joined. They can be separated again at any time.")
            output.answer(said, {"stays": keep, "joined": give}, json_wanted=options.json)

    return join


def _separate() -> click.Command:
    @click.command("separate", help=_("Let a joined request stand by itself again."))
    @click.argument("request")
    @shared
    def separate(options: Shared, request: str) -> None:
        with options.workspace() as ws:
            found = shared_commands.find_record(ws, "request", request)
            duplicates.separate(ws, found)
            output.answer(_("Separated. Both stand by themselves again."), {"id": found}, json_wanted=options.json)

    return separate


def _distinct() -> click.Command:
    @click.command("distinct", help=_("Keep that two requests with one reference are two."))
    @click.argument("one")
    @click.argument("other")
    @shared
    def distinct(options: Shared, one: str, other: str) -> None:
        with options.workspace() as ws:
            both = [shared_commands.find_record(ws, "request", given) for given in (one, other)]
            duplicates.distinct(ws, *both)
            output.answer(_("They are kept as two requests."), {"ids": both}, json_wanted=options.json)

    return distinct
