"""Many offices on one object store for a year: `python -m benchmarks.scale [--quick]`.

A real SeaweedFS is started on this computer. One office gets the control objects of a whole year, the others those of
a week; then the cost of an idle look, of fetching and of sending is measured on the full store. What a year of all
offices amounts to is computed from stated assumptions and from the sizes measured. See docs/scale.md.
"""

import argparse
import contextlib
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.bundles import introduce
from benchmarks.figures import empty, request
from focalpoint.services.casework import records, requests
from focalpoint.services.exchange import export
from focalpoint.transports.port import Remote
from focalpoint.transports.remote_settings import RemoteSettings
from focalpoint.transports.remotes import open_remote
from tests.helpers import servers


@dataclass(frozen=True)
class World:
    """What is assumed of the offices; every figure a day is for a working day."""

    offices: int = 125
    devices: int = 5
    days: int = 250  # working days of a year
    runs: int = 4  # synchronisations a day in which a device has something new, one control object for each reader
    polls: int = 32  # looks a day: every quarter of an hour for eight hours
    documents: int = 2  # a day and office
    document_mb: float = 1.5

    @property
    def controls(self) -> int:
        """Return how many control objects an office makes in a year."""
        return self.devices * (self.devices - 1) * self.runs * self.days


def control_size(folder: Path) -> int:
    """Return the size of a control object with the work of two hours: three edited fields of two requests."""
    giver, taker = empty(folder, "giver"), empty(folder, "taker")
    introduce(folder, giver, taker)
    chosen = [("request", requests.register(giver, request(n)).first_id) for n in range(2)]
    whole = export.plan_export(giver, chosen, [taker.device])
    prepared = export.prepare(giver, whole)
    for _type, record in chosen:
        found = requests.get_request(giver, record)
        records.save(giver, replace(found, subject=found.subject + " 2", body=found.body + " 2", due_on="2027-01-01"))
    delta = export.plan_scopes(giver, whole.readers, whole.scopes, prepared.upto)
    size = len(export.prepare(giver, delta).control)
    giver.lock()
    taker.lock()
    return size


def key(office: int, device: int, number: int) -> str:
    """Return the key of a control object as `services/sync/servers.py` lays them out."""
    return f"{office:03}/fp1/d/{device:032x}/{number // 1000:06}/{number:010}-{number:016x}.c"


@contextlib.contextmanager
def opened(settings: RemoteSettings) -> Iterator[Remote]:
    """Open a store."""
    remote = open_remote(settings, "t/")
    try:
        yield remote
    finally:
        remote.close()


def fill(settings: RemoteSettings, world: World, size: int, weeks: int) -> int:
    """Put the objects of a year for the first office and of some weeks for the others; return how many."""
    each = world.controls // world.devices
    few = each * weeks * 5 // world.days
    jobs = [(office, device, each if office == 0 else few) for office in range(world.offices) for device in range(5)]

    def put(job: tuple[int, int, int]) -> int:
        office, device, number = job
        with opened(settings) as remote:
            for n in range(1, number + 1):
                remote.put_new(key(office, device, n), os.urandom(size))
        return number

    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(put, jobs))


def measured(settings: RemoteSettings, world: World, size: int) -> dict[str, float]:
    """Return milliseconds (medians) of single steps on the full store."""
    each = world.controls // world.devices
    with opened(settings) as remote:

        def idle() -> None:
            for device in range(1, world.devices):
                remote.list(f"000/fp1/d/{device:032x}/", after=key(0, device, each))

        def whole() -> None:
            remote.list(f"000/fp1/d/{1:032x}/")

        def fetch() -> None:
            for device in range(1, world.devices):
                remote.get(key(0, device, each))

        counter = iter(range(each + 1, each + 1_000))

        def send() -> None:
            for _reader in range(1, world.devices):
                remote.put_new(key(0, 0, next(counter)), os.urandom(size))

        return {step.__name__: _median(step) for step in (idle, whole, fetch, send)}


def _median(step: Callable[[], None]) -> float:
    times = []
    for _round in range(15):
        start = time.perf_counter()
        step()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    """Fill, measure, and print what a year amounts to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small world, to see that it runs")
    quick = parser.parse_args().quick
    world = World(offices=3, days=5) if quick else World()
    with TemporaryDirectory() as folder, servers.started("seaweed") as server:
        size = control_size(Path(folder))
        start = time.perf_counter()
        number = fill(server.settings, world, size, 1)
        seconds = time.perf_counter() - start
        steps = measured(server.settings, world, size)
    total = world.controls * world.offices
    polls = world.offices * world.devices * world.polls
    print(f"control object of two hours' work        {size:>12,} B")
    print(f"objects on the store when measured       {number:>12,} ({number / seconds:,.0f} put/s by 8 lines)")
    for name, milliseconds in steps.items():
        print(f"{name:40} {milliseconds:>12.1f} ms")
    print(f"control objects of a year, one office    {world.controls:>12,} ({world.controls * size / 1e6:,.0f} MB)")
    print(f"control objects of a year, all offices   {total:>12,} ({total * size / 1e9:,.1f} GB)")
    documents = world.documents * world.days * world.document_mb
    print(f"documents of a year, one office          {documents:>12,.0f} MB")
    print(f"documents of a year, all offices         {documents * world.offices / 1e3:>12,.0f} GB")
    print(f"looks a day, all offices                 {polls:>12,}")
    print(f"listings a day, all offices              {polls * (world.devices - 1):>12,}")
    puts = world.controls / world.days * world.offices
    print(f"objects put a day, all offices           {puts:>12,.0f}")
    print(f"listings a second in eight hours         {polls * (world.devices - 1) / 28_800:>12.1f}")


if __name__ == "__main__":
    main()
