"""A new version from a file, in the window: told, put in place by hand, refused in words; on a stick it is listed."""

import sys
from pathlib import Path

import pytest
from PySide6 import QtWidgets

from focalpoint import paths, version, versions
from focalpoint.gui import doorstep
from focalpoint.gui.appearance import Appearance
from focalpoint.gui.dialogs.update import UpdateDialog
from focalpoint.gui.main_window import MainWindow
from focalpoint.services.exchange import arrivals
from focalpoint.services.updates import packs
from tests.gui.driver import Driver, Settle
from tests.helpers.releases import Office


@pytest.fixture
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an update for this process, which plays an installed program that knows the key."""
    office = Office(tmp_path / "office")
    office.place.mkdir()
    made = office.pack(office.version("0.2.0"), "0.2.0")
    installed = Office(tmp_path / "installed")
    installed.place.mkdir()
    folder = installed.version(version.program_version())
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(folder / "focalpoint"))
    monkeypatch.setattr(packs, "program_keys", lambda: office.keys("first"))
    paths.stick.cache_clear()
    return made


@pytest.fixture
def person(closed_window: MainWindow, settle: Settle) -> Driver:
    closed_window.gate.start()
    return Driver(closed_window, settle)


def choose(person: Driver, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QtWidgets.QFileDialog, "getOpenFileName", lambda *_a: (str(path), ""))
    person.press("Update the program…")
    person.settle()


@pytest.mark.parametrize(("language", "notes"), [("en", "TRN what is new"), ("ar", "TRN الجديد")])
def test_an_update_is_told_and_put_in_place_before_any_vault_is_open(
    language: str, notes: str, person: Driver, pack: Path, appearance: Appearance, monkeypatch: pytest.MonkeyPatch
) -> None:
    appearance.set_language(language, keep=False)
    person.settle()
    choose(person, pack, monkeypatch)
    person.sees("0.2.0", notes)
    person.press("Put in place")
    person.settle()
    assert versions.read_state()["current"] == "0.2.0"
    assert not person.can_press("Put in place")
    appearance.set_language("en", keep=False)


def test_an_altered_and_a_foreign_update_are_refused_in_words(
    person: Driver, pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    altered = bytearray(pack.read_bytes())
    altered[-2_000] ^= 1
    pack.write_bytes(altered)
    choose(person, pack, monkeypatch)
    person.sees("changed or cut off on the way")
    assert not person.can_press("Put in place")
    person.press("Close")
    foreign = Office(tmp_path / "foreign")
    foreign.place.mkdir()
    choose(person, foreign.pack(foreign.version("0.3.0"), "0.3.0", key="stranger"), monkeypatch)
    person.sees("not signed with the release keys")
    assert versions.read_state() == {}


def test_an_update_on_a_stick_is_listed_and_looked_at(driver: Driver, pack: Path) -> None:
    ws = driver.shell.context.ws
    arrivals.look_into(ws, str(pack.parent))
    pack.with_name("noise.fpupdate").write_bytes(b"x" * 2_000)
    assert [one.path for one in arrivals.scan(ws).arrived if one.kind == "update"] == [pack]
    driver.shell.look_at(pack)
    driver.settle()
    assert driver.visible(UpdateDialog) or isinstance(driver.top(), UpdateDialog)
    driver.sees("0.2.0")


def test_a_version_that_was_taken_back_is_told_once(person: Driver, pack: Path) -> None:
    versions.write_state({"current": "", "taken_back": "0.2.0"})
    doorstep.tell_of_update(person.window)
    person.settle()
    person.sees("0.2.0", "taken back")
    assert packs.failed_once() == ""
