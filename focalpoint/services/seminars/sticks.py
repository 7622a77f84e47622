"""Writing a public pack to many sticks: four at a time, each read back and ejected, until all are done.

A stick that is full, locked, pulled out or does not keep what it is given is named, and the others go on. Files of
others on it stay; an older pack of the same seminar goes once the new one is whole.
"""

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from focalpoint import durable
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.messages import Message, message_of
from focalpoint.domain.wording import N_
from focalpoint.services.core.tasks import Task
from focalpoint.transports import drives, folder
from focalpoint.transports.drives import Drive, EjectByHandError
from focalpoint.transports.folder import HashingSink

TOGETHER = 4
PAUSE = 0.3  # seconds between two looks for sticks
BLOCK = 1 << 20


class StickStage(StrEnum):
    """How far a stick is."""

    WAITING = N_("Waiting")
    WRITING = N_("Writing")
    CHECKING = N_("Reading back")
    EJECTING = N_("Ejecting")
    DONE = N_("Done: pull it out")
    FAILED = N_("Not written")


class ChangedPackError(FocalpointError):
    """The pack file is not any more what was sealed."""

    message = N_("The pack on this computer is not what was sealed.")
    safe = N_("No stick counts as written with it.")
    remedy = N_("Make the pack again, then write the sticks again.")
    code = "PCK-103"


@dataclass(frozen=True, slots=True)
class StickFile:
    """A file for every stick: its name there, where it is read from or its bytes, and the SHA-256 it must have."""

    name: str
    source: Path | bytes
    sha256: str

    def produce(self, sink: HashingSink) -> None:
        """Write the file to a stick; raise ChangedPackError if it is not what was sealed."""
        digest = hashlib.sha256()
        for block in self._blocks():
            digest.update(block)
            sink.write(block)
        if digest.hexdigest() != self.sha256:
            raise ChangedPackError

    def _blocks(self) -> Iterator[bytes]:
        if isinstance(self.source, bytes):
            yield self.source
            return
        with self.source.open("rb") as stream:
            while block := stream.read(BLOCK):
                yield block


def stick_file(name: str, source: Path | bytes) -> StickFile:
    """Return a file for every stick, as it is now."""
    made = StickFile(name, source, "")
    digest = hashlib.sha256()
    for block in made._blocks():  # noqa: SLF001 - its own module
        digest.update(block)
    return replace(made, sha256=digest.hexdigest())


@dataclass(frozen=True, slots=True)
class StickState:
    """A stick that was seen: its name, how far it is, what went wrong, and whether the pack was on it before."""

    path: Path
    label: str
    stage: StickStage = StickStage.WAITING
    reason: Message | None = None
    had_it: bool = False


