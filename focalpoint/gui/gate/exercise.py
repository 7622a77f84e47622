"""Trying an exercise without a vault of one's own: badge number, kind, and on to what arrives first."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6 import QtWidgets
from PySide6.QtCore import QObject, Signal

from focalpoint import language, paths
from focalpoint.domain.visible_text import visible
from focalpoint.gui.errors import explain
from focalpoint.gui.gate.frame import GatePage
from focalpoint.gui.gate.start import WorkingStep
from focalpoint.gui.jobs import Jobs
from focalpoint.gui.widgets.basics import button, directed, rule, text
from focalpoint.gui.widgets.choice import Choice
from focalpoint.gui.widgets.fields import labelled, line
from focalpoint.language import _, isolate, isolate_ltr
from focalpoint.services.core import word_lists
from focalpoint.services.core.tasks import Task
from focalpoint.services.exchange import suffixes
from focalpoint.services.training import packed_scenarios, runs, scenario_archives, scenario_files, side_by_side
from focalpoint.services.training.errors import UnreadableScenarioError
from focalpoint.services.training.packed_scenarios import SignedPack
from focalpoint.services.training.runs import Run
from focalpoint.services.training.scenario_files import ReadScenario
from focalpoint.services.training.training_vaults import PASSPHRASE

if TYPE_CHECKING:
    from focalpoint.services.core.workspace import Workspace


class ExerciseStep(GatePage):
    """Choose a scenario, say the number on the badge, begin."""

    back = Signal()
    begin = Signal(str, str, str)  # scenario, badge, mode
    go_on = Signal(object)
    take = Signal(object)  # a scenario that came as one file

    def __init__(self, last: Run | None, chosen: str = "") -> None:
        super().__init__(
            _("Try an exercise"),
            _(
                "You work with the real program on a fictional case. Things arrive as in an office; the program shows"
                " what is expected. Nothing of it touches a real vault."
            ),
        )
        if last is not None:
            title, badge = isolate(visible(last.text("title"))), isolate(visible(last.state.badge))
            self.content.addWidget(text(_("Begun: “{title}”, badge {badge}").format(title=title, badge=badge)))
            self.content.addWidget(button(_("Go on with it"), lambda: self.go_on.emit(last.folder), icon="training"))
            self.content.addWidget(rule())
        known, code = _known(), language.current()
        self._about = {name: one.scenario.text("about", code) for name, one in known}
        titles = [(name, visible(one.scenario.text("title", code))) for name, one in known]
        self.scenario = Choice(titles, chosen or titles[0][0])
        self.content.addWidget(labelled(_("Scenario"), self.scenario))
        self._what = text("", "muted")
        self.content.addWidget(self._what)
        self.scenario.currentIndexChanged.connect(self._tell)
        self._tell()
        self.content.addWidget(
            button(_("Open a scenario or a trainer's pack…"), self._choose, role="link", icon="folder")
        )
        self.badge = line(ltr=True)
        self.content.addWidget(labelled(_("Number on your badge"), self.badge))
        modes = [
            ("guided", _("Guided: what is expected is seen from the beginning")),
            ("exercise", _("Exercise: what is expected is seen when it is met")),
            ("demonstration", _("Demonstration: the program can do each action")),
        ]
        self.mode = Choice(modes, "guided")
        self.content.addWidget(labelled(_("Kind of exercise"), self.mode))
        self.back_and_next(self.back.emit, _("Begin"), self._begin)
        self.setFocusProxy(self.badge)

    def _tell(self) -> None:
        self._what.setText(directed(visible(self._about.get(self.scenario.code(), ""))))

    def _choose(self) -> None:
        pattern = _("Scenarios and packs") + f" (*{scenario_archives.SUFFIX} *{suffixes.BUNDLE})"
        start = str(paths.documents_folder())
        chosen, _kind = QtWidgets.QFileDialog.getOpenFileName(self, _("Open a scenario"), start, pattern)
        if chosen:
            self.take.emit(Path(chosen))

    def _begin(self) -> None:
        if not self.badge.text().strip():
            self.say(_("Say the number on your badge; without a class, any number."))
            return
        self.begin.emit(self.scenario.code(), self.badge.text().strip(), self.mode.code())


class ComparePackStep(GatePage):
    """The digits of the trainer's card, to be compared with the wall before anything of a pack is used."""

    back = Signal()
    same = Signal()

    def __init__(self, pack: SignedPack) -> None:
        found = pack.checked
        named = _("It is whole and unchanged. Beside it lies the card of {person}, {office}.")
        about = named.format(person=isolate(visible(found.person)), office=isolate(visible(found.office)))
        super().__init__(_("A trainer's pack"), about)
        self.content.addWidget(text(_("Are these the digits on the wall, all eight groups?"), "strong"))
        for start in (0, 4):
            line = text(isolate_ltr("   ".join(found.groups[start : start + 4])), "large", selectable=True)
            self.content.addWidget(line)
        self.content.addWidget(text("   ".join(word_lists.say(found.check, language.current())), "muted"))
        self.content.addWidget(text(_("If a single digit differs, close this and tell the trainer."), "small"))
        self.back_and_next(self.back.emit, _("They are the same"), self.same.emit)


