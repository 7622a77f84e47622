"""What comes to an open window from outside: a second start with a file, and word of a start that ended badly."""

import logging
from functools import partial

from PySide6.QtCore import QObject, QSocketNotifier, Qt
from PySide6.QtWidgets import QApplication

from focalpoint.gui.dialogs.save_log import save_log
from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.widgets.basics import button
from focalpoint.language import _, isolate
from focalpoint.services.core import running
from focalpoint.services.exchange.doorbell import Doorbell, Ring


class Doorstep(QObject):
    """Listens while the window is open; a second window, asked for with `gui`, leaves that to the first."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._bell: Doorbell | None = None
        try:
            self._bell = Doorbell()
        except OSError as error:
            logging.getLogger(__name__).info("no second start is heard here: %s", error.strerror)
            return
        self._heard = QSocketNotifier(self._bell.fileno(), QSocketNotifier.Type.Read, self)
        self._heard.activated.connect(lambda *_of: self._answer())

    def close(self) -> None:
        """Listen no more."""
        bell, self._bell = self._bell, None
        if bell is not None:
            self._heard.setEnabled(False)
            bell.close()

    def _answer(self) -> None:
        ring = self._bell.answer() if self._bell is not None else None
        if ring is not None:
            self._let_in(ring)

    def _let_in(self, ring: Ring) -> None:
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.raise_()
        window.activateWindow()
        QApplication.alert(window)
        if ring.file is None:
            return
        if window.shell is not None:
            window.shell.look_at(ring.file)
            return
        window.look_at = ring.file
        if window.gate.step is not None:
            said = _("“{name}” is shown as soon as a vault is unlocked.")
            window.gate.step.say(said.format(name=isolate(ring.file.name)))


def tell_of_crash(window: MainWindow) -> None:
    """Say at the gate, once, that the program did not end in the usual way."""
    step = window.gate.step
    if step is None or not running.crashed():
        return
    said = _(
        "The last time, the program did not end in the usual way: it failed, or the computer was switched off. "
        "A vault keeps every step that was finished."
    )
    step.say(said)
    step.say_more(button(_("Save a log for whoever helps…"), partial(save_log, step, step.say), icon="save"))
