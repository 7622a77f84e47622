"""Hostile code inside a confined worker: what the kernel lets it do, as root and as an ordinary user; and time."""

import ctypes
import json
import logging
import os
import shutil
import struct
import subprocess
import sys
import time
from pathlib import Path

import pytest

from focalpoint.bundles import opening
from focalpoint.bundles.errors import BundleForbiddenError
from focalpoint.confinement import asking, filters, linux, mac, windows
from focalpoint.confinement.asking import WorkerForbiddenError, WorkerOverwhelmedError
from focalpoint.confinement.errors import NotConfinedError, UnconfinedError
from focalpoint.documents import extract
from focalpoint.documents.errors import DocumentForbiddenError, DocumentTooHardError
from tests.helpers import attacker, attacks, stubborn_worker

ROOT = Path(__file__).parents[2]
NOBODY = 65534


def reachable(path: Path) -> bool:
    return all(one.stat().st_mode & 0o001 for one in [*path.resolve().parents, path.resolve()] if one.is_dir())


def as_user(ordinary: bool) -> list[str]:
    """Return what a command is put behind: another user where this is root, nothing where it is none already."""
    if not ordinary or os.getuid() != 0:
        return []
    dropped = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    if not (reachable(ROOT) and reachable(Path(sys.executable))):  # a checkout in root's own folder: may be read only
        dropped += ["--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search"]
    return dropped


def tried(folder: Path, *more: str, ordinary: bool = True) -> dict[str, str]:
    for one in [folder, *folder.parents[:2]]:
        one.chmod(0o777)
    command = [*as_user(ordinary), sys.executable, "-P", "-m", "tests.helpers.attacks", str(folder), *more]
    done = subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]},
                          capture_output=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    answers: dict[str, str] = json.loads(done.stdout)
    return answers


def refused(outcome: str) -> bool:
    return outcome in ("killed", "-13", "-1")  # EACCES, EPERM


@pytest.mark.parametrize("ordinary", [False, True], ids=["as whoever runs the tests", "as an ordinary user"])
def test_no_forbidden_act_of_a_confined_worker_succeeds(ordinary: bool, tmp_path: Path) -> None:
    folder = tmp_path / "place"
    folder.mkdir()
    found = tried(folder, ordinary=ordinary)
    assert len(found) == len(attacker.ACTS) >= 70
    assert {act: outcome for act, outcome in found.items() if not refused(outcome)} == {}
    assert sum(outcome == "killed" for outcome in found.values()) >= 45


def test_without_the_boundary_the_same_acts_succeed(tmp_path: Path) -> None:
    folder = tmp_path / "place"
    folder.mkdir()
    found = tried(folder, "free")
    assert {act: outcome for act, outcome in found.items() if refused(outcome)} == {}
    assert found["process_vm_readv"] == "27", "the secret of the parent"


def test_without_the_filter_the_other_steps_would_not_hold_it() -> None:
    """The acts are refused by the filter and by nothing else: without it these go through."""
    code = (
        "import os\nfrom focalpoint.confinement import linux\nlinux._filter = lambda *given: None\n"
        "linux.set_limits = lambda *given, **more: {}\n"
        "linux.confine(1 << 30, 5)\nchild = os.fork()\nchild or os._exit(0)\nos.memfd_create('code')\nprint('free')"
    )
    assert run_code(code) == "free\n"


def run_code(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": str(ROOT)}, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def test_landlock_refuses_files_by_itself_where_the_kernel_has_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    code = (
        "import os\nfrom focalpoint.confinement import linux\nlibc = linux._libc()\nlibc.prctl(38, 1, 0, 0, 0)\n"
        "version = linux._landlock(libc)\n"
        f"try:\n    open({str(tmp_path / 'file')!r}).close()\n    print(version, 'open')\n"
        "except PermissionError:\n    print(version, 'refused')\n"
    )
    version, outcome = run_code(code).split()
    assert outcome == ("refused" if int(version) else "open")


