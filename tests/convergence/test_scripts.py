"""The scripts that run each time; 10,000 by `python -m tests.convergence`. A failure names its seed."""

import os
from collections.abc import Iterator

import pytest

from tests.convergence.world import Device, Script, World

SCRIPTS = int(os.environ.get("FOCALPOINT_SCRIPTS", "300"))
CHUNK = 50


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("world"))
    yield made
    made.close()


@pytest.mark.parametrize("first", range(0, SCRIPTS, CHUNK))
def test_five_devices_come_to_what_the_oracle_says(world: World, first: int) -> None:
    for seed in range(first, min(first + CHUNK, SCRIPTS)):
        Script(world, seed).run()


COUNTED = {
    "conflicts": "SELECT count(*) FROM conflict",
    "contested deletions": "SELECT count(*) FROM conflict WHERE f = '~deleted'",
    "deleted": "SELECT count(*) FROM row_request WHERE deleted",
    "held": "SELECT count(*) FROM change WHERE state = 'held'",
    "replaced before they arrived": (
        "SELECT count(*) FROM gone LEFT JOIN change ON change.id = gone.id WHERE change.id IS NULL"
    ),
    "three heads": "SELECT count(*) FROM (SELECT 1 FROM head GROUP BY r, f HAVING count(*) > 2)",
    "unsure clocks": 'SELECT count(*) FROM change WHERE instr(header, \'"sy":"unsure"\')',
    "two spaces": "SELECT count(DISTINCT space) > 1 FROM compartment WHERE kind <> 'trust'",
}


def test_scripts_contain_what_they_are_for(world: World) -> None:
    """A programme without conflicts, deletions and held changes would prove little."""
    seen = dict.fromkeys(COUNTED, 0)

    class Counting(Script):
        def _give(self, giver: Device, taker: Device, *, everything: bool = False) -> None:
            super()._give(giver, taker, everything=everything)
            for what, query in COUNTED.items():
                seen[what] += int(taker.ws.db.scalar(query))

    for seed in range(40):
        Counting(world, seed).run()
    assert {what for what, count in seen.items() if count < 10} == set(), seen
