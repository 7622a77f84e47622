"""The ceremony in the window: the trainer writes the roll and shows the wall, a participant compares and keeps it."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from focalpoint.domain.trust import DeviceState
from focalpoint.gui.destinations import ToRecord
from focalpoint.gui.pages.reading.ceremony_tab import CeremonyTab, Wall
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import peers
from focalpoint.services.seminars import ceremony
from focalpoint.transports import drives
from focalpoint.transports.drives import Drive
from tests.gui.driver import Driver
from tests.helpers import seminars, vaults


def test_a_trainer_writes_the_roll_and_shows_it_on_the_wall(
    driver: Driver, opened: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seminar = seminars.make(opened).seminar
    pupil = vaults.create(tmp_path, "pupil").workspace
    stick = tmp_path / "stick"
    stick.mkdir()
    ceremony.add_card(pupil, stick)
    monkeypatch.setattr(drives, "removable", lambda: [Drive(stick, "row 1", 1 << 20, 1 << 20, writable=True)])
    driver.shell.context.go.emit(ToRecord("seminar", seminar))
    driver.settle()
    driver.turn("Ceremony")
    driver.press("Write the roll to the sticks")
    assert "2 cards are in the roll." in driver.text()
    [path] = stick.glob("*.fproll")
    roll = ceremony.open_roll(pupil, path)
    [tab] = driver.shell.findChildren(CeremonyTab)
    tab.show_wall(roll)
    wall = tab._wall
    assert isinstance(wall, Wall)
    shown = " ".join(one.text() for one in wall.findChildren(QLabel))
    assert all(group in shown for group in roll.groups)
    assert all(one.font().pixelSize() >= 28 for one in wall.findChildren(QLabel) if roll.groups[0] in one.text())
    wall.close()
    pupil.lock()


def test_a_participant_adds_the_card_compares_and_keeps_the_roll(
    driver: Driver, opened: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = vaults.create(tmp_path, "trainer").workspace
    seminar = seminars.make(trainer).seminar
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr(drives, "removable", lambda: [Drive(stick, "row 1", 1 << 20, 1 << 20, writable=True)])
    driver.open("exchange")
    driver.pick("Ceremony", "Add my card to the stick")
    driver.settle()
    content = ceremony.make_roll(trainer, seminar, ceremony.collect(trainer, [stick]))
    [path] = ceremony.write_roll(trainer, content, [stick])
    with driver.choosing(path):
        driver.pick("Ceremony", "Open the roll of the room…")
        driver.settle()
    assert all(group in driver.text() for group in ceremony.open_roll(trainer, path).groups)
    driver.press("Same on the wall: verify them")
    assert peers.peer(opened, trainer.device).state == DeviceState.VERIFIED
    trainer.lock()


def test_a_roll_without_ones_own_card_is_red_and_keeps_nothing(
    driver: Driver, opened: Workspace, tmp_path: Path
) -> None:
    trainer = vaults.create(tmp_path, "trainer").workspace
    pupil = vaults.create(tmp_path, "pupil").workspace
    ceremony.add_card(pupil, tmp_path)
    found = ceremony.collect(trainer, [tmp_path])
    content = ceremony.make_roll(trainer, seminars.make(trainer).seminar, found)
    [path] = ceremony.write_roll(trainer, content, [tmp_path])
    driver.shell.look_at(path)
    driver.settle()
    assert "Your own card is not in this roll" in driver.text()
    assert not driver.can_press("Same on the wall: verify them")
    assert peers.peers(opened) == []
    for ws in (trainer, pupil):
        ws.lock()
