"""Update packs: forward, older, altered, half written, foreign keys, no room, killed; the old or the new one starts."""

import base64
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from focalpoint import paths, version, versions
from focalpoint.bundles import update, ustar
from focalpoint.bundles.update import BadUpdateError, ForeignUpdateError
from focalpoint.services.updates import applying, packs
from focalpoint.services.updates.errors import (
    NoRoomForUpdateError,
    NotInstalledError,
    OlderUpdateError,
    OtherBaseError,
    OtherPlatformError,
    TooFarUpdateError,
    UnreachableUpdateError,
    UpdateNotWrittenError,
)
from tests.helpers.releases import PYTHON, ROOT, SAME, Office, tool

OWN = version.program_version()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def new(office: Office) -> Path:
    return office.version("0.2.0")


@pytest.fixture(scope="module")
def pack(office: Office, new: Path) -> Path:
    return office.pack(new, "0.2.0")


@pytest.fixture
def installed(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let this process be the program of an installed folder of version 0.1.0."""
    here = Office(tmp_path / "installed")
    here.place.mkdir()
    folder = here.version(OWN)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv(paths.BASE, raising=False)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(folder / "focalpoint"))
    paths._newer_library.cache_clear()
    paths.stick.cache_clear()
    yield folder
    paths.stick.cache_clear()
    paths._newer_library.cache_clear()


def started(program: Path, folder: Path) -> str:
    """Start whatever the installed program hands over to; return what it says."""
    chosen = versions.next_program(OWN)
    env = {**os.environ, paths.BASE: str(folder)}
    done = subprocess.run([chosen or program, "x"], check=True, capture_output=True, text=True, env=env)
    return done.stdout.strip()


def apply(office: Office, pack: Path, *names: str, threshold: int = 1) -> Path:
    checked = packs.check_update(pack, keys=office.keys(*(names or ("first",)), threshold=threshold))
    return applying.apply_update(checked)


def content(folder: Path) -> dict[str, tuple[bytes, bool]]:
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), os.access(path, os.X_OK))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_new_version_is_laid_beside_starts_next_and_is_sound_once_it_opened_a_vault(
    office: Office, new: Path, pack: Path, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(installed)
    checked = packs.check_update(pack, keys=office.keys("first"))
    assert (checked.manifest.version, checked.refusal) == ("0.2.0", None)
    assert checked.notes("ar") == "TRN الجديد"
    folder = apply(office, pack)
    assert content(folder) == content(new)
    assert content(installed) == before, "the installed program is never changed"
    assert started(installed / "focalpoint", installed) == f"version 0.2.0 base={installed} args=x"
    assert versions.read_state()["tries"] == 1
    monkeypatch.setenv(paths.BASE, str(installed))
    versions.got_going()
    assert versions.read_state()["tries"] == 1, "it is not this program that was tried"
    monkeypatch.setattr(sys, "executable", str(folder / "focalpoint"))
    versions.got_going()
    assert versions.read_state()["tries"] == 0
    assert versions.next_program("0.2.0") is None, "the version that was handed over to stays"
    versions.opened_a_vault()
    assert versions.read_state()["sound"] is True


def test_the_one_before_is_kept_until_the_next_has_opened_a_vault(
    office: Office, pack: Path, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = apply(office, pack)
    monkeypatch.setenv(paths.BASE, str(installed))
    monkeypatch.setattr(sys, "executable", str(second / "focalpoint"))
    versions.opened_a_vault()
    third = apply(office, office.pack(office.version("0.3.0"), "0.3.0"))
    assert second.is_dir()
    assert versions.read_state()["before"] == "0.2.0"
    versions.opened_a_vault()  # once more by the second, which runs on: the third has not shown yet that it can
    assert second.is_dir()
    assert versions.read_state()["sound"] is False
    monkeypatch.setattr(sys, "executable", str(third / "focalpoint"))
    versions.opened_a_vault()
    assert not second.exists()
    assert third.is_dir()


def test_a_version_that_dies_twice_at_its_start_is_taken_back(office: Office, pack: Path, installed: Path) -> None:
    apply(office, pack)
    assert "0.2.0" in started(installed / "focalpoint", installed)
    assert "0.2.0" in started(installed / "focalpoint", installed)
    assert f"version {OWN}" in started(installed / "focalpoint", installed)
    assert packs.versions_here().taken_back == "0.2.0"
    assert not versions.folder_of("0.2.0").exists()
    assert apply(office, pack).is_dir(), "it can be tried again"


def test_impatient_starts_are_one_try(office: Office, pack: Path, installed: Path) -> None:
    apply(office, pack)
    assert versions.next_program(OWN) is not None
    with subprocess.Popen([PYTHON, "-c", "import time; time.sleep(60)"]) as starting:  # it is still starting
        versions.write_state({**versions.read_state(), "starting": starting.pid})
        for _again in range(3):
            assert versions.next_program(OWN) is not None
        assert versions.read_state()["tries"] == 1
        starting.kill()


def test_a_file_that_is_no_text_stops_nothing_but_itself(office: Office, tmp_path: Path) -> None:
    odd = tmp_path / "odd.fpupdate"
    with odd.open("wb") as stream:
        ustar.write_member(stream, update.HEAD, b'{"update":{"payload":"\xff"')
        ustar.write_end(stream)
    assert packs.is_wanted(odd) is False
    with pytest.raises(BadUpdateError):
        packs.check_update(odd, keys=office.keys("first"))


def test_a_person_can_take_it_back(office: Office, pack: Path, installed: Path) -> None:
    apply(office, pack)
    assert applying.take_back() == "0.2.0"
    assert f"version {OWN}" in started(installed / "focalpoint", installed)


def test_a_pack_of_what_changed_takes_the_rest_from_the_version_that_is_there(
    office: Office, new: Path, pack: Path, installed: Path
) -> None:
    size = pack.stat().st_size
    small = office.pack(new, "0.2.0", base=installed)
    try:
        assert small.stat().st_size < size - 7_000
        assert content(apply(office, small)) == content(new)
        applying.take_back()
        (installed / "_internal" / "same.so").write_bytes(b"x" * len(SAME))
        with pytest.raises(OtherBaseError):
            apply(office, small)
        assert f"version {OWN}" in started(installed / "focalpoint", installed)
    finally:
        office.pack(new, "0.2.0")


def test_what_is_older_for_another_system_or_too_far_is_told_and_not_applied(
    office: Office, new: Path, installed: Path
) -> None:
    keys = office.keys("first")
    wrong = {
        OlderUpdateError: {"number": OWN},
        TooFarUpdateError: {"number": "0.9.0", "least": "0.8.0"},
        OtherPlatformError: {"number": "0.9.0", "platform": "win32-amd64"},
    }
    for kind, given in wrong.items():
        checked = packs.check_update(office.pack(new, given.pop("number"), **given), keys=keys)  # type: ignore[arg-type]
        assert isinstance(checked.refusal, kind)
        with pytest.raises(kind):
            applying.apply_update(checked)
    assert versions.read_state() == {}


def test_a_program_that_was_not_installed_says_so(office: Office, pack: Path) -> None:
    assert isinstance(packs.check_update(pack, keys=office.keys("first")).refusal, NotInstalledError)


def test_every_altered_byte_is_told_and_nothing_is_applied(office: Office, pack: Path, installed: Path) -> None:
    whole, keys = pack.read_bytes(), office.keys("first")
    places = [*range(0, 700, 7), *range(700, len(whole), max(1, len(whole) // 120)), len(whole) - 1]
    altered = pack.with_name("altered.fpupdate")
    for place in places:
        found = bytearray(whole)
        found[place] ^= 1
        altered.write_bytes(found)
        with pytest.raises((BadUpdateError, ForeignUpdateError)):
            packs.check_update(altered, keys=keys)
    for end in (0, 100, 5_000, len(whole) // 2, len(whole) - 3_000):
        altered.write_bytes(whole[:end])
        with pytest.raises(BadUpdateError):
            packs.check_update(altered, keys=keys)
    with pytest.raises(UnreachableUpdateError):
        packs.check_update(pack.with_name("none.fpupdate"), keys=keys)
    assert versions.read_state() == {}


def test_a_file_that_changes_between_check_and_use_is_refused(office: Office, new: Path, installed: Path) -> None:
    pack = office.pack(new, "0.2.1")
    checked = packs.check_update(pack, keys=office.keys("first"))
    other = office.pack(new, "0.2.2")
    pack.write_bytes(other.read_bytes())
    with pytest.raises(BadUpdateError):
        applying.apply_update(checked)
    assert versions.read_state() == {}


def test_keys_a_foreign_one_two_of_three_and_one_named_by_a_statement(
    office: Office, new: Path, installed: Path
) -> None:
    pack = office.pack(new, "0.2.5")
    with pytest.raises(ForeignUpdateError):
        packs.check_update(pack, keys=office.keys("second"))
    with pytest.raises(ForeignUpdateError):
        packs.check_update(pack, keys=office.keys())
    two = office.keys("first", "second", "third", threshold=2)
    with pytest.raises(ForeignUpdateError):
        packs.check_update(pack, keys=two)
    tool("sign", pack, "--key", office.place / "first.key")  # the same key once more counts once
    with pytest.raises(ForeignUpdateError):
        packs.check_update(pack, keys=two)
    tool("sign", pack, "--key", office.place / "second.key")
    assert packs.check_update(pack, keys=two).refusal is None
    later = office.pack(new, "0.2.6", key="third")
    with pytest.raises(ForeignUpdateError):
        packs.check_update(later, keys=office.keys("first"))
    tool("keys", later, "--public", office.key("third"), "--key", office.place / "second.key")
    with pytest.raises(ForeignUpdateError):
        packs.check_update(later, keys=office.keys("first"))
    named = office.pack(new, "0.2.7", key="third")
    tool("keys", named, "--public", office.key("third"), "--key", office.place / "first.key")
    assert packs.check_update(named, keys=office.keys("first")).refusal is None


def test_this_checkout_trusts_no_key_until_one_is_named(pack: Path) -> None:
    assert packs.program_keys().keys == ()
    with pytest.raises(ForeignUpdateError):
        packs.check_update(pack)


def test_without_room_nothing_is_written(
    office: Office, pack: Path, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "MARGIN", 1 << 60)
    with pytest.raises(NoRoomForUpdateError):
        apply(office, pack)
    assert not list(paths.versions_folder().glob("program-*"))


def test_a_disk_that_refuses_leaves_the_old_one(office: Office, pack: Path, installed: Path) -> None:
    place = paths.versions_folder()
    place.parent.mkdir(parents=True)
    place.write_bytes(b"")  # no folder can be made here
    with pytest.raises(UpdateNotWrittenError):
        apply(office, pack)
    assert f"version {OWN}" in started(installed / "focalpoint", installed)


KILLED = """
import os, sys
sys.frozen = True
sys.executable = sys.argv[1]
from focalpoint import durable, versions
from focalpoint.services.updates import applying, packs
from focalpoint.bundles.update import ReleaseKeys
steps = int(sys.argv[4])
real, count = os.replace, 0
def audit(name, args):
    global count
    writes = name == "open" and isinstance(args[1], str) and set(args[1]) & set("wx+a")
    if writes or name in ("os.rename", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod"):
        if str(args[0]).startswith(os.environ["XDG_DATA_HOME"]) or name != "open":
            count += 1
            if count == steps:
                os._exit(9)
sys.addaudithook(audit)
checked = packs.check_update(__import__("pathlib").Path(sys.argv[2]), keys=ReleaseKeys(1, 1, (sys.argv[3],)))
applying.apply_update(checked)
"""


def test_killed_at_each_step_the_old_or_the_new_version_starts(
    office: Office, new: Path, pack: Path, installed: Path
) -> None:
    ended = []
    for step in itertools.count(1):
        done = subprocess.run(
            [PYTHON, "-c", KILLED, str(installed / "focalpoint"), str(pack), office.key("first"), str(step)],
            cwd=ROOT, check=False, capture_output=True, text=True,
        )  # fmt: skip
        said = started(installed / "focalpoint", installed)
        assert f"version {OWN}" in said or "version 0.2.0" in said, said
        if "0.2.0" in said:
            assert content(versions.folder_of("0.2.0")) == content(new)
        ended.append(done.returncode)
        if done.returncode != 9:
            assert done.returncode == 0, done.stderr
            break
        assert step < 200
    assert len(ended) > 10


def library(folder: Path, number: str) -> Path:
    made = folder / f"library-{number}"
    (made / "resources" / "training").mkdir(parents=True)
    (made / "resources" / "training" / "quiz.toml").write_text(f"# {number}\n")
    return made


def test_a_library_is_in_force_for_this_program_alone(
    office: Office, tmp_path: Path, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = paths.resource("training", "quiz.toml")
    pack = office.pack(library(tmp_path, "2026.1"), "2026.1", kind="library", platform="any")
    apply(office, pack)
    paths._newer_library.cache_clear()
    assert paths.resource("training", "quiz.toml").read_text() == "# 2026.1\n"
    assert paths.resource("reference") == own.parent.parent / "reference", "what it does not bring is the program's own"
    assert paths.resource("words", "en.txt") == own.parent.parent / "words" / "en.txt"
    assert packs.versions_here().library_version == "2026.1"
    again = packs.check_update(pack, keys=office.keys("first"))
    assert isinstance(again.refusal, OlderUpdateError)
    state = versions.read_state(versions.LIBRARY)
    versions.write_state({**state, "program": "9.9.9"}, versions.LIBRARY)
    paths._newer_library.cache_clear()
    assert paths.resource("training", "quiz.toml") == own


def test_a_library_pack_cannot_bring_keys_or_recovery_words(office: Office, tmp_path: Path, installed: Path) -> None:
    made = library(tmp_path, "2026.2")
    pack = office.pack(made, "2026.2", kind="library", platform="any")
    (made / "resources" / "release").mkdir()
    (made / "resources" / "release" / "keys.json").write_text("{}")
    stolen = office.pack(made, "2026.3", kind="library", platform="any")
    keys = office.keys("first")
    assert packs.check_update(pack, keys=keys).refusal is None
    names = {one.path for one in packs.check_update(stolen, keys=keys).manifest.files}
    assert names == {"resources/training/quiz.toml"}, "the tool leaves it out"
    program_in_disguise = office.pack(made, "2026.4", kind="program", platform="any")
    assert packs.check_update(program_in_disguise, keys=keys).manifest.kind == "program"


def test_the_kept_example_is_read_and_its_signature_is_checked_by_openssl_alone(tmp_path: Path) -> None:
    kept = ROOT / "tests" / "data" / "updates"
    told = json.loads((kept / "1.json").read_text())
    keys = update.read_keys(json.dumps(told["keys"], separators=(",", ":")).encode())
    checked = packs.check_update(kept / "1.fpupdate", keys=keys)
    assert checked.manifest.version == told["version"]
    assert {one.path for one in checked.manifest.files} == set(told["files"])
    head = json.loads(
        subprocess.run(["tar", "-xOf", kept / "1.fpupdate", "update.json"], check=True, capture_output=True).stdout
    )
    statement = head["statements"][0]
    assert openssl_verifies(tmp_path, statement, told["keys"]["keys"][0])
    [second] = json.loads(base64.b64decode(statement["payload"]))["keys"]
    assert openssl_verifies(tmp_path, head["update"], second)
    assert not openssl_verifies(tmp_path, head["update"], told["keys"]["keys"][0])


def openssl_verifies(folder: Path, envelope: dict[str, Any], public: str) -> bool:
    """Check a DSSE envelope with openssl alone."""
    kind, payload = envelope["payloadType"].encode(), base64.b64decode(envelope["payload"])
    (folder / "message").write_bytes(b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload))
    (folder / "sig").write_bytes(base64.b64decode(envelope["signatures"][0]["sig"]))
    (folder / "key.der").write_bytes(bytes.fromhex("302a300506032b6570032100" + public))
    done = subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", folder / "key.der",
         "-sigfile", folder / "sig", "-in", folder / "message"], check=False, capture_output=True,
    )  # fmt: skip
    return done.returncode == 0
