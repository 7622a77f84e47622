"""A bundle in volumes: any volume alone, in any order; what is missing is told; what does not fit is refused."""

import itertools
import secrets
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from focalpoint.bundles import container, volumes
from focalpoint.bundles import manifest as manifests
from focalpoint.bundles.errors import DamagedBundleError, NewerBundleError, VolumeTooSmallError
from focalpoint.bundles.manifest import Manifest, PartRef, Reader
from focalpoint.bundles.volumes import Load
from focalpoint.services.casework import attachments, requests
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, imports, peers
from focalpoint.services.exchange.export import Sealed
from focalpoint.vault import deliveries, projection
from tests.helpers import vaults

Pair = tuple[Workspace, Workspace]
LIMIT = 24_000
HEX = "ab" * 16


def documents(ws: Workspace, count: int = 5) -> tuple[str, list[bytes]]:
    request = vaults.register(ws, subject="TRN with documents")
    contents = [secrets.token_bytes(6_000) for _ in range(count)]
    for number, content in enumerate(contents):
        attachments.attach_bytes(ws, "request", request, content, name=f"{number}.bin")
    return request, contents


def sealed(giver: Workspace, taker: Workspace, request: str, target: Path, limit: int = LIMIT) -> Sealed:
    return export.seal_plan(
        giver, export.plan_export(giver, [("request", request)], [taker.device]), target, "TRN", limit=limit
    )


def kept(ws: Workspace, request: str) -> list[bytes]:
    found = [one for one in attachments.documents_of(ws, request) if one.available]
    return [attachments.open_stream(ws, one.id).read() for one in found]


def test_a_bundle_that_fits_one_volume_keeps_its_name_and_version(pair: Pair, tmp_path: Path) -> None:
    request, _contents = documents(pair[0])
    made = sealed(*pair, request, tmp_path / "one.fpbundle", volumes.LIMIT)
    assert (made.path, made.volumes) == (tmp_path / "one.fpbundle", ())
    opened = imports.inspect(pair[1], made.path).opened.manifest
    assert (opened.v, opened.vols) == (manifests.PLAIN, ())
    assert b"vols" not in manifests.encode(opened)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (1, 2, 0)])
def test_volumes_come_in_any_order_and_the_last_makes_it_whole(
    pair: Pair, tmp_path: Path, order: tuple[int, ...]
) -> None:
    giver, taker = pair
    request, contents = documents(giver)
    made = sealed(giver, taker, request, tmp_path / "x.fpbundle")
    names = [f"x.v{number:02}.fpbundle" for number in (1, 2, 3)]
    assert [one.path.name for one in made.volumes] == names
    assert all(one.path.stat().st_size <= LIMIT for one in made.volumes)
    for step, place in enumerate(order):
        found = imports.inspect(taker, tmp_path / names[place])
        notes = [str(message) for _level, message in found.notes]
        assert any(f"volume {place + 1} of 3" in note for note in notes)
        assert not any("cut off" in note for note in notes)
        plan = imports.preview(taker, found)
        assert (plan.changes > 0) == (step == 0), "the records come with the first volume, whichever it is"
        imports.apply(taker, plan)
        assert requests.get_request(taker, request).subject == "TRN with documents"
        whole = deliveries.received_whole(taker.db, giver.device)
        assert whole == ([1] if step == 2 else [])
    assert sorted(kept(taker, request)) == sorted(contents)
    assert projection.digest(taker.db) == projection.digest(giver.db)


