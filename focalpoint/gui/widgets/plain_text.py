"""The one way of texts to the screen: plain letters only, what is hidden shown, and no line too long to be drawn.

Qt guesses whether a text is rich, and a rich text opens pictures from the disk; so nothing here is ever guessed.
`tests/architecture/test_texts.py` finds widgets that go another way.
"""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListWidgetItem, QTreeWidgetItem

from focalpoint.domain.messages import Parameter
from focalpoint.domain.visible_text import unbroken, untagged, visible, visible_with_isolates, wrapped
from focalpoint.language import isolate, say

_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})
LABEL = 20_000  # characters that a label can hold and still be drawn at once


class Words(QLabel):
    """A label of plain text."""

    def __init__(self, content: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(content)

    def setText(self, content: str) -> None:
        """Show a text as it is."""
        super().setText(many_lines(content))


class Marked(QLabel):
    """A text of which some pieces have another look; the text itself is shown as it is."""

    def __init__(self, pieces: Iterable[tuple[str, str]], *, rtl: bool, style: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        body = "".join(_span(words, look) for words, look in pieces)
        direction, side = ("rtl", "right") if rtl else ("ltr", "left")
        self.setText(f'<p dir="{direction}" align="{side}" style="margin: 0; {style}">{body}</p>')


def _span(words: str, look: str) -> str:
    said = wrapped(visible(words)).translate(_ESCAPED).replace("\n", "<br>")
    return f'<span style="{look}">{said}</span>' if look else said


def many_lines(content: str) -> str:
    """Return text for a place of many lines."""
    said = content if len(content) <= LABEL else f"{content[:LABEL]} \u2026"
    return wrapped(visible_with_isolates(said))


def sentence(message: Parameter) -> str:
    """Return a message in the current language, what others wrote in it made visible and set apart by isolates."""
    return say(message, around=lambda words: isolate(visible(words)))


def tip(target: Any, *given: Any) -> None:
    """Give a widget or an item a tooltip, an item of a tree one for a column."""
    target.setToolTip(*given[:-1], as_tip(str(given[-1])))


def as_tip(content: str) -> str:
    """Return a tooltip: no tags, one line."""
    return untagged(unbroken(content))


def list_item(content: str) -> QListWidgetItem:
    """Return an item of a list."""
    return QListWidgetItem(unbroken(content))


def tree_item(cells: Iterable[str]) -> QTreeWidgetItem:
    """Return an item of a tree."""
    return QTreeWidgetItem([many_lines(cell) for cell in cells])
