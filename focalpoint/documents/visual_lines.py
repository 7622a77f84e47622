"""The text of a PDF page in the order in which it is read, from where its letters stand.

A PDF says which glyph stands where, not in which order they are read: writers lay Arabic down from the left, from the
right, word by word or letter by letter. So lines are made of the pens' places: letters on one base line, in their order
on the page, with a space where there is a gap; then what Unicode's algorithm (UAX #9) did to show the line is undone.
Columns stay apart by their gap, and follow one another as the file has them.
"""

import re
import unicodedata
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

ARABIC = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_SPACE, _COLUMN = 0.13, 2.2  # of the size of the letters: a gap between words, and one between columns
_SPACE_BY_MARKS = 0.15  # a mark is narrower than the letter it stands for
_SPACE_UNTOLD = 0.4  # where the file itself has nothing between two letters, however narrow they are
_TWICE = 0.2  # of the size: a mark's glyph and that of its letter stand so near
_NEAR = 4  # letters on either side over which a mark may stand
_LINE = 0.5  # of the size: how far a letter may stand above or below the base line of its line
_SAME = 0.02  # points: letters of one glyph have one pen place
_JOINERS = frozenset(".,:/+-_@#%'’\u066b\u066c\u060c\u00a0&=?~\\")
_CLOSING, _OPENING = ")]}»", "([{«"
_BRACKETS = re.compile(r"[()\[\]{}«»]")
_MIRRORED = str.maketrans(_CLOSING + _OPENING, _OPENING + _CLOSING)
_WITHIN_NUMBERS = frozenset("/.-,\u066b\u066c")
_SIGNS = frozenset("{}|~^`\\#$&*+<=>@_")
_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]+")
_NEVER_FIRST = frozenset("ةىﺓﺔﻯﻰ")


@dataclass(frozen=True, slots=True)
class PlacedLetter:
    """A character on a page: where its pen stands, where it ends, its size, in points; `place` in the file."""

    char: str
    x: float
    y: float
    end: float
    size: float
    place: int


@dataclass(slots=True)
class _Cluster:
    """What one glyph stands for, with the marks over it, in the order of reading."""

    text: str
    start: float
    end: float
    kind: str  # "R", "L", "N" for digits, "" for what has no direction of its own
    first: int = -2  # its places in the file
    last: int = -2


def in_reading_order(letters: Iterable[PlacedLetter]) -> str:
    """Return the text of a page, line by line."""
    segments = sorted(_segments(list(letters)), key=lambda one: min(letter.place for letter in one[0]))
    spaced = [_spaced(_clusters(segment, size), size) for segment, size in segments]
    backwards = _is_backwards(spaced)
    return "\n".join(_logical(line, backwards=backwards) for line in spaced if line)


