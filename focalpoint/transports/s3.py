"""An S3 service as a remote: a PUT is seen whole or not at all."""

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, PermissionDeniedError, PreconditionError
from obstore.exceptions import UnauthenticatedError as SecretError
from obstore.store import S3Store

from focalpoint.domain.wording import N_
from focalpoint.transports.port import (
    CONNECT_SECONDS,
    CUT,
    LARGEST,
    MOST_NAMES,
    SLOW,
    STEP_SECONDS,
    TOO_MUCH,
    RemoteError,
    RemoteFaultError,
    RemoteFullError,
    RemoteMissingError,
    RemoteRefusedError,
    RemoteUnpinnedError,
    RemoteUnreachableError,
    RemoteUntrustedError,
    already,
    fingerprint_of,
    patiently,
    presented_certificate,
)

if TYPE_CHECKING:
    from obstore import GetOptions
    from obstore.store import S3Credential

_PAGE = 1000
_STATUS = re.compile(r"status code: (\d{3})")  # the library keeps the status in its text only


class S3:
    """The wire to a bucket, or to a prefix in one."""

    def __init__(
        self,
        address: str,
        user: str,
        secret: str,
        pin: str = "",
        *,
        proxy: str = "",
        region: str = "us-east-1",
        path_style: bool = True,
        conditional: bool = False,
    ) -> None:
        """`address` is scheme://host[:port]/bucket[/prefix]; `conditional`: the server is known to keep what exists."""
        self._parts = urlsplit(address)
        self._bucket, _, self._prefix = self._parts.path.strip("/").partition("/")
        self._secret = (user, secret)
        self._pin, self._proxy, self._region = pin, proxy, region
        self._path_style, self._conditional = path_style, conditional
        self.place = self._parts.hostname or address
        self._partial = True  # until the server is found to send whole objects only
        self._opened: S3Store | None = None

    def keys(self, folder: str, after: str) -> list[str]:
        """Return the keys below a folder, a thousand a request."""
        found: list[str] = []
        with self._translated(folder):
            offset = after if after > folder else None
            for page in obstore.list(self._store(), folder.rstrip("/") or None, offset=offset, chunk_size=_PAGE):
                found += [entry["path"] for entry in page]
                if len(found) > MOST_NAMES:
                    raise RemoteFaultError(place=self.place, reason=TOO_MUCH)
        return found

    def stat(self, key: str) -> int | None:
        """Return the size that HEAD tells."""
        try:
            with self._translated(key):
                return obstore.head(self._store(), key)["size"]
        except RemoteMissingError:
            return None

    def read(self, key: str, first: int, count: int | None) -> bytes:
        """Return bytes of an object; a server that ignores ranges is read whole."""
        if self._partial and (first or count is not None):
            try:
                return self._part(key, first, count)
            except _WholeOnlyError:
                self._partial = False
        whole = self._got(key, {})
        return whole[first:] if count is None else whole[first : first + count]

    def write(self, key: str, content: bytes) -> None:
        """Store a temporary object."""
        with self._translated(key):
            obstore.put(self._store(), key, content, use_multipart=False)

    def put(self, key: str, content: bytes, _temporary: str) -> bool:
        """Look unless the server itself keeps what exists, then store in one request; no temporaries are needed."""
        sent = False

        def attempt() -> bool:
            nonlocal sent
            if (sent or not self._conditional) and already(self, key, content):
                return sent
            sent = True
            if self._create(key, content):
                return True
            sent = False
            already(self, key, content)
            return False

        return patiently(attempt)

    def keeps(self, _first: str, second: str) -> bool:
        """Tell whether the server refuses to create what exists, and rely on it from now on."""
        self._conditional = not self._create(second, b"")
        return self._conditional

    def ranges(self, key: str) -> bool:
        """Tell whether the server sends a part."""
        return len(self.read(key, 1, 2)) == 2 and self._partial

    def remove(self, key: str) -> None:
        """Remove a temporary object."""
        with suppress(RemoteMissingError), self._translated(key):
            obstore.delete(self._store(), key)

    def close(self) -> None:
        """Forget the connections."""
        self._opened = None

    def _create(self, key: str, content: bytes) -> bool:
        with self._translated(key):
            try:
                obstore.put(self._store(), key, content, mode="create", use_multipart=False)
            except (AlreadyExistsError, PreconditionError):
                return False
        return True

    def _part(self, key: str, first: int, count: int | None) -> bytes:
        try:
            return self._got(key, {"range": {"offset": first} if count is None else (first, first + count)})
        except _PastEndError:
            return b""

    def _got(self, key: str, options: "GetOptions") -> bytes:
        with self._translated(key):
            answer = obstore.get(self._store(), key, options=options)
            first, end = answer.range
            if end - first > LARGEST:
                raise RemoteFaultError(place=self.place, reason=TOO_MUCH)
            return bytes(answer.bytes())

    def _store(self) -> S3Store:
        if self._opened is None:
            trusted = self._pinned_certificate() if self._pin else b""
            endpoint = f"{self._parts.scheme}://{self._parts.netloc}"
            if not self._path_style:
                endpoint = f"{self._parts.scheme}://{self._bucket}.{self._parts.netloc}"
            self._opened = S3Store(
                self._bucket,
                prefix=self._prefix or None,
                config={
                    "endpoint": endpoint,
                    "region": self._region,
                    "virtual_hosted_style_request": not self._path_style,
                    "conditional_put": "etag",
                },
                client_options={
                    "allow_http": self._parts.scheme == "http",
                    "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
                    "timeout": timedelta(seconds=STEP_SECONDS),
                    **({"proxy_url": self._proxy} if self._proxy else {}),
                    **({"root_certificate": trusted} if trusted else {}),
                },
                retry_config={"max_retries": 0},
                credential_provider=self._credential,  # so that none from the environment are used
            )
        return self._opened

    def _credential(self) -> "S3Credential":
        user, secret = self._secret
        return {"access_key_id": user, "secret_access_key": secret, "token": None, "expires_at": None}

    def _pinned_certificate(self) -> bytes:
        """Return the pinned certificate (PEM). The library can add a trusted one but not exclude the public ones."""
        shown = presented_certificate(self.place, self._parts.port or 443)
        if not shown:
            raise RemoteUnreachableError(place=self.place, reason=CUT)
        if fingerprint_of(shown) != self._pin:
            raise RemoteUntrustedError(place=self.place, presented=fingerprint_of(shown), expected=self._pin)
        return ssl.DER_cert_to_PEM_cert(shown).encode()

    @contextmanager
    def _translated(self, key: str) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as error:
            if "nosuchbucket" in str(error).lower():
                reason = N_("there is no such bucket")
                raise RemoteFaultError(place=self.place, reason=reason) from None
            raise RemoteMissingError(place=self.place, key=key) from None
        except (PermissionDeniedError, SecretError):
            raise RemoteRefusedError(place=self.place) from None
        except (BaseError, OSError, ValueError) as error:
            raise self._failure(str(error).lower()) from None  # the library's text holds whole requests

    def _failure(self, text: str) -> RemoteError:
        status = _STATUS.search(text)
        if status:
            return self._refusal(int(status[1]), text)
        if "invalidcertificate" in text:
            return self._untrusted()
        if "received non-partial response" in text:
            return _WholeOnlyError(place=self.place, reason=N_("it sends another part than was asked"))
        if "kind: timeout" in text:
            return RemoteUnreachableError(place=self.place, reason=SLOW)
        if '"dns error"' in text:
            return RemoteUnreachableError(place=self.place, reason=N_("its name is not known"))
        if "kind: connectionrefused" in text:
            return RemoteUnreachableError(place=self.place, reason=N_("the connection was refused"))
        return RemoteUnreachableError(place=self.place, reason=CUT)

    def _refusal(self, status: int, text: str) -> RemoteError:
        if status == 416:
            return _PastEndError(place=self.place, reason=N_("its answer was not foreseen"))
        if status in (401, 403):
            return RemoteRefusedError(place=self.place)
        if status in (413, 507) or "entitytoolarge" in text or "quotaexceeded" in text:
            return RemoteFullError(place=self.place)
        if status == 404:
            return RemoteFaultError(place=self.place, reason=N_("there is no such bucket"))
        if status >= 500 or status in (408, 409, 429):
            return RemoteUnreachableError(place=self.place, reason=N_("it is out of order or busy"))
        if 300 <= status < 400:
            return RemoteFaultError(place=self.place, reason=N_("it points to another address"))
        return RemoteFaultError(place=self.place, reason=N_("its answer was not foreseen"))

    def _untrusted(self) -> RemoteError:
        shown = "" if self._proxy else fingerprint_of(presented_certificate(self.place, self._parts.port or 443))
        if self._pin:
            return RemoteUntrustedError(place=self.place, presented=shown, expected=self._pin)
        return RemoteUnpinnedError(place=self.place, presented=shown, expected="")


class _WholeOnlyError(RemoteFaultError):
    """The server ignores ranges."""


class _PastEndError(RemoteFaultError):
    """The range begins where the object has ended."""
