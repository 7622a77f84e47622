"""The hand-out in the window: a pack is made, written to sticks, and opened with the trainer's card beside it."""

from pathlib import Path

import pytest

from focalpoint.domain.trust import ACCEPTED
from focalpoint.gui.destinations import ToRecord
from focalpoint.gui.pages.exchange.bundle_import import OpenBundleDialog
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import peers
from focalpoint.services.seminars import pack
from focalpoint.transports import drives
from tests.gui.driver import Driver
from tests.helpers import vaults
from tests.unit.services.test_public_packs import SECRET, public_seminar
from tests.unit.services.test_stick_writer import Room


def test_a_trainer_makes_a_pack_and_writes_two_sticks(
    driver: Driver, opened: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ws = opened
    seminar, _public = public_seminar(ws)
    room = Room(tmp_path, ["one", "two"])
    driver.shell.context.go.emit(ToRecord("seminar", seminar))
    driver.settle()
    driver.turn("Hand-out")
    driver.press("Make a public pack…")
    assert SECRET in driver.text(), "what stays is said"
    assert "not secret" in driver.text()
    target = tmp_path / "p.fpbundle"
    with driver.choosing(target):
        driver.press("Make the pack…")
    assert pack.made_packs(ws, seminar)[0].number == 1
    monkeypatch.setattr(drives, "removable", room.look)
    monkeypatch.setattr(drives, "eject", room.let_go)
    driver.press("Write sticks…")
    driver.type("How many sticks in all", "2")
    (tmp_path / "focalpoint.zip").write_bytes(b"the program")
    with driver.choosing(tmp_path / "focalpoint.zip"):
        driver.press("Also on each stick…")
    driver.sees("focalpoint.zip")
    driver.press("Begin")
    assert [(tmp_path / name / "focalpoint.zip").read_bytes() for name in ("one", "two")] == [b"the program"] * 2
    assert sorted(room.out) == ["one", "two"]
    assert "2 of 2 done" in driver.text()
    driver.press("Close")
    assert "2 sticks written" in driver.text()


def test_a_participant_compares_the_digits_beside_the_pack_and_takes_it_in(
    driver: Driver, opened: Workspace, tmp_path: Path
) -> None:
    trainer = vaults.create(tmp_path, "trainer").workspace
    seminar, _public = public_seminar(trainer)
    stick = tmp_path / "stick"
    stick.mkdir()
    pack.seal_pack(trainer, pack.plan_pack(trainer, seminar), stick / "p.fpbundle")
    peers.save_card(trainer, stick / "trainer.fpcard")
    OpenBundleDialog(driver.shell, driver.shell.context, stick / "p.fpbundle").open()
    driver.settle()
    assert all(group in driver.text() for group in peers.my_card(trainer).groups)
    driver.press("They are the same: the card is verified")
    assert peers.peer(opened, trainer.device).state in ACCEPTED
    assert "not secret" in driver.text()
    driver.press("Take in")
    assert opened.db.scalar("SELECT count(*) FROM row_seminar WHERE id = ?", (seminar,)) == 1
    trainer.lock()
