"""Two States on one laptop: an office for each window, side by side, exchanging through the folder of the run.

The window whose office plays the present step is at work and writes `run.json`; the others read it, and each keeps its
own office at the beginning of a step. An office is open in one process at a time, so going back closes all first.
"""

import time
from datetime import datetime
from pathlib import Path

from focalpoint import durable
from focalpoint.confinement import own
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_
from focalpoint.services.core.run_clock import IN, OUT
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import suffixes
from focalpoint.services.training import office_states, run_vaults, runs
from focalpoint.services.training.runs import Run
from focalpoint.vault import devices, files
from focalpoint.vault.errors import VaultInUseError

PATIENCE = 20.0  # seconds that the other windows have to close their offices, or to wait until they are put back
EVERY = 0.1


class OneOfficeError(FocalpointError):
    """A scenario of one office was to be shown as two States."""

    message = N_("This scenario is played in one office only.")
    safe = N_("Nothing was changed.")
    remedy = N_("Choose a scenario with two offices, such as A or C.")
    code = "EXE-110"


def put_side_by_side(run: Run) -> None:
    """Let every office have a window of its own from now on; raise OneOfficeError.

    The cards of the offices are put where each looks for what arrives.
    """
    if len(run.read.scenario.offices) == 1:
        raise OneOfficeError
    for office in run.read.scenario.offices:
        card = run_vaults.card_path(run.folder, office.id)
        durable.copy(card, run.folder / IN / f"TRN-{office.id}{suffixes.CARD}")
    run.state.staged = True
    runs.save_run(run)


def put_beside_here(run: Run) -> None:
    """Begin with the office of the present step in this window; start the windows of the others."""
    put_side_by_side(run)
    open_others(run, run.step.office)


def rejoin(run: Run) -> None:
    """Let a run be played in one window again if no window has any of its offices."""
    if run.state.staged and not any(is_open(run, office.id) for office in run.read.scenario.offices):
        run.state.staged = run.state.closing = False
        runs.save_run(run)


def is_open(run: Run, office: str) -> bool:
    """Tell whether some window has an office open."""
    return files.in_use(run_vaults.office_path(run.folder, office))


def others(run: Run, office: str) -> list[str]:
    """Return the other offices of the scenario."""
    return [one.id for one in run.read.scenario.offices if one.id != office]


def place_of(run: Run, office: str) -> tuple[int, int]:
    """Return which office this is, counted from 0, and of how many."""
    names = [one.id for one in run.read.scenario.offices]
    return names.index(office), len(names)


def open_others(run: Run, office: str) -> list[str]:
    """Start a window for each other office that has none; return them. Raise OSError if one cannot be started."""
    closed = [one for one in others(run, office) if not is_open(run, one)]
    for one in closed:
        own.begin_beside("--lang", run.state.language, "exercise", "open", "--run", str(run.folder), "--office", one)
    return closed


def reread(run: Run) -> bool:
    """Take over how far another window has brought the run; tell whether another step began. Raise NotARunError."""
    before = run.state.step
    runs.go_on_from(run, runs.read_progress(run.folder))
    run.clock.forward(datetime.fromisoformat(run.state.at))
    return run.state.step != before


def carry(run: Run, ws: Workspace) -> list[Path]:
    """Take the bundles that another office wrote to `out/`, as on a stick, to where this one looks.

    Return the new ones. Those that this office wrote or took in are left: their names stand in its ledger.
    """
    known = {row.name for row in devices.bundles(ws.db)}
    carried = []
    for path in sorted((run.folder / OUT).glob(f"*{suffixes.BUNDLE}")):
        target = run.folder / IN / path.name
        if path.name not in known and not target.exists():
            durable.copy(path, target)
            carried.append(target)
    return carried


def keep_own(run: Run, office: str) -> None:
    """Keep an office that is open here as it is at the beginning of the present step."""
    office_states.keep_office(run.stage, run.state.step, office)


def close_all(run: Run) -> None:
    """Ask the windows to close the offices and wait until they have; raise VaultInUseError if one does not."""
    run.state.closing = True
    runs.save_run(run)
    last = time.monotonic() + PATIENCE
    while any(is_open(run, office.id) for office in run.read.scenario.offices):
        if time.monotonic() > last:
            run.state.closing = False
            runs.save_run(run)
            raise VaultInUseError
        time.sleep(EVERY)
    for path in (run.folder / OUT).glob(f"*{suffixes.BUNDLE}"):  # what was on the stick is sealed again
        (run.folder / IN / path.name).unlink(missing_ok=True)
        path.unlink()


def wait_until_back(run: Run) -> None:
    """Wait until the offices are put back; raise VaultInUseError if that does not end."""
    last = time.monotonic() + PATIENCE
    while run.state.closing:
        if time.monotonic() > last:
            raise VaultInUseError
        time.sleep(EVERY)
        reread(run)
    run.clock.begin(datetime.fromisoformat(run.state.at))  # perhaps earlier than it was
