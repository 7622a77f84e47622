"""Logs for the person who helps: events and tracebacks, never the content of a record."""

import logging
import sys
from contextlib import suppress
from logging.handlers import RotatingFileHandler

from focalpoint import paths

_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def start(*, verbose: bool = False) -> None:
    """Send warnings to a small rotating file in the person's settings folder, and to the terminal if asked."""
    handlers: list[logging.Handler] = []
    with suppress(OSError):  # a disk that takes nothing must not keep anybody from reading
        folder = paths.settings_folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        log = folder / "focalpoint.log"
        handlers.append(RotatingFileHandler(log, maxBytes=200_000, backupCount=2, encoding="utf-8"))
    if verbose or not handlers:
        handlers.append(logging.StreamHandler(sys.stderr))
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, format=_FORMAT, handlers=handlers)


def bug(error: BaseException) -> None:
    """Record an unexpected error: its type and the lines of our code it passed, without its text or values."""
    frames = []
    trace = error.__traceback__
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
        trace = trace.tb_next
    logging.getLogger("focalpoint").error("bug %s at %s", type(error).__name__, " > ".join(frames))
