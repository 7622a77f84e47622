"""Pages and pictures of untrusted files as pixels. For the worker process; sizes are checked before decoding."""

import ctypes
import io
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.Image import DecompressionBombError

from focalpoint.documents.answers import HEAD, MOST_PIXELS, Pixels, width_of
from focalpoint.documents.errors import DocumentTooHardError, UnreadableDocumentError
from focalpoint.documents.pdf_extras import files_inside, notes_of
from focalpoint.documents.visual_lines import ARABIC, PlacedLetter, in_reading_order
from focalpoint.loading import late, load_now

if TYPE_CHECKING:
    import zxingcpp
else:  # few questions are about a QR code
    zxingcpp = late("zxingcpp")

FORMATS = ("PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP")
_MOST_PIXELS = 80_000_000
_MOST_PAGES = 20_000
FIRST, UNKNOWN = 32, 0.05
ORDERED = 25.0  # seconds of the processor: of a longer file the rest is taken as pdfium has it (some 500 pages)
HIGH = 1.45  # how many times its size the box of a letter is high
_UNSEEN = frozenset("\0\ufffe\u200e\u200f\u00ad")
Image.MAX_IMAGE_PIXELS = None  # our own limit is checked before anything is decoded


def pdf_text(data: bytes, longest: int) -> str:
    """Return the text of a PDF, pages apart by a form feed, at most `longest` characters."""
    texts: list[str] = []
    left = longest
    with _pdf(data) as document:
        for number in range(len(document)):
            texts.append(_page_text(document, number))
            left -= len(texts[-1])
            if left <= 0:
                break
        if inside := list(files_inside(document)):
            texts.append("\n".join(inside))
    return "\f".join(texts)


def _page_text(document: pdfium.PdfDocument, number: int) -> str:
    try:
        page = document[number]
    except pdfium.PdfiumError:
        return ""
    words = page.get_textpage()
    text = str(words.get_text_range())
    if time.process_time() < ORDERED and ARABIC.search(text) and (letters := _letters(words)):
        text = in_reading_order(letters)
    words.close()
    said = [text.replace("\r\n", "\n").replace("\ufffe", ""), *notes_of(page)]
    page.close()
    return "\n".join(filter(None, said))


def _letters(words: pdfium.PdfTextPage) -> list[PlacedLetter]:
    """Return the characters of a page that something was drawn for, none if the file does not say what too many are.

    Spaces are told by the gaps.
    """
    found: list[PlacedLetter] = []
    unknown = 0
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium_c.FS_RECTF()
    for place in range(words.count_chars()):
        char = chr(pdfium_c.FPDFText_GetUnicode(words, place))
        if char.isspace() or char in _UNSEEN or pdfium_c.FPDFText_IsGenerated(words, place) == 1:
            continue
        if pdfium_c.FPDFText_HasUnicodeMapError(words, place) == 1 or ord(char) < FIRST:
            unknown += 1
            continue
        known = pdfium_c.FPDFText_GetCharOrigin(words, place, x, y)
        if not known or not pdfium_c.FPDFText_GetLooseCharBox(words, place, box):
            continue
        high, told = box.top - box.bottom, float(pdfium_c.FPDFText_GetFontSize(words, place))
        size = told if high / 3 <= told <= high * 3 else high / HIGH  # some files scale their letters elsewhere
        found.append(PlacedLetter(char, x.value, y.value, max(box.right, x.value), size, place))
    return found if unknown <= len(found) * UNKNOWN else []


def pdf_pages(data: bytes) -> int:
    """Return the number of pages of a PDF."""
    with _pdf(data) as document:
        return len(document)


def pdf_pixels(data: bytes, page: int, width: int) -> Pixels:
    """Draw a page of a PDF, counted from 0, `width` pixels wide."""
    with _pdf(data) as document:
        if not 0 <= page < len(document):
            raise UnreadableDocumentError
        document.init_forms()
        sheet = document[page]
        across, down = sheet.get_size()
        if across <= 0 or down <= 0:
            raise UnreadableDocumentError
        scale = width_of(width) / across
        scale *= min(1.0, (MOST_PIXELS / (scale * scale * across * down)) ** 0.5)
        return _pixels(sheet.render(scale=scale).to_pil(), width)


@contextmanager
def _pdf(data: bytes) -> Iterator[pdfium.PdfDocument]:
    begins = data.find(b"%PDF-", 0, HEAD)
    try:
        document = pdfium.PdfDocument(data[begins:] if begins > 0 else data)
    except pdfium.PdfiumError as error:
        raise UnreadableDocumentError from error
    try:
        if len(document) > _MOST_PAGES:
            raise DocumentTooHardError
        yield document
    except pdfium.PdfiumError as error:
        raise UnreadableDocumentError from error
    finally:
        document.close()


def image_pages(data: bytes) -> int:
    """Return the number of pictures in an image file (a fax in TIFF has several)."""
    with _image(data) as image:
        return min(int(getattr(image, "n_frames", 1)), _MOST_PAGES)


def image_pixels(data: bytes, page: int, width: int) -> Pixels:
    """Decode a picture, turn it upright, and return it at most `width` pixels wide, on white where it lets through."""
    with _image(data) as image:
        if page:
            image.seek(page)
            _check(image)
        across = width_of(width)
        if image.width > across:
            image.draft("RGB", (across, across * image.height // image.width))
        upright = ImageOps.exif_transpose(image)
        upright = upright.convert("RGBA" if _transparent(upright) else "RGB")
        upright.thumbnail((across, across * 16))
        shrink = (MOST_PIXELS / (upright.width * upright.height)) ** 0.5
        if shrink < 1:
            upright.thumbnail((int(upright.width * shrink), int(upright.height * shrink)))
        return _pixels(upright, width)


def qr_content(data: bytes) -> bytes:
    """Return what the QR code in a picture says; raise UnreadableDocumentError if there is not exactly one."""
    with _image(data) as image:
        grey = ImageOps.exif_transpose(image).convert("L")
        found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    contents = {bytes(code.bytes) for code in found}
    if len(contents) != 1:
        raise UnreadableDocumentError
    return contents.pop()


def load_barcodes() -> None:
    """Load what reads a QR code, while files can still be opened."""
    load_now(zxingcpp)


@contextmanager
def _image(data: bytes) -> Iterator[Image.Image]:
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check(image)
            yield image
    except DecompressionBombError as error:
        raise DocumentTooHardError from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError) as error:
        raise UnreadableDocumentError from error


def _check(image: Image.Image) -> None:
    if image.width * image.height > _MOST_PIXELS:
        raise DocumentTooHardError


def _transparent(image: Image.Image) -> bool:
    return image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info


def _pixels(image: Image.Image, width: int) -> Pixels:
    if image.mode == "RGBA":
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        image = paper
    image = image.convert("RGB")
    across = min(image.width, width_of(width))  # a renderer rounds up, by one row or column
    down = min(image.height, MOST_PIXELS // across)
    if (across, down) != image.size:
        image = image.crop((0, 0, across, down))
    return Pixels(image.width, image.height, image.tobytes())