def test_the_rights_of_each_version_of_landlock_are_those_it_knows() -> None:
    sizes = [len(linux.landlock_rights(version)) for version in range(1, 7)]
    assert sizes == [8, 8, 8, 16, 16, 24]
    assert struct.unpack("=QQQ", linux.landlock_rights(6)) == (0xFFFF, 3, 3)
    assert struct.unpack("=Q", linux.landlock_rights(1)) == (0x1FFF,)


def test_a_machine_without_a_filter_reads_nothing_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(UnconfinedError) as told:
        asking.ask("tests.helpers.unconfined_worker", {}, b"foreign", memory=1 << 30, seconds=5)
    assert "no filter is known" in str(told.value.parameters["reason"])
    assert "not confined" in caplog.text


def test_what_the_filter_refused_has_its_own_line_and_its_own_words(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    caplog.set_level(logging.WARNING)
    told = attacks.situation(tmp_path)
    with pytest.raises(WorkerForbiddenError):
        asking.ask(attacks.MODULE, {"act": "fork", **told}, b"", memory=1 << 30, seconds=5)
    assert "forbidden: tests.helpers.attacker" in caplog.text
    monkeypatch.setattr(extract, "WORKER", "tests.helpers.forking_worker")
    monkeypatch.setattr(opening, "WORKER", "tests.helpers.forking_worker")
    with pytest.raises(DocumentForbiddenError):
        extract.extract_text(b"hostile", "a.txt")
    with pytest.raises(BundleForbiddenError):
        opening.open_control(b"hostile", "", "", {})


def test_an_answer_longer_than_an_honest_one_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extract, "WORKER", "tests.helpers.forking_worker")
    for question in (extract.page_count, extract.qr_content):
        with pytest.raises(DocumentTooHardError):
            question(b"hostile", "a")


def test_a_computer_without_a_process_to_spare_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_command", lambda module: ["/nowhere/python", module])
    with pytest.raises(UnconfinedError) as told:
        extract.extract_text(b"words", "a.txt")
    assert told.value.parameters["reason"] == "it is not there"


def test_a_library_that_gives_up_is_not_called_forbidden() -> None:
    with pytest.raises(WorkerOverwhelmedError):
        asking.ask("tests.helpers.forking_worker", {"ask": "abort"}, b"", memory=1 << 30, seconds=5)


HOWS = {name: getattr(stubborn_worker, name) for name in ("SLEEPS", "NEVER_READS", "DRIBBLES", "CLOSES")}


@pytest.mark.parametrize("how", HOWS)
def test_the_parent_ends_a_worker_whatever_it_does(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "GRACE", 0.8)
    began = time.monotonic()
    with pytest.raises(WorkerOverwhelmedError):
        asking.ask("tests.helpers.stubborn_worker", {}, bytes(8 << 20), memory=HOWS[how], seconds=0)
    assert time.monotonic() - began < 3


def test_the_filter_is_whole_on_both_machines() -> None:
    for numbers in filters.NUMBERS.values():
        code = filters.program(numbers, 1234)
        assert len(code) % filters.SIZE == 0
        assert len(code) // filters.SIZE < 4096, "the most that a kernel takes"
        assert answered(code, numbers["architecture"], numbers["exit_group"]) == filters.ALLOW
        assert answered(code, numbers["architecture"], numbers["openat"]) == filters.REFUSE
        assert answered(code, numbers["architecture"], numbers["seccomp"]) == filters.KILL
        assert answered(code, 0x40000003, 1) == filters.KILL, "another machine's calls"
        mmap, place = numbers["mmap"], numbers["architecture"]
        assert answered(code, place, mmap, 0, 0, 3, 0x22) == filters.ALLOW
        assert answered(code, place, mmap, 0, 0, 7, 0x22) == filters.KILL
        assert answered(code, place, mmap, 0, 0, 3, 0x02) == filters.REFUSE
        assert answered(code, place, numbers["read"], 0) == filters.ALLOW
        assert answered(code, place, numbers["read"], 1 << 32) == filters.KILL
        assert answered(code, place, numbers["write"], 2) == filters.ALLOW
        assert answered(code, place, numbers["write"], 0) == filters.KILL
        assert answered(code, place, numbers["tgkill"], 1234, 1, 6) == filters.ALLOW
        assert answered(code, place, numbers["tgkill"], 1234, 1, 9) == filters.KILL
        assert answered(code, place, numbers["tgkill"], 1233, 1, 6) == filters.KILL


