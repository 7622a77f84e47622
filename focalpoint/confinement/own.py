"""The program's own process: no core dump, not readable by other programs, and able to restart itself clean.

Beginning anew leaves nothing of what the process knew: the system gives the new image empty memory. On Linux the
process replaces itself; elsewhere a new one is started and this one ends. Windows and macOS are written to their
documentation and not yet run there.
"""

import ctypes
import os
import sys
from typing import TYPE_CHECKING

from focalpoint.loading import late

if TYPE_CHECKING:
    import subprocess
else:
    subprocess = late("subprocess")

if sys.platform != "win32":
    import resource

AGAIN = "--begin-at"
PR_SET_DUMPABLE = 4
PT_DENY_ATTACH = 31  # macOS: no debugger
SEM_FAILCRITICALERRORS, SEM_NOGPFAULTERRORBOX = 0x1, 0x2  # Windows: no report of a fault, hence no dump sent anywhere


def shut() -> None:
    """Write no core and let no other program of this person read the memory; to be called before any key exists."""
    if sys.platform == "win32":
        ctypes.windll.kernel32.SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX)
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "linux":
        libc.prctl.argtypes = (ctypes.c_int, *[ctypes.c_ulong] * 4)
        libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    elif sys.platform == "darwin":
        libc.ptrace(PT_DENY_ATTACH, 0, None, 0)


def command(module: str, *arguments: str) -> list[str]:
    """Return what starts this program once more; never with what lies in the present folder."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-P", "-m", module, *arguments]


def begin_beside(*arguments: str) -> None:
    """Start this program once more beside this one, which does not wait for it. Raise OSError if it cannot be."""
    fresh = {**os.environ, "PYINSTALLER_RESET_ENVIRONMENT": "1"}  # a frozen one unpacks anew
    quiet = subprocess.DEVNULL
    started = subprocess.Popen(
        command("focalpoint", *arguments), stdin=quiet, stdout=quiet, env=fresh, start_new_session=True
    )
    started.returncode = 0  # it may outlive this one


def begin_anew(told: bytes) -> None:
    """End this image of the program and begin another, which reads what it is told from a pipe (at most 64 KiB).

    Return only where the new one is another process: then this one has to end. Raise OSError if it cannot be started.
    """
    begin = {"linux": _replace}.get(sys.platform, _start)
    begin(told)


def _replace(told: bytes) -> None:
    reading, writing = os.pipe()
    try:
        os.set_blocking(writing, False)
        os.write(writing, told)
        os.close(writing)
        os.set_inheritable(reading, True)  # noqa: FBT003 - the system's own order
        line = command("focalpoint", AGAIN, str(reading))
        os.execv(line[0], line)  # noqa: S606 - this very program
    finally:
        os.close(reading)


def _start(told: bytes) -> None:
    fresh = {**os.environ, "PYINSTALLER_RESET_ENVIRONMENT": "1"}  # a frozen one unpacks anew: this one clears away
    reading, writing = os.pipe()
    os.write(writing, told)
    os.close(writing)
    try:
        own = subprocess.Popen(command("focalpoint", AGAIN, "0"), stdin=reading, env=fresh)
    finally:
        os.close(reading)
    own.returncode = 0  # it outlives this one, which does not wait for it


def handed_over(number: str) -> bytes:
    """Return what the image before has told."""
    with os.fdopen(int(number), "rb") as stream:
        return stream.read()
