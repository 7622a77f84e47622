"""`focalpoint ceremony`: collect cards, write the roll, compare it with the wall, keep it."""

from dataclasses import asdict
from pathlib import Path

import click

from focalpoint.cli import output
from focalpoint.cli import records as shared_commands
from focalpoint.cli.context import Shared, shared
from focalpoint.language import _, current, label_value, say
from focalpoint.services.core import output_files, word_lists
from focalpoint.services.seminars import ceremony
from focalpoint.services.seminars.ceremony import OpenedRoll, RollLine

FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)
FILE = click.Path(path_type=Path, dir_okay=False)


def group(name: str, about: str) -> click.Group:
    """Return the command group of this name."""
    made = click.Group(name, help=about)
    for command in (_add, _roll, _compare, _keep):
        made.add_command(command())
    return made


def _add() -> click.Command:
    @click.command("add", help=_("Add one's own card to a stick, for the roll of the room."))
    @click.argument("place", type=FOLDER)
    @shared
    def add(options: Shared, place: Path) -> None:
        with options.workspace() as ws:
            target = ceremony.add_card(ws, place)
        output.answer(str(target), {"file": str(target)}, json_wanted=options.json)

    return add


def _roll() -> click.Command:
    @click.command("roll", help=_("Collect the cards on sticks, and write the signed roll to each of them."))
    @click.argument("seminar")
    @click.argument("places", type=FOLDER, nargs=-1, required=True)
    @click.option("--code", type=FILE, help=_("Write the code for the wall as a picture (PNG) too."))
    @shared
    def roll(options: Shared, seminar: str, places: tuple[Path, ...], code: Path | None) -> None:
        with options.workspace() as ws:
            found = ceremony.collect(ws, places)
            content = ceremony.make_roll(ws, shared_commands.find_record(ws, "seminar", seminar), found)
            written = ceremony.write_roll(ws, content, places)
            made = ceremony.open_roll(ws, written[0])
            if code is not None:
                output_files.write_file(code, ceremony.wall_code_png(made.digest))
        if options.json:
            told = {"files": list(map(str, written)), "problems": list(map(say, found.problems))}
            output.as_json({**_data(made), **told})
            return
        for message in found.problems:
            output.line(f"! {say(message)}")
        _show(made)

    return roll


def _compare() -> click.Command:
    @click.command("compare", help=_("Show the roll on a stick: its digits, and who stands in it."))
    @click.argument("file", type=FILE)
    @click.option("--photo", type=FILE, help=_("A photo of the code on the wall: it is compared."))
    @shared
    def compare(options: Shared, file: Path, photo: Path | None) -> None:
        with options.workspace() as ws:
            found = ceremony.open_roll(ws, file)
            if photo is not None:
                ceremony.compare_photo(found, photo)
        if options.json:
            output.as_json({**_data(found), "photo": photo is not None})
            return
        _show(found)
        if photo is not None:
            output.line(_("The photo shows the same roll."))

    return compare


def _keep() -> click.Command:
    @click.command("keep", help=_("Verify everybody on the roll, once all have said that line and wall are right."))
    @click.argument("file", type=FILE)
    @click.option("--without", multiple=True, help=_("Leave out this device; may be given again."))
    @click.option("--yes", is_flag=True, help=_("The digits were compared with the wall: do not ask."))
    @shared
    def keep(options: Shared, file: Path, without: tuple[str, ...], *, yes: bool) -> None:
        with options.workspace() as ws:
            found = ceremony.open_roll(ws, file)
            if not options.json:
                _show(found)
            if not yes:
                click.confirm(_("Are these the digits on the wall, and did everybody say so?"), abort=True, err=True)
            ticked = [one.device for one in found.lines if one.doubt is None and not _named(one, without)]
            number = ceremony.keep_roll(ws, found, ticked)
        said = _("Verified in person: {n}.").format(n=number)
        output.answer(said, {"verified": number}, json_wanted=options.json)

    return keep


def _named(one: RollLine, without: tuple[str, ...]) -> bool:
    return any(one.device.startswith(begin) for begin in without if begin)


def _data(found: OpenedRoll) -> dict[str, object]:
    return {
        "title": found.title, "digest": found.digest.hex(), "groups": found.groups,
        "lines": [{**asdict(one), "doubt": say(one.doubt) if one.doubt else ""} for one in found.lines],
    }  # fmt: skip


def _show(found: OpenedRoll) -> None:
    output.line(found.title)
    output.line(label_value(_("Digits"), "  ".join(found.groups)))
    output.line(label_value(_("Check words"), "  ".join(word_lists.say(found.check, current()))))
    for number, one in enumerate(found.lines, 1):
        mark = _("you") if one.own else say(one.doubt) if one.doubt else ""
        words = (one.person, one.function, one.office, one.device[:8], mark)
        output.line(f"{number:>3} " + " · ".join(word for word in words if word))
