"""Badges, eight on a sheet of A4, each with a number large enough to be read across a table and a QR code of a card."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from focalpoint.documents import bidi
from focalpoint.documents.layout import HEIGHT, WIDTH
from focalpoint.documents.pages import FilledRectangle, PdfPage, Text, pdf_bytes
from focalpoint.documents.qr import MM, modules, qr_rectangles, quiet_side
from focalpoint.documents.typesetting import TextStyle, TypesetLine, lines, watermark_line
from focalpoint.domain import worlds
from focalpoint.domain.wording import N_
from focalpoint.language import is_rtl, translate

ACROSS, DOWN = 2, 4
CODE = 42 * MM  # the side of a code without the white around it
_CELL_WIDTH, _CELL_HEIGHT = 96 * MM, 68 * MM
_LEFT, _TOP = (WIDTH - ACROSS * _CELL_WIDTH) / 2, (HEIGHT - DOWN * _CELL_HEIGHT) / 2
_INNER = 4 * MM
SHARES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)  # of the usual sizes: long names are set smaller, never cut
_DARK, _MUTED, _LINE = (0.09, 0.13, 0.20), (0.36, 0.40, 0.46), (0.72, 0.75, 0.79)


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """What stands on a badge; `code` is what its QR code says, empty for a badge with a number alone."""

    number: str
    name: str
    about: tuple[str, ...]  # function, office, State: those that are known
    code: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeSheet:
    """The badges of a seminar in a language; `title` stands on each of them."""

    language: str
    title: str
    badges: tuple[Badge, ...]
    training: bool


def sheets(data: BadgeSheet) -> bytes:
    """Return badges as a PDF, to be cut along the lines."""
    made = _Maker(data)
    most = ACROSS * DOWN
    pages = [made.page(data.badges[start : start + most]) for start in range(0, len(data.badges), most)]
    return pdf_bytes(pages, data.language, translate(N_("Badges"), data.language), made.watermark())


class _Maker:
    def __init__(self, data: BadgeSheet) -> None:
        self._data, self._rtl = data, is_rtl(data.language)
        family = "amiri" if self._rtl else "plex"
        factor = 1.5 if self._rtl else 1.3
        self._small = TextStyle(family, 8.5, 8.5 * factor, _MUTED)
        name, about = TextStyle(f"{family}-bold", 16, 16 * factor, _DARK), TextStyle(family, 10, 10 * factor, _DARK)
        self._styles = (TextStyle("plex-bold", 30, 38, _DARK), name, about)

    def page(self, badges: Sequence[Badge]) -> PdfPage:
        page = PdfPage(WIDTH, HEIGHT)
        for place, badge in enumerate(badges):
            column, line = place % ACROSS, place // ACROSS
            column = ACROSS - 1 - column if self._rtl else column
            self._badge(page, badge, _LEFT + column * _CELL_WIDTH, _TOP + line * _CELL_HEIGHT)
        return page

    def watermark(self) -> TypesetLine | None:
        if not self._data.training:
            return None
        return watermark_line(self._banner(), self._styles[1], self._rtl)

    def _banner(self) -> str:
        return translate(worlds.BANNER, self._data.language)

    def _badge(self, page: PdfPage, badge: Badge, left: float, top: float) -> None:
        page.rules += _frame(left, top)
        side = quiet_side(CODE, modules(badge.code)) if badge.code else 0.0
        inside, room = left + _INNER, _CELL_WIDTH - 2 * _INNER
        edge = inside + (side + 2 * MM if badge.code and self._rtl else 0.0)
        width = room - (side + 2 * MM if badge.code else 0.0)
        head = self._data.title if not self._data.training else f"{self._data.title} · {self._banner()}"
        below = self._column(page, self._set((head,), self._small, room)[:2], inside, top + 3 * MM, width=room)
        if badge.code:
            code_left = inside if self._rtl else left + _CELL_WIDTH - _INNER - side
            page.rules += qr_rectangles(badge.code, code_left, top + _CELL_HEIGHT - _INNER - side, CODE)
        for found in self._fitted(badge, width, top + _CELL_HEIGHT - 2 * MM - below):
            below = self._column(page, found, edge, below + 1 * MM, width=width)

    def _fitted(self, badge: Badge, width: float, height: float) -> list[list[TypesetLine]]:
        """Return number, name and what is said of a person, as large as they all fit into a height."""
        for share in SHARES:
            styles = [replace(one, size=one.size * share, leading=one.leading * share) for one in self._styles]
            texts = ((badge.number,), (badge.name,), badge.about)
            found = [self._set(some, style, width) for some, style in zip(texts, styles, strict=True)]
            if sum(line.style.leading for some in found for line in some) + 3 * MM <= height:
                return found
        return found

    def _set(self, texts: Sequence[str], style: TextStyle, width: float) -> list[TypesetLine]:
        return [line for text in texts if text for line in lines(text, style, width, bidi.is_rtl(text))]

    def _column(self, page: PdfPage, found: Sequence[TypesetLine], left: float, top: float, *, width: float) -> float:
        """Put lines one under the other, at the side where the paper is read from; return where the next may begin."""
        for line in found:
            x = left + width - line.width if self._rtl else left
            page.texts.append(Text(line, x, top + line.style.leading * 0.5 + line.style.size * 0.34))
            top += line.style.leading
        return top


def _frame(left: float, top: float) -> list[FilledRectangle]:
    return [
        FilledRectangle(left, top, _CELL_WIDTH, 0.4, _LINE),
        FilledRectangle(left, top + _CELL_HEIGHT, _CELL_WIDTH, 0.4, _LINE),
        FilledRectangle(left, top, 0.4, _CELL_HEIGHT, _LINE),
        FilledRectangle(left + _CELL_WIDTH, top, 0.4, _CELL_HEIGHT, _LINE),
    ]
