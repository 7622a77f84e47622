"""The same by the real way: what people do in the program, real bundles, some lost, some late, some opened twice."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from focalpoint.bundles import container
from focalpoint.domain.contacts import Contact
from focalpoint.domain.fields import Record
from focalpoint.domain.merge import DELETED
from focalpoint.domain.requests import Request
from focalpoint.services.care import safety
from focalpoint.services.casework import records, requests, rows
from focalpoint.services.core.clock import Clock
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import conflicts, export, imports
from focalpoint.services.exchange.export import NothingNewError
from tests.convergence import oracle
from tests.convergence.world import CHOICES, FACETS, READ, TEXTS, Device, Script, World
from tests.helpers import vaults

SCRIPTS = int(os.environ.get("FOCALPOINT_BUNDLE_SCRIPTS", "4"))


def ticking(device: Device) -> Callable[[], Any]:
    def now() -> Any:
        device.clock += timedelta(milliseconds=1)
        return device.clock

    return now


class ByBundle(Script):
    """A script whose acts are use cases and whose exchanges are files."""

    def __init__(self, world: World, seed: int, folder: Path) -> None:
        super().__init__(world, seed, steps=45)
        self.folder, self.number = folder, 0
        self.under_way: list[tuple[Device, Path]] = []
        for device in self.devices:
            device.ws.clock = Clock.at(ticking(device))

    def run(self) -> None:
        """Live through it; nothing is taken back."""
        first = self.devices[0]
        vaults.register(first.ws, subject="TRN first", notes="TRN ours")
        records.save(first.ws, Contact(kind="court_organ", name="TRN Registry"))
        first.know_own()
        for other in self.devices[1:]:
            self._give(first, other)
        self._deliver(share=1)
        for _step in range(self.steps):
            device = self.rng.choice(self.devices)
            self._tick(device)
            if self.rng.random() < 0.6:
                self._act(device)
                device.know_own()
            else:
                self._give(device, self.rng.choice(self.devices))
                self._deliver(share=0.5)
        self._settle()
        for device in self.devices:
            self._everything_arrived(device)
            self._compare(device)
            assert {finding.level for finding in safety.check_vault(device.ws)} <= {"good", "warn"}
            assert safety.rebuild(device.ws)

    def _settle(self) -> None:
        """Exchange until everybody knows that everybody has everything; what was lost is sent again by itself."""
        self.under_way.clear()
        for _round in range(8):
            for giver, taker in permutations(self.devices, 2):
                self._give(giver, taker)
            if not self.under_way:
                return
            self._deliver(share=1)
            for giver, taker in permutations(self.devices, 2):  # who has nothing new to say acknowledges all the same
                self._seal(giver, taker, export.plan_receipt(giver.ws, [taker.id]))
            self._deliver(share=1)
        raise self._wrong(self.devices[0], "bundles without end")

    def _items(self, ws: Workspace) -> list[Record]:
        found = ws.db.read("SELECT 'request', id FROM row_request UNION ALL SELECT 'contact', id FROM row_contact")
        return [rows.get(ws, row[0], row[1]) for row in sorted(found)]

    def _act(self, device: Device) -> None:
        ws, items = device.ws, self._items(device.ws)
        item = self.rng.choice(items)
        type_name = records.type_of(item).name
        chance = self.rng.random()
        if chance < 0.08:
            vaults.register(ws, subject=f"TRN {self.rng.random()}")
        elif rows.is_deleted(ws, type_name, item.id):
            records.restore(ws, type_name, item.id)
        elif chance < 0.18:
            records.delete(ws, type_name, item.id)
        elif chance < 0.3 and isinstance(item, Request):
            self._move(ws, item)
        elif chance < 0.45 and (listed := conflicts.all_conflicts(ws)):
            self._decide(device, self.rng.choice(listed))
        else:
            records.save(ws, replace(item, **self._edited(device, item)))

    def _move(self, ws: Workspace, item: Request) -> None:
        steps = [step for step in requests.next_steps(ws, item) if not step.needs]
        if steps:
            requests.move(ws, item.id, self.rng.choice(steps).code)

    def _decide(self, device: Device, conflict: conflicts.ConflictView) -> None:
        own = [name for facet in READ[device.role] for name in FACETS[facet]]
        if conflict.type == "contact" or conflict.field in (DELETED, *own):
            conflicts.decide(device.ws, conflict, self.rng.choice(conflict.candidates).value)

    def _edited(self, device: Device, item: Record) -> dict[str, Any]:
        if isinstance(item, Contact):
            return {"name": f"TRN {self.rng.randrange(3)}", "themes": self._subset(("arrest", "assets", "witness"))}
        facets = READ[device.role] if self.rng.random() < 0.95 else set(FACETS)
        name = self.rng.choice([one for facet in sorted(facets) for one in FACETS[facet] if one != "state"])
        if oracle.KINDS[name] == "set":
            return {name: self._subset(CHOICES["set"])}
        values = [value for value in CHOICES.get(name, TEXTS) if value or name != "subject"]
        return {name: self.rng.choice(values)}

    def _subset(self, words: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(word for word in words if self.rng.random() < 0.5)

    def _give(self, giver: Device, taker: Device, *, everything: bool = False) -> None:
        chosen = [(records.type_of(item).name, item.id) for item in self._items(giver.ws)]
        if giver is taker or not chosen:
            return
        with suppress(NothingNewError):
            self._seal(giver, taker, export.plan_export(giver.ws, chosen, [taker.id], again=everything))

    def _seal(self, giver: Device, taker: Device, plan: export.ExportPlan) -> None:
        self.number += 1
        path = self.folder / f"{self.number}.fpbundle"
        self.under_way.append((taker, export.seal_plan(giver.ws, plan, path, "TRN").path))

    def _deliver(self, share: float) -> None:
        """Open some of the bundles that are under way, in any order; some twice, some never."""
        self.rng.shuffle(self.under_way)
        for taker, path in list(self.under_way):
            if self.rng.random() >= share:
                continue
            self.under_way.remove((taker, path))
            if share < 1 and self.rng.random() < 0.25:
                continue  # lost on the way
            for _time in range(self.rng.choice((1, 1, 2))):
                found = imports.inspect(taker.ws, path, opener=container.open_control)
                imports.apply(taker.ws, imports.preview(taker.ws, found), deletions=True)
                taker.known |= {frame for frame in found.opened.frames if b'"kind":"trust"' not in frame[2]}


@pytest.mark.parametrize("seed", range(SCRIPTS))
def test_five_offices_with_real_bundles_come_to_what_the_oracle_says(tmp_path: Path, seed: int) -> None:
    world = World(tmp_path)
    ByBundle(world, seed, tmp_path).run()
    world.close()
