"""The order of letters in mixed lines: the Unicode bidirectional algorithm (UAX #9) with isolates.

Explicit embeddings and overrides are ignored, as text from outside may not turn the text around it; isolates,
bracket pairs and all implicit rules are followed. Levels are even for left to right, odd for right to left.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_LRI, _RLI, _FSI, _PDI = "LRI", "RLI", "FSI", "PDI"
_INITIATORS = frozenset({_LRI, _RLI, _FSI})
_IGNORED = frozenset({"BN", "LRE", "RLE", "LRO", "RLO", "PDF"})
_NEUTRAL = frozenset({"B", "S", "WS", "ON", _LRI, _RLI, _FSI, _PDI})
_SEPARATORS = frozenset({"S", "B"})
_TRAILING = frozenset({"WS", "S", "B", _LRI, _RLI, _FSI, _PDI}) | _IGNORED
_BRACKETS = {"(": ")", "[": "]", "{": "}", "⟨": "⟩", "〈": "〉", "⟦": "⟧", "⟪": "⟫", "⦅": "⦆", "「": "」"}
_CLOSING = {closing: opening for opening, closing in _BRACKETS.items()}
_DEEPEST = 124
_MOST_BRACKETS = 63


@dataclass(frozen=True, slots=True)
class BidiRun:
    """A part of a text of one level; runs of a line are given from left to right."""

    start: int
    end: int
    level: int

    @property
    def rtl(self) -> bool:
        """Tell whether the run is written from right to left."""
        return self.level % 2 == 1


@dataclass(slots=True)
class _Frame:
    """The characters directly inside one isolate (or the paragraph): one level, one sequence of runs."""

    level: int
    members: list[int] = field(default_factory=list)


def is_rtl(text: str) -> bool:
    """Tell whether the first strong letter of a text, outside isolates, is right to left."""
    return _first_strong([unicodedata.bidirectional(c) for c in text], 0) in ("R", "AL")


def levels(text: str, rtl: bool) -> list[int]:
    """Return the embedding level of each character of one paragraph."""
    classes = [unicodedata.bidirectional(c) or "L" for c in text]
    found = [int(rtl)] * len(text)
    for frame in _frames(classes, int(rtl)):
        _resolve(text, classes, frame, found)
    previous = int(rtl)
    for index, kind in enumerate(classes):
        if kind in _IGNORED:  # what the rules ignore goes with what stands before it
            found[index] = previous
        previous = found[index]
    return found


def visual_runs(text: str, found: Sequence[int], start: int, end: int, *, rtl: bool) -> list[BidiRun]:
    """Return the runs of the line `start:end` from left to right, white space at its end at the paragraph's level."""
    own = list(found[start:end])
    trailing = True
    for index in range(end - start - 1, -1, -1):
        kind = unicodedata.bidirectional(text[start + index])
        trailing = kind in _SEPARATORS or (trailing and kind in _TRAILING)
        if trailing:
            own[index] = int(rtl)
    runs = [BidiRun(start + first, start + last, level) for first, last, level in _level_runs(own)]
    lowest = min((run.level for run in runs if run.rtl), default=0)
    for level in range(max((run.level for run in runs), default=0), max(lowest, 1) - 1, -1):
        runs = _reversed_at(runs, level)
    return runs


