"""Where an exercise stands, for a projector: State, day, step, the event and its terms in three languages at once.

Keys: B black, Z freezes what the room sees, S a spotlight that follows the mouse, T begins the timer anew, Escape ends.
"""

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.presenter.spotlight import Spotlight
from focalpoint.gui.widgets.basics import clear, column, row, text
from focalpoint.gui.widgets.training import TrainingBand
from focalpoint.language import _, isolate, isolate_ltr
from focalpoint.services.training import spoken_terms
from focalpoint.services.training.runs import Run

LARGE, LARGER = 28, 36  # pixels, read from four metres on a wall
SHOWN = ("ar", "fr", "en")
LTR_MARK, RTL_MARK = "\u200e", "\u200f"  # what a paragraph begins with decides how its ends fall


class ExerciseOnWall(QWidget):
    """One step in three columns; it follows the run until it is frozen."""

    def __init__(self, context: Context, run: Run) -> None:
        super().__init__()
        self.setWindowTitle(_("Presenter view"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.context, self.run = context, run
        self.black, self.frozen = False, False
        outer = column(self, spacing=0)
        self._band = TrainingBand()
        outer.addWidget(self._band)
        self._body = QWidget()
        outer.addWidget(self._body, 1)
        self._lay = column(self._body, margins=(32, 16), spacing=16)
        self._time = _large("", LARGE)
        self._since = QElapsedTimer()
        self._since.start()
        self._tick = QTimer(self, interval=500)
        self._tick.timeout.connect(self._follow)
        self._tick.start()
        self._shown = ""
        self.spotlight = Spotlight(self)
        self.draw()

    def begin(self) -> None:
        """Show it on the second screen if there is one, over the whole of it."""
        screens = QGuiApplication.screens()
        if len(screens) > 1:
            self.setGeometry(screens[1].geometry())
        self.showFullScreen()
        self.setFocus()

    def draw(self) -> None:
        """Show the step as it is now."""
        clear(self._lay)
        step, scenario = self.run.step, self.run.read.scenario
        self._shown = step.id
        self._time = _large("", LARGER)
        self._lay.addWidget(self._time)
        across = row(spacing=32)
        for code in SHOWN:
            holder = QWidget()
            lay = column(holder, spacing=12)
            parts = ((f"{step.office}.name", LARGE), (f"{step.id}.title", LARGER), (f"{step.id}.event", LARGE))
            for identifier, size in parts:
                lay.addWidget(_large(visible(scenario.text(identifier, code)), size, code))
            lay.addStretch(1)
            across.addWidget(holder, 1)
        self._lay.addLayout(across)
        said = f"{scenario.text(f'{step.id}.title', 'en')} {scenario.text(f'{step.id}.event', 'en')}"
        for term in spoken_terms.terms_in(self.context.ws, said, "en", most=3):
            self._lay.addWidget(_large("  ·  ".join(isolate(term.words[code]) for code in SHOWN), LARGE))
        self._lay.addStretch(1)
        self._say_time()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Obey the keys named above."""
        match event.key():
            case Qt.Key.Key_B | Qt.Key.Key_Period:
                self.black = not self.black
                self._body.setVisible(not self.black)
                self._band.setVisible(not self.black)
                self.setStyleSheet("background: black" if self.black else "")
            case Qt.Key.Key_Z:
                self.frozen = not self.frozen
            case Qt.Key.Key_S:
                self.spotlight.turn()
            case Qt.Key.Key_T:
                self._since.restart()
            case Qt.Key.Key_Escape:
                self.close()
            case _:
                super().keyPressEvent(event)

    def _follow(self) -> None:
        if not self.frozen and self._shown != self.run.state.step:
            self.draw()
        self._say_time()

    def _say_time(self) -> None:
        seconds = self._since.elapsed() // 1_000
        clock = isolate_ltr(f"D{self.run.step.day}")
        parts = [clock, isolate_ltr(f"{seconds // 60:02}:{seconds % 60:02}")]
        if self.frozen:
            parts.append(_("Frozen"))
        self._time.setText("  ·  ".join(parts))


def _large(words: str, size: int, code: str = "") -> QLabel:
    """Return words in large letters; those of a language run and begin as it does, whatever the window's own does."""
    made = text(words)
    made.setStyleSheet(f"font-size: {theme.px(size)}px")
    if code:
        rtl = LANGUAGES[code].rtl
        made.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        made.setAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
        made.setText(f"{RTL_MARK if rtl else LTR_MARK}{words}")
    return made
