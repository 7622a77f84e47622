"""The calendar of the office: working week, time zone, what it gives itself for “promptly”, and its holidays."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from focalpoint.domain.fields import Group, Kind, Spec
from focalpoint.domain.wording import N_
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.errors import explain
from focalpoint.gui.forms.choices import options
from focalpoint.gui.forms.dates import DateField
from focalpoint.gui.widgets.basics import button, clear, column, row, text, tool
from focalpoint.gui.widgets.choice import Choice
from focalpoint.gui.widgets.fields import labelled, line, name_field
from focalpoint.language import _, current, format_weekday, isolate
from focalpoint.services.casework import office

_DAY = Spec(kind=Kind.DATE, label=N_("Day"), group=Group.WHEN)
LONGEST_TARGET = 12


class CalendarPart(QWidget):
    """Changed at once; every clock counts by it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._lay = column(self, spacing=12)

    def reload(self) -> None:
        """Read the settings and show them."""
        ws, lists = self.context.ws, self.context.reference.lists
        clear(self._lay)
        self.week = Choice(options(lists["weeks"]), office.week(ws))
        self.week.activated.connect(lambda _place: self._keep(office.set_week, self.week.code()))
        self._lay.addWidget(labelled(_("Working week"), self.week))
        self.zone = Choice([(name, name.replace("_", " ")) for name in office.zones()], office.zone(ws))
        self.zone.activated.connect(lambda _place: self._keep(office.set_zone, self.zone.code()))
        self._lay.addWidget(labelled(_("Time zone of the office"), self.zone))
        self._targets()
        self._holidays()
        self._lay.addStretch(1)

    def _targets(self) -> None:
        about = _("Where the law says “promptly” or “without delay”, the office sets itself a target in working days.")
        self._lay.addWidget(text(_("Office targets"), "large"))
        self._lay.addWidget(text(about, "muted"))
        own = office.targets(self.context.ws)
        for code in self.context.reference.lists["clocks"].codes.values():
            if code.more["kind"] == "target":
                length = own.get(code.code, int(str(code.more["length"])))
                days = Choice([(str(n), str(n)) for n in range(1, LONGEST_TARGET + 1)], str(length))
                days.setAccessibleName(code.label(current()))
                days.activated.connect(partial(self._target, code.code, days))
                across = row(spacing=12)
                across.addWidget(text(code.label(current())), 1)
                across.addWidget(days)
                self._lay.addLayout(across)

    def _target(self, code: str, days: Choice, _place: int) -> None:
        self._keep(office.set_target, code, int(days.code()))

    def _holidays(self) -> None:
        self._lay.addWidget(text(_("Holidays"), "large"))
        found = office.holidays(self.context.ws)
        for day, name in found:
            across = row(spacing=8)
            across.addWidget(text(format_weekday(day), wrap=False))
            across.addWidget(text(isolate(name)), 1)
            drop = tool("trash", _("Take “{name}” off the list").format(name=name or day))
            drop.clicked.connect(partial(self._drop, day))
            across.addWidget(drop)
            self._lay.addLayout(across)
        if not found:
            self._lay.addWidget(text(_("No holiday yet. Working days are counted without them."), "muted"))
        add = row(spacing=8)
        self.day, self.name = DateField(_DAY, self.context.ws.today()), line(hint=_("Name of the holiday"))
        name_field(self.day, _("Day"))
        name_field(self.name, _("Name of the holiday"))
        self.name.setMinimumWidth(theme.text_px(160))
        add.addWidget(self.day, 0, Qt.AlignmentFlag.AlignTop)
        add.addWidget(self.name, 1, Qt.AlignmentFlag.AlignTop)
        add.addWidget(button(_("Add"), self.add, icon="add"), 0, Qt.AlignmentFlag.AlignTop)
        self._lay.addLayout(add)
        read = button(_("Read holidays from a calendar file…"), self._read, role="link", icon="folder")
        self._lay.addWidget(read, 0, Qt.AlignmentFlag.AlignLeading)

    def add(self) -> None:
        """Add the holiday that was typed."""
        if self.day.problem() or not self.day.value():
            self.day.setFocus()
            return
        self._keep(office.add_holiday, str(self.day.value()), self.name.text())

    def _drop(self, day: str, _checked: object = None) -> None:
        self._keep(office.drop_holiday, day)

    def _read(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Read holidays from a calendar file"), str(Path.home()), _("Calendars (*.ics)")
        )
        if chosen:
            self._keep(office.read_holidays, Path(chosen))

    def _keep(self, change: Callable[..., None], *values: object) -> None:
        ws = self.context.ws

        def work() -> None:
            change(ws, *values)

        self.context.start(work, done=lambda _none: self.reload(), failed=self._failed, kept=True)

    def _failed(self, error: BaseException) -> None:
        self.context.notice.emit(explain(error).as_line(), "")
        self.reload()
