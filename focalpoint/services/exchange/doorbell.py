"""One window for a person: a second start rings, hands its file over, and ends.

Linux: a socket without a file, which both sides believe only if the same person runs the other (the kernel says who).
macOS: a socket in the settings folder, checked alike. Windows: a port of this computer alone, and a number in a file of
the settings folder; written to the documentation of these two and not yet run there. What is handed over is data: a
path that is looked at, never anything that is done.
"""

import json
import os
import re
import socket
import struct
import sys
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from focalpoint import durable, paths
from focalpoint.services.exchange import suffixes

PATIENCE = 2.0  # seconds that a second start waits for the window
ATTENTION = 0.3  # seconds that the window gives to whoever rings
LONGEST = 8192
_NO_NAME = re.compile("[\0\ud800-\udfff]")  # in no name of a file; marks of direction are in many
_YES = b"ok"


@dataclass(frozen=True, slots=True)
class Ring:
    """What a second start wants: the window, and a file to be shown in it."""

    file: Path | None


def ring(file: Path | None) -> bool:
    """Ask the window that is open to come to the front and show a file; return whether it will."""
    try:
        with socket.socket(_family()) as line:
            line.settimeout(PATIENCE)
            line.connect(_address())
            if not _same_person(line):
                return False
            line.sendall(json.dumps({"file": str(file or ""), "word": _word()}).encode())
            line.shutdown(socket.SHUT_WR)
            return line.recv(len(_YES)) == _YES
    except (OSError, ValueError):
        return False


class Doorbell:
    """The side of the window. Raise OSError if another window listens already."""

    def __init__(self) -> None:
        self._socket = socket.socket(_family())
        try:
            _open(self._socket)
            self._socket.listen(4)
        except OSError:
            self._socket.close()
            raise
        self._socket.settimeout(ATTENTION)

    def fileno(self) -> int:
        """Return the descriptor that becomes readable when somebody rings."""
        return self._socket.fileno()

    def answer(self) -> Ring | None:
        """Return what somebody who rang wants; None if it is nothing that this person would ask."""
        with suppress(OSError):
            line, _where = self._socket.accept()
            with line:
                line.settimeout(ATTENTION)
                wanted = understood(_heard(line)) if _same_person(line) else None
                if wanted is not None:
                    line.sendall(_YES)
                return wanted
        return None

    def close(self) -> None:
        """Listen no more."""
        self._socket.close()
        if sys.platform != "linux":
            with suppress(OSError):
                _place().unlink()


def understood(content: bytes) -> Ring | None:
    """Read what was handed over: a file of ours by its full name, or nothing but the wish to see the window."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("word", "") != _word():
        return None
    text = found.get("file", "")
    if not isinstance(text, str) or _NO_NAME.search(text):
        return None
    if not text:
        return Ring(None)
    path = Path(text)
    known = path.is_absolute() and path.suffix.lower() in suffixes.OPENED
    return Ring(path) if known and path.is_file() else None


def _heard(line: socket.socket) -> bytes:
    content = b""
    last = time.monotonic() + ATTENTION
    while len(content) <= LONGEST and time.monotonic() < last and (piece := line.recv(LONGEST)):
        content += piece
    return content if len(content) <= LONGEST else b""


def _place() -> Path:
    return paths.settings_folder() / "window.door"


if sys.platform == "linux":

    def _family() -> socket.AddressFamily:
        return socket.AF_UNIX

    def _address() -> str:
        """Return a name for each person and settings folder: a portable program is not the installed one."""
        folder = zlib.crc32(os.fsencode(paths.settings_folder().absolute()))
        return f"\0focalpoint-{os.getuid()}-{folder:08x}"

    def _open(door: socket.socket) -> None:
        door.bind(_address())

    def _same_person(line: socket.socket) -> bool:
        credentials = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        return bool(struct.unpack("3i", credentials)[1] == os.getuid())

    def _word() -> str:
        return ""

elif sys.platform == "darwin":

    def _family() -> socket.AddressFamily:
        return socket.AF_UNIX

    def _address() -> str:
        return str(_place())

    def _open(door: socket.socket) -> None:
        if ring(None):
            raise FileExistsError
        _place().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _place().unlink(missing_ok=True)
        door.bind(_address())
        _place().chmod(0o600)

    def _same_person(line: socket.socket) -> bool:
        local, peer_credentials = 0, 1  # SOL_LOCAL, LOCAL_PEERCRED: a version, then the user's number
        return bool(struct.unpack("2I", line.getsockopt(local, peer_credentials, 8))[1] == os.getuid())

    def _word() -> str:
        return ""

else:

    def _family() -> socket.AddressFamily:
        return socket.AF_INET

    def _address() -> tuple[str, int]:
        return "127.0.0.1", int(_kept()[0])

    def _open(door: socket.socket) -> None:
        if ring(None):
            raise FileExistsError
        door.bind(("127.0.0.1", 0))
        _place().parent.mkdir(parents=True, exist_ok=True)
        durable.write(_place(), f"{door.getsockname()[1]} {os.urandom(32).hex()}".encode())

    def _same_person(line: socket.socket) -> bool:  # noqa: ARG001 - the word shows it
        return True

    def _word() -> str:
        return _kept()[1]

    def _kept() -> tuple[str, str]:
        port, _space, word = _place().read_text("ascii").partition(" ")
        return port, word