def _segments(letters: list[PlacedLetter]) -> Iterator[tuple[list[PlacedLetter], float]]:
    """Yield what stands on one base line without a gap as wide as one between columns, and the size of its letters."""
    rows: list[list[PlacedLetter]] = []
    usual = sorted(one.size for one in letters)[len(letters) // 2] if letters else 0.0
    for letter in sorted(letters, key=lambda one: (-one.y, one.place)):
        if rows and rows[-1][0].y - letter.y <= _LINE * max(letter.size, rows[-1][0].size, usual):
            rows[-1].append(letter)
        else:
            rows.append([letter])
    for row in rows:
        row.sort(key=lambda one: (one.x, one.place))
        size = max(one.size for one in row)
        segment: list[PlacedLetter] = []
        end = row[0].x
        for letter in row:
            if segment and letter.x - end > _COLUMN * size:
                yield segment, size
                segment = []
            end = max(end, letter.end) if segment else letter.end
            segment.append(letter)
        yield segment, size


def _clusters(segment: Sequence[PlacedLetter], size: float) -> list[_Cluster]:
    """Join the letters of one glyph, and marks with the letter over which they stand."""
    made: list[_Cluster] = []
    marks: list[_Cluster] = []
    for group in _glyphs(segment):
        one = _cluster(group)
        if all(map(_is_mark, one.text)):
            marks.append(one)
        elif (twin := _told_twice(made, one, size)) is not None:
            twin.end = max(twin.end, one.end)
            twin.first, twin.last = min(twin.first, one.first), max(twin.last, one.last)
        else:
            made.append(one)
    made = [one for place, one in enumerate(made) if not _is_drawn_over(made, place)]
    starts = [one.start for one in made]
    for mark in marks:
        place = bisect(starts, mark.start)
        near = (one for one in made[max(0, place - _NEAR) : place + _NEAR] if one.kind)
        under = min(near, key=lambda one: _distance(one, mark), default=None)
        if under is not None:
            under.text += mark.text
    return made


def _is_drawn_over(made: Sequence[_Cluster], place: int) -> bool:
    """Tell whether what looks like a sign of ASCII stands over the letters beside it: a mark that the file misnames."""
    one = made[place]
    if one.kind or one.text not in _SIGNS:
        return False
    beside = [other for other in made[max(0, place - 1) : place + 2] if other.kind == "R"]
    covered = sum(max(0.0, min(one.end, other.end) - max(one.start, other.start)) for other in beside)
    return covered > (one.end - one.start) / 2


def _glyphs(segment: Sequence[PlacedLetter]) -> Iterator[list[PlacedLetter]]:
    """Yield the characters that one pen place stands for."""
    group: list[PlacedLetter] = []
    for letter in segment:
        if group and abs(letter.x - group[0].x) <= _SAME and abs(letter.place - group[-1].place) == 1:
            group.append(letter)
        else:
            if group:
                yield group
            group = [letter]
    if group:
        yield group


def _cluster(group: Sequence[PlacedLetter]) -> _Cluster:
    text = "".join(one.char for one in sorted(group, key=lambda one: one.place))
    if len(text) > 1 and _is_mark(text[0]) and not _is_mark(text[-1]):
        text = text[::-1]  # a mark never comes before its letter
    bases = "".join(char for char in text if not _is_mark(char))
    if _ligature(bases) != bases:
        text = text[::-1]
    places = [one.place for one in group]
    kind = _kind(bases[0]) if bases else ""
    return _Cluster(text, group[0].x, max(one.end for one in group), kind, min(places), max(places))


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me")


def _told_twice(made: Sequence[_Cluster], one: _Cluster, size: float) -> _Cluster | None:
    """Return the letter with its marks that this glyph repeats: in some files a mark's glyph stands for both."""
    if len(one.text) == 1 or not _is_mark(one.text[-1]):
        return None
    near = (other for other in made[-3:] if one.start - other.start <= _TWICE * size)
    return next((other for other in near if other.text == one.text), None)


def _distance(one: _Cluster, mark: _Cluster) -> float:
    middle = (mark.start + mark.end) / 2
    return 0.0 if one.start <= middle <= one.end else min(abs(one.start - middle), abs(one.end - middle))


@lru_cache(maxsize=4096)
def _kind(char: str) -> str:
    match unicodedata.bidirectional(char):
        case "R" | "AL":
            return "R"
        case "L":
            return "L"
        case "EN" | "AN":
            return "N"
        case _:
            return ""


def _ligature(text: str) -> str:
    """Return the letters of a ligature in the order of reading: some files have them the other way round."""
    turned = text[::-1]
    return turned if len(text) > 1 and turned in _ligatures() and text not in _ligatures() else text


@lru_cache(maxsize=1)
def _ligatures() -> frozenset[str]:
    """Return what Arabic ligatures stand for: those that Unicode has, and lam-alef with every alef."""
    named = (unicodedata.normalize("NFKC", chr(code)) for code in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)))
    return frozenset(
        {*(one for one in named if len(one) > 1), *(f"ل{alef}" for alef in "اأإآٱ"), "لله", "الله", "للّه", "اللّه"}
    )


