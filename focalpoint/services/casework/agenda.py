"""Deadlines for calendars outside the vault, and what the day asks to be reminded of."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from focalpoint.documents import calendars
from focalpoint.domain.messages import Message, Parameter
from focalpoint.domain.wording import N_
from focalpoint.language import say, translate
from focalpoint.services.casework import office, timetable
from focalpoint.services.casework.timetable import DueItem
from focalpoint.services.core.workspace import Workspace, log

AHEAD = 400
LATE = 60
SOON = 14
LISTED = 50


def export(ws: Workspace, language: str, first: date | None = None, last: date | None = None) -> bytes:
    """Return what falls in a span as an iCalendar file in a language; of sealed requests only their alias leaves."""
    begin, end = first or ws.today(), last or ws.today() + timedelta(days=AHEAD)
    days = [
        _day(ws, item, language) for item in timetable.items(ws, begin, end) if item.phase not in ("met", "met late")
    ]
    log(ws, "export calendar")
    named = translate(N_("Deadlines of Focal Point"), language)
    return calendars.calendar_bytes(days, named, ws.now(), training=ws.info.training)


def _day(ws: Workspace, item: DueItem, language: str) -> calendars.Day:
    kind, label = ws.reference.label("clock_kinds", item.kind, language), say(item.label, language)
    named = f"{item.reference} {label}".strip()
    mark = hashlib.sha256(f"{item.record} {item.kind} {label}".encode()).hexdigest()[:32]
    return calendars.Day(f"{mark}@focal-point", item.on, f"{named} – {kind}", say(item.title, language))


@dataclass(frozen=True, slots=True)
class Pressing:
    """What is late or due within two weeks and not done, beside the deadlines of requests: the first, and how many."""

    items: list[DueItem]
    count: int
    today: int  # of them end today


def pressing_items(ws: Workspace) -> Pressing:
    """Return what presses."""
    today = ws.today()
    found, number = timetable.running(ws, today + timedelta(days=SOON), LISTED)
    return Pressing(found, number, timetable.ending(ws, today))


def is_off(ws: Workspace, day: date) -> Parameter:
    """Return why a day is no working day: the name of the holiday, a word for the weekend, or ""."""
    named = dict(office.holidays(ws)).get(day.isoformat())
    if named is not None:
        return named or Message(N_("Holiday"))
    return "" if office.calendar(ws).works(day) else Message(N_("Weekend"))
