"""A portable program keeps everything beside itself, by paths that hold on the next computer too."""

import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from focalpoint import logs, paths
from focalpoint.services.core import recent


@pytest.fixture
def portable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    base = tmp_path / "stick"
    (base / "focalpoint").mkdir(parents=True)
    (base / paths.PORTABLE).touch()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(base / "focalpoint" / "focalpoint"))
    monkeypatch.delenv("APPIMAGE", raising=False)
    before = dict(os.environ)
    paths.stick.cache_clear()
    yield base
    os.environ.clear()
    os.environ.update(before)
    paths.stick.cache_clear()


def test_what_is_kept_moves_with_the_stick(portable: Path) -> None:
    vault = portable / "vaults" / "مكتب.focalpoint"
    vault.mkdir(parents=True)
    recent._keep([recent.RecentVault(vault, "مكتب", "2026-11-30T08:00:00Z")])
    recent.set_language("ar")
    assert str(portable) not in (portable / "data" / "settings.json").read_text("utf-8")
    moved = portable.rename(portable.with_name("another computer"))
    sys.executable = str(moved / "focalpoint" / "focalpoint")
    paths.stick.cache_clear()
    assert [one.path for one in recent.vaults()] == [moved / "vaults" / "مكتب.focalpoint"]
    assert recent.language() == "ar"
    assert paths.documents_folder() == moved


def test_what_lies_on_the_computer_keeps_its_place(portable: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Path("/proc/self")  # another mount
    assert paths.as_found(paths.as_kept(other)) == other
    assert paths.as_kept(other) == str(other)


def test_libraries_keep_on_the_stick_too(portable: Path) -> None:
    paths.stay_on_the_stick()
    for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "TMPDIR"):
        assert Path(os.environ[name]).is_relative_to(portable), name
    assert Path(os.environ["TMPDIR"]).is_dir()


def test_beside_the_one_file_of_an_image(portable: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setenv("APPIMAGE", str(tmp_path / "elsewhere" / "FocalPoint.AppImage"))
    monkeypatch.setenv("APPDIR", str(portable / "focalpoint"))
    paths.stick.cache_clear()
    assert paths.stick() is None
    (tmp_path / "elsewhere" / paths.PORTABLE).touch()
    paths.stick.cache_clear()
    assert paths.stick() == tmp_path / "elsewhere"
    monkeypatch.setenv("APPDIR", str(tmp_path / "of another program"))
    paths.stick.cache_clear()
    assert paths.stick() == portable


def test_an_installed_program_and_a_checkout_keep_to_the_person(
    portable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (portable / paths.PORTABLE).unlink()
    paths.stick.cache_clear()
    assert paths.stick() is None
    assert not paths.settings_folder().is_relative_to(portable)
    (portable / paths.PORTABLE).touch()
    monkeypatch.setattr(sys, "frozen", False)
    paths.stick.cache_clear()
    assert paths.stick() is None


def test_a_log_that_cannot_be_written_ends_nothing(tmp_path: Path) -> None:
    made = logs._LogFile(tmp_path / "missing" / "focalpoint.log")
    record = logging.LogRecord("x", logging.WARNING, "", 0, "said", None, None)
    made.handle(record)
    (tmp_path / "missing").mkdir()
    made.handle(record)
    assert "said" in (tmp_path / "missing" / "focalpoint.log").read_text("utf-8")
    made.close()
