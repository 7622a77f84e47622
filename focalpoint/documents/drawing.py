"""Lines of glyphs as PDF operators, such that the words come back in reading order when they are copied or searched.

Programs that read PDFs guess the order of mixed lines from where letters lie. poppler's rule is the one followed: a
page is mostly right to left or left to right; in a line, stretches of right-to-left letters are turned round and
stretches of the others kept, and signs without a direction go with what lies at their right. Where the drawn order
would come out wrong by that rule, a marked-content span gives the letters in the order that comes out right; a
direction mark (U+200E, U+200F) in it keeps a sign with the words it follows.

Arabic words with vowel signs or letters off the base line would be torn apart; they are drawn as outlines, with the
same letters as invisible text in a row over them.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from focalpoint.documents.fonts import Glyph, face
from focalpoint.documents.outlines import Ink, outlines
from focalpoint.documents.typesetting import Placed, TypesetLine

_WORD_GAP = 50.0  # thousandths of the size from which a gap may be taken for a space


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of a line's text that a reading program handles alike; `turned` when it turns the letters round.

    `left` and `right` are direction marks needed beside it, so that the signs there go with the words they follow.
    """

    start: int
    end: int
    turned: bool
    left: str = ""
    right: str = ""

    def wanted(self, text: str) -> str:
        """Return the letters in the order from left to right that reading programs take back to reading order."""
        own = text[self.start : self.end]
        return self.left + (own[::-1] if self.turned else own) + self.right


def weight(line: TypesetLine) -> int:
    """Return how much a line makes its page left to right (positive) or right to left (negative)."""
    kinds = [_kind(letter) for letter in line.text]
    return kinds.count("L") - kinds.count("R")


def text_operators(line: TypesetLine, x: float, y: float, page_rtl: bool, *, ink: Ink) -> list[str]:
    """Return the operators that draw a line with its left end at `x` on the base line `y`."""
    red, green, blue = line.style.colour
    stretches = _stretches(line, page_rtl)
    ordered = stretches[::-1] if page_rtl else stretches
    visual = _in_drawn_order(line.glyphs, stretches)
    text: list[str] = []
    shapes: list[str] = []
    if [stretch for stretch, _ in visual] != ordered:
        wanted = "".join(stretch.wanted(line.text) for stretch in ordered)
        text += _span(line.glyphs, wanted, line, x, y=y, ink=ink)
        visual = []
    for stretch, glyphs in visual:
        for part, own in _words(line.text, stretch, glyphs):
            wanted = part.wanted(line.text)
            marked = _marked(own, part)
            row = _row(marked) if part.turned and not _plain(marked, wanted) else []
            if row and "".join(glyph.text for glyph in row) == wanted:
                text += _unseen(row, own, line, x, y=y, ink=ink)
                shapes += outlines(own, line.style.size, x, y, ink=ink)
            else:
                text += _span(marked, wanted, line, x, y=y, ink=ink)
    drawn = [f"{red:.3g} {green:.3g} {blue:.3g} rg", "BT", *text, "ET"]
    return [*drawn, *shapes]


def _marked(glyphs: Sequence[Placed], part: _Stretch) -> list[Placed]:
    """Give the marks that a part needs to the letters at its ends."""
    own = list(glyphs)
    if part.left:
        own[0] = replace(own[0], glyph=replace(own[0].glyph, text=part.left + own[0].glyph.text))
    if part.right:
        own[-1] = replace(own[-1], glyph=replace(own[-1].glyph, text=own[-1].glyph.text + part.right))
    return own


def _row(glyphs: Sequence[Placed]) -> list[Glyph]:
    """Return the letters of a right-to-left word as glyphs in a row: signs go with the letter they stand on."""
    row: list[Glyph] = []
    signs = ""
    for placed in glyphs:
        glyph = placed.glyph
        if glyph.advance and glyph.text:
            row.append(replace(glyph, text=signs + glyph.text, dx=0.0, dy=0.0))
            signs = ""
        else:
            signs += glyph.text
    return [] if signs else row


def _unseen(
    row: Sequence[Glyph], glyphs: Sequence[Placed], line: TypesetLine, x: float, *, y: float, ink: Ink
) -> list[str]:
    """Write the letters of a word invisibly, side by side, as wide as the word is drawn."""
    size = line.style.size
    width = glyphs[-1].x - glyphs[0].x + glyphs[-1].glyph.advance * size / 1000
    wide = sum(_natural(glyph) for glyph in row) * size / 1000
    if wide <= 0 or width <= 0:
        return []
    drawn = ["3 Tr", f"{100 * width / wide:.2f} Tz"]
    current = ""
    codes = ""
    for glyph in row:
        resource, code = ink.number(glyph)
        if resource != current:
            drawn += [f"<{codes}> Tj"] if codes else []
            drawn.append(f"/{resource} {size:g} Tf")
            drawn += [] if current else [f"1 0 0 1 {x + glyphs[0].x:.3f} {y:.3f} Tm"]
            current, codes = resource, ""
        codes += f"{code:04x}"
    return [*drawn, f"<{codes}> Tj", "0 Tr", "100 Tz"]


def _kind(letter: str) -> str:
    kind = unicodedata.bidirectional(letter)
    if kind in ("R", "AL"):
        return "R"
    return "L" if kind == "L" else ("#" if kind in ("EN", "AN", "ES", "ET", "CS") else "N")


