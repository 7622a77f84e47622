"""Remotes from their settings: each wire behind the one port."""

import ipaddress
import re
import secrets
from contextlib import suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_
from focalpoint.transports.port import (
    Probe,
    Remote,
    RemoteError,
    RemoteFaultError,
    RemoteFullError,
    RemoteMissingError,
    RemoteRefusedError,
    RemoteUnreachableError,
    Wire,
    checked_key,
    patiently,
)
from focalpoint.transports.remote_settings import RemoteSettings
from focalpoint.transports.shared_folder import SharedFolder

if TYPE_CHECKING:
    from focalpoint.transports.room_server import RoomServer

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_TRIED = (1 << 16, 1 << 20, (8 << 20) + (1 << 16))  # bytes; the last is a sealed part and more

CANNOT_LIST = N_("This place cannot be listed: nothing can be received from it.")
CANNOT_WRITE = N_("This account may not write here: nothing can be sent.")
REPLACES = N_("The server would replace files that exist; the program looks each time before it writes.")
NO_RANGES = N_("The server sends whole files only: an interrupted download starts again.")
SMALL_ONLY = N_("The server does not take files of 8 MB: documents cannot be sent in full.")
ALL_WELL = N_("The server does everything that is needed.")


class RemoteSettingsError(FocalpointError):
    """The settings of a remote cannot work."""

    message = N_("This place cannot be used: {reason}.")
    remedy = N_("Correct the settings and try again.")
    code = "NET-111"


def open_remote(settings: RemoteSettings, temporary: str = "t/") -> Remote:
    """Return a remote, not yet connected. `temporary` begins the keys of own unfinished uploads.

    Raises RemoteSettingsError.
    """
    return Courier(_wire(settings), temporary)


def open_room(address: str, host: bytes, seconds: float) -> "RoomServer":
    """Let this computer be a remote for a few minutes; `host` tells guests who serves (see `room`)."""
    from focalpoint.transports.room_server import RoomServer  # noqa: PLC0415 - as the wires: not for every start

    return RoomServer(address, host, seconds)


class Courier:
    """A remote over a wire: checks keys, repeats what may be repeated, keeps to what the port promises."""

    def __init__(self, wire: Wire, temporary: str) -> None:
        self._wire, self._temporary = wire, temporary
        self._workroom = temporary.rpartition("/")[0] + "/"
        checked_key(temporary + "x")
        if self._workroom == "/":
            raise ValueError("temporary objects need a folder of their own")

    def list(self, prefix: str, after: str = "") -> "list[str]":
        """Return the full keys below a folder, sorted, greater than `after`; none if the folder is not there."""
        folder = checked_key(prefix.removesuffix("/")) + "/" if prefix else ""
        found = patiently(lambda: self._wire.keys(folder, after))
        return sorted({key for key in found if key > after and key.startswith(folder) and _is_key(key)})

    def size(self, key: str) -> int | None:
        """Return the bytes an object has, or None if it is not there."""
        checked_key(key)
        return patiently(lambda: self._wire.stat(key))

    def get(self, key: str, first: int = 0, count: int | None = None) -> bytes:
        """Return an object or `count` bytes of it from `first`; raise RemoteMissingError."""
        checked_key(key)
        if first < 0 or (count is not None and count < 1):
            raise ValueError("no such range")
        return patiently(lambda: self._wire.read(key, first, count))

    def put_new(self, key: str, content: bytes) -> bool:
        """Store a new object whole; return False if it was already there. Raise RemoteOccupiedError."""
        return self._wire.put(checked_key(key), content, self._temporary)

    def drop_wrong(self, key: str) -> bool:
        """Remove an object named by the hash of its content whose content is another; tell whether it was.

        Whoever holds the right one can then put it. Nothing else is ever removed but own temporary objects.
        """
        name = checked_key(key).rpartition("/")[2]
        if not _HASH.fullmatch(name):
            raise ValueError("not named by its content")
        try:
            if sha256(self.get(key)).hexdigest() == name:
                return False
        except RemoteMissingError:
            return False
        except RemoteFaultError:
            pass  # it cannot even be read as an object
        patiently(partial(self._wire.remove, key))
        return True

    def sweep(self, prefix_of_own_temps: str) -> int:
        """Delete own unfinished uploads whose keys begin so and return how many."""
        if not prefix_of_own_temps.startswith(self._workroom):
            raise ValueError("only temporary objects may be deleted")
        left = [key for key in self.list(self._workroom) if key.startswith(prefix_of_own_temps)]
        for key in left:
            patiently(partial(self._wire.remove, key))
        return len(left)

    def probe(self) -> Probe:
        """Try what the server can do, with temporary objects that are removed again."""
        stem = f"{self._temporary}probe-{secrets.token_hex(4)}-"
        one, two, large = stem + "1", stem + "2", stem + "3"
        sample = bytes(range(256)) * 2
        try:
            can_write = self._writes(one, sample) and self._writes(two, sample)
            can_list = self._lists(one if can_write else "")
            ranges = can_write and self._wire.ranges(one) and self.get(one, 3, 5) == sample[3:8]
            keeps = can_write and self._wire.keeps(one, two)
            largest = self._largest(large) if can_write else 0
        finally:
            self._clear(one, two, large)
        return Probe(
            can_list,
            can_write,
            keeps,
            ranges,
            largest,
            _notes(can_list, can_write, keeps, ranges, largest=largest),
        )

    def close(self) -> None:
        """End the connection."""
        self._wire.close()

    def _writes(self, key: str, content: bytes) -> bool:
        try:
            patiently(partial(self._wire.write, key, content))
        except (RemoteRefusedError, RemoteFullError, RemoteFaultError):
            return False
        return True

    def _lists(self, name: str) -> bool:
        """Tell whether the folder of temporaries can be listed and, if a name is given, shows it."""
        try:
            found = self.list(self._workroom)
        except (RemoteRefusedError, RemoteFaultError):
            return False
        return not name or name in found

    def _largest(self, key: str) -> int:
        largest = 0
        for size in _TRIED:
            try:
                self._wire.write(key, bytes(size))
                if self._wire.stat(key) != size:
                    break
                self._wire.remove(key)
            except RemoteError:
                break
            largest = size
        return largest

    def _clear(self, *keys: str) -> None:
        for key in keys:
            with suppress(RemoteUnreachableError, RemoteMissingError, RemoteRefusedError, RemoteFaultError):
                self._wire.remove(key)


