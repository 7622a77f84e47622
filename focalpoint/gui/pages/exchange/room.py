"""Two laptops in one room: one lets the other join for a few minutes, the other types or scans its line."""

import threading
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from focalpoint.domain.visible_text import visible
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.errors import explain
from focalpoint.gui.jobs import Job
from focalpoint.gui.pages.exchange.bundle_export import ChoosePart
from focalpoint.gui.widgets.basics import Banner, button, clear, column, row, text
from focalpoint.gui.widgets.card import qr_label
from focalpoint.gui.widgets.choice import Choice
from focalpoint.gui.widgets.fields import labelled, line
from focalpoint.gui.widgets.plain_text import sentence
from focalpoint.language import _, isolate, isolate_ltr, ngettext
from focalpoint.services.core.tasks import Task
from focalpoint.services.exchange import introduction, peers
from focalpoint.services.sync import room
from focalpoint.services.sync.room import Room
from focalpoint.services.sync.runs import Report

LOOK_MS = 500


class Holder:
    """Holds the room that a worker opens; once let go, a room that comes late is closed at once."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._gone = False
        self.room: Room | None = None

    def hold(self, opened: Room) -> Room:
        """Keep a room; close it if nobody wants it any more."""
        with self._guard:
            self.room = opened
            if self._gone:
                opened.close()
        return opened

    def let_go(self) -> None:
        """Close the room, now or when it comes."""
        with self._guard:
            self._gone = True
            if self.room is not None:
                self.room.close()


class HostDialog(Dialog):
    """Who may join and what lies there; then the code and the line, until the dialog is closed."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        about = _("No internet and no server: the other laptop in the same network joins this one, once.")
        super().__init__(parent, _("Exchange in this room"), training=context.ws.info.training, about=about, width=720)
        self.context, self.holder = context, Holder()
        self._job: Job | None = None
        self.stack = QStackedWidget()
        self.content.addWidget(self.stack, 1)
        first = QWidget()
        lay = column(first, spacing=12)
        lay.addWidget(text(_("What was shared with them before goes along by itself."), "small"))
        self.choice = ChoosePart(context, [])
        self.choice.send_everything.hide()
        lay.addWidget(self.choice, 1)
        self.address = Choice([(one, isolate_ltr(one)) for one in _addresses()], "")
        self._where = labelled(_("Address of this laptop"), self.address)
        lay.addWidget(self._where)
        self._where.setVisible(self.address.count() > 1)
        self.stack.addWidget(first)
        second = QWidget()
        self._shown: QVBoxLayout = column(second, spacing=12)
        self.stack.addWidget(second)
        self._came: QVBoxLayout = column(spacing=4)
        self.content.addLayout(self._came)
        self.go = self.add_actions(_("Let it join"), self.open_room, cancel=_("Close"))
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        context.locking.connect(self._leave)
        self.finished.connect(lambda _result: self._leave())

    def open_room(self) -> None:
        """Put what lies there into the room, and open it."""
        readers, chosen, address = self.choice.readers(), self.choice.chosen(), self.address.code()
        if not readers:
            self.say(_("Choose who may join."))
            return
        self.say(_("Sealing what lies there…"))
        self.go.setEnabled(False)
        ws, holder = self.context.ws, self.holder

        def call(task: Task) -> Room:
            return holder.hold(room.serve(ws, readers, chosen, address, task=task))

        self._job = self.context.start(call, done=self.show_room, failed=self._failed, network=True)

    def show_room(self, opened: Room) -> None:
        """Show the code and the line."""
        self._job = None
        self.say("")
        self.go.hide()
        across = row(spacing=24)
        across.addWidget(qr_label(opened.code(), 220), 0, Qt.AlignmentFlag.AlignTop)
        words = column(spacing=8)
        words.addWidget(
            text(_("On the other laptop, on the page “Exchange”, “Servers”, press “Join the other laptop…”."))
        )
        words.addWidget(text(_("Scan this code there, or type:")))
        lines = QWidget()
        lines.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        typed = column(lines, spacing=4)
        groups = opened.line.partition(":")[2].split("-")
        for place in range(0, len(groups), 4):
            typed.addWidget(text(" ".join(groups[place : place + 4]), "digits", wrap=False, selectable=True))
        lines.setAccessibleName(opened.line)
        words.addWidget(lines)
        words.addWidget(text(_("Address: {address}").format(address=isolate_ltr(opened.where)), "small"))
        self._left = text("", "small")
        words.addWidget(self._left)
        words.addStretch(1)
        across.addLayout(words, 1)
        self._shown.addLayout(across)
        self._shown.addStretch(1)
        self.stack.setCurrentIndex(1)
        self._look()
        self._timer.start()

    def _look(self) -> None:
        opened = self.holder.room
        if opened is None or self._job is not None:
            return
        if not opened.is_open:
            self._timer.stop()
            self._left.setText(_("It is closed. Open it again if you need more time."))
            return
        self._left.setText(_closes(opened.minutes))
        if opened.called():
            self._job = self.context.start(opened.answer, done=self._answered, failed=self._failed, network=True)
            self._job.finished.connect(self._free)

    def _free(self) -> None:
        self._job = None

    def _answered(self, ended: list[str]) -> None:
        opened = self.holder.room
        if opened is None:
            return
        self.context.refresh.announce(opened.report.changes())
        for device in ended:
            person = peers.peer(self.context.ws, device).person
            said = _("The exchange with {person} is done.").format(person=isolate(visible(person)))
            _tell(self._came, opened.report, said)

    def _failed(self, error: BaseException) -> None:
        self._job = None
        self.go.setEnabled(True)
        self.say(explain(error).as_line())

    def _leave(self) -> None:
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()
        self.holder.let_go()


