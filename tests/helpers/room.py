"""A room of laptops: a trainer and participants, with the sticks that go round."""

import os
from dataclasses import dataclass, replace
from pathlib import Path

from focalpoint.domain.seminars import Seminar
from focalpoint.services.casework import records, rows
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.seminars import ceremony
from tests.helpers import seminars, vaults

STICKS = 4
PEOPLE = int(os.environ.get("FOCALPOINT_ROOM", "3"))  # participants; the nightly programme has twenty-eight


@dataclass
class Laptops:
    """A trainer with a public seminar, participants, and the sticks of the rows."""

    trainer: Workspace
    people: list[Workspace]
    seminar: str
    sticks: list[Path]

    @property
    def everybody(self) -> list[Workspace]:
        return [self.trainer, *self.people]

    def stick_of(self, ws: Workspace) -> Path:
        """Return the stick of somebody's row."""
        return self.sticks[self.everybody.index(ws) % len(self.sticks)]

    def lock(self) -> None:
        for ws in self.everybody:
            ws.lock()


def gather(folder: Path, people: int = PEOPLE) -> Laptops:
    """Let people come together; nobody knows anybody yet."""
    trainer = vaults.create(folder, "trainer").workspace
    others = [vaults.create(folder, f"person{n:02}").workspace for n in range(1, people + 1)]
    sticks = [folder / f"stick{n}" for n in range(1, STICKS + 1)]
    for stick in sticks:
        stick.mkdir()
    return Laptops(trainer, others, seminars.make(trainer).seminar, sticks)


def hold_ceremony(room: Laptops) -> int:
    """Let everybody verify everybody; return how many verifications that were."""
    for ws in room.people:
        ceremony.add_card(ws, room.stick_of(ws))
    content = ceremony.make_roll(room.trainer, room.seminar, ceremony.collect(room.trainer, room.sticks))
    ceremony.write_roll(room.trainer, content, room.sticks)
    done = 0
    for ws in room.everybody:
        [path] = room.stick_of(ws).glob("*.fproll")
        roll = ceremony.open_roll(ws, path)
        done += ceremony.keep_roll(ws, roll, [one.device for one in roll.lines if one.doubt is None])
    return done


def publish(room: Laptops) -> None:
    """Mark the seminar as public."""
    item = rows.get(room.trainer, "seminar", room.seminar)
    assert isinstance(item, Seminar)
    records.save(room.trainer, replace(item, classification="public"), base=item)