def _notes(can_list: bool, can_write: bool, keeps: bool, ranges: bool, *, largest: int) -> "tuple[str, ...]":
    notes = [] if can_list else [CANNOT_LIST]
    if not can_write:
        return (*notes, CANNOT_WRITE)
    said = ((keeps, REPLACES), (ranges, NO_RANGES), (largest == _TRIED[-1], SMALL_ONLY))
    notes += [note for fine, note in said if not fine]
    return tuple(notes) or (ALL_WELL,)


def _is_key(key: str) -> bool:
    try:
        return bool(checked_key(key))
    except ValueError:
        return False


def _wire(settings: RemoteSettings) -> Wire:
    match settings.kind:
        case "folder":
            path = Path(settings.address)
            if not path.is_absolute():
                raise RemoteSettingsError(reason=N_("the folder needs its whole path"))
            return SharedFolder(path)
        case "webdav":
            return _webdav(settings)
        case "s3":
            return _s3(settings)
        case "sftp":
            return _sftp(settings)


def _webdav(settings: RemoteSettings) -> Wire:
    from focalpoint.transports.webdav import WebDav  # noqa: PLC0415 - half a second of every start for the three

    _web_address(settings)
    return WebDav(
        settings.address,
        settings.user,
        settings.secret,
        _certificate_pin(settings),
        proxy=_proxy(settings.proxy),
        replaces=settings.options.get("keeps_existing") == "no",
    )


def _s3(settings: RemoteSettings) -> Wire:
    from focalpoint.transports.s3 import S3  # noqa: PLC0415 - as above

    if not _web_address(settings).path.strip("/"):
        raise RemoteSettingsError(reason=N_("the address does not name a bucket"))
    if not settings.user or not settings.secret:
        raise RemoteSettingsError(reason=N_("the access key or the secret key is missing"))
    if settings.pin and settings.proxy:
        raise RemoteSettingsError(reason=N_("a certificate cannot be confirmed through a proxy here"))
    options = settings.options
    return S3(
        settings.address,
        settings.user,
        settings.secret,
        _certificate_pin(settings),
        proxy=_proxy(settings.proxy),
        region=options.get("region") or "us-east-1",
        path_style=options.get("style", "path") != "host",
        conditional=options.get("keeps_existing") == "yes",
    )


def _sftp(settings: RemoteSettings) -> Wire:
    import asyncssh  # noqa: PLC0415 - as above

    from focalpoint.transports.sftp import Sftp  # noqa: PLC0415 - as above

    parts = _split(settings.address)
    if parts.scheme != "sftp" or not parts.hostname:
        raise RemoteSettingsError(reason=N_("the address must begin with sftp:// and name a server"))
    if not settings.user or not settings.secret:
        raise RemoteSettingsError(reason=N_("the user name, or the password or key, is missing"))
    if settings.proxy:
        raise RemoteSettingsError(reason=N_("SFTP does not go through a proxy"))
    if settings.pin and not re.fullmatch(r"SHA256:[0-9A-Za-z+/]{43}", settings.pin):
        raise RemoteSettingsError(reason=N_("the fingerprint of the host key does not have the form SHA256:…"))
    if settings.secret.startswith("-----BEGIN"):
        try:
            asyncssh.import_private_key(settings.secret)
        except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError):
            reason = N_("the private key cannot be read; it must be whole and without a password of its own")
            raise RemoteSettingsError(reason=reason) from None
    root = parts.path.removeprefix("/~/") if parts.path.startswith("/~/") else parts.path or "/"
    return Sftp(parts.hostname, parts.port or 22, root or ".", settings.user, secret=settings.secret, pin=settings.pin)


def _split(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        assert parts.port is None or parts.port > 0
    except (ValueError, AssertionError):
        raise RemoteSettingsError(reason=N_("the address cannot be read")) from None
    if parts.username or parts.password:
        raise RemoteSettingsError(reason=N_("the user name and the password do not belong in the address"))
    return parts


def _web_address(settings: RemoteSettings) -> SplitResult:
    parts = _split(settings.address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise RemoteSettingsError(reason=N_("the address must begin with https:// and name a server"))
    if parts.scheme == "http" and not _is_this_computer(parts.hostname):
        raise RemoteSettingsError(reason=N_("http:// sends the password in the open; use https://"))
    return parts


def _is_this_computer(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _certificate_pin(settings: RemoteSettings) -> str:
    pin = re.sub(r"[:\s]", "", settings.pin).lower().removeprefix("sha256")
    if pin and not re.fullmatch(r"[0-9a-f]{64}", pin):
        raise RemoteSettingsError(reason=N_("the fingerprint of the certificate must be 64 hexadecimal digits"))
    if pin and settings.address.startswith("http://"):
        raise RemoteSettingsError(reason=N_("http:// has no certificate to confirm; use https://"))
    return pin


def _proxy(proxy: str) -> str:
    if proxy and (urlsplit(proxy).scheme not in ("http", "https") or not urlsplit(proxy).hostname):
        raise RemoteSettingsError(reason=N_("the proxy must begin with http:// and name a server"))
    return proxy
