"""A run at a server works beside a person: what both do at once is whole, numbered once, and what was set stays set."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from focalpoint.services.care import safety
from focalpoint.services.casework import records, requests
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, imports
from focalpoint.services.sync import remotes, servers
from focalpoint.services.sync.remotes import UnknownRemoteError
from focalpoint.services.sync.servers import RemoteSettings
from focalpoint.vault import devices, projection
from focalpoint.vault.remotes import progress
from tests.helpers import vaults

Pair = tuple[Workspace, Workspace]


@pytest.fixture
def settings(pair: Pair, tmp_path: Path) -> RemoteSettings:
    folder = tmp_path / "shared"
    folder.mkdir()
    made = RemoteSettings(kind="folder", address=str(folder))
    first, second = pair
    servers.add_remote(first, "office", made, [second.device], everything=True)
    servers.add_remote(second, "office", made, [first.device], everything=True)
    return made


def beside(work: Callable[[], object], other: Callable[[], object], times: int) -> None:
    """Do both at once, some times each; raise what either raises."""
    raised: list[BaseException] = []

    def again(call: Callable[[], object]) -> None:
        try:
            for _time in range(times):
                call()
        except BaseException as error:  # noqa: BLE001 - raised below, on the thread of the test
            raised.append(error)

    thread = threading.Thread(target=again, args=(other,))
    thread.start()
    again(work)
    thread.join()
    for error in raised:
        raise error


def test_saving_sealing_and_a_run_at_once_lose_nothing_and_number_each_bundle_once(
    pair: Pair, settings: RemoteSettings, tmp_path: Path
) -> None:
    first, second = pair
    names = iter(range(1_000))
    chosen = [vaults.register(first, own_ref=f"TRN-{n}") for n in range(3)]
    sticks: list[Path] = []

    def work() -> None:
        for record in chosen:
            records.save(first, replace(requests.get_request(first, record), subject=f"TRN {next(names)}"))
        plan = export.plan_export(first, [("request", chosen[0])], [second.device], again=True)
        sticks.append(export.seal_plan(first, plan, tmp_path / f"{next(names)}.fpbundle", "TRN").path)

    def run() -> None:
        servers.run(first, "office")
        servers.run(second, "office")

    beside(work, run, 12)
    sealed = [bundle.number for bundle in devices.bundles(first.db, "out", second.device)]
    numbers = [number for number in sealed if number]  # receipts have none
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    for _round in range(3):
        run()
    for path in sticks:
        found = imports.inspect(second, path)
        assert not [message for level, message in found.notes if level == "bad"]
        imports.apply(second, imports.preview(second, found))
    assert projection.digest(first.db) == projection.digest(second.db)
    for ws in pair:
        assert {finding.level for finding in safety.check_vault(ws)} == {"good"}


def test_what_is_set_of_a_server_during_its_run_stays_set(
    pair: Pair, settings: RemoteSettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first, second = pair
    vaults.register(first)
    other = tmp_path / "other"
    other.mkdir()
    honest = export.record_sent
    meanwhile: list[Callable[[], object]] = [
        lambda: servers.set_pace(first, "office", automatic=True, budget=servers.LEAST),
        lambda: servers.add_remote(first, "other", RemoteSettings(kind="folder", address=str(other)), [second.device]),
    ]

    def slow(ws: Workspace, prepared: export.Prepared) -> None:
        while meanwhile:
            meanwhile.pop(0)()
        honest(ws, prepared)

    monkeypatch.setattr(export, "record_sent", slow)
    servers.run(first, "office")
    place = remotes.find_remote(first, "office")
    state = progress(first.db, "office")
    assert (place.automatic, place.budget, state.number > 0, state.synced_at > "") == (True, servers.LEAST, True, True)
    assert [one.name for one in servers.places(first)] == ["office", "other"]
    vaults.register(first)
    meanwhile.append(lambda: servers.remove_remote(first, "office"))
    servers.run(first, "office")
    with pytest.raises(UnknownRemoteError):
        remotes.find_remote(first, "office")
    assert [one.name for one in servers.places(first)] == ["other"]


def test_a_bundle_for_a_stick_waits_for_the_number_that_a_run_is_about_to_use(
    pair: Pair, settings: RemoteSettings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first, second = pair
    request = vaults.register(first)
    prepared, honest = threading.Event(), export.prepare

    def slow(ws: Workspace, plan: export.ExportPlan, limit: int = 0) -> export.Prepared:
        made = honest(ws, plan, limit)
        prepared.set()
        time.sleep(0.3)  # the number was read, and is not kept yet
        return made

    monkeypatch.setattr(export, "prepare", slow)

    def seal() -> None:
        assert prepared.wait(60)
        plan = export.plan_export(first, [("request", request)], [second.device], again=True)
        export.seal_plan(first, plan, tmp_path / "one.fpbundle", "TRN")

    beside(seal, lambda: servers.run(first, "office"), 1)
    assert sorted(bundle.number for bundle in devices.bundles(first.db, "out", second.device)) == [1, 2]
