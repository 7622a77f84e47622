"""Glyphs as shapes: seen on the page, but no text to copy or search."""

import math
from collections.abc import Sequence
from typing import Protocol

from focalpoint.documents.fonts import Glyph, face
from focalpoint.documents.typesetting import Placed, TypesetLine

Point = tuple[float, float]
_SLANT = math.radians(35)


class Ink(Protocol):
    """What a document keeps of the glyphs drawn on its pages."""

    def number(self, glyph: Glyph) -> tuple[str, int]:
        """Return the resource name of a glyph's font and the glyph's number in it."""

    def outline(self, glyph: Glyph) -> str:
        """Return the resource name of a glyph's shape, a thousand units high."""


class _Pen:
    """Turns the outline of a glyph into PDF operators; the method names are those the shaper calls."""

    def __init__(self) -> None:
        self.drawn: list[str] = []
        self._last: Point = (0.0, 0.0)

    def moveTo(self, point: Point) -> None:  # noqa: N802
        """Begin an outline."""
        self._last = point
        self.drawn.append(f"{_at(point)} m")

    def lineTo(self, point: Point) -> None:  # noqa: N802
        """Draw a straight line."""
        self._last = point
        self.drawn.append(f"{_at(point)} l")

    def curveTo(self, first: Point, second: Point, end: Point) -> None:  # noqa: N802
        """Draw a cubic curve."""
        self._last = end
        self.drawn.append(f"{_at(first)} {_at(second)} {_at(end)} c")

    def qCurveTo(self, control: Point, end: Point) -> None:  # noqa: N802
        """Draw a quadratic curve as the cubic curve that is the same."""
        first, second = (((p[0] + 2 * control[0]) / 3, (p[1] + 2 * control[1]) / 3) for p in (self._last, end))
        self.curveTo(first, second, end)

    def closePath(self) -> None:  # noqa: N802
        """End an outline."""
        self.drawn.append("h")


def _at(point: Point) -> str:
    return f"{point[0]:.4g} {point[1]:.4g}"


def shape_of(glyph: Glyph) -> str:
    """Return the operators that fill the shape of a glyph, in font units."""
    pen = _Pen()
    face(glyph.face).font.draw_glyph_with_pen(glyph.id, pen)
    return "\n".join([*pen.drawn, "f"])


def outlines(glyphs: Sequence[Placed], size: float, x: float, y: float, *, ink: Ink) -> list[str]:
    """Return the operators that draw glyphs as shapes, placed from `x` on the base line `y`."""
    drawn: list[str] = []
    for placed in glyphs:
        glyph = placed.glyph
        scale = size / 1000
        across, up = x + placed.x + glyph.dx * scale, y + glyph.dy * scale
        scale /= face(glyph.face).unit
        drawn.append(f"q {scale:.5g} 0 0 {scale:.5g} {across:.2f} {up:.2f} cm /{ink.outline(glyph)} Do Q")
    return drawn


def across_page(line: TypesetLine, width: float, height: float, ink: Ink) -> list[str]:
    """Return the operators that draw a line slanted through the middle of a page."""
    red, green, blue = line.style.colour
    cosine, sine = math.cos(_SLANT), math.sin(_SLANT)
    turned = f"{cosine:.4f} {sine:.4f} {-sine:.4f} {cosine:.4f} {width / 2:.2f} {height / 2:.2f} cm"
    shapes = outlines(line.glyphs, line.style.size, -line.width / 2, 0.0, ink=ink)
    return ["q", turned, f"{red:.3g} {green:.3g} {blue:.3g} rg", *shapes, "Q"]
