"""Papers of a seminar's days: the programme, and the list that participants sign."""

from focalpoint.documents.paper import Paper
from focalpoint.domain.local_texts import local
from focalpoint.domain.seminar_parts import SeminarSession
from focalpoint.domain.seminars import Seminar
from focalpoint.domain.wording import N_
from focalpoint.language import format_date, format_weekday, translate
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.services.seminars import attendance, programme
from focalpoint.services.seminars.attendance import AttendanceSheet
from focalpoint.services.seminars.participants import NobodyError
from focalpoint.services.seminars.programme import NoSessionError

COLUMNS = 4  # sessions side by side in the list that is signed
TICK = "×"  # a mark that the fonts of every paper have


def programme_pdf(ws: Workspace, seminar: str, language: str) -> bytes:
    """Return the programme as a PDF; raise NoSessionError if there is none."""
    found = programme.days(ws, seminar)
    if not found:
        raise NoSessionError
    item = programme.seminar_of(ws, seminar)
    paper = _begun(ws, item, N_("Programme"), language)
    head = tuple(translate(word, language) for word in (N_("Hours"), N_("Session"), N_("Room"), N_("Interpretation")))
    widths = (3.1, 6, 2, 2.8) if paper.rtl else (2.3, 6, 2, 2.6)
    for day in found:
        paper.heading(format_weekday(day.day, language) if day.day else translate(N_("Day not settled"), language))
        paper.table(head, [_line(ws, one, language) for one in day.sessions], widths)
    log(ws, "print programme", seminar)
    return paper.to_bytes()


def _begun(ws: Workspace, item: Seminar, what: str, language: str) -> Paper:
    marked = ws.reference.label("classifications", item.classification, language) if item.classification else ""
    title = translate(what, language)
    paper = Paper(language, title, marked, ws.info.office, training=ws.info.training)
    paper.heading(programme.title_in(item, language) or title, 0)
    span = dict.fromkeys(format_date(day, language) for day in (item.starts_on, item.ends_on) if day)
    facts = (
        (N_("Edition"), item.edition),
        (N_("Place"), item.place),
        (N_("On"), " – ".join(span)),
        (N_("Time zone"), item.zone),
    )
    paper.facts([(translate(label, language), value) for label, value in facts])
    return paper


def _line(ws: Workspace, one: SeminarSession, language: str) -> tuple[str, str, str, str]:
    title = local(one, "title", language) or ws.reference.label("session_kinds", one.kind, language)
    comma = translate(N_(", "), language)
    spoken = comma.join(ws.reference.label("languages", code, language) for code in one.interpretation)
    said = [title, local(one, "speakers", language), comma.join(one.articles)]
    return programme.hours(one), "\n".join(part for part in said if part), one.room, spoken


def attendance_pdf(ws: Workspace, seminar: str, language: str) -> bytes:
    """Return the attendance list, a table a day: to be signed, with the ticks that are there.

    Raise NoSessionError or NobodyError if there is nothing to list.
    """
    found = attendance.sheet(ws, seminar)
    if not found.sessions:
        raise NoSessionError
    if not found.people:
        raise NobodyError
    paper = _begun(ws, programme.seminar_of(ws, seminar), N_("Attendance list"), language)
    order = programme.session_numbers(found.sessions)
    for day in programme.by_day(found.sessions):
        for start in range(0, len(day.sessions), COLUMNS):
            some = day.sessions[start : start + COLUMNS]
            paper.heading(format_weekday(day.day, language) if day.day else translate(N_("Day not settled"), language))
            head = [translate(N_("No."), language), translate(N_("Name"), language)]
            head += [f"{order[one.id]}. {one.starts}".strip() for one in some]
            rows = [_signed(found, place, some) for place in range(len(found.people))]
            paper.table(head, rows, (1, 5, *([7 / COLUMNS] * len(some))))
    log(ws, "print attendance", seminar)
    return paper.to_bytes()


def _signed(found: AttendanceSheet, place: int, some: tuple[SeminarSession, ...]) -> list[str]:
    person = found.people[place]
    named = "\n".join(part for part in (person.name, person.office) if part) + "\n"
    return [person.number, named, *(TICK if (one.id, person.id) in found.present else "" for one in some)]
