"""One contract for every remote, tried on real servers: whole or not there, never replaced, safe to repeat."""

import contextlib
import dataclasses
import errno
import os
import resource
import secrets
import shutil
import threading
import traceback
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import asyncssh
import pytest

from focalpoint.domain.errors import FocalpointError
from focalpoint.transports import port, remotes
from focalpoint.transports.port import (
    Remote,
    RemoteError,
    RemoteFaultError,
    RemoteFullError,
    RemoteMissingError,
    RemoteOccupiedError,
    RemoteRefusedError,
    RemoteUnpinnedError,
    RemoteUnreachableError,
    RemoteUntrustedError,
)
from focalpoint.transports.remote_settings import RemoteSettings
from focalpoint.transports.remotes import Courier, RemoteSettingsError, open_remote
from tests.helpers import servers
from tests.helpers.cutter import Cutter, line_to
from tests.helpers.servers import SECRET, MissingServerError, Server

PART = 8 << 20
TRUSTED = ("apache", "rclone-s3")  # those with a certificate
SHELLS = ("openssh", "rclone-sftp")
NETWORK = tuple(name for name in servers.NAMES if name != "folder")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port, "PAUSE", 0.01)


@contextlib.contextmanager
def running(name: str) -> Iterator[Server]:
    with contextlib.ExitStack() as stack:
        try:
            server = stack.enter_context(servers.started(name))
        except MissingServerError as missing:
            pytest.fail(f"NOT TESTED: {name}, because its package is not installed. Install {missing}")
        yield server


@contextlib.contextmanager
def opened(settings: RemoteSettings, temporary: str = "t/") -> Iterator[Remote]:
    remote = open_remote(settings, temporary)
    try:
        yield remote
    finally:
        remote.close()


@pytest.fixture(scope="module", params=servers.NAMES)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with running(request.param) as started:
        yield started


@pytest.fixture
def space() -> str:
    return "fp1/" + secrets.token_hex(8)


@pytest.fixture
def remote(server: Server, space: str) -> Iterator[Remote]:
    with opened(server.settings, f"{space}/t/dev1-") as found:
        yield found


# --- the contract, on every server


def test_what_is_put_is_there_whole(remote: Remote, space: str) -> None:
    assert remote.put_new(f"{space}/d/one", b"hello")
    assert remote.put_new(f"{space}/d/empty", b"")
    assert remote.size(f"{space}/d/one") == 5
    assert remote.get(f"{space}/d/one") == b"hello"
    assert remote.size(f"{space}/d/empty") == 0
    assert remote.list(f"{space}/d") == remote.list(f"{space}/d/") == [f"{space}/d/empty", f"{space}/d/one"]
    assert remote.list(f"{space}/t") == []


def test_what_is_not_there_is_told(remote: Remote, space: str) -> None:
    assert remote.list(space) == []
    assert remote.size(f"{space}/d/none") is None
    with pytest.raises(RemoteMissingError):
        remote.get(f"{space}/d/none")
    with pytest.raises(RemoteMissingError):
        remote.get(f"{space}/d/none", 1, 2)


def test_parts_of_an_object_are_read(remote: Remote, space: str) -> None:
    key = f"{space}/d/parts"
    remote.put_new(key, b"0123456789")
    assert remote.get(key, 0, 4) == b"0123"
    assert remote.get(key, 3, 4) == b"3456"
    assert remote.get(key, 7) == b"789"
    assert remote.get(key, 7, 100) == b"789"
    assert remote.get(key, 10) == remote.get(key, 10, 5) == remote.get(key, 99, 1) == b""


def test_nothing_is_ever_replaced(remote: Remote, space: str) -> None:
    key = f"{space}/d/first"
    assert remote.put_new(key, b"first")
    assert not remote.put_new(key, b"first"), "repeating is no error"
    assert not remote.put_new(key, b"other"), "same size: taken for the same object, as names stand for content"
    with pytest.raises(RemoteOccupiedError):
        remote.put_new(key, b"of another size")
    with pytest.raises(RemoteOccupiedError):
        remote.put_new(key, bytes(port.LOOK_FIRST))
    assert remote.get(key) == b"first"
    assert remote.list(f"{space}/t") == []


