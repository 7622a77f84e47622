"""`focalpoint identity`: this device's card, and the cards of others."""

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from focalpoint import reference
from focalpoint.cli import output
from focalpoint.cli.context import Shared, shared
from focalpoint.domain.trust import DeviceState
from focalpoint.language import _, current, say
from focalpoint.services.core import details, output_files, word_lists, workspace
from focalpoint.services.exchange import forks, introduction, peers
from focalpoint.services.exchange.peers import CardView, PeerView


def group(name: str, about: str) -> click.Group:
    """Return the command group of this name."""
    made = click.Group(name, help=about)
    for command in (_show, _edit, _card, _add, _list, _verify, _role):
        made.add_command(command())
    return made


def _plain(view: CardView | PeerView) -> dict[str, object]:
    shown = {key: _words(view) if key == "check" else value for key, value in asdict(view).items()}
    return {
        "check_words" if key == "check" else key: value for key, value in shown.items() if not isinstance(value, bytes)
    }


def _words(view: CardView | PeerView) -> tuple[str, ...]:
    return word_lists.say(view.check, current())


def _face(view: CardView | PeerView) -> None:
    output.line(f"{view.person} · {view.function} · {view.office}")
    output.line("  " + " ".join(view.groups))
    output.line("  " + " ".join(_words(view)))


def _show() -> click.Command:
    @click.command("show", help=_("Show your card: the digits and words to compare aloud."))
    @shared
    def show(options: Shared) -> None:
        with options.workspace() as ws:
            card = peers.my_card(ws)
        if options.json:
            output.as_json(_plain(card))
        else:
            _face(card)

    return show


def _edit() -> click.Command:
    kinds = list(reference.load().lists["office_kinds"].codes)

    @click.command("edit", help=_("Change what your card says; its digits stay, and it leaves with your next bundles."))
    @click.option("--office", help=_("Name of the office."))
    @click.option("--country", help=_("State, as a two-letter code."))
    @click.option("--person", help=_("Name of the person."))
    @click.option("--function", help=_("Function of the person."))
    @click.option("--device", "device_label", help=_("Name of this computer."))
    @click.option("--office-kind", type=click.Choice(kinds), help=_("What the office is."))
    @shared
    def edit(options: Shared, /, **said: str | None) -> None:
        with options.workspace() as ws:
            chosen: dict[str, Any] = {key: value for key, value in said.items() if value}
            details.change_details(ws, replace(workspace.setup_of(ws), **chosen))
            card = peers.my_card(ws)
        if options.json:
            output.as_json(_plain(card))
        else:
            _face(card)

    return edit


def _card() -> click.Command:
    @click.command("card", help=_("Write your card as a .fpcard file, or as a QR code when FILE ends in .png."))
    @click.argument("file", type=click.Path(path_type=Path))
    @shared
    def card(options: Shared, file: Path) -> None:
        with options.workspace() as ws:
            if file.suffix == ".png":
                output_files.write_file(file, peers.card_qr_png(ws))
            else:
                peers.save_card(ws, file)
        output.answer(str(file), {"file": str(file)}, json_wanted=options.json)

    return card


def _add() -> click.Command:
    @click.command("add", help=_("Take in somebody's card, a picture of its QR code, or a note of replacement."))
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--role", type=click.Choice(list(peers.ROLES)), default="partner", help=_("What they may read."))
    @shared
    def add(options: Shared, file: Path, role: str) -> None:
        with options.workspace() as ws:
            peer = introduction.take(ws, file, role)
        if options.json:
            output.as_json(_plain(peer))
        else:
            _face(peer)
            output.line(
                _("Compare these digits with the person, then: focalpoint identity verify {device}").format(
                    device=peer.device[:8]
                )
            )

    return add


def _list() -> click.Command:
    @click.command("list", help=_("List the people you exchange with."))
    @shared
    def list_(options: Shared) -> None:
        with options.workspace() as ws:
            found = peers.peers(ws)
            notices = forks.notices(ws)
        if options.json:
            output.as_json([_plain(peer) for peer in found])
            return
        output.table(
            [_("Device"), _("Person"), _("Office"), _("Status"), _("May read")],
            [[p.device[:8], p.person, p.office, _(peers.STATES[p.state]), _(peers.ROLES[p.role])] for p in found],
        )
        for one in found:
            if not one.keeps:
                output.line(_(peers.KEEPS_NOTHING).format(person=one.person))
            if one.device in notices:
                output.line(f"! {say(notices[one.device].message)}")

    return list_


def _verify() -> click.Command:
    @click.command("verify", help=_("Record that you compared the digits with the person."))
    @click.argument("device")
    @shared
    def verify(options: Shared, device: str) -> None:
        with options.workspace() as ws:
            peer = peers.peer(ws, device)
            peers.mark_verified(ws, peer.device)
        said = _("{person} is verified.").format(person=peer.person)
        output.answer(said, {"device": peer.device, "state": DeviceState.VERIFIED}, json_wanted=options.json)

    return verify


def _role() -> click.Command:
    @click.command("role", help=_("Say what a person may read."))
    @click.argument("device")
    @click.argument("role", type=click.Choice(list(peers.ROLES)))
    @shared
    def role_(options: Shared, device: str, role: str) -> None:
        with options.workspace() as ws:
            found = peers.peer(ws, device).device
            peers.set_role(ws, found, role)
        output.answer(_(peers.ROLES[role]), {"device": found, "role": role}, json_wanted=options.json)

    return role_
