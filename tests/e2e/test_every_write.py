"""SIGKILL, a full disk and a broken disk at the writes of import, export, push and compaction, one after the other.

The system calls are counted in a first run under strace; then the step is repeated from the same beginning, once for
each call, with that call killed or refused. FOCALPOINT_EVERY=1 takes every call, as the nightly run does.
"""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from focalpoint.services import attachments, receiving, safety, sync, workspace
from focalpoint.services.workspace import Workspace
from focalpoint.transports.remotes import RemoteSettings
from focalpoint.vault import projection
from tests.helpers import vaults

ROOT = Path(__file__).parents[2]
EVERY = int(os.environ.get("FOCALPOINT_EVERY", "16"))
CALLS = (
    *("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "renameat", "renameat2", "link", "linkat"),
    *("unlink", "unlinkat", "mkdir"),
)
REFUSED = ("write", "pwrite64", "fsync", "fdatasync")  # calls that a full or a broken disk refuses
_LINE = re.compile(r"^\d+ +(?:<\.\.\. )?(\w+)\b")


@dataclass
class Scene:
    """Two vaults that know each other, a bundle for the first, a folder that both synchronise with."""

    folder: Path
    first: Path
    second: Path
    before: str = ""
    after: dict[str, str] = field(default_factory=dict)

    def fresh(self) -> Path:
        """Return the first vault as it was at the beginning, in its place."""
        shutil.rmtree(self.first)
        shutil.copytree(self.folder / "kept", self.first)
        shutil.rmtree(self.folder / "server")
        (self.folder / "server").mkdir()
        for left in self.folder.glob("out.fpbundle*"):
            left.unlink()
        return self.first

    def argument(self, step: str) -> str:
        """Return the argument of a step."""
        names = {"take_in": self.folder / "in.fpbundle", "seal": self.folder / "out.fpbundle", "push": "room"}
        return str(names.get(step, "-"))


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("writes")
    one, two = (vaults.create(folder, name).workspace for name in ("one", "two"))
    vaults.introduce(one, two, folder)
    (folder / "server").mkdir()
    for ws, other in ((one, two), (two, one)):
        sync.add(ws, "room", RemoteSettings(kind="folder", address=str(folder / "server")), [other.device])
    mine = vaults.register(one, subject="TRN mine")
    attachments.attach_bytes(one, "request", mine, bytes(range(256)) * 400, "mine.bin")
    sync.share(one, "room", [("request", mine)])
    theirs = vaults.register(two, subject="TRN theirs")
    attachments.attach_bytes(two, "request", theirs, bytes(range(256)) * 300, "theirs.bin")
    vaults.send(two, one, [("request", theirs)], folder / "in.fpbundle")
    made = Scene(folder, one.info.path, two.info.path, projection.digest(one.db))
    one.lock()
    two.lock()
    shutil.copytree(made.first, folder / "kept")
    return made


def run(scene: Scene, step: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = ["strace", "-f", "-q", *options, sys.executable, "-m", "tests.helpers.step", str(scene.first), step]
    return subprocess.run(
        [*command, scene.argument(step)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip


def counted(scene: Scene, step: str) -> dict[str, range]:
    """Return for each system call the numbers of those calls that belong to the step itself."""
    scene.fresh()
    log = scene.folder / "calls"
    done = run(scene, step, "-e", "trace=" + ",".join(CALLS), "-o", str(log))
    assert done.returncode == 0, done.stderr
    with _Opened(scene.first) as ws:
        scene.after[step] = projection.digest(ws.db)
    before: dict[str, int] = dict.fromkeys(CALLS, 0)
    total: dict[str, int] = dict.fromkeys(CALLS, 0)
    main_process = ""
    begun = False
    for line in log.read_text("utf-8", "replace").splitlines():
        process = line.split(" ", 1)[0]
        main_process = main_process or process
        found = _LINE.match(line)
        if process != main_process or found is None or "resumed>" in line or found[1] not in total:
            continue
        total[found[1]] += 1
        if 'write(2, "BEGIN' in line:
            begun, before = True, dict(total)
    assert begun
    return {call: range(before[call] + 1, total[call] + 1) for call in CALLS}


class _Opened:
    """A vault that is open for a while."""

    def __init__(self, path: Path) -> None:
        self._ws = workspace.unlock(path, vaults.PASSPHRASE)

    def __enter__(self) -> Workspace:
        return self._ws

    def __exit__(self, *_error: object) -> None:
        self._ws.lock()


def is_sound(scene: Scene, step: str) -> None:
    """The vault opens, checks good, is as before or as after; nothing torn stands under a final name."""
    with _Opened(scene.first) as ws:
        assert [found for found in safety.check(ws) if found.level != "good"] == []
        assert projection.digest(ws.db) in (scene.before, scene.after[step])
    target = scene.folder / "out.fpbundle"
    if target.exists():
        with _Opened(scene.second) as ws:
            assert receiving.inspect(ws, target).missing == 0
    for path in (scene.folder / "server").rglob("*.c"):
        assert _named_well(path), path
    for path in (scene.folder / "server" / "fp1" / "o").rglob("*"):
        assert path.is_dir() or _hash(path) == path.name, path


def _hash(path: Path) -> str:
    return subprocess.run(["sha256sum", path], check=True, capture_output=True, text=True).stdout.split()[0]


def _named_well(path: Path) -> bool:
    return _hash(path)[:16] == path.stem.rpartition("-")[2]


def goes_on(scene: Scene, step: str) -> None:
    """The same step, done again, comes to its end."""
    for left in scene.folder.glob("out.fpbundle*"):
        left.unlink()
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.step", str(scene.first), step, scene.argument(step)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0 or "XCH-135" in done.stderr, done.stderr
    with _Opened(scene.first) as ws:
        assert projection.digest(ws.db) == scene.after[step]


@pytest.mark.slow
@pytest.mark.parametrize("step", ["take_in", "seal", "push", "compact"])
def test_the_step_is_killed_or_refused_at_its_writes(scene: Scene, step: str) -> None:
    numbers = counted(scene, step)
    places = [(call, n) for call, these in numbers.items() for n in these]
    assert len(places) > 20, numbers
    for place, (call, n) in enumerate(places):
        if place % EVERY:
            continue
        scene.fresh()
        killed = run(scene, step, "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={n}")
        assert killed.returncode not in (0, 1), killed.stderr[-2000:]
        is_sound(scene, step)
        goes_on(scene, step)
    for place, (call, n) in enumerate(places):
        if call not in REFUSED or place % (EVERY * 2):
            continue
        for error in ("ENOSPC", "EIO"):
            scene.fresh()
            refused = run(scene, step, "-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={n}")
            assert "Traceback" not in refused.stderr, refused.stderr[-3000:]
            is_sound(scene, step)
            goes_on(scene, step)
