"""Asks the system to leave the windows out of pictures and shared screens, where a system can be asked.

Windows: SetWindowDisplayAffinity; macOS: NSWindow.sharingType. Both are written to their documentation and not yet run
there. X11 and Wayland have no such request: any program of the person may look at an X11 display, and a Wayland desktop
asks the person each time.
"""

import sys
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QWindow

from focalpoint.loading import late
from focalpoint.services.core import recent

if TYPE_CHECKING:
    import ctypes
    from ctypes import util as libraries_of_system
else:
    ctypes, libraries_of_system = late("ctypes"), late("ctypes.util")

NAME = "uncaptured"
WDA_NONE, WDA_EXCLUDEFROMCAPTURE = 0x0, 0x11
NS_SHARING_NONE, NS_SHARING_READ_ONLY = 0, 1
ABLE = ("win32", "darwin")


def able() -> bool:
    """Tell whether this system can be asked."""
    return sys.platform in ABLE


def wanted() -> bool:
    """Tell whether the person asked for it on this computer."""
    return recent.preference(NAME, "") == "1"


def want(*, uncaptured: bool) -> None:
    """Remember what the person asks for, and ask the system for every window that is there."""
    recent.set_preference(NAME, "1" if uncaptured else "0")
    for window in QGuiApplication.topLevelWindows():
        request_exclusion(window, uncaptured=uncaptured)


class Shield(QObject):
    """Asks for every window as it comes to the front."""

    def __init__(self, app: QGuiApplication) -> None:
        super().__init__(app)
        app.focusWindowChanged.connect(self._came)

    def _came(self, window: QWindow | None) -> None:
        if window is not None and wanted():
            request_exclusion(window, uncaptured=True)


def request_exclusion(window: QWindow, *, uncaptured: bool, libraries: Any = None) -> bool:
    """Ask the system; tell whether it agreed. The libraries are given by tests only."""
    if sys.platform == "win32":
        user = libraries or ctypes.WinDLL("user32", use_last_error=True)
        affinity = WDA_EXCLUDEFROMCAPTURE if uncaptured else WDA_NONE
        return bool(user.SetWindowDisplayAffinity(ctypes.c_void_p(int(window.winId())), affinity))
    if sys.platform == "darwin":
        return _share(libraries or _objective_c(), int(window.winId()), share=not uncaptured)
    return False


def _objective_c() -> Any:
    library = ctypes.CDLL(libraries_of_system.find_library("objc"))
    library.sel_registerName.restype = ctypes.c_void_p
    return library


def _share(library: Any, view: int, *, share: bool) -> bool:
    select, send = library.sel_registerName, library.objc_msgSend
    send.restype, send.argtypes = ctypes.c_void_p, [ctypes.c_void_p, ctypes.c_void_p]
    window = send(view, select(b"window"))
    if not window:
        return False
    send.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong]
    send(window, select(b"setSharingType:"), NS_SHARING_READ_ONLY if share else NS_SHARING_NONE)
    return True
