"""What the offices of a run were at the beginning of each step, to go back to."""

import shutil
from pathlib import Path

from focalpoint import durable
from focalpoint.services.training import run_vaults
from focalpoint.services.training.stage import Stage
from focalpoint.vault import backup, files


def keep_state(stage: Stage, step: str) -> None:
    """Copy every office as it is now; a copy that is there already is made anew.

    An office that another window has open is left out: that window adds it (`keep_office`).
    """
    place = state_folder(stage.folder, step)
    shutil.rmtree(place, ignore_errors=True)
    unfinished = durable.unfinished(place)
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    for office in stage.scenario.offices:
        vault = run_vaults.office_path(stage.folder, office.id)
        if office.id in stage.offices or not files.in_use(vault):
            _copy(stage, office.id, unfinished / vault.name)
    durable.settle(unfinished, place)


def keep_office(stage: Stage, step: str, office: str) -> None:
    """Add the copy of an office that is open here to those of a step, if the step is kept and lacks it."""
    target = state_folder(stage.folder, step) / run_vaults.office_path(stage.folder, office).name
    if not target.parent.is_dir() or target.exists():
        return
    unfinished = durable.unfinished(target)
    shutil.rmtree(unfinished, ignore_errors=True)
    _copy(stage, office, unfinished)
    durable.settle(unfinished, target)


def _copy(stage: Stage, office: str, target: Path) -> None:
    vault, opened = run_vaults.office_path(stage.folder, office), stage.offices.get(office)
    if opened is not None:
        backup.copy_open(vault, opened.db, target)
    else:
        shutil.copytree(vault, target, ignore=shutil.ignore_patterns(backup.FOLDER))
    (target / backup.FOLDER).mkdir(exist_ok=True)
    (target / backup.RESTORED).touch(mode=0o600)  # its next opening begins a new log: no fork


def is_kept(folder: Path, step: str) -> bool:
    """Tell whether the offices were kept at the beginning of a step."""
    return state_folder(folder, step).is_dir()


def drop_state(folder: Path, step: str) -> None:
    """Forget what the offices were at the beginning of a step that will be reached anew."""
    shutil.rmtree(state_folder(folder, step), ignore_errors=True)


def put_back(stage: Stage, step: str) -> None:
    """Put every office back to the beginning of a step; they must be closed. One that was not kept stays as it is."""
    for office in stage.scenario.offices:
        vault = run_vaults.office_path(stage.folder, office.id)
        kept = state_folder(stage.folder, step) / vault.name
        if not kept.is_dir():
            continue
        unfinished = durable.unfinished(vault)
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(kept, unfinished)
        if vault.exists():  # it is gone if this was cut short before
            shutil.rmtree(vault)
        durable.settle(unfinished, vault)


def state_folder(folder: Path, step: str) -> Path:
    """Return where the offices are kept as they were at the beginning of a step."""
    return folder / "states" / step
