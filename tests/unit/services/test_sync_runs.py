"""Runs by way of a server: how much an idle one asks, what a cut or a stop costs, budgets, runs by themselves."""

import contextlib
import hashlib
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from focalpoint.domain.errors import Cancelled
from focalpoint.services.care import safety
from focalpoint.services.casework import attachments, requests, search
from focalpoint.services.core.clock import Clock
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.sync import remotes
from focalpoint.services.sync import servers as sync
from focalpoint.services.sync.servers import BudgetTooSmallError, RemoteSettings
from focalpoint.transports.port import RemoteUnreachableError
from focalpoint.transports.sftp import Sftp
from focalpoint.transports.shared_folder import SharedFolder
from focalpoint.vault import deliveries, projection
from focalpoint.vault.remotes import progress
from tests.helpers import cutter, servers, vaults

Pair = tuple[Workspace, Workspace]
MEGABYTE = 1 << 20


def join(pair: Pair, settings: RemoteSettings) -> None:
    first, second = pair
    sync.add_remote(first, "office", settings, [second.device], everything=True)
    sync.add_remote(second, "office", settings, [first.device], everything=True)


@pytest.fixture
def place(pair: Pair, tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    join(pair, RemoteSettings(kind="folder", address=str(folder)))
    return folder


def in_step(pair: Pair) -> None:
    for _round in range(3):
        for ws in pair:
            sync.run(ws, "office")


def same(pair: Pair) -> None:
    first, second = pair
    assert projection.digest(first.db) == projection.digest(second.db)
    for ws in pair:
        assert {finding.level for finding in safety.check_vault(ws)} == {"good"}


def counted(monkeypatch: pytest.MonkeyPatch, wire: type, name: str) -> list[int]:
    """Count how often a wire asks."""
    asked = [0]
    ask = getattr(wire, name)

    def asking(*arguments: Any, **options: Any) -> object:
        asked[0] += 1
        return ask(*arguments, **options)

    monkeypatch.setattr(wire, name, asking)
    return asked


@pytest.mark.parametrize(("kind", "step"), [("folder", "children"), ("openssh", "_do")])
def test_an_idle_run_asks_three_times_at_most(
    pair: Pair, kind: str, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with servers.started(kind) as server:
        join(pair, server.settings)
        vaults.register(pair[0])
        in_step(pair)
        asked = counted(monkeypatch, {"folder": SharedFolder, "openssh": Sftp}[kind], step)
        stats = counted(monkeypatch, SharedFolder, "stat")
        for ws in pair:
            before = asked[0]
            report = sync.run(ws, "office")
            assert (report.put, report.taken) == (0, 0)
            assert 0 < asked[0] - before + stats[0] <= 3


@pytest.mark.parametrize("kind", ["wsgidav", "seaweed"])
def test_an_idle_run_sends_three_requests_at_most(pair: Pair, kind: str) -> None:
    with servers.started(kind) as server, cutter.line_to(server.port) as line:
        join(pair, server.through(line.port))
        vaults.register(pair[0])
        in_step(pair)
        for ws in pair:
            before = line.asked
            report = sync.run(ws, "office")
            assert (report.put, report.taken) == (0, 0)
            assert 0 < line.asked - before <= 3


def test_old_names_are_not_listed_again_until_a_day_has_passed(
    pair: Pair, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pair
    vaults.register(first)
    in_step(pair)
    kept = progress(second.db, "office")
    folder = f"fp1/d/{remotes.tag_of(first.device)}"
    names = [f"{folder}/{n // 1000:06}/{n:010}-{n:016x}.c" for n in range(3, 5_500)]
    for name in names:
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).touch()
    kept.done[first.device] += names
    remotes.keep_progress(second, "office", kept)
    asked = counted(monkeypatch, SharedFolder, "children")
    sync.run(second, "office")
    assert asked[0] <= 3
    moment = second.now()
    second.clock = Clock.at(lambda: moment + timedelta(days=2))
    sync.run(second, "office")
    assert asked[0] > 6, "everything is looked at once a day"


def test_a_number_that_came_late_is_found_between_the_others(pair: Pair, place: Path) -> None:
    first, second = pair
    for n in range(3):
        vaults.register(first, subject=f"TRN {n}")
        sync.run(first, "office")
    controls = sorted(place.rglob("*.c"))
    hidden = controls[1].with_suffix(".hidden")
    controls[1].rename(hidden)
    assert sync.run(second, "office").taken == 2
    hidden.rename(controls[1])
    assert sync.run(second, "office").taken == 1
    in_step(pair)
    same(pair)


def filled(first: Workspace, second: Workspace) -> None:
    for n in range(3):
        request = vaults.register(first, subject=f"TRN {n}")
        attachments.attach_bytes(first, "request", request, os.urandom(40_000), name=f"{n}.bin")
    theirs = vaults.register(second, subject="TRN theirs")
    attachments.attach_bytes(second, "request", theirs, b"the word hippopotamus " * 3_000, name="their.txt")


@pytest.mark.slow
def test_a_run_that_is_cut_again_and_again_comes_to_its_end(pair: Pair) -> None:
    with servers.started("wsgidav") as server, cutter.line_to(server.port) as line:
        join(pair, server.through(line.port))
        filled(*pair)
        for way in ("up", "down"):
            for ws in pair:
                for size in (300, 2_500, 9_000, 30_000, 70_000, 120_000):
                    line.arm(**{way: size}, times=4)
                    with contextlib.suppress(RemoteUnreachableError):
                        sync.run(ws, "office")
        assert line.cuts > 20
        line.disarm()
        in_step(pair)
        same(pair)
        moment = pair[0].now() + timedelta(days=2)
        for ws in pair:
            ws.clock = Clock.at(lambda: moment)
            sync.run(ws, "office")
        store = sync.open_remote(server.settings)
        for key in store.list("fp1/o/"):
            assert hashlib.sha256(store.get(key)).hexdigest() == key.rpartition("/")[2], "a torn object"
        assert store.list("fp1/t/") == [], "what was cut is cleared away"
        store.close()
        assert search.find(pair[0], "hippopotamus")


class Stopping(Task):
    """Stops after so many steps."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        self.left = steps

    def check(self) -> None:
        self.left -= 1
        if self.left < 0:
            self.cancel()
        super().check()


def test_a_run_may_be_stopped_between_any_two_steps(pair: Pair, place: Path) -> None:
    filled(*pair)
    stopped = 0
    for steps in range(12):
        for ws in pair:
            try:
                sync.run(ws, "office", Stopping(steps))
            except Cancelled:
                stopped += 1
    assert stopped > 8
    assert all(one.failures == 0 for ws in pair for one in sync.status(ws)), "a stop is no failure"
    in_step(pair)
    same(pair)


@pytest.fixture
def two_requests(pair: Pair) -> tuple[str, str]:
    """Make an old and a new request, each with a document of more than one part."""
    first, _second = pair
    moment = first.now()
    first.clock = Clock.at(lambda: moment - timedelta(days=20))
    old = vaults.register(first, subject="TRN old")
    attachments.attach_bytes(first, "request", old, os.urandom(9 * MEGABYTE), name="old.bin")
    first.clock = Clock.at(lambda: moment)
    new = vaults.register(first, subject="TRN new")
    attachments.attach_bytes(first, "request", new, os.urandom(9 * MEGABYTE), name="new.bin")
    return old, new


def whole(ws: Workspace, request: str) -> bool:
    (document,) = attachments.documents_of(ws, request)
    return document.available


def test_a_budget_lets_records_leave_first_then_documents_of_the_newest_requests(
    pair: Pair, place: Path, two_requests: tuple[str, str]
) -> None:
    first, second = pair
    old, new = two_requests
    sync.set_pace(first, "office", budget=12 * MEGABYTE)
    report = sync.run(first, "office")
    assert report.put == 2
    assert report.later > 8 * MEGABYTE
    assert sync.status(first)[0].later == report.later
    assert sum(path.stat().st_size for path in place.rglob("*") if path.is_file()) <= 12 * MEGABYTE + 300_000
    sync.run(second, "office")
    assert [requests.get_request(second, one).subject for one in two_requests] == ["TRN old", "TRN new"]
    assert (whole(second, new), attachments.documents_of(second, old)[0].name) == (True, "old.bin")
    assert not whole(second, old)
    assert sync.run(first, "office").later == 0
    sync.run(second, "office")
    assert whole(second, old)
    in_step(pair)
    same(pair)


def test_a_budget_is_kept_when_fetching_too(pair: Pair, place: Path, two_requests: tuple[str, str]) -> None:
    first, second = pair
    sync.run(first, "office")
    sync.set_pace(second, "office", budget=12 * MEGABYTE)
    report = sync.run(second, "office")
    assert (report.taken, report.later > 8 * MEGABYTE) == (1, True)
    assert [requests.get_request(second, one).subject for one in two_requests] == ["TRN old", "TRN new"]
    assert whole(second, two_requests[1])
    assert not whole(second, two_requests[0])
    sync.run(first, "office")
    assert deliveries.unacknowledged(first.db, second.device), "nothing is acknowledged that has not come whole"
    assert sync.run(second, "office").later == 0
    assert whole(second, two_requests[0])
    sync.run(first, "office")
    assert 1 not in deliveries.unacknowledged(first.db, second.device)
    in_step(pair)
    same(pair)


def test_a_budget_below_one_part_is_refused(pair: Pair, place: Path) -> None:
    with pytest.raises(BudgetTooSmallError):
        sync.set_pace(pair[0], "office", budget=9_999_999)
    sync.set_pace(pair[0], "office", budget=0)


def test_a_server_runs_by_itself_only_if_it_was_asked_to_and_waits_longer_after_failures(
    pair: Pair, place: Path
) -> None:
    first, _second = pair
    clock = [datetime(2026, 11, 25, 9, tzinfo=UTC)]
    first.clock = Clock.at(lambda: clock[0])
    assert (sync.due(first), sync.status(first)[0].minutes) == ([], None)
    sync.set_pace(first, "office", automatic=True)
    assert sync.due(first) == ["office"]
    sync.run(first, "office")
    assert (sync.due(first), sync.status(first)[0].minutes) == ([], 15)
    clock[0] += timedelta(minutes=15)
    assert sync.due(first) == ["office"]
    place.rename(place.with_name("away"))
    for minutes in (1, 2, 4, 8, 16, 32, 60, 60):
        with pytest.raises(RemoteUnreachableError):
            sync.run(first, "office")
        assert (sync.due(first), sync.status(first)[0].minutes) == ([], minutes)
        clock[0] += timedelta(minutes=minutes)
        assert sync.due(first) == ["office"]
    sync.set_pace(first, "office", paused=True)
    assert (sync.due(first), sync.status(first)[0].minutes) == ([], None)
    place.with_name("away").rename(place)
    sync.run(first, "office")
    assert sync.status(first)[0].failures == 0, "a person may run a server that rests"
