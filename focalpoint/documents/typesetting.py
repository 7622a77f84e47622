"""Text broken into lines of glyphs, in the order in which they are drawn from left to right."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from focalpoint.documents import bidi
from focalpoint.documents.fonts import INVISIBLE, Glyph, drawable, face, shape

_NARROWEST = 150.0  # of a space: narrower ones, as kerning makes them, are not seen as spaces when copied
_BREAK = re.compile(r"\s+|(?<=[–—])(?=\w)")


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How text is set: the font, its size and line height in points, the colour as red, green, blue from 0 to 1."""

    face: str
    size: float
    leading: float
    colour: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Placed:
    """A glyph of a line: `start` is where its letters begin in the text of the line, `x` is in points."""

    glyph: Glyph
    start: int
    x: float


@dataclass(frozen=True, slots=True)
class TypesetLine:
    """A line of text as drawn. `text` is in reading order, without what is not seen."""

    text: str
    rtl: bool
    width: float
    glyphs: tuple[Placed, ...]
    style: TextStyle


def lines(text: str, style: TextStyle, width: float, rtl: bool | None = None) -> list[TypesetLine]:
    """Break a text into lines no wider than `width` points; without `rtl` each paragraph has its own direction."""
    found: list[TypesetLine] = []
    for part in re.split(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", drawable(text)):
        paragraph = _Paragraph(part, style, bidi.is_rtl(part) if rtl is None else rtl)
        found += [paragraph.line(start, end) for start, end in paragraph.breaks(width)]
    return found


def one_line(text: str, style: TextStyle, rtl: bool) -> TypesetLine:
    """Set a short text in one line."""
    shown = " ".join(drawable(text).split())
    return _Paragraph(shown, style, rtl).line(0, len(shown))


MOST_IN_LINE = 400  # letters: a line of narrow ones in small type holds fewer


class _Paragraph:
    def __init__(self, text: str, style: TextStyle, rtl: bool) -> None:
        self.text, self.style, self.rtl = text, style, rtl
        self.levels = bidi.levels(text, rtl)

    def breaks(self, width: float) -> Iterator[tuple[int, int]]:
        """Yield the pieces of text that make a line."""
        room = width * 1000 / self.style.size
        start, used = 0, 0.0
        for first, last, space in self._words():
            own = self._width_up_to(first, last, room)
            if used and used + own > room:
                yield start, first
                start, used = first, 0.0
            while own > room:  # a word wider than the line is cut
                cut = self._cut(start, last, room)
                yield start, cut
                start = cut
                own = self._width_up_to(start, last, room)
            used += own + self._width(last, space)
        yield start, len(self.text)

    def _words(self) -> Iterator[tuple[int, int, int]]:
        first = 0
        for match in _BREAK.finditer(self.text):
            if match.end() > first:
                yield first, match.start(), match.end()
                first = match.end()
        if first < len(self.text):
            yield first, len(self.text), len(self.text)

    def _cut(self, start: int, end: int, room: float) -> int:
        cut, beyond = start + 1, min(end, start + MOST_IN_LINE)
        while cut < beyond:  # the last place up to which the word still fits, found by halving
            middle = (cut + beyond + 1) // 2
            if self._width(start, middle) <= room:
                cut = middle
            else:
                beyond = middle - 1
        while cut < end and unicodedata.combining(self.text[cut]):
            cut += 1
        neat = max(self.text.rfind(sign, start, cut) for sign in "-/_.@") + 1
        return neat if neat > start + 1 else cut

    def _width_up_to(self, start: int, end: int, room: float) -> float:
        """Return the width of a word; of one far wider than the room only that of its beginning."""
        if end - start > MOST_IN_LINE:
            width = self._width(start, start + MOST_IN_LINE)
            if width > room:
                return width
        return self._width(start, end)

    def _width(self, start: int, end: int) -> float:
        width, first = 0.0, start
        for index in range(start + 1, end + 1):
            if index == end or self.levels[index] != self.levels[first]:
                level = self.levels[first]
                width += sum(g.advance for g in shape(self.text[first:index], self.style.face, level % 2 == 1))
                first = index
        return width

    def line(self, start: int, end: int) -> TypesetLine:
        """Set a piece of the text, without the spaces at its end."""
        while end > start and self.text[end - 1].isspace():
            end -= 1
        kept = [index for index in range(start, end) if self.text[index] not in INVISIBLE]
        places = {index: place for place, index in enumerate(kept)}
        scale = self.style.size / 1000
        placed: list[Placed] = []
        pen, edge, space = 0.0, 0.0, False  # in thousandths; the edge is where the last letter ends by itself
        for run in bidi.visual_runs(self.text, self.levels, start, end, rtl=self.rtl):
            for glyph in shape(self.text[run.start : run.end], self.style.face, run.rtl):
                if space and glyph.text != " ":
                    pen = max(pen, edge + _NARROWEST)
                placed.append(Placed(glyph, places[run.start + glyph.start], pen * scale))
                space = glyph.text == " " or (space and not glyph.advance)
                edge = edge if space else pen + face(glyph.face).advance(glyph.id)
                pen += glyph.advance
        return TypesetLine("".join(self.text[i] for i in kept), self.rtl, pen * scale, tuple(placed), self.style)


def widest(found: Sequence[TypesetLine]) -> float:
    """Return the width of the widest line."""
    return max((line.width for line in found), default=0.0)


def watermark_line(text: str, style: TextStyle, rtl: bool) -> TypesetLine:
    """Return pale words to lie across a page of A4, as large as fits from edge to edge."""
    pale = replace(style, size=46.0, colour=(0.90, 0.91, 0.93))
    made = one_line(text, pale, rtl)
    return made if made.width <= _ACROSS else one_line(text, replace(pale, size=pale.size * _ACROSS / made.width), rtl)


_ACROSS = 600.0  # points along the diagonal of A4 within which no letter is cut