def test_an_object_of_a_sealed_part_goes_and_comes(remote: Remote, space: str) -> None:
    key, content = f"{space}/o/ab/part", secrets.token_bytes(PART + 4321)
    assert remote.put_new(key, content)
    assert not remote.put_new(key, content)
    assert remote.size(key) == len(content)
    assert remote.get(key) == content
    assert remote.get(key, PART - 10, 20) == content[PART - 10 : PART + 10]
    assert remote.list(space) == [key]


def test_many_objects_are_listed_in_order(remote: Remote, server: Server, space: str) -> None:
    names = [f"{space}/d/0001/{n // 500:06}/{n:010}-{n * 7919 % 65536:04x}.c" for n in range(server.small)]
    for name in names[::-1]:
        assert remote.put_new(name, name.encode())
    assert remote.list(space) == remote.list(f"{space}/d") == names
    assert remote.list(f"{space}/d", names[-3]) == names[-2:]
    assert remote.list(f"{space}/d/0001/000000", names[9]) == [name for name in names[10:] if "/000000/" in name]
    assert remote.list(f"{space}/d", names[-1]) == []
    assert remote.get(names[17]) == names[17].encode()


def test_own_unfinished_uploads_are_swept_and_nothing_else(remote: Remote, space: str) -> None:
    assert isinstance(remote, Courier)
    remote.put_new(f"{space}/d/kept", b"kept")
    remote._wire.write(f"{space}/t/dev1-aa", b"left")
    remote._wire.write(f"{space}/t/dev1-bb", b"left")
    remote._wire.write(f"{space}/t/dev2-cc", b"of another device")
    assert remote.sweep(f"{space}/t/dev1-") == 2
    assert remote.list(space) == [f"{space}/d/kept", f"{space}/t/dev2-cc"]
    for wrong in (f"{space}/d/", "", space):
        with pytest.raises(ValueError, match="temporary"):
            remote.sweep(wrong)


def test_a_probe_tells_what_the_server_does_and_leaves_nothing(remote: Remote, server: Server, space: str) -> None:
    found = remote.probe()
    assert found.can_list
    assert found.can_write
    assert found.keeps_existing is not server.replaces
    assert found.ranges is server.parts
    assert found.largest > PART
    assert (remotes.REPLACES in found.notes) is server.replaces
    assert (remotes.NO_RANGES in found.notes) is not server.parts
    assert (remotes.ALL_WELL in found.notes) is (server.parts and not server.replaces)
    assert remote.list(space) == []
    assert remote.put_new(f"{space}/d/after", b"x")
    assert not remote.put_new(f"{space}/d/after", b"y")
    assert remote.get(f"{space}/d/after") == b"x"


def wrong_secret(settings: RemoteSettings) -> RemoteSettings:
    secret = "not-" + SECRET
    if settings.secret.startswith("-----BEGIN"):
        secret = asyncssh.generate_private_key("ssh-ed25519").export_private_key().decode()
    return dataclasses.replace(settings, secret=secret)


def test_a_wrong_secret_is_told_without_showing_it(server: Server, space: str) -> None:
    if server.settings.kind == "folder":
        return
    wrong = wrong_secret(server.settings)
    steps: list[Callable[[Remote], object]] = [
        lambda remote: remote.list(space),
        lambda remote: remote.size(f"{space}/d/x"),
        lambda remote: remote.get(f"{space}/d/x"),
        lambda remote: remote.put_new(f"{space}/d/x", b"x"),
        lambda remote: remote.put_new(f"{space}/d/y", bytes(1 << 20)),
    ]
    for step in steps:
        with opened(wrong) as remote, pytest.raises(RemoteRefusedError) as refusal:
            step(remote)
        told = "".join(traceback.format_exception(refusal.value)) + repr(wrong) + repr(refusal.value.parameters)
        assert wrong.secret not in told
        assert SECRET not in told


# --- lines that break


def lined(server: Server, line: Cutter, space: str) -> contextlib.AbstractContextManager[Remote]:
    return opened(server.through(line.port), f"{space}/t/dev1-")


@contextlib.contextmanager
def watching(settings: RemoteSettings, key: str) -> Iterator[set[int | None]]:
    """Look at an object all the time, as a reader would, and collect its sizes."""
    seen: set[int | None] = set()
    end = threading.Event()

    def look() -> None:
        with opened(settings) as reader:
            while not end.wait(0.005):
                seen.add(reader.size(key))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        end.set()
        thread.join(60)


