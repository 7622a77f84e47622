"""What a PDF says beside the text of its pages: values of fields, notes, the names of files inside. Worker only."""

import ctypes
from collections.abc import Callable, Iterator
from functools import partial

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

_KEYS = (b"V", b"Contents")  # the value of a field; what a note says
_SUBTYPES = frozenset(
    {pdfium_c.FPDF_ANNOT_TEXT, pdfium_c.FPDF_ANNOT_FREETEXT, pdfium_c.FPDF_ANNOT_WIDGET, pdfium_c.FPDF_ANNOT_STAMP,
     pdfium_c.FPDF_ANNOT_HIGHLIGHT, pdfium_c.FPDF_ANNOT_UNDERLINE, pdfium_c.FPDF_ANNOT_STRIKEOUT,
     pdfium_c.FPDF_ANNOT_SQUARE, pdfium_c.FPDF_ANNOT_CIRCLE, pdfium_c.FPDF_ANNOT_POPUP}
)  # fmt: skip
_MOST, _LONGEST = 2_000, 1 << 20  # notes of a page, files inside; bytes of one text
Fill = Callable[[object, int], int]


def notes_of(page: pdfium.PdfPage) -> Iterator[str]:
    """Yield the values of the form fields of a page, and the texts of its notes."""
    for place in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), _MOST)):
        annotation = pdfium_c.FPDFPage_GetAnnot(page, place)
        if not annotation:
            continue
        if pdfium_c.FPDFAnnot_GetSubtype(annotation) in _SUBTYPES:
            for key in _KEYS:
                if said := _text(partial(pdfium_c.FPDFAnnot_GetStringValue, annotation, key)):
                    yield said
        pdfium_c.FPDFPage_CloseAnnot(annotation)


def files_inside(document: pdfium.PdfDocument) -> Iterator[str]:
    """Yield the names of the files that a PDF brings along."""
    for place in range(min(pdfium_c.FPDFDoc_GetAttachmentCount(document), _MOST)):
        file = pdfium_c.FPDFDoc_GetAttachment(document, place)
        name = _text(partial(pdfium_c.FPDFAttachment_GetName, file)) if file else ""
        if name.startswith("þÿ"):  # its bytes, each taken for a letter
            name = name[2:].encode("latin-1", "replace").decode("utf-16-be", "replace")
        if name:
            yield name


def _text(fill: Fill) -> str:
    """Return a text that pdfium writes as UTF-16 into a buffer of the size that it asks for."""
    size = fill(None, 0)
    if not 2 < size <= _LONGEST:
        return ""
    buffer = ctypes.create_string_buffer(size)
    fill(ctypes.cast(buffer, ctypes.POINTER(pdfium_c.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", errors="replace").replace("\r", "\n")
