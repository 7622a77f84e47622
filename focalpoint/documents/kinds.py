"""What a file is, by its content; its name only settles what the content leaves open."""

import re
from pathlib import PurePath

from focalpoint.documents.answers import HEAD, Kind
from focalpoint.documents.decoding import is_text

_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\x00", b"MM\x00*", b"BM")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.I)
_HEADER = re.compile(
    rb"^(?:from|to|cc|date|subject|received|return-path|message-id|mime-version|delivered-to|reply-to"
    rb"|content-type|content-transfer-encoding|dkim-signature|x-[\w-]+|sender):",
    re.I | re.M,
)
_OFFICE: dict[str, Kind] = {
    ".docx": "docx",
    ".docm": "docx",
    ".dotx": "docx",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
}


def kind_of(name: str, head: bytes) -> Kind:
    """Return the kind of a file from its first bytes (8 KiB are enough) and its name."""
    if b"%PDF-" in (head if _suffix(name) == ".pdf" else head[:1024]):
        return "pdf"
    if head.startswith(_IMAGES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "image"
    if head.lstrip()[:5] == b"{\\rtf":
        return "other"  # its text is not read yet; its code is no text
    if head.startswith(b"PK\x03\x04"):
        return _office(name, head)
    if not is_text(head[:HEAD]):
        return "other"
    return _textual(name, head)


def _office(name: str, head: bytes) -> Kind:
    if b"word/" in head or b"word\\" in head or b"mimetypeapplication/vnd.oasis.opendocument.text" in head:
        return "docx"
    return "xlsx" if b"xl/" in head else _OFFICE.get(_suffix(name), "other")


def _textual(name: str, head: bytes) -> Kind:
    if b"<office:document " in head and b"opendocument" in head:
        return "docx"
    if _is_html(head.removeprefix(b"\xef\xbb\xbf")):
        return "html"
    first = re.split(rb"\r?\n\r?\n", head.lstrip(), maxsplit=1)[0]
    headers = len(_HEADER.findall(first))
    if headers >= 3 or (headers and _suffix(name) in (".eml", ".mht")):
        return "email"
    return "html" if _suffix(name) in (".html", ".htm", ".xhtml") else "text"


def _is_html(head: bytes) -> bool:
    """Tell whether the first tag of a page comes, behind a declaration and comments. Each byte is looked at once."""
    rest = head.lstrip()
    if rest.startswith(b"<?xml"):
        rest = rest[rest.find(b">") + 1 :].lstrip()
    while rest.startswith(b"<!--") and (end := rest.find(b"-->", 4)) >= 0:
        rest = rest[end + 3 :].lstrip()
    return _HTML.match(rest) is not None


def _suffix(name: str) -> str:
    return PurePath(name).suffix.lower()
