"""A WebDAV server as a remote: PUT under a temporary name, then MOVE with `Overwrite: F`."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.auth import HTTPBasicAuth

from focalpoint.domain.wording import N_
from focalpoint.transports import reading
from focalpoint.transports.port import (
    ANSWER_SECONDS,
    CONNECT_SECONDS,
    CUT,
    LARGEST,
    NOT_THERE,
    SLOW,
    SLOWEST,
    TOO_MUCH,
    RemoteError,
    RemoteFaultError,
    RemoteFullError,
    RemoteMissingError,
    RemoteRefusedError,
    RemoteUnpinnedError,
    RemoteUnreachableError,
    RemoteUntrustedError,
    descend,
    fingerprint_of,
    presented_certificate,
    put_by_renaming,
)

_DONE = (200, 201, 204)
_IS_THERE = 412  # the answer to Overwrite: F
_NO_PARENT = (403, 404, 409, 500, 502)  # what servers say to a MOVE into a folder that is not there
_ODD_DESTINATION = (400, 502)  # behind another server, an absolute Destination may seem to lead elsewhere
_SHORT = 1 << 16  # bytes read of an answer that is not needed
_LONG = 1 << 25  # bytes of a list
_CHUNK = 1 << 16
_DIGITS = 18  # of a size that makes sense
_ASKED = b'<?xml version="1.0"?><propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/></prop></propfind>'


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: dict[str, str] = field(default_factory=dict)  # names in lower case
    content: bytes = b""


class _Pinned(HTTPAdapter):
    """Connections to whoever shows one certificate, signed by whomever."""

    def __init__(self, pin: str) -> None:
        self._pin = pin
        super().__init__()

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Give the pin to the connections."""
        super().init_poolmanager(*args, **options, assert_fingerprint=self._pin)

    def proxy_manager_for(self, *args: Any, **options: Any) -> Any:
        """Give the pin to the connections behind a proxy."""
        return super().proxy_manager_for(*args, **options, assert_fingerprint=self._pin)


