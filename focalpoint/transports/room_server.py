"""A server for two laptops in one room: one private address, a random port, a fresh certificate, a short life."""

import os
import secrets
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter

from focalpoint.crypto import certificate
from focalpoint.domain.errors import reason_of
from focalpoint.transports.dav import Door
from focalpoint.transports.port import CONNECT_SECONDS, LARGEST
from focalpoint.transports.room import SECONDS, WIDTHS, Invitation, NotServedError, checked_address, user_of


class _Quiet(wsgi.Server):
    """Keeps what strangers send to the port off the terminal."""

    def error_log(self, msg: str = "", level: int = 20, traceback: bool = False) -> None:
        """Say nothing."""


class RoomServer:
    """Serves a temporary folder until it is closed, at the latest after fifteen minutes; then the folder is gone."""

    def __init__(self, address: str, host: bytes, seconds: float = SECONDS) -> None:
        """Listen on an address of this computer; raise NotPrivateError or NotServedError."""
        where = checked_address(address)
        self._home = TemporaryDirectory(prefix="focalpoint-room-", ignore_cleanup_errors=True)
        self.folder = Path(self._home.name) / "outbox"
        self.folder.mkdir(mode=0o700)
        secret = secrets.token_bytes(WIDTHS[4])
        made = certificate.self_signed(where, datetime.now(UTC))
        self._guard = threading.Lock()
        self._door = Door(self.folder, user_of(secret), secret.hex())
        self._server = _Quiet(
            (str(where), 0), self._door, numthreads=4, server_name="room",
            max=8, timeout=60, shutdown_timeout=2,
        )  # fmt: skip
        self._server.max_request_body_size = LARGEST
        try:
            self._server.ssl_adapter = self._adapter(made)
            self._server.prepare()
        except OSError as error:
            self._home.cleanup()
            raise NotServedError(address=address, reason=reason_of(error)) from error
        port = int(self._server.bind_addr[1])
        self.invitation = Invitation(str(where), port, made.fingerprint[: WIDTHS[2]], host, secret)
        self.is_open = True
        self._thread = threading.Thread(target=self._server.serve, name="room", daemon=True)
        self._thread.start()
        self._until = time.monotonic() + seconds
        self._end = threading.Timer(seconds, self.close)
        self._end.daemon = True
        self._end.start()

    @property
    def full(self) -> bool:
        """Tell whether a guest put more than one room takes."""
        return self._door.full

    def seconds_left(self) -> float:
        """Return how long it is still open."""
        return self._until - time.monotonic() if self.is_open else 0.0

    def _adapter(self, made: certificate.Certificate) -> BuiltinSSLAdapter:
        """Load certificate and key, which lie on the disk only meanwhile."""
        home = Path(self._home.name)
        shown, key = home / "certificate.pem", home / "key.pem"
        for path, content in ((shown, made.certificate), (key, made.key)):
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
        try:
            return BuiltinSSLAdapter(str(shown), str(key))
        finally:
            shown.unlink()
            key.unlink()

    def close(self) -> None:
        """Stop listening, end the connections, remove the folder."""
        with self._guard:
            if not self.is_open:
                return
            self.is_open = False
            self._end.cancel()
            self._server.stop()
            self._thread.join(CONNECT_SECONDS)
            self._home.cleanup()
