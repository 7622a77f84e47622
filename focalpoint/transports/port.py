"""The port to remotes without logic: opaque bytes under immutable names, one writer per prefix."""

import re
import secrets
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol, TypeVar

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_
from focalpoint.loading import late

if TYPE_CHECKING:
    import ssl
else:
    ssl = late("ssl")

LARGEST = 1 << 28  # bytes of one object; a server that announces more is not believed
MOST_NAMES = 1_000_000  # names of one list
MOST_FOLDERS = 2000  # folders that are gone through for one list
LIST_SECONDS = 1200.0  # for one list of a tree
LOOK_FIRST = 1 << 16  # bytes from which a needless upload costs more than a look
TRIES = 3
PAUSE = 0.5  # seconds before the second try; four times that before the third
CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 60.0  # without a sign of life
STEP_SECONDS = 1200.0  # for one step where a sign of life cannot be asked for; 8 MiB over 64 kbit/s take 1,050
SLOWEST = 8000  # bytes a second of a line that is still waited for

_SEGMENT = re.compile(r"(?!\.)[0-9a-z.-]+(?<!\.)")
_KEY_LENGTH = 200
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)")  # names that Windows keeps for itself

Result = TypeVar("Result")


class RemoteError(FocalpointError):
    """A remote did not do what it was asked."""

    message = N_("“{place}” did not do what it was asked.")
    safe = N_("Your vault is unchanged. What was already exchanged is whole; the rest follows next time.")
    remedy = N_("Try again later. If it happens again, note the code and ask for help.")
    code = "NET-100"


class RemoteUnreachableError(RemoteError):
    """No answer, or the connection was lost."""

    message = N_("“{place}” does not answer ({reason}).")
    remedy = N_("Check the connection and the address, then try again. Nothing is sent twice.")
    code = "NET-101"


class RemoteRefusedError(RemoteError):
    """The server does not accept the user, the secret, or this action by this user."""

    message = N_("“{place}” refused access.")
    remedy = N_("Check the user name and the password or key, and ask whether this account may write there.")
    code = "NET-102"


class RemoteMissingError(RemoteError):
    """The object is not there."""

    message = N_("The file “{key}” is not on “{place}”.")
    remedy = N_("Synchronise again. If it stays missing, ask its sender to send it again.")
    code = "NET-103"


class RemoteFullError(RemoteError):
    """The server has no room, or not for a file of this size."""

    message = N_("“{place}” has no room for this file.")
    remedy = N_("Ask the administrator of the server for more space or for a higher limit on the size of a file.")
    code = "NET-104"


class RemoteUntrustedError(RemoteError):
    """The certificate or host key is not the pinned one. `presented` and `expected` are its parameters."""

    message = N_("“{place}” shows another identity than the one you confirmed: {presented}.")
    safe = N_("Nothing was sent: neither password nor files. Your vault is unchanged.")
    remedy = N_("Ask the administrator of the server whether its key was changed. If not, somebody is listening in.")
    code = "NET-105"


class RemoteUnpinnedError(RemoteUntrustedError):
    """The identity cannot be checked and none is pinned yet. `presented` is the fingerprint to compare and pin."""

    message = N_("The identity of “{place}” is not confirmed yet. It shows {presented}.")
    remedy = N_(
        "Compare this fingerprint with the one that the administrator of the server gives you, then confirm it."
    )
    code = "NET-107"


class RemoteFaultError(RemoteError):
    """The server answered what makes no sense."""

    message = N_("“{place}” gave an answer that makes no sense ({reason}).")
    remedy = N_("Check the address: it may belong to another service. If it is right, tell the administrator the code.")
    code = "NET-106"


class RemoteOccupiedError(RemoteError):
    """Another object, of another size, has this name."""

    message = N_("A different file with the name “{key}” is already on “{place}”.")
    safe = N_("Nothing was replaced on the server. Your vault is unchanged.")
    remedy = N_("That file is damaged or was put there by somebody else. Tell the administrator of the server.")
    code = "NET-108"


CUT = N_("the connection was cut")
SLOW = N_("it took too long")
NOT_THERE = N_("the folder in the address is not there")
TOO_MUCH = N_("it sends more than was asked")


@dataclass(frozen=True, slots=True)
class Probe:
    """What a server can do. `keeps_existing`: refuses to rename onto a file; `largest`: bytes tried with success."""

    can_list: bool
    can_write: bool
    keeps_existing: bool
    ranges: bool
    largest: int
    notes: tuple[str, ...] = ()


class Remote(Protocol):
    """A dumb store: `[0-9a-z./-]` keys of at most 200 characters, immutable objects, a single writer per prefix."""

    def list(self, prefix: str, after: str = "") -> list[str]:
        """Return the full keys below a folder, sorted, greater than `after`; none if the folder is not there."""
        ...

    def size(self, key: str) -> int | None:
        """Return the bytes an object has, or None if it is not there."""
        ...

    def get(self, key: str, first: int = 0, count: int | None = None) -> bytes:
        """Return an object or `count` bytes of it from `first`; raise RemoteMissingError."""
        ...

    def put_new(self, key: str, content: bytes) -> bool:
        """Store a new object whole; return False if it was already there. Raise RemoteOccupiedError."""
        ...

    def drop_wrong(self, key: str) -> bool:
        """Remove an object named by the hash of its content whose content is another; tell whether it was."""
        ...

    def sweep(self, prefix_of_own_temps: str) -> int:
        """Delete own unfinished uploads whose keys begin so and return how many."""
        ...

    def probe(self) -> Probe:
        """Try what the server can do, with temporary objects that are removed again."""
        ...

    def close(self) -> None:
        """End the connection."""
        ...


