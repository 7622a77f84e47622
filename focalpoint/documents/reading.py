"""Plain text out of untrusted files. Runs in the worker process only; every reader is bounded."""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, ParseError

import openpyxl
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from focalpoint.documents import office_text
from focalpoint.documents.answers import HEAD, LONGEST_TEXT, Kind
from focalpoint.documents.decoding import decode
from focalpoint.documents.errors import DocumentTooHardError, UnreadableDocumentError
from focalpoint.documents.kinds import kind_of
from focalpoint.documents.pictures import pdf_text

_MOST_BYTES = 256 << 20  # of one member of an archive, unpacked
_MOST_MEMBERS = 10_000
_MOST_CELLS = 1_000_000
_DEEPEST = 4  # of messages and files inside messages
_MOST_PARTS = 500
_META = re.compile(rb"<meta\b([^>]*)", re.I)
_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.I)
_BLOCKS = re.compile(
    "address|article|aside|blockquote|br|caption|dd|div|dl|dt|figcaption|footer|form|h[1-6]|header|hr|li|main|nav"
    "|ol|option|p|pre|section|table|td|th|title|tr|ul"
)
_ODD_WORKBOOKS = (
    DefusedXmlException, ParseError, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError
)  # fmt: skip
_HIDDEN = frozenset({"script", "style", "template", "noscript"})


def text_of(data: bytes, name: str, depth: int = 0) -> str:
    """Return the text of a file, "" for kinds without text; raise when it is damaged or too hard."""
    return _READERS[kind_of(name, data[:HEAD])](data, name, depth)[:LONGEST_TEXT]


def _none(data: bytes, name: str, depth: int) -> str:  # noqa: ARG001 - one signature for all readers
    return ""


def _plain(data: bytes, name: str, depth: int) -> str:  # noqa: ARG001
    return decode(data)


def _pdf(data: bytes, name: str, depth: int) -> str:  # noqa: ARG001
    return pdf_text(data, LONGEST_TEXT)


def _docx(data: bytes, name: str, depth: int) -> str:  # noqa: ARG001
    if not data.startswith(b"PK"):
        return office_text.open_document_text(_xml(data))
    with _archive(data) as archive:
        names = {one.replace("\\", "/"): one for one in archive.namelist()}

        def read(place: str) -> bytes:
            return _member(archive, place)

        if "content.xml" in names:
            return office_text.open_document_text(_xml(read(names["content.xml"])))
        texts: list[str] = []
        for part in office_text.open_xml_parts(names, read, _xml):
            texts.append(office_text.word_text(_xml(read(names[part]))))
            chunks = office_text.embedded_parts(part, names, read, _xml)
            texts += [_attached(read(names[one]), one, depth) for one in chunks if depth < _DEEPEST]
    return "\n".join(text for text in texts if text)


def _archive(data: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, RuntimeError) as error:
        raise UnreadableDocumentError from error
    if len(archive.namelist()) > _MOST_MEMBERS:
        raise DocumentTooHardError
    return archive


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        with archive.open(name) as stream:
            content = stream.read(_MOST_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError) as error:
        raise UnreadableDocumentError from error
    if len(content) > _MOST_BYTES:
        raise DocumentTooHardError
    return content


def _xml(content: bytes) -> Element:
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (DefusedXmlException, ParseError, LookupError, ValueError) as error:
        raise UnreadableDocumentError from error
    return root


def _xlsx(data: bytes, name: str, depth: int) -> str:  # noqa: ARG001
    with _archive(data) as archive:
        if sum(member.file_size for member in archive.infolist()) > _MOST_BYTES:
            raise DocumentTooHardError
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        return "\n".join(_rows(book))
    except _ODD_WORKBOOKS as error:
        raise UnreadableDocumentError from error


def _rows(book: openpyxl.Workbook) -> Iterator[str]:
    cells = 0
    for sheet in book.worksheets:
        yield str(sheet.title)
        for row in sheet.iter_rows(values_only=True):
            cells += len(row)
            if cells > _MOST_CELLS:
                raise DocumentTooHardError
            if any(value is not None for value in row):
                yield "\t".join("" if value is None else str(value) for value in row)


def _html(data: bytes, name: str, depth: int) -> str:  # noqa: ARG001
    named = (_CHARSET.search(inside) for inside in _META.findall(data[:2048]))
    declared = next((found[1].decode("ascii", errors="replace") for found in named if found), "")
    return page_text(decode(data, declared))


def page_text(markup: str) -> str:
    """Return the visible text of HTML, block by block."""
    page = _Page()
    if markup.rfind("<!--") > markup.rfind("-->"):
        markup += "-->"  # what is never ended is looked for again and again
    elif markup.rfind("<") > markup.rfind(">"):
        markup += ">"
    page.feed(markup)
    page.close()
    lines = (" ".join(line.split()) for line in "".join(page.pieces).split("\n"))
    return "\n".join(line for line in lines if line)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if _BLOCKS.fullmatch(tag):
            self.pieces.append("\n")
        self._hidden += tag in _HIDDEN

    def handle_endtag(self, tag: str) -> None:
        if _BLOCKS.fullmatch(tag):
            self.pieces.append("\n")
        self._hidden = max(0, self._hidden - (tag in _HIDDEN))

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data.replace("\n", " "))


def _email(data: bytes, name: str, depth: int) -> str:  # noqa: ARG001
    if depth >= _DEEPEST:
        return ""
    message = BytesParser(policy=policy.default).parsebytes(data)
    headers = [str(message[header]) for header in ("subject", "from", "to", "cc", "date") if message[header]]
    return "\n".join([*headers, *_message_parts(message, depth)])


def _message_parts(message: EmailMessage, depth: int) -> Iterator[str]:
    left = LONGEST_TEXT
    for count, part in enumerate(message.walk()):
        if count > _MOST_PARTS or left <= 0:
            return
        if part.is_multipart():
            continue
        text = _part(part, depth)
        left -= len(text)
        yield text


def _part(part: EmailMessage, depth: int) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    name = part.get_filename() or ""
    if part.get_content_maintype() != "text" or name:
        return "\n".join(filter(None, (name, _attached(content, name, depth))))
    text = decode(content, part.get_content_charset() or "")
    return page_text(text) if part.get_content_subtype() == "html" else text


def _attached(content: bytes, name: str, depth: int) -> str:
    try:
        return text_of(content, name, depth + 1)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - one damaged attachment, in whatever way, does not hide the message
        return ""


_READERS: dict[Kind, Callable[[bytes, str, int], str]] = {
    "pdf": _pdf,
    "image": _none,
    "text": _plain,
    "docx": _docx,
    "xlsx": _xlsx,
    "html": _html,
    "email": _email,
    "other": _none,
}
