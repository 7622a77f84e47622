"""`focalpoint pack`: make, update, write to sticks, check."""

from dataclasses import asdict
from pathlib import Path

import click

from focalpoint.cli import output
from focalpoint.cli import records as shared_commands
from focalpoint.cli.context import Shared, shared
from focalpoint.domain import worlds
from focalpoint.language import _, current, format_instant, format_size, label_value, say
from focalpoint.services.core import word_lists
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import peers
from focalpoint.services.exchange.peers import Drive
from focalpoint.services.seminars import handout, pack, pack_check
from focalpoint.services.seminars.pack import NoSuchPackError, Pack, PackPlan
from focalpoint.services.seminars.sticks import StickCount, StickStage, StickState

FILE = click.Path(path_type=Path)


def group(name: str, about: str) -> click.Group:
    """Return the command group of this name."""
    made = click.Group(name, help=about)
    for command in (_make, _update, _list, _write, _check):
        made.add_command(command())
    return made


def _make() -> click.Command:
    @click.command("make", help=_("Make a public pack of a seminar; shows what is in it, and what stays, first."))
    @click.argument("seminar")
    @click.option("--card", "cards", multiple=True, help=_("A card of the library that goes with it."))
    @click.option("--output", "-o", "target", type=FILE, required=True, help=_("File or folder."))
    @click.option("--yes", is_flag=True, help=_("Make it without asking."))
    @shared
    def make(options: Shared, seminar: str, cards: tuple[str, ...], target: Path, *, yes: bool) -> None:
        with options.workspace() as ws:
            chosen = tuple(shared_commands.find_record(ws, "card", one) for one in cards)
            plan = pack.plan_pack(ws, shared_commands.find_record(ws, "seminar", seminar), cards=chosen)
            _seal(options, ws, plan, target, yes=yes)

    return make


def _update() -> click.Command:
    @click.command("update", help=_("Make a pack of all records, with only the documents that came after a pack."))
    @click.argument("seminar")
    @click.option("--since", type=click.IntRange(min=1), required=True, help=_("The number of the pack they have."))
    @click.option("--output", "-o", "target", type=FILE, required=True, help=_("File or folder."))
    @click.option("--yes", is_flag=True, help=_("Make it without asking."))
    @shared
    def update(options: Shared, seminar: str, since: int, target: Path, *, yes: bool) -> None:
        with options.workspace() as ws:
            plan = pack.plan_pack(ws, shared_commands.find_record(ws, "seminar", seminar), since=since)
            _seal(options, ws, plan, target, yes=yes)

    return update


def _seal(options: Shared, ws: Workspace, plan: PackPlan, target: Path, *, yes: bool) -> None:
    if not options.json:
        for row in plan.rows:
            output.line(f"• {row.title}")
            for document in row.documents:
                output.line(f"    · {document}")
        for message in plan.warnings:
            output.line(f"! {say(message)}")
        output.line(_("About {size}").format(size=format_size(plan.size)))
    if not yes:
        click.confirm(_("Make this pack?"), abort=True, err=True)
    place = target / plan.suggested_name if target.is_dir() else target
    with output.progress() as task:
        made, _delivered = pack.seal_pack(ws, plan, place, task)
    said = _("Pack {n} is written, read back and unchanged: {path}").format(n=made.number, path=place)
    output.answer(said, {"file": str(place), **asdict(made)}, json_wanted=options.json)


def _list() -> click.Command:
    @click.command("list", help=_("List the packs of a seminar that were made here, and their sticks."))
    @click.argument("seminar")
    @shared
    def list_(options: Shared, seminar: str) -> None:
        with options.workspace() as ws:
            found = pack.made_packs(ws, shared_commands.find_record(ws, "seminar", seminar))
            written = [handout.handout_of(ws, one).written or 0 for one in found]
        if options.json:
            output.as_json([{**asdict(one), "sticks": sticks} for one, sticks in zip(found, written, strict=True)])
            return
        for one, sticks in zip(found, written, strict=True):
            said = _("Pack {n} · {when} · {size} · sticks written: {sticks} · {name}")
            output.line(
                said.format(
                    n=one.number, when=format_instant(one.at), size=format_size(one.size), sticks=sticks, name=one.name
                )
            )
        if not found:
            output.line(_("No pack of this seminar was made yet."))

    return list_


