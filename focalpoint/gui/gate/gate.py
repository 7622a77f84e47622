"""Leads through the first steps and the unlock page; ends with an open vault."""

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6 import QtWidgets
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from focalpoint import language, paths
from focalpoint.gui.appearance import Appearance
from focalpoint.gui.errors import explain
from focalpoint.gui.gate.frame import GatePage
from focalpoint.gui.gate.start import StartStep, WorkingStep
from focalpoint.gui.gate.state import Beginning
from focalpoint.gui.gate.unlock import UnlockStep
from focalpoint.gui.jobs import Jobs
from focalpoint.gui.widgets.basics import button, clear, column
from focalpoint.language import _, format_instant, instant
from focalpoint.loading import late
from focalpoint.services.core import recent
from focalpoint.services.core.tasks import Task
from focalpoint.services.training import training_vaults

if TYPE_CHECKING:
    from focalpoint.gui.dialogs import update
    from focalpoint.gui.gate import create, recover, recovery
    from focalpoint.gui.gate import exercise as exercise_gate
    from focalpoint.services.care import safety, upkeep
    from focalpoint.services.core import keys, run_clock, workspace
    from focalpoint.services.core.workspace import Created, Workspace
    from focalpoint.services.training import demo
else:  # the first page needs none of them
    create, recovery = late("focalpoint.gui.gate.create"), late("focalpoint.gui.gate.recovery")
    recover = late("focalpoint.gui.gate.recover")
    safety, upkeep = late("focalpoint.services.care.safety"), late("focalpoint.services.care.upkeep")
    keys, workspace = late("focalpoint.services.core.keys"), late("focalpoint.services.core.workspace")
    demo = late("focalpoint.services.training.demo")
    update = late("focalpoint.gui.dialogs.update")
    exercise_gate = late("focalpoint.gui.gate.exercise")
    run_clock = late("focalpoint.services.core.run_clock")

REPAIRABLE = frozenset({"VLT-105"})  # the database is damaged: a backup repairs it


