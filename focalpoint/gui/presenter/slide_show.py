"""Slides over the whole screen: drawn ahead, so that they turn at once; a key shows the same page in another language.

Keys: arrows, space and Page Up/Down turn; A, F and E change the language; B black; Z freezes what the room sees while
one looks on; S a spotlight that follows the mouse; T begins the timer anew; Escape ends.
"""

from collections import OrderedDict
from functools import partial

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.errors import explain
from focalpoint.gui.presenter.spotlight import Spotlight
from focalpoint.gui.viewers.pages import image_of
from focalpoint.language import _
from focalpoint.services.casework.preview import Pixels
from focalpoint.services.seminars import slides
from focalpoint.services.seminars.slides import Deck

KEPT = 14  # pages that are kept drawn
AHEAD = (0, 1, -1, 2)  # pages that are drawn ahead, in this order
FORWARD = frozenset({Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_PageDown, Qt.Key.Key_Return})
BACK = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Backspace})
TONGUES = {Qt.Key.Key_A: "ar", Qt.Key.Key_F: "fr", Qt.Key.Key_E: "en"}
Place = tuple[str, int]  # document, page


class SlideShow(QWidget):
    """One deck for each language, at one page."""

    def __init__(self, context: Context, decks: list[Deck], *, training: bool) -> None:
        super().__init__()
        self.setWindowTitle(_("Slides"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.context, self.decks, self._training = context, decks, training
        self.deck, self.page = decks[0], 0
        self.black, self.frozen = False, False
        self._held: QPixmap | None = None
        self._drawn: OrderedDict[Place, QPixmap] = OrderedDict()
        self._asked: set[Place] = set()
        self._failed: dict[Place, str] = {}
        self.spotlight = Spotlight(self)
        self._since = QElapsedTimer()
        self._since.start()
        tick = QTimer(self, interval=1_000)
        tick.timeout.connect(self.update)
        tick.start()

    def begin(self) -> None:
        """Show it on the second screen if there is one, over the whole of it."""
        screens = QGuiApplication.screens()
        if len(screens) > 1:
            self.setGeometry(screens[1].geometry())
        self.showFullScreen()
        self.setFocus()
        self._ask()

    def turn(self, step: int) -> None:
        """Turn some pages."""
        page = min(max(self.page + step, 0), self.deck.pages - 1)
        if page != self.page:
            self.page = page
            self._ask()
            self.update()

    def speak(self, language: str) -> None:
        """Show the same page in another language, if there is a deck of it."""
        found = next((deck for deck in self.decks if deck.language == language), None)
        if found is not None and found is not self.deck:
            self.deck, self.page = found, min(self.page, found.pages - 1)
            self._ask()
            self.update()

    def is_ready(self) -> bool:
        """Tell whether the present page is drawn."""
        return (self.deck.document, self.page) in self._drawn

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Obey the keys named above."""
        key = Qt.Key(event.key())
        if key in FORWARD or key in BACK:
            self.turn(1 if key in FORWARD else -1)
        elif key in TONGUES:
            self.speak(TONGUES[key])
        elif key in (Qt.Key.Key_B, Qt.Key.Key_Period):
            self.black = not self.black
        elif key == Qt.Key.Key_Z:
            self.frozen = not self.frozen
            self._held = self._drawn.get((self.deck.document, self.page)) if self.frozen else None
        elif key == Qt.Key.Key_S:
            self.spotlight.turn()
        elif key == Qt.Key.Key_T:
            self._since.restart()
        elif key == Qt.Key.Key_Escape:
            self.close()
            return
        else:
            super().keyPressEvent(event)
            return
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew for the size that the screen gives, which may come after the window was shown."""
        super().resizeEvent(event)
        self._drawn.clear()
        self._ask()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the page, or what was frozen; black hides all."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("black"))
        if self.black:
            return
        picture = self._held if self.frozen else self._drawn.get((self.deck.document, self.page))
        if picture is not None:
            shown = picture.size() / picture.devicePixelRatio()
            painter.drawPixmap((self.width() - shown.width()) // 2, (self.height() - shown.height()) // 2, picture)
        else:
            painter.setPen(QColor("white"))
            said = self._failed.get((self.deck.document, self.page), "…")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, said)
        self._draw_foot(painter)

    def _draw_foot(self, painter: QPainter) -> None:
        seconds = self._since.elapsed() // 1_000
        said = f"{self.page + 1}/{self.deck.pages}   {seconds // 60:02}:{seconds % 60:02}"
        if self._training:
            said = "TRN   " + said
        if self.frozen:
            said = "   ".join((_("Frozen"), said))
        painter.setPen(QColor("darkgray"))
        painter.setFont(theme.font("base"))
        foot = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignHCenter
        painter.drawText(self.rect().adjusted(16, 0, -16, -8), foot, said)

    def _ask(self) -> None:
        """Have the pages around this one drawn, and this page in the other languages."""
        wanted = [(self.deck.document, self.page + step) for step in AHEAD if 0 <= self.page + step < self.deck.pages]
        wanted += [(deck.document, min(self.page, deck.pages - 1)) for deck in self.decks if deck is not self.deck]
        for place in wanted:
            if place not in self._drawn and place not in self._asked:
                self._asked.add(place)
                width = int(max(self.width(), 320) * self.devicePixelRatioF())
                call = partial(self._pixels, place, width)
                failed = partial(self._not_drawn, place)
                self.context.start(call, done=self._arrived, failed=failed, reads_only=True)

    def _pixels(self, place: Place, width: int) -> tuple[Place, Pixels]:
        deck = next(deck for deck in self.decks if deck.document == place[0])
        return place, slides.deck_pixels(self.context.ws, deck, place[1], width)

    def _arrived(self, answer: tuple[Place, Pixels]) -> None:
        place, pixels = answer
        self._asked.discard(place)
        ratio = self.devicePixelRatioF()
        room = self.size() * ratio
        picture = QPixmap.fromImage(image_of(pixels)).scaled(
            room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        picture.setDevicePixelRatio(ratio)
        self._drawn[place] = picture
        while len(self._drawn) > KEPT:
            self._drawn.popitem(last=False)
        self.update()

    def _not_drawn(self, place: Place, error: BaseException) -> None:
        self._asked.discard(place)
        self._failed[place] = explain(error).as_line()
        self.update()