class ExerciseGate(QObject):
    """What the gate does for exercises, and the run whose office is open."""

    show_page = Signal(object, object)  # a page, and how it is made anew in another language
    left = Signal()
    wanted = Signal(object)  # a call that returns the workspace to show

    def __init__(self, parent: QObject, jobs: Jobs, load_shell: Callable[[], None]) -> None:
        super().__init__(parent)
        self._jobs, self._load_shell = jobs, load_shell
        self.run: Run | None = None
        self._office = ""  # the one that this window shows, while others show theirs

    def show(self) -> None:
        """Ask for scenario and badge."""
        self.run = None
        self._show("")

    def _show(self, chosen: str, error: BaseException | None = None) -> None:
        step = ExerciseStep(_last(), chosen)
        step.back.connect(self.left.emit)
        step.begin.connect(self._begin)
        step.go_on.connect(self.go_on)
        step.take.connect(self._take)
        self.show_page.emit(step, self.show)
        if error is not None:
            step.say(explain(error).as_line())

    def _take(self, path: Path) -> None:
        """Read a scenario that came as one file, in the confined process; then it can be chosen. Of a pack, all."""
        if path.suffix.lower() == suffixes.BUNDLE:
            self._work_on(partial(packed_scenarios.check_beside, path), self._compare)
        else:
            self._work_on(
                partial(scenario_archives.take_scenario, path, _folder() / "scenarios"),
                lambda folder: self._show(str(folder)),
            )

    def _compare(self, pack: SignedPack) -> None:
        """Ask whether the digits of the card that signed a pack are those on the wall."""
        step = ComparePackStep(pack)
        step.back.connect(self.show)
        step.same.connect(partial(self._take_all, pack))
        self.show_page.emit(step, partial(self._compare, pack))

    def _take_all(self, pack: SignedPack) -> None:
        self._work_on(
            lambda: packed_scenarios.take_scenarios(pack, _folder() / "scenarios"),
            lambda folders: self._show(str(folders[0])),
        )

    def _work_on(self, call: Callable[..., Any], done: Callable[[Any], None]) -> None:
        def show() -> None:
            about = _("It is read apart from everything else, and checked.")
            self.show_page.emit(WorkingStep(_("Scenario"), about), show)

        show()
        self._jobs.start(call, done, partial(self._show, ""))

    def _begin(self, scenario: str, badge: str, mode: runs.Mode) -> None:
        code, folder = language.current(), _new_folder(scenario)

        def call(task: Task) -> Run:
            return runs.start_run(folder, scenario, code, badge, mode=mode, task=task)

        self._work(call)

    def go_on(self, folder: Path) -> None:
        """Open the exercise in a run folder."""

        def call(_task: Task) -> Run:
            run = runs.load_run(folder)
            side_by_side.rejoin(run)
            return run

        self._work(call)

    def turn(self, work: Callable[[Run], object]) -> None:
        """Do something to the run while its offices are closed, then open the office of its step."""
        run = self.run
        if run is None:
            return

        def call(_task: Task) -> Run:
            work(run)
            return run

        self._work(call)

    def unlock(self, folder: Path, vault: Path, passphrase: str) -> "Workspace":
        """Open an office of a run with the passphrase that was typed; on a worker's thread.

        It is that of the present step, unless every office has a window of its own.
        """
        self.run, self._office = runs.load_run(folder), vault.stem
        return runs.open_office(self.run, passphrase, self._own_office(self.run))

    def place(self, ws: "Workspace") -> tuple[int, int] | None:
        """Return which of the States side by side a vault is, and of how many; None if it stands alone."""
        run = self.run
        if run is None or not run.state.staged or ws not in run.stage.offices.values():
            return None
        return side_by_side.place_of(run, next(name for name, one in run.stage.offices.items() if one is ws))

    def _own_office(self, run: Run) -> str:
        if not run.state.staged:
            self._office = ""
        elif all(one.id != self._office for one in run.read.scenario.offices):
            self._office = run.step.office
        return self._office

    def _work(self, make: Callable[[Task], Run]) -> None:
        def call(task: Task) -> "Workspace":
            self._load_shell()
            run = make(task)
            ws = runs.open_office(run, PASSPHRASE, self._own_office(run))
            self.run = run
            runs.remember(run.folder)
            return ws

        def show() -> None:
            about = _("The offices of the exercise are being prepared.")
            self.show_page.emit(WorkingStep(_("Exercise"), about), show)

        show()
        self.wanted.emit(call)


def _last() -> Run | None:
    """Return the run used last, None if there is none that can be gone on with."""
    folder = runs.last_run()
    try:
        return runs.load_run(folder) if folder is not None else None
    except runs.ENDED:
        return None


def _folder() -> Path:
    return paths.documents_folder() / "Focal Point training"


def _known() -> list[tuple[str, ReadScenario]]:
    """Return the scenarios that come with the program, and those that were taken in and can be read."""
    found = [(name, scenario_files.read_scenario(scenario_files.folder_of(name))) for name in scenario_files.shipped()]
    for folder in scenario_archives.taken_scenarios(_folder() / "scenarios"):
        with suppress(UnreadableScenarioError):
            found.append((str(folder), scenario_files.read_scenario(folder)))
    return found


def _new_folder(scenario: str) -> Path:
    return _folder() / f"TRN-{Path(scenario).stem}-{datetime.now().astimezone():%Y%m%d-%H%M%S}"
