"""Runs of servers that nobody asked for: while the vault is open, one after the other, out of the way of a person."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from focalpoint.gui.context import Context
from focalpoint.gui.jobs import Job
from focalpoint.gui.widgets.plain_text import sentence
from focalpoint.services.core.tasks import Task
from focalpoint.services.sync import server_status, servers
from focalpoint.services.sync.servers import RemoteStatus, Report

PAUSE_MS = 60_000

Turn = tuple[list[str], list[RemoteStatus]]


class Pace(QObject):
    """Looks every minute whose turn it is; says how all servers stand."""

    status_changed = Signal(str)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job | None = None
        self._stopped = False
        self._timer = QTimer(self, interval=PAUSE_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        context.cared.connect(self.tell)

    def look(self) -> None:
        """See whose turn it is, and begin."""
        ws = self._context.ws
        self._read(lambda: (servers.due(ws), servers.status(ws)))

    def tell(self) -> None:
        """Say how all servers stand, and begin nothing."""
        ws = self._context.ws
        self._read(lambda: ([], servers.status(ws)))

    def stop(self) -> None:
        """Begin nothing more: the vault is being locked."""
        self._stopped = True
        self._timer.stop()

    def _read(self, read: Callable[[], Turn]) -> None:
        if not self._stopped:
            self._context.start(read, done=self._found, failed=lambda _error: None, reads_only=True)

    def _found(self, turn: Turn) -> None:
        due, standings = turn
        worst = server_status.worst(standings)
        self.status_changed.emit(sentence(worst) if worst else "")
        if due and self._job is None and not self._stopped:
            self._run(due[0])

    def _run(self, name: str) -> None:
        ws = self._context.ws

        def call(task: Task) -> Report:
            return servers.run(ws, name, task)

        self._job = job = self._context.start(
            call, done=self._ran, failed=lambda _error: self.tell(), network=True, aside=True
        )
        job.finished.connect(self._ended)

    def _ran(self, report: Report) -> None:
        if report.touched or report.waiting:
            self._context.refresh.announce(report.changes())
        self._context.cared.emit()

    def _ended(self) -> None:
        self._job = None
