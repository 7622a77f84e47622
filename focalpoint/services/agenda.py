"""Deadlines for calendars outside the vault, and what the day asks to be reminded of."""

import hashlib
from datetime import date, timedelta

from focalpoint.documents import calendars
from focalpoint.domain.wording import N_
from focalpoint.language import _, current, translate
from focalpoint.services import clocks, office
from focalpoint.services.clocks import Item
from focalpoint.services.workspace import Workspace, log

AHEAD = 400
LATE = 60
SOON = 14


def export(ws: Workspace, first: date | None = None, last: date | None = None) -> bytes:
    """Return what falls in a span as an iCalendar file; of sealed requests only their alias leaves."""
    begin, end = first or ws.today(), last or ws.today() + timedelta(days=AHEAD)
    days = [_day(ws, item) for item in clocks.items(ws, begin, end) if item.phase not in ("met", "met late")]
    log(ws, "export calendar")
    return calendars.write(days, translate(N_("Deadlines of Focal Point"), current()), ws.now())


def _day(ws: Workspace, item: Item) -> calendars.Day:
    kind = ws.reference.label("clock_kinds", item.kind, current())
    named = f"{item.reference} {item.label}".strip()
    mark = hashlib.sha256(f"{item.record} {item.kind} {item.label}".encode()).hexdigest()[:32]
    return calendars.Day(f"{mark}@focal-point", item.on, f"{named} – {kind}", item.title)


def pressing(ws: Workspace) -> list[Item]:
    """Return what is late or due within two weeks and not done, beside the deadlines of requests."""
    today = ws.today()
    found = clocks.items(ws, today - timedelta(days=LATE), today + timedelta(days=SOON), deadlines=False)
    return [item for item in found if item.phase in ("late", "due", "running")]


def is_off(ws: Workspace, day: date) -> str:
    """Return why a day is no working day: the name of the holiday, a word for the weekend, or ""."""
    named = dict(office.holidays(ws)).get(day.isoformat())
    if named is not None:
        return named or _("Holiday")
    return "" if office.calendar(ws).works(day) else _("Weekend")
