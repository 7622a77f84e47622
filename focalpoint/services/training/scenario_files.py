"""Finding and reading the files of a scenario: a folder, one of ours by its letter, or a zipped one."""

import hashlib
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from focalpoint import paths
from focalpoint.domain.errors import reason_of
from focalpoint.domain.messages import Message
from focalpoint.domain.training.archive import PAPERS, STRUCTURE, TEXTS, is_archive_name
from focalpoint.domain.training.reading import ScenarioReader, flat
from focalpoint.domain.training.scenarios import WRITTEN, Flaw, Scenario
from focalpoint.domain.wording import N_
from focalpoint.services.training.errors import UnreadableScenarioError

FILES = (STRUCTURE, *TEXTS)
LARGEST = 2 << 20  # bytes of one file


@dataclass(frozen=True, slots=True)
class ReadScenario:
    """A scenario with what was found wrong while reading it, the text of its files, and a digest of them all."""

    scenario: Scenario
    flaws: tuple[Flaw, ...]
    sources: dict[str, str]
    digest: str
    folder: Path

    def line(self, file: str, about: str) -> int:
        """Return the line of a file in which an identifier first stands, 0 if it does not."""
        lines = self.sources.get(file, "").splitlines()
        step, _do, deed = about.rpartition(".do.")
        if step and deed.isdecimal():
            return self._line_of_deed(lines, self.line(file, step), int(deed))
        section, _dot, key = about.partition(".")
        begun = next((n for n, line in enumerate(lines, 1) if line.strip() == f"[{section}]"), 0) if key else 0
        wanted = [(0, f'id = "{about}"'), (0, f"[{about}]"), (begun, f"{key.partition('.')[0]} ="), (0, f"{about} =")]
        for first, mark in wanted:
            for number, line in enumerate(lines[first:], first + 1):
                if line.strip().startswith(mark) or (first == 0 and mark in line and "id = " in mark):
                    return number
        return begun

    @staticmethod
    def _line_of_deed(lines: list[str], begun: int, number: int) -> int:
        """Return the line of an action of the step that begins at a line, or that line."""
        places = [n for n, line in enumerate(lines[begun:], begun + 1) if line.strip() == "[[step.do]]"]
        return places[number - 1] if number <= len(places) else begun

    def flaw(self, file: str, about: str, message: Message) -> Flaw:
        """Return a flaw with its line."""
        return Flaw(file, self.line(file, about), about, message)


def shipped() -> list[str]:
    """Return the names of the scenarios that come with the program."""
    place = paths.resource("scenarios")
    return sorted(one.name for one in place.iterdir() if (one / STRUCTURE).is_file()) if place.is_dir() else []


def folder_of(name: str) -> Path:
    """Return the folder of a scenario: one of ours by its letter, else the folder itself."""
    return paths.resource("scenarios", name) if name in shipped() else Path(name)


def read_scenario(folder: Path) -> ReadScenario:
    """Read the files of a scenario; raise UnreadableScenarioError if they are no scenario at all."""
    sources = {name: _source(folder, name) for name in FILES}
    tables: dict[str, dict[str, Any]] = {}
    broken: list[Flaw] = []
    for name, text in sources.items():
        try:
            tables[name] = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            broken.append(
                Flaw(name, _line_in(str(error)), "", Message(N_("It is no TOML: {why}."), {"why": str(error)}))
            )
            tables[name] = {}
    texts = {code: dict(flat(tables[f"{code}.toml"])) for code in WRITTEN}
    reader = ScenarioReader()
    scenario = reader.scenario(tables[STRUCTURE], texts)
    digest = hashlib.sha256("\0".join(sources[name] for name in FILES).encode()).hexdigest()
    read = ReadScenario(scenario, (), sources, digest, folder)
    noted = [] if broken else [read.flaw(STRUCTURE, about, message) for about, message in reader.flaws]
    return ReadScenario(scenario, (*broken, *noted), sources, digest, folder)


def copy_scenario(folder: Path, target: Path) -> None:
    """Copy the files of a scenario, and nothing else."""
    for name in names_in(folder):
        (target / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(folder / name, target / name)


def names_in(folder: Path) -> list[str]:
    """Return the names of the files of a scenario: structure, words, papers."""
    papers = [one.relative_to(folder).as_posix() for one in sorted((folder / PAPERS).rglob("*.pdf"))]
    return [*FILES, *(name for name in papers if is_archive_name(name))]


def paper_path(folder: Path, file: str, language: str) -> Path:
    """Return where a paper of a scenario lies: that of a language if there is one, else the one for all."""
    own = folder / PAPERS / language / file
    return own if own.is_file() else folder / PAPERS / file


def _source(folder: Path, name: str) -> str:
    try:
        with (folder / name).open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableScenarioError(name=folder.name, reason=reason_of(error)) from error
    try:
        if len(content) > LARGEST:
            raise UnreadableScenarioError(name=name, reason=N_("it is too large"))
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableScenarioError(name=name, reason=N_("it is no text in UTF-8")) from error


def _line_in(said: str) -> int:
    """Return the line that the reader of TOML names, 0 if it names none."""
    after = said.partition("line ")[2]
    digits = after.partition(",")[0]
    return int(digits) if digits.isdigit() else 0
