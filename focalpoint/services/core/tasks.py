"""Progress and cancellation of long work, without Qt."""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from focalpoint.domain.errors import Cancelled

T = TypeVar("T")
Progress = Callable[[int, int | None, str], None]


class Task:
    """Carries progress out and the wish to stop in. `on_progress(done, total or None, what)` is called at each step."""

    def __init__(self, on_progress: Progress | None = None) -> None:
        self.on_progress = on_progress
        self.reported = False  # whether it is long enough to say how far it is
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()

    def check(self) -> None:
        """Raise Cancelled if somebody asked to stop."""
        if self._stop.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Wait a while; raise Cancelled as soon as somebody asks to stop."""
        if self._stop.wait(seconds):
            raise Cancelled

    def report(self, done: int, total: int | None = None, what: str = "") -> None:
        """Tell how far the work is, and stop if asked to."""
        self.check()
        self.reported = True
        if self.on_progress is not None:
            self.on_progress(done, total, what)

    def steps(self, items: Iterable[T], total: int | None = None, what: str = "") -> Iterator[T]:
        """Yield items, reporting and checking between them."""
        done = 0
        for done, item in enumerate(items, 1):
            self.report(done - 1, total, what)
            yield item
        self.report(done, total, what)
