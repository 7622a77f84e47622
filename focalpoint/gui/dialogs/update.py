"""A new version of the program from a file: checked, told, and laid in place by the person's own hand."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from focalpoint import paths
from focalpoint.domain.visible_text import visible
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.errors import explain
from focalpoint.gui.jobs import Jobs
from focalpoint.gui.widgets.basics import Banner, clear, column, text
from focalpoint.language import _, current, format_date, format_size, isolate_ltr
from focalpoint.services.updates import applying, packs
from focalpoint.services.updates.packs import CheckedUpdate
from focalpoint.versions import SUFFIX


class UpdateDialog(Dialog):
    """What an update brings, whether it can be applied, and the button that does it."""

    def __init__(self, parent: QWidget, jobs: Jobs, path: Path, *, training: bool) -> None:
        super().__init__(parent, _("Update"), training=training, about=isolate_ltr(visible(path.name)))
        self._jobs = jobs
        self._facts = column(spacing=12)
        self.content.addLayout(self._facts)
        self._apply = self.add_actions(_("Put in place"), lambda: None, cancel=_("Close"))
        self._apply.setEnabled(False)
        self._say_working(_("The whole file is being checked. This takes a few seconds."))
        self.fit()
        jobs.start(partial(packs.check_update, path), self._checked, self._refused, reads_only=True)

    def _say_working(self, sentence: str) -> None:
        clear(self._facts)
        self._facts.addWidget(Banner("plain", sentence, icon="time"))

    def _checked(self, found: CheckedUpdate) -> None:
        clear(self._facts)
        made = found.manifest
        title = _("Library {version}") if made.kind == "library" else _("Version {version}")
        self._facts.addWidget(text(title.format(version=isolate_ltr(made.version)), "large"))
        facts = (format_date(made.created[:10]), format_size(found.size))
        self._facts.addWidget(text(" · ".join(facts), "muted"))
        good = _("The file is whole, and signed with the release keys of this program.")
        self._facts.addWidget(Banner("green", good))
        if notes := found.notes(current()):
            self._facts.addWidget(text("\n".join(map(visible, notes.splitlines()))))
        if found.refusal is not None:
            self._facts.addWidget(Banner("amber", explain(found.refusal).as_line()))
            QTimer.singleShot(0, self, self.fit_again)
            return
        safe = _(
            "It is laid beside the version that runs now and starts the next time. The version of now is kept until"
            " the new one has opened a vault. Vaults are backed up before they are brought up to date."
        )
        self._facts.addWidget(text(safe, "small"))
        self._apply.setEnabled(True)
        self._apply.clicked.connect(partial(self._put_in_place, found))
        self._apply.setFocus()
        QTimer.singleShot(0, self, self.fit_again)

    def _put_in_place(self, found: CheckedUpdate) -> None:
        self._apply.setEnabled(False)
        self._say_working(_("The new version is being written and read back."))
        call = partial(applying.apply_update, found)
        self._jobs.start(call, partial(self._done, found), self._refused, reads_only=True)

    def _done(self, found: CheckedUpdate, _folder: Path) -> None:
        clear(self._facts)
        said = _("Version {version} is in place; it starts the next time.")
        self._facts.addWidget(Banner("green", said.format(version=isolate_ltr(found.manifest.version))))

    def _refused(self, error: BaseException) -> None:
        clear(self._facts)
        self._facts.addWidget(Banner("red", explain(error).as_line()))
        QTimer.singleShot(0, self, self.fit_again)


def choose_update(parent: QWidget, jobs: Jobs, *, training: bool = False) -> None:
    """Let the person choose the file of an update, and look at it."""
    pattern = _("Updates") + f" (*{SUFFIX})"
    chosen, _kind = QFileDialog.getOpenFileName(parent, _("Open an update"), str(paths.documents_folder()), pattern)
    if chosen:
        UpdateDialog(parent, jobs, Path(chosen), training=training).open()
