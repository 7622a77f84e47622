"""A certificate of attendance on one page of A4, in one language or several, the whole of it in a QR code."""

from dataclasses import dataclass, replace

from focalpoint.documents import bidi
from focalpoint.documents.layout import HEIGHT, WIDTH
from focalpoint.documents.pages import FilledRectangle, PdfPage, Text, pdf_bytes
from focalpoint.documents.qr import MM, modules, qr_rectangles, quiet_side
from focalpoint.documents.typesetting import TextStyle, lines, one_line
from focalpoint.domain import worlds
from focalpoint.domain.wording import N_
from focalpoint.language import is_rtl, translate

_SIDE, _EDGE = 62.0, 30.0
_ACROSS = WIDTH - 2 * _SIDE
_CODE = 54 * MM
_DARK, _MUTED, _ACCENT, _LINE = (0.09, 0.13, 0.20), (0.36, 0.40, 0.46), (0.05, 0.29, 0.45), (0.55, 0.62, 0.70)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateWords:
    """What a certificate says in one of its languages: a heading, the seminar, and lines below it."""

    language: str
    heading: str
    seminar: str
    lines: tuple[str, ...]
    check: str  # how it is checked, beside the code


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateSheet:
    """A certificate: whose it is, its words by language, who issued it, and the bytes of its file for the code."""

    person: str
    office: str
    issuer: str
    words: tuple[CertificateWords, ...]
    content: bytes
    training: bool


def certificate_page(data: CertificateSheet) -> bytes:
    """Return a certificate as a PDF of one page."""
    first = data.words[0].language
    title = translate(N_("Certificate of attendance"), first)
    page = PdfPage(WIDTH, HEIGHT)
    page.rules += _frame()
    top = 58.0
    if data.training:
        banners = " · ".join(dict.fromkeys(translate(worlds.BANNER, one.language) for one in data.words))
        top = _centred(page, banners, _style("plex", 9, _DARK, bold=True), top) + 6
    small = len(data.words) > 1
    for one in data.words:
        style, rtl = _style(one.language, 17 if small else 24, _ACCENT, bold=True), is_rtl(one.language)
        top = _centred(page, one.heading, style, top, rtl=rtl)
    top = _centred(page, data.person, _style(first, 22, _DARK, bold=True), top + 14)
    top = _centred(page, data.office, _style(first, 12, _MUTED), top)
    for one in data.words:
        style, rtl = _style(one.language, 14 if small else 17, _DARK, bold=True), is_rtl(one.language)
        top = _centred(page, one.seminar, style, top + 16, rtl=rtl)
        for line in one.lines:
            top = _centred(page, line, _style(one.language, 11 if small else 12.5, _DARK), top, rtl=rtl)
    _foot(page, data)
    mark = one_line(translate(worlds.BANNER, first), _style(first, 46, (0.90, 0.91, 0.93), bold=True), is_rtl(first))
    return pdf_bytes([page], first, title, mark if data.training else None)


def _foot(page: PdfPage, data: CertificateSheet) -> None:
    """Put the code at the side where the paper ends, how it is checked beside it, and the line to sign on above."""
    rtl = is_rtl(data.words[0].language)
    side = quiet_side(_CODE, modules(data.content))
    left, top = (_SIDE if rtl else WIDTH - _SIDE - side), HEIGHT - _EDGE - 24 - side
    page.rules += qr_rectangles(data.content, left, top, _CODE)
    begin, width = (left + side + 16 if rtl else _SIDE), _ACROSS - side - 16
    below = top + 4 - (46 if len(data.words) > 1 else 0)
    for style, texts in (
        (_style(data.words[0].language, 12, _DARK, bold=True), [data.issuer]),
        (_style(data.words[0].language, 8.5, _MUTED), [one.check for one in data.words]),
    ):
        for text in texts:
            own = replace(style, face="amiri" if bidi.is_rtl(text) and style.face == "plex" else style.face)
            for line in lines(text, own, width, bidi.is_rtl(text)):
                x = begin + width - line.width if rtl else begin
                page.texts.append(Text(line, x, below + own.leading * 0.5 + own.size * 0.34))
                below += own.leading
            below += 4
    line_left = begin + width * 0.2 if rtl else begin
    page.rules.append(FilledRectangle(line_left, HEIGHT - _EDGE - 40, width * 0.8, 0.6, _LINE))


def _style(language: str, size: float, colour: tuple[float, float, float], *, bold: bool = False) -> TextStyle:
    rtl = language != "plex" and is_rtl(language)
    return TextStyle(
        ("amiri" if rtl else "plex") + ("-bold" if bold else ""), size * (1.12 if rtl else 1), size * 1.5, colour
    )


def _centred(page: PdfPage, text: str, style: TextStyle, top: float, *, rtl: bool | None = None) -> float:
    """Set a text in the middle of the page, in its own direction or a given one; return where the next may begin."""
    for line in lines(text, style, _ACROSS, bidi.is_rtl(text) if rtl is None else rtl) if text else ():
        page.texts.append(Text(line, (WIDTH - line.width) / 2, top + style.leading * 0.5 + style.size * 0.34))
        top += style.leading
    return top


def _frame() -> list[FilledRectangle]:
    wide, high = WIDTH - 2 * _EDGE, HEIGHT - 2 * _EDGE
    return [
        FilledRectangle(_EDGE, _EDGE, wide, 1.2, _LINE),
        FilledRectangle(_EDGE, _EDGE + high, wide, 1.2, _LINE),
        FilledRectangle(_EDGE, _EDGE, 1.2, high, _LINE),
        FilledRectangle(_EDGE + wide, _EDGE, 1.2, high, _LINE),
    ]
