"""A line to a server that can be cut after so many bytes, in either direction."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

FOREVER = 1 << 60


class Cutter:
    """Carries TCP connections to a port on loopback; `arm` makes it cut."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._guard = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._ended = False
        self.cuts = 0
        self.asked = 0  # requests of HTTP in the clear that went up
        self.pace = 0.0  # seconds that a block of 64 kB waits, on its way up
        self.disarm()
        self._start(self._accept)

    def arm(self, *, up: int = FOREVER, down: int = FOREVER, times: int = 1) -> None:
        """Cut once so many bytes went up to the server or came down, counted over all connections, so many times."""
        with self._guard:
            self._limits = (up, down)
            self._left = [up, down]
            self._times = times

    def disarm(self) -> None:
        """Carry everything."""
        self.arm(times=0)

    def close(self) -> None:
        """End all connections and threads."""
        self._ended = True
        self._listener.close()
        self.cut()
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive()

    def cut(self) -> None:
        """Cut every connection now."""
        with self._guard:  # an end that was closed meanwhile would lend its number to a new connection
            for end in self._open:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _start(self, step: "object", *values: "object") -> None:
        assert callable(step)
        thread = threading.Thread(target=step, args=values, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        self._listener.settimeout(0.1)
        while not self._ended:
            try:
                near, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self._target), 5)
            except OSError:
                near.close()
                continue
            for end in (near, far):
                end.settimeout(None)
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._guard:
                self._open |= {near, far}
            pair = _Pair(near, far)
            self._start(self._carry, pair, 0)
            self._start(self._carry, pair, 1)

    def _carry(self, pair: "_Pair", way: int) -> None:
        source, target = (pair.near, pair.far) if way == 0 else (pair.far, pair.near)
        with contextlib.suppress(OSError):
            while block := source.recv(1 << 16):
                self.asked += block.count(b" HTTP/1.1\r\n") if way == 0 else 0
                if way == 0 and self.pace:
                    time.sleep(self.pace)
                allowed = self._allowed(way, len(block))
                target.sendall(block[:allowed])
                if allowed < len(block):
                    self.cuts += 1
                    self.cut()
                    break
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)
        with self._guard:
            if pair.ended():
                self._open -= {pair.near, pair.far}

    def _allowed(self, way: int, size: int) -> int:
        with self._guard:
            if self._times <= 0:
                return size
            self._left[way] -= size
            if self._left[way] >= 0:
                return size
            allowed = max(0, self._left[way] + size)
            self._times -= 1
            self._left = list(self._limits)
            return allowed


class _Pair:
    """Two ends, closed when both directions have ended."""

    def __init__(self, near: socket.socket, far: socket.socket) -> None:
        self.near, self.far = near, far
        self._running = 2

    def ended(self) -> bool:
        self._running -= 1
        if self._running:
            return False
        self.near.close()
        self.far.close()
        return True


@contextlib.contextmanager
def line_to(port: int) -> Iterator[Cutter]:
    """Lay a line to a port and take it away at the end."""
    cutter = Cutter(port)
    try:
        yield cutter
    finally:
        cutter.close()
