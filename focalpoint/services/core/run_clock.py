"""The clock of an exercise: it runs as fast as the real one, is set forward, and never runs back by itself."""

import json
from datetime import datetime
from pathlib import Path

from focalpoint.services.core.clock import SYSTEM, Clock, Source, system_now

OFFICES, RUN_FILE = "offices", "run.json"  # in a run folder: the vaults, and how far the exercise is
IN, OUT = "in", "out"  # what arrived, and the stick to those who sent it
LARGEST = 1 << 22


class RunClock:
    """Tells the moment of an exercise (UTC); it stands still while no program has it open."""

    def __init__(self, at: datetime, real: Source = system_now) -> None:
        self._at, self._real = at, real
        self._since = real()

    def now(self) -> datetime:
        """Return the moment in the exercise."""
        gone = self._real() - self._since
        return self._at + max(gone, gone * 0)

    def forward(self, to: datetime) -> None:
        """Go to a later moment; an earlier one changes nothing."""
        self.begin(max(to, self.now()))

    def begin(self, at: datetime) -> None:
        """Begin anew at a moment, when an office is put back to what it was then."""
        self._at, self._since = at, self._real()

    @property
    def clock(self) -> Clock:
        """Return the pair of times for a workspace."""
        return Clock(self.now)


def run_of(vault: Path) -> Path | None:
    """Return the run folder in which a vault lies, None if it lies in none."""
    folder = vault.absolute().parent
    return folder.parent if folder.name == OFFICES and (folder.parent / RUN_FILE).is_file() else None


def files_folder(vault: Path, part: str = IN) -> Path:
    """Return where a person looks for files first: what arrived in the exercise, else the person's own folder."""
    run = run_of(vault)
    return run / part if run is not None else Path.home()


def clock_of_vault(vault: Path) -> Clock:
    """Return the clock by which a vault is opened: that of its run if it lies in one, else the real time."""
    run = run_of(vault)
    if run is None:
        return SYSTEM
    try:
        with (run / RUN_FILE).open("rb") as stream:
            at = datetime.fromisoformat(json.loads(stream.read(LARGEST))["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return SYSTEM
    return RunClock(at).clock if at.tzinfo else SYSTEM
