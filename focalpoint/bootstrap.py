"""The only place that wires everything together: logs, language, window or command line."""

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from focalpoint import language, logs, paths, versions
from focalpoint.confinement import own
from focalpoint.loading import late
from focalpoint.services.core import recent
from focalpoint.services.exchange import suffixes

if TYPE_CHECKING:
    from focalpoint.cli import main as cli
    from focalpoint.gui import app, binding
    from focalpoint.services.exchange import doorbell
else:  # the window without the commands; the commands without Qt
    app, binding, cli = late("focalpoint.gui.app"), late("focalpoint.gui.binding"), late("focalpoint.cli.main")
    doorbell = late("focalpoint.services.exchange.doorbell")


def run(arguments: Sequence[str]) -> int:
    """Start the window without arguments or with a file to look at, else the command line; return the exit status.

    A window that is open already is shown instead; `gui` opens another one.
    """
    os.umask(0o077)
    paths.stay_on_the_stick()
    logs.start(verbose="--verbose" in arguments)
    language.use(recent.language() or "en")
    if arguments[:1] == ["gui"]:
        return _window(None, "", "", arguments[1:])
    if not arguments:
        return 0 if doorbell.ring(None) else _window(None, "", "")
    if arguments[0] == own.AGAIN:
        return _window(None, "", "", told=own.handed_over(arguments[1]))
    if len(arguments) == 1 and Path(arguments[0]).suffix.lower() in suffixes.OPENED:
        file = Path(arguments[0]).absolute()
        return 0 if doorbell.ring(file) else _window(None, "", "", file=file)
    status = cli.run(list(arguments), _window)
    versions.got_going()
    return status


def _window(
    vault: Path | None,
    code: str,
    passphrase: str,
    arguments: Sequence[str] = (),
    *,
    file: Path | None = None,
    told: bytes = b"",
) -> int:
    binding.import_plainly()
    gc.disable()  # until the window is shown: what a start makes is kept, and looking through it takes long
    return app.run(["focalpoint", *arguments], vault, code, passphrase, file=file, told=told)


def main() -> None:
    """Run with the arguments of the process; it will hold keys and is shut first."""
    own.shut()
    sys.exit(run(sys.argv[1:]))
