"""`focalpoint scenario`: check the files of a scenario, play its solution."""

from pathlib import Path

import click

from focalpoint.cli import output
from focalpoint.cli.context import Shared, shared
from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.training.scenarios import Flaw
from focalpoint.language import _, ngettext, say
from focalpoint.services.training import scenario_archives, scenario_books, scenario_checks, scenario_files
from focalpoint.services.training.errors import ScenarioFlawedError
from focalpoint.services.training.scenario_archives import OpenedScenario

FAILED = 4
MOST_TOLD = 100  # flaws, in words; JSON has all of them


def group(name: str, about: str) -> click.Group:
    """Return the group of this name."""
    made = click.Group(name, help=about)
    for command in (_check(), _play(), _list(), _pack(), _sheet(), _take()):
        made.add_command(command)
    return made


def _check() -> click.Command:
    @click.command("check", help=_("Name what is wrong in a scenario, then play its solution in each language."))
    @click.argument("scenario")
    @click.option("--texts-only", is_flag=True, help=_("Read texts, codes and days; play nothing."))
    @click.option("--in", "languages", type=click.Choice(LANGUAGES), multiple=True, help=_("Play in this language."))
    @shared
    def check(options: Shared, scenario: str, *, texts_only: bool, languages: tuple[str, ...]) -> int:
        with scenario_archives.unfolded(scenario) as found:
            if texts_only:
                _read, flaws = scenario_checks.read_only(found.name)
            else:
                with output.progress() as task:
                    _read, flaws = scenario_checks.check_scenario(found.name, task, languages=languages)
        return _told(options, found, flaws, played=not texts_only)

    return check


def _play() -> click.Command:
    @click.command("play", help=_("Play the solution of a scenario without leaving anything out."))
    @click.argument("scenario")
    @click.option("--in", "languages", type=click.Choice(LANGUAGES), multiple=True, help=_("Play in this language."))
    @shared
    def play(options: Shared, scenario: str, *, languages: tuple[str, ...]) -> int:
        with scenario_archives.unfolded(scenario) as found, output.progress() as task:
            _read, flaws = scenario_checks.check_scenario(found.name, task, languages=languages, omissions=False)
        return _told(options, found, flaws, played=True)

    return play


def _list() -> click.Command:
    @click.command("list", help=_("Show the scenarios that come with the program."))
    @shared
    def listed(options: Shared) -> None:
        read = [scenario_files.read_scenario(scenario_files.folder_of(name)) for name in scenario_files.shipped()]
        code = options.lang or ""
        rows = [(one.scenario.id, one.scenario.text("title", code), str(len(one.scenario.steps))) for one in read]
        if options.json:
            output.as_json([{"id": row[0], "title": row[1], "steps": int(row[2])} for row in rows])
        else:
            output.table((_("Scenario"), _("Title"), _("Steps")), rows)

    return listed


def _pack() -> click.Command:
    @click.command("pack", help=_("Write the files of a sound scenario as one, to hand out."))
    @click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
    @click.option(
        "-o", "--output", "target", type=click.Path(path_type=Path), required=True, help=_("The file to write.")
    )
    @shared
    def pack(options: Shared, folder: Path, target: Path) -> None:
        read = scenario_archives.pack_scenario(folder, target)
        said = _("Written: {name}").format(name=target.name)
        output.answer(said, {"file": str(target), "digest": read.digest}, json_wanted=options.json)

    return pack


def _sheet() -> click.Command:
    @click.command("sheet", help=_("Write a sound scenario as a workbook, to be edited there and taken in again."))
    @click.argument("scenario")
    @click.option(
        "-o", "--output", "target", type=click.Path(path_type=Path), required=True, help=_("The file to write.")
    )
    @shared
    def sheet(options: Shared, scenario: str, target: Path) -> None:
        scenario_books.write_book(scenario_files.folder_of(scenario), target)
        output.answer(_("Written: {name}").format(name=target.name), {"file": str(target)}, json_wanted=options.json)

    return sheet


def _take() -> click.Command:
    @click.command("take", help=_("Unpack a scenario that is one file or a workbook, check it, and say where it lies."))
    @click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
    @click.option("--to", "place", type=click.Path(path_type=Path, file_okay=False), default=Path("scenarios"),
                  help=_("The folder in which it gets a folder of its own."))  # fmt: skip
    @shared
    def take(options: Shared, file: Path, place: Path) -> int:
        try:
            folder = scenario_archives.take_scenario(file, place)
        except ScenarioFlawedError as error:  # nothing was kept; each flaw is named where its author finds it
            with scenario_archives.unfolded(str(file)) as found:
                return _told(options, found, list(error.flaws), played=False)
        output.answer(str(folder), {"folder": str(folder)}, json_wanted=options.json)
        return 0

    return take


def _told(options: Shared, found: OpenedScenario, flaws: list[Flaw], *, played: bool) -> int:
    flaws = found.located(flaws)
    if options.json:
        output.as_json([
            {"file": one.file, "line": one.line, "about": one.about, **output.message_data(one.message)}
            for one in flaws
        ])  # fmt: skip
        return FAILED if flaws else 0
    for one in flaws[:MOST_TOLD]:
        output.line(_flaw_line(one, in_book=found.places is not None))
    if more := len(flaws[MOST_TOLD:-1]):
        output.line(ngettext("… and {n} more.", "… and {n} more.", more).format(n=more))
    for one in flaws[MOST_TOLD:][-1:]:  # it may say that not all are named
        output.line(_flaw_line(one, in_book=found.places is not None))
    if flaws:
        output.error(ngettext("{n} flaw.", "{n} flaws.", len(flaws)).format(n=len(flaws)))
        return FAILED
    done = _("The scenario is sound: every expectation is met, and nothing can be left out unnoticed.")
    output.line(done if played else _("Texts, codes and days are in order."))
    return 0


def _flaw_line(flaw: Flaw, *, in_book: bool) -> str:
    why = f"{flaw.about}: {say(flaw.message)}"
    if not in_book:
        return f"{flaw.file}:{flaw.line}: {why}"
    if not flaw.line:
        return _("Sheet “{sheet}”: {why}").format(sheet=flaw.file, why=why)
    return _("Sheet “{sheet}”, row {row}: {why}").format(sheet=flaw.file, row=flaw.line, why=why)
