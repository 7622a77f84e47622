"""A remote with a budget for one run: an endless server is left, reported, and the next run goes on.

The budgets are far above what honest work needs; they bound what a hostile or broken server can take of time, memory
and disk. The bounds of a single answer stand with the wires.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from focalpoint.domain.wording import N_
from focalpoint.transports.port import Probe, Remote, RemoteError


class RunTooLongError(RemoteError):
    """A run reached one of its budgets. `what` and `most` are its parameters."""

    message = N_("“{place}” took more than one run may take ({what}: {most}). The run was ended there.")
    safe = N_("What was exchanged until then is whole and stays.")
    remedy = N_("The next run goes on. If this comes again and again, tell the administrator of the server the code.")
    code = "NET-109"


NAMES, BYTES, REQUESTS, SECONDS = N_("names"), N_("bytes"), N_("requests"), N_("seconds")


@dataclass(frozen=True, slots=True)
class Budget:
    """What one half of a run, fetching or putting, may take."""

    names: int = 500_000
    size: int = 16 << 30  # bytes that come in
    requests: int = 100_000
    seconds: float = 4 * 3600.0


class Bounded:
    """A remote with a budget. It is looked at before each request and after each answer."""

    def __init__(self, remote: Remote, place: str, budget: Budget, clock: Callable[[], float] = time.monotonic) -> None:
        self._remote, self._place, self._budget, self._clock = remote, place, budget, clock
        self.renew()

    def renew(self) -> None:
        """Begin with the whole budget."""
        self._names = self._size = self._requests = 0
        self._begun = self._clock()

    def list(self, prefix: str, after: str = "") -> "list[str]":
        """Return the full keys below a folder."""
        self._ask()
        found = self._remote.list(prefix, after)
        self._names += len(found)
        self._within(NAMES, self._names, self._budget.names)
        return found

    def size(self, key: str) -> int | None:
        """Return the bytes an object has."""
        self._ask()
        return self._remote.size(key)

    def get(self, key: str, first: int = 0, count: int | None = None) -> bytes:
        """Return an object or a part of it."""
        self._ask()
        content = self._remote.get(key, first, count)
        self._size += len(content)
        self._within(BYTES, self._size, self._budget.size)
        return content

    def put_new(self, key: str, content: bytes) -> bool:
        """Store a new object whole."""
        self._ask()
        return self._remote.put_new(key, content)

    def drop_wrong(self, key: str) -> bool:
        """Remove an object that is another."""
        self._ask()
        return self._remote.drop_wrong(key)

    def sweep(self, prefix_of_own_temps: str) -> int:
        """Delete own unfinished uploads."""
        self._ask()
        return self._remote.sweep(prefix_of_own_temps)

    def probe(self) -> Probe:
        """Try what the server can do."""
        self._ask()
        return self._remote.probe()

    def close(self) -> None:
        """End the connection."""
        self._remote.close()

    def _ask(self) -> None:
        self._requests += 1
        self._within(REQUESTS, self._requests, self._budget.requests)
        self._within(SECONDS, self._clock() - self._begun, self._budget.seconds)

    def _within(self, what: str, used: float, most: float) -> None:
        if used > most:
            raise RunTooLongError(place=self._place, what=what, most=f"{most:.0f}")
