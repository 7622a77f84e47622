"""There is one version number."""

import tomllib
from pathlib import Path

from focalpoint.version import program_version

ROOT = Path(__file__).parents[2]


def test_the_version_is_that_of_the_project() -> None:
    with (ROOT / "pyproject.toml").open("rb") as stream:
        assert program_version() == tomllib.load(stream)["project"]["version"]


def test_the_number_stands_nowhere_else_in_the_program() -> None:
    number = f'"{program_version()}"'
    assert [path.name for path in (ROOT / "focalpoint").rglob("*.py") if number in path.read_text("utf-8")] == []


def test_an_installed_package_brings_the_number_along() -> None:
    with (ROOT / "pyproject.toml").open("rb") as stream:
        included = tomllib.load(stream)["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert included["pyproject.toml"] == "focalpoint/_share/pyproject.toml"
