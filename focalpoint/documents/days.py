"""The whole days of a calendar file from outside, read in the confined process."""

from datetime import date, datetime

from icalendar import Calendar

from focalpoint.documents.errors import DocumentTooHardError, UnreadableDocumentError

MOST_DAYS = 20_000
LONGEST = 1_000


def read_holidays(content: bytes) -> list[tuple[str, str]]:
    """Return the days on which something begins, and its name; raise UnreadableDocumentError if it is no calendar."""
    found = []
    try:
        for event in Calendar.from_ical(content).walk("VEVENT"):
            start = event.get("dtstart")
            value = start.dt if start is not None else None
            if isinstance(value, date):
                day = value.date() if isinstance(value, datetime) else value
                found.append((day.isoformat(), str(event.get("summary", ""))[:LONGEST]))
            if len(found) > MOST_DAYS:
                raise DocumentTooHardError
    except (ValueError, KeyError, AttributeError, TypeError, IndexError) as error:
        raise UnreadableDocumentError from error
    return found