class Gate(QWidget):
    """Everything before a vault is open."""

    opened = Signal(object)
    failed = Signal(object)

    def __init__(self, appearance: Appearance, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("gate")
        self._appearance, self._jobs = appearance, jobs
        self.beginning = Beginning()
        self._lay: QVBoxLayout = column(self)
        self.step: GatePage | None = None
        self._again: Callable[[], None] = self.start
        self._key_file: Path | None = None
        self.renew: Callable[[Path, str], None] | None = None
        self.load_shell: Callable[[], None] = lambda: None  # done off the window's thread while a vault is opened
        appearance.changed.connect(self._rebuild)

    def start(self) -> None:
        """Show the first page: the unlock page if vaults are known, the first steps otherwise."""
        if recent.vaults():
            self.show_unlock()
        else:
            self.show_begin()

    def show_begin(self) -> None:
        """Show the very first page."""
        step = StartStep()
        step.make.connect(self.show_office)
        step.open_existing.connect(self._choose)
        self._offer(step)
        self._show(step, self.show_begin)

    def show_unlock(self, path: Path | None = None, reason: str = "") -> None:
        """Show the unlock page."""
        step = UnlockStep(recent.vaults(), path, reason)
        step.unlock.connect(self.unlock)
        step.recover.connect(self.show_recover)
        step.begin.connect(self.show_begin)
        step.other.connect(self.show_unlock)
        self._offer(step)
        self._show(step, lambda: self.show_unlock(path, reason))
        step.passphrase.edit.setFocus()

    def locked(self, path: Path, reason: str = "") -> None:
        """Show the unlock page of a vault that was open, in a process that never knew its key if one can be begun."""
        show = self.renew or self.show_unlock
        show(path, reason)

    def show_recover(self, path: Path) -> None:
        """Ask for the recovery words."""
        step = recover.RecoverStep(path)
        step.back.connect(lambda: self.show_unlock(path))
        step.recover.connect(self._recover)
        self._show(step, lambda: self.show_recover(path))

    def show_office(self) -> None:
        """Ask who keeps the vault."""
        step = create.OfficeStep(self.beginning)
        step.back.connect(self.show_begin)
        step.forward.connect(self.show_vault)
        self._show(step, self.show_office)

    def show_vault(self) -> None:
        """Ask for the place and the passphrase."""
        step = create.VaultStep(self.beginning)
        step.back.connect(self.show_office)
        step.forward.connect(self._create)
        self._show(step, self.show_vault)

    def show_words(self) -> None:
        """Show the recovery words."""
        step = recovery.WordsStep(self.beginning)
        step.forward.connect(self.show_check)
        self._show(step, self.show_words)

    def show_check(self) -> None:
        """Ask for three of the words."""
        step = recovery.CheckStep(self.beginning)
        step.back.connect(self.show_words)
        step.forward.connect(self.show_card)
        self._show(step, self.show_check)

    def show_card(self) -> None:
        """Show the identity card."""
        created = self.beginning.created
        if created is not None:
            step = recovery.CardStep(created.workspace)
            step.forward.connect(self._finish)
            self._show(step, self.show_card)

    def unlock(self, path: Path, passphrase: str) -> None:
        """Open a vault with its passphrase."""
        self._busy(working=True)
        self._key_file = self.step.key_file if isinstance(self.step, UnlockStep) else None
        run = run_clock.run_of(path)
        if run is not None:
            self._open(partial(self.exercise.unlock, run, path, passphrase))
        else:
            self._open(lambda: workspace.unlock(path, passphrase, key_file=self._key_file))

    def train(self) -> None:
        """Make a training vault if there is none, and open it."""
        self.train_again()
        self._jobs.start(_training_vault, self._opened, self._refused)

    def train_again(self) -> None:
        """Keep showing that the training vault is being made."""
        about = _("Fictional requests, contacts and documents are being prepared.")
        self._show(WorkingStep(_("Training vault"), about), self.train_again)

    def forget(self) -> None:
        """Drop everything typed or shown before."""
        self.beginning = Beginning()
        clear(self._lay)
        self.step = None

    @cached_property
    def exercise(self) -> "exercise_gate.ExerciseGate":
        """Return what is done here for exercises."""
        made = exercise_gate.ExerciseGate(self, self._jobs, self.load_shell)
        made.show_page.connect(self._show)
        made.left.connect(self.start)
        made.wanted.connect(lambda call: self._jobs.start(call, self.opened.emit, self._refused))
        return made

    def show_step(self, step: GatePage) -> None:
        """Show a page made elsewhere."""
        self._show(step, self.start)

    def try_exercise(self) -> None:
        """Ask for the scenario and the badge of an exercise."""
        self.exercise.show()

    def _offer(self, step: StartStep | UnlockStep) -> None:
        step.train.connect(self.train)
        step.exercise.connect(self.try_exercise)
        step.update_wanted.connect(lambda: update.choose_update(self.window(), self._jobs))

    def _show(self, step: GatePage, again: Callable[[], None]) -> None:
        clear(self._lay)
        self.step, self._again = step, again
        step.language_chosen.connect(self._appearance.set_language)
        self._lay.addWidget(step)
        step.setFocus()
        first = step.nextInFocusChain()
        if step.focusProxy() is None and first is not None:
            step.focusNextChild()

    def _rebuild(self) -> None:
        if self.step is not None:
            self.step.keep()
            self._again()

    def _choose(self) -> None:
        title = _("Folder of the vault (its name ends in .focalpoint)")
        chosen = QtWidgets.QFileDialog.getExistingDirectory(self, title, str(paths.documents_folder()))
        if chosen:
            self.show_unlock(Path(chosen))

    def _create(self, passphrase: str) -> None:
        setup, path = self.beginning.setup(language.current()), self.beginning.path()

        def show() -> None:
            self._show(WorkingStep(_("Creating the vault"), _("The keys are made and the vault is written.")), show)

        show()
        self._jobs.start(lambda task: workspace.create(path, passphrase, setup, task), self._created, self._not_created)

    def _created(self, created: "Created") -> None:
        self.beginning.created = created
        self.show_words()

    def _not_created(self, error: BaseException) -> None:
        self.show_vault()
        self._say(error)

    def _finish(self) -> None:
        created = self.beginning.created
        if created is not None:
            self._opened(created.workspace)

    def _recover(self, path: Path, words: str) -> None:
        self._busy(working=True)
        self._open(lambda: workspace.unlock_with_recovery(path, words))

    def _open(self, unlock: "Callable[[], Workspace]") -> None:
        def call() -> "Workspace":
            self.load_shell()
            return unlock()

        self._jobs.start(call, self._opened, self._refused)

    def _opened(self, ws: "Workspace") -> None:
        recent.remember_vault(ws.info, ws.real())
        self.opened.emit(ws)

    def _refused(self, error: BaseException) -> None:
        if isinstance(self.step, WorkingStep):
            self.start()
        self._busy(working=False)
        self._say(error)
        if isinstance(self.step, UnlockStep) and explain(error).code in REPAIRABLE:
            self._offer_backup(self.step)

    def _offer_backup(self, step: UnlockStep) -> None:
        path = step.path()
        kept = safety.backups(path) if path is not None else []
        if path is not None and kept:
            when = format_instant(instant(kept[0].made_at))
            label = _("Go back to the backup of {when}").format(when=when)
            step.say_more(button(label, lambda: self._restore(path, kept[0].path), icon="backup"))

    def _restore(self, path: Path, kept: Path) -> None:
        self._busy(working=True)
        said = _("The vault is as it was in the backup. What was there is kept beside it.")
        self._jobs.start(
            lambda: safety.restore_backup(path, kept),
            lambda _where: self.locked(path, said),
            self._refused,
        )

    def encrypt_anew(self, path: Path, passphrase: str, words: tuple[str, ...]) -> None:
        """Give a locked vault a new key, and show the unlock page."""

        def show() -> None:
            about = _("Vault and backups are encrypted anew. If it is interrupted, the next opening goes on.")
            self._show(WorkingStep(_("New vault key"), about), show)

        def done(left: tuple[str, ...]) -> None:
            said = _("Everything is encrypted anew; the new recovery words are in force.")
            self.locked(path, f"{said} {_(upkeep.BEHIND).format(names=', '.join(left))}" if left else said)

        def failed(error: BaseException) -> None:
            self.locked(path, explain(error).as_line())

        show()
        call = partial(keys.rekey, path, passphrase, passphrase, words, key_file=self._key_file)
        self._jobs.start(lambda task: call(task=task), done, failed)

    def _busy(self, *, working: bool) -> None:
        if self.step is not None:
            self.step.busy(working=working)

    def _say(self, error: BaseException) -> None:
        if self.step is not None:
            self.step.say(explain(error).as_line())


def _training_vault(task: Task) -> "Workspace":
    """Open the training vault, made if there is none."""
    folder = paths.documents_folder() / "Focal Point training"
    if not (folder / training_vaults.FIRST).is_dir():
        demo.build(folder, task, language.current())
    return workspace.unlock(folder / training_vaults.FIRST, training_vaults.PASSPHRASE)


def refused_words(error: BaseException) -> str:
    """Return what is said of a thing that could not be done while the vault was locked."""
    said = _("The vault is locked, but one thing could not be done before.")
    return f"{said} {explain(error).as_line()}"
