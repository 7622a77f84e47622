"""What leaves the window without being asked: the clipboard, what is marked with the mouse, pictures of the screen."""

# ruff: noqa: N802, N815 - the systems' own names

from typing import Any

import pytest
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QCheckBox, QLabel

from focalpoint.gui import shield
from focalpoint.gui.clipboard import Clipboard
from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.pages.settings.security import SecurityPart
from focalpoint.gui.shell import Shell
from tests.gui.driver import Settle


class Marked:
    """A clipboard of X11: the off-screen display has no selection. `ours` is what this program owns."""

    def __init__(self, ours: set[QClipboard.Mode]) -> None:
        self.ours, self.cleared = ours, list[QClipboard.Mode]()

    def supportsSelection(self) -> bool:
        return True

    def ownsClipboard(self) -> bool:
        return QClipboard.Mode.Clipboard in self.ours

    def ownsSelection(self) -> bool:
        return QClipboard.Mode.Selection in self.ours

    def clear(self, mode: QClipboard.Mode) -> None:
        self.cleared.append(mode)


@pytest.mark.parametrize(
    "ours",
    [
        set(),
        {QClipboard.Mode.Clipboard},
        {QClipboard.Mode.Selection},
        set(QClipboard.Mode) - {QClipboard.Mode.FindBuffer},
    ],
)
def test_what_was_marked_here_goes_with_what_was_copied_and_what_others_marked_stays(
    ours: set[QClipboard.Mode], closed_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    clipboard = Clipboard(closed_window)
    display = Marked(ours)
    monkeypatch.setattr(QGuiApplication, "clipboard", lambda: display)
    clipboard.forget()
    assert set(display.cleared) == ours


def test_where_the_system_cannot_keep_a_window_out_of_pictures_it_is_said(shell: Shell, settle: Settle) -> None:
    part = SecurityPart(shell.context, lambda _minutes: None)
    assert not part.findChildren(QCheckBox)
    assert any("mind what is shared" in label.text() for label in part.findChildren(QLabel))
    part.deleteLater()


def test_windows_is_asked_when_the_person_wants_it(
    shell: Shell, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    class User:
        def SetWindowDisplayAffinity(self, _handle: Any, affinity: int) -> int:
            asked.append(affinity)
            return 1

    monkeypatch.setattr("sys.platform", "win32")
    part = SecurityPart(shell.context, lambda _minutes: None)
    box = part.findChild(QCheckBox)
    assert box is not None
    assert not box.isChecked()
    monkeypatch.setattr(shield, "request_exclusion", lambda _window, uncaptured: asked.append(uncaptured))
    box.setChecked(True)
    assert shield.wanted()
    assert asked
    assert all(asked)
    monkeypatch.undo()
    monkeypatch.setattr("sys.platform", "win32")
    handle = window.windowHandle()
    assert handle is not None
    asked.clear()
    assert shield.request_exclusion(handle, uncaptured=True, libraries=User())
    assert shield.request_exclusion(handle, uncaptured=False, libraries=User())
    assert asked == [0x11, 0]
    part.deleteLater()


def test_macos_is_asked_by_its_window(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[tuple[Any, ...]] = []

    class Send:
        restype: Any = None
        argtypes: Any = None

        def __call__(self, *words: Any) -> int:
            said.append(words)
            return 77

    class Library:
        objc_msgSend = Send()

        def sel_registerName(self, name: bytes) -> bytes:
            return name

    monkeypatch.setattr("sys.platform", "darwin")
    handle = window.windowHandle()
    assert handle is not None
    assert shield.request_exclusion(handle, uncaptured=True, libraries=Library())
    assert said == [(int(handle.winId()), b"window"), (77, b"setSharingType:", 0)]
