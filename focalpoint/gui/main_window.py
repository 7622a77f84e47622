"""The window: the gate while no vault is open, the shell while one is; and locking, which forgets everything."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget

from focalpoint import logs
from focalpoint.domain.errors import FocalpointError
from focalpoint.gui import errors, icons, theme
from focalpoint.gui.appearance import Appearance
from focalpoint.gui.clipboard import Clipboard
from focalpoint.gui.gate.gate import Gate, refused_words
from focalpoint.gui.jobs import Jobs
from focalpoint.gui.teardown import Teardown
from focalpoint.gui.widgets.basics import column
from focalpoint.gui.widgets.training import TrainingBand
from focalpoint.language import _
from focalpoint.loading import late, load_now

if TYPE_CHECKING:
    from focalpoint.gui import autolock, context, routes, shell
    from focalpoint.gui.exercise import two_states
    from focalpoint.gui.pages import today
    from focalpoint.services.care import safety
    from focalpoint.services.core import settings
    from focalpoint.services.core.workspace import Workspace
    from focalpoint.services.training.runs import Run
else:  # what shows an open vault is loaded while the vault is being opened
    autolock, context = late("focalpoint.gui.autolock"), late("focalpoint.gui.context")
    routes, shell = late("focalpoint.gui.routes"), late("focalpoint.gui.shell")
    today = late("focalpoint.gui.pages.today")
    two_states = late("focalpoint.gui.exercise.two_states")
    safety, settings = late("focalpoint.services.care.safety"), late("focalpoint.services.core.settings")

DEFAULT_MINUTES = "5"
FRAME = 48  # what a window manager may put around a window


class MainWindow(QMainWindow):
    """A frame around gate and shell; no feature code."""

    def __init__(self, appearance: Appearance, vault: Path | None = None) -> None:
        super().__init__()
        self.appearance = appearance
        self.autolock_allowed = True
        self.jobs = Jobs(self)
        self.clipboard = Clipboard(self)
        self.shell: shell.Shell | None = None
        self.ws: Workspace | None = None
        self._page = "today"
        self._state = -1  # which of two States side by side this window shows
        self.autolock: autolock.AutoLock | None = None
        holder = QWidget()
        self._lay = column(holder, spacing=0)
        self._bands: list[QWidget] = []  # of training, and of an exercise, over everything
        self.stack = QStackedWidget()
        self._lay.addWidget(self.stack, 1)
        self.setCentralWidget(holder)
        self.look_at: Path | None = None  # a file with which the program was started
        self.gate = Gate(appearance, self.jobs)
        self.gate.load_shell = partial(load_now, autolock, context, routes, shell, today, settings)
        self.gate.opened.connect(self.open)
        self.gate.failed.connect(lambda error: errors.handle(self, error))
        self.stack.addWidget(self.gate)
        appearance.changed.connect(self._redraw)
        self.setWindowIcon(icons.icon("vault", "accent"))
        self.setWindowTitle(_("Focal Point"))
        self.resize(1366, 768)
        self.setMinimumSize(theme.px(760), theme.px(480))
        if vault is not None:
            self.gate.show_unlock(vault)
        else:
            self.gate.start()

    def appear(self) -> None:
        """Show the window; on a screen with no room around it, fill the screen."""
        room = QApplication.primaryScreen().availableGeometry().size() - self.size()
        if room.width() > FRAME and room.height() > FRAME:
            self.show()
        else:
            self.showMaximized()

    def open(self, ws: "Workspace") -> None:
        """Show an open vault."""
        self.ws = ws
        self.gate.forget()
        self.appearance.draw_boxes()
        self._take_place(ws)
        self._build("today")
        file, self.look_at = self.look_at, None
        if self.shell is not None:
            self.shell.look_at(file) if file is not None else self.shell.welcome()
        app = QApplication.instance()
        if isinstance(app, QApplication) and self.autolock_allowed:
            minutes = settings.get(ws, "autolock_minutes", DEFAULT_MINUTES)
            self.autolock = autolock.AutoLock(app, int(minutes))
            self.autolock.lock.connect(self.lock)
            self.autolock.left.connect(self._left)
            self.autolock.start()

    def lock(self, why: str = "person") -> None:
        """Keep drafts, close the vault, destroy the pages, empty models and clipboard, show the unlock page.

        Whatever fails on the way, the vault is locked afterwards, and the unlock page tells what failed.
        """
        ws = self.ws
        if ws is None:
            return
        if why == "idle" and self.autolock is not None and self.jobs.at_work():
            self.autolock.touch()  # a person waits for this; the vault locks when it is done
            return
        cut = self.jobs.at_work()
        refused = self._end()
        reasons = {
            "idle": _("The vault was locked because nobody used it for a while."),
            "sleep": _("The vault was locked because the computer was put to sleep."),
            "session": _("The vault was locked together with the screen."),
        }
        said = [reasons.get(why, ""), _("Work under way was stopped; nothing of it was kept.") if cut else ""]
        said += self._tell(refused)
        self.gate.locked(ws.info.path, " ".join(filter(None, said)))

    def leave(self) -> None:
        """Lock and end the threads, before the program ends."""
        self._end()
        self.jobs.shutdown()

    def set_autolock(self, minutes: int) -> None:
        """Change how long nobody may be at the keyboard."""
        if self.autolock is not None:
            self.autolock.set_minutes(minutes)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Lock before the window closes; if something could not be kept, stay once to say so."""
        ws = self.ws
        refused = self._end()
        if ws is not None and refused:
            self.gate.show_unlock(ws.info.path, " ".join(self._tell(refused)))
            event.ignore()
            return
        super().closeEvent(event)

    def _end(self) -> list[BaseException]:
        """Take every step of locking, each whatever became of the others; return what went wrong."""
        ws, self.ws = self.ws, None
        if ws is None:
            return []
        steps = Teardown()
        steps.take(self._watch_no_more)
        steps.take(self.jobs.hush)
        if self.shell is not None:
            steps.take(self.shell.leave)
        steps.refused += steps.take(self.jobs.drain) or []
        steps.take(ws.lock)  # the key goes before what is shown is taken down
        steps.take(self._drop_shell)
        steps.take(self.clipboard.forget)
        self.stack.setCurrentWidget(self.gate)
        self.setWindowTitle(_("Focal Point"))
        return steps.refused

    def _watch_no_more(self) -> None:
        autolock, self.autolock = self.autolock, None
        if autolock is not None:
            autolock.deleteLater()
            autolock.stop()

    def _tell(self, refused: list[BaseException]) -> list[str]:
        """Return what the gate says of what was refused while locking: it may be shown by another process."""
        for error in refused:
            if not isinstance(error, FocalpointError):
                logs.bug(error)
        return [refused_words(refused[0])] if refused else []

    def _restore(self, backup: Path) -> None:
        ws = self.ws
        if ws is None:
            return
        path = ws.info.path
        said = [_("The vault is as it was in the backup."), *self._tell(self._end())]
        self.jobs.start(
            lambda: safety.restore_backup(path, backup),
            lambda _kept: self.gate.locked(path, " ".join(said)),
            lambda error: errors.handle(self, error),
        )

    def _rekey(self, passphrase: str, words: tuple[str, ...]) -> None:
        ws = self.ws
        if ws is None:
            return
        path = ws.info.path
        self._end()
        self.gate.encrypt_anew(path, passphrase, words)

    def _build(self, page: str) -> None:
        ws = self.ws
        if ws is None:
            return
        scope = context.Context(ws, self.jobs, self)
        scope.restore.connect(self._restore)
        scope.rekey.connect(self._rekey)
        self.shell = shell.Shell(scope, routes.Routes(scope, self.appearance, self.set_autolock))
        self.shell.lock.connect(self.lock)
        self.stack.addWidget(self.shell)
        self.stack.setCurrentWidget(self.shell)
        self.setWindowTitle(_("Focal Point — {office}").format(office=ws.info.office))
        self.setProperty("training", ws.info.training)
        if ws.info.training:
            self._bands = [TrainingBand(), *self._exercise(scope)]
            for place, band in enumerate(self._bands):
                self._lay.insertWidget(place, band)
        self.shell.show_page(page)

    def _exercise(self, scope: "context.Context") -> list[QWidget]:
        """Return the strip of the exercise whose office is open, if it is one."""
        run = self.gate.exercise.run
        if run is None or scope.ws not in run.stage.offices.values():
            return []
        made = two_states.strip_of(scope, run, self._touch)
        made.turn.connect(self._turn)
        made.covers.connect(lambda covered: self.stack.setVisible(not covered))
        return [made]

    def _take_place(self, ws: "Workspace") -> None:
        """Stand beside the window of another State, in the colours of this one; alone, as before."""
        place = self.gate.exercise.place(ws) if ws.info.training else None
        number = -1 if place is None else place[0]
        if number != self._state:
            self._state = number
            self.appearance.show_state(number)
            if place is not None:
                two_states.stand_beside(self, *place)

    def _touch(self) -> None:
        if self.autolock is not None:
            self.autolock.touch()

    def _turn(self, work: Callable[["Run"], object]) -> None:
        """Close the office of an exercise, do something to the run, and open the office of its step."""
        self._end()
        self.gate.exercise.turn(work)

    def _drop_shell(self) -> None:
        """Take down all that shows the vault; one part that refuses keeps no other on the screen."""
        steps = Teardown()
        for dialog in self.findChildren(QWidget):
            if dialog.isWindow() and dialog is not self:
                steps.take(dialog.close)
                steps.take(dialog.hide)
                dialog.deleteLater()
        shell, self.shell = self.shell, None
        if shell is not None:
            self._page = steps.take(shell.page_name) or "today"
            self.stack.removeWidget(shell)
            shell.hide()
            shell.deleteLater()
            shell.context.deleteLater()
        bands, self._bands = self._bands, []
        self.stack.show()
        for band in bands:
            self._lay.removeWidget(band)
            band.hide()
            band.deleteLater()
        self.setProperty("training", False)  # noqa: FBT003 - Qt's own name
        steps.raise_first()

    def _redraw(self) -> None:
        if self.ws is not None and self.shell is not None:
            self.shell.leave()
            refused = self.jobs.drain()
            self._drop_shell()
            self._build(self._page)
            for error in refused:
                errors.handle(self, error)
        else:
            self.setWindowTitle(_("Focal Point"))
        self.setLayoutDirection(QApplication.layoutDirection())

    def _left(self, seconds: int) -> None:
        if self.shell is not None:
            self.shell.status.set_left(seconds)
