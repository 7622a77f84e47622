"""Writing a message as mail programs save it (`.eml`); nothing is read here."""

from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime


def message(sender: tuple[str, str], to: str, subject: str, paragraphs: Sequence[str], *, moment: datetime) -> bytes:
    """Return a message; `sender` is a name and an address, `moment` in UTC."""
    made = EmailMessage(policy=SMTP)
    made["From"] = Address(sender[0], addr_spec=sender[1])
    made["To"] = to
    made["Subject"] = " ".join(subject.split())
    made["Date"] = format_datetime(moment)
    made.set_content("\n\n".join(paragraphs) + "\n")
    return made.as_bytes()
