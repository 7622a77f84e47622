"""The clocks of a request in words, and everything that is due in a span of days."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from focalpoint.domain import clocks as engine
from focalpoint.domain import lifecycle
from focalpoint.domain.assets import Order
from focalpoint.domain.citations import cited
from focalpoint.domain.clocks import Clock, Fact, Phase
from focalpoint.domain.dossier import Consultation, Event, Postponement, Problem
from focalpoint.domain.merge import is_date
from focalpoint.domain.records import TYPES
from focalpoint.domain.requests import Request, shown_subject
from focalpoint.domain.seminars import Seminar
from focalpoint.domain.text import fold
from focalpoint.language import _, current, format_date, format_instant, instant, ngettext
from focalpoint.services import office, records, requests, rows
from focalpoint.services.workspace import Workspace
from focalpoint.vault import reading

LONGEST = timedelta(days=370)  # the longest period that an event starts, and a little more
MOST = 2_000


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock in words of the current language: what runs, its kind, one sentence, its article."""

    clock: Clock
    label: str
    kind: str
    sentence: str
    article: str


@dataclass(frozen=True, slots=True)
class Item:
    """Something that falls on a day: its kind (a code of `clock_kinds`), what it is, and the request it belongs to."""

    on: str
    kind: str
    label: str
    request: str
    reference: str
    title: str
    phase: Phase
    type: str = "request"
    record: str = ""


def of(ws: Workspace, request: Request) -> list[ClockView]:
    """Return the clocks of a request, the first due first."""
    return [_view(ws, clock, request) for clock in plain(ws, request)]


def plain(ws: Workspace, request: Request) -> tuple[Clock, ...]:
    """Return the clocks of a request as values."""
    rules = engine.rules(ws.reference.lists["clocks"], office.targets(ws))
    types, calendar = ws.reference.lists["request_types"], office.calendar(ws)
    return engine.clocks(rules, list(facts(ws, request, calendar.zone)), calendar, ws.now(), types, request.type)


def facts(ws: Workspace, request: Request, zone: tzinfo) -> Iterator[Fact]:
    """Yield what happened around a request, as facts that start and end clocks."""
    received = _day(request.received_on)
    if received:
        yield Fact("received", received)
    due = _day(request.due_on)
    if due:
        yield Fact("deadline", min(received or due, due), due=due)
    for move in requests.moves(ws, request.id):
        on = _day(move.on) or date.fromisoformat(move.at[:10])
        yield Fact(f"state:{move.to}", on)
    for name in ("event", "problem", "consultation", "postponement", "order"):
        for one in reading.parts(ws.db, TYPES[name], request.id):
            yield from _facts(rows.get(ws, name, one), zone)


def _facts(item: records.Record, zone: tzinfo) -> Iterator[Fact]:
    match item:
        case Event() if on := _day(item.on):
            yield Fact(item.kind, on, _at(on, item.time, item.zone, zone), _day(item.until), about=item.id)
        case Problem() if on := _day(item.noticed_on):
            yield Fact("problem", on, about=item.id)
            yield Fact(f"problem:{item.ground}", on, about=item.id)
        case Consultation():
            for kind, on in (("consultation", _day(item.opened_on)), ("exhausted", _day(item.exhausted_on))):
                if on:
                    yield Fact(kind, on, about=item.id)
        case Postponement() if on := _day(item.starts_on):
            yield Fact("postponement", on, due=_day(item.agreed_end), ended=_day(item.ended_on), about=item.id)
        case Order() if on := _day(item.made_on):
            yield Fact(
                "order", on, due=_day(item.expires_on), ended=_day(item.lifted_on or item.renewed_on), about=item.id
            )
        case _:
            return


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if is_date(text) else None


