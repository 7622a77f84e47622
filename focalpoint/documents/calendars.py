"""Days of this program as an iCalendar file (RFC 5545). Those from outside: `days`."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
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


def calendar_bytes(days: list[Day], name: str, stamp: datetime, *, training: bool) -> bytes:
    """Return a calendar of whole days; `stamp` is when it was made. That of a training vault says so everywhere."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", worlds.marked_name(name, training=training))
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
