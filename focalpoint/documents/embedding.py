"""A font inside a PDF: only the glyphs used, with a map from each glyph back to its letters.

Each pair of glyph and letters gets a number of its own, so that text copied or searched in the PDF is the text that
was written, whatever shape the letters took.
"""

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from focalpoint.documents.fonts import Face, Glyph
from focalpoint.loading import late

if TYPE_CHECKING:
    import uharfbuzz
    from reportlab.pdfbase import pdfdoc
else:
    uharfbuzz, pdfdoc = late("uharfbuzz"), late("reportlab.pdfbase.pdfdoc")


class EmbeddedFont:
    """One font of one PDF. ReportLab asks it for its objects when the document is written."""

    def __init__(self, face: Face, resource: str) -> None:
        self.face = face
        self.resource = resource  # the name by which pages call it
        self._numbers: dict[tuple[int, str], int] = {}

    def number(self, glyph: Glyph) -> int:
        """Return the number under which pages draw a glyph."""
        return self._numbers.setdefault((glyph.id, glyph.text), len(self._numbers) + 1)

    def addObjects(self, document: "pdfdoc.PDFDocument") -> None:  # noqa: N802 - the name ReportLab calls
        """Add the font program, its widths and its letters to the document."""
        program, places = self._subset()
        digest = hashlib.sha256(program).digest()
        name = "".join(chr(65 + byte % 26) for byte in digest[:6]) + "+" + _postscript(self.face)
        descendant = {
            "Type": pdfdoc.PDFName("Font"),
            "Subtype": pdfdoc.PDFName("CIDFontType2"),
            "BaseFont": pdfdoc.PDFName(name),
            "CIDSystemInfo": _dictionary(
                {"Registry": pdfdoc.PDFString("Adobe"), "Ordering": pdfdoc.PDFString("Identity"), "Supplement": 0}
            ),
            "FontDescriptor": self._reference(document, "descriptor", self._descriptor(document, name, program)),
            "CIDToGIDMap": self._reference(document, "glyphs", _stream(self._glyph_map(places))),
            "DW": 0,
            "W": pdfdoc.PDFArray([1, pdfdoc.PDFArray([round(self.face.advance(g)) for g, _ in self._numbers])]),
        }
        font = {
            "Type": pdfdoc.PDFName("Font"),
            "Subtype": pdfdoc.PDFName("Type0"),
            "BaseFont": pdfdoc.PDFName(name),
            "Encoding": pdfdoc.PDFName("Identity-H"),
            "DescendantFonts": pdfdoc.PDFArray([self._reference(document, "descendant", _dictionary(descendant))]),
            "ToUnicode": self._reference(document, "letters", _stream(self._letter_map())),
        }
        document.idToObject["BasicFonts"].dict[self.resource] = self._reference(document, "font", _dictionary(font))

    def _reference(self, document: "pdfdoc.PDFDocument", part: str, item: object) -> object:
        return document.Reference(item, f"{self.resource}:{part}")

    def _subset(self) -> tuple[bytes, dict[int, int]]:
        wanted = uharfbuzz.SubsetInput()
        wanted.sets(uharfbuzz.SubsetInputSets.GLYPH_INDEX).set({glyph for glyph, _ in self._numbers})
        wanted.sets(uharfbuzz.SubsetInputSets.DROP_TABLE_TAG).update(
            _tags("GSUB", "GPOS", "GDEF", "cmap", "name", "OS/2")
        )
        wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
        plan = uharfbuzz.SubsetPlan(self.face.face, wanted)
        subset = plan.execute()
        return bytes(subset.blob.data), dict(plan.old_to_new_glyph_mapping)

    def _glyph_map(self, places: dict[int, int]) -> bytes:
        return b"\0\0" + b"".join(places[glyph].to_bytes(2) for glyph, _ in self._numbers)

    def _letter_map(self) -> bytes:
        lines = [
            f"<{number:04x}> <{text.encode('utf-16-be').hex()}>" for (_, text), number in self._numbers.items() if text
        ]
        blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
        body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
        return _CMAP.format(body=body).encode("ascii")

    def _descriptor(self, document: "pdfdoc.PDFDocument", name: str, program: bytes) -> object:
        extents = self.face.font.get_font_extents("ltr")
        rise, fall = round(extents.ascender / self.face.unit), round(extents.descender / self.face.unit)
        entries = {
            "Type": pdfdoc.PDFName("FontDescriptor"),
            "FontName": pdfdoc.PDFName(name),
            "Flags": 4,
            "FontBBox": pdfdoc.PDFArray([-500, fall, 2000, rise]),
            "ItalicAngle": 0,
            "Ascent": rise,
            "Descent": fall,
            "CapHeight": 700,
            "StemV": 140 if "bold" in self.face.name else 80,
            "FontFile2": self._reference(document, "program", _stream(program, Length1=len(program))),
        }
        return _dictionary(entries)


_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
{body}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def _postscript(face: Face) -> str:
    return {"amiri": "Amiri-Regular", "amiri-bold": "Amiri-Bold"}.get(
        face.name, "IBMPlexSansArabic-SemiBold" if "bold" in face.name else "IBMPlexSansArabic-Regular"
    )


def _tags(*names: str) -> Iterable[int]:
    return [int.from_bytes(name.encode("ascii")) for name in names]


def _dictionary(entries: dict[str, object]) -> object:
    return pdfdoc.PDFDictionary(entries)


def _stream(content: bytes, **entries: object) -> object:
    return pdfdoc.PDFStream(pdfdoc.PDFDictionary(entries), content, filters=[pdfdoc.PDFZCompress])
