"""Pages of paper: headings, paragraphs, facts, tables and timelines, mirrored for right-to-left languages.

Content is laid out as strips, one line high; pages are filled with strips, and a strip that must not stand alone at
the end of a page stays with the next. Places are measured from the edge where reading starts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from focalpoint.documents.pages import FilledRectangle, PdfPage, Text, pdf_bytes
from focalpoint.documents.typesetting import TextStyle, TypesetLine, lines, one_line, watermark_line
from focalpoint.domain import worlds
from focalpoint.domain.wording import N_
from focalpoint.language import is_rtl, translate

WIDTH, HEIGHT = 595.28, 841.89  # A4, in points
_SIDE, _TOP, _BOTTOM = 56.0, 92.0, 76.0
ACROSS = WIDTH - 2 * _SIDE
_GUTTER = 14.0
_DARK, _MUTED, _LINE, _PALE = (0.09, 0.13, 0.20), (0.36, 0.40, 0.46), (0.78, 0.81, 0.85), (0.94, 0.95, 0.97)
_ACCENT = (0.05, 0.29, 0.45)


@dataclass(frozen=True, slots=True)
class PageShape:
    """The height of a page, which is as wide as A4, what is free above and below, and the least size of letters."""

    height: float = HEIGHT
    top: float = _TOP
    bottom: float = _BOTTOM
    least: float = 0.0


A4 = PageShape()
WALL = PageShape(height=WIDTH * 9 / 16, top=44.0, bottom=40.0, least=13.0)  # a screen: 28 pixels or more of 768 lines


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One event of a timeline, in words."""

    when: str
    what: str
    who: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """A part of a page, full width: what is drawn in it and whether it stays with the next one."""

    height: float
    texts: tuple[Text, ...] = ()
    rules: tuple[FilledRectangle, ...] = ()
    keep: bool = False
    repeated: tuple["Strip", ...] = ()  # drawn again above this strip at the top of a page


