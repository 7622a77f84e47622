"""A part with one flipped byte: it stays behind and is told, stops nothing else, and a good one takes its place."""

import hashlib
import json
from pathlib import Path

import pytest

from focalpoint.services.care import repair, safety, upkeep
from focalpoint.services.casework import attachments
from focalpoint.services.core import second_copy
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, imports
from focalpoint.services.exchange.export import DamagedHereError
from focalpoint.services.interchange import open_files
from focalpoint.services.sync import servers
from focalpoint.services.sync.servers import RemoteSettings
from focalpoint.vault import parts
from tests.helpers import vaults
from tests.helpers.desk import Desk

Pair = tuple[Workspace, Workspace]
GOOD, BAD = b"TRN good letter" * 500, b"TRN letter on a bad block" * 500


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()  # a second name of the same bytes in a backup stays as it is
    path.write_bytes(bytes(content))


def part_of(ws: Workspace, content: bytes) -> Path:
    digest = hashlib.sha256(content).hexdigest()
    ((name, *_more),) = json.loads(ws.db.scalar("SELECT parts FROM blob WHERE sha256 = ?", (digest,)))
    return parts.place(ws.vault.folder, name)


def two_documents(ws: Workspace) -> str:
    request = vaults.register(ws)
    attachments.attach_bytes(ws, "request", request, GOOD, name="good.bin")
    attachments.attach_bytes(ws, "request", request, BAD, name="bad.bin")
    return request


def contents(ws: Workspace, request: str) -> dict[str, bytes]:
    found = {}
    for row in attachments.documents_of(ws, request):
        if row.available:
            with attachments.open_stream(ws, row.id) as stream:
                found[row.name] = stream.read()
    return found


BOTH = {"good.bin": GOOD, "bad.bin": BAD}


