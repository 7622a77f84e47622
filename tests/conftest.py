"""Fixtures of all tests: a vault, a pair of vaults that know each other, a settings folder of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from focalpoint import language, paths
from focalpoint.services.core import process_world
from focalpoint.services.core.workspace import Workspace
from tests.helpers.templates import Templates


@pytest.fixture(autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path_factory.mktemp("settings")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    assert str(paths.settings_folder()).startswith(str(folder))


@pytest.fixture(autouse=True)
def own_world() -> None:
    process_world.leave_world()  # one process runs many tests, each with vaults of its own


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.use("en")
    yield
    language.use("en")


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return Templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture
def ws(tmp_path: Path, templates: Templates) -> Iterator[Workspace]:
    [opened] = templates.copy(tmp_path, "tamura")
    yield opened
    opened.lock()


@pytest.fixture
def pair(tmp_path: Path, templates: Templates) -> Iterator[tuple[Workspace, Workspace]]:
    first, second = templates.copy(tmp_path, "first", "second")
    yield first, second
    first.lock()
    second.lock()