class WebDav:
    """The wire to a folder of a WebDAV server. The folder in the address is never made."""

    def __init__(
        self, address: str, user: str, secret: str, pin: str = "", *, proxy: str = "", replaces: bool = False
    ) -> None:
        """`replaces`: the server is known to rename onto what exists, whatever it is asked."""
        self._address = address.rstrip("/") + "/"
        self._parts = urlsplit(self._address)
        self.place = self._parts.hostname or address
        self._pin = pin
        self._made: set[str] = set()
        self._absolute = True
        self._replaces = replaces
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy, password file or certificates from the environment
        self._session.headers.update({"Accept-Encoding": "identity", "User-Agent": "focalpoint"})
        if user or secret:
            self._session.auth = HTTPBasicAuth(user.encode(), secret.encode())
        if proxy:
            self._session.proxies = {"http": proxy, "https": proxy}
        if pin:
            self._session.verify = False  # the pin is asked for instead
            self._session.mount("https://", _Pinned(pin))

    def keys(self, folder: str, after: str) -> list[str]:
        """Return the keys below a folder, by one PROPFIND a folder."""
        return descend(self._children, folder, after, self.place)

    def stat(self, key: str) -> int | None:
        """Return the size that HEAD tells, or PROPFIND where HEAD is silent, as Apache is on an empty object."""
        answer = self._ask("HEAD", key)
        if answer.status in (404, 410):
            return None
        self._expect(answer, key, 200)
        length = answer.headers.get("content-length", "")
        return int(length) if _is_size(length) else self._listed_size(key)

    def read(self, key: str, first: int, count: int | None) -> bytes:
        """Return bytes of an object; a server that ignores ranges is read whole."""
        headers = {}
        if first or count is not None:
            headers["Range"] = f"bytes={first}-" + ("" if count is None else str(first + count - 1))
        answer = self._ask("GET", key, headers=headers, limit=LARGEST)
        if answer.status == 416:
            return b""
        self._expect(answer, key, 200, 206)
        if answer.status == 200:
            return answer.content[first:] if count is None else answer.content[first : first + count]
        if not answer.headers.get("content-range", "").startswith(f"bytes {first}-"):
            raise RemoteFaultError(place=self.place, reason=N_("it sends another part than was asked"))
        return answer.content if count is None else answer.content[:count]

    def write(self, key: str, content: bytes) -> None:
        """Upload a temporary object."""
        self._make_folders(key)
        answer = self._ask("PUT", key, content=content, headers={"Content-Type": "application/octet-stream"})
        if answer.status in (404, 409):
            raise RemoteFaultError(place=self.place, reason=NOT_THERE)
        self._expect(answer, key, *_DONE)

    def put(self, key: str, content: bytes, temporary: str) -> bool:
        """Upload, check the size, rename; look first if the server was found to replace."""
        return put_by_renaming(self, key, content, temporary, look=self._replaces)

    def move_new(self, source: str, target: str) -> bool:
        """Rename without replacing."""
        answer = self._move(source, target)
        if answer.status in _NO_PARENT and self._make_folders(target):
            answer = self._move(source, target)
        if answer.status == _IS_THERE:
            return False
        self._expect(answer, target, *_DONE)
        return True

    def keeps(self, first: str, second: str) -> bool:
        """Tell whether MOVE onto an object is refused."""
        self._replaces = self.move_new(first, second)
        return not self._replaces

    def ranges(self, key: str) -> bool:
        """Tell whether the server answers with a part."""
        return self._ask("GET", key, headers={"Range": "bytes=1-2"}).status == 206

    def remove(self, key: str) -> None:
        """Remove a temporary object."""
        self._expect(self._ask("DELETE", key), key, *_DONE, 404, 410)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _move(self, source: str, target: str) -> _Answer:
        answer = _Answer(0)
        for absolute in (True, False):
            if absolute and not self._absolute:
                continue
            destination = self._address + quote(target) if absolute else self._parts.path + quote(target)
            answer = self._ask("MOVE", source, headers={"Destination": destination, "Overwrite": "F"})
            if answer.status not in _ODD_DESTINATION:
                self._absolute = absolute
                break
        return answer

    def _make_folders(self, key: str) -> bool:
        """Make the folders above a key that were not made before; return whether there were any."""
        steps = key.split("/")[:-1]
        missing = [folder for n in range(len(steps)) if (folder := "/".join(steps[: n + 1]) + "/") not in self._made]
        for folder in missing:
            answer = self._ask("MKCOL", folder)
            if answer.status == 401:
                raise RemoteRefusedError(place=self.place)
            if answer.status in (201, 405):  # made, or there already; the next step tells what else is wrong
                self._made.add(folder)
        return bool(missing)

    def _children(self, folder: str) -> Iterator[tuple[str, bool]]:
        headers = {"Depth": "1", "Content-Type": "application/xml"}
        answer = self._ask("PROPFIND", folder, content=_ASKED, headers=headers, limit=_LONG)
        if answer.status in (404, 410):
            return
        self._expect(answer, folder, 207)
        yield from self._listed(answer.content, unquote(self._parts.path + folder))

    def _listed_size(self, key: str) -> int:
        headers = {"Depth": "0", "Content-Type": "application/xml"}
        answer = self._ask("PROPFIND", key, content=_ASKED, headers=headers)
        self._expect(answer, key, 207)
        length = next((size for _href, _folder, size in reading.entries(answer.content, self.place) if size), "")
        if not _is_size(length):
            raise RemoteFaultError(place=self.place, reason=N_("it does not tell the size of a file"))
        return int(length)

    def _listed(self, content: bytes, base: str) -> Iterator[tuple[str, bool]]:
        entries = reading.entries(content, self.place)
        below = 0
        for href, folder, _size in entries:
            path = self._path(href)
            if not path.startswith(base.rstrip("/")):
                continue
            below += 1
            name = path[len(base) :]
            is_folder = name.endswith("/") or folder
            if name.strip("/"):
                yield name.rstrip("/"), is_folder
        if entries and not below:
            raise RemoteFaultError(place=self.place, reason=N_("its list names another folder"))

    def _path(self, href: str) -> str:
        try:
            return unquote(urlsplit(href).path)
        except ValueError as error:  # an address of no form
            raise RemoteFaultError(place=self.place, reason=reading.UNREADABLE) from error

    def _ask(
        self, method: str, key: str, *, content: bytes = b"", headers: dict[str, str] | None = None, limit: int = _SHORT
    ) -> _Answer:
        try:
            response = self._session.request(
                method,
                self._address + quote(key),
                data=BytesIO(content) if content else None,  # sent in small pieces, each with a time limit of its own
                headers=headers,
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS + len(content) / SLOWEST),
                stream=True,
                allow_redirects=False,
            )
            with response:
                body = self._body(response, limit)  # to the end, which keeps the connection for the next step
                named = {name.lower(): value for name, value in response.headers.items()}
                return _Answer(response.status_code, named, body)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            raise self._failure(error) from None  # the library's own error names the whole address

    def _body(self, response: requests.Response, limit: int) -> bytes:
        parts, total = [], 0
        while chunk := response.raw.read(_CHUNK, decode_content=False):
            total += len(chunk)
            if total > limit and response.status_code >= 300:
                break  # only the status of a refusal is needed
            if total > limit:
                raise RemoteFaultError(place=self.place, reason=TOO_MUCH)
            parts.append(chunk)
        return b"".join(parts)

    def _failure(self, error: Exception) -> RemoteError:
        if isinstance(error, requests.exceptions.ProxyError):
            return RemoteUnreachableError(place=self.place, reason=N_("the proxy does not let it through"))
        causes = list(_causes(error))
        if any(isinstance(cause, (requests.Timeout, TimeoutError)) for cause in causes):
            return RemoteUnreachableError(place=self.place, reason=SLOW)
        if any(isinstance(cause, urllib3.exceptions.NameResolutionError) for cause in causes):
            return RemoteUnreachableError(place=self.place, reason=N_("its name is not known"))
        if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
            return RemoteUnreachableError(place=self.place, reason=N_("the connection was refused"))
        if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes) or (
            self._pin and any("ingerprint" in str(cause) for cause in causes)
        ):
            return self._untrusted()
        if isinstance(error, (requests.exceptions.InvalidURL, requests.exceptions.InvalidHeader)):
            return RemoteFaultError(place=self.place, reason=N_("the address cannot be used"))
        return RemoteUnreachableError(place=self.place, reason=CUT)

    def _untrusted(self) -> RemoteError:
        shown = ""
        if not self._session.proxies:
            shown = fingerprint_of(presented_certificate(self.place, self._parts.port or 443))
        if self._pin:
            return RemoteUntrustedError(place=self.place, presented=shown, expected=self._pin)
        return RemoteUnpinnedError(place=self.place, presented=shown, expected="")

    def _expect(self, answer: _Answer, key: str, *statuses: int) -> None:
        status = answer.status
        if status in statuses:
            return
        if status in (401, 403):
            raise RemoteRefusedError(place=self.place)
        if status in (404, 410):
            raise RemoteMissingError(place=self.place, key=key)
        if status in (413, 507):
            raise RemoteFullError(place=self.place)
        if status in (407, 423, 429) or status >= 500:
            raise RemoteUnreachableError(place=self.place, reason=N_("it is out of order or busy"))
        if 300 <= status < 400:
            raise RemoteFaultError(place=self.place, reason=N_("it points to another address"))
        raise RemoteFaultError(place=self.place, reason=N_("its answer was not foreseen"))


def _is_size(text: str) -> bool:
    """Tell whether a server's words are a size that a number can hold."""
    return text.isascii() and text.isdecimal() and len(text) <= _DIGITS


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Return an error and those it came from, as `requests` and `urllib3` wrap them."""
    waiting, seen = [error], 0
    while waiting and seen < 20:
        current = waiting.pop()
        seen += 1
        yield current
        inner = (current.__cause__, current.__context__, getattr(current, "reason", None), *current.args)
        waiting.extend(cause for cause in inner if isinstance(cause, BaseException))
