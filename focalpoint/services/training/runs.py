"""The folder of one exercise being played: made, kept after each step in one write, opened again after a kill."""

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec

from focalpoint import durable, paths
from focalpoint.domain.training.scenarios import ScenarioStep
from focalpoint.language import instant
from focalpoint.services.core import recent, settings, workspace
from focalpoint.services.core.clock import system_now
from focalpoint.services.core.run_clock import OFFICES, RUN_FILE, RunClock
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.training import delivery, office_states, run_vaults, scenario_checks, scenario_files
from focalpoint.services.training.errors import (
    NotARunError,
    RunThereError,
    ScenarioFlawedError,
    UnreadableScenarioError,
)
from focalpoint.services.training.scenario_files import ReadScenario
from focalpoint.services.training.stage import DeliveredFile, Stage
from focalpoint.services.training.training_vaults import PASSPHRASE
from focalpoint.vault import audit

VERSION = 1
LARGEST = 4 << 20
PARTS = frozenset({OFFICES, "actors", "in", "out", "states", "scenario", f"{RUN_FILE}.part"})
ENDED = (NotARunError, ScenarioFlawedError, UnreadableScenarioError)  # a run that cannot be gone on with
LAST = "run"  # the preference with the run folder used last
Mode = Literal["guided", "exercise", "demonstration"]
MODES: tuple[Mode, ...] = ("guided", "exercise", "demonstration")
StepState = Literal["open", "done", "passed"]
ExpectationState = Literal["met", "unmet", "not judged"]


class Judgement(msgspec.Struct):
    """How an expectation stands: when it was first met (exercise and real time), whether a hint was asked before."""

    state: ExpectationState
    at: str = ""
    real: str = ""
    hinted: bool = False


class RunProgress(msgspec.Struct):
    """What `run.json` keeps. Moments are in UTC; `at` is that of the exercise."""

    version: int
    digest: str
    language: str
    badge: str
    mode: Mode
    beginning: str
    at: str
    step: str
    began: str = ""  # real
    over: bool = False
    staged: bool = False  # every office in a window of its own, side by side
    closing: bool = False  # the windows are to close their offices, which are about to be put back
    going_back: str = ""  # the step to whose beginning the offices are being put back
    steps: dict[str, StepState] = {}
    choices: dict[str, str] = {}
    hinted: list[str] = []
    shown: dict[str, int] = {}  # by step: how many deeds of its solution were done for the participant
    resets: list[str] = []
    delivered: dict[str, DeliveredFile] = {}
    devices: dict[str, str] = {}
    digits: dict[str, str] = {}
    handed: list[str] = []
    judged: dict[str, Judgement] = {}


@dataclass(slots=True)
class Run:
    """An exercise being played."""

    folder: Path
    read: ReadScenario
    state: RunProgress
    clock: RunClock
    stage: Stage

    @property
    def step(self) -> ScenarioStep:
        """Return the step that is open."""
        return self.read.scenario.step(self.state.step)

    def text(self, identifier: str) -> str:
        """Return a text of the scenario in the language of the participant."""
        return self.read.scenario.text(identifier, self.state.language)


def start_run(
    folder: Path, scenario: str, language: str, badge: str, *, mode: Mode = "guided", task: Task | None = None
) -> Run:
    """Make a run folder and play up to the first arrival; the office is left closed.

    Raise ScenarioFlawedError, UnreadableScenarioError or RunThereError; what a killed start left is made anew.
    """
    progress = task or Task()
    source = scenario_files.folder_of(scenario)
    read = scenario_checks.sound_scenario(source)
    _clear(folder)
    for name in (folder, folder / "in", folder / "out", folder / "states"):
        name.mkdir(mode=0o700, parents=True, exist_ok=True)
    scenario_files.copy_scenario(source, folder / "scenario")
    first, real = read.scenario.steps[0], system_now()
    beginning = _monday(real)
    state = RunProgress(VERSION, read.digest, language, badge.strip()[:40], mode, instant(beginning), "", first.id)
    state.began, state.steps[first.id] = instant(real), "open"
    clock = RunClock(beginning)
    run = _run(folder, read, state, clock)
    clock.begin(run.stage.moment(first.day, first.hours))
    try:
        for place, office in enumerate(read.scenario.offices):
            progress.report(place, len(read.scenario.offices))
            run.stage.offices[office.id] = run_vaults.make_office(run.stage, office, clock.clock)
        delivery.arrive(run.stage, first, clock.now())
        office_states.keep_state(run.stage, first.id)
    finally:
        close_offices(run)
    save_run(run)
    remember(folder)
    note(run, "started", mode=mode)
    return run


