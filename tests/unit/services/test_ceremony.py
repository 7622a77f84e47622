"""Everybody in a room verifies everybody; whatever is wrong with a roll, nothing of it is kept."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from focalpoint.bundles import card as cards
from focalpoint.bundles import roll as rolls
from focalpoint.bundles.roll import BadRollError
from focalpoint.domain.trust import DeviceState
from focalpoint.language import say
from focalpoint.services.core import process_world
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.core.world_checks import OtherWorldError
from focalpoint.services.exchange import peers, trust
from focalpoint.services.seminars import ceremony
from focalpoint.services.seminars.ceremony import EmptyRoomError, NotInRollError, OtherDigestError
from tests.helpers import room as rooms
from tests.helpers import vaults
from tests.helpers.desk import Desk
from tests.helpers.room import Laptops

ROOT = Path(__file__).parents[3]
KEPT = ROOT / "tests" / "data" / "rolls"
sys.path.insert(0, str(ROOT / "packaging"))
import verify_bundle as verifier  # noqa: E402 - a tool beside the program, not a package


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Laptops]:
    made = rooms.gather(tmp_path)
    yield made
    made.lock()


def rolled(room: Laptops) -> Path:
    """Collect all cards and write the roll; return the one on the first stick."""
    for ws in room.people:
        ceremony.add_card(ws, room.stick_of(ws))
    found = ceremony.collect(room.trainer, room.sticks)
    assert found.problems == ()
    return ceremony.write_roll(room.trainer, ceremony.make_roll(room.trainer, room.seminar, found), room.sticks)[0]


def standing(ws: Workspace) -> set[str]:
    return {one.device for one in peers.peers(ws) if one.state == DeviceState.VERIFIED}


def test_everybody_verifies_everybody_and_the_trainer_vouches_for_all(room: Laptops) -> None:
    number = len(room.everybody)
    assert rooms.hold_ceremony(room) == number * (number - 1)
    for ws in room.everybody:
        assert standing(ws) == {other.device for other in room.everybody} - {ws.device}
        assert {one.role for one in peers.peers(ws)} == {"partner"}
    for ws in room.people:
        assert trust.vouched_here(room.trainer, ws.device) == [room.seminar]


def test_all_laptops_and_the_wall_show_the_same_digits(room: Laptops) -> None:
    path = rolled(room)
    shown = {ceremony.open_roll(ws, path).groups for ws in room.everybody}
    assert len(shown) == 1
    roll = ceremony.open_roll(room.trainer, path)
    wall = path.parent / "wall.png"
    wall.write_bytes(ceremony.wall_code_png(roll.digest))
    ceremony.compare_photo(ceremony.open_roll(room.people[0], path), wall)
    wall.write_bytes(ceremony.wall_code_png(bytes(32)))
    with pytest.raises(OtherDigestError):
        ceremony.compare_photo(roll, wall)


def test_who_is_not_in_it_as_they_are_keeps_nothing(room: Laptops) -> None:
    path = rolled(room)
    outsider = vaults.create(path.parent, "late").workspace
    with pytest.raises(NotInRollError):
        ceremony.open_roll(outsider, path)
    assert peers.peers(outsider) == []
    outsider.lock()


def test_a_changed_byte_a_swapped_card_and_a_foreign_signature_are_refused(room: Laptops) -> None:
    path = rolled(room)
    content = path.read_bytes()
    for place in range(0, len(content), max(1, len(content) // 40)):
        wrong = bytearray(content)
        wrong[place] ^= 1
        path.write_bytes(wrong)
        with pytest.raises((BadRollError, NotInRollError)):
            ceremony.open_roll(room.people[0], path)
    signed = msgspec.json.decode(content, type=rolls.SignedRoll)
    for wrong_roll in (
        msgspec.structs.replace(signed, cards=tuple(reversed(signed.cards))),
        msgspec.structs.replace(signed, cards=signed.cards[:-1] + signed.cards[:1]),
        msgspec.structs.replace(signed, trainer="0" * 32),
    ):
        path.write_bytes(rolls.make_roll(wrong_roll, room.trainer.vault.identity.seed))
        with pytest.raises(BadRollError):
            ceremony.open_roll(room.people[0], path)
    path.write_bytes(rolls.make_roll(signed, room.people[0].vault.identity.seed))
    with pytest.raises(BadRollError):
        ceremony.open_roll(room.people[1], path)


def test_a_roll_of_the_other_world_is_refused(room: Laptops, tmp_path: Path) -> None:
    path = rolled(room)
    process_world.leave_world()
    real = vaults.create(tmp_path, "real", training=False).workspace
    with pytest.raises(OtherWorldError):
        ceremony.open_roll(real, path)
    ceremony.add_card(real, room.sticks[0])
    found = ceremony.collect(room.trainer, room.sticks)
    assert any("other kind of vault" in say(one) for one in found.problems)
    assert real.device not in {card.id for card, _content in found.cards}
    real.lock()


def test_a_name_that_stands_twice_and_a_revoked_laptop_are_not_ticked(room: Laptops, tmp_path: Path) -> None:
    first, second = room.people[:2]
    vaults.introduce(room.trainer, second, tmp_path, "partner")
    trust.revoke(room.trainer, second.device, "lost")
    (tmp_path / "again").mkdir()
    twin = vaults.create(tmp_path / "again", "person01").workspace
    ceremony.add_card(twin, room.sticks[0])
    roll = ceremony.open_roll(room.trainer, rolled(room))
    doubts = {one.device: say(one.doubt) for one in roll.lines if one.doubt}
    assert doubts.keys() == {first.device, twin.device, second.device}
    kept = ceremony.keep_roll(room.trainer, roll, [one.device for one in roll.lines if one.doubt is None])
    assert kept == len(room.people) - 2
    assert first.device not in standing(room.trainer)
    twin.lock()


def test_what_is_no_card_is_told_and_an_empty_room_has_no_roll(ws: Workspace, tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "bad.fpcard").write_bytes(b"x" * 9_000)
    found = ceremony.collect(ws, [tmp_path / "s", tmp_path / "gone"])
    assert [say(one) for one in found.problems] == ["“bad.fpcard” is not a valid card, and was left aside."]
    with pytest.raises(EmptyRoomError):
        ceremony.make_roll(ws, "0" * 32, found)


def test_who_has_a_role_keeps_it(room: Laptops, tmp_path: Path) -> None:
    colleague = room.people[0]
    vaults.introduce(room.trainer, colleague, tmp_path, "office", verify=False)
    roll = ceremony.open_roll(room.trainer, rolled(room))
    ceremony.keep_roll(room.trainer, roll, [colleague.device])
    here = peers.peer(room.trainer, colleague.device)
    assert (here.state, here.role) == (DeviceState.VERIFIED, "office")
    assert len(standing(room.trainer)) == 1


def test_the_commands_collect_compare_and_keep(
    room: Laptops, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, seminar = rolled(room), room.seminar
    room.lock()
    trainer = Desk(tmp_path, room.trainer.vault.folder, capsys)
    made = trainer.json("ceremony", "roll", seminar, *map(str, room.sticks), "--code", str(tmp_path / "wall.png"))
    pupil = Desk(tmp_path, room.people[0].vault.folder, capsys)
    compared = pupil.json("ceremony", "compare", str(path), "--photo", str(tmp_path / "wall.png"))
    assert compared["groups"] == made["groups"]
    left_out = room.people[1].device
    kept = pupil.json("ceremony", "keep", str(path), "--without", left_out, "--yes")
    assert kept == {"verified": len(room.everybody) - 2}
    code, said = pupil.run("ceremony", "add", str(room.sticks[1]))
    assert (code, ".fpcard" in said) == (0, True)


def test_digits_and_words_of_a_roll_are_made_as_those_of_a_card() -> None:
    digest = bytes(range(32))
    assert rolls.digits_of(digest)[0] == f"{int.from_bytes(digest[:4]) % 100_000:05}"
    assert len(rolls.words_of(digest)) == 8
    assert cards.MAX_BYTES * rolls.MOST_CARDS < rolls.MAX_BYTES


def test_the_kept_roll_is_read_by_program_and_verifier(capsys: pytest.CaptureFixture[str]) -> None:
    expected = json.loads((KEPT / "1.json").read_text("utf-8"))
    read = rolls.read_roll((KEPT / "1.fproll").read_bytes())
    assert [card.id for card, _content in read.cards] == expected["devices"]
    assert list(rolls.digits_of(read.digest)) == expected["groups"]
    assert verifier.main([str(KEPT / "1.fproll"), "--card", str(KEPT / "own.fpcard")]) == verifier.WHOLE
    said = capsys.readouterr().out
    assert " ".join(expected["groups"]) in said
    assert expected["title"] in said
    other = ROOT / "tests" / "data" / "bundles" / "2" / "reader.fpcard"
    assert verifier.main([str(KEPT / "1.fproll"), "--card", str(other)]) == verifier.DAMAGED


def reordered(roll: dict[str, Any]) -> None:
    roll["cards"].reverse()


def doubled(roll: dict[str, Any]) -> None:
    roll["cards"].append(roll["cards"][0])


def without_the_trainer(roll: dict[str, Any]) -> None:
    roll["trainer"] = "0" * 32


def emptied(roll: dict[str, Any]) -> None:
    roll["cards"] = []


def renamed(roll: dict[str, Any]) -> None:
    roll["title"] = "TRN another"


def of_another_card(roll: dict[str, Any]) -> None:
    roll["cards"][0] = roll["cards"][0].replace("person01", "person09")


@pytest.mark.parametrize("change", [reordered, doubled, without_the_trainer, emptied, renamed, of_another_card])
def test_a_roll_that_was_changed_is_refused_by_both(change: Callable[[dict[str, Any]], None], tmp_path: Path) -> None:
    roll = json.loads((KEPT / "1.fproll").read_text("utf-8"))
    change(roll)
    changed = tmp_path / "changed.fproll"
    changed.write_text(json.dumps(roll, ensure_ascii=False, separators=(",", ":")), "utf-8")
    with pytest.raises(BadRollError):
        rolls.read_roll(changed.read_bytes())
    assert verifier.main([str(changed)]) == verifier.DAMAGED
