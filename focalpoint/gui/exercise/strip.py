"""The strip of an exercise under the training band: step, day, what is met, hint, show me, next event."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.records import TYPES
from focalpoint.domain.training.scenarios import Expectation, ScenarioStep
from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.destinations import ToRecord
from focalpoint.gui.dialogs.name import NameDialog
from focalpoint.gui.exercise.cards import PaperView
from focalpoint.gui.exercise.handing_in import hand_in, show_debrief
from focalpoint.gui.exercise.panel import ExercisePanel
from focalpoint.gui.exercise.summary import SummaryDialog
from focalpoint.gui.presenter.exercise_view import ExerciseOnWall
from focalpoint.gui.shortcuts import action
from focalpoint.gui.widgets.basics import (
    Elided,
    Pill,
    button,
    clear,
    column,
    menu_button,
    row,
    scrolled,
)
from focalpoint.language import _, format_clock, format_weekday, instant
from focalpoint.services.core.changes import Changes
from focalpoint.services.training import exercise, side_by_side
from focalpoint.services.training.arrived_files import ArrivedItem
from focalpoint.services.training.errors import ExerciseOverError, HoldError
from focalpoint.services.training.exercise import Judged, ShownDeed
from focalpoint.services.training.runs import Run

EVERYTHING = Changes.of((name, "") for name in TYPES)
MOST = 16_777_215  # what Qt has for no limit
PANEL = 250  # height of what opens under the strip: the register must still be seen on a small screen


class ExerciseStrip(QFrame):
    """What stands over the window during an exercise. `turn` asks for the office to be closed, changed, and opened."""

    turn = Signal(object)
    covers = Signal(bool)  # whether what is under the strip takes the place of the page, on a small screen

    def __init__(self, context: Context, run: Run) -> None:
        super().__init__()
        self.context, self.run = context, run
        self.setObjectName("exercise")
        self.setProperty("role", "card")
        self.judged: list[Judged] = []
        lay = column(self, margins=(12, 6), spacing=4)
        self._head = row(spacing=8)  # where it is, and what can be done; one under the other in a narrow window
        self._place, self._ways = QWidget(), row(spacing=8)
        self._where = row(self._place, spacing=8)
        self._head.addWidget(self._place, 1)
        self._head.addLayout(self._ways)
        lay.addLayout(self._head)
        self._inside = ExercisePanel()
        self._inside.read.connect(self._read)
        self._inside.chosen.connect(self._choose)
        self._inside.asked.connect(self.hint)
        self._panel = scrolled(self._inside, name=_("Exercise"))
        lay.addWidget(self._panel, 1)
        self._wall: ExerciseOnWall | None = None
        action(self, _("Presenter view"), "F5", self.present)
        self._soon = QTimer(self, interval=150, singleShot=True)
        self._soon.timeout.connect(self.check)
        self._minute = QTimer(self, interval=20_000)
        self._minute.timeout.connect(self._draw_time)
        self._minute.start()
        context.refresh.changed.connect(self._check_soon)
        self.draw()
        self._soon.start()

    def check(self) -> None:
        """Judge what is expected, off the window's thread."""
        self.context.start(partial(exercise.check_run, self.run), done=self._checked)

    def _check_soon(self, _changes: Changes) -> None:
        self._soon.start()

    def draw(self) -> None:
        """Show the step as it stands."""
        self._draw_head()
        self._inside.draw_arrived(self.run)
        self._inside.draw_expected(self.run, self.judged)

    def next_event(self, code: str = "") -> None:
        """Go to the next step; ask for the digits where it is held."""
        office = self.run.step.office
        call = partial(exercise.advance, self.run, code)
        self.context.start(call, done=partial(self._entered, office), failed=self._not_entered, kept=True)

    def hint(self, expectation: str = "") -> None:
        """Show a hint for an expectation, for the first thing that is open if none is named."""
        call = partial(exercise.hint_for, self.run, expectation)
        self.context.start(call, done=self._hinted, failed=self._nothing_open)

    def show_me(self) -> None:
        """Let one action of the solution be done."""
        self.context.start(partial(exercise.show_next, self.run), done=self._shown, kept=True)

    def back_to(self, step: str) -> None:
        """Go back to the beginning of a step."""
        self.turn.emit(lambda run: exercise.reset(run, step))

    def sum_up(self) -> None:
        """Show all that was expected so far, and what came of it."""
        SummaryDialog(self.window(), self.run).open()

    def present(self) -> None:
        """Show the room where the exercise stands, in three languages at once."""
        self._wall = ExerciseOnWall(self.context, self.run)
        self._wall.begin()

    def toggle(self) -> None:
        """Open or close what stands under the strip."""
        self._panel.setVisible(not self._panel.isVisible())
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Leave the register two thirds of the window, however small that is."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.Resize):
            self._fit()
        if event.type() is QEvent.Type.ParentChange and self.window() is not self:
            self.window().installEventFilter(self)
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window."""
        if event.type() is QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Fit the window: on a small one the head is one line, and what is open covers the page."""
        narrow, small = self.width() < theme.text_px(1000), self.window().height() < theme.text_px(560)
        opened = not self._panel.isHidden()
        self._head.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        self._place.setVisible(opened or not narrow)
        self._panel.setMaximumHeight(MOST if small else theme.px(PANEL))
        self._panel.setMinimumHeight(0 if small else theme.px(PANEL))
        self.covers.emit(small and opened)

    def _draw_head(self) -> None:
        clear(self._where)
        clear(self._ways)
        run, step = self.run, self.run.step
        self._when = Elided("", "small")
        self._draw_time()
        number = _("Step {n} of {of}").format(n=step.number, of=max(one.number for one in run.read.scenario.steps))
        self._where.addWidget(Pill(number, "accent"))
        self._where.addWidget(Elided(visible(run.text(f"{step.id}.title")), "strong"), 3)
        self._where.addWidget(self._when, 3)
        met = sum(one.state == "met" for one in self.judged)
        total = len(step.expects)
        self._ways.addWidget(Pill(_("{n} of {of} met").format(n=met, of=total), "green" if met == total else "plain"))
        self._ways.addWidget(button(_("What arrived"), self.toggle, role="quiet", icon="requests"))
        self._ways.addWidget(button(_("Hint"), self.hint, role="quiet", icon="info"))
        if run.state.mode == "demonstration":
            self._ways.addWidget(button(_("Show me"), self.show_me, role="quiet", icon="show"))
        more: list[tuple[str, Callable[[], object]]] = [
            (_("All that was expected…"), self.sum_up),
            (_("Presenter view") + "  F5", self.present),
            *self._ways_beside(),
            (_("Hand in to the class…"), partial(hand_in, self, self.context, run)),
            (_("Debrief on paper…"), partial(show_debrief, self, self.context, run)),
        ]
        self._ways.addWidget(menu_button(_("More"), more + self._ways_back()))
        following = button(_("Next event"), self.next_event, role="primary")
        following.setEnabled(not run.state.over)
        self._ways.addWidget(following)

    def _draw_time(self) -> None:
        """Say what day and hour it is in the exercise."""
        day = (self.run.clock.now().astimezone().date() - self.run.stage.beginning.astimezone().date()).days
        now = instant(self.run.clock.now())
        date, time = format_weekday(self.run.stage.date(day)), format_clock(now)
        self._when.setText(_("Day {day} · {date}, {time}").format(day=day, date=date, time=time))

    def _ways_beside(self) -> list[tuple[str, Callable[[], object]]]:
        """Return the way to two States side by side, where a trainer demonstrates a scenario of several offices."""
        state, offices = self.run.state, self.run.read.scenario.offices
        if state.mode != "demonstration" or state.staged or len(offices) == 1:
            return []
        return [(_("Two States side by side"), lambda: self.turn.emit(side_by_side.put_beside_here))]

    def _ways_back(self) -> list[tuple[str, Callable[[], object]]]:
        """Return the steps to begin again, the present one first; where a trainer demonstrates, those to come too."""
        known, shows = self.run.state.steps, self.run.state.mode == "demonstration"
        steps = [one for one in self.run.read.scenario.steps if one.id in known or shows]
        ordered = sorted(steps, key=lambda one: one.id != self.run.state.step)
        return [(self._step_name(one), partial(self.back_to, one.id)) for one in ordered]

    def _step_name(self, step: ScenarioStep) -> str:
        title = visible(self.run.text(f"{step.id}.title"))
        if step.id in self.run.state.steps:
            return _("To the beginning of “{title}”").format(title=title)
        return _("Play the solution up to “{title}”").format(title=title)

    def _checked(self, judged: list[Judged]) -> None:
        shown = [(one.state, str(one.actual)) for one in self.judged]
        self.judged = judged
        self._draw_time()
        if [(one.state, str(one.actual)) for one in judged] != shown:
            self._draw_head()
            self._inside.draw_expected(self.run, judged)

    def _entered(self, office: str, step: ScenarioStep) -> None:
        if step.office != office:  # it is played in another office: opened here, or at work in a window of its own
            self.turn.emit(None if self.run.state.staged else lambda _run: None)
            return
        self.judged = []
        self._say("")
        self._panel.show()
        self._fit()
        self.draw()
        self.context.refresh.announce(EVERYTHING)

    def _not_entered(self, error: BaseException) -> None:
        if isinstance(error, HoldError):
            dialog = NameDialog(
                self.window(), _("The next step opens with four digits."), _("Digits"), self.next_event,
                training=True, action=_("Go on"), about=_("The trainer shows them on the wall."),
            )  # fmt: skip
            dialog.open()
        elif isinstance(error, ExerciseOverError):
            self._say(_("The exercise is over: this was its last step."), tone="green")
            self._draw_head()
            self.sum_up()
        else:
            self.context.failed.emit(error)

    def _hinted(self, one: Expectation) -> None:
        self._say(visible(self.run.text(f"{one.id}.hint")))

    def _nothing_open(self, error: BaseException) -> None:
        if isinstance(error, FocalpointError):
            self._say(_("Everything that is expected here is met."), tone="green")
        else:
            self.context.failed.emit(error)

    def _shown(self, done: ShownDeed | None) -> None:
        if done is None:
            self.context.notice.emit(_("The solution of this step is done."), "")
            return
        about = {"n": done.number, "of": done.of}
        self.context.notice.emit(_("Action {n} of {of} was done for you.").format(**about), "")
        self.context.refresh.announce(done.changes)
        self._soon.start()
        request = next(
            (pair for pair in (done.changes.first, *sorted(done.changes.touched)) if pair[0] == "request"), None
        )
        if request is not None:
            self.context.go.emit(ToRecord(*request))

    def _read(self, one: ArrivedItem) -> None:
        PaperView(self.window(), self.context, one).open()

    def _choose(self, inject: str, option: str) -> None:
        call = partial(exercise.choose, self.run, inject, option)
        self.context.start(call, done=self._chosen)

    def _chosen(self, _none: object) -> None:
        self._inside.draw_arrived(self.run)
        self.check()

    def _say(self, sentence: str, *, tone: str = "accent") -> None:
        self._inside.say(sentence, tone=tone)
        if sentence:
            self._panel.show()
            self._fit()
            self._panel.verticalScrollBar().setValue(0)
