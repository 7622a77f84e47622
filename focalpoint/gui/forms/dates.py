"""A date typed in any common form, echoed in words; a time of the day; an instant, which the program writes."""

from datetime import date

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QCalendarWidget, QMenu, QWidgetAction

from focalpoint.domain.dates import parse_date, parse_time
from focalpoint.domain.fields import Spec, Value
from focalpoint.gui import theme
from focalpoint.gui.forms.base import Field
from focalpoint.gui.widgets.basics import column, row, text, tool
from focalpoint.gui.widgets.fields import line
from focalpoint.language import _, format_instant, format_weekday


class DateField(Field):
    """A date by keyboard: `5/11`, `5 nov`, `٥ تشرين الثاني`, `+30`, `tomorrow`; or from a calendar."""

    def __init__(self, spec: Spec, today: date) -> None:
        super().__init__(spec)
        self._today = today
        lay = column(self, spacing=4)
        across = row(spacing=4)
        self.edit = line(hint=_("day/month/year, or +30"))
        self.edit.textEdited.connect(self._typed)
        self.edit.editingFinished.connect(self.left)
        self._calendar = tool("today", _("Choose from a calendar"), self._open)
        across.addWidget(self.edit, 1)
        across.addWidget(self._calendar)
        lay.addLayout(across)
        self._echo = text("", "small")
        lay.addWidget(self._echo)
        self.setFocusProxy(self.edit)
        self.setMaximumWidth(theme.text_px(340))
        self._say()

    def value(self) -> Value:
        """Return the date as `yyyy-mm-dd`, "" if there is none or it is not one."""
        return parse_date(self.edit.text(), self._today) or ""

    def put(self, value: Value) -> None:
        """Show a date."""
        shown = ""
        if value:
            day = date.fromisoformat(str(value))
            shown = f"{day.day:02}/{day.month:02}/{day.year}"
        self.edit.setText(shown)
        self._say()

    def problem(self) -> str:
        """Say that this is no date."""
        if parse_date(self.edit.text(), self._today) is None:
            return _("This is not a date. Write it as day/month/year, for example 5/11/2026.")
        return ""

    def _typed(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        iso = parse_date(self.edit.text(), self._today)
        self._echo.setText(format_weekday(iso) if iso else "")
        self._echo.setVisible(bool(iso))
        self.edit.setAccessibleDescription(self._echo.text())

    def _open(self) -> None:
        calendar = QCalendarWidget()
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        current = parse_date(self.edit.text(), self._today)
        if current:
            calendar.setSelectedDate(QDate.fromString(current, Qt.DateFormat.ISODate))
        menu = QMenu(self)
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(calendar)
        menu.addAction(holder)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def take(chosen: QDate) -> None:
            self.put(chosen.toString(Qt.DateFormat.ISODate))
            self.changed.emit()
            self.left.emit()
            menu.close()

        calendar.activated.connect(take)
        calendar.clicked.connect(take)
        menu.popup(self.edit.mapToGlobal(self.edit.rect().bottomLeft()))


class TimeField(Field):
    """A time of the day by keyboard: `9:30`, `9h30`, `0930`, in either set of digits."""

    def __init__(self, spec: Spec) -> None:
        super().__init__(spec)
        self.edit = line(hint=_("hours:minutes"), ltr=True)
        self.edit.setMaximumWidth(theme.text_px(140))
        self.edit.textEdited.connect(lambda _text: self.changed.emit())
        self.edit.editingFinished.connect(self.left)
        column(self).addWidget(self.edit, 0, Qt.AlignmentFlag.AlignLeading)
        self.setFocusProxy(self.edit)

    def value(self) -> Value:
        """Return the time as `hh:mm`, "" if there is none or it is not one."""
        return parse_time(self.edit.text()) or ""

    def put(self, value: Value) -> None:
        """Show a time."""
        self.edit.setText(str(value or ""))

    def problem(self) -> str:
        """Say that this is no time."""
        if parse_time(self.edit.text()) is None:
            return _("This is not a time. Write it as hours:minutes, for example 9:30 or 14:00.")
        return ""


class InstantField(Field):
    """A moment the program wrote: shown, never typed."""

    def __init__(self, spec: Spec) -> None:
        super().__init__(spec)
        self._iso = ""
        self._label = text("", selectable=True)
        column(self).addWidget(self._label)

    def value(self) -> Value:
        """Return the moment."""
        return self._iso

    def put(self, value: Value) -> None:
        """Show a moment."""
        self._iso = str(value or "")
        self._label.setText(format_instant(self._iso))