def test_a_cut_upload_is_never_seen_torn_and_can_be_repeated(server: Server, space: str) -> None:
    if server.settings.kind == "folder":
        return
    with line_to(server.port) as line, opened(server.settings) as direct:
        for n, after in enumerate((0, 100, 1_000, 4_000, 20_000, 60_000, 200_000, 700_000, 1_040_000)):
            key, content = f"{space}/o/{n}", secrets.token_bytes(1 << 20)
            with watching(server.settings, key) as seen:
                line.arm(up=after, times=99)
                with lined(server, line, space) as remote, pytest.raises(RemoteUnreachableError):
                    remote.put_new(key, content)
                assert direct.size(key) is None
                line.disarm()
                with lined(server, line, space) as remote:
                    assert remote.put_new(key, content)
            assert seen <= {None, len(content)}
            assert direct.get(key) == content
        assert line.cuts >= 20


def test_a_line_that_breaks_once_is_no_trouble(server: Server, space: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if server.settings.kind == "folder":
        return
    monkeypatch.setattr(port, "PAUSE", 0.2)  # a server on a busy machine needs a moment to be rid of a cut connection
    with line_to(server.port) as line, opened(server.settings) as direct, lined(server, line, space) as remote:
        for n, after in enumerate((10, 5_000, 100_000, 199_000)):
            content = secrets.token_bytes(200_000)
            line.arm(up=after)
            remote.put_new(f"{space}/o/{n}", content)
            assert direct.get(f"{space}/o/{n}") == content
            line.arm(down=after)
            assert remote.get(f"{space}/o/{n}") == content
        assert line.cuts >= 7


def test_a_lost_answer_is_settled_by_a_look(server: Server, space: str) -> None:
    if server.settings.kind == "folder":
        return
    with line_to(server.port) as line, opened(server.settings) as direct, lined(server, line, space) as remote:
        remote.put_new(f"{space}/d/before", b"so that the line is open")
        for n, after in enumerate((*range(0, 800, 100), 1500)):
            line.arm(down=after)
            assert remote.put_new(f"{space}/d/{n}", b"content"), after
            line.disarm()
            assert direct.get(f"{space}/d/{n}") == b"content"
        assert line.cuts >= 4


@pytest.mark.parametrize("name", ["nginx", "apache", "openssh", "rclone-s3"])
def test_a_slow_line_is_no_dead_line(name: str, space: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time limits are for silence, not for the whole of an upload."""
    for module in ("webdav", "sftp"):
        monkeypatch.setattr(f"focalpoint.transports.{module}.CONNECT_SECONDS", 0.5)
        monkeypatch.setattr(f"focalpoint.transports.{module}.ANSWER_SECONDS", 0.5)
    with running(name) as server, line_to(server.port) as line, lined(server, line, space) as remote:
        line.pace = 0.006
        assert remote.put_new(f"{space}/o/x", bytes(PART * 2))


@pytest.mark.parametrize("name", ["wsgidav", "openssh", "rclone-s3"])
def test_a_server_that_is_gone_is_told(name: str, space: str) -> None:
    with running(name) as server, line_to(server.port) as line, lined(server, line, space) as remote:
        remote.put_new(f"{space}/d/x", b"x")
        server.stop()
        line.cut()
        for step in (lambda: remote.get(f"{space}/d/x"), lambda: remote.put_new(f"{space}/d/y", b"y")):
            with pytest.raises(RemoteUnreachableError):
                step()


def test_an_unknown_name_of_a_server_is_told() -> None:
    places = [
        RemoteSettings("webdav", "https://nowhere.invalid/dav", "a", "b"),
        RemoteSettings("s3", "https://nowhere.invalid/bucket", "a", "b"),
        RemoteSettings("sftp", "sftp://nowhere.invalid/x", "a", "b"),
    ]
    for settings in places:
        with opened(settings) as remote:
            with pytest.raises(RemoteUnreachableError) as refusal:
                remote.list("d")
            assert "not known" in str(refusal.value)


# --- who the server is


def other_pin(pin: str) -> str:
    return "SHA256:" + "A" * 43 if pin.startswith("SHA256") else "0" * 64


@pytest.mark.parametrize("name", [*TRUSTED, *SHELLS])
def test_a_server_with_another_identity_gets_nothing(name: str, space: str) -> None:
    with running(name) as server:
        pin = server.settings.pin
        with opened(dataclasses.replace(server.settings, pin=other_pin(pin))) as remote:
            for step in (lambda: remote.list(space), lambda: remote.put_new(f"{space}/d/x", b"x")):
                with pytest.raises(RemoteUntrustedError) as refusal:
                    step()
                assert not isinstance(refusal.value, RemoteUnpinnedError)
                assert refusal.value.parameters["presented"] == pin
                assert refusal.value.parameters["expected"] == other_pin(pin)
        with opened(dataclasses.replace(server.settings, pin="")) as remote:
            with pytest.raises(RemoteUnpinnedError) as first:
                remote.list(space)
            assert first.value.parameters["presented"] == pin
        with opened(server.settings) as remote:
            assert remote.list(space) == []


def test_a_pin_with_colons_and_capitals_is_understood(space: str) -> None:
    with running("apache") as server:
        digits = server.settings.pin.upper()
        pin = ":".join(digits[n : n + 2] for n in range(0, 64, 2))
        with opened(dataclasses.replace(server.settings, pin=pin)) as remote:
            assert remote.list(space) == []


@pytest.mark.parametrize("name", ["apache", "nginx", "seaweed"])
def test_a_proxy_is_used_and_the_pin_still_counts(name: str, space: str) -> None:
    with running(name) as server, running("proxy") as proxy:
        settings = dataclasses.replace(server.settings, proxy=proxy.settings.address)
        with opened(settings) as remote:
            assert remote.put_new(f"{space}/d/x", b"through")
            assert remote.get(f"{space}/d/x") == b"through"
        if server.settings.pin:
            with opened(dataclasses.replace(settings, pin="0" * 64)) as remote, pytest.raises(RemoteUntrustedError):
                remote.list(space)
        proxy.stop()
        with opened(settings) as remote, pytest.raises(RemoteUnreachableError):
            remote.list(space)


# --- servers with limits, and servers that lie


def test_a_server_with_a_limit_is_told_and_probed(space: str) -> None:
    with running("nginx-small") as server, opened(server.settings, f"{space}/t/dev1-") as remote:
        with pytest.raises(RemoteFullError):
            remote.put_new(f"{space}/d/x", bytes(PART))
        found = remote.probe()
        assert found.largest == 1 << 20
        assert remotes.SMALL_ONLY in found.notes


class Liar(BaseHTTPRequestHandler):
    status, said, body = 200, {"X-Nothing": ""}, b""
    asked: ClassVar[list[str]] = []

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):
            return self.answer
        raise AttributeError(name)

    def answer(self) -> None:
        self.asked.append(self.command + " " + self.path)
        self.send_response(self.status)
        for name, value in self.said.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        if self.command != "HEAD":
            with contextlib.suppress(OSError):
                self.wfile.write(self.body)

    def log_message(self, *values: object) -> None:
        pass


@contextlib.contextmanager
def lying(status: int, body: bytes, **said: str) -> Iterator[tuple[Remote, list[str]]]:
    asked: list[str] = []
    kind = type("Now", (Liar,), {"status": status, "body": body, "said": said, "asked": asked})
    with ThreadingHTTPServer(("127.0.0.1", 0), kind) as httpd:
        httpd.daemon_threads = True
        thread = threading.Thread(target=httpd.serve_forever, args=(0.01,))
        thread.start()
        try:
            with opened(RemoteSettings("webdav", f"http://127.0.0.1:{httpd.server_port}/x", "a", "b")) as remote:
                yield remote, asked
        finally:
            httpd.shutdown()
            thread.join()


BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><multistatus xmlns="DAV:">&c;</multistatus>'
ELSEWHERE = (
    b'<multistatus xmlns="DAV:"><response><href>/other/</href></response>'
    b"<response><href>/other/d</href></response></multistatus>"
)


NO_ADDRESS = b'<multistatus xmlns="DAV:"><response><href>//[x/d/</href></response></multistatus>'


@pytest.mark.parametrize("body", [BOMB, b"not xml", b"", ELSEWHERE, b"<a>" * 100, NO_ADDRESS])
def test_a_list_that_makes_no_sense_is_refused(body: bytes) -> None:
    with lying(207, body) as (remote, _), pytest.raises(RemoteFaultError):
        remote.list("d")


def test_names_outside_the_folder_and_of_other_forms_are_left_out() -> None:
    names = ("/x/d/", "/x/d/good", "/x/d/../up", "/x/d/a%2Fb/../../c", "/x/d/BIG", "/x/d/.hidden", "/x/e/f", "/x/d/aux")
    body = "".join(f"<response><href>{name}</href></response>" for name in names)
    with lying(207, f'<multistatus xmlns="DAV:">{body}</multistatus>'.encode()) as (remote, _):
        assert remote.list("d") == ["d/good"]


def test_a_list_without_end_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("focalpoint.transports.webdav._LONG", 100_000)
    with lying(207, b"x" * 200_000) as (remote, _), pytest.raises(RemoteFaultError):
        remote.list("d")


def test_an_object_without_end_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("focalpoint.transports.webdav.LARGEST", 100_000)
    with lying(200, b"x" * 200_000) as (remote, _), pytest.raises(RemoteFaultError):
        remote.get("d/x")


def test_a_redirection_is_not_followed() -> None:
    with lying(302, b"", Location="http://127.0.0.1:1/elsewhere") as (remote, asked):
        with pytest.raises(RemoteFaultError):
            remote.list("d")
        assert len(asked) == 1


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, RemoteRefusedError),
        (403, RemoteRefusedError),
        (507, RemoteFullError),
        (413, RemoteFullError),
        (500, RemoteUnreachableError),
        (423, RemoteUnreachableError),
        (418, RemoteFaultError),
    ],
)
def test_each_refusal_has_its_own_error(status: int, error: type[RemoteError]) -> None:
    with lying(status, b"x" * 500_000) as (remote, asked):
        with pytest.raises(error) as refusal:
            remote.get("d/x")
        assert type(refusal.value) is error
        assert len(asked) == (port.TRIES if error is RemoteUnreachableError else 1)


def test_a_server_that_ignores_ranges_is_read_whole() -> None:
    with lying(200, b"0123456789") as (remote, _):
        assert remote.get("d/x", 2, 3) == b"234"
        assert remote.get("d/x", 8) == b"89"


def test_a_server_found_to_replace_is_looked_at_before_each_write() -> None:
    with lying(204, b"") as (remote, asked):
        assert isinstance(remote, Courier)
        assert not remote._wire.keeps("t/one", "t/two")
        with pytest.raises(RemoteFaultError):
            remote.put_new("d/x", b"x")
        assert asked == ["MOVE /x/t/one", "HEAD /x/d/x"]


def test_another_part_than_asked_is_refused() -> None:
    with lying(206, b"0123", **{"Content-Range": "bytes 0-3/10"}) as (remote, _), pytest.raises(RemoteFaultError):
        remote.get("d/x", 2, 4)


# --- the folder


def test_a_folder_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    with opened(RemoteSettings("folder", str(tmp_path / "share"))) as remote:
        for step in (lambda: remote.list(""), lambda: remote.size("d/x"), lambda: remote.get("d/x")):
            with pytest.raises(RemoteUnreachableError):
                step()
        with pytest.raises(RemoteUnreachableError):
            remote.put_new("d/x", b"x")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_second_names_keeps_the_contract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*values: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(os, "link", refuse)
    with opened(RemoteSettings("folder", str(tmp_path))) as remote:
        assert remote.put_new("d/x", b"first")
        assert not remote.put_new("d/x", b"other")
        assert remote.get("d/x") == b"first"
        assert remote.list("") == ["d/x"]
        assert remote.probe().keeps_existing


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    share, outside = tmp_path / "share", tmp_path / "outside"
    outside.mkdir()
    (outside / "private").write_text("private")
    (share / "d").mkdir(parents=True)
    (share / "d" / "link").symlink_to(outside / "private")
    (share / "e").symlink_to(outside)
    os.mkfifo(share / "d" / "pipe")
    with opened(RemoteSettings("folder", str(share))) as remote:
        assert remote.list("") == []
        for key in ("d/link", "d/pipe"):
            assert remote.size(key) is None
            with pytest.raises(RemoteMissingError):
                remote.get(key)


def test_a_full_disk_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    with opened(RemoteSettings("folder", str(tmp_path))) as remote:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
        try:
            with pytest.raises(RemoteFullError):
                remote.put_new("d/x", bytes(200_000))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert remote.list("") == []


def test_a_share_that_goes_away_is_told(tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    with opened(RemoteSettings("folder", str(share))) as remote:
        remote.put_new("d/x", b"x")
        shutil.rmtree(share)
        with pytest.raises(RemoteUnreachableError):
            remote.get("d/x")


# --- what is refused before anything is sent

WRONG_KEYS = (
    "",
    "/",
    "a//b",
    "a/../b",
    "..",
    "./a",
    "a/.",
    "a/.b",
    "a/b.",
    "A",
    "a b",
    "ä",
    "a\\b",
    "aux",
    "a/con.txt",
)


@pytest.mark.parametrize("key", [*WRONG_KEYS, "/a", "a/", "a\n", "a" * 201])
def test_a_wrong_key_reaches_no_server(key: str) -> None:
    with opened(RemoteSettings("webdav", "http://127.0.0.1:1/", "a", "b")) as remote:
        steps: list[Callable[[], object]] = [
            lambda: remote.size(key),
            lambda: remote.get(key),
            lambda: remote.put_new(key, b""),
        ]
        for step in steps:
            with pytest.raises(ValueError, match="not a key"):
                step()


def test_longest_key_is_taken(tmp_path: Path) -> None:
    with opened(RemoteSettings("folder", str(tmp_path))) as remote:
        key = "d/" + "/".join(["abcdefghi"] * 19) + "/01234567"
        assert len(key) == 200
        assert remote.put_new(key, b"x")
        assert remote.list("d") == [key]


PLACE = RemoteSettings("webdav", "https://x.example/", "a", "b")
BUCKET = RemoteSettings("s3", "https://x.example/bucket", "a", "b")
SHELL = RemoteSettings("sftp", "sftp://x.example/", "a", "b")


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        (RemoteSettings("folder", "relative/path"), "whole path"),
        (dataclasses.replace(PLACE, address="http://x.example/"), "in the open"),
        (dataclasses.replace(PLACE, address="ftp://x.example/"), "https://"),
        (dataclasses.replace(PLACE, address="https://a:b@x.example/"), "do not belong"),
        (dataclasses.replace(PLACE, address="https://x.example:99999/"), "cannot be read"),
        (dataclasses.replace(PLACE, pin="abc"), "64"),
        (dataclasses.replace(PLACE, proxy="socks5://x"), "proxy"),
        (dataclasses.replace(PLACE, address="http://127.0.0.1/", pin="0" * 64), "no certificate"),
        (dataclasses.replace(BUCKET, address="https://x.example/"), "bucket"),
        (dataclasses.replace(BUCKET, address="http://x.example/bucket"), "in the open"),
        (dataclasses.replace(BUCKET, secret=""), "missing"),
        (dataclasses.replace(BUCKET, pin="0" * 64, proxy="http://p:1"), "through a proxy"),
        (dataclasses.replace(SHELL, address="https://x.example/"), "sftp://"),
        (dataclasses.replace(SHELL, secret=""), "missing"),
        (dataclasses.replace(SHELL, pin="MD5:abc"), "SHA256"),
        (dataclasses.replace(SHELL, proxy="http://p:1"), "proxy"),
        (dataclasses.replace(SHELL, secret="-----BEGIN OPENSSH PRIVATE KEY-----\nx"), "cannot be read"),
    ],
)
def test_settings_that_cannot_work_are_told_in_words(settings: RemoteSettings, word: str) -> None:
    with pytest.raises(RemoteSettingsError) as refusal:
        open_remote(settings)
    assert word in str(refusal.value)


def test_each_error_has_a_code_of_its_own() -> None:
    kinds: list[type[FocalpointError]] = [RemoteError, RemoteSettingsError]
    kinds += [kind for kind in vars(port).values() if isinstance(kind, type) and issubclass(kind, RemoteError)]
    codes = {kind: kind.code for kind in kinds}
    assert len(set(codes.values())) == len(codes)
