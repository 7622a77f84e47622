"""The command line: `focalpoint [OPTIONS] GROUP COMMAND`. See README, "Exit codes"."""

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from focalpoint import language, logs
from focalpoint.cli import bundles, identity, output, records, topics, vaults
from focalpoint.cli.context import Shared
from focalpoint.domain.errors import Cancelled, FocalpointError
from focalpoint.language import _
from focalpoint.services import demo

OK, REFUSED, USAGE, LOCKED, BUG, STOPPED = 0, 1, 2, 3, 70, 130
LOCKED_CODES = ("VLT-103", "VLT-107", "VLT-112", "CLI-102")
Window = Callable[[Path, str, str], int]


def run(arguments: list[str], window: Window) -> int:
    """Run a command and return the exit status: 0 done, 1 refused, 2 wrong call, 3 locked, 4 check failed."""
    _choose_language(arguments)
    json_wanted = "--json" in arguments
    moved = [a for a in arguments if a not in ("--json", "--verbose")]
    try:
        result = _root(window, json_wanted=json_wanted).main(moved, "focalpoint", standalone_mode=False)
    except FocalpointError as problem:
        output.refusal(problem, json_wanted=json_wanted)
        if isinstance(problem, Cancelled):
            return STOPPED
        return LOCKED if problem.code in LOCKED_CODES else REFUSED
    except click.ClickException as problem:
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


def _choose_language(arguments: Sequence[str]) -> None:
    for number, argument in enumerate(arguments[:-1]):
        if argument == "--lang" and arguments[number + 1] in language.LANGUAGES and number < _group_at(arguments):
            language.use(arguments[number + 1])
    for argument in arguments:
        if argument.startswith("--lang=") and argument[7:] in language.LANGUAGES:
            language.use(argument[7:])


def _group_at(arguments: Sequence[str]) -> int:
    groups = (
        "vault",
        "identity",
        "request",
        "contact",
        "seminar",
        "material",
        "document",
        "search",
        "bundle",
        "report",
    )
    return next((n for n, a in enumerate(arguments) if a in groups), len(arguments))


def _root(window: Window, *, json_wanted: bool) -> click.Group:
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
    @click.option("--lang", type=click.Choice(language.LANGUAGES), help=_("Language of the messages."))
    @click.option("--json", is_flag=True, help=_("Answer in JSON."))
    @click.pass_context
    def root(
        context: click.Context,
        vault: Path | None,
        passphrase_file: Path | None,
        passphrase_fd: int | None,
        lang: str | None,  # noqa: ARG001 - chosen before the commands were built
        *,
        json: bool,
    ) -> None:
        context.obj = Shared(vault, passphrase_file, passphrase_fd, json or json_wanted)

    for command in (
        vaults.group(),
        identity.group(),
        topics.requests_group(),
        records.group("contact", _("Organs of the Court, authorities, people.")),
        records.group("seminar", _("Seminars of the focal points.")),
        records.group("material", _("Material of the seminars.")),
        topics.documents_group(),
        topics.search_command(),
        bundles.group(),
        topics.reports_group(),
        _demo(window),
    ):
        root.add_command(command)
    return root


def _demo(window: Window) -> click.Command:
    @click.command("demo", help=_("Make the training pair and open the first vault in Arabic."))
    @click.option("--folder", type=click.Path(path_type=Path), default=Path("training"), help=_("Where to make them."))
    @click.option("--no-window", is_flag=True, help=_("Make the vaults only."))
    @click.option("--demo-lang", type=click.Choice(language.LANGUAGES), default="ar", help=_("Language of the window."))
    def command(folder: Path, demo_lang: str, *, no_window: bool) -> int:
        folder.mkdir(parents=True, exist_ok=True)
        with output.progress() as task:
            made = demo.build(folder.resolve(), task, demo_lang)
        output.line(f"{made.first}\n{made.second}")
        output.line(_("Passphrase of both training vaults: {passphrase}").format(passphrase=made.passphrase))
        return OK if no_window else window(made.first, demo_lang, made.passphrase)

    return command
