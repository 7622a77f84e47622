"""The programme of a seminar: a heading a day, a line a session."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from focalpoint.domain.local_texts import local
from focalpoint.domain.seminar_parts import SeminarSession
from focalpoint.domain.visible_text import visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.destinations import ToNewRecord, ToRecord
from focalpoint.gui.dialogs.report import PaperDialog, Printout
from focalpoint.gui.dialogs.save_target import ask_target
from focalpoint.gui.pages.register.intake import choose_table
from focalpoint.gui.widgets.basics import Elided, button, column, text
from focalpoint.gui.widgets.flow import Flow
from focalpoint.gui.widgets.lines import LineButton
from focalpoint.language import _, current, format_weekday, isolate, isolate_ltr
from focalpoint.services.core import output_files
from focalpoint.services.seminars import invitations, lists, programme
from focalpoint.services.seminars.programme import ProgrammeDay


class ProgrammeTab(QWidget):
    """Days with their sessions in order: hours, title, speakers by role, room, interpretation."""

    def __init__(self, context: Context, seminar: str, days: list[ProgrammeDay]) -> None:
        super().__init__()
        self.context, self._seminar = context, seminar
        lay = column(self, margins=(24, 16), spacing=8)
        self.tools = Flow(spacing=8)
        self.tools.add(button(_("New session"), self._add, icon="add"))
        self.tools.add(button(_("Take in a table…"), self._take_in, icon="list"))
        if days:
            self.tools.add(button(_("Programme on paper…"), self._print, icon="print"))
            self.tools.add(button(_("Save as a calendar file…"), self._calendar, icon="calendar"))
        lay.addWidget(self.tools)
        for day in days:
            lay.addSpacing(8)
            lay.addWidget(text(format_weekday(day.day) if day.day else _("Day not settled"), "strong"))
            for one in day.sessions:
                lay.addWidget(self._line(one))
        if not days:
            lay.addWidget(text(_("No session yet. Add what is dealt with on each day, and when."), "muted"))
        lay.addStretch(1)

    def _take_in(self) -> None:
        choose_table(self.window(), self.context, "session", self._seminar)

    def _print(self) -> None:
        make = partial(lists.programme_pdf, self.context.ws, self._seminar)
        PaperDialog(self.window(), self.context, Printout(_("Programme on paper"), "", "programme", make)).open()

    def _calendar(self) -> None:
        """Ask where, and write the sessions for calendars outside the vault."""
        training = self.context.ws.info.training
        target = ask_target(self, _("Save as a calendar file"), "programme.ics", "iCalendar (*.ics)", training=training)
        if target:
            said = _("Written. The file is not protected by the vault.")
            make = partial(invitations.calendar_file, self.context.ws, self._seminar, current())
            self.context.start(
                lambda: output_files.write_file(target, make()),
                done=lambda _none: self.context.notice.emit(said, ""),
            )

    def _add(self) -> None:
        self.context.go.emit(ToNewRecord("session", programme.begin_session(self.context.ws, self._seminar)))

    def _line(self, one: SeminarSession) -> LineButton:
        title = visible(local(one, "title", current())) or self._kind(one)
        about = " · ".join(self._about(one))
        made = LineButton(title, about)
        hours = text(isolate_ltr(programme.hours(one)) or "–", "muted", wrap=False)
        hours.setMinimumWidth(theme.text_px(110))
        made.inner.addWidget(hours, 0, Qt.AlignmentFlag.AlignTop)
        words = column(spacing=0)
        words.addWidget(Elided(isolate(title) or _("Without a title")))
        if about:
            words.addWidget(Elided(about, "small"))
        made.inner.addLayout(words, 1)
        made.finish()
        made.clicked.connect(partial(self._open, one.id))
        return made

    def _open(self, session: str, _checked: bool = False) -> None:
        self.context.go.emit(ToRecord("session", session))

    def _kind(self, one: SeminarSession) -> str:
        return self.context.reference.label("session_kinds", one.kind, current())

    def _about(self, one: SeminarSession) -> list[str]:
        said = [isolate(visible(part)) for part in (local(one, "speakers", current()), one.room) if part]
        names = [self.context.reference.label("languages", code, current()) for code in one.interpretation]
        spoken = _("interpretation: {languages}").format(languages=_(", ").join(names)) if names else ""
        kind = self._kind(one) if local(one, "title", current()) else ""
        return [part for part in (kind, *said, spoken) if part]
