"""Care of the vault: backups and restore, the check, the audit log."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from focalpoint.domain.visible_text import unbroken, visible
from focalpoint.domain.wording import N_
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.pages.settings.make_room import RoomDialog
from focalpoint.gui.pages.settings.restore import RestoreDialog
from focalpoint.gui.pages.settings.second_copy import KeepingPart
from focalpoint.gui.widgets.basics import Banner, Pill, Tone, button, clear, column, leading, row, text
from focalpoint.gui.widgets.fields import icon_label
from focalpoint.gui.widgets.plain_text import sentence, tip
from focalpoint.language import _, format_instant, format_number, format_size, instant, isolate
from focalpoint.services.care import repair, safety, sandbox
from focalpoint.services.care.repair import Repaired
from focalpoint.services.care.safety import Backup, Finding
from focalpoint.services.core import log_words
from focalpoint.services.core.changes import Changes
from focalpoint.services.interchange import open_files

KINDS = {"hourly": N_("hourly"), "daily": N_("daily"), "weekly": N_("weekly")}
_TONES: dict[str, Tone] = {"good": "green", "warn": "amber", "bad": "red"}


class BackupPart(QWidget):
    """The backups kept beside the vault, encrypted with the same key."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        lay = column(self, spacing=12)
        said = _("Backups are made by themselves: each hour, day and week. They are encrypted like the vault.")
        lay.addWidget(text(said, "muted"))
        across = row()
        across.addWidget(button(_("Make a backup now"), self.back_up, icon="backup"))
        across.addWidget(button(_("Make room…"), self.make_room))
        across.addStretch(1)
        lay.addLayout(across)
        self._list: QVBoxLayout = column(spacing=4)
        lay.addLayout(self._list)
        self.keeping = KeepingPart(context)
        lay.addWidget(self.keeping)
        lay.addWidget(text(_("Open files"), "large"))
        about = _("Everything as JSON, tables and documents that other programs read. Nothing in them is encrypted.")
        lay.addWidget(text(about, "muted"))
        files = row()
        files.addWidget(button(_("Write open files…"), self.write_files, icon="save"))
        files.addWidget(button(_("Take in open files…"), self.read_files, icon="folder"))
        files.addStretch(1)
        lay.addLayout(files)
        self._told: QVBoxLayout = column(spacing=4)
        lay.addLayout(self._told)
        lay.addStretch(1)

    def write_files(self) -> None:
        """Ask for an empty folder and write everything to it."""
        chosen = QFileDialog.getExistingDirectory(self, _("Choose an empty folder"), str(Path.home()))
        if chosen:
            call = partial(open_files.write_folder, self.context.ws, Path(chosen))

            def said(number: int) -> None:
                pattern = _("Records written: {n}. Whoever has the folder can read them.")
                self.context.notice.emit(pattern.format(n=format_number(number)), "")
                left = open_files.left_out(Path(chosen))
                if left:
                    names = _(", ").join(isolate(visible(name)) for name in left)
                    self._told.addWidget(Banner("amber", _(open_files.LEFT).format(names=names)))

            self.context.start(call, done=said)

    def read_files(self) -> None:
        """Ask for a folder of open files and take it in."""
        chosen = QFileDialog.getExistingDirectory(self, _("Choose the folder"), str(Path.home()))
        if chosen:
            call = partial(open_files.take_in_folder, self.context.ws, Path(chosen))
            self.context.start(call, done=self._files_read, kept=True)

    def _files_read(self, answer: tuple[Changes, int, int]) -> None:
        changes, new, known = answer
        self.context.refresh.announce(changes)
        said = _("New: {new}. Known already: {known}.").format(new=new, known=known)
        self.context.notice.emit(said, _("Undo") if new else "")

    def reload(self) -> None:
        """Read which backups there are."""
        self.keeping.reload()
        path = self.context.ws.info.path
        self.context.start(lambda: safety.backups(path), done=self._show, reads_only=True)

    def back_up(self) -> None:
        """Make a backup."""
        self.context.run(safety.backup_now, done=self._made)

    def make_room(self) -> None:
        """Show which documents other laptops keep."""
        RoomDialog(self.window(), self.context).open()

    def _made(self, _backup: Backup) -> None:
        self.context.notice.emit(_("The backup is made."), "")
        self.context.cared.emit()
        self.reload()

    def _show(self, found: list[Backup]) -> None:
        clear(self._list)
        for backup in found:
            holder = QWidget()
            line = row(holder, spacing=12)
            line.addWidget(icon_label("backup", "muted"))
            words = format_instant(instant(backup.made_at))
            line.addWidget(text(words, wrap=False))
            line.addWidget(Pill(_(KINDS.get(backup.kind, backup.kind))))
            line.addWidget(text(format_size(backup.size), "small", wrap=False), 1)
            call = partial(self._restore, backup)
            restore = button(_("Go back to this…"), call, role="link")
            restore.setAccessibleName(_("Go back to the backup of {when}").format(when=words))
            line.addWidget(restore)
            self._list.addWidget(holder)
        if not found:
            self._list.addWidget(text(_("No backup yet. The first one is made within the hour."), "muted"))

    def _restore(self, backup: Backup) -> None:
        RestoreDialog(self.window(), self.context, backup).open()


