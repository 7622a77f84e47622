"""The clocks of a request: from the facts in its dossier, and in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from focalpoint.domain import clocks as engine
from focalpoint.domain.assets import Order
from focalpoint.domain.citations import cited
from focalpoint.domain.clocks import Fact, Phase, TimeLimit
from focalpoint.domain.codes import CodeList
from focalpoint.domain.dossier import Consultation, Event, Postponement, Problem
from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.messages import CalendarDate, Instant, Joined, Localised, Message, Parameter, counted
from focalpoint.domain.records import TYPES
from focalpoint.domain.requests import Request
from focalpoint.domain.text import fold
from focalpoint.domain.values import is_date
from focalpoint.domain.wording import N_
from focalpoint.language import instant
from focalpoint.services.casework import office, records, requests, rows
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import record_rows


@dataclass(frozen=True, slots=True)
class Counting:
    """By what the clocks of this office are counted: the rules, the types of requests, the calendar."""

    rules: tuple[engine.ClockRule, ...]
    types: CodeList
    calendar: engine.Calendar


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock in words: what runs, its kind, a few sentences, its article."""

    clock: TimeLimit
    label: Localised
    kind: Localised
    sentence: Joined
    article: Localised


def clocks_of(ws: Workspace, request: Request) -> list[ClockView]:
    """Return the clocks of a request, the first due first."""
    return [_view(ws, clock, request) for clock in clock_values(ws, request)]


def counting(ws: Workspace) -> Counting:
    """Return by what the clocks of this office are counted."""
    rules = engine.rules(ws.reference.lists["clocks"], office.targets(ws))
    return Counting(rules, ws.reference.lists["request_types"], office.calendar(ws))


def clock_values(ws: Workspace, request: Request, by: Counting | None = None) -> tuple[TimeLimit, ...]:
    """Return the clocks of a request as values."""
    by = by or counting(ws)
    found = list(facts(ws, request, by.calendar.zone))
    return engine.clocks(by.rules, found, by.calendar, ws.now(), types=by.types, kind=request.type)


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
    for name in engine.FACTS:
        for one in record_rows.parts(ws.db, TYPES[name], request.id):
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


def _view(ws: Workspace, clock: TimeLimit, request: Request) -> ClockView:
    lists = ws.reference.lists
    row = lists["clocks"].codes[clock.code]
    kind = ws.reference.wording("clock_kinds", clock.kind)
    sentence = Joined(tuple(_sentences(ws, clock)), " ")
    article = Localised({language: cited(row.source, lists, language) for language in LANGUAGES})
    if clock.kind == "request":
        article = ws.reference.wording("deadline_sources", request.due_source)
    return ClockView(clock, Localised(row.labels), kind, sentence, article)


def due_words(clock: TimeLimit) -> Parameter:
    """Return when a clock is due: the hour where hours count."""
    if clock.until is not None:
        return Instant(instant(clock.until))
    return CalendarDate(clock.due.isoformat())


def _sentences(ws: Workspace, clock: TimeLimit) -> Iterator[Message]:
    rule = next(r for r in engine.rules(ws.reference.lists["clocks"], office.targets(ws)) if r.code == clock.code)
    span: dict[str, Parameter] = {"start": CalendarDate(clock.started.isoformat()), "length": _length(rule)}
    params: dict[str, Parameter] = {
        "due": due_words(clock),
        "span": Message(N_("{length} before {start}") if rule.length < 0 else N_("{length} from {start}"), span),
        "ended": CalendarDate(clock.ended.isoformat() if clock.ended else ""),
    }
    patterns: dict[Phase, tuple[str, str]] = {
        "running": (N_("Until {due}: {span}."), N_("Until {due}.")),
        "due": (N_("It ends today, {due}: {span}."), N_("It ends today, {due}.")),
        "late": (N_("It was due on {due}: {span}."), N_("It was due on {due}.")),
        "met": (N_("Met on {ended}; the last day was {due}."),) * 2,
        "met late": (N_("Done on {ended}, after the last day, {due}."),) * 2,
        "over": (N_("It ended on {due}: {span}."), N_("It ended on {due}.")),
    }
    yield Message(patterns[clock.phase][rule.unit == "none"], params)
    if clock.extended:
        yield Message(N_("Extended by agreement to {date}."), {"date": CalendarDate(clock.extended.isoformat())})
    for start, end in clock.paused:
        begun = CalendarDate(start.isoformat())
        if end:
            pattern = N_("Execution was postponed from {start} to {end}; the time went on.")
            yield Message(pattern, {"start": begun, "end": CalendarDate(end.isoformat())})
        else:
            yield Message(N_("Execution is postponed since {start}; the time goes on."), {"start": begun})
    if clock.day_off and clock.ended is None:
        yield Message(N_("The last day is no working day here."))
    if clock.hour_missing:
        yield Message(N_("The hour is not given; it is counted from the first minute of the day."))


def _length(rule: engine.ClockRule) -> Parameter:
    number = abs(rule.length)
    match rule.unit:
        case "days":
            return counted("{n} day", "{n} days", number)
        case "hours":
            return counted("{n} hour", "{n} hours", number)
        case "months":
            return counted("{n} month", "{n} months", number)
        case "years":
            return counted("{n} year", "{n} years", number)
        case "working_days":
            return counted("{n} working day", "{n} working days", number)
        case _:
            return ""
