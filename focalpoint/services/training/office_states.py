"""What the offices of a run were at the beginning of each step, to go back to."""

import shutil
from pathlib import Path

from focalpoint import durable
from focalpoint.services.training import run_vaults
from focalpoint.services.training.stage import Stage
from focalpoint.vault import backup


def keep_state(stage: Stage, step: str) -> None:
    """Copy every office as it is now; a copy that is there already is made anew."""
    place = state_folder(stage.folder, step)
    shutil.rmtree(place, ignore_errors=True)
    unfinished = durable.unfinished(place)
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    for office in stage.scenario.offices:
        vault = run_vaults.office_path(stage.folder, office.id)
        target = unfinished / vault.name
        opened = stage.offices.get(office.id)
        if opened is not None:
            backup.copy_open(vault, opened.db, target)
        else:
            shutil.copytree(vault, target, ignore=shutil.ignore_patterns(backup.FOLDER))
        (target / backup.FOLDER).mkdir(exist_ok=True)
        (target / backup.RESTORED).touch(mode=0o600)  # its next opening begins a new log: no fork
    durable.settle(unfinished, place)


def is_kept(folder: Path, step: str) -> bool:
    """Tell whether the offices were kept at the beginning of a step."""
    return state_folder(folder, step).is_dir()


def drop_state(folder: Path, step: str) -> None:
    """Forget what the offices were at the beginning of a step that will be reached anew."""
    shutil.rmtree(state_folder(folder, step), ignore_errors=True)


def put_back(stage: Stage, step: str) -> None:
    """Put every office back to the beginning of a step; they must be closed."""
    for office in stage.scenario.offices:
        vault = run_vaults.office_path(stage.folder, office.id)
        kept = state_folder(stage.folder, step) / vault.name
        unfinished = durable.unfinished(vault)
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(kept, unfinished)
        if vault.exists():  # it is gone if this was cut short before
            shutil.rmtree(vault)
        durable.settle(unfinished, vault)


def state_folder(folder: Path, step: str) -> Path:
    """Return where the offices are kept as they were at the beginning of a step."""
    return folder / "states" / step