def test_a_damaged_part_stays_behind_is_told_and_follows_once_mended(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request = two_documents(giver)
    safety.backup_now(giver)
    flip(part_of(giver, BAD))
    plan = export.plan_export(giver, [("request", request)], [taker.device])
    sealed = export.seal_plan(giver, plan, tmp_path / "1.fpbundle", "TRN")
    assert sealed.stayed == ("bad",)
    assert imports.inspect(taker, sealed.path).missing == 0
    vaults.receive(taker, sealed.path)
    assert contents(taker, request) == {"good.bin": GOOD}
    receipt = export.plan_receipt(taker, [giver.device])
    vaults.receive(giver, export.seal_plan(taker, receipt, tmp_path / "r.fpbundle", "TRN").path)
    with pytest.raises(DamagedHereError):
        export.seal_plan(giver, export.plan_export(giver, [("request", request)], [taker.device]),
                     tmp_path / "2.fpbundle", "TRN")  # fmt: skip
    assert not (tmp_path / "2.fpbundle").exists()
    assert [one.titles for one in repair.repair(giver).mended] == [("bad",)]
    vaults.receive(taker, vaults.send(giver, taker, [("request", request)], tmp_path / "3.fpbundle"))
    assert contents(taker, request) == BOTH


def test_a_good_part_from_a_bundle_replaces_a_damaged_one(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request = two_documents(giver)
    bundle = vaults.send(giver, taker, [("request", request)], tmp_path / "1.fpbundle")
    vaults.receive(taker, bundle)
    flip(part_of(taker, BAD))
    plan = imports.preview(taker, imports.inspect(taker, bundle))
    assert not plan.empty
    imports.apply(taker, plan)
    assert contents(taker, request) == BOTH
    assert {finding.level for finding in safety.check_vault(taker)} == {"good"}


@pytest.fixture
def server(pair: Pair, tmp_path: Path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    for ws, other in (pair, pair[::-1]):
        settings = RemoteSettings(kind="folder", address=str(folder))
        servers.add_remote(ws, "office", settings, [other.device], everything=True)
    return folder


def on_server(server: Path, ws: Workspace, content: bytes) -> Path:
    name = part_of(ws, content).name
    return server / "fp1" / "o" / name[:2] / name


def told(report: servers.Report, word: str) -> bool:
    return any(word in str(message) for message in report.problems)


def test_a_part_damaged_here_is_not_put_on_a_server(pair: Pair, server: Path) -> None:
    giver, taker = pair
    request = two_documents(giver)
    place = part_of(giver, BAD)
    good = place.read_bytes()
    flip(place)
    assert told(servers.run(giver, "office"), "bad")
    assert not on_server(server, giver, BAD).exists()
    servers.run(taker, "office")
    assert contents(taker, request) == {"good.bin": GOOD}
    place.write_bytes(good)
    for ws in (giver, taker):
        assert not servers.run(ws, "office").problems
    assert contents(taker, request) == BOTH


@pytest.mark.parametrize(("how", "who"), [("flipped", 0), ("flipped", 1), ("cut", 0), ("empty", 1)])
def test_a_wrong_object_on_a_server_stops_nothing_and_is_replaced(pair: Pair, server: Path, how: str, who: int) -> None:
    giver, taker = pair
    request = two_documents(giver)
    servers.run(giver, "office")
    wrong = on_server(server, giver, BAD)
    good = wrong.read_bytes()
    wrong.write_bytes({"flipped": bytes([good[0] ^ 1]) + good[1:], "cut": good[:100], "empty": b""}[how])
    theirs = vaults.register(taker, subject="TRN theirs")
    if who:  # the reader comes first
        report = servers.run(taker, "office")
        assert told(report, "bad")
        assert report.put == 1, "what is theirs leaves all the same"
        assert contents(taker, request) == {"good.bin": GOOD}
    servers.run(giver, "office")
    assert wrong.read_bytes() == good
    assert not servers.run(taker, "office").problems
    assert contents(taker, request) == BOTH
    servers.run(giver, "office")
    assert giver.db.scalar("SELECT count(*) FROM row_request WHERE id = ?", (theirs,)) == 1


def test_an_object_that_is_right_is_never_removed(pair: Pair, server: Path) -> None:
    giver, _taker = pair
    two_documents(giver)
    servers.run(giver, "office")
    connection = servers.open_remote(RemoteSettings(kind="folder", address=str(server)))
    name = part_of(giver, GOOD).name
    assert not connection.drop_wrong(f"fp1/o/{name[:2]}/{name}")
    assert not connection.drop_wrong("fp1/o/00/" + "0" * 64)
    with pytest.raises(ValueError, match="content"):
        connection.drop_wrong(next(key for key in connection.list("fp1/d/")))
    connection.close()


def test_the_way_out_goes_round_what_is_damaged_and_lists_it(
    ws: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    two_documents(ws)
    flip(part_of(ws, BAD))
    ws.lock()
    desk = Desk(tmp_path, ws.vault.folder, capsys)
    code, said = desk.run("data", "export", str(tmp_path / "out"))
    assert (code, "bad.bin" in said) == (0, True)
    assert open_files.left_out(tmp_path / "out") == ["bad.bin"]
    found = [path.read_bytes() for path in (tmp_path / "out" / "documents").rglob("*.bin")]
    assert found == [GOOD]


@pytest.mark.parametrize("source", ["backup", "second", "server"])
def test_the_check_says_from_where_and_the_repair_mends(
    pair: Pair, server: Path, tmp_path: Path, source: str, capsys: pytest.CaptureFixture[str]
) -> None:
    ws, _other = pair
    request = two_documents(ws)
    disk = tmp_path / "disk"
    if source == "server":
        servers.run(ws, "office")
    else:
        made = safety.backup_now(ws)
    if source == "second":
        disk.mkdir()
        second_copy.choose(ws, disk)
        assert second_copy.bring_up_to_date(ws)
        for path in (made.path / "parts").rglob("*"):
            if path.is_file():
                flip(path)
    if source != "server":
        servers.remove_remote(ws, "office")
    upkeep.keep_state(
        ws, upkeep.UpkeepState(on=ws.today().isoformat())
    )  # the round of the day, which mends by itself, is over
    flip(part_of(ws, BAD))
    ws.lock()
    desk = Desk(tmp_path, ws.vault.folder, capsys)
    code, said = desk.run("vault", "check")
    assert (code, "(bad)" in said, "vault repair" in said) == (4, True, True)
    assert {"backup": "202", "second": "the second copy", "server": "office"}[source] in said
    code, said = desk.run("vault", "repair")
    assert (code, "bad: from" in said) == (0, True)
    assert desk.run("vault", "check")[0] == 0
    code, said = desk.run("vault", "repair")
    assert (code, "Nothing is damaged" in said) == (0, True)
    assert request


def test_what_nobody_has_stays_told(ws: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two_documents(ws)
    flip(part_of(ws, BAD))
    ws.lock()
    desk = Desk(tmp_path, ws.vault.folder, capsys)
    code, said = desk.run("vault", "repair")
    assert (code, "of: bad." in said) == (4, True)


def test_a_colleague_who_has_a_good_copy_is_asked_and_sends_it(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request = two_documents(giver)
    vaults.receive(taker, vaults.send(giver, taker, [("request", request)], tmp_path / "1.fpbundle"))
    flip(part_of(taker, BAD))
    done = repair.repair(taker)
    assert (done.left, done.asked) == (("bad",), ("Officer first",))
    vaults.receive(giver, vaults.send(taker, giver, [("request", request)], tmp_path / "2.fpbundle"))
    vaults.receive(taker, vaults.send(giver, taker, [("request", request)], tmp_path / "3.fpbundle"))
    assert contents(taker, request) == BOTH
