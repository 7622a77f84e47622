"""When to lock: nobody at the keyboard, the computer slept, the session was locked or put to sleep."""

import logging
import sys
import time
from typing import Any

from PySide6.QtCore import SLOT, QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtDBus import QDBusConnection
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QApplication

_ACTIVITY = frozenset({
    QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel,
    QEvent.Type.TouchBegin, QEvent.Type.TabletPress,
})  # fmt: skip
LOGIN, MANAGER = "org.freedesktop.login1", "org.freedesktop.login1.Manager"
SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver", "org.mate.ScreenSaver")
SLEPT = 20.0  # seconds by which the clock may run ahead of our timer before we take it for sleep


class AutoLock(QObject):
    """Watches for idleness, sleep and a locked session; says when to lock, and how long is left."""

    lock = Signal(str)  # why: "idle", "sleep", "session"
    left = Signal(int)  # seconds until the lock

    def __init__(self, app: QApplication, minutes: int) -> None:
        super().__init__(app)
        self._app = app
        self._limit = minutes * 60
        self.idle_since = time.monotonic()
        self._beat = time.time()
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        """Begin to watch."""
        self.idle_since, self._beat = time.monotonic(), time.time()
        self._app.focusWindowChanged.connect(self._watch)
        for window in self._app.topLevelWindows():
            self._watch(window)
        self._timer.start()
        if sys.platform.startswith("linux"):
            self._listen()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()
        self._app.focusWindowChanged.disconnect(self._watch)
        for window in self._app.topLevelWindows():
            window.removeEventFilter(self)

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def set_minutes(self, minutes: int) -> None:
        """Change how long nobody may be at the keyboard."""
        self._limit = minutes * 60

    def touch(self) -> None:
        """Note that someone is at the keyboard."""
        self.idle_since = time.monotonic()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note activity; never keep an event."""
        if event.type() in _ACTIVITY:
            self.idle_since = time.monotonic()
        return super().eventFilter(watched, event)

    def tick(self) -> None:
        """Look at the clocks, once a second."""
        now = time.time()
        slept = now - self._beat > SLEPT
        self._beat = now
        idle = time.monotonic() - self.idle_since
        if slept:
            self.lock.emit("sleep")
        elif idle >= self._limit:
            self.lock.emit("idle")
        else:
            self.left.emit(int(self._limit - idle))

    @Slot(bool)
    def _going_to_sleep(self, active: bool) -> None:
        if active:
            self.lock.emit("sleep")

    @Slot()
    def _session_locked(self) -> None:
        self.lock.emit("session")

    @Slot(bool)
    def _screen_saver(self, active: bool) -> None:
        if active:
            self.lock.emit("session")

    def _listen(self) -> None:
        """Hear the desktop say that the screen is locked or that the computer goes to sleep."""
        system, session = QDBusConnection.systemBus(), QDBusConnection.sessionBus()
        wanted = []
        if system.isConnected():
            wanted += [
                (system, LOGIN, "/org/freedesktop/login1", MANAGER, "PrepareForSleep", "_going_to_sleep(bool)"),
                (system, LOGIN, "", "org.freedesktop.login1.Session", "Lock", "_session_locked()"),
            ]
        if session.isConnected():
            wanted += [(session, "", "", saver, "ActiveChanged", "_screen_saver(bool)") for saver in SAVERS]
        for bus, service, path, interface, name, slot in wanted:
            if not _heard(bus, service, path, interface, name, self, slot):
                logging.getLogger("desktop").warning("the desktop does not tell of %s.%s", interface, name)


def _heard(bus: QDBusConnection, service: str, path: str, interface: str, name: str, to: QObject, slot: str) -> bool:
    """Ask a bus for a signal. A desktop that refuses takes nothing but that one signal from the person.

    The slot goes as text: this Qt for Python announces bytes and refuses them.
    """
    called: Any = SLOT(slot)
    try:
        return bool(bus.connect(service, path, interface, name, to, called))
    except (TypeError, ValueError):
        return False