def answered(code: bytes, architecture: int, number: int, *arguments: int) -> int:
    """Do what the kernel does with a filter; not every machine that runs the tests has both kinds of processor."""
    held = struct.pack("=IIQ6Q", number, architecture, 0, *arguments, *[0] * (6 - len(arguments)))
    steps = list(struct.iter_unpack("=HBBI", code))
    at = value = 0
    while True:
        what, if_so, if_not, operand = steps[at]
        at += 1
        if what == 0x06:
            return int(operand)
        if what == 0x20:
            value = int(struct.unpack_from("=I", held, operand)[0])
            continue
        passed = {0x15: value == operand, 0x35: value >= operand, 0x45: bool(value & operand)}[what]
        at += if_so if passed else if_not


class Recorded:
    """A library of another system that notes what is asked of it."""

    def __init__(self, calls: list[str], fails: str = "", success: int = 1) -> None:
        self.calls, self.fails, self.success, self.given = calls, fails, success, {}  # type: ignore[var-annotated]

    def __getattr__(self, name: str) -> "Function":
        return Function(self, name)


class Function:
    def __init__(self, library: Recorded, name: str) -> None:
        self.system, self.name, self.restype = library, name, None

    def __call__(self, *given: object) -> int:
        self.system.calls.append(self.name)
        self.system.given.setdefault(self.name, []).append(given)
        return int(not self.system.success) if self.name == self.system.fails else self.system.success


@pytest.fixture
def no_hook(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hook of Python cannot be taken away again; it has its own test."""
    monkeypatch.setattr(sys, "addaudithook", lambda hook: None)


@pytest.mark.usefixtures("no_hook")
def test_on_windows_the_steps_come_in_order_and_a_missing_one_stops_it() -> None:
    calls: list[str] = []
    kernel, security = Recorded(calls), Recorded(calls)
    report = windows.confine(1 << 30, 20, kernel, security)
    assert report["mitigations"] == ["child processes", "dynamic code", "extension points", "win32k"]
    wanted = ["CreateJobObjectW", "SetInformationJobObject", "SetInformationJobObject", "AssignProcessToJobObject",
              "OpenProcessToken", "AdjustTokenPrivileges", "SetTokenInformation",
              "SetProcessMitigationPolicy"]  # fmt: skip
    assert [call for call in dict.fromkeys(calls) if call in wanted] == list(dict.fromkeys(wanted))
    for step in wanted:
        with pytest.raises(NotConfinedError):
            windows.confine(1 << 30, 20, Recorded([], step), Recorded([], step))


def test_the_structures_of_windows_have_the_sizes_of_its_documentation() -> None:
    assert ctypes.sizeof(windows.BasicLimits) == 64
    assert ctypes.sizeof(windows.ExtendedLimits) == 144
    assert ctypes.sizeof(windows.Label) == 16
    assert ctypes.sizeof(windows.Privilege) == 12
    limits = windows.limits_of(1 << 30, 20)
    assert (limits.BasicLimitInformation.ActiveProcessLimit, limits.ProcessMemoryLimit) == (1, 1 << 30)
    assert limits.BasicLimitInformation.PerProcessUserTimeLimit == 200_000_000


def test_on_macos_the_profile_denies_by_default_and_a_refusal_stops_it() -> None:
    code = (
        "from focalpoint.confinement import mac\nclass Fake:\n    def __init__(self, said): self.said = said\n"
        "    def sandbox_init(self, *given): self.given = given; return self.said\n"
        "good = Fake(0)\nassert mac.confine(1 << 34, 20, good)['sandbox']\n"
        "assert good.given[0] == mac.PROFILE\n"
        "try: mac.confine(1 << 34, 20, Fake(-1))\n"
        "except mac.NotConfinedError: print('stopped')"
    )
    assert run_code(code) == "stopped\n"
    assert mac.PROFILE.startswith(b"(version 1)\n(deny default)\n")
    assert b"allow file" not in mac.PROFILE


def test_the_tools_of_these_tests_are_there() -> None:
    assert os.getuid() != 0 or shutil.which("setpriv")
