"""Learning the terms of the glossary: ten a day, each again after 1, 2, 4, 8 and 16 days while it is known.

What was known is kept as a preference of the person on this computer, in no vault and in no bundle.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from focalpoint.services.core import recent
from focalpoint.services.core.workspace import Workspace

A_DAY = 10
BOXES = (1, 2, 4, 8, 16)
"""Days until a term comes again, by the times in a row that it was known."""
PREFERENCE = "terms"
EARLIEST = "2000-01-01"


@dataclass(frozen=True, slots=True)
class LearnedTerm:
    """A term to learn: its code, its words by language, and the box it lies in (0: not seen yet)."""

    code: str
    words: Mapping[str, str]
    box: int


def due_terms(ws: Workspace, today: date, most: int = A_DAY) -> list[LearnedTerm]:
    """Return the terms of a day: those that come again first, the longest due first, then new ones."""
    kept = _kept()
    done = sum(1 for box, due in kept.values() if _came_from(box, due) == today)
    known = {row.code: row for row in ws.reference.lists["glossary"].codes.values()}
    again = sorted((due, code, box) for code, (box, due) in kept.items() if code in known and due <= today.isoformat())
    new = [(code, 0) for code in known if code not in kept]
    chosen = [*((code, box) for _due, code, box in again), *new][: max(most - done, 0)]
    return [LearnedTerm(code, known[code].labels, box) for code, box in chosen]


def answer_term(code: str, today: date, *, known: bool) -> date:
    """Keep whether a term was known, and return the day on which it comes again."""
    kept = _kept()
    box = min(kept.get(code, (0, ""))[0] + 1, len(BOXES)) if known else 1
    day = today + timedelta(days=BOXES[box - 1])
    kept[code] = (box, day.isoformat())
    recent.set_preference(PREFERENCE, json.dumps(kept))
    return day


def _came_from(box: int, due: str) -> date:
    """Return the day on which a term was put into its box."""
    return date.fromisoformat(due) - timedelta(days=BOXES[box - 1])


def _kept() -> dict[str, tuple[int, str]]:
    """Return box and day by code; what is no such thing is begun anew."""
    try:
        found = json.loads(recent.preference(PREFERENCE, "{}"))
        read = {str(code): (int(box), date.fromisoformat(day).isoformat()) for code, (box, day) in found.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}
    return {code: (box, day) for code, (box, day) in read.items() if 1 <= box <= len(BOXES) and day > EARLIEST}
