"""Days of this program as an iCalendar file (RFC 5545). Those from outside: `days`."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from focalpoint.domain import worlds
from focalpoint.loading import late

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = late("icalendar")


PRODUCT = "-//Focal Point//Deadlines//EN"


@dataclass(frozen=True, slots=True)
class Day:
    """An entry of a whole day; `uid` is the same whenever the same thing is written again."""

    uid: str
    on: str
    summary: str
    description: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """An entry with hours in a zone; without hours it is of the whole day."""

    uid: str
    day: str
    starts: str
    ends: str
    summary: str
    description: str
    place: str


def meetings_bytes(meetings: list[Meeting], name: str, stamp: datetime, zone: tzinfo, *, training: bool) -> bytes:
    """Return a calendar of meetings in a zone, which is described in the file; marked as `calendar_bytes` marks it."""
    calendar = _begun(name, training=training)
    for one in meetings:
        event = icalendar.Event()
        event.add("uid", one.uid)
        event.add("dtstamp", stamp)
        day = date.fromisoformat(one.day)
        if one.starts:
            begins = datetime.combine(day, time.fromisoformat(one.starts), zone)
            event.add("dtstart", begins)
            if one.ends > one.starts:
                event.add("dtend", datetime.combine(day, time.fromisoformat(one.ends), zone))
        else:
            event.add("dtstart", day)
            event.add("dtend", day + timedelta(days=1))
        event.add("summary", worlds.marked_name(one.summary, training=training))
        for field, value in (("description", one.description), ("location", one.place)):
            if value:
                event.add(field, value)
        calendar.add_component(event)
    calendar.add_missing_timezones()
    content: bytes = calendar.to_ical()
    return content


def _begun(name: str, *, training: bool) -> "icalendar.Calendar":
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", worlds.marked_name(name, training=training))
    return calendar


def calendar_bytes(days: list[Day], name: str, stamp: datetime, *, training: bool) -> bytes:
    """Return a calendar of whole days; `stamp` is when it was made. That of a training vault says so everywhere."""
    calendar = _begun(name, training=training)
    for day in days:
        on = date.fromisoformat(day.on)
        event = icalendar.Event()
        event.add("uid", day.uid)
        event.add("dtstamp", stamp)
        event.add("dtstart", on)
        event.add("dtend", on + timedelta(days=1))
        event.add("summary", worlds.marked_name(day.summary, training=training))
        event.add("transp", "TRANSPARENT")
        event.add("class", "CONFIDENTIAL")
        if day.description:
            event.add("description", day.description)
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
