"""The command line: `focalpoint [OPTIONS] GROUP COMMAND`. See README, "Exit codes"."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import click

from focalpoint import language, logs
from focalpoint.cli import (
    bundles,
    calendar,
    conflicts,
    duplicates,
    identity,
    intake,
    library,
    officers,
    open_files,
    output,
    papers,
    preparing,
    purging,
    records,
    sync,
    topics,
    trust,
    vaults,
)
from focalpoint.cli.context import Shared, shared
from focalpoint.domain.errors import Cancelled, FocalpointError, reason_of
from focalpoint.domain.records import TYPES
from focalpoint.domain.wording import N_
from focalpoint.language import _
from focalpoint.services.training import demo

OK, REFUSED, USAGE, LOCKED, BUG, STOPPED = 0, 1, 2, 3, 70, 130


class FileRefusedError(FocalpointError):
    """A file or folder named in a command cannot be used."""

    message = N_("“{name}” cannot be used ({reason}).")
    remedy = N_("Check the name and the permissions, then try again.")
    code = "CLI-103"


FLAGS = ("--json", "--verbose")
VALUED = ("--vault", "--passphrase-file", "--passphrase-fd", "--key-file", "--lang")
LOCKED_CODES = ("VLT-103", "VLT-107", "VLT-112", "VLT-140", "VLT-141", "CLI-102", "CLI-104")
Window = Callable[[Path, str, str], int]


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
    return next((code for code in wanted if code in language.LANGUAGES), language.current())


def _root(window: Window) -> click.Group:
    @click.group(help=_("Focal Point: an offline vault for cooperation with the International Criminal Court."))
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
    @click.option("--lang", type=click.Choice(language.LANGUAGES), help=_("Language of the messages and of papers."))
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
        context.obj = Shared(vault, passphrase_file, passphrase_fd, lang, json, key_file)

    for command in commands(window):
        root.add_command(command)
    return root


def commands(window: Window) -> list[click.Command]:
    """Return the commands and groups."""
    return [
        vaults.group(),
        identity.group(),
        topics.requests_group(),
        topics.contacts_group(),
        records.group("seminar", _("Seminars of the focal points.")),
        records.group("material", _("Material of the seminars.")),
        *(records.group(kind.name, _(kind.about)) for kind in TYPES.values() if kind.about),
        topics.documents_group(),
        topics.search_command(),
        bundles.group(),
        conflicts.group(),
        sync.group(),
        trust.group(),
        purging.group(),
        papers.group(),
        officers.group(),
        duplicates.group(),
        intake.group(),
        library.group(),
        open_files.group(),
        preparing.group(),
        calendar.group(),
        _demo(window),
    ]


def _demo(window: Window) -> click.Command:
    @click.command("demo", help=_("Make the training pair and open the first vault in Arabic."))
    @click.option("--folder", type=click.Path(path_type=Path), default=Path("training"), help=_("Where to make them."))
    @click.option("--no-window", is_flag=True, help=_("Make the vaults only."))
    @click.option("--fresh", is_flag=True, help=_("Replace the training vaults that are there."))
    @shared
    def command(options: Shared, folder: Path, *, no_window: bool, fresh: bool) -> int:
        folder.mkdir(parents=True, exist_ok=True)
        code = options.lang or "ar"
        kept = demo.present(folder) and not fresh
        with output.progress() as task:
            made = demo.build(folder.resolve(), task, code, fresh=fresh)
        if kept and not options.json:
            output.line(_("The training vaults are there already and stay as they are; “--fresh” makes new ones."))
        output.answer(
            f"{made.first}\n{made.second}\n"
            + _("Passphrase of both training vaults: {passphrase}").format(passphrase=made.passphrase),
            asdict(made),
            json_wanted=options.json,
        )
        return OK if no_window else window(made.first, code, made.passphrase)

    return command
