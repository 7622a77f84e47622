"""Runs use cases off the window's thread: one thread for the vault, one for the network, a few for files.

Results come back queued.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from inspect import signature
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal

from focalpoint.domain.errors import Cancelled
from focalpoint.gui.teardown import Teardown
from focalpoint.loading import late
from focalpoint.services.core.tasks import Task

if TYPE_CHECKING:
    from concurrent import futures
else:
    futures = late("concurrent.futures")

THREADS = {"vault": 1, "network": 1, "files": 3}
PATIENCE = 3.0  # seconds for which a lock waits for a server; what comes after finds the vault closed


class Job(QObject):
    """One use case under way. Exactly one of `succeeded`, `failed`, `cancelled` is emitted, then `finished`."""

    progress = Signal(int, object, str)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()
    over = Signal(object)
    _reported = Signal(int, object, str)
    _ended = Signal(object, object)

    def __init__(self, parent: QObject, *, kept: bool = False, aside: bool = False) -> None:
        super().__init__(parent)
        self.kept, self.aside = kept, aside
        self.task = Task()
        self.task.on_progress = self._reported.emit
        self._future: futures.Future[None] | None = None
        self._muted = False
        self.patience: float | None = None
        self.error: BaseException | None = None  # set by the worker, read when it has stopped
        queued = Qt.ConnectionType.QueuedConnection
        self._reported.connect(self._on_progress, queued)
        self._ended.connect(self._on_end, queued)

    def cancel(self) -> None:
        """Ask the use case to stop at its next step."""
        self.task.cancel()

    def silence(self) -> None:
        """Deliver nothing from now on: the vault is being locked. What must be kept is done all the same."""
        self._muted = True
        if not self.kept:
            self.task.cancel()

    def wait(self) -> None:
        """Wait until the worker has stopped; for one that waits for a server, no longer than it deserves."""
        if self._future is not None and (self.kept or not self._future.cancel()):
            with suppress(TimeoutError):
                self._future.result(self.patience)

    def run(self, call: Callable[[], object]) -> None:
        """Do the work, on a worker thread."""
        value: object = None
        error: BaseException | None = None
        try:
            self.task.check()
            value = call()
        except BaseException as raised:  # noqa: BLE001 - delivered to the window's thread, which shows it
            error = self.error = raised
        self._ended.emit(value, error)

    def start(self, pool: "futures.ThreadPoolExecutor", call: Callable[..., object]) -> None:
        """Hand the work to a pool; it is given the task if it has a parameter of that name."""
        self._future = pool.submit(self.run, partial(call, task=self.task) if _takes_task(call) else call)

    def _on_progress(self, done: int, total: object, what: str) -> None:
        if not self._muted:
            self.progress.emit(done, total, what)

    def _on_end(self, value: object, error: object) -> None:
        if self._future is not None:
            self._future.result()  # the worker has left the signal: this object may now be destroyed
        if not self._muted:
            if error is None:
                self.succeeded.emit(value)
            elif isinstance(error, Cancelled):
                self.cancelled.emit()
            else:
                self.failed.emit(error)
            self.finished.emit()
        self.over.emit(self)
        self.deleteLater()


def _takes_task(call: Callable[..., object]) -> bool:
    try:
        return "task" in signature(call).parameters
    except ValueError:  # a function of the interpreter that does not say what it takes
        return False


class Jobs(QObject):
    """Starts jobs and knows those under way."""

    started = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools: dict[str, futures.ThreadPoolExecutor] = {}
        self._running: set[Job] = set()

    def start(
        self,
        call: Callable[..., Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Any], None] | None = None,
        *,
        reads_only: bool = False,
        network: bool = False,
        kept: bool = False,
        aside: bool = False,
    ) -> Job:
        """Run `call()` or `call(task=…)` off this thread; give its value to `done`, its error to `failed`, on this one.

        What waits for the `network` holds up nothing that a person saves; the vault is written to by one at a time.
        What is `kept` (a save, a draft) is carried out even if the vault is locked meanwhile. Nobody waits for what is
        done `aside`: it does not keep the vault from locking.
        """
        job = Job(self, kept=kept, aside=aside)
        job.patience = PATIENCE if network else None
        self._running.add(job)
        job.over.connect(self._forget)
        if done is not None:
            job.succeeded.connect(done)
        job.failed.connect(failed if failed is not None else self.failed.emit)
        self.started.emit(job)
        job.start(self._pool("files" if reads_only else "network" if network else "vault"), call)
        return job

    def _pool(self, name: str) -> "futures.ThreadPoolExecutor":
        if name not in self._pools:
            self._pools[name] = futures.ThreadPoolExecutor(THREADS[name], thread_name_prefix=name)
        return self._pools[name]

    def running(self) -> tuple[Job, ...]:
        """Return the jobs under way."""
        return tuple(self._running)

    def _forget(self, job: Job) -> None:
        self._running.discard(job)

    def hush(self) -> None:
        """Ask everything under way to stop, but for what must be kept; deliver nothing of it."""
        for job in self._running:
            job.silence()

    def drain(self) -> list[BaseException]:
        """Hush, wait until everything has stopped or is kept, and forget it; return why something was not kept."""
        steps = Teardown()
        for job in self._running:
            steps.take(job.silence)
        for job in self._running:
            steps.take(job.wait)
        refused = [job.error for job in self._running if job.kept and job.error is not None]
        self._running.clear()
        return [*steps.refused, *refused]

    def at_work(self) -> bool:
        """Tell whether something long is under way that a person waits for: it says how far it is."""
        return any(job.task.reported and not job.aside for job in self._running)

    def shutdown(self) -> None:
        """Drain and end the threads."""
        self.drain()
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=True)
