"""The QApplication: language and direction, fonts, theme, Qt's own words, the hook for unexpected errors."""

import logging
import sys
from collections.abc import Callable
from functools import partial
from importlib.resources import files
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLocale, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from focalpoint.domain.languages import LANGUAGES
from focalpoint.gui import afresh, errors, shield
from focalpoint.gui.appearance import Appearance
from focalpoint.gui.main_window import MainWindow
from focalpoint.services.core import recent

WEIGHTS = ("Regular", "Medium", "SemiBold", "Bold")


def load_fonts() -> None:
    """Load the screen font that ships with the program."""
    folder = files("fontpkg_ibm_plex_sans_arabic") / "files"
    for weight in WEIGHTS:
        data = (folder / f"IBMPlexSansArabic-{weight}.ttf").read_bytes()
        QFontDatabase.addApplicationFontFromData(data)


def build(arguments: list[str], code: str = "") -> tuple[QApplication, Appearance]:
    """Make the QApplication and its appearance in a language, the person's own if none is given."""
    existing = QApplication.instance()
    # a desktop's portal looks at the files of the program that asks, which a process that is not dumpable refuses
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs, sys.platform == "linux")
    app = existing if isinstance(existing, QApplication) else QApplication(arguments)
    app.setApplicationName("Focal Point")
    app.setDesktopFileName("focalpoint")
    load_fonts()
    appearance = Appearance(app)
    appearance.set_language(code or recent.language() or _system_language(), keep=False)
    return app, appearance


def _system_language() -> str:
    code = QLocale.system().name()[:2]
    return code if code in LANGUAGES else "en"


def run(
    arguments: list[str],
    vault: Path | None = None,
    code: str = "",
    passphrase: str = "",
    *,
    file: Path | None = None,
    told: bytes = b"",
) -> int:
    """Show the window until the person leaves; a training vault comes with its passphrase. Return the exit status.

    A `file`, of a bundle or a card, is shown as soon as the vault is unlocked. What is `told` comes from the process
    that was locked before.
    """
    back = afresh.Return.read(told)
    app, appearance = build(arguments, code or back.language)
    qInstallMessageHandler(_quiet)
    window = MainWindow(appearance, vault)
    shield.Shield(app)
    window.look_at = file
    sys.excepthook = _hook(window)
    app.styleHints().colorSchemeChanged.connect(lambda _scheme: appearance.apply())
    window.gate.renew = partial(afresh.renew, window)
    back.put(window)
    if vault is not None and passphrase:
        window.gate.unlock(vault, passphrase)
    status = app.exec()
    window.leave()
    return status


def _hook(window: MainWindow) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    def unexpected(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        errors.handle(window, error)

    return unexpected


def _quiet(_kind: QtMsgType, _where: object, message: str) -> None:
    logging.getLogger("qt").info("%s", message)