def _at(on: date, clock: str, named: str, home: tzinfo) -> datetime | None:
    """Return the instant of a day and an hour as people write it, or None without an hour."""
    found = re.fullmatch(r"(\d{1,2})\s*[:.hH٫]\s*(\d{2})", fold(clock).strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    try:
        place: tzinfo = ZoneInfo(named.strip()) if named.strip() else home
    except (ZoneInfoNotFoundError, ValueError, OSError):
        place = home
    return datetime.combine(on, time(int(found[1]), int(found[2])), place)


def _view(ws: Workspace, clock: Clock, request: Request) -> ClockView:
    lists, language = ws.reference.lists, current()
    row = lists["clocks"].codes[clock.code]
    kind = lists["clock_kinds"].label(clock.kind, language)
    sentence = " ".join(_sentences(ws, clock))
    article = cited(row.source, lists, language)
    if clock.kind == "request":
        article = ws.reference.label("deadline_sources", request.due_source, language)
    return ClockView(clock, row.label(language), kind, sentence, article)


def due_words(clock: Clock) -> str:
    """Write when a clock is due: the hour where hours count."""
    if clock.until is not None:
        return format_instant(instant(clock.until))
    return format_date(clock.due.isoformat())


def _sentences(ws: Workspace, clock: Clock) -> Iterator[str]:
    rule = next(r for r in engine.rules(ws.reference.lists["clocks"], office.targets(ws)) if r.code == clock.code)
    said = {"due": due_words(clock), "start": format_date(clock.started.isoformat()), "length": _length(rule)}
    pattern = _("{length} before {start}") if rule.length < 0 else _("{length} from {start}")
    said["span"] = pattern.format(**said)
    said["ended"] = format_date(clock.ended.isoformat()) if clock.ended else ""
    patterns: dict[Phase, tuple[str, str]] = {
        "running": (_("Until {due}: {span}."), _("Until {due}.")),
        "due": (_("It ends today, {due}: {span}."), _("It ends today, {due}.")),
        "late": (_("It was due on {due}: {span}."), _("It was due on {due}.")),
        "met": (_("Met on {ended}; the last day was {due}."),) * 2,
        "met late": (_("Done on {ended}, after the last day, {due}."),) * 2,
        "over": (_("It ended on {due}: {span}."), _("It ended on {due}.")),
    }
    yield patterns[clock.phase][rule.unit == "none"].format(**said)
    if clock.extended:
        yield _("Extended by agreement to {date}.").format(date=format_date(clock.extended.isoformat()))
    for start, end in clock.paused:
        begun = format_date(start.isoformat())
        if end:
            told = _("Execution was postponed from {start} to {end}; the time went on.")
            yield told.format(start=begun, end=format_date(end.isoformat()))
        else:
            yield _("Execution is postponed since {start}; the time goes on.").format(start=begun)
    if clock.day_off and clock.ended is None:
        yield _("The last day is no working day here.")
    if clock.hour_missing:
        yield _("The hour is not given; it is counted from the first minute of the day.")


def _length(rule: engine.Rule) -> str:
    number = abs(rule.length)
    match rule.unit:
        case "days":
            return ngettext("{n} day", "{n} days", number).format(n=number)
        case "hours":
            return ngettext("{n} hour", "{n} hours", number).format(n=number)
        case "months":
            return ngettext("{n} month", "{n} months", number).format(n=number)
        case "years":
            return ngettext("{n} year", "{n} years", number).format(n=number)
        case "working_days":
            return ngettext("{n} working day", "{n} working days", number).format(n=number)
        case _:
            return ""


def items(ws: Workspace, first: date, last: date, *, deadlines: bool = True) -> list[Item]:
    """Return what falls on the days of a span: deadlines, ends of periods, assignments, renewals, seminars.

    Without `deadlines`, those that stand in the requests themselves are left out. Of a sealed request nothing is told
    but its alias and the kind of the time limit: what runs would say what it is.
    """
    found: dict[tuple[str, str, str, str], Item] = {}
    concerned = _concerned(ws, first, last)
    for request_id in concerned:
        request = requests.get(ws, request_id)
        for clock in plain(ws, request):
            day = clock.extended or clock.due
            if first <= day <= last and (deadlines or clock.kind != "request"):
                label = _hidden(request, ws.reference.label("clocks", clock.code, current()))
                item = _item(request, day, clock.kind, label, clock.phase)
                found[item.on, item.kind, clock.code, item.request] = item
    for item in _own_deadlines(ws, first, last, set(concerned)) if deadlines else ():
        found[item.on, item.kind, "", item.request] = item
    for name, column, done in (("task", "due_on", "done_on"), ("consultation", "next_on", "closed_on")):
        for one in reading.dated(ws.db, TYPES[name], column, first.isoformat(), last.isoformat(), MOST):
            part = rows.get(ws, name, one)
            request = requests.get(ws, records.dossier_of(part))
            label = f"{_(TYPES[name].label)}: {_hidden(request, records.title_of(part))}"
            day = date.fromisoformat(str(getattr(part, column)))
            phase = _phase(ws, day, done=bool(getattr(part, done)) or _over(ws, part))
            item = _item(request, day, "office", label, phase, name, one)
            found[item.on, item.kind, one, item.request] = item
    found |= {(item.on, item.kind, item.record, ""): item for item in _seminars(ws, first, last)}
    return sorted(found.values(), key=lambda item: (item.on, item.kind, item.reference, item.label))


def _own_deadlines(ws: Workspace, first: date, last: date, told: set[str]) -> Iterator[Item]:
    """Yield the deadlines of requests that nothing else moves: they need no more than their own row."""
    name = ws.reference.label("clocks", "request_deadline", current())
    pressing = lifecycle.pressing(ws.reference)
    for one in reading.dated(ws.db, TYPES["request"], "due_on", first.isoformat(), last.isoformat(), MOST):
        if one not in told:
            request = requests.get(ws, one)
            day = date.fromisoformat(request.due_on)
            phase = _phase(ws, day, done=request.state not in pressing)
            yield _item(request, day, "request", _hidden(request, name), phase)


def _over(ws: Workspace, part: records.Record) -> bool:
    row = ws.reference.lists["task_states"].codes.get(str(getattr(part, "status", "")))
    return row is not None and row.more["done"] is True


def _hidden(request: Request, text: str) -> str:
    return text if shown_subject(request) == request.subject else "•••"


def _phase(ws: Workspace, day: date, *, done: bool) -> Phase:
    if done:
        return "met"
    today = ws.today()
    return "late" if day < today else "due" if day == today else "running"


def _item(
    request: Request, day: date, kind: str, label: str, phase: Phase, type_name: str = "request", record: str = ""
) -> Item:
    return Item(
        day.isoformat(), kind, label, request.id, request.own_ref, shown_subject(request), phase, type_name,
        record or request.id,
    )  # fmt: skip


def _concerned(ws: Workspace, first: date, last: date) -> list[str]:
    """Return the requests in which something may fall in a span beside their deadline, found by indexed dates."""
    found: dict[str, None] = {}
    near = (first.isoformat(), last.isoformat())
    early = ((first - LONGEST).isoformat(), (last + timedelta(days=46)).isoformat())
    lately = (_before(first, 30), near[1])
    sources = (
        ("event", "on", early), ("event", "until", near), ("postponement", "agreed_end", near),
        ("order", "expires_on", near), ("problem", "noticed_on", lately), ("consultation", "exhausted_on", lately),
    )  # fmt: skip
    for name, column, span in sources:
        for one in reading.dated(ws.db, TYPES[name], column, *span, MOST):
            owner = records.dossier_of(rows.get(ws, name, one))
            if rows.number_or_none(ws, owner) is not None and not rows.is_deleted(ws, "request", owner):
                found[owner] = None
    found.update(dict.fromkeys(reading.arrests(ws.db, *lately, MOST)))
    found.update(dict.fromkeys(reading.in_states(ws.db, ("refused", "refused_part"), MOST)))
    return list(found)


def _before(day: date, days: int) -> str:
    return (day - timedelta(days=days)).isoformat()


def _seminars(ws: Workspace, first: date, last: date) -> Iterator[Item]:
    kind = TYPES["seminar"]
    for one in reading.dated(ws.db, kind, "starts_on", first.isoformat(), last.isoformat(), MOST):
        seminar = rows.get(ws, "seminar", one)
        if not isinstance(seminar, Seminar):
            continue
        day = date.fromisoformat(seminar.starts_on)
        label = records.title_of(seminar)
        yield Item(day.isoformat(), "office", label, "", "", _(kind.label), _phase(ws, day, done=False),
                   "seminar", one)  # fmt: skip
