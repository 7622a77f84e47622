"""The only place that wires everything together: logs, language, window or command line."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from focalpoint import language, logs
from focalpoint.cli import main as cli
from focalpoint.confinement import own
from focalpoint.services.core import recent
from focalpoint.services.exchange import introduction, peers

FILES = (peers.SUFFIX, *introduction.CARDS, *introduction.NOTES)  # a double click opens these


def run(arguments: Sequence[str]) -> int:
    """Start the window without arguments or with a file to look at, else the command line; return the exit status."""
    if arguments[:1] == ["--worker"]:
        return _worker(arguments[1])
    os.umask(0o077)
    logs.start(verbose="--verbose" in arguments)
    language.use(recent.language() or "en")
    if not arguments or arguments[0] == "gui":
        return _window(None, "", "", arguments[1:])
    if arguments[0] == own.AGAIN:
        return _window(None, "", "", told=own.handed_over(arguments[1]))
    if len(arguments) == 1 and Path(arguments[0]).suffix.lower() in FILES:
        return _window(None, "", "", file=Path(arguments[0]).absolute())
    return cli.run(list(arguments), _window)


def _worker(name: str) -> int:
    # what reads foreign bytes is loaded in the process that reads them only; names are written out for programs that
    # pack this one
    match name:
        case "focalpoint.documents.worker":
            from focalpoint.documents import worker as documents  # noqa: PLC0415

            return documents.main()
        case "focalpoint.documents.kinds_worker":
            from focalpoint.documents import kinds_worker as kinds  # noqa: PLC0415

            return kinds.main()
        case "focalpoint.documents.days_worker":
            from focalpoint.documents import days_worker as days  # noqa: PLC0415

            return days.main()
        case "focalpoint.bundles.worker":
            from focalpoint.bundles import worker as bundles  # noqa: PLC0415

            return bundles.main()
        case "focalpoint.transports.worker":
            from focalpoint.transports import worker as lists  # noqa: PLC0415

            return lists.main()
        case "focalpoint.confinement.probe":
            from focalpoint.confinement import probe  # noqa: PLC0415

            return probe.main()
        case _:
            return 2


def _window(
    vault: Path | None,
    code: str,
    passphrase: str,
    arguments: Sequence[str] = (),
    *,
    file: Path | None = None,
    told: bytes = b"",
) -> int:
    # Qt is loaded only for the window: the command line must start quickly and run where Qt cannot
    from focalpoint.gui import app  # noqa: PLC0415

    return app.run(["focalpoint", *arguments], vault, code, passphrase, file=file, told=told)


def main() -> None:
    """Run with the arguments of the process; what is not confined itself holds keys and is shut first."""
    if sys.argv[1:2] != ["--worker"]:
        own.shut()
    sys.exit(run(sys.argv[1:]))
