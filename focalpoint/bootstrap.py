"""The only place that wires everything together: logs, language, window or command line."""

import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from focalpoint import language, logs
from focalpoint.cli import main as cli
from focalpoint.services import exchange, introduction, recent

FILES = (exchange.SUFFIX, *introduction.CARDS, *introduction.NOTES)  # a double click opens these
WORKERS = (
    "documents.worker", "documents.kinds_worker", "documents.days_worker", "bundles.worker", "transports.worker",
    "confinement.probe",
)  # fmt: skip


def run(arguments: Sequence[str]) -> int:
    """Start the window without arguments or with a file to look at, else the command line; return the exit status."""
    if arguments[:1] == ["--worker"]:
        return _worker(arguments[1])
    os.umask(0o077)
    logs.start(verbose="--verbose" in arguments)
    language.use(recent.language() or "en")
    if not arguments or arguments[0] == "gui":
        return _window(None, "", "", arguments[1:])
    if len(arguments) == 1 and Path(arguments[0]).suffix.lower() in FILES:
        return _window(None, "", "", file=Path(arguments[0]).absolute())
    return cli.run(list(arguments), _window)


def _worker(name: str) -> int:
    # what reads foreign bytes is loaded in the process that reads them only
    if name not in (f"focalpoint.{worker}" for worker in WORKERS):
        return 2
    return int(importlib.import_module(name).main())


def _window(
    vault: Path | None, code: str, passphrase: str, arguments: Sequence[str] = (), *, file: Path | None = None
) -> int:
    # Qt is loaded only for the window: the command line must start quickly and run where Qt cannot
    from focalpoint.gui import app  # noqa: PLC0415

    return app.run(["focalpoint", *arguments], vault, code, passphrase, file)


def main() -> None:
    """Run with the arguments of the process."""
    sys.exit(run(sys.argv[1:]))
