"""Two laptops in one room: only who was asked may join, only what is theirs leaves, and nothing listens afterwards."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from focalpoint.services.care import safety
from focalpoint.services.casework import attachments, requests
from focalpoint.services.core import workspace
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange.export import ReaderNotVerifiedError
from focalpoint.services.exchange.introduction import NoCodeError
from focalpoint.services.sync import room, servers
from focalpoint.services.sync.room import Room, UnknownHostError
from focalpoint.services.sync.runs import Report
from focalpoint.transports import room as rooms
from focalpoint.transports.port import RemoteMissingError, RemoteRefusedError
from focalpoint.transports.remotes import open_remote
from focalpoint.transports.room import AnotherRoomError, NobodyThereError, NoInvitationError, NotPrivateError
from focalpoint.transports.room_server import RoomServer
from tests.helpers import vaults

Pair = tuple[Workspace, Workspace]
HERE = "127.0.0.1"


def listens(port: int) -> bool:
    with closing(socket.socket()) as asked:
        return asked.connect_ex((HERE, port)) == 0


@contextmanager
def hosted(opened: Room) -> Iterator[list[str]]:
    """Answer guests until the room is closed; give the devices that came to the end."""
    ended: list[str] = []

    def answering() -> None:
        while opened.is_open and not ended:
            ended.extend(opened.answer())
            time.sleep(0.1)

    thread = threading.Thread(target=answering)
    thread.start()
    try:
        yield ended
    finally:
        thread.join(20)
        opened.close()


def exchanged(first: Workspace, second: Workspace, chosen: list[tuple[str, str]]) -> tuple[Report, Report]:
    opened = room.serve(first, [second.device], chosen, HERE)
    port, folder = opened.server.invitation.port, opened.server.folder
    assert listens(port)
    with hosted(opened) as ended:
        report = room.join(second, opened.line, [])
    assert ended == [second.device]
    assert not listens(port)
    assert not folder.parent.exists()
    return opened.report, report


def test_what_is_chosen_goes_over_and_what_was_shared_comes_back(pair: Pair) -> None:
    first, second = pair
    shown, kept = vaults.register(first, subject="TRN shown"), vaults.register(first, subject="TRN kept")
    attachments.attach_bytes(first, "request", shown, b"the word hippopotamus", "a.txt")
    there, back = exchanged(first, second, [("request", shown)])
    assert (back.taken, back.parts_taken) == (2, 1)
    assert requests.get_request(second, shown).subject == "TRN shown"
    assert second.db.scalar("SELECT count(*) FROM record WHERE id = ?", (kept,)) == 0
    assert there.put == 2
    for ws in pair:
        assert servers.places(ws) == [], "nothing is kept of the place"
        assert {finding.level for finding in safety.check_vault(ws)} == {"good"}


def test_the_line_reads_back_however_it_is_typed_and_a_wrong_letter_is_noticed(pair: Pair) -> None:
    with closing(RoomServer(HERE, bytes(4))) as server:
        line = server.invitation.line()
    assert len(line) == len("focalpoint-room:") + 79
    letters = line.removeprefix("focalpoint-room:")
    for typed in (line, letters, line.upper(), letters.lower().replace("-", " "), letters.replace("-", "\n")):
        assert rooms.read_line(typed) == server.invitation
    for place in range(0, 79, 5):
        other = "B" if letters[place] == "A" else "A"
        with pytest.raises(NoInvitationError):
            rooms.read_line(letters[:place] + other + letters[place + 1 :])
    for wrong in ("", "focalpoint-room:", line[:-1], line + "A", "ص" * 64):
        with pytest.raises(NoInvitationError):
            rooms.read_line(wrong)


def test_the_code_is_read_from_a_picture(pair: Pair, tmp_path: Path) -> None:
    first, second = pair
    opened = room.serve(first, [second.device], [], HERE)
    opened.close()
    picture = tmp_path / "room.png"
    picture.write_bytes(opened.code())
    assert rooms.read_line(room.read_picture(picture)) == opened.server.invitation
    picture.write_bytes(b"no picture")
    with pytest.raises(NoCodeError):
        room.read_picture(picture)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "100.64.0.1", "0.0.0.0", "172.32.0.1", "no address", "::1", "224.0.0.1"]
)
def test_it_does_not_listen_where_others_could_reach_it(pair: Pair, address: str) -> None:
    first, second = pair
    with pytest.raises(NotPrivateError):
        room.serve(first, [second.device], [], address)


def test_an_invitation_to_a_public_address_is_not_followed(pair: Pair) -> None:
    with closing(RoomServer(HERE, bytes(4))) as server:
        elsewhere = replace(server.invitation, address="8.8.8.8").line()
    with pytest.raises(NotPrivateError):
        room.join(pair[1], elsewhere, [])


def test_addresses_of_this_computer_are_private_ones() -> None:
    for address in rooms.addresses():
        assert rooms.allowed(IPv4Address(address))
        assert not IPv4Address(address).is_loopback


def test_only_a_verified_person_is_joined_and_only_to_verified_persons_is_served(pair: Pair, tmp_path: Path) -> None:
    first, second = pair
    stranger = vaults.create(tmp_path, "stranger").workspace
    vaults.introduce(first, stranger, tmp_path, verify=False)
    with pytest.raises(ReaderNotVerifiedError):
        room.serve(first, [stranger.device], [], HERE)
    opened = room.serve(first, [second.device], [], HERE)
    with closing(opened), pytest.raises(UnknownHostError):
        room.join(stranger, opened.line, [])
    stranger.lock()


def test_another_computer_at_the_same_address_gets_no_password(pair: Pair) -> None:
    first, second = pair
    opened = room.serve(first, [second.device], [], HERE)
    with closing(opened), closing(RoomServer(HERE, bytes(4))) as other:
        forged = replace(opened.server.invitation, port=other.invitation.port).line()
        with pytest.raises(AnotherRoomError):
            room.join(second, forged, [])
    with pytest.raises(NobodyThereError):
        room.join(second, opened.line, [])


def test_who_does_not_know_the_password_gets_nothing() -> None:
    with closing(RoomServer(HERE, bytes(4))) as server:
        settings = rooms.settings_of(server.invitation)
        with closing(open_remote(settings, "fp1/t/x-")) as right:
            right.put_new("fp1/o/aa/x", b"content")
            assert right.get("fp1/o/aa/x") == b"content"
        wrongs = [
            replace(settings, secret="0" * 24),
            replace(settings, user="x"),
            replace(settings, user="", secret=""),
        ]
        for wrong in wrongs:
            with closing(open_remote(wrong, "fp1/t/x-")) as remote:
                with pytest.raises(RemoteRefusedError):
                    remote.list("fp1/o/")
                with pytest.raises(RemoteRefusedError):
                    remote.get("fp1/o/aa/x")
                with pytest.raises(RemoteRefusedError):
                    remote.put_new("fp1/o/aa/y", b"")
        assert [path.name for path in server.folder.rglob("*") if path.is_file()] == ["x"]


def test_nothing_with_a_name_is_replaced_or_removed_and_nothing_outside_is_reached() -> None:
    with closing(RoomServer(HERE, bytes(4))) as server:
        (server.folder.parent / "secret").write_text("secret")
        settings = rooms.settings_of(server.invitation)
        with closing(open_remote(settings, "fp1/t/x-")) as remote:
            remote.put_new("fp1/o/aa/x", b"content")
            wire = remote._wire  # type: ignore[attr-defined]
            statuses = {
                name: wire._ask(method, key, content=body, headers=headers).status
                for name, method, key, body, headers in (
                    ("replace", "PUT", "fp1/o/aa/x", b"other", {}),
                    ("remove", "DELETE", "fp1/o/aa/x", b"", {}),
                    ("climb", "GET", "fp1/../../secret", b"", {}),
                    ("climb coded", "GET", "fp1/%2e%2e/%2e%2e/secret", b"", {}),
                    ("beside", "GET", "other/x", b"", {}),
                    ("move out", "MOVE", "fp1/o/aa/x", b"", {"Destination": "/fp1/o/aa/y"}),
                    ("odd word", "LOCK", "fp1/o/aa/x", b"", {}),
                    ("odd range", "GET", "fp1/o/aa/x", b"", {"Range": "bytes=a-b"}),
                    ("odd length", "PROPFIND", "", b"", {}),
                )
            }
            assert all(status >= 400 for status in statuses.values()), statuses
            assert remote.get("fp1/o/aa/x") == b"content"
            with pytest.raises(RemoteMissingError):
                remote.get("fp1/o/aa/y")


def test_it_does_all_that_a_server_must() -> None:
    with (
        closing(RoomServer(HERE, bytes(4))) as server,
        closing(open_remote(rooms.settings_of(server.invitation), "fp1/t/x-")) as remote,
    ):
        seen = remote.probe()
        assert (seen.can_list, seen.can_write, seen.keeps_existing, seen.ranges) == (True, True, True, True)
        assert seen.largest > 8 << 20
        assert remote.list("fp1/") == []


def test_it_closes_by_itself(tmp_path: Path) -> None:
    server = RoomServer(HERE, bytes(4), seconds=0.3)
    port = server.invitation.port
    assert listens(port)
    end = time.monotonic() + 10
    while server.is_open or listens(port):
        assert time.monotonic() < end
        time.sleep(0.05)
    assert not server.folder.exists()
    with pytest.raises(NobodyThereError):
        rooms.settings_of(server.invitation)


def test_the_key_of_the_certificate_does_not_stay_on_the_disk() -> None:
    with closing(RoomServer(HERE, bytes(4))) as server:
        assert [path.name for path in server.folder.parent.rglob("*")] == ["outbox"]


@pytest.mark.slow
def test_two_programs_meet_over_the_line_that_one_prints(pair: Pair, tmp_path: Path) -> None:
    first, second = pair
    request = vaults.register(first, subject=vaults.ARABIC)
    passphrase = tmp_path / "passphrase"
    passphrase.write_text(vaults.PASSPHRASE)

    def command(ws: Workspace, *words: str) -> list[str]:
        return [
            sys.executable, "-m", "focalpoint", "--vault", str(ws.info.path), "--passphrase-file", str(passphrase),
            "--lang", "en", *words,
        ]  # fmt: skip

    for ws in pair:
        ws.lock()
    serving = subprocess.Popen(
        command(first, "sync", "room", request, "--to", second.device, "--address", HERE),
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert serving.stdout is not None
    try:
        line = serving.stdout.readline().split()[-1]
        port = rooms.read_line(line).port
        joining = command(second, "sync", "join", line)
        joined = subprocess.run(joining, check=False, capture_output=True, text=True, timeout=120)
        assert (joined.returncode, joined.stderr) == (0, "")
        assert serving.wait(60) == 0
    finally:
        serving.kill()
        serving.stdout.close()
    assert not listens(port)
    opened = workspace.unlock(second.info.path, vaults.PASSPHRASE)
    assert requests.get_request(opened, request).subject == vaults.ARABIC
    opened.lock()
