"""Certificates of attendance: who may have one, in which languages, written as files; and taking one back."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.seminar_parts import AttendanceCertificate, Participant
from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.base import Dialog
from focalpoint.gui.errors import explain
from focalpoint.gui.widgets.basics import Elided, Pill, button, clear, column, row, text
from focalpoint.gui.widgets.choice import Choice
from focalpoint.gui.widgets.fields import labelled
from focalpoint.language import _, current, format_date, format_number, isolate, isolate_ltr, ngettext
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.seminars import attendance, certificate_papers, certificates
from focalpoint.services.seminars.attendance import AttendanceSheet

ALL = "all"
SHARES = (50, 60, 75, 80, 90, 100)  # per cent of the sessions that may be asked for
Read = tuple[AttendanceSheet, dict[str, list[AttendanceCertificate]]]


class CertificatesDialog(Dialog):
    """A line a person: how many sessions, and what was issued. The files go into a folder of the person's choice."""

    def __init__(self, parent: QWidget, context: Context, seminar: str) -> None:
        about = _("They follow attendance, never results. Anybody can check one without a network.")
        super().__init__(
            parent, _("Certificates of attendance"), training=context.ws.info.training, width=620, about=about
        )
        self.context, self._seminar = context, seminar
        self._read: Read = (AttendanceSheet((), (), frozenset()), {})
        shares = [(str(share), f"{format_number(share)} %") for share in SHARES]
        self.least = Choice(shares, str(certificates.LEAST))
        self.least.currentIndexChanged.connect(lambda _place: self._tell())
        offered = [(code, one.name) for code, one in LANGUAGES.items()]
        self.languages = Choice([*offered, (ALL, _("In all languages on one page"))], ALL)
        self.content.addWidget(labelled(_("Per cent of the sessions asked for"), self.least))
        self.content.addWidget(labelled(_("Language of the paper"), self.languages))
        self._lines = column(spacing=4)
        self.content.addLayout(self._lines)
        self.content.addStretch(1)
        self.go = self.add_actions(_("Write the certificates…"), self._choose, cancel=_("Close"))
        self.resize(theme.px(660), theme.px(560))
        self.reload()

    def reload(self) -> None:
        """Read the attendance and what was issued."""
        self.context.run(_read, self._seminar, done=self._show, failed=self._failed, reads_only=True)

    def _show(self, read: Read) -> None:
        self._read = read
        self._tell()

    def _tell(self) -> None:
        clear(self._lines)
        found, issued = self._read
        for person in found.people:
            self._lines.addWidget(self._line(person, issued.get(person.id, [])))
        number = len(self._qualified())
        said = ngettext("Write {n} certificate…", "Write {n} certificates…", number)
        self.go.setText(said.format(n=number))
        self.go.setEnabled(number > 0)

    def _qualified(self) -> list[str]:
        found, least = self._read[0], int(self.least.code())
        return [one.id for one in found.people if certificates.qualifies(found, one.id, least)]

    def _line(self, person: Participant, issued: list[AttendanceCertificate]) -> QWidget:
        holder, found = QWidget(), self._read[0]
        line = row(holder, spacing=8)
        number = text(isolate_ltr(person.number) or "–", "strong", wrap=False)
        number.setMinimumWidth(theme.text_px(36))
        line.addWidget(number)
        line.addWidget(Elided(isolate(visible(person.name))), 1)
        there = _("{attended} of {of}").format(attended=len(found.of(person.id)), of=len(found.sessions))
        enough = person.id in self._qualified()
        line.addWidget(Pill(there, "green" if enough else "plain"), 0, Qt.AlignmentFlag.AlignVCenter)
        living = [one for one in issued if not one.withdrawn_on]
        if living:
            line.addWidget(Pill(_("issued"), "accent"))
            tip = _("Note that it does not hold any more. Only your office knows it.")
            line.addWidget(button(_("Withdraw"), partial(self._withdraw, living[-1].id), role="link", tip=tip))
        elif issued:
            line.addWidget(Pill(_("withdrawn on {date}").format(date=format_date(issued[-1].withdrawn_on)), "amber"))
        return holder

    def _withdraw(self, record: str) -> None:
        self.context.run(certificates.withdraw, record, done=self._changed, failed=self._failed, kept=True)

    def _changed(self, changes: Changes) -> None:
        self.context.refresh.announce(changes)
        self.reload()

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("Write the certificates"), str(Path.home()))
        if folder:
            self.write(Path(folder))

    def write(self, folder: Path) -> None:
        """Issue the certificates of all who qualify, and write file and paper of each."""
        chosen = tuple(LANGUAGES) if self.languages.code() == ALL else (self.languages.code(),)
        ordered = tuple(sorted(chosen, key=lambda code: code != current()))
        work = partial(
            _written, people=self._qualified(), least=int(self.least.code()), languages=ordered, folder=folder
        )
        self.go.setEnabled(False)
        self.context.run(work, done=self._done, failed=self._failed, kept=True)

    def _done(self, answer: tuple[Changes, int]) -> None:
        changes, number = answer
        self._changed(changes)
        said = ngettext("{n} file written; it is not protected by the vault.",
                        "{n} files written; they are not protected by the vault.", number)  # fmt: skip
        self.say(said.format(n=number))

    def _failed(self, error: BaseException) -> None:
        self._tell()
        self.say(explain(error).as_line(), bad=True)


def _read(ws: Workspace, seminar: str) -> Read:
    issued: dict[str, list[AttendanceCertificate]] = {}
    for one in certificates.certificates_of(ws, seminar):
        issued.setdefault(one.participant, []).append(one)
    return attendance.sheet(ws, seminar), issued


def _written(
    ws: Workspace, *, people: list[str], least: int, languages: tuple[str, ...], folder: Path
) -> tuple[Changes, int]:
    changes, issued = certificates.issue_all(ws, people, least)
    return changes, len(certificate_papers.write_certificates(ws, issued, folder, languages))
