"""What opens under the strip of an exercise: what is said, what arrived, what is expected."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from focalpoint.domain.visible_text import visible
from focalpoint.gui.exercise.cards import card, expectation_line
from focalpoint.gui.widgets.basics import Banner, clear, column, row, text
from focalpoint.language import _, ngettext
from focalpoint.services.training import arrived_files
from focalpoint.services.training.exercise import Judged
from focalpoint.services.training.runs import Run


class ExercisePanel(QWidget):
    """Two columns: the event with its cards, and the list of what is expected."""

    read = Signal(object)  # a paper that arrived
    chosen = Signal(str, str)  # a question and its answer
    asked = Signal(str)  # an expectation for which a hint is wanted

    def __init__(self) -> None:
        super().__init__()
        down = column(self, spacing=8)
        self._said = column()
        down.addLayout(self._said)
        across = row(spacing=16)
        down.addLayout(across, 1)
        left, right = QWidget(), QWidget()
        self._arrived, self._expected = column(left, spacing=8), column(right, spacing=2)
        across.addWidget(left, 3)
        across.addWidget(right, 2)

    def say(self, sentence: str, *, tone: str = "accent") -> None:
        """Show a sentence over everything, or nothing."""
        clear(self._said)
        if sentence:
            self._said.addWidget(Banner("green" if tone == "green" else "accent", sentence))

    def draw_arrived(self, run: Run) -> None:
        """Show the event, what is to be done, and what arrived."""
        clear(self._arrived)
        step = run.state.step
        self._arrived.addWidget(text(visible(run.text(f"{step}.event"))))
        self._arrived.addWidget(text(visible(run.text(f"{step}.task")), "strong"))
        for one in arrived_files.arrived_in(run, step):
            self._arrived.addWidget(card(one, self.read.emit, self.chosen.emit))
        self._arrived.addStretch(1)

    def draw_expected(self, run: Run, judged: list[Judged]) -> None:
        """Show what is expected beside what is there; in the mode of an exercise only what is met."""
        clear(self._expected)
        mode = run.state.mode
        self._expected.addWidget(text(_("What is expected"), "caption"))
        shown = [one for one in judged if mode != "exercise" or one.state == "met"]
        for one in shown:
            title, debrief = (run.text(f"{one.expectation.id}.{part}") for part in ("title", "debrief"))
            hint = partial(self.asked.emit, one.expectation.id)
            line = expectation_line(one, title, debrief=debrief, beside=mode != "exercise", hint=hint)
            self._expected.addWidget(line)
        left = len(judged) - len(shown)
        if left:
            more = ngettext("{n} thing is still expected.", "{n} things are still expected.", left).format(n=left)
            self._expected.addWidget(text(more, "muted"))
        self._expected.addStretch(1)
