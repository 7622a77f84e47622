"""The QApplication: language and direction, fonts, theme, Qt's own words, the hook for unexpected errors."""

import gc
import logging
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from fontpkg_ibm_plex_sans_arabic import ROOT  # type: ignore[import-untyped]
from PySide6.QtCore import QLocale, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from focalpoint import versions
from focalpoint.domain.languages import LANGUAGES
from focalpoint.gui import errors, restart, shield
from focalpoint.gui.appearance import Appearance
from focalpoint.gui.main_window import MainWindow
from focalpoint.loading import late
from focalpoint.services.core import recent

if TYPE_CHECKING:
    from focalpoint.gui import doorstep
    from focalpoint.services.core import running
else:
    doorstep, running = late("focalpoint.gui.doorstep"), late("focalpoint.services.core.running")

STYLE = ("-style", "fusion")  # as an argument: asking for it later makes Python know all that a style may draw
WEIGHTS = ("Regular", "SemiBold")  # those that `style.py` and `theme.font` ask for


def load_fonts() -> None:
    """Load the screen font that ships with the program."""
    for weight in WEIGHTS:
        QFontDatabase.addApplicationFont(str(ROOT / "files" / f"IBMPlexSansArabic-{weight}.ttf"))


def build(arguments: list[str], code: str = "") -> tuple[QApplication, Appearance]:
    """Make the QApplication and its appearance in a language, the person's own if none is given."""
    existing = QApplication.instance()
    # a desktop's portal looks at the files of the program that asks, which a process that is not dumpable refuses
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, sys.platform == "linux")
    app = existing if isinstance(existing, QApplication) else QApplication([*arguments, *STYLE])
    app.setApplicationName("Focal Point")
    app.setDesktopFileName("focalpoint")
    load_fonts()
    appearance = Appearance(app)
    appearance.set_language(code or recent.language() or _system_language(), keep=False)
    return app, appearance


def _system_language() -> str:
    code = QLocale.system().name()[:2]
    return code if code in LANGUAGES else "en"


def begin(
    arguments: list[str],
    vault: Path | None = None,
    code: str = "",
    passphrase: str = "",
    *,
    file: Path | None = None,
    told: bytes = b"",
) -> MainWindow:
    """Show the window; a training vault comes with its passphrase.

    A `file`, of a bundle or a card, is shown as soon as the vault is unlocked. What is `told` comes from the process
    that was locked before.
    """
    back = restart.Return.read(told)
    app, appearance = build(arguments, code or back.language)
    qInstallMessageHandler(_quiet)
    window = MainWindow(appearance, vault)
    shield.Shield(app)
    sys.excepthook = _hook(window)
    app.styleHints().colorSchemeChanged.connect(lambda _scheme: appearance.apply())
    app.screenAdded.connect(lambda screen: appearance.apply() if screen.devicePixelRatio() > 1 else None)
    window.gate.renew = partial(restart.renew, window)
    back.put(window)
    if file is not None:
        doorstep.bring_in(window, file)
    if vault is not None and passphrase:
        window.gate.unlock(vault, passphrase)
    return window


def run(
    arguments: list[str],
    vault: Path | None = None,
    code: str = "",
    passphrase: str = "",
    *,
    file: Path | None = None,
    told: bytes = b"",
) -> int:
    """Show the window (see `begin`) until the person leaves. Return the exit status."""
    with running.marked():
        window = begin(arguments, vault, code, passphrase, file=file, told=told)
        QTimer.singleShot(0, window, partial(_look_around, window))
        gc.freeze()
        gc.enable()
        status = QApplication.exec()
        window.leave()
    return status


def _look_around(window: MainWindow) -> None:
    """Do what can wait until the window is shown."""
    doorstep.Doorstep(window)
    doorstep.tell_of_crash(window)
    doorstep.tell_of_update(window)
    versions.got_going()


def _hook(window: MainWindow) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    def unexpected(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        errors.handle(window, error)

    return unexpected


def _quiet(_kind: QtMsgType, _where: object, message: str) -> None:
    logging.getLogger("qt").info("%s", message)
