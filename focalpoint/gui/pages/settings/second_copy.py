"""Beside the backups: a second copy on another disk, and the restore drill."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from focalpoint.gui.context import Context
from focalpoint.gui.widgets.basics import Banner, Tone, button, clear, column, row, text
from focalpoint.gui.widgets.plain_text import sentence
from focalpoint.language import _
from focalpoint.services.care import drill, safety
from focalpoint.services.care.drill import Drill
from focalpoint.services.core import second_copy
from focalpoint.services.core.second_copy import SecondCopyStatus
from focalpoint.services.core.tasks import Task

TONES: dict[str, Tone] = {"good": "green", "warn": "amber", "bad": "red"}
Facts = tuple[SecondCopyStatus | None, Drill | None]


class KeepingPart(QWidget):
    """What a bad block and a backup that nobody ever opened would cost, and what is done about it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        lay = column(self, spacing=12)
        lay.addWidget(text(_("Second copy"), "large"))
        self._copy: QVBoxLayout = column(spacing=8)
        lay.addLayout(self._copy)
        lay.addWidget(text(_("Restore drill"), "large"))
        said = _("Each month the newest backup is opened as a restore would open it, and checked. Nothing is touched.")
        lay.addWidget(text(said, "muted"))
        self._drill: QVBoxLayout = column(spacing=8)
        lay.addLayout(self._drill)
        across = row()
        across.addWidget(button(_("Do a restore drill now"), self.run, icon="verified"))
        across.addStretch(1)
        lay.addLayout(across)

    def reload(self) -> None:
        """Read how both stand."""
        ws = self.context.ws

        def read() -> Facts:
            return second_copy.standing(ws), drill.last(ws)

        self.context.start(read, done=self._show, reads_only=True)

    def choose(self) -> None:
        """Ask for a folder on another disk, and make the copy."""
        chosen = QFileDialog.getExistingDirectory(self, _("Folder on another disk"), str(Path.home()))
        if chosen:
            ws = self.context.ws

            def copy(task: Task) -> bool:
                second_copy.choose(ws, Path(chosen))
                return second_copy.bring_up_to_date(ws, task)

            self.context.start(copy, done=lambda _made: self.reload())

    def stop(self) -> None:
        """Keep no second copy any more."""
        self.context.run(second_copy.choose, None, done=lambda _none: self.reload())

    def run(self) -> None:
        """Do a drill."""
        self.context.run(drill.run_drill, done=self._ran)

    def _ran(self, done: Drill | None) -> None:
        if done is None:
            self.context.notice.emit(_("There is no backup yet."), "")
        self.reload()

    def _show(self, facts: Facts) -> None:
        standing, last = facts
        clear(self._copy)
        choose = button(_("Choose a folder…"), self.choose, icon="folder")
        if standing is None:
            self._copy.addWidget(Banner("amber", _(safety.SHARED), choose))
        else:
            tone: Tone = "green" if standing.there and standing.other_disk else "amber"
            self._copy.addWidget(Banner(tone, sentence(second_copy.status_text(standing)), choose))
            self._copy.addWidget(button(_("Keep no second copy"), self.stop, role="link"))
        clear(self._drill)
        if last is not None:
            self._drill.addWidget(Banner(TONES[last.level], sentence(drill.drill_summary(last))))
            for finding in drill.answers(last):
                if finding.level != "good":
                    self._drill.addWidget(Banner(TONES[finding.level], sentence(finding.message)))
        else:
            self._drill.addWidget(text(_("No drill was done yet."), "muted"))