class CheckPart(QWidget):
    """Everything is checked, and answered in words."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        lay = column(self, spacing=12)
        said = _("The check reads every page of the database, every signature, the audit log and every document.")
        lay.addWidget(text(said, "muted"))
        across = row()
        self._button = button(_("Check the vault"), self.start, icon="verified")
        self._look = button(_("Look at this computer"), self.look, icon="verified")
        across.addWidget(self._button)
        across.addWidget(self._look)
        across.addStretch(1)
        lay.addLayout(across)
        self._list: QVBoxLayout = column(spacing=8)
        lay.addLayout(self._list)
        lay.addStretch(1)

    def start(self) -> None:
        """Begin the check; one can go on working."""
        self._button.setEnabled(False)
        clear(self._list)
        self._list.addWidget(text(_("Checking. You can go on working."), "muted"))
        job = self.context.run(safety.check_vault, done=self._show)
        job.finished.connect(self._ended)

    def look(self) -> None:
        """See what this computer gives to shut in the process that reads foreign files."""
        self._look.setEnabled(False)
        show, failed = (lambda found: self._show(found.findings)), self.context.failed.emit
        job = self.context.start(sandbox.probe_sandbox, done=show, failed=failed, reads_only=True)
        job.finished.connect(lambda: self._look.setEnabled(True))

    def _ended(self) -> None:
        self._button.setEnabled(True)

    def _show(self, findings: list[Finding]) -> None:
        clear(self._list)
        for finding in findings:
            said = sentence(finding.message)
            icon = "check" if finding.level == "good" else ""
            mend = button(_("Repair"), self.repair) if finding.repairable else None
            self._list.addWidget(Banner(_TONES[finding.level], said, mend, icon=icon))

    def repair(self) -> None:
        """Look for good copies, and put them in the place of what is damaged."""
        self._button.setEnabled(False)
        clear(self._list)
        self._list.addWidget(text(_("Looking for good copies. You can go on working."), "muted"))
        job = self.context.run(repair.repair, done=self._repaired)
        job.finished.connect(self._ended)

    def _repaired(self, done: Repaired) -> None:
        clear(self._list)
        for one in done.mended:
            titles = _(", ").join(isolate(visible(title)) for title in one.titles)
            said = _("{titles}: from {place}").format(titles=titles, place=isolate(sentence(one.source)))
            self._list.addWidget(Banner("green", said, icon="check"))
        if done.left:
            titles = _(", ").join(isolate(visible(title)) for title in done.left)
            said = _("No good copy was found of: {titles}. Ask whoever sent them to send everything again.")
            self._list.addWidget(Banner("amber", said.format(titles=titles)))
        if done.asked:
            people = _(", ").join(isolate(visible(person)) for person in done.asked)
            self._list.addWidget(Banner("plain", _(repair.ASKED).format(people=people)))
        if not (done.mended or done.left):
            self._list.addWidget(Banner("green", _("Nothing is damaged or missing."), icon="check"))


class AuditPart(QWidget):
    """Who did what and when, without content; the chain is checked at every unlock."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        lay = column(self, spacing=12)
        said = _("Who did what and when, without any content. Nothing in it can be changed or taken out.")
        lay.addWidget(text(said, "muted"))
        self.table = QTableWidget(0, 5)
        self.table.setHorizontalHeaderLabels([_("When"), _("Who"), _("What"), _("Concerning"), _("Reason")])
        self.table.setAccessibleName(_("Audit log"))
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setMinimumHeight(theme.px(420))
        head = self.table.horizontalHeader()
        head.setDefaultAlignment(leading() | Qt.AlignmentFlag.AlignVCenter)
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setStretchLastSection(True)
        lay.addWidget(self.table, 1)

    def reload(self) -> None:
        """Read the newest lines."""
        self.context.start(self._read, done=self._show, reads_only=True)

    def _read(self) -> list[tuple[str, ...]]:
        return [
            (
                format_instant(e.at),
                isolate(e.who),
                sentence(log_words.action(e.action)),
                e.subject[:8],
                isolate(sentence(log_words.reason(e.reason))),
            )
            for e in safety.audit_entries(self.context.ws)
        ]

    def _show(self, found: list[tuple[str, ...]]) -> None:
        self.table.setRowCount(len(found))
        for place, cells in enumerate(found):
            for at, said in enumerate(cells):
                item = QTableWidgetItem(unbroken(said))
                tip(item, said)
                self.table.setItem(place, at, item)
