"""Checking a whole scenario: proof-read, then played in each language."""

from collections.abc import Sequence
from pathlib import Path

from focalpoint.domain.training.scenarios import WRITTEN, Flaw
from focalpoint.services.core.tasks import Task
from focalpoint.services.training import proofreading, rehearsal, scenario_files
from focalpoint.services.training.errors import ScenarioFlawedError
from focalpoint.services.training.scenario_files import ReadScenario


def check_scenario(
    name: str, task: Task | None = None, *, languages: Sequence[str] = (), omissions: bool = True
) -> tuple[ReadScenario, list[Flaw]]:
    """Return a scenario and what is wrong with it; it is played only if nothing is wrong with its texts and codes."""
    read = scenario_files.read_scenario(scenario_files.folder_of(name))
    flaws = proofreading.proofread(read)
    for language in languages or WRITTEN:
        if not flaws:
            flaws += rehearsal.rehearse(read, language, task, omissions=omissions)
    return read, flaws


def read_only(name: str) -> tuple[ReadScenario, list[Flaw]]:
    """Return a scenario and what is wrong with its texts, codes and days; nothing is played."""
    read = scenario_files.read_scenario(scenario_files.folder_of(name))
    return read, proofreading.proofread(read)


def sound_scenario(folder: Path) -> ReadScenario:
    """Return a scenario that may be started; raise ScenarioFlawedError if anything is wrong with it."""
    read = scenario_files.read_scenario(folder)
    flaws = proofreading.proofread(read)
    if flaws:
        raise ScenarioFlawedError(folder.name, flaws)
    return read
