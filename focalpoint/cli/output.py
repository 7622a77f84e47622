"""The one place that prints: lines for people, JSON for programs, progress on a terminal.

What others wrote passes through here: nothing in a line can command a terminal or turn its words around.
"""

import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import click

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.messages import Message, Parameter
from focalpoint.domain.visible_text import visible
from focalpoint.domain.wording import N_
from focalpoint.language import _, label_value, say, say_error_value
from focalpoint.loading import late
from focalpoint.services.core.tasks import Task

if TYPE_CHECKING:
    import msgspec
else:
    msgspec = late("msgspec")

_ISOLATES = dict.fromkeys(range(0x2066, 0x206A))  # our own messages have some; a terminal shows none of them well


# in a JSON text these stand inside strings only, where their code means the same to every reader
_UNSAFE = re.compile("[\u007f-\u009f\u200b-\u200f\u061c\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


def _harmless(text: str) -> str:
    return visible(text.translate(_ISOLATES))


def line(text: str = "") -> None:
    """Print a line."""
    print(_harmless(text))


class NotShownError(FocalpointError):
    """What must be seen could not be printed: the device is full, the pipe is closed."""

    message = N_("The recovery words could not be shown.")
    safe = N_("Nothing was changed: the words before stay in force.")
    remedy = N_("Run the command in a terminal, or write to a place that has room.")
    code = "CLI-105"


def surely(show: Callable[[], None]) -> None:
    """Print something that must have been seen before anything else is done; raise NotShownError if it was not."""
    try:
        show()
        if sys.stdout is None:
            raise NotShownError
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        with suppress(OSError, ValueError, AttributeError):  # what is held back must not fail again at the end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise NotShownError from error


def now(text: str) -> None:
    """Print a line at once, before something that takes long."""
    print(_harmless(text), flush=True)


def error(text: str) -> None:
    """Print a line to standard error."""
    print(_harmless(text), file=sys.stderr)


def as_json(value: object) -> None:
    """Print a value as JSON, one document."""
    print(_UNSAFE.sub(_escaped, json.dumps(value, ensure_ascii=False, indent=1, default=_plain)))


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _plain(value: object) -> object:
    return msgspec.structs.asdict(value) if isinstance(value, msgspec.Struct) else str(value)


def message_data(message: Message, key: str = "message") -> dict[str, object]:
    """Return a message for JSON: its id under a key, and what fills its braces, a phrase by its id."""
    return {key: message.id, "parameters": {name: _parameter(value) for name, value in message.params.items()}}


def _parameter(value: Parameter) -> str | int:
    if isinstance(value, Message) and not value.params:
        return value.id
    return value if isinstance(value, str | int) else say(value)


def answer(sentence: str, value: object, *, json_wanted: bool) -> None:
    """Print a sentence for a person, or the value behind it as JSON."""
    if json_wanted:
        as_json(value)
    else:
        line(sentence)


def refusal(problem: FocalpointError, *, json_wanted: bool) -> None:
    """Print what happened, what is safe, what to do next, and the code."""
    values = {key: say_error_value(value) for key, value in problem.parameters.items()}
    sentences = [_(part).format(**values) for part in (problem.message, problem.safe, problem.remedy)]
    if json_wanted and not isinstance(problem, NotShownError):
        as_json({"error": problem.code, "message": sentences[0], "safe": sentences[1], "next": sentences[2]})
    else:
        error(f"{sentences[0]}\n{sentences[1]}\n{sentences[2]}  [{problem.code}]")


def print_ignored_terms(pieces: Sequence[str]) -> None:
    """Say which pieces of a search were not understood."""
    if pieces:
        error(_("Not understood and left out: {pieces}").format(pieces=", ".join(pieces)))


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under headers, in columns wide enough for their longest cell (at most 48 characters)."""
    shown = [[_cut(cell) for cell in row] for row in rows]
    widths = [max(len(row[i]) for row in (list(headers), *shown)) for i in range(len(headers))]
    line("  ".join(header.ljust(width) for header, width in zip(headers, widths, strict=True)).rstrip())
    for row in shown:
        line("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _cut(text: str) -> str:
    clean = _harmless(" ".join(text.split()))
    return clean if len(clean) <= 48 else clean[:47] + "…"


def print_pairs(values: Mapping[str, str]) -> None:
    """Print labels and values, one pair a line; longer texts are indented below their label."""
    for label, value in values.items():
        if "\n" in value:
            line(f"{label}:")
            for part in value.splitlines():
                line(f"    {part}")
        else:
            line(label_value(label, value))


@contextmanager
def progress() -> Iterator[Task]:
    """Give a task that draws a bar on a terminal and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield Task()
        return
    with click.progressbar(length=100, file=sys.stderr, show_eta=False) as bar:
        shown = [0]

        def advance(done: int, total: int | None, what: str) -> None:
            percent = 100 * done // total if total else 0
            bar.label = _(what) if what else bar.label
            bar.update(max(0, percent - shown[0]))
            shown[0] = max(shown[0], percent)

        yield Task(advance)
