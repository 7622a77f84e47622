"""Finished pages written as a PDF: nothing in it but the pages, their fonts, a title and a language."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from focalpoint.documents.drawing import text_operators, weight
from focalpoint.documents.embedding import EmbeddedFont
from focalpoint.documents.fonts import Glyph, face
from focalpoint.documents.outlines import across_page, shape_of
from focalpoint.documents.typesetting import TypesetLine
from focalpoint.language import is_rtl
from focalpoint.loading import late

if TYPE_CHECKING:
    from reportlab.pdfbase import pdfdoc
else:
    pdfdoc = late("reportlab.pdfbase.pdfdoc")

Colour = tuple[float, float, float]
_PRODUCER = "Focal Point"


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text: `x` is its left end and `y` its base line, in points from the top left corner."""

    line: TypesetLine
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class FilledRectangle:
    """A filled rectangle from its top left corner."""

    x: float
    y: float
    width: float
    height: float
    colour: Colour


@dataclass(slots=True)
class PdfPage:
    """A page of a size in points."""

    width: float
    height: float
    texts: list[Text] = field(default_factory=list)
    rules: list[FilledRectangle] = field(default_factory=list)


class _Ink:
    """The fonts and shapes of one document."""

    def __init__(self, document: "pdfdoc.PDFDocument") -> None:
        self._document = document
        self._fonts: dict[str, EmbeddedFont] = {}
        self.shapes = pdfdoc.PDFDictionary({})

    def number(self, glyph: Glyph) -> tuple[str, int]:
        font = self._fonts.get(glyph.face)
        if font is None:
            font = self._fonts[glyph.face] = EmbeddedFont(face(glyph.face), f"F{len(self._fonts) + 1}")
            self._document.fontMapping[glyph.face] = f"/{font.resource}"
            self._document.delayedFonts.append(font)
        return font.resource, font.number(glyph)

    def outline(self, glyph: Glyph) -> str:
        name = f"{''.join(part[0] for part in glyph.face.split('-'))}{glyph.id}"
        if name not in self.shapes.dict:
            box = pdfdoc.PDFArray([-2000, -2000, 4000, 4000])
            kind = {"Type": pdfdoc.PDFName("XObject"), "Subtype": pdfdoc.PDFName("Form"), "BBox": box}
            form = pdfdoc.PDFStream(pdfdoc.PDFDictionary(kind), shape_of(glyph), filters=[pdfdoc.PDFZCompress])
            self.shapes[name] = self._document.Reference(form, f"shape:{name}")
        return name


def pdf_bytes(pages: Sequence[PdfPage], language: str, title: str, watermark: TypesetLine | None = None) -> bytes:
    """Return a PDF of some pages; the same pages give the same bytes."""
    document = pdfdoc.PDFDocument(dummyoutline=0, compression=1, invariant=1, lang=language, pdfVersion=(1, 5))
    document.info.title, document.info.producer, document.info.creator = title, _PRODUCER, _PRODUCER
    document.info.author = document.info.subject = ""
    document.Catalog.ViewerPreferences = pdfdoc.PDFDictionary(
        {"Direction": pdfdoc.PDFName("R2L" if is_rtl(language) else "L2R"), "DisplayDocTitle": "true"}
    )
    ink = _Ink(document)
    for page in pages:
        sheet = pdfdoc.PDFPage()
        sheet.pagewidth, sheet.pageheight, sheet.compression = page.width, page.height, 1
        sheet.Resources = pdfdoc.PDFResourceDictionary()
        sheet.Resources.basicFonts()
        sheet.Resources.XObject = ink.shapes
        sheet.setStream(_operators(page, ink, watermark))
        document.addPage(sheet)
    return bytes(document.GetPDFData(None))


def _operators(page: PdfPage, ink: _Ink, watermark: TypesetLine | None) -> list[str]:
    page_rtl = sum(weight(text.line) for text in page.texts) < 0
    drawn = ["/Artifact BMC"]
    if watermark:
        drawn += across_page(watermark, page.width, page.height, ink)
    for rule in page.rules:
        red, green, blue = rule.colour
        bottom = page.height - rule.y - rule.height
        drawn.append(
            f"{red:.3g} {green:.3g} {blue:.3g} rg {rule.x:.2f} {bottom:.2f} {rule.width:.2f} {rule.height:.2f} re f"
        )
    drawn.append("EMC")
    for text in sorted(page.texts, key=lambda text: text.y):
        if text.line.glyphs:
            drawn += text_operators(text.line, text.x, page.height - text.y, page_rtl, ink=ink)
    return drawn
