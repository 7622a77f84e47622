"""Fonts for paper and the shaping of text into glyphs. Amiri for Arabic papers, IBM Plex Sans Arabic for the others.

Both have Arabic and Latin letters; the other one stands in for what one of them lacks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from focalpoint.loading import late

if TYPE_CHECKING:
    import uharfbuzz
else:
    uharfbuzz = late("uharfbuzz")


_FILES = {
    "amiri": ("fontpkg_amiri", "Amiri-Regular.ttf"),
    "amiri-bold": ("fontpkg_amiri", "Amiri-Bold.ttf"),
    "plex": ("fontpkg_ibm_plex_sans_arabic", "IBMPlexSansArabic-Regular.ttf"),
    "plex-bold": ("fontpkg_ibm_plex_sans_arabic", "IBMPlexSansArabic-SemiBold.ttf"),
}
_STAND_IN = {"amiri": "plex", "amiri-bold": "plex-bold", "plex": "amiri", "plex-bold": "amiri-bold"}
_SIMPLER = str.maketrans({"\u202f": "\u00a0", "\u2011": "-", "\u2010": "-", "\t": " "})
INVISIBLE = frozenset(
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad"
)
FEATURES = {"kern": True, "liga": True, "calt": True, "dlig": False}


class Face:
    """A font file: its glyphs, measured in thousandths of the size."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.blob = uharfbuzz.Blob.from_file_path(str(font_file(name)))
        self.face = uharfbuzz.Face(self.blob)
        self.font = uharfbuzz.Font(self.face)
        self.coverage = frozenset(self.face.unicodes)

    @property
    def unit(self) -> float:
        """Return the font units in a thousandth of the size."""
        return float(self.face.upem) / 1000

    def advance(self, glyph: int) -> float:
        """Return the width the font itself gives a glyph."""
        return float(self.font.get_glyph_h_advance(glyph)) / self.unit


@dataclass(frozen=True, slots=True)
class Glyph:
    """A drawn shape, with the letters it stands for as they lie from left to right.

    `start` is where they begin in the shaped text; the measures are thousandths of the size.
    """

    face: str
    id: int
    text: str
    start: int
    advance: float
    dx: float
    dy: float


def font_file(name: str) -> Path:
    """Return the path of a font in its package."""
    package, file = _FILES[name]
    found = find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError(package)
    return Path(found.submodule_search_locations[0]) / "files" / file


@cache
def face(name: str) -> Face:
    """Return a font, read once."""
    return Face(name)


def drawable(text: str) -> str:
    """Return a text with rare spaces and hyphens made common ones, so that fonts have them."""
    return text.translate(_SIMPLER)


@lru_cache(maxsize=1 << 14)
def shape(text: str, name: str, rtl: bool) -> tuple[Glyph, ...]:
    """Return the glyphs of a text of one direction, from left to right."""
    glyphs: list[Glyph] = []
    parts = list(_parts(text, name))
    for used, start, end in reversed(parts) if rtl else parts:
        glyphs += _shaped(text, start, end, face(used), rtl=rtl)
    return tuple(glyphs)


def _parts(text: str, name: str) -> Iterator[tuple[str, int, int]]:
    """Split a text by the font that has its letters."""
    start, current = 0, name
    for index, letter in enumerate(text):
        used = _font_of(letter, name, current)
        if used != current:
            if index > start:
                yield current, start, index
            start, current = index, used
    if start < len(text):
        yield current, start, len(text)


def _font_of(letter: str, name: str, current: str) -> str:
    if letter in INVISIBLE or letter == " ":
        return current
    for candidate in (name, _STAND_IN[name]):
        if ord(letter) in face(candidate).coverage:
            return candidate
    return name


def _shaped(text: str, start: int, end: int, font: Face, *, rtl: bool) -> list[Glyph]:
    kept = [index for index in range(start, end) if text[index] not in INVISIBLE]
    if not kept:
        return []
    buffer = uharfbuzz.Buffer()
    buffer.add_str("".join(text[index] for index in kept))
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if rtl else "ltr"
    buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_CHARACTERS
    uharfbuzz.shape(font.font, buffer, FEATURES)
    infos, places = buffer.glyph_infos, buffer.glyph_positions
    letters = _letters([info.cluster for info in infos], len(kept), rtl)
    return [
        Glyph(
            font.name,
            info.codepoint,
            "".join(text[kept[place]] for place in own),
            kept[info.cluster],
            position.x_advance / font.unit,
            position.x_offset / font.unit,
            position.y_offset / font.unit,
        )
        for info, position, own in zip(infos, places, letters, strict=True)
    ]


def _letters(clusters: Sequence[int], length: int, rtl: bool) -> list[range]:
    """Give the letters of each cluster, left to right, to its first glyph in reading order; none to the others."""
    starts = sorted(set(clusters))
    ends = dict(zip(starts, [*starts[1:], length], strict=True))
    letters = [range(0)] * len(clusters)
    order = range(len(clusters) - 1, -1, -1) if rtl else range(len(clusters))
    for index in order:
        end = ends.pop(clusters[index], None)
        if end is not None:
            own = range(clusters[index], end)
            letters[index] = own[::-1] if rtl else own
    return letters
