"""Attendance: sessions across, people down; a key is a tick."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from focalpoint.domain.local_texts import local
from focalpoint.domain.seminar_parts import SeminarSession
from focalpoint.domain.visible_text import unbroken, visible
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.dialogs.report import PaperDialog, Printout
from focalpoint.gui.pages.reading.certificates_dialog import CertificatesDialog
from focalpoint.gui.widgets.basics import button, clear, column, text
from focalpoint.gui.widgets.flow import Flow
from focalpoint.gui.widgets.plain_text import tip
from focalpoint.language import _, current, isolate, isolate_ltr
from focalpoint.services.core.changes import Changes
from focalpoint.services.seminars import attendance, lists
from focalpoint.services.seminars.attendance import AttendanceSheet

TICK, NONE = "✓", ""
KEYS = (Qt.Key.Key_Space, Qt.Key.Key_X, Qt.Key.Key_Return, Qt.Key.Key_Enter)
TOUCHING = frozenset({"attendance", "participant", "session"})


class AttendanceTab(QWidget):
    """The space bar ticks and goes to the next person; arrows move. It reads by itself, so that the place stays."""

    def __init__(self, context: Context, seminar: str) -> None:
        super().__init__()
        self.context, self._seminar = context, seminar
        self._sheet = AttendanceSheet((), (), frozenset())
        lay = column(self, margins=(24, 16), spacing=8)
        self.tools = Flow(spacing=8)
        self.tools.add(button(_("Attendance list on paper…"), self._print, icon="print"))
        self.tools.add(button(_("Certificates…"), self._certificates, icon="verified"))
        lay.addWidget(self.tools)
        self._said = column(spacing=4)
        lay.addLayout(self._said)
        self.grid = QTableWidget(0, 0)
        self.grid.setAccessibleName(_("Attendance"))
        self.grid.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.grid.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.grid.setTabKeyNavigation(False)
        self.grid.setCornerButtonEnabled(False)
        self.grid.setFrameShape(QFrame.Shape.NoFrame)
        self.grid.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.grid.cellClicked.connect(self._toggle)
        self.grid.installEventFilter(self)
        lay.addWidget(self.grid)
        lay.addStretch(1)
        context.refresh.changed.connect(self._changed)
        self._read()

    def _print(self) -> None:
        make = partial(lists.attendance_pdf, self.context.ws, self._seminar)
        PaperDialog(self.window(), self.context, Printout(_("Attendance list on paper"), "", "attendance", make)).open()

    def _certificates(self) -> None:
        CertificatesDialog(self.window(), self.context, self._seminar).open()

    def _read(self) -> None:
        self.context.run(attendance.sheet, self._seminar, done=self._show, reads_only=True)

    def _changed(self, changes: Changes) -> None:
        if TOUCHING & {type_name for type_name, _record in changes.touched}:
            self._read()

    def _show(self, found: AttendanceSheet) -> None:
        if (found.sessions, found.people) != (self._sheet.sessions, self._sheet.people) or not self.grid.rowCount():
            self._sheet = found
            self._lay_out()
        self._sheet = found
        for line, person in enumerate(found.people):
            for place, one in enumerate(found.sessions):
                self._mark(line, place, there=(one.id, person.id) in found.present)
        self._tell()

    def _lay_out(self) -> None:
        found = self._sheet
        self.grid.setRowCount(len(found.people))
        self.grid.setColumnCount(len(found.sessions))
        self.grid.setHorizontalHeaderLabels([_short(one, n) for n, one in enumerate(found.sessions, 1)])
        named = (f"{one.number}  {one.name}" if one.number else one.name for one in found.people)
        self.grid.setVerticalHeaderLabels([unbroken(visible(name)) for name in named])
        for place, one in enumerate(found.sessions):
            item = self.grid.horizontalHeaderItem(place)
            if item is not None:
                tip(item, visible(local(one, "title", current())))
            self.grid.setColumnWidth(place, theme.text_px(72))
        if found.people and found.sessions:
            self.grid.setCurrentCell(0, 0)
        lines = self.grid.verticalHeader().length() + self.grid.horizontalHeader().sizeHint().height()
        self.grid.setFixedHeight(min(lines + theme.px(16), theme.px(460)))
        self.grid.setHidden(not (found.people and found.sessions))

    def _tell(self) -> None:
        clear(self._said)
        found = self._sheet
        if not found.sessions or not found.people:
            self._said.addWidget(
                text(_("Add sessions and participants first; then tick here who was present."), "muted")
            )
            return
        self._said.addWidget(
            text(_("Space ticks and goes on to the next person; arrows move. Breaks are left out."), "small")
        )
        place = max(self.grid.currentColumn(), 0)
        number = found.count(found.sessions[place].id)
        said = _("Session {session}: {n} of {total} present")
        self._said.addWidget(text(said.format(n=number, total=len(found.people), session=place + 1), "strong"))

    def _mark(self, line: int, place: int, *, there: bool) -> None:
        item = self.grid.item(line, place)
        if item is None:
            item = QTableWidgetItem()
            item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
            self.grid.setItem(line, place, item)
        item.setText(TICK if there else NONE)
        person, one = self._sheet.people[line], self._sheet.sessions[place]
        state = _("present") if there else _("not ticked")
        item.setData(
            Qt.ItemDataRole.AccessibleTextRole, f"{isolate(person.name)}, {local(one, 'title', current())}: {state}"
        )

    def _toggle(self, line: int, place: int) -> None:
        found = self._sheet
        if not (0 <= line < len(found.people) and 0 <= place < len(found.sessions)):
            return
        person, one = found.people[line].id, found.sessions[place].id
        there = (one, person) not in self._sheet.present
        pairs = self._sheet.present | {(one, person)} if there else self._sheet.present - {(one, person)}
        self._sheet = AttendanceSheet(found.sessions, found.people, pairs)
        self._mark(line, place, there=there)  # at once; what is kept is read again
        self._tell()
        done = self.context.refresh.announce
        failed = partial(self._failed)
        self.context.run(attendance.tick, one, person, present=there, done=done, failed=failed, kept=True)

    def _failed(self, error: BaseException) -> None:
        self._read()
        self.context.failed.emit(error)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tick with a key, and go on to the next person."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and event.key() in KEYS:
            line, place = self.grid.currentRow(), self.grid.currentColumn()
            self._toggle(line, place)
            if line + 1 < self.grid.rowCount():
                self.grid.setCurrentCell(line + 1, place)
            return True
        return super().eventFilter(watched, event)


def _short(one: SeminarSession, number: int) -> str:
    """Return the heading of a column: the number of the session, its day of the month and its hour."""
    day = f"{one.day[8:10]}/{one.day[5:7]}" if one.day else "–"
    return f"{number}\n{isolate_ltr(day)}\n{isolate_ltr(one.starts)}"
