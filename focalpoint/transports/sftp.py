"""An SSH server as a remote: upload under a temporary name, flush, rename without replacing."""

import asyncio
import concurrent.futures
import socket
import stat
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import asyncssh
from asyncssh import SFTPClient, SSHClientConnection

from focalpoint.domain.wording import N_
from focalpoint.transports.port import (
    ANSWER_SECONDS,
    CONNECT_SECONDS,
    CUT,
    LARGEST,
    MOST_NAMES,
    NOT_THERE,
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
    descend,
    put_by_renaming,
)

_MISSING = (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath)
_LOST = (asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection, asyncssh.ConnectionLost, EOFError, OSError)
_HOST_KEYS = (  # in a fixed order, so that a server with several keys always shows the same one
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "rsa-sha2-512",
    "rsa-sha2-256",
)

Result = TypeVar("Result")


class _Watcher(asyncssh.SSHClient):
    """Accepts one host key and keeps the fingerprint of what was shown."""

    def __init__(self, pin: str, shown: list[str]) -> None:
        self._pin, self._shown = pin, shown

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:  # noqa: ARG002
        """Tell whether the host key is the pinned one."""
        self._shown.append(key.get_fingerprint())
        return self._shown[-1] == self._pin


class _Loop:
    """An event loop on a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(_heard_already)
        self._thread = threading.Thread(target=self._loop.run_forever, name="sftp", daemon=True)
        self._thread.start()

    def run(self, step: Coroutine[Any, Any, Result]) -> Result:
        """Run a step to its end; raise TimeoutError if it takes too long."""
        future = asyncio.run_coroutine_threadsafe(step, self._loop)
        try:
            return future.result(STEP_SECONDS)
        except concurrent.futures.TimeoutError as error:
            future.cancel()
            raise TimeoutError from error

    def close(self) -> None:
        """Cancel what still runs, stop and join."""
        self.run(self._cancel_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _cancel_all(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.get_running_loop().shutdown_asyncgens()


class Sftp:
    """The wire to a folder of an SSH server. The folder in the address is never made."""

    def __init__(self, host: str, port: int, root: str, user: str, *, secret: str, pin: str) -> None:
        """`secret` is a password or the text of a private key; `pin` a host key as `SHA256:…`."""
        self.place = host
        self._port, self._root, self._user, self._secret, self._pin = port, root.rstrip("/"), user, secret, pin
        self._loop: _Loop | None = None
        self._connection: SSHClientConnection | None = None
        self._client: SFTPClient | None = None

    def keys(self, folder: str, after: str) -> list[str]:
        """Return the keys below a folder, by one listing a folder."""

        def children(inner: str) -> Iterable[tuple[str, bool]]:
            return self._do(inner, lambda client: self._children(client, inner))

        return descend(children, folder, after, self.place)

    def stat(self, key: str) -> int | None:
        """Return the size of a regular file."""
        try:
            found = self._do(key, lambda client: client.lstat(self._path(key)))
        except RemoteMissingError:
            return None
        return found.size if _is(found, asyncssh.FILEXFER_TYPE_REGULAR, stat.S_IFREG) else None

    def read(self, key: str, first: int, count: int | None) -> bytes:
        """Return bytes of a file."""
        return self._do(key, lambda client: self._read(client, key, first, count))

    def write(self, key: str, content: bytes) -> None:
        """Upload a temporary file and have it flushed where the server knows how."""
        try:
            self._do(key, lambda client: self._write(client, key, content))
        except RemoteMissingError:
            self._do(key, lambda client: self._make_folders(client, key))
            try:
                self._do(key, lambda client: self._write(client, key, content))
            except RemoteMissingError as error:
                raise RemoteFaultError(place=self.place, reason=NOT_THERE) from error

    def put(self, key: str, content: bytes, temporary: str) -> bool:
        """Look (some servers replace on rename), upload, check the size, rename."""
        return put_by_renaming(self, key, content, temporary, look=True)

    def move_new(self, source: str, target: str) -> bool:
        """Rename as the server does it by itself: without replacing, on most."""
        try:
            return self._do(target, lambda client: self._rename(client, source, target))
        except RemoteMissingError:
            self._do(target, lambda client: self._make_folders(client, target))
            return self._do(target, lambda client: self._rename(client, source, target))

    def keeps(self, first: str, second: str) -> bool:
        """Tell whether a rename onto a file is refused."""
        return not self.move_new(first, second)

    def ranges(self, key: str) -> bool:
        """Tell whether the server sends a part."""
        return len(self.read(key, 1, 2)) == 2

    def remove(self, key: str) -> None:
        """Remove a temporary file."""
        with suppress(RemoteMissingError):
            self._do(key, lambda client: client.remove(self._path(key)))

    def close(self) -> None:
        """End the connection and the thread."""
        if self._loop is not None:
            self._disconnect()
            self._loop.close()
            self._loop = None

    def _path(self, key: str) -> str:
        return f"{self._root}/{key}".rstrip("/") or "/"

    def _do(self, key: str, step: Callable[[SFTPClient], Awaitable[Result]]) -> Result:
        with self._translated(key):
            if self._loop is None:
                self._loop = _Loop()
            if self._client is None:
                self._loop.run(self._connect())
            client = self._client
            assert client is not None
            return self._loop.run(_awaited(step(client)))

    async def _connect(self) -> None:
        shown: list[str] = []
        key = asyncssh.import_private_key(self._secret) if self._secret.startswith("-----BEGIN") else None
        try:
            self._connection = await asyncssh.connect(
                self.place,
                self._port,
                client_factory=lambda: _Watcher(self._pin, shown),
                known_hosts=([], [], []),  # nobody by name: the watcher decides
                server_host_key_algs=_HOST_KEYS,
                username=self._user,
                client_keys=[key] if key else None,
                password=None if key else self._secret,
                agent_path=None,
                config=None,  # the person's own SSH settings do not apply
                connect_timeout=CONNECT_SECONDS,
                login_timeout=ANSWER_SECONDS,
                keepalive_interval=15,  # a dead line is noticed after three of them
            )
            self._client = await self._connection.start_sftp_client()
        except asyncssh.HostKeyNotVerifiable:
            raise self._untrusted(shown[-1] if shown else "") from None

    def _disconnect(self) -> None:
        connection, self._connection, self._client = self._connection, None, None
        if connection is not None and self._loop is not None:
            with suppress(OSError, asyncssh.Error):
                self._loop.run(_ended(connection))

    async def _children(self, client: SFTPClient, folder: str) -> list[tuple[str, bool]]:
        found = []
        try:
            async for entry in client.scandir(self._path(folder)):
                is_folder = _is(entry.attrs, asyncssh.FILEXFER_TYPE_DIRECTORY, stat.S_IFDIR)
                if is_folder or _is(entry.attrs, asyncssh.FILEXFER_TYPE_REGULAR, stat.S_IFREG):
                    found.append((str(entry.filename), is_folder))
                if len(found) > MOST_NAMES:
                    raise RemoteFaultError(place=self.place, reason=TOO_MUCH)
        except _MISSING:
            return []
        return found

    async def _read(self, client: SFTPClient, key: str, first: int, count: int | None) -> bytes:
        async with client.open(self._path(key), "rb") as stream:
            size = (await stream.stat()).size or 0
            wanted = max(0, size - first) if count is None else min(count, max(0, size - first))
            if wanted > LARGEST:
                raise RemoteFaultError(place=self.place, reason=TOO_MUCH)
            content = await stream.read(wanted, first) if wanted else b""
        if not isinstance(content, bytes) or len(content) != wanted:
            raise RemoteUnreachableError(place=self.place, reason=CUT)
        return content

    async def _write(self, client: SFTPClient, key: str, content: bytes) -> None:
        async with client.open(self._path(key), "wb") as stream:
            await stream.write(content)
            with suppress(asyncssh.SFTPOpUnsupported):
                await stream.fsync()

    async def _rename(self, client: SFTPClient, source: str, target: str) -> bool:
        try:
            await client.rename(self._path(source), self._path(target))
        except (asyncssh.SFTPFailure, asyncssh.SFTPFileAlreadyExists):
            if await client.exists(self._path(target)):
                return False
            raise
        return True

    async def _make_folders(self, client: SFTPClient, key: str) -> None:
        steps = key.split("/")[:-1]
        for n in range(len(steps)):
            with suppress(asyncssh.SFTPFailure, asyncssh.SFTPFileAlreadyExists):  # it is there already
                await client.mkdir(self._path("/".join(steps[: n + 1])))

    @contextmanager
    def _translated(self, key: str) -> Iterator[None]:
        try:
            yield
        except RemoteError:
            raise
        except _MISSING:
            raise RemoteMissingError(place=self.place, key=key) from None
        except (asyncssh.SFTPError, asyncssh.Error, EOFError, OSError) as error:
            if not isinstance(error, asyncssh.SFTPError) or isinstance(error, _LOST):
                self._disconnect()
            raise self._failure(error) from None

    def _failure(self, error: Exception) -> RemoteError:
        if isinstance(error, TimeoutError):
            return RemoteUnreachableError(place=self.place, reason=SLOW)
        if isinstance(error, socket.gaierror):
            return RemoteUnreachableError(place=self.place, reason=N_("its name is not known"))
        if isinstance(error, ConnectionRefusedError):
            return RemoteUnreachableError(place=self.place, reason=N_("the connection was refused"))
        if isinstance(error, (asyncssh.PermissionDenied, asyncssh.SFTPPermissionDenied, asyncssh.SFTPWriteProtect)):
            return RemoteRefusedError(place=self.place)
        if isinstance(error, (asyncssh.SFTPNoSpaceOnFilesystem, asyncssh.SFTPQuotaExceeded)):
            return RemoteFullError(place=self.place)
        if isinstance(error, _LOST):
            return RemoteUnreachableError(place=self.place, reason=CUT)
        if isinstance(error, asyncssh.SFTPFailure):
            return RemoteFaultError(place=self.place, reason=N_("it could not store the file; it may be full"))
        return RemoteFaultError(place=self.place, reason=N_("its answer was not foreseen"))

    def _untrusted(self, shown: str) -> RemoteError:
        if self._pin:
            return RemoteUntrustedError(place=self.place, presented=shown, expected=self._pin)
        return RemoteUnpinnedError(place=self.place, presented=shown, expected="")


def _heard_already(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Say nothing: a lost line reaches the caller through its own step; the other pieces in flight add nothing."""


async def _awaited(step: Awaitable[Result]) -> Result:
    return await step


async def _ended(connection: SSHClientConnection) -> None:
    connection.abort()
    await connection.wait_closed()


def _is(attributes: asyncssh.SFTPAttrs, kind: int, mode: int) -> bool:
    """Tell the kind of a file, from its type or, where a server sends none, from its mode."""
    if attributes.permissions is not None:
        return stat.S_IFMT(attributes.permissions) == mode
    return attributes.type == kind
