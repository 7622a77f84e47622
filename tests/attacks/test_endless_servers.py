"""Servers and guests without end: names, bytes, requests, time; and folders that lead elsewhere."""

import itertools
import stat
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from focalpoint.services.core.workspace import Workspace
from focalpoint.services.sync import pull, remotes, servers
from focalpoint.services.sync.remotes import tag_of
from focalpoint.services.sync.servers import RemoteSettings
from focalpoint.transports import dav, port, shared_folder
from focalpoint.transports.bounded import Bounded, Budget, RunTooLongError
from focalpoint.transports.dav import Door
from focalpoint.transports.port import RemoteFaultError, descend
from focalpoint.transports.remotes import open_remote
from focalpoint.transports.shared_folder import SharedFolder
from focalpoint.vault.remotes import RemoteProgress, progress
from tests.helpers import vaults

Pair = tuple[Workspace, Workspace]
SUBJECT = "TRN request that waits behind the flood"


@pytest.fixture
def shared(pair: Pair, tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    first, second = pair
    settings = RemoteSettings(kind="folder", address=str(folder))
    servers.add_remote(first, "office", settings, [second.device], everything=True)
    servers.add_remote(second, "office", settings, [first.device], everything=True)
    return folder


def flood(shared: Path, device: str, number: int) -> None:
    folder = shared / "fp1/d" / tag_of(device) / "000009"
    folder.mkdir(parents=True)
    for turn in range(number):
        (folder / f"{9000 + turn}-{turn:016x}.c").write_bytes(b"nothing")


def run_within(ws: Workspace, budget: Budget) -> servers.Report:
    place = remotes.find_remote(ws, "office")
    state = progress(ws.db, "office")
    report = servers.run_at(ws, place, state=state, budget=budget)
    remotes.keep_progress(ws, "office", state)
    return report


def told(report: servers.Report) -> str:
    return " ".join(str(message) for message in report.problems)


@pytest.mark.parametrize(
    ("budget", "word"), [(Budget(names=10), "names"), (Budget(requests=10), "requests"), (Budget(size=1), "bytes")]
)
def test_a_run_ends_at_its_budget_tells_it_still_puts_and_the_next_goes_on(
    budget: Budget, word: str, pair: Pair, shared: Path
) -> None:
    first, second = pair
    vaults.register(first, subject=SUBJECT)
    servers.run(first, "office")
    flood(shared, first.device, 30)
    vaults.register(second, subject="TRN of the second")
    report = run_within(second, budget)
    assert f"({word}:" in told(report), report.problems
    if word != "requests":
        assert report.put, "what was to be put is put all the same"
    again = servers.run(second, "office")
    assert RunTooLongError.message not in {message.id for message in again.problems}
    assert report.taken + again.taken >= 1


def test_time_is_a_budget_too(tmp_path: Path) -> None:
    now = itertools.count(0, 50).__next__
    (tmp_path / "s").mkdir()
    remote = Bounded(open_remote(RemoteSettings("folder", str(tmp_path / "s"))), "office", Budget(seconds=120), now)
    assert remote.size("fp1/x") is None
    assert remote.size("fp1/x") is None
    with pytest.raises(RunTooLongError) as raised:
        remote.size("fp1/x")
    assert raised.value.parameters["what"] == "seconds"
    remote.renew()
    assert remote.size("fp1/x") is None


def test_a_flood_by_one_laptop_does_not_keep_the_others_waiting(
    pair: Pair, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pair
    monkeypatch.setattr(pull, "MOST_FRESH", 20)
    vaults.register(first, subject=SUBJECT)
    servers.run(first, "office")
    flood(shared, "stranger", 50)
    place = servers.find_remote(second, "office")
    report = servers.run_at(second, place, state=RemoteProgress(), senders=("stranger", first.device))
    assert report.taken == 1
    assert "50" in told(report)


def test_a_folder_that_cannot_be_listed_stops_only_itself(
    pair: Pair, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pair
    vaults.register(first, subject=SUBJECT)
    servers.run(first, "office")
    flood(shared, "stranger", 50)
    monkeypatch.setattr(port, "MOST_NAMES", 20)
    place = servers.find_remote(second, "office")
    report = servers.run_at(second, place, state=RemoteProgress(), senders=("stranger", first.device))
    assert report.taken == 1
    assert RemoteFaultError.message in {message.id for message in report.problems}
    with pytest.raises(RemoteFaultError):
        servers.run_at(second, place, state=RemoteProgress(), senders=("stranger",))


def endless(folder: str) -> Iterator[tuple[str, bool]]:
    for number in itertools.count():
        yield f"{number:x}", True


def deep(folder: str) -> Iterator[tuple[str, bool]]:
    yield from ((name, True) for name in "abcdef")


@pytest.mark.parametrize("children", [endless, deep])
def test_a_tree_without_end_is_left(children: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RemoteFaultError):
        descend(children, "fp1/d/", "", "server")


def test_a_tree_that_dribbles_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    now = itertools.count(0, 100.0).__next__
    monkeypatch.setattr(port, "time", SimpleNamespace(monotonic=now, sleep=lambda _s: None))
    asked = []

    def slow(_folder: str) -> Iterator[tuple[str, bool]]:
        for number in range(1000):
            asked.append(number)
            yield f"{number}", False

    with pytest.raises(RemoteFaultError) as raised:
        descend(slow, "fp1/d/", "", "server")
    assert raised.value.parameters["reason"] == port.SLOW
    assert len(asked) < 20


@pytest.fixture
def linked(tmp_path: Path) -> tuple[SharedFolder, Path]:
    outside, root = tmp_path / "outside", tmp_path / "shared"
    outside.mkdir()
    (outside / "diary.c").write_text("private")
    (root / "fp1").mkdir(parents=True)
    (root / "fp1/d").symlink_to(outside, target_is_directory=True)
    return SharedFolder(root), outside


def test_a_linked_folder_in_a_shared_folder_is_not_followed(linked: tuple[SharedFolder, Path]) -> None:
    folder, outside = linked
    before = sorted(outside.iterdir())
    assert folder.keys("fp1/", "") == []
    for act in (
        lambda: folder.keys("fp1/d/", ""),
        lambda: folder.stat("fp1/d/diary.c"),
        lambda: folder.read("fp1/d/diary.c", 0, None),
        lambda: folder.write("fp1/d/new.c", b"in"),
        lambda: folder.write("fp1/d/deeper/new.c", b"in"),
        lambda: folder.remove("fp1/d/diary.c"),
        lambda: folder.move_new("fp1/d/diary.c", "fp1/stolen.c"),
    ):
        with pytest.raises(RemoteFaultError) as raised:
            act()
        assert raised.value.parameters["reason"] == shared_folder.LINKED
    assert sorted(outside.iterdir()) == before
    assert (outside / "diary.c").read_text() == "private"


def test_a_run_tells_that_a_folder_leads_elsewhere_and_touches_nothing_there(
    pair: Pair, shared: Path, tmp_path: Path
) -> None:
    first, _second = pair
    outside = tmp_path / "outside"
    outside.mkdir()
    vaults.register(first, subject=SUBJECT)
    (shared / "fp1").rename(shared / "real")
    (shared / "fp1").symlink_to(outside, target_is_directory=True)
    with pytest.raises(RemoteFaultError):
        servers.run(first, "office")
    assert list(outside.iterdir()) == []
    (shared / "fp1").unlink()
    (shared / "real").rename(shared / "fp1")
    assert servers.run(first, "office").put == 1


def test_a_junction_counts_as_a_link() -> None:
    folder = stat.S_IFDIR | 0o755
    tags = {0xA0000003: True, 0xA000000C: True, 0x9000001A: False, 0: False}  # the third is a file of a cloud
    for tag, linked in tags.items():
        assert shared_folder.is_linked(SimpleNamespace(st_mode=folder, st_reparse_tag=tag)) is linked  # type: ignore[arg-type]


def test_a_guest_cannot_fill_the_room_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dav, "MOST_PUTS", 5)
    door = Door(tmp_path, "guest", "secret")
    answers = []
    for turn in range(8):
        environment = {"CONTENT_LENGTH": "4", "wsgi.input": SimpleNamespace(read=lambda _n: b"full")}
        answers.append(door._put(f"fp1/t/x-{turn}", environment)[0])
    assert answers == [dav.MADE] * 5 + [dav.FULL] * 3
    assert door.full
    assert len(list((tmp_path / "fp1/t").iterdir())) == 5
