"""The servers of a vault: when each was last in step, and the button that brings it in step now."""

from functools import partial

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from focalpoint.domain.visible_text import visible
from focalpoint.gui.context import Context
from focalpoint.gui.jobs import Job
from focalpoint.gui.pages.exchange.room import HostDialog, JoinDialog
from focalpoint.gui.pages.exchange.schedule import PaceDialog
from focalpoint.gui.pages.exchange.server import KINDS, ServerDialog
from focalpoint.gui.widgets.basics import Banner, button, clear, column, menu_button, row, text
from focalpoint.gui.widgets.fields import icon_label
from focalpoint.gui.widgets.plain_text import sentence
from focalpoint.language import _, format_instant, isolate, isolate_ltr, ngettext
from focalpoint.services.sync import server_status, servers
from focalpoint.services.sync.servers import RemoteStatus, Report


class ServersPart(QWidget):
    """A list, one button for each, and what the last run did."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        lay = column(self, spacing=12)
        said = _(
            "Bundles can also travel by a server or a shared folder when there is a connection. Sticks always work."
        )
        lay.addWidget(text(said, "muted"))
        self._list: QVBoxLayout = column(spacing=8)
        lay.addLayout(self._list)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        self._doing = text("", "small")
        self._job: Job | None = None
        self._work = QWidget()
        work = row(self._work, spacing=12)
        told = column(spacing=4)
        told.addWidget(self._doing)
        told.addWidget(self.bar)
        work.addLayout(told, 1)
        work.addWidget(button(_("Stop"), self.stop, icon="close"))
        self._work.hide()
        lay.addWidget(self._work)
        self._said: QVBoxLayout = column(spacing=4)
        lay.addLayout(self._said)
        across = row()
        across.addWidget(button(_("Add a server…"), self._add, icon="add"))
        rooms = [(_("Let the other laptop join…"), self._host), (_("Join the other laptop…"), self._join)]
        across.addWidget(menu_button(_("Exchange in this room…"), rooms, icon="person"))
        across.addStretch(1)
        lay.addLayout(across)
        lay.addStretch(1)

    def reload(self) -> None:
        """Read which servers there are."""
        self.context.run(servers.status, done=self._show, reads_only=True)

    def run(self, name: str) -> None:
        """Bring a server and this vault in step; one can go on working."""
        clear(self._said)
        self._progress(0, None, "")
        self._work.show()
        self._job = job = self.context.run(servers.run, name, done=self._ran, failed=self._failed, network=True)
        job.progress.connect(self._progress)
        job.cancelled.connect(self._stopped)
        job.finished.connect(self._ended)

    def stop(self) -> None:
        """Stop the run between two objects; the next one goes on from there."""
        if self._job is not None:
            self._doing.setText(_("Stopping…"))
            self._job.cancel()

    def _progress(self, done: int, total: object, what: str) -> None:
        self.bar.setRange(0, total if isinstance(total, int) else 0)
        self.bar.setValue(done)
        self._doing.setText(_(what) if what else _("Connecting…"))

    def _stopped(self) -> None:
        said = _("Stopped. What was exchanged is whole; the next run goes on from there.")
        self._said.addWidget(Banner("plain", said))
        self.reload()

    def _failed(self, error: object) -> None:
        self.context.failed.emit(error)
        self.context.cared.emit()
        self.reload()

    def _ended(self) -> None:
        self._job = None
        self._work.hide()

    def _ran(self, report: Report) -> None:
        put = ngettext("{n} bundle put there", "{n} bundles put there", report.put).format(n=report.put)
        taken = ngettext("{n} bundle taken in", "{n} bundles taken in", report.taken).format(n=report.taken)
        self._said.addWidget(Banner("green", f"{put} · {taken}", icon="check"))
        if report.waiting:
            said = ngettext(
                "{n} bundle waits for your decision", "{n} bundles wait for your decision", report.waiting
            ).format(n=report.waiting)
            self._said.addWidget(Banner("amber", said))
        if report.later:
            self._said.addWidget(Banner("plain", sentence(server_status.later(report.later))))
        for message in report.problems:
            self._said.addWidget(Banner("amber", sentence(message)))
        self.context.refresh.announce(report.changes())
        self.context.cared.emit()
        self.reload()

    def _show(self, found: list[RemoteStatus]) -> None:
        clear(self._list)
        for place in found:
            self._list.addWidget(self._line(place))
        if not found:
            self._list.addWidget(text(_("No server was added."), "muted"))

    def _line(self, place: RemoteStatus) -> QWidget:
        holder = QWidget()
        line = row(holder, spacing=12)
        line.addWidget(icon_label("exchange", "muted", 20))
        words = column(spacing=0)
        words.addWidget(text(isolate(visible(place.name)), "strong"))
        people = _(", ").join(isolate(visible(person)) for person in place.readers)
        about = f"{_(KINDS[place.kind])} · {isolate_ltr(visible(place.address))} · {people}"
        words.addWidget(text(about, "small"))
        when = format_instant(place.synced_at)
        said = _("In step since {when}").format(when=when) if when else _("Never in step yet")
        words.addWidget(text(said, "small"))
        words.addWidget(text(sentence(server_status.state(place)), "small"))
        for note in place.notes:
            words.addWidget(text(_(note), "small"))
        line.addLayout(words, 1)
        line.addWidget(button(_("Synchronise now"), partial(self.run, place.name), icon="refresh"))
        line.addWidget(button(_("When and how much…"), partial(self._set_pace, place)))
        forget = partial(self._forget, place.name)
        line.addWidget(button(_("Forget"), forget, role="quiet"))
        return holder

    def _set_pace(self, place: RemoteStatus) -> None:
        dialog = PaceDialog(self.window(), self.context, place)
        dialog.finished.connect(self._changed)
        dialog.open()

    def _changed(self) -> None:
        self.context.cared.emit()
        self.reload()

    def _host(self) -> None:
        HostDialog(self.window(), self.context).open()

    def _join(self) -> None:
        JoinDialog(self.window(), self.context).open()

    def _forget(self, name: str) -> None:
        self.context.run(servers.remove_remote, name, done=lambda _none: self.reload(), kept=True)

    def _add(self) -> None:
        dialog = ServerDialog(self.window(), self.context)
        dialog.finished.connect(lambda _result: self.reload())
        dialog.open()
