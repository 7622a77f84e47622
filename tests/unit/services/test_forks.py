"""A laptop that was put back from a copy, or copied, is told so in plain words: there, and at those who read it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from focalpoint.services.care import safety
from focalpoint.services.casework import records, requests
from focalpoint.services.core import workspace
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.day import today
from focalpoint.services.exchange import forks, imports
from tests.helpers import vaults


@dataclass
class Pair:
    """Two laptops that share a request, and a copy of the first one's folder from before the last work."""

    first: Workspace
    second: Workspace
    request: str
    folder: Path

    def edit(self, ws: Workspace, body: str) -> None:
        records.save(ws, replace(requests.get_request(ws, self.request), body=body))

    def send(self, giver: Workspace, taker: Workspace, name: str) -> Path:
        return vaults.send(giver, taker, [("request", self.request)], self.folder / name)


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Pair]:
    first, second = (vaults.create(tmp_path, name).workspace for name in ("first", "second"))
    vaults.introduce(first, second, tmp_path)
    made = Pair(first, second, vaults.register(first, subject="TRN before"), tmp_path)
    yield made
    made.first.lock()
    made.second.lock()


def test_lost_work_that_comes_back_is_told_once(shared: Pair) -> None:
    kept = safety.backup_now(shared.first)
    shared.edit(shared.first, "TRN lost later")
    vaults.receive(shared.second, shared.send(shared.first, shared.second, "1.fpbundle"))
    path = shared.first.info.path
    shared.first.lock()
    safety.restore_backup(path, kept.path)
    shared.first = workspace.unlock(path, vaults.PASSPHRASE)
    bundle = shared.send(shared.second, shared.first, "2.fpbundle")
    preview = imports.preview(shared.first, imports.inspect(shared.first, bundle))
    assert preview.returned.n == 1
    assert forks.unread(shared.first) == [], "a rehearsal leaves nothing"
    imports.apply(shared.first, preview)
    (told,) = today.overview(shared.first).came_back
    assert (told.n, told.person, told.since) == (1, "Officer second", preview.returned.since)
    again = imports.preview(shared.first, imports.inspect(shared.first, bundle))
    assert again.returned.n == 0
    forks.understood(shared.first)
    assert today.overview(shared.first).came_back == []


def test_readers_learn_that_a_laptop_was_restored(shared: Pair) -> None:
    vaults.receive(shared.second, shared.send(shared.first, shared.second, "1.fpbundle"))
    assert forks.notices(shared.second) == {}
    kept = safety.backup_now(shared.first)
    path = shared.first.info.path
    shared.first.lock()
    safety.restore_backup(path, kept.path)
    shared.first = workspace.unlock(path, vaults.PASSPHRASE)
    shared.edit(shared.first, "TRN after")
    vaults.receive(shared.second, shared.send(shared.first, shared.second, "2.fpbundle"))
    notice = forks.notices(shared.second)[shared.first.device]
    assert (notice.bad, notice.message.id) == (False, forks.RENEWED)
    assert notice.message.params["when"]


def test_readers_learn_that_a_laptop_was_copied(shared: Pair) -> None:
    vaults.receive(shared.second, shared.send(shared.first, shared.second, "1.fpbundle"))
    path = shared.first.info.path
    shared.first.lock()
    twin_path = shared.folder / "twin.focalpoint"
    shutil.copytree(path, twin_path)
    twin = workspace.unlock(twin_path, vaults.PASSPHRASE)
    shared.first = workspace.unlock(path, vaults.PASSPHRASE)
    shared.edit(shared.first, "TRN on the laptop")
    shared.edit(twin, "TRN on the copy")
    vaults.receive(shared.second, shared.send(shared.first, shared.second, "2.fpbundle"))
    assert forks.notices(shared.second) == {}
    vaults.receive(shared.second, shared.send(twin, shared.second, "3.fpbundle"))
    twin.lock()
    notice = forks.notices(shared.second)[shared.first.device]
    assert (notice.bad, notice.message.id) == (True, forks.DOUBLED)
    assert forks.notices(shared.first) == {}
