"""Isolate a record that cannot be shown: it alone is left out, it is named, and the log keeps where it failed.

Values are checked before they stand in a row; this is for what nobody foresaw.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from focalpoint import logs
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.records import TYPES
from focalpoint.domain.wording import N_
from focalpoint.language import translate
from focalpoint.services.casework import rows
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import record_rows

T = TypeVar("T")
Pair = tuple[str, str]
MOST_NAMES = 5
LEFT_OUT = N_("Left out, because it could not be shown: {names}.")
REMEDY = N_("Open it and correct it, or look at its history. Everything else is here.")


def each(ws: Workspace, pairs: Iterable[Pair], make: Callable[[Pair], T]) -> Iterator[T]:
    """Yield what is made of each record; one that fails in its own way is left out (see `unreadable_records`)."""
    for pair in pairs:
        try:
            made = make(pair)
        except FocalpointError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever one record does, the others are still shown
            logs.bug(error)
            ws.troubled.add(pair)
            continue
        ws.troubled.discard(pair)
        yield made


def unreadable_records(ws: Workspace) -> tuple[str, ...]:
    """Return the names of the records that were left out since the vault was opened and are still here."""
    return tuple(name_of(ws, pair) for pair in sorted(ws.troubled) if rows.number_or_none(ws, pair[1]) is not None)


def name_of(ws: Workspace, pair: Pair) -> str:
    """Return a name for a record that may not be able to give one: its reference, or the start of its identifier."""
    kind = TYPES[pair[0]]
    found = record_rows.values(ws.db, kind, pair[1]) if kind.reference else None
    return str(found[kind.reference]) if found and found[kind.reference] else pair[1][:8]


def omission_note(ws: Workspace, language: str) -> str:
    """Return the sentence that says what was left out, "" if nothing was."""
    names = unreadable_records(ws)
    shown = ", ".join(names[:MOST_NAMES]) + ("…" if len(names) > MOST_NAMES else "")
    return translate(LEFT_OUT, language).format(names=shown) if names else ""
