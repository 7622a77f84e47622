"""The office's calendar: working week, holidays, time zone, and its targets where the law says “promptly”."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import msgspec

from focalpoint.documents import extract
from focalpoint.domain.clocks import Calendar
from focalpoint.domain.errors import FocalpointError, reason_of
from focalpoint.domain.values import is_date
from focalpoint.domain.wording import N_
from focalpoint.services.casework.attachments import UnreadableFileError
from focalpoint.services.core import settings, world_checks
from focalpoint.services.core.workspace import Workspace, log

WEEK, ZONE, HOLIDAYS, TARGETS = "calendar week", "calendar zone", "calendar holidays", "calendar targets"
THE_HAGUE = "Europe/Amsterdam"
MOST_HOLIDAYS = 2_000
LARGEST = 4 << 20
Holiday = tuple[str, str]  # day, name


class CalendarError(FocalpointError):
    """A setting of the calendar does not fit."""

    message = N_("“{value}” does not fit here.")
    remedy = N_("Choose one of the list, or write the date as 2026-12-31.")
    code = "CAL-101"


def week(ws: Workspace) -> str:
    """Return the code of the working week."""
    return settings.get(ws, WEEK, "mon-fri")


def zone(ws: Workspace) -> str:
    """Return the name of the office's time zone."""
    return settings.get(ws, ZONE, THE_HAGUE)


def zones() -> list[str]:
    """Return the names of the time zones known here."""
    return sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/")))


def holidays(ws: Workspace) -> list[Holiday]:
    """Return the holidays, by day."""
    found = msgspec.json.decode(settings.get(ws, HOLIDAYS, "[]"), type=list[Holiday])
    return sorted(found)


def targets(ws: Workspace) -> dict[str, int]:
    """Return the office's own lengths of its targets, in working days."""
    return msgspec.json.decode(settings.get(ws, TARGETS, "{}"), type=dict[str, int])


def calendar(ws: Workspace) -> Calendar:
    """Return the calendar by which days are counted."""
    row = ws.reference.lists["weeks"].codes.get(week(ws)) or ws.reference.lists["weeks"].codes["mon-fri"]
    days = row.more["days"]
    try:
        place = ZoneInfo(zone(ws))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        place = ZoneInfo("UTC")
    working = frozenset(int(str(day)) for day in days) if isinstance(days, list) else frozenset()
    return Calendar(working, frozenset(date.fromisoformat(day) for day, _name in holidays(ws)), place)


def first_day(ws: Workspace) -> int:
    """Return the weekday with which a week begins on screen, 0 for Monday."""
    row = ws.reference.lists["weeks"].codes.get(week(ws)) or ws.reference.lists["weeks"].codes["mon-fri"]
    return int(str(row.more["first"]))


def set_week(ws: Workspace, code: str) -> None:
    """Choose the working week; raise CalendarError."""
    if code not in ws.reference.lists["weeks"].codes:
        raise CalendarError(value=code)
    _keep(ws, WEEK, code)


def set_zone(ws: Workspace, name: str) -> None:
    """Choose the time zone; raise CalendarError."""
    if name not in available_timezones():
        raise CalendarError(value=name)
    _keep(ws, ZONE, name)


def add_holiday(ws: Workspace, day: str, name: str) -> None:
    """Add a holiday, or name one anew; raise CalendarError."""
    if not is_date(day):
        raise CalendarError(value=day)
    kept = [one for one in holidays(ws) if one[0] != day]
    _keep(ws, HOLIDAYS, _encoded([*kept[: MOST_HOLIDAYS - 1], (day, " ".join(name.split()))]))


def read_holidays(ws: Workspace, path: Path) -> None:
    """Add the whole days of an iCalendar file to the holidays; raise UnreadableFileError or CalendarError."""
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST)
        if b"X-WR-CALNAME:TRN-" in content:
            world_checks.require_same_files(ws, training=True)
        found = extract.extract_holidays(content)
    except OSError as error:
        raise UnreadableFileError(reason=reason_of(error)) from error
    except extract.UnreadableDocumentError as error:
        raise CalendarError(value=path.name) from error
    known = {day: name for day, name in (*holidays(ws), *found) if is_date(day)}
    _keep(ws, HOLIDAYS, _encoded(sorted(known.items())[:MOST_HOLIDAYS]))


def drop_holiday(ws: Workspace, day: str) -> None:
    """Take a holiday off the list."""
    _keep(ws, HOLIDAYS, _encoded([one for one in holidays(ws) if one[0] != day]))


def set_target(ws: Workspace, code: str, days: int) -> None:
    """Say how many working days the office gives itself for one of its targets; raise CalendarError."""
    row = ws.reference.lists["clocks"].codes.get(code)
    if row is None or row.more["kind"] != "target" or not 0 < days < 400:
        raise CalendarError(value=f"{code} {days}")
    _keep(ws, TARGETS, _encoded({**targets(ws), code: days}))


def _encoded(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _keep(ws: Workspace, key: str, value: str) -> None:
    with ws.db.transaction():
        settings.put(ws, key, value)
        log(ws, "calendar")
