"""With every file access traced, nothing that hostile peers say leads outside the vault and the chosen targets."""

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from focalpoint.bundles.errors import UnreachableBundleError
from focalpoint.services.casework import attachments
from focalpoint.services.exchange import imports
from focalpoint.services.sync import servers
from focalpoint.transports.remote_settings import RemoteSettings
from focalpoint.vault.changes import Op, RawChange, Scope
from tests.helpers import vaults, walk
from tests.helpers.liar import Liar, described, document

ROOT = Path(__file__).parents[2]
HOSTILE = (
    "../../../../outside/id_trn", "/dev/zero", "/etc/shadow", "..", "../vault.db", "\x00", "~/.ssh/id_rsa", "a" * 64,
    "//server/share", "C:\\Windows\\win.ini", "٣" * 64, "0" * 64 + "/..",
)  # fmt: skip
# what a running Python reads of the system; nothing in it is the person's
SYSTEM = (
    sys.prefix, sys.base_prefix,
    *(str(ROOT / name) for name in ("focalpoint", "resources", "i18n", "tests", "pyproject.toml")),
    sysconfig.get_path("stdlib"), "/usr/", "/lib", "/proc/", "/sys/", "/dev/null", "/dev/urandom", "/etc/ld.so",
    "/etc/localtime", "/etc/mime.types", "/etc/httpd/", "/etc/apache", "/etc/nsswitch.conf", "/etc/passwd",
    "/etc/fstab", "/etc/mtab", "/run/mount",
)  # fmt: skip
_CALL = re.compile(r"^(?:\d+ +)?(\w+)\(.*$")
_PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')
_CHANGES = re.compile("unlink|rename|mkdir|rmdir|link|symlink|truncate|f?chmod|mknod|creat|setxattr")
_FLAGS = ("O_WRONLY", "O_RDWR", "O_CREAT")


def hostile(liar: Liar) -> list[RawChange]:
    """Return changes whose descriptions name everything but parts."""
    found = []
    for number, name in enumerate(HOSTILE):
        request, letter, file = (f"{number + 1:02x}" * 15 + end for end in ("01", "02", "03"))
        value, _content = described(b"TRN letter")
        value["parts"][0]["h"] = name
        value["name"] = name
        said = {"direction": "incoming", "type": "C-k3", "sender": "REG", "subject": f"TRN {number}"}
        ops = [Op("request", request, field, "set", text) for field, text in said.items()]
        ops += document(letter, request, file, value, title=name.replace("\x00", "0"))
        found.append(liar.sign(Scope("request", request, "core"), ops))
    return found


def test_nothing_leads_outside(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "id_trn").write_bytes(b"TRN PRIVATE KEY")
    work = tmp_path / "work"
    for name in ("in", "out", "server", "home"):
        (work / name).mkdir(parents=True)
    victim = vaults.create(work, "victim").workspace
    liar = Liar(tmp_path)
    liar.meets(victim, "office")
    changes = hostile(liar)
    good, content = described(b"TRN good")
    request = "f" * 32
    made = [Op("request", request, "subject", "set", "TRN good"), *document("e" * 32, request, "d" * 32, good)]
    changes.append(liar.sign(Scope("request", request, "core"), made))
    liar.seal(victim, changes, content).rename(work / "in" / "hostile.fpbundle")
    own = vaults.register(victim, subject="TRN own")
    attachments.attach_bytes(victim, "request", own, b"TRN own", name="own.txt")
    settings = RemoteSettings(kind="folder", address=str(work / "server"))
    servers.add_remote(victim, "room", settings, [liar.device], everything=True)
    folder = victim.vault.folder
    victim.lock()
    liar.ws.lock()
    trace = tmp_path / "trace"
    command = ["strace", "-f", "-q", "-s", "4096", "-e", "trace=%file", "-o", str(trace)]
    command += [sys.executable, "-m", "tests.helpers.walk", str(folder), str(work)]
    environment = {**os.environ, "HOME": str(work / "home"), "TMPDIR": str(work), "XDG_CONFIG_HOME": str(work / "home")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    lines = trace.read_text("utf-8", "replace").splitlines()
    begin = next(n for n, line in enumerate(lines) if walk.BEGIN in line)
    end = next(n for n, line in enumerate(lines) if walk.END in line)
    assert end - begin > 300, "the walk touched files"
    strays = [line for line in lines[begin + 1 : end] if strays_from(line, work)]
    assert not strays, "\n".join(strays[:30])
    assert (outside / "id_trn").read_bytes() == b"TRN PRIVATE KEY"
    back = (work / "out" / "back.fpbundle").read_bytes()
    assert b"PRIVATE KEY" not in back


def test_the_trace_would_tell(tmp_path: Path) -> None:
    """A control: each of these lines is a stray, and what stands beside them is not."""
    work = tmp_path / "work"
    for line in (
        f'7 openat(AT_FDCWD, "{tmp_path}/outside/id_trn", O_RDONLY|O_CLOEXEC) = 3',
        f'7 openat(AT_FDCWD, "{work}/../outside/id_trn", O_RDONLY|O_CLOEXEC) = 3',
        '7 openat(AT_FDCWD, "/dev/zero", O_RDONLY|O_CLOEXEC) = 3', '7 unlink("../vault.db") = 0',
        f'7 rename("{work}/a", "/usr/lib/a") = 0', f'7 unlink("{sys.prefix}/a") = 0',
    ):  # fmt: skip
        assert strays_from(line, work), line
    assert not strays_from(f'7 rename("{work}/a", "{work}/b") = 0', work)
    assert not strays_from(f'7 openat(AT_FDCWD, "{sys.prefix}/a", O_RDONLY) = 3', work)


def strays_from(line: str, work: Path) -> bool:
    """Tell whether a call of a trace names a path outside; one that changes something may name only what is ours."""
    call = _CALL.match(line)
    if call is None:
        return False
    changes = _CHANGES.match(call[1]) is not None or any(flag in line for flag in _FLAGS)
    for raw in _PATH.findall(line):
        path = raw.encode("latin-1", "replace").decode("unicode_escape")
        if not path.startswith("/"):
            if ".." in path or path in HOSTILE:
                return True
            continue
        inside = os.path.normpath(path).startswith(str(work))
        read = path == "/dev/null" if changes else path.startswith(SYSTEM) or above(path, work)
        if not (inside or read):
            return True
    return False


def above(path: str, work: Path) -> bool:
    """Tell whether a path is a folder on the way to ours or to the program: it is looked at and never changed."""
    ways = any(f"{one}/".startswith(path.rstrip("/") + "/") for one in (work, ROOT, sys.prefix, sys.base_prefix))
    return ways or path.endswith(
        f"python{sys.version_info[0]}{sys.version_info[1]}.zip"
    )  # where Python looks for itself


def test_a_pipe_in_the_place_of_a_bundle_is_not_waited_for(tmp_path: Path) -> None:
    ws = vaults.create(tmp_path).workspace
    os.mkfifo(tmp_path / "x.fpbundle")
    with pytest.raises(UnreachableBundleError):
        imports.inspect(ws, tmp_path / "x.fpbundle")
    ws.lock()
