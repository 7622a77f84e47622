"""The command line: `focalpoint [OPTIONS] GROUP COMMAND`. See README, "Exit codes"."""

from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import click

from focalpoint import language, logs
from focalpoint.cli import output
from focalpoint.cli.context import Shared, Window
from focalpoint.domain.errors import Cancelled, FocalpointError, reason_of
from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.records import TYPES
from focalpoint.domain.wording import N_
from focalpoint.language import _

OK, REFUSED, USAGE, LOCKED, BUG, STOPPED = 0, 1, 2, 3, 70, 130


class FileRefusedError(FocalpointError):
    """A file or folder named in a command cannot be used."""

    message = N_("“{name}” cannot be used ({reason}).")
    remedy = N_("Check the name and the permissions, then try again.")
    code = "CLI-103"


FLAGS = ("--json", "--verbose")
VALUED = ("--vault", "--passphrase-file", "--passphrase-fd", "--key-file", "--lang")
LOCKED_CODES = ("VLT-103", "VLT-107", "VLT-112", "VLT-140", "VLT-141", "CLI-102", "CLI-104")

# every command: its name, what it is for, the module that makes it when it is called, and the function there
COMMANDS = (
    ("vault", N_("Make, check, back up and restore vaults."), "vaults", "group"),
    ("identity", N_("Identity cards: your own, and those of the people you exchange with."), "identity", "group"),
    ("request", N_("Cooperation requests and their life cycle."), "topics", "requests_group"),
    ("contact", N_("Organs of the Court, authorities, people."), "topics", "contacts_group"),
    ("seminar", N_("Seminars of the focal points."), "seminars", "group"),
    ("certificate", N_("Certificates of attendance: issue, check, withdraw."), "certificates", "group"),
    ("form", N_("Evaluation forms of a seminar: slips, the urn, results."), "evaluation", "group"),
    ("pack", N_("The public pack of a seminar: made, written to sticks, checked."), "packs", "group"),
    ("ceremony", N_("Everybody in a room verifies everybody, by one digest on the wall."), "ceremony", "group"),
    ("class", N_("Results of an exercise: taken in, on the board, talked about."), "classes", "group"),
    ("material", N_("Material of the seminars."), "records", "group"),
    ("document", N_("Files attached to records."), "topics", "documents_group"),
    ("search", N_("Search records and the text of their documents."), "topics", "search_command"),
    ("bundle", N_("Signed, encrypted bundles for people whose cards you verified."), "bundles", "group"),
    ("conflict", N_("What people wrote differently in the whole vault, and the decision on it."), "conflicts", "group"),
    ("sync", N_("Exchange by way of a server or a shared folder, when there is a connection."), "sync", "group"),
    ("trust", N_("Whom to believe: vouch, revoke, hand over; and who could read what."), "trust", "group"),
    ("purge", N_("Erase records for good where the law or a court demands it."), "erasure", "group"),
    ("report", N_("Print records as PDF."), "papers", "group"),
    ("officer", N_("Who works at this laptop: named in the history and the audit log."), "officers", "group"),
    ("duplicate", N_("Requests that were registered twice."), "duplicates", "group"),
    ("table", N_("Take in a register that was kept as a table (XLSX, XLS, ODS, CSV, JSON)."), "intake", "group"),
    ("library", N_("Cards on articles, case-law and questions, and the glossary."), "library", "group"),
    ("data", N_("Everything as open files (JSON, CSV, the documents), and back."), "open_files", "group"),
    ("prepare", N_("Rows to begin a register with, and counts that may leave."), "preparation", "group"),
    ("calendar", N_("What is due, by whose rule, and the calendar of the office."), "calendar", "group"),
    ("exercise", N_("Play a scenario: arrivals, hints, what was expected, and back to a step."), "exercises", "group"),
    ("scenario", N_("Check and play the files of a scenario."), "scenarios", "group"),
    ("update", N_("A new version of the program or its library, from a file."), "updates", "group"),
    ("components", N_("The libraries the program is made of, and their licences."), "components", "components_command"),
    ("log", N_("Save what the program noted of its own mistakes, for whoever helps."), "helping", "log_command"),
    ("demo", N_("Make the training pair and open the first vault in Arabic."), "demo", "command"),
)


