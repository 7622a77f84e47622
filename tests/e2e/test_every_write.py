"""SIGKILL, a full disk and a broken disk at the writes of import, export, push and compaction, one after the other;
likewise of restore, repair, a new vault key and the restore drill, and these once more with one byte of a part flipped.

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

from focalpoint.services.care import repair, safety
from focalpoint.services.casework import attachments
from focalpoint.services.core import keys, workspace
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import imports
from focalpoint.services.sync import servers
from focalpoint.transports.remote_settings import RemoteSettings
from focalpoint.vault import projection
from focalpoint.vault.database import opens_with
from tests.helpers import vaults

ROOT = Path(__file__).parents[2]
EVERY = int(os.environ.get("FOCALPOINT_EVERY", "16"))
KEEPING = ("restore", "repair", "rekey", "drill")
# most calls of these are SQLCipher's own
SPARSER = {"compact": 8, "rekey": 80, "repair": 4, "restore": 4, "drill": 3} if EVERY > 1 else {"rekey": 4}
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
    backup: str = ""
    words: str = ""
    before: str = ""
    after: dict[str, str] = field(default_factory=dict)

    def fresh(self, step: str = "") -> Path:
        """Return the first vault as it was at the beginning, in its place; for a repair, with a damaged part."""
        shutil.rmtree(self.first)
        shutil.copytree(self.folder / "kept", self.first)
        if step == "repair":
            flip(self.first)
        shutil.rmtree(self.folder / "server")
        (self.folder / "server").mkdir()
        for left in self.folder.glob("out.fpbundle*"):
            left.unlink()
        return self.first

    def argument(self, step: str) -> str:
        """Return the argument of a step."""
        names = {"take_in": self.folder / "in.fpbundle", "seal": self.folder / "out.fpbundle", "push": "room",
                 "restore": self.backup, "rekey": self.words}  # fmt: skip
        return str(names.get(step, "-"))


def flip(folder: Path) -> None:
    """Change one byte of the first part that lies in a vault."""
    part = min((folder / "parts").glob("??/*"))
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 1
    part.write_bytes(bytes(content))


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("writes")
    one, two = (vaults.create(folder, name).workspace for name in ("one", "two"))
    vaults.introduce(one, two, folder)
    (folder / "server").mkdir()
    for ws, other in ((one, two), (two, one)):
        servers.add_remote(ws, "room", RemoteSettings(kind="folder", address=str(folder / "server")), [other.device])
    mine = vaults.register(one, subject="TRN mine")
    attachments.attach_bytes(one, "request", mine, bytes(range(256)) * 400, name="mine.bin")
    servers.share(one, "room", [("request", mine)])
    backup = safety.backup_now(one).path.name
    vaults.register(one, subject="TRN after the backup")
    theirs = vaults.register(two, subject="TRN theirs")
    attachments.attach_bytes(two, "request", theirs, bytes(range(256)) * 300, name="theirs.bin")
    vaults.send(two, one, [("request", theirs)], folder / "in.fpbundle")
    words = " ".join(keys.propose_recovery("en"))
    made = Scene(folder, one.info.path, two.info.path, backup, words, projection.digest(one.db))
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
    scene.fresh(step)
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
        if step == "rekey":
            keys.finish_rekey(ws)  # as every opening does
        damaged = [str(found.message) for found in safety.check_vault(ws) if found.level != "good"]
        assert not damaged or (step == "repair" and "Damaged parts" in damaged[0])
        assert projection.digest(ws.db) in (scene.before, scene.after.get(step, ""))
        assert not ws.vault.log_missing
        for older in (scene.first / "backups").glob("*/vault.db"):
            assert opens_with(older, ws.vault.key)
    target = scene.folder / "out.fpbundle"
    if target.exists():
        with _Opened(scene.second) as ws:
            assert imports.inspect(ws, target).missing == 0
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
        if step in KEEPING:
            assert [found for found in safety.check_vault(ws) if found.level != "good"] == []


@pytest.mark.slow
@pytest.mark.parametrize("step", ["take_in", "seal", "push", "compact", *KEEPING])
def test_the_step_is_killed_or_refused_at_its_writes(scene: Scene, step: str) -> None:
    numbers = counted(scene, step)
    places = [(call, n) for call, these in numbers.items() for n in these]
    assert len(places) > (4 if step == "drill" else 20), numbers
    every = EVERY * SPARSER.get(step, 1)
    for place, (call, n) in enumerate(places):
        if place % every:
            continue
        scene.fresh(step)
        killed = run(scene, step, "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={n}")
        assert killed.returncode not in (0, 1), killed.stderr[-2000:]
        is_sound(scene, step)
        goes_on(scene, step)
    for place, (call, n) in enumerate(places):
        if call not in REFUSED or place % (every * 2):
            continue
        for error in ("ENOSPC", "EIO"):
            scene.fresh(step)
            refused = run(scene, step, "-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={n}")
            assert "Traceback" not in refused.stderr, refused.stderr[-3000:]
            is_sound(scene, step)
            goes_on(scene, step)


@pytest.mark.slow
@pytest.mark.parametrize("step", ["restore", "rekey", "drill"])
def test_with_one_flipped_byte_of_a_part_the_step_comes_to_its_end_and_tells(scene: Scene, step: str) -> None:
    scene.fresh()
    flip(scene.first)
    done = subprocess.run(
        [sys.executable, "-m", "tests.helpers.step", str(scene.first), step, scene.argument(step)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    with _Opened(scene.first) as ws:
        told = [str(found.message) for found in safety.check_vault(ws) if found.level != "good"]
        assert told == [] if step == "restore" else "Damaged parts" in told[0]  # the backup brought a good one
        repair.repair(ws)
        assert [found for found in safety.check_vault(ws) if found.level != "good"] == []


@pytest.mark.slow
@pytest.mark.parametrize("error", ["ENOSPC", "EROFS", "EIO"])
def test_a_disk_that_takes_nothing_opens_for_reading(scene: Scene, error: str) -> None:
    """Every write of every kind is refused from the beginning, by the system itself."""
    scene.fresh()
    secret = scene.folder / "secret"
    secret.write_text(vaults.PASSPHRASE)
    calls = "pwrite64,fsync,fdatasync,ftruncate,rename,link,linkat,unlink,mkdir"
    command = [sys.executable, "-m", "focalpoint", "--vault", str(scene.first), "--passphrase-file", str(secret)]
    for words, expected in (
        (["request", "list"], 0),
        (["request", "add", "--direction", "incoming", "--type", "C-k3", "--subject", "TRN"], 1),
    ):
        done = subprocess.run(
            ["strace", "-f", "-q", "-e", f"trace={calls}", "-e", f"inject={calls}:error={error}", *command, *words],
            cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        said = done.stdout + "".join(line for line in done.stderr.splitlines(keepends=True) if "INJECTED" not in line)
        assert done.returncode == expected, said[-1500:]
        assert "Traceback" not in said
        assert "reading only" in said
        if expected == 0:
            assert "TRN mine" in said
    is_sound(scene, "compact")
