"""What a field holds, as a pure function of its heads: the writes that nobody replaced.

A head is one write. Time only orders what is shown first; it never decides what is kept.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from focalpoint.domain import values
from focalpoint.domain.fields import SETS, Kind, Spec, Value, empty
from focalpoint.domain.values import Json

DELETED = "~deleted"
_CHANGE = re.compile("[0-9a-f]{64}")
_FILE = re.compile("[0-9a-f]{32}")


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
        members = {values.shown(spec.kind, head.value) for head in heads if isinstance(head.value, str)}
        return tuple(sorted(str(member) for member in members if member))
    newest = heads[0] if len(heads) == 1 else max(heads, key=Head.rank)
    return values.shown(spec.kind, newest.value)


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


def is_file(field: str) -> bool:
    """Tell whether a field of a document is the identifier of a file, under which its descriptions stand."""
    return _FILE.fullmatch(field) is not None


def same_key(kind: Kind, value: Json) -> object:
    """Return what two writes must share to say the same: NFC text without outer spaces; for a state, its code."""
    shown = values.shown(kind, value)
    return unicodedata.normalize("NFC", shown).strip() if isinstance(shown, str) else shown


def conflicting(spec: Spec, heads: Iterable[Head]) -> bool:
    """Tell whether the heads of a field say different things."""
    if spec.kind in SETS:
        return False
    return len({same_key(spec.kind, head.value) for head in heads}) > 1


def is_mark(value: Json) -> bool:
    """Tell whether a write on `~deleted` says that the record is deleted, whatever it saw."""
    return isinstance(value, dict) and isinstance(value.get("seen"), list)


def seen_by(value: Json) -> frozenset[tuple[str, int]]:
    """Return the writes that a mark of deletion saw, (change, index); none of a value that is no mark."""
    listed = value.get("seen") if isinstance(value, dict) else None
    pairs = listed if isinstance(listed, list) else []
    return frozenset((pair[0], pair[1]) for pair in pairs if _is_reference(pair))


def deletion(heads: Mapping[str, list[Head]]) -> tuple[bool, bool]:
    """Return (deleted, edited after the deletion) from all heads of a record.

    A deletion lists the writes it saw; a write outside that list keeps the record alive. Descriptions of files say
    nothing of it: a document is its record.
    """
    seen: set[tuple[str, int]] = set()
    marked = False
    for head in heads.get(DELETED, ()):
        if is_mark(head.value):
            marked = True
            seen |= seen_by(head.value)
    if not marked:
        return False, False
    alive = any(
        (head.change.hex(), head.index) not in seen
        for field, writes in heads.items()
        if field != DELETED and not is_file(field)
        for head in writes
    )
    return not alive, alive