class CommandEntry(click.Command):
    """A line of the help; its module is loaded when it is called."""

    def __init__(self, name: str, about: str, module: str, maker: str) -> None:
        super().__init__(name, help=_(about))
        self._about, self._module, self._maker = _(about), module, maker

    def load(self) -> click.Command:
        """Return the command or group itself."""
        module = import_module(f"focalpoint.cli.{self._module}")
        made: click.Command = getattr(module, self._maker)(self.name, self._about)
        return made


class Root(click.Group):
    """The commands by name: the help lists them without loading them."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Load the command that is called."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.load() if isinstance(command, CommandEntry) else command, rest


def run(arguments: list[str], window: Window) -> int:
    """Run a command and return the exit status: 0 done, 1 refused, 2 wrong call, 3 locked, 4 check failed."""
    ordered = general_first(arguments)
    language.use(_language(ordered))
    json_wanted = "--json" in ordered
    try:
        result = _root(window).main(ordered, "focalpoint", standalone_mode=False)
    except FocalpointError as problem:
        output.refusal(problem, json_wanted=json_wanted)
        if isinstance(problem, Cancelled):
            return STOPPED
        return LOCKED if problem.code in LOCKED_CODES else REFUSED
    except OSError as problem:
        name = Path(str(problem.filename or "")).name
        output.refusal(FileRefusedError(name=name, reason=reason_of(problem)), json_wanted=json_wanted)
        return REFUSED
    except click.ClickException as problem:
        if json_wanted:
            output.as_json({"error": "CLI-100", "message": problem.format_message(), "safe": "", "next": ""})
        else:
            problem.show()
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        output.error(_("Stopped. Nothing was changed."))
        return STOPPED
    except SystemExit as stop:
        return int(stop.code or 0)
    except Exception as error:  # noqa: BLE001 - the last line of defence: logged without content
        logs.bug(error)
        output.error(_("The program made a mistake ({kind}). The log says where.").format(kind=type(error).__name__))
        return BUG
    return int(result or 0) if isinstance(result, int) else OK


def general_first(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with the options that every command takes in front, wherever a person wrote them."""
    front: list[str] = []
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        argument = waiting.pop(0)
        name, equals, _value = argument.partition("=")
        if argument == "--":
            rest += [argument, *waiting]
            break
        if name in FLAGS:
            front += [name] if name == "--json" else []
        elif name in VALUED:
            front += [argument] if equals or not waiting else [argument, waiting.pop(0)]
        else:
            rest.append(argument)
    return front + rest


def _language(ordered: Sequence[str]) -> str:
    wanted = [value for name, value in pairwise(ordered) if name == "--lang"]
    wanted += [argument.partition("=")[2] for argument in ordered if argument.startswith("--lang=")]
    return next((code for code in wanted if code in LANGUAGES), language.current())


def _root(window: Window) -> click.Group:
    @click.group(
        cls=Root, help=_("Focal Point: an offline vault for cooperation with the International Criminal Court.")
    )
    @click.option(
        "--vault", type=click.Path(path_type=Path), help=_("The vault; the one opened last if none is named.")
    )
    @click.option(
        "--passphrase-file",
        type=click.Path(path_type=Path, exists=True),
        help=_("File whose first line is the passphrase."),
    )
    @click.option("--passphrase-fd", type=int, help=_("Descriptor to read the passphrase from."))
    @click.option(
        "--key-file",
        type=click.Path(path_type=Path, dir_okay=False),
        help=_("Key file that the vault asks for beside the passphrase; otherwise looked for on sticks."),
    )
    @click.option("--lang", type=click.Choice(LANGUAGES), help=_("Language of the messages and of papers."))
    @click.option("--json", is_flag=True, help=_("Answer in JSON."))
    @click.pass_context
    def root(
        context: click.Context,
        vault: Path | None,
        passphrase_file: Path | None,
        passphrase_fd: int | None,
        *,
        key_file: Path | None,
        lang: str | None,
        json: bool,
    ) -> None:
        context.obj = Shared(vault, passphrase_file, passphrase_fd, lang, json, key_file, window)

    for entry in commands():
        root.add_command(entry)
    return root


def commands() -> list[CommandEntry]:
    """Return the lines of the help: what is written out above, then each further record type."""
    named = {row[0] for row in COMMANDS}
    further = [
        CommandEntry(kind.name, kind.about, "records", "group")
        for kind in TYPES.values()
        if kind.about and kind.name not in named
    ]
    return [*(CommandEntry(*row) for row in COMMANDS), *further]
