"""One run by way of a server: what it has, what it may still carry, what it did."""

from dataclasses import dataclass, field

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.messages import Message, message_of
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.sync.remotes import KnownRemote
from focalpoint.transports.port import Remote
from focalpoint.vault.remotes import RemoteProgress


@dataclass(slots=True)
class Report:
    """What a run did. `waiting` bundles need a person; `later` bytes of documents come with the next run."""

    put: int = 0
    parts_put: int = 0
    taken: int = 0
    parts_taken: int = 0
    waiting: int = 0
    later: int = 0
    problems: list[Message] = field(default_factory=list)
    touched: set[tuple[str, str]] = field(default_factory=set)

    def tell(self, problem: FocalpointError | Message) -> None:
        """Tell what went wrong with a part of the run, once."""
        message = problem if isinstance(problem, Message) else message_of(problem)
        if message not in self.problems:
            self.problems.append(message)

    def changes(self) -> Changes:
        """Return what the run changed in the vault."""
        return Changes.of(self.touched)


@dataclass(slots=True)
class SyncRun:
    """A run under way. `left` is what remains of the budget, None where there is none."""

    ws: Workspace
    connection: Remote
    place: KnownRemote
    state: RemoteProgress
    progress: Task
    report: Report = field(default_factory=Report)
    left: int | None = None

    def spend(self, size: int) -> None:
        """Take bytes off the budget."""
        if self.left is not None:
            self.left -= size

    def fits(self, size: int) -> bool:
        """Tell whether so many bytes may still be carried."""
        return self.left is None or size <= self.left


def part_key(name: str) -> str:
    """Return the name of a sealed part on a server."""
    return f"fp1/o/{name[:2]}/{name}"
