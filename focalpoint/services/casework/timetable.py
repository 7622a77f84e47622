"""What falls on which day: deadlines, ends of periods, assignments, next steps, seminars."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from focalpoint.domain import clocks as engine
from focalpoint.domain.clocks import Phase, TimeLimit
from focalpoint.domain.institutions import Milestone
from focalpoint.domain.messages import Message, Parameter
from focalpoint.domain.records import TYPES
from focalpoint.domain.requests import HIDDEN, Request, shown_subject
from focalpoint.domain.values import is_date
from focalpoint.domain.wording import N_
from focalpoint.language import instant
from focalpoint.services.casework import clocks, discretion, isolation, office, records, requests, rows
from focalpoint.services.casework.clocks import Counting
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import record_rows, timetable
from focalpoint.vault.errors import StorageError
from focalpoint.vault.timetable import Due, Listed, Span

AT_ONCE = 500  # requests in one transaction
MOST_OWN = 2_000
OWN_DAYS = (("seminar", "starts_on"), ("milestone", "on"))
PARTS = (("task", "due_on", "done_on"), ("consultation", "next_on", "closed_on"))


@dataclass(frozen=True, slots=True)
class DueItem:
    """Something that falls on a day: its kind (a code of `clock_kinds`), what it is, and the request it belongs to."""

    on: str
    kind: str
    label: Parameter
    request: str
    reference: str
    title: Parameter
    phase: Phase
    type: str = "request"
    record: str = ""


def items(ws: Workspace, first: date, last: date) -> list[DueItem]:
    """Return what falls on the days of a span.

    Of a sealed request nothing is told but its alias and the kind of the time limit: what runs would say what it is.
    """
    refresh(ws)
    found = list(_shown(ws, timetable.due_between(ws.db, Span(first.isoformat(), last.isoformat()))))
    found += _own_days(ws, first, last)
    return sorted(found, key=lambda item: (item.on, item.kind, item.reference, str(item.label)))


def running(ws: Workspace, last: date, most: int) -> tuple[list[DueItem], int]:
    """Return what is late, or ends by a day, and that nothing has ended: the first of them, and how many they are.

    The deadlines that stand in the requests themselves are left out.
    """
    refresh(ws)
    span = Span("", last.isoformat(), "request", ws.today().isoformat())
    found = _shown(ws, timetable.due_between(ws.db, span, most))
    return [item for item in found if item.phase != "over"], timetable.count(ws.db, span)


def _shown(ws: Workspace, listed: Iterable[Listed]) -> Iterator[DueItem]:
    calendar = office.calendar(ws)
    for one in listed:
        yield from isolation.each(ws, [("request", one.request)], lambda _pair, one=one: _item(ws, one, calendar))  # type: ignore[misc]


def ending(ws: Workspace, day: date) -> int:
    """Return how many limits and assignments end on a day and run still, deadlines of requests left out."""
    refresh(ws)
    return timetable.count(ws.db, Span(day.isoformat(), day.isoformat(), "request", day.isoformat()))


def refresh(ws: Workspace) -> None:
    """Compute anew what is due where facts, the calendar or the rules changed.

    If the disk refuses, the rows stay as they are: what can be read must be readable.
    """
    by = clocks.counting(ws)
    mark = _mark(by)
    try:
        if ws.db.meta("timetable") != mark:
            with ws.db.transaction():
                timetable.all_again(ws.db)
                ws.db.set_meta("timetable", mark)
        while timetable.stale(ws.db, 1):
            with ws.db.transaction():
                for r, request in timetable.stale(ws.db, AT_ONCE):
                    pairs = [("request", request)] if request else []
                    days = isolation.each(ws, pairs, lambda pair: list(_due(ws, pair[1], by)))
                    timetable.keep(ws.db, r, next(days, []))
    except StorageError:
        return


def _mark(by: Counting) -> str:
    """Return a mark of all that the days depend on beside the facts."""
    calendar = by.calendar
    week = (sorted(calendar.days), sorted(calendar.holidays), str(calendar.zone))
    return hashlib.sha256(repr((by.rules, by.types, week)).encode()).hexdigest()[:16]


def _due(ws: Workspace, request_id: str, by: Counting) -> Iterator[Due]:
    request = requests.get_request(ws, request_id)
    state = ws.reference.lifecycle.get(request.state)
    ended = state is not None and state.final
    for clock in clocks.clock_values(ws, request, by):
        yield _limit(clock, ended=ended)
    over = {row.code for row in ws.reference.lists["task_states"].codes.values() if row.more["done"] is True}
    for name, on, done in PARTS:
        for one in record_rows.parts(ws.db, TYPES[name], request_id):
            part = rows.get(ws, name, one)
            day = str(getattr(part, on))
            if is_date(day):
                met = "met" if getattr(part, done) or getattr(part, "status", "") in over else "over" if ended else ""
                yield Due(name, one, day, "office", "", met, lasts=True)


def _limit(clock: TimeLimit, *, ended: bool) -> Due:
    """Return a clock as it is kept; in a request that has ended nothing runs any more."""
    day, until = clock.extended or clock.due, "" if clock.extended or not clock.until else instant(clock.until)
    met = clock.phase if clock.ended is not None else "over" if ended else ""
    return Due(clock.code, "", day.isoformat(), clock.kind, until, met, clock.lasts)


def _item(ws: Workspace, one: Listed, calendar: engine.Calendar) -> DueItem:
    due = one.due
    shown = Request(subject=one.subject, classification=one.classification, alias=one.alias)
    subject = shown_subject(shown)
    plain = subject == one.subject
    phase = _phase(due, calendar, ws.now())
    if due.part:
        title = discretion.title(ws, rows.get(ws, due.code, due.part))
        label = Message(N_("{label}: {value}"), {"label": Message(TYPES[due.code].label), "value": title})
        return DueItem(due.day, due.kind, label, one.request, one.own_ref, subject, phase, due.code, due.part)
    running = ws.reference.wording("clocks", due.code) if plain else HIDDEN
    return DueItem(due.day, due.kind, running, one.request, one.own_ref, subject, phase, "request", one.request)


def _phase(due: Due, calendar: engine.Calendar, now: datetime) -> Phase:
    match due.met:
        case "met" | "met late" | "over":
            return due.met
        case _:
            until = datetime.fromisoformat(due.until) if due.until else None
            day = date.fromisoformat(due.day)
            return engine.open_phase(day, until, lasts=due.lasts, calendar=calendar, now=now)


def _own_days(ws: Workspace, first: date, last: date) -> Iterator[DueItem]:
    """Yield the events of the year, which belong to no request: seminars, milestones."""
    today = ws.today()
    for name, column in OWN_DAYS:
        pairs = [
            (name, one)
            for one in record_rows.dated(
                ws.db,
                TYPES[name],
                column,
                first.isoformat(),
                last=last.isoformat(),
                most=MOST_OWN,
            )
        ]
        yield from isolation.each(ws, pairs, lambda pair, column=column: _own_day(ws, pair, column, today))  # type: ignore[misc]


def _own_day(ws: Workspace, pair: tuple[str, str], column: str, today: date) -> DueItem:
    name, one = pair
    item = rows.get(ws, name, one)
    on = str(getattr(item, column))
    done = isinstance(item, Milestone) and bool(item.done_on or item.status in ("done", "not_applicable"))
    past: Phase = "late" if isinstance(item, Milestone) else "over"
    day = date.fromisoformat(on)
    phase: Phase = "met" if done else past if day < today else "due" if day == today else "running"
    return DueItem(on, "office", records.page_title(item), "", "", Message(TYPES[name].label), phase, name, one)
