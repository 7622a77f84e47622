"""Fixtures of all tests: a vault, a pair of vaults that know each other, a settings folder of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from focalpoint import language, paths
from focalpoint.services.core.workspace import Workspace
from tests.helpers import vaults


@pytest.fixture(autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path_factory.mktemp("settings")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    assert str(paths.settings_folder()).startswith(str(folder))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    language.use("en")
    yield
    language.use("en")


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    opened = vaults.create(tmp_path).workspace
    yield opened
    opened.lock()


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Workspace, Workspace]]:
    first, second = (vaults.create(tmp_path, name).workspace for name in ("first", "second"))
    vaults.introduce(first, second, tmp_path)
    yield first, second
    first.lock()
    second.lock()
