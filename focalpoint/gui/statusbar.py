"""The line at the bottom: when the vault locks, the last backup, what waits, the next deadline, work under way."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget

from focalpoint.gui import theme
from focalpoint.gui.jobs import Job
from focalpoint.gui.widgets.basics import Elided, button, row, text, tool
from focalpoint.gui.widgets.plain_text import tip
from focalpoint.language import _, format_instant, format_weekday, instant, isolate_ltr, ngettext
from focalpoint.services.day.today import DueRow


class StatusBar(QWidget):
    """Quiet facts; each leads to its page."""

    open_exchange = Signal()
    open_settings = Signal()
    open_servers = Signal()
    open_record = Signal(str, str)
    save_copy = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("statusbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        lay = row(self, margins=(12, 2), spacing=12)
        self._lock = text("", wrap=False)
        self._backup = button("", self.open_settings.emit, role="link")
        self._reading = button("", self.save_copy.emit, role="link", icon="alert")
        self._sync = button("", self.open_servers.emit, role="link")
        self._waiting = button("", self.open_exchange.emit, role="link")
        self._next = button("", self._open_next, role="link")
        self._next_id = ""
        self._work = Elided("")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(theme.px(120))
        self._bar.setAccessibleName(_("Progress"))
        self._stop = tool("close", _("Stop this work"), self._cancel)
        self._job: Job | None = None
        for part in (self._reading, self._lock, self._backup, self._sync, self._waiting, self._next):
            lay.addWidget(part)
        lay.addWidget(self._work, 1)
        lay.addWidget(self._bar)
        lay.addWidget(self._stop)
        self._idle()
        self.set_reading_only(reading_only=False)
        self.set_backup(None)
        self.set_sync("")
        self.set_waiting(0)
        self.set_next(None)

    def set_left(self, seconds: int) -> None:
        """Say how long until the vault locks by itself."""
        if seconds >= 60:
            minutes = -(-seconds // 60)
            self._lock.setText(ngettext("Locks in {n} minute", "Locks in {n} minutes", minutes).format(n=minutes))
        else:
            self._lock.setText(ngettext("Locks in {n} second", "Locks in {n} seconds", seconds).format(n=seconds))

    def set_reading_only(self, *, reading_only: bool) -> None:
        """Say that the disk takes nothing, and offer to save a copy of the vault elsewhere."""
        self._put(self._reading, _("For reading only: the disk takes nothing. Save a copy…") if reading_only else "")

    def set_backup(self, at: datetime | None) -> None:
        """Say when the last backup was made."""
        said = _("Backed up {when}").format(when=format_instant(instant(at))) if at else _("No backup yet")
        self._put(self._backup, said)

    def set_sync(self, said: str) -> None:
        """Say how the servers stand; nothing if there are none."""
        self._put(self._sync, said)

    def set_waiting(self, number: int) -> None:
        """Say how many bundles wait to be opened."""
        said = ngettext("{n} bundle waiting", "{n} bundles waiting", number).format(n=number) if number else ""
        self._put(self._waiting, said)

    def set_next(self, row_due: DueRow | None) -> None:
        """Say which deadline comes next."""
        self._next_id = row_due.id if row_due else ""
        if row_due is None:
            self._put(self._next, "")
            return
        reference = isolate_ltr(row_due.reference)
        said = _("Next deadline: {day} ({reference})").format(day=format_weekday(row_due.due_on), reference=reference)
        self._put(self._next, said)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten what does not fit; the whole sentence is its tooltip."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        others = sum(
            part.sizeHint().width()
            for part in (self._reading, self._lock, self._backup, self._sync, self._waiting)
            if not part.isHidden()
        )
        room = max(self.width() - others - theme.px(80), theme.px(60))
        whole = self._next.accessibleName()
        shown = self._next.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideMiddle, room)
        self._next.setText(shown)
        tip(self._next, whole if shown != whole else "")

    def watch(self, job: Job) -> None:
        """Show the progress of a job once it reports some."""
        job.progress.connect(lambda done, total, what: self._progress(job, done, total, what))
        job.finished.connect(lambda: self._ended(job))

    def _progress(self, job: Job, done: int, total: object, what: str) -> None:
        self._job = job
        self._work.setText(_(what) if what else _("Working…"))
        self._bar.setRange(0, total if isinstance(total, int) else 0)
        self._bar.setValue(done)
        for part in (self._bar, self._stop):
            part.setVisible(True)

    def _ended(self, job: Job) -> None:
        if job is self._job:
            self._idle()

    def _idle(self) -> None:
        self._job = None
        self._work.setText("")
        for part in (self._bar, self._stop):
            part.setVisible(False)

    def _cancel(self) -> None:
        if self._job is not None:
            self._work.setText(_("Stopping…"))
            self._job.cancel()

    def _open_next(self) -> None:
        if self._next_id:
            self.open_record.emit("request", self._next_id)

    def _put(self, where: QPushButton, said: str) -> None:
        where.setText(said)
        where.setAccessibleName(said)
        where.setVisible(bool(said))
        where.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._fit()
