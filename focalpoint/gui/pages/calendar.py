"""The calendar: a month, a week or the coming days, with what falls on them; weekends and holidays told apart."""

from calendar import monthrange
from datetime import date, timedelta
from functools import partial
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from focalpoint.domain import values
from focalpoint.gui import theme
from focalpoint.gui.context import Context
from focalpoint.gui.destinations import ToRecord
from focalpoint.gui.dialogs.save_target import ask_target
from focalpoint.gui.pages.base import Page
from focalpoint.gui.shortcuts import action
from focalpoint.gui.widgets.basics import Elided, Pill, TextRole, Tone, button, clear, column, row, scrolled, text, tool
from focalpoint.gui.widgets.lines import LineButton
from focalpoint.gui.widgets.plain_text import tip
from focalpoint.language import _, current, format_month, format_weekday, isolate, isolate_ltr, say, weekday_names
from focalpoint.services.casework import agenda, office, timetable
from focalpoint.services.casework.timetable import DueItem
from focalpoint.services.core import output_files

Mode = Literal["month", "week", "agenda"]
IN_A_CELL = 3
AGENDA_DAYS = 60
TONES: dict[str, Tone] = {"late": "red", "due": "amber", "met": "green", "met late": "green"}


class CalendarPage(Page):
    """Reads only the span it shows."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.mode: Mode = "month"
        self.day = context.ws.today()
        outer = column(self, spacing=0)
        outer.addLayout(self._tools())
        self._body = QWidget()
        self._lay: QVBoxLayout = column(self._body, margins=(16, 8), spacing=8)
        outer.addWidget(scrolled(self._body, name=_("Calendar")), 1)
        action(self, _("Earlier"), "PgUp", lambda: self.move_by(-1))
        action(self, _("Later"), "PgDown", lambda: self.move_by(1))

    def _tools(self) -> QVBoxLayout:
        lay = column(margins=(16, 8))
        line = row(spacing=8)
        for icon, name, step in (("back", _("Earlier"), -1), ("forward", _("Later"), 1)):
            made = tool(icon, name)
            made.clicked.connect(partial(self._step, step))
            line.addWidget(made)
        line.addWidget(button(_("Today"), self._today))
        self.title = Elided("", "large")
        line.addWidget(self.title, 1)
        self._modes = {}
        modes: tuple[tuple[Mode, str], ...] = (("month", _("Month")), ("week", _("Week")), ("agenda", _("Agenda")))
        for mode, name in modes:
            made_mode = button(name, partial(self.show_mode, mode), role="choice")
            made_mode.setCheckable(True)
            self._modes[mode] = made_mode
            line.addWidget(made_mode)
        line.addWidget(button(_("Export…"), self._export, icon="save", tip=_("Write an iCalendar file")))
        lay.addLayout(line)
        return lay

    def show_mode(self, mode: Mode) -> None:
        """Show a month, a week or the agenda."""
        self.mode = mode
        self.reload()

    def move_by(self, step: int) -> None:
        """Go to the span before or after."""
        if self.mode == "month":
            months = self.day.year * 12 + self.day.month - 1 + step
            day = date(months // 12, months % 12 + 1, 1)
        else:
            day = self.day + timedelta(days=step * (7 if self.mode == "week" else AGENDA_DAYS))
        self.day = min(max(day, values.FIRST_DAY), values.LAST_DAY)
        self.reload()

    def _step(self, step: int, _checked: object = None) -> None:
        self.move_by(step)

    def _today(self) -> None:
        self.day = self.context.ws.today()
        self.reload()

    def span(self) -> tuple[date, date]:
        """Return the first and last day shown."""
        if self.mode == "agenda":
            return self.day, self.day + timedelta(days=AGENDA_DAYS - 1)
        first = self.day.replace(day=1) if self.mode == "month" else self.day
        last = first.replace(day=monthrange(first.year, first.month)[1]) if self.mode == "month" else first
        begin = office.first_day(self.context.ws)
        first -= timedelta(days=(first.weekday() - begin) % 7)
        last += timedelta(days=6 - (last.weekday() - begin) % 7)
        return first, last

    def reload(self) -> None:
        """Read the span again."""
        for mode, made in self._modes.items():
            made.setChecked(mode == self.mode)
        ws, span = self.context.ws, self.span()

        def read() -> tuple[tuple[date, date], list[DueItem], dict[date, str]]:
            days = [span[0] + timedelta(days=n) for n in range((span[1] - span[0]).days + 1)]
            return span, timetable.items(ws, *span), {day: say(agenda.is_off(ws, day)) for day in days}

        self.context.start(read, done=self._show, reads_only=True)

    def _show(self, answer: tuple[tuple[date, date], list[DueItem], dict[date, str]]) -> None:
        span, items, off = answer
        if span != self.span():
            return
        clear(self._lay)
        by_day: dict[str, list[DueItem]] = {}
        for item in items:
            by_day.setdefault(item.on, []).append(item)
        self.title.setText(format_month(self.day))
        if self.mode == "agenda":
            self._agenda(by_day, off)
        else:
            self._grid(span, by_day, off)

    def _agenda(self, by_day: dict[str, list[DueItem]], off: dict[date, str]) -> None:
        for on, items in by_day.items():
            head = row(spacing=8)
            head.addWidget(text(format_weekday(on), "strong", wrap=False))
            if off.get(date.fromisoformat(on)):
                head.addWidget(Pill(off[date.fromisoformat(on)]))
            head.addStretch(1)
            self._lay.addLayout(head)
            for item in items:
                self._lay.addWidget(self._line(item))
        if not by_day:
            self._lay.addWidget(text(_("Nothing falls on these days."), "muted"))
        self._lay.addStretch(1)

    def _line(self, item: DueItem) -> LineButton:
        kind = self.context.reference.label("clock_kinds", item.kind, current())
        made = LineButton(f"{item.reference} {say(item.label)}", kind)
        reference = text(isolate_ltr(item.reference), "strong", wrap=False)
        reference.setMinimumWidth(theme.text_px(110))
        made.inner.addWidget(reference)
        words = column(spacing=0)
        words.addWidget(Elided(isolate(say(item.label))))
        words.addWidget(Elided(isolate(say(item.title)), "small"))
        made.inner.addLayout(words, 1)
        made.inner.addWidget(Pill(kind, TONES.get(item.phase, "plain")))
        made.finish()
        made.clicked.connect(partial(self._open, item))
        return made

    def _grid(self, span: tuple[date, date], by_day: dict[str, list[DueItem]], off: dict[date, str]) -> None:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.px(4))
        names = weekday_names()
        begin = office.first_day(self.context.ws)
        for place in range(7):
            grid.addWidget(Elided(names[(begin + place) % 7], "caption"), 0, place)
            grid.setColumnStretch(place, 1)
        for number in range((span[1] - span[0]).days + 1):
            day = span[0] + timedelta(days=number)
            cell = self._cell(day, by_day.get(day.isoformat(), []), off[day])
            grid.addWidget(cell, 1 + number // 7, number % 7)
            grid.setRowStretch(1 + number // 7, 1)
        self._lay.addWidget(holder, 1)

    def _cell(self, day: date, items: list[DueItem], off: str) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "well" if off else "card")
        frame.setMinimumHeight(theme.text_px(86 if self.mode == "month" else 360))
        lay = column(frame, margins=(6, 4), spacing=2)
        outside_month = self.mode == "month" and day.month != self.day.month
        head = row(spacing=4)
        number = text(str(day.day), "muted" if outside_month else "strong", wrap=False)
        head.addWidget(Pill(str(day.day), "accent") if day == self.context.ws.today() else number)
        if off:
            head.addWidget(Elided(off, "small"), 1)
        else:
            head.addStretch(1)
        lay.addLayout(head)
        most = IN_A_CELL if self.mode == "month" else len(items)
        for item in items[:most]:
            lay.addWidget(self._short(item))
        if len(items) > most:
            more = button(_("{n} more").format(n=len(items) - most), partial(self._day_of, day), role="link")
            lay.addWidget(more, 0, Qt.AlignmentFlag.AlignLeading)
        lay.addStretch(1)
        frame.setAccessibleName(" ".join([format_weekday(day.isoformat()), off, *(say(item.label) for item in items)]))
        return frame

    def _short(self, item: DueItem) -> QWidget:
        """Return an item in a cell: its reference, and what it is where there is room."""
        kind = self.context.reference.label("clock_kinds", item.kind, current())
        made = LineButton(f"{item.reference} {say(item.label)}".strip(), kind)
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        made.inner.setContentsMargins(theme.px(2), 0, theme.px(2), 0)
        words = column(spacing=0)
        role: TextRole = "red" if item.phase == "late" else "small"
        words.addWidget(Elided(isolate_ltr(item.reference) or isolate(say(item.label)), role))
        if self.mode == "week" and item.reference:
            words.addWidget(Elided(isolate(say(item.label)), "small"))
        made.inner.addLayout(words, 1)
        made.finish()
        tip(made, f"{isolate_ltr(item.reference)} {isolate(say(item.label))} – {kind}".strip())
        made.clicked.connect(partial(self._open, item))
        return made

    def _day_of(self, day: date) -> None:
        self.day = day
        self.show_mode("agenda")

    def _open(self, item: DueItem, _checked: object = None) -> None:
        self.context.go.emit(ToRecord(item.type, item.record))

    def _export(self) -> None:
        target = ask_target(self, _("Write an iCalendar file"), "deadlines.ics", training=self.context.ws.info.training)
        if target:
            ws = self.context.ws
            said = _("Written. The file is not protected by the vault; sealed requests show their alias only.")
            self.context.start(
                lambda: output_files.write_file(target, agenda.export(ws, current())),
                done=lambda _none: self.context.notice.emit(said, ""),
            )