class JoinDialog(Dialog):
    """The line of the other laptop, and what came of it."""

    def __init__(self, parent: QWidget, context: Context) -> None:
        about = _("What was shared with that person before goes over; what lies there for you comes here.")
        title = _("Join the other laptop")
        super().__init__(parent, title, training=context.ws.info.training, about=about, width=620)
        self.context = context
        self._job: Job | None = None
        self.line = line(ltr=True)
        said = _("Sixteen groups of four letters and digits, as the other screen shows them.")
        self.content.addWidget(labelled(_("Line of the other laptop"), self.line, help_text=said, required=True))
        picture = button(_("Read it from a picture of the code…"), self._choose, icon="qr")
        self.content.addWidget(picture, 0, Qt.AlignmentFlag.AlignLeading)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        self._doing = text("", "small")
        for part in (self._doing, self.bar):
            part.hide()
            self.content.addWidget(part)
        self._came: QVBoxLayout = column(spacing=4)
        self.content.addLayout(self._came)
        self.go = self.add_actions(_("Join"), self.join, cancel=_("Close"))
        self.finished.connect(lambda _result: self._leave())
        self.fit()

    def join(self) -> None:
        """Enter the room, exchange, leave."""
        said = self.line.text().strip()
        if not said:
            self.say(_("Type the line of the other laptop, or read its code."))
            return
        self.say("")
        clear(self._came)
        self.go.setEnabled(False)
        self._progress(0, None, "")
        call = partial(room.join, self.context.ws, said, [])
        self._job = self.context.start(call, done=self._joined, failed=self._failed, network=True)
        self._job.progress.connect(self._progress)
        self._job.finished.connect(self._ended)

    def read_picture(self, path: Path) -> None:
        """Take the line from a picture."""
        read = partial(room.read_picture, path)
        self.context.start(read, done=self.line.setText, failed=self._failed, reads_only=True)

    def _choose(self) -> None:
        pattern = _("Pictures") + " (" + " ".join(f"*{kind}" for kind in introduction.PICTURES) + ")"
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Picture of the code"), str(Path.home()), pattern)
        if chosen:
            self.read_picture(Path(chosen))

    def _progress(self, done: int, total: object, what: str) -> None:
        self.bar.setRange(0, total if isinstance(total, int) else 0)
        self.bar.setValue(done)
        self._doing.setText(_(what) if what else _("Connecting…"))
        for part in (self._doing, self.bar):
            part.show()

    def _joined(self, report: Report) -> None:
        self.context.refresh.announce(report.changes())
        _tell(self._came, report, _("The exchange is done."))
        self.line.clear()

    def _failed(self, error: BaseException) -> None:
        self.say(explain(error).as_line())

    def _ended(self) -> None:
        self._job = None
        self.go.setEnabled(True)
        for part in (self._doing, self.bar):
            part.hide()

    def _leave(self) -> None:
        if self._job is not None:
            self._job.cancel()


def _addresses() -> list[str]:
    try:
        return room.addresses()
    except room.NoAddressError:
        return []  # it is said when the room shall be opened


def _closes(minutes: int) -> str:
    return ngettext("It closes by itself in {n} minute.", "It closes by itself in {n} minutes.", minutes).format(
        n=minutes
    )


def _tell(where: QVBoxLayout, report: Report, done: str) -> None:
    """Show what was exchanged."""
    put = ngettext("{n} bundle put there", "{n} bundles put there", report.put).format(n=report.put)
    taken = ngettext("{n} bundle taken in", "{n} bundles taken in", report.taken).format(n=report.taken)
    clear(where)
    where.addWidget(Banner("green", f"{done} {put} · {taken}", icon="check"))
    if report.waiting:
        said = ngettext(
            "{n} bundle waits for your decision", "{n} bundles wait for your decision", report.waiting
        ).format(n=report.waiting)
        where.addWidget(Banner("amber", said))
    for message in report.problems:
        where.addWidget(Banner("amber", sentence(message)))