def _spaced(clusters: Sequence[_Cluster], size: float) -> list[_Cluster]:
    """Put a space wherever there is a gap."""
    made = list(clusters[:1])
    end = made[0].end if made else 0.0
    for one in clusters[1:]:
        if one.start - end > _least_gap(made[-1], one) * size:
            made.append(_Cluster(" ", end, one.start, ""))
        made.append(one)
        end = max(end, one.end)
    return made


def _least_gap(first: _Cluster, second: _Cluster) -> float:
    """Return how wide a gap is a space, in sizes of the letters."""
    if any(_is_mark(one.text[-1]) for one in (first, second)):
        return _SPACE_BY_MARKS
    numbers = all(one.kind == "N" or one.text in _WITHIN_NUMBERS for one in (first, second))
    untold = 1 in (second.first - first.last, first.first - second.last)
    return _SPACE_UNTOLD if untold and (numbers or first.kind == second.kind == "R") else _SPACE


def _is_backwards(lines: Iterable[Sequence[_Cluster]]) -> bool:
    """Tell whether a page was drawn with its Arabic the wrong way round, by letters that no word begins with."""
    first = last = 0
    for line in lines:
        for before, one, after in zip([None, *line], line, [*line[1:], None], strict=False):
            if one.kind == "R" and one.text[0] in _NEVER_FIRST:
                last += before is None or before.kind != "R"  # nothing to its left: it ends a word
                first += after is None or after.kind != "R"
    return first > last


def _logical(line: Sequence[_Cluster], *, backwards: bool) -> str:
    """Undo the order of showing, from left to right, of a line."""
    rtl, ltr = (sum(one.kind == kind for one in line) for kind in "RL")
    if not rtl:
        text = "".join(one.text for one in line)
    elif backwards:
        text = "".join(one.text for one in line)  # it stands there as it would be read in Latin
    else:
        text = _with_brackets("".join(_turned(line) if rtl >= ltr else _with_turned_runs(line)))
    return _FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text).strip()


def _with_brackets(text: str) -> str:
    """Return a line whose brackets open before they close: some files name them as they look, not as they are read."""
    found = _BRACKETS.findall(text)
    if len(found) > 1 and found[0] in _CLOSING and found[-1] not in _CLOSING:
        return text.translate(_MIRRORED)
    return text


def _turned(line: Sequence[_Cluster]) -> list[str]:
    """Return a line of a right-to-left paragraph: from the right, with numbers and Latin words from the left."""
    made: list[str] = []
    for start, end in reversed(list(_runs(line))):
        made += [one.text for one in line[start:end]]
    return made


def _runs(line: Sequence[_Cluster]) -> Iterator[tuple[int, int]]:
    """Yield the parts of a line that are read from the left, and each other letter by itself, from left to right."""
    start = 0
    while start < len(line):
        end = start + 1
        if line[start].kind in ("L", "N"):
            end = _end_of_run(line, start)
        yield start, end
        start = end


def _end_of_run(line: Sequence[_Cluster], start: int) -> int:
    """Return where a run of Latin letters and numbers ends: a number takes separators along, a word spaces too."""
    latin = line[start].kind == "L"
    end = place = start + 1
    while place < len(line):
        one = line[place]
        if one.kind == "L" or (one.kind == "N" and (latin or place == end or _joined(line[end:place]))):
            if one.kind == "L" and not latin and place != end and not _joined(line[end:place]):
                break
            latin = latin or one.kind == "L"
            end = place + 1
        elif one.kind:
            break
        place += 1
    return end


def _joined(between: Sequence[_Cluster]) -> bool:
    return all(one.text in _JOINERS for one in between)


def _with_turned_runs(line: Sequence[_Cluster]) -> list[str]:
    """Return a line of a left-to-right paragraph: its Arabic runs turned."""
    made: list[str] = []
    place = 0
    while place < len(line):
        if line[place].kind != "R":
            made.append(line[place].text)
            place += 1
            continue
        end = place + 1
        for further in range(place + 1, len(line)):
            if line[further].kind == "L":
                break
            if line[further].kind == "R":
                end = further + 1
        made += _turned(line[place:end])
        place = end
    return made
