"""Logs for the person who helps: events and tracebacks, never the content of a record."""

import logging
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from focalpoint import paths
from focalpoint.loading import late

if TYPE_CHECKING:
    from logging import handlers as files
else:
    files = late("logging.handlers")
NAME = "focalpoint.log"
_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


class _LogFile(logging.Handler):
    """A small rotating file, opened at the first thing that is written: most starts write nothing."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line; a folder that cannot be written, and a disk that is full, keep nobody from working."""
        try:
            if self._file is None:
                self._file = files.RotatingFileHandler(self._path, maxBytes=200_000, backupCount=2, encoding="utf-8")
                self._file.setFormatter(self.formatter)
                self._file.handleError = lambda record: None  # type: ignore[method-assign] # noqa: ARG005
            self._file.emit(record)
        except OSError:
            self._file = None

    def flush(self) -> None:
        """Hand what was written to the system."""
        if self._file is not None:
            self._file.flush()

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
        super().close()


def start(*, verbose: bool = False) -> None:
    """Send warnings to a small rotating file in the person's settings folder, and to the terminal if asked."""
    outputs: list[logging.Handler] = []
    with suppress(OSError):  # a disk that takes nothing must not keep anybody from reading
        folder = paths.settings_folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        outputs.append(_LogFile(folder / NAME))
    if verbose or not outputs:
        outputs.append(logging.StreamHandler(sys.stderr))
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, format=_FORMAT, handlers=outputs)


def bug(error: BaseException) -> None:
    """Record an unexpected error: its type and the lines of our code it passed, without its text or values."""
    frames = []
    trace = error.__traceback__
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
        trace = trace.tb_next
    logging.getLogger("focalpoint").error("bug %s at %s", type(error).__name__, " > ".join(frames))