def _level_runs(own: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    first = 0
    for index in range(1, len(own) + 1):
        if index == len(own) or own[index] != own[first]:
            yield first, index, own[first]
            first = index


def _reversed_at(runs: Sequence[BidiRun], level: int) -> list[BidiRun]:
    ordered: list[BidiRun] = []
    high: list[BidiRun] = []
    for run in runs:
        if run.level >= level:
            high.append(run)
        else:
            ordered += [*reversed(high), run]
            high = []
    return ordered + high[::-1]


def _first_strong(classes: Sequence[str], start: int) -> str:
    depth = 0
    for kind in classes[start:]:
        if kind in _INITIATORS:
            depth += 1
        elif kind == _PDI:
            if depth == 0:
                break
            depth -= 1
        elif depth == 0 and kind in ("L", "R", "AL"):
            return kind
    return ""


def _frames(classes: Sequence[str], base: int) -> list[_Frame]:
    stack = [_Frame(base)]
    frames = [stack[0]]
    overflow = 0
    for index, kind in enumerate(classes):
        if kind == _PDI:
            if overflow:
                overflow -= 1
            elif len(stack) > 1:
                stack.pop()
        if kind not in _IGNORED:
            stack[-1].members.append(index)
        if kind in _INITIATORS:
            level = _inner_level(classes, index, stack[-1].level)
            if level > _DEEPEST or overflow:
                overflow += 1
            else:
                stack.append(_Frame(level))
                frames.append(stack[-1])
    return frames


def _inner_level(classes: Sequence[str], index: int, outer: int) -> int:
    kind = classes[index]
    rtl = kind == _RLI or (kind == _FSI and _first_strong(classes, index + 1) in ("R", "AL"))
    return outer + 1 + (outer % 2 == int(rtl))


def _resolve(text: str, classes: Sequence[str], frame: _Frame, found: list[int]) -> None:
    side = "R" if frame.level % 2 else "L"
    kinds = [classes[index] for index in frame.members]
    _weak(kinds, side)
    _brackets([text[index] for index in frame.members], kinds, side, [classes[i] for i in frame.members])
    _neutral(kinds, side)
    for index, kind in zip(frame.members, kinds, strict=True):
        found[index] = frame.level + _raise(kind, frame.level)


def _raise(kind: str, level: int) -> int:
    if level % 2:
        return int(kind in ("L", "EN", "AN"))
    return {"R": 1, "AN": 2, "EN": 2}.get(kind, 0)


def _weak(kinds: list[str], side: str) -> None:
    """Apply W1 to W7 in place."""
    previous, strong = side, side
    for index, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[index] = "ON" if previous in _INITIATORS or previous == _PDI else previous
        elif kind == "EN" and strong == "AL":
            kinds[index] = "AN"
        previous = kinds[index]
        if previous in ("L", "R", "AL"):
            strong = previous
    kinds[:] = ["R" if kind == "AL" else kind for kind in kinds]
    _separators(kinds)
    strong = side
    for index, kind in enumerate(kinds):
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[index] = "L"


def _separators(kinds: list[str]) -> None:
    for index in range(1, len(kinds) - 1):
        before, kind, after = kinds[index - 1 : index + 2]
        if before == after and ((kind == "ES" and before == "EN") or (kind == "CS" and before in ("EN", "AN"))):
            kinds[index] = before
    first = 0
    while first < len(kinds):
        last = first
        while last < len(kinds) and kinds[last] == "ET":
            last += 1
        if last > first:
            beside = kinds[first - 1 : first] + kinds[last : last + 1]
            kinds[first:last] = ["EN" if "EN" in beside else "ON"] * (last - first)
        first = last + 1
    kinds[:] = ["ON" if kind in ("ES", "CS") else kind for kind in kinds]


def _strong(kind: str) -> str:
    return "R" if kind in ("R", "EN", "AN") else ("L" if kind == "L" else "")


def _brackets(letters: Sequence[str], kinds: list[str], side: str, original: Sequence[str]) -> None:
    """Apply N0: a bracket pair takes the direction of what it holds."""
    for opening, closing in _pairs(letters, kinds):
        inside = {_strong(kind) for kind in kinds[opening + 1 : closing]} - {""}
        if side in inside:
            direction = side
        elif inside:
            before = next((s for kind in reversed(kinds[:opening]) if (s := _strong(kind))), side)
            direction = before if before != side else side
        else:
            continue
        for place in (opening, closing):
            kinds[place] = direction
            for index in range(place + 1, len(kinds)):
                if original[index] != "NSM":
                    break
                kinds[index] = direction


def _pairs(letters: Sequence[str], kinds: Sequence[str]) -> list[tuple[int, int]]:
    stack: list[tuple[str, int]] = []
    pairs: list[tuple[int, int]] = []
    for index, letter in enumerate(letters):
        if kinds[index] != "ON":
            continue
        if letter in _BRACKETS:
            if len(stack) == _MOST_BRACKETS:
                return []
            stack.append((letter, index))
        elif letter in _CLOSING:
            depth = next((d for d in range(len(stack) - 1, -1, -1) if stack[d][0] == _CLOSING[letter]), -1)
            if depth >= 0:
                pairs.append((stack[depth][1], index))
                del stack[depth:]
    return sorted(pairs)


def _neutral(kinds: list[str], side: str) -> None:
    """Apply N1 and N2: neutrals between equal directions take it, others that of the frame."""
    index = 0
    before = side
    while index < len(kinds):
        if kinds[index] not in _NEUTRAL:
            before = _strong(kinds[index]) or before
            index += 1
            continue
        last = index
        while last < len(kinds) and kinds[last] in _NEUTRAL:
            last += 1
        after = _strong(kinds[last]) if last < len(kinds) else side
        kinds[index:last] = [before if before == after else side] * (last - index)
        index = last
