"""An identity card as people compare it: who, the code to scan, eight groups of digits, check words."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from focalpoint.gui import theme
from focalpoint.gui.widgets.basics import column, leading, row, text
from focalpoint.gui.widgets.plain_text import Words
from focalpoint.language import _, current, isolate
from focalpoint.services.core import word_lists
from focalpoint.services.exchange.peers import CardView


def digits(groups: tuple[str, ...], words: tuple[str, ...] | str = ()) -> QWidget:
    """Return the groups of digits in two lines of four, always left to right, and the check words under them."""
    holder = QWidget()
    lay = column(holder, spacing=8)
    lay.addWidget(text(_("Check digits"), "caption"))
    block = QWidget()
    block.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    grid = QGridLayout(block)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme.px(16))
    grid.setVerticalSpacing(theme.px(4))
    for place, group in enumerate(groups):
        grid.addWidget(text(group, "digits", wrap=False, selectable=True), place // 4, place % 4)
    block.setAccessibleName(_("Check digits"))
    block.setAccessibleDescription(" ".join(groups))
    lay.addWidget(block, 0, leading())
    if words:
        lay.addWidget(text(_("Check words"), "caption"))
        lay.addWidget(text(words if isinstance(words, str) else " · ".join(words), "strong", selectable=True))
    return holder


class CardFace(QFrame):
    """One's own card."""

    def __init__(self, card: CardView, qr: bytes) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(_("Identity card"))
        across = row(self, margins=(24, 16), spacing=24)
        words = column(spacing=12)
        words.addWidget(text(isolate(card.person), "title", selectable=True))
        words.addWidget(text(isolate(card.function), "muted"))
        words.addWidget(text(isolate(card.office)))
        words.addWidget(text(isolate(card.device_label), "small"))
        words.addSpacing(theme.px(8))
        words.addWidget(digits(tuple(card.groups), word_lists.say(card.check, current())))
        words.addStretch(1)
        across.addLayout(words, 1)
        across.addWidget(qr_label(qr), 0, Qt.AlignmentFlag.AlignTop)


def qr_label(png: bytes, side: int = 200) -> QLabel:
    """Return the code to scan, on white as scanners need it."""
    picture = QPixmap()
    picture.loadFromData(png)
    size = theme.px(side)
    label = Words()
    label.setPixmap(picture.scaled(size, size, Qt.AspectRatioMode.KeepAspectRatio))
    label.setAccessibleName(_("Code of the identity card, to be scanned"))
    return label
