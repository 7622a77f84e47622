"""Days as an iCalendar file (RFC 5545) that other calendars open, by the `icalendar` library."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

PRODUCT = "-//Focal Point//Deadlines//EN"


@dataclass(frozen=True, slots=True)
class Day:
    """An entry of a whole day; `uid` is the same whenever the same thing is written again."""

    uid: str
    on: str
    summary: str
    description: str


def write(days: list[Day], name: str, stamp: datetime) -> bytes:
    """Return a calendar of whole days; `stamp` is when it was made."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for day in days:
        on = date.fromisoformat(day.on)
        event = Event()
        event.add("uid", day.uid)
        event.add("dtstamp", stamp)
        event.add("dtstart", on)
        event.add("dtend", on + timedelta(days=1))
        event.add("summary", day.summary)
        event.add("transp", "TRANSPARENT")
        event.add("class", "CONFIDENTIAL")
        if day.description:
            event.add("description", day.description)
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def holidays(content: bytes) -> list[tuple[str, str]]:
    """Return the whole days of a calendar file and their names; raise ValueError if it is none."""
    found = []
    for event in Calendar.from_ical(content).walk("VEVENT"):
        start = event.get("dtstart")
        if start is not None:
            value = start.dt
            day = value.date() if isinstance(value, datetime) else value
            found.append((day.isoformat(), str(event.get("summary", ""))))
    return found
