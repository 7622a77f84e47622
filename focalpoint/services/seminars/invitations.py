"""The programme of a seminar for calendars outside the vault, each session at its hour in the seminar's zone."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from focalpoint.documents import calendars
from focalpoint.documents.calendars import Meeting
from focalpoint.domain import worlds
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.local_texts import local
from focalpoint.domain.seminar_parts import SeminarSession
from focalpoint.domain.seminars import Seminar
from focalpoint.domain.wording import N_
from focalpoint.language import translate
from focalpoint.services.casework import office
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.services.seminars import programme
from focalpoint.services.seminars.programme import NoSessionError


class UnknownZoneError(FocalpointError):
    """A seminar names a time zone that is none."""

    message = N_("“{zone}” is no time zone that this program knows.")
    safe = N_("Nothing was written.")
    remedy = N_("Write it in the seminar as calendars name it, for example Africa/Tunis or Asia/Amman.")
    code = "SEM-103"


def zone_of(ws: Workspace, item: Seminar) -> ZoneInfo:
    """Return the zone of a seminar, that of the office if it names none; raise UnknownZoneError."""
    named = item.zone.strip() or office.zone(ws)
    try:
        return ZoneInfo(named)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZoneError(zone=named) from error


def calendar_file(ws: Workspace, seminar: str, language: str) -> bytes:
    """Return the sessions that have a day as an iCalendar file; raise NoSessionError or UnknownZoneError."""
    item = programme.seminar_of(ws, seminar)
    found = [one for one in programme.sessions(ws, seminar) if one.day]
    if not found:
        raise NoSessionError
    meetings = [_meeting(ws, item, one, language) for one in found]
    log(ws, "export programme", seminar)
    name, training = programme.title_in(item, language), ws.info.training
    return calendars.meetings_bytes(meetings, name, ws.now(), zone_of(ws, item), training=training)


def _meeting(ws: Workspace, item: Seminar, one: SeminarSession, language: str) -> Meeting:
    title = programme.title_in(one, language) or ws.reference.label("session_kinds", one.kind, language)
    comma = translate(N_(", "), language)
    spoken = comma.join(ws.reference.label("languages", code, language) for code in one.interpretation)
    interpreted = translate(N_("interpretation: {languages}"), language).format(languages=spoken) if spoken else ""
    said = (_banner(ws, language), programme.title_in(item, language), local(one, "speakers", language), interpreted)
    place = comma.join(part for part in (one.room, item.place) if part)
    return Meeting(
        f"{one.id}@focal-point", one.day, one.starts, one.ends, title, "\n".join(part for part in said if part), place
    )


def _banner(ws: Workspace, language: str) -> str:
    return translate(worlds.BANNER, language) if ws.info.training else ""
