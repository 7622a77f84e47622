"""What comes to an open window from outside: a second start with a file, and word of a start that ended badly."""

import logging
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSocketNotifier, Qt
from PySide6.QtWidgets import QApplication

from focalpoint import versions
from focalpoint.gui.dialogs.save_log import save_log
from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.widgets.basics import button
from focalpoint.language import _, isolate, isolate_ltr
from focalpoint.loading import late
from focalpoint.services.core import running
from focalpoint.services.exchange import suffixes
from focalpoint.services.exchange.doorbell import Doorbell, Ring

if TYPE_CHECKING:
    from focalpoint.gui.dialogs import update
    from focalpoint.services.updates import packs
else:  # an update comes once in a while
    update, packs = late("focalpoint.gui.dialogs.update"), late("focalpoint.services.updates.packs")


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
        if ring.file is not None and bring_in(window, ring.file) and window.gate.step is not None:
            said = _("“{name}” is shown as soon as a vault is unlocked.")
            window.gate.step.say(said.format(name=isolate(ring.file.name)))


def bring_in(window: MainWindow, file: Path) -> bool:
    """Show a file with which the program was started; tell whether it waits until a vault is unlocked."""
    if window.shell is not None:
        window.shell.look_at(file)
        return False
    if file.suffix.lower() == suffixes.UPDATE:
        update.UpdateDialog(window, window.jobs, file, training=False).open()
        return False
    window.look_at = file
    return True


def tell_of_update(window: MainWindow) -> None:
    """Say at the gate, once, that a new version was taken back."""
    if window.gate.step is None or not versions.read_state().get("taken_back"):
        return
    if taken := packs.failed_once():
        said = _("Version {version} did not start and was taken back. The one before runs on; nothing was lost.")
        window.gate.step.say(said.format(version=isolate_ltr(taken)))


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
