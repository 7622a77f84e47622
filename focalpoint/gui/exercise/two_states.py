"""Two States side by side: which State this window is, whose turn it is, and the strip while it is this one's."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QMainWindow, QWidget

from focalpoint.domain.visible_text import visible
from focalpoint.gui.context import Context
from focalpoint.gui.exercise.strip import EVERYTHING, ExerciseStrip
from focalpoint.gui.widgets.basics import Elided, Pill, button, clear, column, row
from focalpoint.language import _, isolate
from focalpoint.services.core.run_clock import OUT, RUN_FILE
from focalpoint.services.training import side_by_side
from focalpoint.services.training.errors import NotARunError
from focalpoint.services.training.runs import Run

EVERY = 500  # milliseconds between looks at what the other window did


def stand_beside(window: QMainWindow, number: int, of: int) -> None:
    """Give a window its part of the screen: the first State where reading begins."""
    room = window.screen().availableGeometry()
    width = room.width() // of
    place = of - 1 - number if QApplication.isRightToLeft() else number
    window.showNormal()
    window.setMinimumWidth(min(window.minimumWidth(), width))
    window.setGeometry(room.x() + place * width, room.y(), width, room.height())


class StateBand(QFrame):
    """The name of the State in its colour, and who is at work."""

    asked = Signal()  # for the window of the other State

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("state")
        self.setProperty("role", "state")
        self._lay = row(self, margins=(12, 6), spacing=12)

    def draw(self, run: Run, office: str, missing: list[str]) -> None:
        """Show the State, the step, and a way to the window of another State if that has none."""
        clear(self._lay)
        name = visible(run.text(f"{office}.name"))
        self._lay.addWidget(Elided(name, "strong"), 2)
        self.setAccessibleName(name)
        if run.step.office == office:
            self._lay.addWidget(Pill(_("At work")))
        else:
            at_work = isolate(visible(run.text(f"{run.step.office}.name")))
            said = _("Now at work: {state}").format(state=at_work)
            self._lay.addWidget(Elided(said), 3)
        if missing:
            self._lay.addWidget(button(_("Open the other State"), self.asked.emit, role="quiet", icon="training"))


class StagedExercise(QWidget):
    """The band of the State, and under it the strip of the exercise while this State plays the present step."""

    turn = Signal(object)
    covers = Signal(bool)
    alive = Signal()  # the other window went on: nobody left this one alone

    def __init__(self, context: Context, run: Run, office: str) -> None:
        super().__init__()
        self.context, self.run, self.office = context, run, office
        self._lay = column(self, spacing=0)
        self._band = StateBand()
        self._band.asked.connect(self.open_others)
        self._lay.addWidget(self._band)
        self.strip: ExerciseStrip | None = None
        self._seen: dict[Path, int] = {}
        self._missing: list[str] = []
        self._timer = QTimer(self, interval=EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self._keep()
        self._show()

    def look(self) -> None:
        """Look what the other window did: its step, its closing, what it put on the stick."""
        if self.strip is None and self._is_new(self.run.folder / RUN_FILE):
            self._reread()
        if self._is_new(self.run.folder / OUT):
            self.context.start(partial(side_by_side.carry, self.run, self.context.ws), done=self._carried)
        missing = [one for one in side_by_side.others(self.run, self.office) if not side_by_side.is_open(self.run, one)]
        if missing != self._missing and not self.run.state.closing:
            self._missing = missing
            self._band.draw(self.run, self.office, missing)

    def open_others(self) -> None:
        """Start the window of each other State that has none."""
        self.context.start(partial(side_by_side.open_others, self.run, self.office))

    def _reread(self) -> None:
        with suppress(NotARunError):  # half written elsewhere: the next look sees the whole
            fresh = side_by_side.reread(self.run)
            self.alive.emit()
            if self.run.state.closing:
                self._timer.stop()
                self.turn.emit(side_by_side.wait_until_back)
            elif fresh:
                self._keep()
                self._show()
                self.context.refresh.announce(EVERYTHING)  # time has passed here as well

    def _is_new(self, path: Path) -> bool:
        """Tell whether a file or folder is another than at the last look."""
        with suppress(OSError):
            seen = path.stat().st_mtime_ns
            if seen != self._seen.get(path):
                self._seen[path] = seen
                return True
        return False

    def _keep(self) -> None:
        self.context.start(partial(side_by_side.keep_own, self.run, self.office))

    def _carried(self, carried: list[Path]) -> None:
        if carried:
            self.context.notice.emit(_("A bundle came from the other State. It waits under “Exchange”."), "")

    def _show(self) -> None:
        self._band.draw(self.run, self.office, self._missing)
        if self.strip is not None:
            self.strip.hide()
            self._lay.removeWidget(self.strip)
            self.strip.deleteLater()
            self.strip = None
            self.covers.emit(False)  # noqa: FBT003 - Qt's own way
        if self.run.step.office == self.office:
            self.strip = ExerciseStrip(self.context, self.run)
            self.strip.turn.connect(self._turn)
            self.strip.covers.connect(self.covers)
            self._lay.addWidget(self.strip)

    def _turn(self, work: Callable[[Run], object] | None) -> None:
        """Let the other State go on, or close the office for what has to be done to the run."""
        if work is None:
            self._show()
            return
        self._timer.stop()
        self.turn.emit(work)


def strip_of(context: Context, run: Run, touch: Callable[[], None]) -> "ExerciseStrip | StagedExercise":
    """Return what stands over the window of an office of a run; `touch` is told of life in the window beside."""
    if not run.state.staged:
        return ExerciseStrip(context, run)
    office = next(name for name, ws in run.stage.offices.items() if ws is context.ws)
    made = StagedExercise(context, run, office)
    made.alive.connect(touch)
    return made