def _write() -> click.Command:
    @click.command("write", help=_("Write a pack to sticks, four at a time, until as many as named are done."))
    @click.argument("seminar")
    @click.argument("file", type=FILE)
    @click.option("--pack", "number", type=click.IntRange(min=1), help=_("Which pack; the newest unless named."))
    @click.option("--count", type=click.IntRange(min=1), required=True, help=_("How many sticks in all."))
    @click.option(
        "--beside", type=FILE, multiple=True, help=_("Also put this file on each stick: the program, an update.")
    )
    @click.option("--drive", "places", type=FILE, multiple=True, help=_("Only these sticks, by their folders."))
    @shared
    def write(
        options: Shared, seminar: str, file: Path, *, number: int | None, count: int, places: tuple[Path, ...],
        beside: tuple[Path, ...],
    ) -> None:  # fmt: skip
        def look() -> list[Drive]:
            return [one for one in peers.drives() if not places or one.path in places]

        told: set[tuple[Path, StickStage]] = set()

        def listen(states: tuple[StickState, ...], so_far: StickCount) -> None:
            for one in states:
                if (one.path, one.stage) not in told and not options.json:
                    told.add((one.path, one.stage))
                    output.line(_stick_line(one, so_far))

        with options.workspace() as ws:
            chosen = _pack(ws, shared_commands.find_record(ws, "seminar", seminar), number)
            done = handout.write_sticks(ws, chosen, file, count, beside=beside, listen=listen, look=look)
        said = _("Sticks written: {n} of {all}. Not written: {failed}.").format(
            n=done.done, all=done.wanted, failed=len(done.failed)
        )
        failures = [{"stick": stick, "said": say(message)} for stick, message in done.failed]
        output.answer(said, {"done": done.done, "wanted": done.wanted, "failed": failures}, json_wanted=options.json)

    return write


def _stick_line(one: StickState, so_far: StickCount) -> str:
    words = [one.label, _(one.stage), say(one.reason) if one.reason else "", f"{so_far.done}/{so_far.wanted}"]
    return " · ".join(word for word in words if word)


def _pack(ws: Workspace, seminar: str, number: int | None) -> Pack:
    found = pack.made_packs(ws, seminar)
    chosen = [one for one in found if number in (None, one.number)]
    if not chosen:
        raise NoSuchPackError(n=number or 1)
    return chosen[0]


def _check() -> click.Command:
    @click.command("check", help=_("Check a public pack against the card beside it; needs no vault."))
    @click.argument("file", type=FILE)
    @click.option("--card", type=FILE, required=True, help=_("The trainer's card, as it is on the stick."))
    @shared
    def check(options: Shared, file: Path, card: Path) -> None:
        with output.progress() as task:
            found = pack_check.check_pack(file, card, task)
        if options.json:
            output.as_json({**asdict(found), "check": found.check.hex()})
            return
        if found.training:
            output.line(_(worlds.BANNER))
        said = _("Whole and unchanged. Signed by: {person}, {office}")
        output.line(said.format(person=found.person, office=found.office))
        output.line(label_value(_("Digits"), "  ".join(found.groups)))
        output.line(label_value(_("Check words"), "  ".join(word_lists.say(found.check, current()))))
        output.line(_("It counts only if the digits are the same as on the wall or in the trainer's own window."))
        said = _("Pack {n} of {when} · changes: {changes} · parts of documents: {parts} · {size}")
        output.line(
            said.format(
                n=found.number, when=format_instant(found.created), changes=found.changes, parts=found.parts,
                size=format_size(found.size),
            )
        )  # fmt: skip

    return check
