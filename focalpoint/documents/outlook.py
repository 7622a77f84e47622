"""Messages of Outlook (`.msg`), read in the confined process; the only module that knows the library for them."""

import io
from datetime import datetime

import oxmsg

from focalpoint.documents.answers import Letter, MailAttachment
from focalpoint.documents.errors import DocumentTooHardError
from focalpoint.documents.reading import text_of

MOST_FILES = 200
LONGEST = 200_000


def read_message(data: bytes) -> Letter:
    """Return a message; raise DocumentTooHardError, or an error of the library where the file is damaged."""
    message = oxmsg.Message.load(io.BytesIO(data))
    if len(message.attachments) > MOST_FILES:
        raise DocumentTooHardError
    sent = message.sent_date
    named = [one.name or one.email_address for one in message.recipients]
    files = [
        MailAttachment(one.file_name or f"attachment-{number}", one.file_bytes or b"")
        for number, one in enumerate(message.attachments, 1)
        if one.attached_by_value
    ]
    text = message.body or (text_of((message.html_body or "").encode(), "body.html") if message.html_body else "")
    return Letter(
        message.subject or "", message.sender or "", ", ".join(named),
        sent.isoformat() if isinstance(sent, datetime) else "", text[:LONGEST], files,
    )  # fmt: skip