def load_run(folder: Path) -> Run:
    """Open a run folder; raise NotARunError, or ScenarioFlawedError if its scenario was spoilt."""
    state = read_progress(folder)
    read = scenario_checks.sound_scenario(folder / "scenario")
    if read.digest != state.digest or all(one.id != state.step for one in read.scenario.steps):
        raise NotARunError
    run = _run(folder, read, state, RunClock(datetime.fromisoformat(state.at)))
    if state.going_back:  # it was cut short
        finish_going_back(run)
    return run


def read_progress(folder: Path) -> RunProgress:
    """Return what `run.json` keeps; raise NotARunError."""
    try:
        with (folder / RUN_FILE).open("rb") as stream:
            state = msgspec.json.decode(stream.read(LARGEST), type=RunProgress)
        datetime.fromisoformat(state.at)
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise NotARunError from error
    if state.version != VERSION:
        raise NotARunError
    return state


def finish_going_back(run: Run) -> None:
    """Put the offices back to the beginning of the step that `run.json` names, and say that it is done."""
    office_states.put_back(run.stage, run.state.going_back)
    run.state.going_back, run.state.closing = "", False
    save_run(run)


def _run(folder: Path, read: ReadScenario, state: RunProgress, clock: RunClock) -> Run:
    stage = Stage(read.scenario, state.language, datetime.fromisoformat(state.beginning), folder)
    stage.source = folder / "scenario"
    run = Run(folder, read, state, clock, stage)
    go_on_from(run, state)
    return run


def go_on_from(run: Run, state: RunProgress) -> None:
    """Let a run be as far as a state says."""
    run.state, stage = state, run.stage
    stage.choices, stage.delivered, stage.devices = state.choices, state.delivered, state.devices
    stage.digits, stage.handed = state.digits, state.handed


def save_run(run: Run) -> None:
    """Keep how far the exercise is, in one write."""
    run.state.at = instant(run.clock.now())
    durable.write(run.folder / RUN_FILE, msgspec.json.format(msgspec.json.encode(run.state), indent=1))


def open_office(run: Run, passphrase: str = PASSPHRASE, office: str = "") -> Workspace:
    """Open the vault of an office on the clock of the exercise: that of the present step if none is named."""
    office = office or run.step.office
    place = run_vaults.office_path(run.folder, office)
    ws = workspace.unlock(place, passphrase, clock=run.clock.clock)
    for entry in audit.newest_entries(ws.db, 2):  # after a kill: what was done last was done before now
        run.clock.forward(datetime.fromisoformat(entry.at))
    run.stage.offices = {office: ws}
    if not ws.read_only:
        settings.put(ws, "incoming", str(run.folder / "in"))  # where cards and bundles are looked for
    return ws


def close_offices(run: Run) -> None:
    """Lock the vaults of a run that this program opened."""
    for ws in run.stage.offices.values():
        ws.lock()
    run.stage.offices = {}


def note(run: Run, kind: str, **more: object) -> None:
    """Add a line to the events of the office; what an exercise keeps lies beside the office's work, never in it."""
    line = {"at": instant(run.clock.now()), "real": instant(system_now()), "step": run.state.step, "kind": kind, **more}
    path = run.folder / f"events-{run.step.office}.jsonl"
    with path.open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(json.dumps(line, ensure_ascii=False) + "\n")


def remember(folder: Path) -> None:
    """Remember a run folder as the one used last."""
    recent.set_preference(LAST, paths.as_kept(folder.absolute()))


def last_run() -> Path | None:
    """Return the run folder used last, None if there is none any more."""
    kept = recent.preference(LAST, "")
    found = paths.as_found(kept)
    return found if kept and (found / RUN_FILE).is_file() else None


def _monday(real: datetime) -> datetime:
    """Return nine o'clock of the Monday of this week, here, in UTC: working days fall alike in every exercise."""
    local = real.astimezone()
    day = local - timedelta(days=local.weekday())
    return day.replace(hour=9, minute=0, second=0, microsecond=0).astimezone(UTC)


def _clear(folder: Path) -> None:
    """Make room in a folder that is empty or holds what a killed start left; raise RunThereError for anything else."""
    if not folder.exists():
        return
    names = {one.name for one in folder.iterdir()} if folder.is_dir() else {folder.name}
    left = {name for name in names if name not in PARTS and not name.startswith("events-")}
    if left or RUN_FILE in names or ("in" in names and "scenario" not in names):
        raise RunThereError(name=folder.name)
    for name in names:
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
