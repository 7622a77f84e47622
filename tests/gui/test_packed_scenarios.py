"""An exercise out of a trainer's pack, from the first page, without a vault of one's own."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6 import QtWidgets

from focalpoint import paths
from focalpoint.domain.local_texts import in_languages
from focalpoint.domain.seminars import Material
from focalpoint.gui.exercise.strip import ExerciseStrip
from focalpoint.gui.gate.exercise import ComparePackStep, ExerciseStep
from focalpoint.gui.main_window import MainWindow
from focalpoint.services.casework import attachments, records
from focalpoint.services.core import process_world
from focalpoint.services.exchange import peers
from focalpoint.services.seminars import pack
from focalpoint.services.training import scenario_archives
from tests.gui.driver import Driver, Settle
from tests.helpers import room as rooms
from tests.helpers import scenarios


@dataclass
class Handed:
    """What the trainer hands out: the pack, and the digits on the wall."""

    pack: Path
    digits: tuple[str, ...]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


def hand_out(folder: Path, stick: Path, *, exercise: bool) -> Handed:
    (folder / "room").mkdir()
    room = rooms.gather(folder / "room", people=0)
    rooms.publish(room)
    kept = Material(seminar=room.seminar, **in_languages("title", en="TRN exercise"), classification="public")
    material = records.save(room.trainer, kept).first_id
    name, content = "a.txt", b"TRN words"
    if exercise:
        scenario_archives.pack_scenario(scenarios.write(folder / "small"), folder / "small.fpscenario")
        name, content = "small.fpscenario", (folder / "small.fpscenario").read_bytes()
    attachments.attach_bytes(room.trainer, "material", material, content, name=name, title="TRN exercise")
    pack.seal_pack(room.trainer, pack.plan_pack(room.trainer, room.seminar), stick / "TRN-pack.fpbundle")
    peers.save_card(room.trainer, stick / "trainer.fpcard")
    groups = peers.my_card(room.trainer).groups
    room.lock()
    process_world.leave_world()
    return Handed(stick / "TRN-pack.fpbundle", groups)


@pytest.fixture
def person(closed_window: MainWindow, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Driver:
    monkeypatch.setattr(paths, "documents_folder", lambda: tmp_path)
    closed_window.autolock_allowed = False
    closed_window.gate.start()
    return Driver(closed_window, settle)


def open_file(person: Driver, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QtWidgets.QFileDialog, "getOpenFileName", lambda *_a: (str(path), ""))
    person.press("Try an exercise")
    person.press("Open a scenario or a trainer's pack…")
    person.settle()


def test_a_pack_is_compared_with_the_wall_and_its_exercise_begun(
    person: Driver, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = hand_out(tmp_path, stick, exercise=True)
    open_file(person, handed.pack, monkeypatch)
    assert person.visible(ComparePackStep)
    for group in handed.digits:
        assert group in person.text()
    assert not (tmp_path / "Focal Point training").exists(), "nothing is laid out before the digits were compared"
    person.press("They are the same")
    person.settle()
    step = person.visible(ExerciseStep)[0]
    assert Path(step.scenario.code()).name.startswith("small-")
    person.type("Number on your badge", "7")
    person.press("Begin")
    for _turn in range(40):
        person.settle()
        if person.visible(ExerciseStrip):
            break
    assert person.visible(ExerciseStrip)[0].run.read.scenario.id == "small"
    assert not list(tmp_path.rglob("TRN-pack.focalpoint")), "the passing vault is gone"


def test_a_pack_without_an_exercise_a_changed_one_and_one_without_its_card_are_told(
    person: Driver, stick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed = hand_out(tmp_path, stick, exercise=False)
    open_file(person, handed.pack, monkeypatch)
    person.press("They are the same")
    person.settle()
    person.sees("This pack has no exercise in it.")
    content = bytearray(handed.pack.read_bytes())
    content[len(content) // 2] ^= 1
    changed = stick / "changed.fpbundle"
    changed.write_bytes(content)
    monkeypatch.setattr(QtWidgets.QFileDialog, "getOpenFileName", lambda *_a: (str(changed), ""))
    person.press("Open a scenario or a trainer's pack…")
    assert not person.visible(ComparePackStep)
    person.sees("it was changed on the way")
    (stick / "trainer.fpcard").unlink()
    monkeypatch.setattr(QtWidgets.QFileDialog, "getOpenFileName", lambda *_a: (str(handed.pack), ""))
    person.press("Open a scenario or a trainer's pack…")
    assert not person.visible(ComparePackStep)
    person.sees("whose identity card you do not have")
