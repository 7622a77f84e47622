"""What a process that was locked still knows, read from its memory by force; and that it is shut and begins anew."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from focalpoint.confinement import own
from focalpoint.gui.restart import Return
from tests.attacks.test_confinement import ROOT, as_user
from tests.helpers import vaults

HAND = Path(__file__).parents[1] / "helpers" / "hand"
TEXT = "TRN-heron crosses the marsh"
PATIENCE = 60.0


@pytest.fixture
def vault(tmp_path: Path) -> tuple[Path, bytes]:
    made = vaults.create(tmp_path).workspace
    vaults.register(made, subject=TEXT)
    key = made.vault.key
    made.lock()
    (tmp_path / "hand").mkdir()
    (tmp_path / "hand" / "secret").write_text(vaults.PASSPHRASE, "utf-8")
    return made.info.path, key


def opened(vault: Path, *, stay: bool = False) -> subprocess.Popen[bytes]:
    """Start the real program at the gate of a vault, told as a locked one tells it."""
    folder = vault.parent / "hand"
    told = b'{"vault": "%s", "place": "", "said": "", "language": "fr"}' % str(vault).encode()
    reading, writing = os.pipe()
    os.write(writing, told)
    os.close(writing)
    more = {
        "PYTHONPATH": str(HAND),
        "HAND": str(folder),
        "QT_QPA_PLATFORM": "offscreen",
        **({"HAND_STAY": "1"} if stay else {}),
    }
    command = [sys.executable, "-P", "-m", "focalpoint", own.AGAIN, str(reading)]
    with (folder / "err").open("wb") as err:
        started = subprocess.Popen(command, env={**os.environ, **more}, pass_fds=[reading], stderr=err)
    os.close(reading)
    return started


def gates(vault: Path, number: int, process: "subprocess.Popen[bytes]") -> list[list[str]]:
    """Wait until so many gates were shown and return what was written of each."""
    notes = vault.parent / "hand" / "gates"
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        found = [line.split("\t") for line in notes.read_text("utf-8").splitlines()] if notes.exists() else []
        if len(found) >= number:
            return found
        time.sleep(0.05)
    raise AssertionError((process.poll(), notes.read_text(), (vault.parent / "hand" / "err").read_text()))


def found_in(process: int, *secrets: bytes) -> set[bytes]:
    """Return which of some secrets lie in the writable memory of a process."""
    found = set()
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{process}/maps").read_text().splitlines():
            place, rights = line.split()[:2]
            if not rights.startswith("rw"):
                continue
            first, last = (int(end, 16) for end in place.split("-"))
            memory.seek(first)
            try:
                content = memory.read(last - first)
            except OSError:
                continue
            found |= {secret for secret in secrets if secret in content}
    return found


def secrets_of(key: bytes) -> list[bytes]:
    said = vaults.PASSPHRASE
    return [key, key.hex().encode(), said.encode(), said.encode("utf-16-le"), TEXT.encode(), TEXT.encode("utf-16-le")]


def test_a_locked_window_is_another_process_that_knows_nothing(vault: tuple[Path, bytes]) -> None:
    path, key = vault
    process = opened(path)
    try:
        before, after = gates(path, 2, process)[:2]
        assert found_in(process.pid, *secrets_of(key)) == set()
        assert before[2] == after[2] == str(path)
        assert before[0] == after[0] == str(process.pid), "the window that is waited for is the same to the system"
        assert before[3] == after[3] == "fr"
        assert before[4] == after[4]
        assert "coffre" in after[5]
        assert "session" not in before[5]
        assert before[5] != after[5], "why it was locked is said"
        held = [str(one.readlink()) for one in Path(f"/proc/{process.pid}/fd").iterdir() if one.is_symlink()]
        assert not [name for name in held if name.startswith(str(path))]
        line = Path(f"/proc/{process.pid}/cmdline").read_bytes() + Path(f"/proc/{process.pid}/environ").read_bytes()
        assert vaults.PASSPHRASE.encode() not in line
    finally:
        process.kill()
        process.wait()


def test_without_beginning_anew_the_memory_holds_what_was_open(vault: tuple[Path, bytes]) -> None:
    path, key = vault
    process = opened(path, stay=True)
    try:
        gates(path, 2, process)
        assert found_in(process.pid, *secrets_of(key)), "the search finds what is there"
    finally:
        process.kill()
        process.wait()


def test_the_process_is_shut_before_anything_else() -> None:
    code = (
        "import ctypes, resource, sys; from focalpoint import bootstrap; sys.argv = ['focalpoint', 'vault', 'suggest'];"
        "bootstrap.run = lambda _all: print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3)) or 0;"
        "bootstrap.main()"
    )
    said = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["(0,", "0)", "0"]


@pytest.mark.parametrize("shut", [True, False], ids=["shut", "as any program"])
def test_another_program_of_the_same_person_cannot_read_it(shut: bool) -> None:
    waiting = "import sys; from focalpoint.confinement import own; SHUT; print('.', flush=True); sys.stdin.read()"
    reader = "import sys; open(f'/proc/{sys.argv[1]}/maps').read(); open(f'/proc/{sys.argv[1]}/mem', 'rb')"
    code = waiting.replace("SHUT", "own.shut()" if shut else "pass")
    command = [*as_user(ordinary=True), sys.executable, "-P", "-c"]
    with subprocess.Popen([*command, code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.read(1) == b"."
        read = subprocess.run([*command, reader, str(process.pid)], capture_output=True, text=True, check=False)
        process.stdin.close()
    assert ("PermissionError" in read.stderr) is shut, read.stderr


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"vault": 3, "place": "zz", "more": 1}', b"\xff\xfe"])
def test_what_is_told_is_looked_at(content: bytes) -> None:
    assert Return.read(content).language == ""


def test_a_frozen_program_begins_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own.command("focalpoint", own.AGAIN, "5") == [sys.executable, own.AGAIN, "5"]


def test_elsewhere_a_new_process_is_started_and_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script, out = tmp_path / "new", tmp_path / "out"
    script.write_text(f'#!/bin/sh\necho "$@" > {out}\ncat >> {out}\n')
    script.chmod(0o700)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(script))
    monkeypatch.setattr(sys, "platform", "win32")
    own.begin_anew(b"told")
    until = time.monotonic() + 10
    while time.monotonic() < until and not (out.exists() and out.read_text().endswith("told")):
        time.sleep(0.02)
    os.wait()
    assert out.read_text() == f"{own.AGAIN} 0\ntold"
