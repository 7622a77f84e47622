"""Writing a pack to many sticks: put them in as they come, pull out what is green, look at what is red."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget

from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.errors import explain
from focalpoint.gui.jobs import Job
from focalpoint.gui.widgets.basics import Pill, Tone, button, clear, column, row, text
from focalpoint.gui.widgets.fields import labelled, line
from focalpoint.gui.widgets.plain_text import sentence
from focalpoint.language import _, isolate, isolate_ltr
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.tasks import Task
from focalpoint.services.seminars import handout
from focalpoint.services.seminars.pack import Pack
from focalpoint.services.seminars.sticks import StickCount, StickStage, StickState

MOST = 999
ROOM = 28  # as many as the sixth seminar had
_TONES: dict[StickStage, Tone] = {StickStage.DONE: "green", StickStage.FAILED: "red", StickStage.WAITING: "plain"}


class _Report(QObject):
    """Carries what the threads of the writer say to the window's own."""

    progressed = Signal(object, object)


class SticksDialog(Dialog):
    """How many in all, a line a stick, and the count in large figures."""

    def __init__(self, parent: QWidget, context: Context, made: Pack, place: Path) -> None:
        about = _("Four sticks at a time. Pull out what is green and put in the next; what is red was not written.")
        super().__init__(parent, _("Write sticks"), training=context.ws.info.training, width=640, about=about)
        self.context, self._made, self._place = context, made, place
        begun = handout.handout_of(context.ws, made)
        self.wanted = line(str(max(ROOM, begun.written or 0)), ltr=True)
        self.wanted.setValidator(QIntValidator(1, MOST, self.wanted))
        self.content.addWidget(labelled(_("How many sticks in all"), self.wanted))
        self._beside: list[Path] = []
        self.more = button(_("Also on each stick…"), self._choose_beside, role="link", icon="add")
        self.content.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeading)
        self._also = text("", "small")
        self._also.hide()
        self.content.addWidget(self._also)
        self.count = text("", "title")
        self.content.addWidget(self.count)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        self.content.addWidget(self.bar)
        self._lines = column(spacing=8)
        self.content.addLayout(self._lines)
        self._failures = column(spacing=4)
        self.content.addLayout(self._failures)
        self._report = _Report(self)
        self._report.progressed.connect(self._shown, Qt.ConnectionType.QueuedConnection)
        self._job: Job | None = None
        self.stop = button(_("Close"), self.reject)
        self.buttons.addWidget(self.stop)
        self.buttons.addStretch(1)
        self.go = button(_("Begin"), self.begin, role="primary")
        self.go.setDefault(True)
        self.buttons.addWidget(self.go)
        self.content.addStretch(1)
        self._tally(StickCount(self.number(), begun.written or 0))
        self.wanted.textChanged.connect(self._retally)
        self.resize(theme.px(680), min(theme.px(600), parent.height()))

    def begin(self) -> None:
        """Write to the sticks that are in, and to those that are put in."""
        self.go.setEnabled(False)
        self.wanted.setEnabled(False)
        self.more.setEnabled(False)
        self.stop.setText(_("Stop after these"))
        ws, made, place, wanted, beside = self.context.ws, self._made, self._place, self.number(), self._beside
        listen = self._report.progressed.emit

        def write(task: Task) -> StickCount:
            return handout.write_sticks(ws, made, place, wanted, beside=beside, task=task, listen=listen)

        self._job = self.context.start(write, done=self._done, failed=self._failed, network=True)
        self._job.cancelled.connect(self._stopped)
        self.say("")

    def reject(self) -> None:
        """Stop after the sticks that are being written, or close."""
        if self._job is None:
            super().reject()
            return
        self._job.cancel()
        self.stop.setEnabled(False)

    def _choose_beside(self) -> None:
        """Let the trainer choose files to hand out beside the pack, as a package of the program."""
        start = str(self._place.parent)
        chosen, _kind = QFileDialog.getOpenFileNames(self, _("Files for each stick: the program, an update"), start)
        self._beside = [Path(one) for one in chosen]
        names = ", ".join(isolate_ltr(visible(one.name)) for one in self._beside)
        self._also.setText(_("Also on each stick: {names}").format(names=names))
        self._also.setVisible(bool(self._beside))

    def number(self) -> int:
        """Return how many sticks are wanted, 0 while nothing is typed."""
        typed = self.wanted.text()
        return int(typed) if typed.isdecimal() else 0

    def _retally(self, _typed: str) -> None:
        begun = handout.handout_of(self.context.ws, self._made)
        self.go.setEnabled(self.number() > 0)
        self._tally(StickCount(self.number(), begun.written or 0))

    def _tally(self, count: StickCount) -> None:
        said = _("{n} of {all} done").format(n=count.done, all=count.wanted)
        self.count.setText(said)
        self.bar.setRange(0, count.wanted)
        self.bar.setValue(count.done)

    def _shown(self, states: tuple[StickState, ...], count: StickCount) -> None:
        self._tally(count)
        clear(self._lines)
        for one in states:
            shown = QWidget()
            across = row(shown, spacing=12)
            across.addWidget(text(isolate(visible(one.label)), "strong", wrap=False))
            across.addWidget(Pill(_(one.stage), _TONES.get(one.stage, "amber")))
            about = sentence(one.reason) if one.reason else isolate_ltr(visible(str(one.path)))
            across.addWidget(text(about, "small"), 1)
            self._lines.addWidget(shown)
        clear(self._failures)
        for name, why in count.failed:
            self._failures.addWidget(text(f"{isolate(visible(name))}: {sentence(why)}", "small"))

    def _done(self, count: StickCount) -> None:
        self._tally(count)
        self._end(_("All sticks are done. Pull out those that are still in when they are green."))

    def _stopped(self) -> None:
        self._end(_("Stopped. The count is kept: begin again at any time."))

    def _end(self, said: str) -> None:
        self._job = None
        self.say(said)
        self.stop.setText(_("Close"))
        self.stop.setEnabled(True)
        self.go.setEnabled(True)
        self.wanted.setEnabled(True)
        self.context.refresh.announce(Changes.of([("seminar", self._made.seminar)]))

    def _failed(self, error: BaseException) -> None:
        self._end("")
        self.say(explain(error).as_line(), bad=True)