class Paper:
    """A document on paper in one language, with its classification on every page."""

    def __init__(
        self, language: str, title: str, classification: str, footer: str, *, training: bool, shape: PageShape = A4
    ) -> None:
        self.language, self.title = language, title
        self.running = title  # repeated at the top of each page
        self.classification, self.footer, self.training = classification, footer, training
        self.rtl, self.shape = is_rtl(language), shape
        self._strips: list[Strip] = []
        family = "amiri" if self.rtl else "plex"
        size, factor = (12.0, 1.62) if self.rtl else (10.0, 1.5)
        size = max(size, shape.least)
        self.body = TextStyle(family, size, size * factor, _DARK)
        self.bold = replace(self.body, face=f"{family}-bold")
        self.muted = replace(self.body, colour=_MUTED)
        self.small = replace(self.muted, size=size * 0.85, leading=size * 0.85 * factor)

    def heading(self, text: str, level: int = 1) -> None:
        """Add a heading: level 0 for the document, 1 for its parts."""
        size = self.body.size * ((1.4 if self.shape.least else 1.9) if level == 0 else 1.2)
        style = replace(self.bold, size=size, leading=size * 1.45, colour=_DARK if level == 0 else _ACCENT)
        if self._strips and level:
            self.space(10)
        for line in lines(text, style, ACROSS, self.rtl):
            self._strips.append(Strip(style.leading, (self._text(line, 0),), keep=True))
        self._strips.append(Strip(4.0, keep=True))

    def paragraph(self, text: str, muted: bool = False) -> None:
        """Add running text; each of its paragraphs has its own direction."""
        self._lines(lines(text, self.muted if muted else self.body, ACROSS))
        self.space(6)

    def reference(self, text: str) -> None:
        """Add a short line under a heading, at the edge where reading starts."""
        for line in lines(text, self.muted, ACROSS, self.rtl):
            self._strips.append(Strip(self.muted.leading, (self._text(line, 0),)))

    def bullets(self, texts: Sequence[str]) -> None:
        """Add a list of short texts."""
        for text in texts:
            found = lines(text, self.body, ACROSS - 16, self.rtl)
            mark = one_line("•", self.body, self.rtl)
            for number, line in enumerate(found):
                texts_ = [self._text(line, 16), *([self._text(mark, 2)] if number == 0 else [])]
                self._strips.append(Strip(self.body.leading, tuple(texts_), keep=number == 0))
            self.space(2)

    def facts(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Add labels with their values beside them; pairs without a value are left out."""
        first = ACROSS * 0.3
        for label, value in pairs:
            if value.strip():
                self._row([(label, self.muted), (value, self.body)], [first, ACROSS - first])
        self.space(6)

    def table(self, header: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float] = ()) -> None:
        """Add a table; `widths` are shares of the width. Its header is repeated on each page."""
        shares = widths or [1.0] * len(header)
        columns = [ACROSS * share / sum(shares) for share in shares]
        head = [(text, replace(self.bold, size=self.body.size * 0.9)) for text in header]
        start = len(self._strips)
        self._row(head, columns, fill=True, keep=True)
        repeated = tuple(self._strips[start:])
        for row in rows:
            self._row([(text, self.body) for text in row], columns, repeated=repeated)
        self.space(6)

    def timeline(self, entries: Sequence[TimelineEvent]) -> None:
        """Add events, one below the other, along a line."""
        indent = 118.0
        for number, entry in enumerate(entries):
            found = lines(entry.what, self.bold, ACROSS - indent, self.rtl)
            when = lines(entry.when, self.small, indent - 26, self.rtl)
            rest = [
                line for text in (entry.who, entry.note) if text for line in lines(text, self.small, ACROSS - indent)
            ]
            body = [*found, *rest]
            count = max(len(body), len(when))
            for index in range(count):
                texts = [self._text(body[index], indent)] if index < len(body) else []
                texts += [self._text(when[index], 0)] if index < len(when) else []
                height = body[index].style.leading if index < len(body) else self.small.leading
                dot = (FilledRectangle(indent - 17, height * 0.5 - 2.6, 5.2, 5.2, _ACCENT),) if index == 0 else ()
                together = index < count - 1 and (count <= 6 or index in (0, count - 2))
                self._strips.append(Strip(height, tuple(texts), (self._spine(height), *dot), keep=together))
            if number + 1 < len(entries):
                self._strips.append(Strip(7.0, rules=(self._spine(7.0),)))
        self.space(6)

    def words(self, words: Sequence[str]) -> None:
        """Add numbered words in large letters, four in a row."""
        large = replace(self.bold, size=self.body.size * 1.25, leading=self.body.size * 2.4)
        share = ACROSS / 4
        for start in range(0, len(words), 4):
            texts: list[Text] = []
            for column, word in enumerate(words[start : start + 4]):
                line = one_line(f"{start + column + 1}. {word}", large, self.rtl)
                texts.append(self._text(line, column * share + 4))
            self._strips.append(
                Strip(large.leading, tuple(texts), (FilledRectangle(0, 0, ACROSS, 0.5, _LINE),), keep=True)
            )
        self.space(12)

    def space(self, height: float) -> None:
        """Add empty space, which is dropped at the top of a page."""
        self._strips.append(Strip(height))

    def blank(self, label: str) -> None:
        """Add a label with a line to write on."""
        line = one_line(label, self.muted, self.rtl)
        rule = FilledRectangle(line.width + 8, 30.0, ACROSS - line.width - 8, 0.6, _LINE)
        self._strips.append(Strip(34.0, (replace(self._text(line, 0), y=29.0),), (rule,)))

    def to_bytes(self) -> bytes:
        """Return the PDF; the same content gives the same bytes."""
        shape = self.shape
        pages = [self._page(strips) for strips in _filled(self._strips, shape.height - shape.top - shape.bottom)]
        for number, page in enumerate(pages, 1):
            page.texts += self._wall_margins(number, len(pages)) if shape.least else self._margins(number, len(pages))
            page.rules += [
                FilledRectangle(_SIDE, shape.top - 14, ACROSS, 0.6, _LINE),
                FilledRectangle(_SIDE, shape.height - shape.bottom + 14, ACROSS, 0.6, _LINE),
            ]
        return pdf_bytes(pages, self.language, self.title, self._watermark())

    def _text(self, line: TypesetLine, start: float) -> Text:
        return Text(line, start, line.style.leading * 0.5 + line.style.size * 0.34)

    def _spine(self, height: float) -> FilledRectangle:
        return FilledRectangle(103.2, 0, 0.8, height, _LINE)

    def _lines(self, found: Sequence[TypesetLine]) -> None:
        for number, line in enumerate(found):
            at_end = line.rtl != self.rtl
            place = ACROSS - line.width if at_end else 0.0
            alone = len(found) > 1 and number in (0, len(found) - 2)
            self._strips.append(Strip(line.style.leading, (self._text(line, place),), keep=alone))

    def _row(
        self,
        cells: Sequence[tuple[str, TextStyle]],
        columns: Sequence[float],
        *,
        fill: bool = False,
        keep: bool = False,
        repeated: tuple[Strip, ...] = (),
    ) -> None:
        places = [sum(columns[:index]) for index in range(len(columns))]
        found = [lines(text, style, width - _GUTTER) for (text, style), width in zip(cells, columns, strict=True)]
        height = max(style.leading for _, style in cells)
        count = max(len(cell) for cell in found)
        for index in range(count):
            texts = [
                self._text(cell[index], place + 2)
                for cell, place in zip(found, places, strict=True)
                if index < len(cell)
            ]
            ground = (FilledRectangle(0, 0, ACROSS, height, _PALE),) if fill else ()
            together = keep or count <= 4 or index in (0, count - 2) or index == count - 1
            self._strips.append(Strip(height, tuple(texts), ground, together, repeated))
        self._strips.append(
            Strip(3.0, rules=(FilledRectangle(0, 1.2, ACROSS, 0.5, _LINE),), keep=keep, repeated=repeated)
        )

    def _page(self, strips: Sequence[Strip]) -> PdfPage:
        page = PdfPage(WIDTH, self.shape.height)
        top = self.shape.top
        for strip in strips:
            for text in strip.texts:
                page.texts.append(replace(text, x=self._place(text.x, text.line.width), y=top + text.y))
            for rule in strip.rules:
                page.rules.append(replace(rule, x=self._place(rule.x, rule.width), y=top + rule.y))
            top += strip.height
        return page

    def _place(self, start: float, width: float) -> float:
        return WIDTH - _SIDE - start - width if self.rtl else _SIDE + start

    def _wall_margins(self, number: int, count: int) -> list[Text]:
        """Return what stands around a page for the wall: the band of training, the marking, the number."""
        muted = replace(self.muted, size=self.shape.least)
        banner = one_line(self._banner(), replace(self.bold, size=self.shape.least), self.rtl)
        marking = one_line(self.classification, muted, self.rtl)
        page = one_line(f"{number} / {count}", muted, self.rtl)
        low = self.shape.height - 11.0
        return [
            *([Text(banner, (WIDTH - banner.width) / 2, 20.0)] if self.training else []),
            Text(marking, self._place(0, marking.width), low),
            Text(page, self._place(ACROSS - page.width, page.width), low),
        ]

    def _margins(self, number: int, count: int) -> list[Text]:
        marking = one_line(self.classification, replace(self.bold, size=self.body.size * 1.05), self.rtl)
        title = one_line(self.running, self.small, self.rtl)
        footer = one_line(self.footer, self.small, self.rtl)
        numbers = translate(N_("Page {number} of {count}"), self.language).format(number=number, count=count)
        page = one_line(numbers, self.small, self.rtl)
        middle = (WIDTH - marking.width) / 2
        banner = one_line(self._banner(), replace(self.bold, size=self.body.size * 0.85), self.rtl)
        training = [Text(banner, (WIDTH - banner.width) / 2, 24.0)] if self.training else []
        return [
            *training,
            Text(marking, middle, 44.0),
            Text(title, self._place(0, title.width), 66.0),
            Text(marking, middle, HEIGHT - 22.0),
            Text(footer, self._place(0, footer.width), HEIGHT - 44.0),
            Text(page, self._place(ACROSS - page.width, page.width), HEIGHT - 44.0),
        ]

    def _banner(self) -> str:
        return translate(worlds.BANNER, self.language)

    def _watermark(self) -> TypesetLine | None:
        if not self.training or self.shape is WALL:  # large words over large words could not be read
            return None
        return watermark_line(self._banner(), self.bold, self.rtl)


def _filled(strips: Sequence[Strip], room: float) -> list[list[Strip]]:
    pages: list[list[Strip]] = [[]]
    left = room
    index = 0
    while index < len(strips):
        last = index
        while last + 1 < len(strips) and strips[last].keep:
            last += 1
        group = strips[index : last + 1]
        if sum(strip.height for strip in group) > left and pages[-1] and left < room:
            pages.append([])
            left = room - sum(strip.height for strip in strips[index].repeated)
            pages[-1] += strips[index].repeated
        taken = _taken(group, left)
        if pages[-1] or any(strip.texts for strip in taken):  # no empty space at the top of a page
            pages[-1] += taken
            left -= sum(strip.height for strip in taken)
        index += len(taken)
    return pages


def _taken(group: Sequence[Strip], left: float) -> list[Strip]:
    taken: list[Strip] = []
    for strip in group:
        if taken and strip.height > left:
            break
        taken.append(strip)
        left -= strip.height
    return taken
