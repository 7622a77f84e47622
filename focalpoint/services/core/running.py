"""That a window is open: a mark which a crash leaves behind, with what the interpreter last knew.

The mark is a file in the settings folder, held while the process lives. One that nobody holds was left by a process
that did not end in the usual way. What it holds are names of functions and numbers of lines.
"""

import faulthandler
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from focalpoint import durable, paths

_MARK = "window-{}.mark"
_LONGEST = 20_000  # bytes of a mark that are read
_LOG = logging.getLogger("focalpoint.running")


@contextmanager
def marked() -> Iterator[None]:
    """Leave a mark while the window is open; where none can be written, do without."""
    mark = paths.settings_folder() / _MARK.format(os.getpid())
    try:
        mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        stream = mark.open("wb")
    except OSError:
        yield
        return
    with stream:
        with suppress(OSError):  # a share may have no locks
            durable.hold(stream.fileno())
        faulthandler.enable(stream)
        try:
            yield
        finally:
            faulthandler.disable()
    with suppress(OSError):
        mark.unlink()


def crashed() -> bool:
    """Return whether a window did not end in the usual way, once; what it left goes into the log."""
    found = False
    for mark in sorted(paths.settings_folder().glob(_MARK.format("*"))):
        if mark.name != _MARK.format(os.getpid()):  # it began anew: the same process
            found = _left(mark) or found
    return found


def _left(mark: Path) -> bool:
    try:
        with mark.open("r+b") as stream:
            durable.hold(stream.fileno())
            last = stream.read(_LONGEST).decode("utf-8", "replace")
        mark.unlink()
    except OSError:  # its process is there, or it is gone by now
        return False
    _LOG.warning("a window did not end in the usual way%s", "".join(f"\n  {line}" for line in last.splitlines()))
    return True
