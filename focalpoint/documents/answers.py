"""What the confined processes answer about a file, as the side that asked may hold it: text, numbers, plain pixels.

Nothing here reads a file. This module is all that both sides of the boundary share.
"""

from typing import Literal

import msgspec

Kind = Literal["pdf", "image", "text", "docx", "xlsx", "html", "email", "other"]
PDF = b"%PDF-"
HEAD = 8192  # bytes from which the kind of a file is told
LONGEST_TEXT = 8_000_000  # characters kept of one file
MOST_PIXELS = 24_000_000  # of one answer
WIDEST = 4096
_SIZE = 4  # bytes of a number


class Sheet(msgspec.Struct, frozen=True):
    """A sheet: its name, and its rows of cells as text, without trailing empty cells. A CSV file has one, named ""."""

    name: str
    rows: list[list[str]]


class MailAttachment(msgspec.Struct, frozen=True):
    """A file that came with a message, byte for byte."""

    name: str
    content: bytes


class Letter(msgspec.Struct, frozen=True):
    """A message: its subject, who wrote to whom, when (ISO with zone, "" if it does not say), its text and files."""

    subject: str
    sender: str
    recipients: str
    sent: str
    text: str
    files: list[MailAttachment]


class Person(msgspec.Struct, frozen=True):
    """A contact card."""

    name: str
    other_names: list[str]
    function: str
    institution: str
    email: str
    phone: str
    address: str
    note: str


class Pixels(msgspec.Struct, frozen=True):
    """A page or picture as it is shown: rows of red, green and blue from the top, three bytes each, nothing between."""

    width: int
    height: int
    rgb: bytes


def pixel_bytes(pixels: Pixels) -> bytes:
    """Return pixels as bytes for the way out of the confined process."""
    return pixels.width.to_bytes(_SIZE) + pixels.height.to_bytes(_SIZE) + pixels.rgb


def pixels_of(answer: bytes, width: int) -> Pixels:
    """Return the pixels that were answered to a question for some width; raise ValueError if they cannot be that."""
    across, down = int.from_bytes(answer[:_SIZE]), int.from_bytes(answer[_SIZE : 2 * _SIZE])
    fitting = 0 < across <= width_of(width) and down > 0 and across * down <= MOST_PIXELS
    if not fitting or len(answer) != 2 * _SIZE + 3 * across * down:
        raise ValueError
    return Pixels(across, down, answer[2 * _SIZE :])


def width_of(width: int) -> int:
    """Return the width that is drawn when another is asked for."""
    return max(16, min(width, WIDEST))