def test_what_is_still_to_come_is_named_and_opening_twice_changes_nothing(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request, _contents = documents(giver)
    made = sealed(giver, taker, request, tmp_path / "x.fpbundle")
    second = imports.inspect(taker, made.volumes[1].path)
    assert any(message.params.get("others") == "1, 3" for _level, message in second.notes)
    imports.apply(taker, imports.preview(taker, second))
    again = imports.preview(taker, imports.inspect(taker, made.volumes[1].path))
    assert again.empty
    assert any("opened this bundle before" in message.id for _level, message in again.inspection.notes)
    third = imports.preview(taker, imports.inspect(taker, made.volumes[2].path))
    assert (third.changes, third.empty) == (0, False)
    assert any("another volume" in message.id for _level, message in third.inspection.notes)


def test_a_volume_that_was_cut_says_so_and_the_whole_one_brings_the_rest(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request, contents = documents(giver)
    made = sealed(giver, taker, request, tmp_path / "x.fpbundle")
    path = made.volumes[0].path
    whole = path.read_bytes()
    path.write_bytes(whole[:-4_000])
    found = imports.inspect(taker, path)
    assert any("cut off" in message.id for _level, message in found.notes)
    imports.apply(taker, imports.preview(taker, found))
    path.write_bytes(whole)
    for one in made.volumes:
        vaults.receive(taker, one.path)
    assert sorted(kept(taker, request)) == sorted(contents)


def test_opened_volumes_do_not_wait_any_longer(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request, _contents = documents(giver)
    inbox = taker.vault.folder / "inbox"
    inbox.mkdir(exist_ok=True)
    made = sealed(giver, taker, request, inbox / "x.fpbundle")
    for place, one in enumerate(made.volumes):
        assert one.path in peers.waiting(taker)
        vaults.receive(taker, one.path)
        assert one.path not in peers.waiting(taker), place


def test_records_that_do_not_fit_a_volume_are_refused_before_anything_is_written(pair: Pair, tmp_path: Path) -> None:
    request, _contents = documents(pair[0])
    for limit in (1_000, 9_000):
        with pytest.raises(VolumeTooSmallError) as refusal:
            sealed(*pair, request, tmp_path / "x.fpbundle", limit)
        assert refusal.value.code == "XCH-119"
    assert list(tmp_path.glob("x*")) == []
    assert deliveries.sent(pair[0].db) == []


@given(st.lists(st.integers(1, 9_000), max_size=40), st.integers(14_000, 60_000))
def test_parts_are_cut_into_runs_none_of_which_is_too_large(sizes: list[int], limit: int) -> None:
    load = volumes.empty(1_500, limit).put(sizes)
    ends = (*load.firsts[1:], len(sizes))
    totals = [load.head + sum(map(volumes.member_size, sizes[a:b])) for a, b in zip(load.firsts, ends, strict=True)]
    assert load.total == sum(totals)
    assert all(total <= limit for total in totals)
    assert all(
        total + volumes.member_size(sizes[first]) > limit for total, first in zip(totals, load.firsts[1:], strict=False)
    ), "a volume is left only when the next part does not fit"
    step: Load = volumes.empty(1_500, limit)
    for size in sizes:
        step = step.put([size])
    assert step == load


def manifest(**values: object) -> Manifest:
    parts = tuple(PartRef(f"{n:064x}", 100) for n in range(4))
    made = Manifest(1, HEX, HEX, HEX, "2026-11-25T10:00:00Z", "1", "full", (Reader(HEX, 1, ""),), (), parts, (), (), "")
    return msgspec.structs.replace(made, **values)


def test_a_manifest_of_the_first_version_is_read_to_the_same_bytes() -> None:
    old = (
        b'{"v":1,"space":"%b","id":"%b","from":"%b","created":"2026-11-25T10:00:00Z","app":"0.1.0","kind":"full",'
        b'"to":[{"dev":"%b","n":1,"prev":""}],"segs":[],"parts":[],"cards":[],"have":[],"note":""}'
    ).replace(b"%b", HEX.encode())
    assert manifests.encode(manifests.decode(old)) == old


@pytest.mark.parametrize(
    "values",
    [
        {"v": 2}, {"vols": (0, 2)}, {"later": 1}, {"v": 0}, {"v": 2, "vols": (0,)}, {"v": 2, "vols": (1, 2)},
        {"v": 2, "vols": (0, 0)}, {"v": 2, "vols": (0, 4)}, {"v": 2, "vols": (0, 3, 2)}, {"v": 2, "later": -1},
    ],
)  # fmt: skip
def test_volumes_that_are_no_runs_or_say_another_version_are_refused(values: dict[str, object]) -> None:
    assert manifests.decode(manifests.encode(manifest(v=2, vols=(0, 2), later=1))).vols == (0, 2)
    with pytest.raises(DamagedBundleError):
        manifests.decode(manifests.encode(manifest(**values)))


def test_an_empty_list_of_volumes_is_not_canonical_and_a_newer_version_is_told() -> None:
    content = manifests.encode(manifest())
    with pytest.raises(DamagedBundleError):
        manifests.decode(content[:-1] + b',"vols":[]}')
    with pytest.raises(NewerBundleError):
        manifests.decode(manifests.encode(manifest(v=4)))


def test_volumes_of_one_bundle_hold_the_same_control_part(pair: Pair, tmp_path: Path) -> None:
    request, _contents = documents(pair[0])
    made = sealed(*pair, request, tmp_path / "x.fpbundle")
    heads = {one.path.read_bytes()[:2_000] for one in made.volumes}
    assert len(heads) == 1
    found = [imports.inspect(pair[1], one.path) for one in made.volumes]
    assert len({one.opened.digest for one in found}) == 1
    brought = [one.part_names for one in found]
    assert all(not a & b for a, b in itertools.combinations(brought, 2))
    assert len(frozenset().union(*brought)) == 5


def test_a_member_takes_its_header_its_content_and_its_padding() -> None:
    assert [volumes.member_size(size) for size in (0, 1, 511, 512, 513)] == [512, 1_024, 1_024, 1_024, 1_536]
    assert volumes.empty(700).head == 512 + 1_024 + 1_024, "control part and the two blocks of the end"


def test_what_fits_to_the_byte_fits() -> None:
    head = volumes.empty(700).head
    assert volumes.empty(700, head).head == head
    with pytest.raises(VolumeTooSmallError):
        volumes.empty(700, head - 1)
    load = volumes.empty(700, head + 2_048)
    assert load.put([1_536]).firsts == (0,)
    assert load.put([512, 512]).firsts == (0,)
    assert load.put([512, 512, 1]).firsts == (0, 2)
    with pytest.raises(VolumeTooSmallError):
        load.put([1_537])


def of_parts(count: int, size: int) -> Manifest:
    parts = tuple(PartRef(f"{number:064x}", size) for number in range(count))
    return Manifest(1, HEX, HEX, HEX, "", "", "full", (Reader(HEX, 1, ""),), (), parts, (), (), "")


def test_two_volumes_are_told_and_one_is_not() -> None:
    made = of_parts(2, 50_000)
    head = volumes.empty(container.sealed_size(made, 1, volumes.ABOUT_A_VOLUME * 3)).head
    assert volumes.cut(made, head + 2 * volumes.member_size(50_000)) == ()
    assert volumes.cut(made, head + volumes.member_size(50_000)) == (0, 1)
    with pytest.raises(VolumeTooSmallError):
        volumes.cut(made, head + volumes.member_size(50_000) - 1)
    assert volumes.runs(made) == (made.parts,)
    assert volumes.runs(msgspec.structs.replace(made, vols=(0, 1))) == (made.parts[:1], made.parts[1:])


def test_the_room_for_volumes_is_counted_to_the_byte() -> None:
    for length in range(0, 1_100, 8):  # the size is rounded, twice: at some length a few bytes make a difference
        made = msgspec.structs.replace(of_parts(3, 1), note="x" * length)
        head = volumes.empty(container.sealed_size(made, 1, volumes.ABOUT_A_VOLUME * 4)).head
        assert volumes.cut(made, head + 1_024) == (0, 1, 2)
        with pytest.raises(VolumeTooSmallError):
            volumes.cut(made, head + 1_023)


@pytest.mark.parametrize("count", [1, 2, 3, 40, 500])
def test_room_is_kept_for_what_each_more_volume_takes_in_the_manifest(count: int) -> None:
    made = of_parts(count, 1)
    head = volumes.empty(container.sealed_size(made, 1, volumes.ABOUT_A_VOLUME * (count + 1))).head
    assert volumes.cut(made, head + 1_024) == (tuple(range(count)) if count > 1 else ())
    if count == 1:
        return
    cut = manifests.in_volumes(made, tuple(range(count)))
    assert len(manifests.encode(cut)) <= len(manifests.encode(made)) + volumes.ABOUT_A_VOLUME * (count + 1)
