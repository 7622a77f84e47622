"""What a field holds, as a pure function of its heads: the writes that nobody replaced.

A head is one write. Time only orders what is shown first; it never decides what is kept.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from focalpoint.domain.fields import SETS, Kind, Spec, Value, empty

DELETED = "~deleted"
_CHANGE = re.compile("[0-9a-f]{64}")
Json = str | bool | int | None | list[str] | dict[str, object]


@dataclass(frozen=True, slots=True)
class Head:
    """One write that nobody replaced: hybrid logical clock, device, change, index of the operation in it."""

    hl: int
    device: str
    change: bytes
    index: int
    value: Json

    def rank(self) -> tuple[int, str, bytes, int]:
        """Order heads for display, the same on every replica."""
        return self.hl, self.device, self.change, self.index


def value_of(spec: Spec, heads: Sequence[Head]) -> Value:
    """Return the value to show for a field."""
    if not heads:
        return empty(spec.kind)
    if spec.kind in SETS:
        return tuple(sorted({head.value for head in heads if isinstance(head.value, str)}))
    newest = heads[0] if len(heads) == 1 else max(heads, key=Head.rank)
    return plain(spec.kind, newest.value)


def plain(kind: Kind, value: Json) -> Value:
    """Turn a journal value into a record value; what does not fit the kind becomes its empty value."""
    if kind is Kind.STATE:
        return str(value.get("to", "")) if isinstance(value, dict) else ""
    if kind is Kind.FLAG:
        return value is True
    if kind is Kind.NUMBER:
        return value if isinstance(value, int) and not isinstance(value, bool) else None
    if not isinstance(value, str) or (kind is Kind.DATE and not is_date(value)):
        return ""
    return value


def is_date(text: str) -> bool:
    """Tell whether text is a date as records keep it: `2026-12-31`."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def written(kind: Kind, op: str, value: Json) -> bool:
    """Tell whether a write of some kind of operation holds what a field of this kind may hold."""
    if kind in SETS:
        return op in ("add", "rem") and isinstance(value, str)
    if kind is Kind.STATE:
        return op == "evt" and isinstance(value, dict) and isinstance(value.get("to"), str)
    if op != "set":
        return False
    if kind is Kind.FLAG:
        return isinstance(value, bool)
    if kind is Kind.NUMBER:
        return value is None or (isinstance(value, int) and not isinstance(value, bool))
    return isinstance(value, str) and (kind is not Kind.DATE or not value or is_date(value))


def marks_deletion(op: str, value: Json) -> bool:
    """Tell whether a write on `~deleted` is a mark with the writes it saw, or takes one back."""
    if op == "set":
        return value is None
    seen = value.get("seen") if isinstance(value, dict) else None
    return op == "del" and isinstance(seen, list) and all(_is_reference(pair) for pair in seen)


def _is_reference(pair: object) -> bool:
    if not (isinstance(pair, list) and len(pair) == 2):
        return False
    change, index = pair
    return isinstance(change, str) and bool(_CHANGE.fullmatch(change)) and type(index) is int and index >= 0


def same_key(kind: Kind, value: Json) -> object:
    """Return what two writes must share to say the same: NFC text without outer spaces; for a state, its code."""
    shown = plain(kind, value)
    return unicodedata.normalize("NFC", shown).strip() if isinstance(shown, str) else shown


def conflicting(spec: Spec, heads: Iterable[Head]) -> bool:
    """Tell whether the heads of a field say different things."""
    if spec.kind in SETS:
        return False
    return len({same_key(spec.kind, head.value) for head in heads}) > 1


def deletion(heads: Mapping[str, list[Head]]) -> tuple[bool, bool]:
    """Return (deleted, edited after the deletion) from all heads of a record.

    A deletion lists the writes it saw; a write outside that list keeps the record alive.
    """
    seen: set[tuple[str, int]] = set()
    marked = False
    for head in heads.get(DELETED, ()):
        if isinstance(head.value, dict) and isinstance(listed := head.value.get("seen"), list):
            marked = True
            seen.update((str(pair[0]), pair[1]) for pair in listed if _is_reference(pair))
    if not marked:
        return False, False
    alive = any(
        (head.change.hex(), head.index) not in seen
        for field, writes in heads.items()
        if field != DELETED
        for head in writes
    )
    return not alive, alive