def _stretches(line: TypesetLine, page_rtl: bool) -> list[_Stretch]:
    """Split a text where a reading program does, each stretch with the mark that what follows it needs."""
    text, places = line.text, _places(line)
    turned = _turned(text, places, page_rtl)
    found: list[_Stretch] = []
    start = 0
    for index in range(1, len(text) + 1):
        whole = index < len(text) and turned[index] == turned[start]
        if not whole or not _follows(places, index - 1, index, turned[start]):
            found.append(_Stretch(start, index, turned[start]))
            start = index
    for place, (stretch, after) in enumerate(pairwise(found)):
        against = stretch.turned != page_rtl
        if against and (after.turned != page_rtl or _kind(text[after.start]) == "N"):
            found[place] = replace(stretch, left="\u200f") if page_rtl else replace(stretch, right="\u200e")
    rightmost = 0 if page_rtl else -1
    if found and found[rightmost].wanted(text).endswith("-"):  # or it is taken for the hyphen of a broken word
        found[rightmost] = replace(found[rightmost], right="\u200f" if page_rtl else "\u200e")
    return found


def _places(line: TypesetLine) -> list[int]:
    """Return for each letter which glyph from the left draws it."""
    drawn = {placed.start: place for place, placed in enumerate(line.glyphs)}
    places: list[int] = []
    for index in range(len(line.text)):
        places.append(drawn.get(index, places[-1] if places else 0))
    return places


def _follows(places: Sequence[int], before: int, after: int, turned: bool) -> bool:
    return places[after] <= places[before] if turned else places[before] <= places[after]


def _turned(text: str, places: Sequence[int], page_rtl: bool) -> list[bool]:
    """Tell for each letter whether it is turned: signs go with the page unless they lie amid letters against it."""
    kinds = [_kind(letter) for letter in text]
    turned = [page_rtl if kind == "N" else kind == "R" for kind in kinds]
    strong = [index for index, kind in enumerate(kinds) if kind != "N"]
    for before, after in pairwise(strong):
        if turned[before] == turned[after] and _follows(places, before, after, turned[before]):
            turned[before + 1 : after] = [turned[before]] * (after - before - 1)
    return turned


def _in_drawn_order(glyphs: Sequence[Placed], stretches: Sequence[_Stretch]) -> list[tuple[_Stretch, list[Placed]]]:
    owner = {index: stretch for stretch in stretches for index in range(stretch.start, stretch.end)}
    found: list[tuple[_Stretch, list[Placed]]] = []
    for placed in glyphs:
        stretch = owner[placed.start]
        if not found or found[-1][0] != stretch:
            found.append((stretch, []))
        found[-1][1].append(placed)
    return found


def _words(text: str, stretch: _Stretch, glyphs: Sequence[Placed]) -> list[tuple[_Stretch, list[Placed]]]:
    """Split a stretch at its spaces if it is drawn in its direction, so that spans are no longer than needed."""
    whole = [(stretch, list(glyphs))]
    if _plain(glyphs, stretch.wanted(text)):
        return whole
    cuts = [place for index in range(stretch.start, stretch.end) if text[index] == " " for place in (index, index + 1)]
    ends = sorted({stretch.start, stretch.end, *cuts})
    pieces = [_Stretch(start, end, stretch.turned) for start, end in pairwise(ends)]
    leftmost, rightmost = (-1, 0) if stretch.turned else (0, -1)
    pieces[leftmost] = replace(pieces[leftmost], left=stretch.left)
    pieces[rightmost] = replace(pieces[rightmost], right=stretch.right)
    split = _in_drawn_order(glyphs, pieces)
    return split if [piece for piece, _ in split] == (pieces[::-1] if stretch.turned else pieces) else whole


def _plain(glyphs: Sequence[Placed], wanted: str) -> bool:
    """Tell whether the glyphs alone give the wanted letters: none is placed oddly, none stands for nothing."""
    return "".join(placed.glyph.text for placed in glyphs) == wanted and not any(_odd(p.glyph) for p in glyphs)


def _odd(glyph: Glyph) -> bool:
    return not glyph.text or bool(glyph.dx or glyph.dy) or glyph.advance > _natural(glyph) + _WORD_GAP


def _natural(glyph: Glyph) -> float:
    return face(glyph.face).advance(glyph.id)


def _span(glyphs: Sequence[Placed], wanted: str, line: TypesetLine, x: float, *, y: float, ink: Ink) -> list[str]:
    drawn = _glyphs(glyphs, line, x, y, ink=ink)
    if _plain(glyphs, wanted):
        return drawn
    letters = ("\ufeff" + wanted).encode("utf-16-be").hex()
    return [f"/Span <</ActualText <{letters}>>> BDC", *drawn, "EMC"]


def _glyphs(glyphs: Sequence[Placed], line: TypesetLine, x: float, y: float, *, ink: Ink) -> list[str]:
    drawn: list[str] = []
    size = line.style.size
    row: list[str] = []
    current = ""
    for placed in glyphs:
        glyph = placed.glyph
        resource, code = ink.number(glyph)
        if resource != current:
            drawn += [*_show(row), f"/{resource} {size:g} Tf"]
            row, current = [], resource
        if glyph.dx or glyph.dy or not row:
            drawn += _show(row)
            across, up = x + placed.x + glyph.dx * size / 1000, y + glyph.dy * size / 1000
            drawn.append(f"1 0 0 1 {across:.3f} {up:.3f} Tm")
            row = []
        row.append(f"<{code:04x}>")
        if back := _natural(glyph) - glyph.advance:
            row.append(f"{back:g}")
        if glyph.dx or glyph.dy:
            drawn += _show(row)
            row = []
    return [*drawn, *_show(row)]


def _show(row: Sequence[str]) -> list[str]:
    return [f"[{''.join(row)}] TJ"] if row else []
