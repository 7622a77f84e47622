"""Messages of mail programs (`.eml`, `.msg`) and contact cards (vCard), read in the confined process."""

import io
from collections.abc import Iterator
from email import generator, policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from typing import Any

import vobject

from focalpoint.documents import outlook
from focalpoint.documents.answers import Letter, MailAttachment, Person
from focalpoint.documents.decoding import decode
from focalpoint.documents.errors import DocumentTooHardError, UnreadableDocumentError
from focalpoint.documents.reading import text_of

MOST_CARDS = 20_000
OLE = b"\xd0\xcf\x11\xe0"


def letter(data: bytes) -> Letter:
    """Return a message; raise UnreadableDocumentError or DocumentTooHardError."""
    try:
        return outlook.read_message(data) if data.startswith(OLE) else _mail(data)
    except (ValueError, LookupError, KeyError, AttributeError, TypeError, OSError) as error:
        raise UnreadableDocumentError from error


def _mail(data: bytes) -> Letter:
    message = BytesParser(policy=policy.default).parsebytes(data)
    if not isinstance(message, EmailMessage) or not (message.get("from") or message.get("date")):
        raise UnreadableDocumentError
    files = list(_files(message))
    return Letter(
        _header(message, "subject"), _header(message, "from"), _header(message, "to"), _sent(_header(message, "date")),
        _body(message)[:outlook.LONGEST], files,
    )  # fmt: skip


def _header(message: EmailMessage, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())


def _sent(text: str) -> str:
    try:
        return parsedate_to_datetime(text).isoformat() if text else ""
    except (ValueError, TypeError):
        return ""


def _body(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    text = decode(raw, part.get_content_charset() or "")
    return text_of(text.encode(), "body.html") if part.get_content_subtype() == "html" else text.strip()


def _files(message: EmailMessage) -> Iterator[MailAttachment]:
    for number, part in enumerate(message.iter_attachments(), 1):
        if number > outlook.MOST_FILES:
            raise DocumentTooHardError
        name = part.get_filename() or f"attachment-{number}"
        if part.get_content_type() == "message/rfc822":
            whole = io.BytesIO()
            generator.BytesGenerator(whole, policy=policy.default).flatten(part.get_content())
            yield MailAttachment(f"{name}.eml" if "." not in name else name, whole.getvalue())
        else:
            content = part.get_payload(decode=True)
            yield MailAttachment(name, content if isinstance(content, bytes) else b"")


def read_contacts(data: bytes) -> list[Person]:
    """Return the cards of a vCard file; raise UnreadableDocumentError or DocumentTooHardError."""
    found = []
    try:
        for card in vobject.readComponents(decode(data), ignoreUnreadable=True, allowQP=True):
            found.append(_person(card))
            if len(found) > MOST_CARDS:
                raise DocumentTooHardError
    except (vobject.base.ParseError, ValueError, AttributeError, IndexError, TypeError) as error:
        raise UnreadableDocumentError from error
    if not found:
        raise UnreadableDocumentError
    return found


def _person(card: vobject.base.Component) -> Person:
    contents: dict[str, list[Any]] = card.contents

    def first(name: str) -> str:
        values = contents.get(name) or []
        return _written(values[0].value) if values else ""

    names = [_written(one.value) for one in contents.get("nickname", [])]
    return Person(
        first("fn"), [name for name in names if name], first("title") or first("role"), first("org"), first("email"),
        first("tel").removeprefix("tel:"), first("adr"), first("note"),
    )  # fmt: skip


def _written(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(part) for part in value if part)
    return ", ".join(line for line in str(value).strip().splitlines() if line.strip())
