"""Scenarios that travel as one file: written, and taken in after they were read in the confined process."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from focalpoint import durable
from focalpoint.documents import extract, written_scenario
from focalpoint.domain.errors import reason_of
from focalpoint.domain.training import archive, scenario_sheets
from focalpoint.domain.training.scenarios import Flaw
from focalpoint.domain.wording import N_
from focalpoint.services.core import output_files
from focalpoint.services.training import scenario_books, scenario_checks, scenario_files
from focalpoint.services.training.errors import UnreadableScenarioError
from focalpoint.services.training.scenario_files import ReadScenario

SUFFIX = archive.SUFFIX


def pack_scenario(folder: Path, target: Path) -> ReadScenario:
    """Write the files of a scenario as one; raise ScenarioFlawedError rather than hand out a broken one."""
    read = scenario_checks.sound_scenario(folder)
    files = {name: (folder / name).read_bytes() for name in scenario_files.names_in(folder)}
    content = written_scenario.scenario_bytes(files)
    if len(content) > archive.LARGEST_ARCHIVE:
        raise UnreadableScenarioError(name=folder.name, reason=N_("it is too large"))
    output_files.write_file(target, content)
    return read


def take_scenario(path: Path, place: Path) -> Path:
    """Unpack a scenario that is one file, zipped or a workbook, into a folder of its own, and return that folder.

    Raise UnreadableScenarioError, the errors of `extract`, or ScenarioFlawedError; nothing is kept then.
    """
    files, _places = _members(path)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = durable.unfinished(place / path.stem)
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        _lay_out(files, unfinished)
        read = scenario_checks.sound_scenario(unfinished)
        target = place / f"{read.scenario.id}-{read.digest[:8]}"
        if not target.exists():
            durable.settle(unfinished, target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return target


@dataclass(frozen=True, slots=True)
class OpenedScenario:
    """A scenario wherever it lies: a name that `scenario_checks` takes, and for a workbook where each thing stands."""

    name: str
    places: scenario_books.Places | None = None

    def located(self, flaws: Sequence[Flaw]) -> list[Flaw]:
        """Return flaws as their author can find them: in a workbook the sheet and the row."""
        return [scenario_sheets.placed(one, self.places) for one in flaws] if self.places is not None else list(flaws)


@contextmanager
def unfolded(name: str) -> Iterator[OpenedScenario]:
    """Yield a scenario: by its name or folder, or for one file from a passing folder with what it holds."""
    path = Path(name)
    if not path.is_file():
        yield OpenedScenario(name)
        return
    files, places = _members(path)
    with tempfile.TemporaryDirectory() as folder:
        _lay_out(files, Path(folder))
        yield OpenedScenario(folder, places)


def _lay_out(files: dict[str, bytes], folder: Path) -> None:
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        durable.write(target, content)


def _members(path: Path) -> tuple[dict[str, bytes], scenario_books.Places | None]:
    try:
        with path.open("rb") as stream:
            untrusted = stream.read(archive.LARGEST_ARCHIVE + 1)
    except OSError as error:
        raise UnreadableScenarioError(name=path.name, reason=reason_of(error)) from error
    if len(untrusted) > archive.LARGEST_ARCHIVE:
        raise UnreadableScenarioError(name=path.name, reason=N_("it is too large"))
    if path.suffix.lower() in scenario_books.SUFFIXES:
        return scenario_books.files_in_book(untrusted, path.name)
    files = extract.scenario_members(untrusted)
    if not all(map(archive.is_archive_name, files)) or len(files) > archive.MOST_FILES:
        raise UnreadableScenarioError(name=path.name, reason=N_("it holds files that belong to no scenario"))
    return files, None


def taken_scenarios(place: Path) -> list[Path]:
    """Return the folders of scenarios that were taken in."""
    return sorted(one.parent for one in place.glob(f"*/{archive.STRUCTURE}")) if place.is_dir() else []