class Wire(Protocol):
    """What one kind of server does, a step at a time, on keys already checked. Each step raises RemoteError."""

    place: str

    def keys(self, folder: str, after: str) -> list[str]:
        """Return the keys below a folder ("" or ending in "/"), in any order."""
        ...

    def stat(self, key: str) -> int | None:
        """Return the size, or None."""
        ...

    def read(self, key: str, first: int, count: int | None) -> bytes:
        """Return bytes of an object."""
        ...

    def write(self, key: str, content: bytes) -> None:
        """Write a temporary object."""
        ...

    def put(self, key: str, content: bytes, temporary: str, /) -> bool:
        """Store an object whole, through temporaries that begin so where needed; False if it was there."""
        ...

    def keeps(self, first: str, second: str, /) -> bool:
        """Try to put the first temporary object in the place of the second; tell whether the server refused."""
        ...

    def ranges(self, key: str, /) -> bool:
        """Tell whether the server sends parts of an object."""
        ...

    def remove(self, key: str) -> None:
        """Remove a temporary or a wrong object; one that is not there is no error."""
        ...

    def close(self) -> None:
        """End the connection."""
        ...


class RenamingWire(Wire, Protocol):
    """A server where an object gets its name only when it is whole."""

    def move_new(self, source: str, target: str) -> bool:
        """Rename without replacing; return False if the target is there."""
        ...


def checked_key(key: str) -> str:
    """Return a key as it is; raise ValueError if it could mean another place."""
    if len(key) > _KEY_LENGTH or not all(is_segment(part) for part in key.split("/")):
        raise ValueError("not a key of a remote: " + ascii(key[:_KEY_LENGTH]))
    return key


def is_segment(name: str) -> bool:
    """Tell whether a name may be a part of a key."""
    return bool(_SEGMENT.fullmatch(name)) and not _DEVICES.match(name)


def patiently(step: Callable[[], Result]) -> Result:
    """Do a step that may be repeated, at most three times."""
    for tries in range(TRIES - 1):
        try:
            return step()
        except RemoteUnreachableError:
            time.sleep(PAUSE * 4**tries)
    return step()


def descend(children: Callable[[str], Iterable[tuple[str, bool]]], folder: str, after: str, place: str) -> list[str]:
    """Return the keys below a folder of a tree, leaving out subfolders that end before `after`.

    `children` returns the names in a folder and whether each is a folder; what cannot be a key is left out.
    """
    return list(_Descent(children, after, place).below(folder))


class _Descent:
    """A walk through a tree of somebody else's making: bounded in names, folders and time."""

    def __init__(self, children: Callable[[str], Iterable[tuple[str, bool]]], after: str, place: str) -> None:
        self._children, self._after, self._place = children, after, place
        self._names = self._folders = 0
        self._until = time.monotonic() + LIST_SECONDS

    def below(self, folder: str) -> Iterator[str]:
        """Yield the keys below a folder."""
        self._folders += 1
        for name, is_folder in self._children(folder):
            self._names += 1
            self._stop_if_endless()
            key = folder + name
            if not is_segment(name) or len(key) > _KEY_LENGTH:
                continue
            if not is_folder:
                yield key
            elif self._after < key + "/" or self._after.startswith(key + "/"):
                yield from self.below(key + "/")

    def _stop_if_endless(self) -> None:
        if self._names > MOST_NAMES or self._folders > MOST_FOLDERS:
            raise RemoteFaultError(place=self._place, reason=TOO_MUCH)
        if time.monotonic() > self._until:
            raise RemoteFaultError(place=self._place, reason=SLOW)


def put_by_renaming(wire: RenamingWire, key: str, content: bytes, temporary: str, *, look: bool = False) -> bool:
    """Upload under a temporary name, check the size, rename; after a lost answer look and decide."""
    moving = False

    def attempt() -> bool:
        nonlocal moving
        if (look or moving or len(content) >= LOOK_FIRST) and already(wire, key, content):
            return moving
        name = temporary + secrets.token_hex(8)
        wire.write(name, content)
        if wire.stat(name) != len(content):
            raise RemoteUnreachableError(place=wire.place, reason=CUT)
        moving = True
        if wire.move_new(name, key):
            return True
        moving = False
        wire.remove(name)
        already(wire, key, content)
        return False

    return patiently(attempt)


def already(wire: Wire, key: str, content: bytes) -> bool:
    """Tell whether an object is there; raise RemoteOccupiedError if its size says that it is another."""
    found = wire.stat(key)
    if found is not None and found != len(content):
        raise RemoteOccupiedError(place=wire.place, key=key)
    return found is not None


def presented_certificate(host: str, port: int) -> bytes:
    """Return the certificate (DER) that a server shows, without believing it; empty if it shows none."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with (
            socket.create_connection((host, port), CONNECT_SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=host) as secured,
        ):
            return secured.getpeercert(binary_form=True) or b""
    except OSError:
        return b""


def fingerprint_of(certificate: bytes) -> str:
    """Return the SHA-256 of a certificate (DER) in hexadecimal digits; empty for none."""
    return sha256(certificate).hexdigest() if certificate else ""
