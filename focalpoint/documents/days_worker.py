"""The separate process that reads one calendar file: `[[day, name], …]`."""

import sys
from collections.abc import Mapping
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from focalpoint.confinement.serving import TooHard, Unreadable, serve
from focalpoint.documents.days import read_holidays
from focalpoint.documents.decoding import load_codecs
from focalpoint.documents.errors import DocumentTooHardError, UnreadableDocumentError

_OWN = (  # read before anything foreign, so that the library has loaded all it loads when a zone first needs it
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:own\r\nBEGIN:VTIMEZONE\r\nTZID:Own\r\nBEGIN:STANDARD\r\n"
    b"DTSTART:16010101T000000\r\nRRULE:FREQ=YEARLY;UNTIL=20300101T000000Z\r\nTZOFFSETFROM:+0300\r\nTZOFFSETTO:+0300\r\n"
    b"END:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260501T080000Z\r\nEND:VEVENT\r\n"
    b"BEGIN:VEVENT\r\nUID:2\r\nDTSTART;TZID=Own:20260501T080000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def main() -> int:
    """Answer one question and end."""
    load_codecs()
    zones = [ZoneInfo(name) for name in available_timezones()]  # kept, or they would be read again: from no file
    read_holidays(_OWN)
    return serve(answer) if zones else 1


def answer(_question: Mapping[str, object], data: bytes) -> bytes:
    """Return the days of the calendar."""
    try:
        return msgspec.msgpack.encode(read_holidays(data))
    except UnreadableDocumentError as error:
        raise Unreadable from error
    except DocumentTooHardError as error:
        raise TooHard from error


if __name__ == "__main__":
    sys.exit(main())
