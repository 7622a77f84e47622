"""The time of a workspace: what counts for facts, and what is real. They differ only in an exercise."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

Source = Callable[[], datetime]


def system_now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """Two sources of moments in UTC.

    `now` counts for facts: changes, stamps, the audit log, time limits, reminders. `real` counts for what happens to
    this computer: backups, care, pauses of servers, certificates, what is remembered outside the vault.
    """

    now: Source = system_now
    real: Source = system_now

    @classmethod
    def at(cls, source: Source) -> "Clock":
        """Return a clock that takes both from one source."""
        return cls(source, source)

    @property
    def simulated(self) -> bool:
        """Tell whether facts happen at another time than the real one."""
        return self.now is not self.real


SYSTEM = Clock()