@dataclass(slots=True)
class StickCount:
    """What has become of all sticks so far: those done in this run and before, each failure by name."""

    wanted: int
    done: int = 0
    failed: list[tuple[str, Message]] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Tell whether as many were written as are wanted."""
        return self.done >= self.wanted


Listen = Callable[[tuple[StickState, ...], StickCount], None]


class StickWriter:
    """Writes the same files to every stick that is put in, until the count is reached or somebody cancels.

    `look` returns the sticks that are in, `let_go` ejects one; the program's own unless others are given. `replaces`
    are names of files that an older pack left, which go when the new one is whole. `keep` is called with the count
    whenever it changes, in the thread that runs.
    """

    def __init__(
        self,
        files: Iterable[StickFile],
        wanted: int,
        *,
        done: int = 0,
        replaces: Iterable[str] = (),
        look: Callable[[], Iterable[Drive]] = drives.removable,
        let_go: Callable[[Path, str], None] = drives.eject,
        keep: Callable[[StickCount], None] = lambda _count: None,
    ) -> None:
        self._files = tuple(files)
        self._replaces = frozenset(replaces) - {one.name for one in self._files}
        self._look, self._let_go, self._keep = look, let_go, keep
        self.count = StickCount(wanted, done)
        self._states: dict[Path, StickState] = {}
        self._guard = threading.Lock()
        self._listen: Listen = lambda _states, _count: None

    def run(self, task: Task | None = None, listen: Listen | None = None) -> StickCount:
        """Write until the count is reached; raise Cancelled when asked to, after those that were begun are done."""
        progress, self._listen = task or Task(), listen or self._listen
        running: dict[Path, Future[None]] = {}
        kept = (self.count.done, 0)
        try:
            with ThreadPoolExecutor(TOGETHER) as pool:
                while not (self.count.complete and not running):
                    running = {path: one for path, one in running.items() if not one.done()}
                    progress.report(self.count.done, self.count.wanted, N_("Writing sticks"))
                    for drive in self._fresh(running):
                        if len(running) >= min(TOGETHER, self.count.wanted - self.count.done):
                            break
                        running[drive.path] = pool.submit(self._serve, drive)
                    kept = self._kept(kept)
                    progress.wait(PAUSE)
        finally:
            self._kept(kept)
        return self.count

    def _kept(self, before: tuple[int, int]) -> tuple[int, int]:
        """Let the count be kept if it has changed; return it."""
        now = (self.count.done, len(self.count.failed))
        if now != before:
            self._keep(self.count)
        return now

    def _fresh(self, running: dict[Path, Future[None]]) -> list[Drive]:
        """Return the sticks that were put in and not served yet; one that was pulled out may come again."""
        found = list(self._look())
        here = {drive.path for drive in found}
        with self._guard:
            for path in [path for path in self._states if path not in here and path not in running]:
                del self._states[path]  # pulled out: what is put in there next is another stick
            known = set(self._states)
        return [drive for drive in found if drive.path not in known and drive.path not in running]

    def _serve(self, drive: Drive) -> None:
        try:
            again = self._holds_all(drive.path)
            self._tell(drive, StickStage.CHECKING if again else StickStage.WRITING, again=again)
            if not again:
                folder.deliver_all([(drive.path / one.name, one.produce) for one in self._files])
                self._tell(drive, StickStage.CHECKING)
                self._remove_older(drive.path)
            self._tell(drive, StickStage.EJECTING, again=again)
            by_hand = self._ejected(drive)
        except FocalpointError as error:
            self._failed(drive, message_of(error))
        except OSError:
            self._failed(drive, Message(folder.CarrierGoneError.message, {"place": drive.label}))
        else:
            with self._guard:
                self.count.done += not again
            self._tell(drive, StickStage.DONE, by_hand, again=again)

    def _failed(self, drive: Drive, reason: Message) -> None:
        with self._guard:
            self.count.failed.append((drive.label, reason))
        self._tell(drive, StickStage.FAILED, reason)

    def _tell(self, drive: Drive, stage: StickStage, reason: Message | None = None, *, again: bool = False) -> None:
        with self._guard:
            self._states[drive.path] = StickState(drive.path, drive.label, stage, reason, had_it=again)
            states, count = tuple(self._states.values()), self.count
        self._listen(states, count)

    def _holds_all(self, place: Path) -> bool:
        """Tell whether a stick holds every file already, to the last byte."""
        for one in self._files:
            path = place / one.name
            try:
                if not path.is_file() or folder.hash_from_device(path) != one.sha256:
                    return False
            except OSError:
                return False
        return True

    def _remove_older(self, place: Path) -> None:
        for name in sorted(self._replaces):
            with suppress(OSError):  # it stays beside the new one, which says that it is the newer
                (place / name).unlink(missing_ok=True)
        durable.flush_folder(place)

    def _ejected(self, drive: Drive) -> Message | None:
        """Let go of a stick; where nothing can be asked to, the person does it by hand and is told so."""
        try:
            self._let_go(drive.path, drive.label)
        except EjectByHandError as error:
            return message_of(error)
        return None
