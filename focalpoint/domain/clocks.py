"""The clocks of a request: what starts, pauses and ends a time limit, and when it is due. No clock of its own.

How days are counted:

- the day of the fact that starts a period is not counted; a period of n days ends with the n-th day after it;
- a period of months or years ends on the day with the same number, or on the last day of a shorter month;
- hours run in real time from the hour of the fact, across weekends and changes of the clocks; without an hour, from
  the first minute of its day in the office, and that is said;
- working days are those of the office's week that are no holidays;
- a negative length counts back from the fact;
- a last day that is no working day stays the last day. It is said, never moved.

Pauses are shown. They are never subtracted.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

from focalpoint.domain.codes import Code, CodeList, asked_of

Kind = Literal["legal", "request", "target", "national", "agreed", "office"]
Phase = Literal["running", "due", "late", "met", "met late", "over"]
FACTS = ("event", "problem", "consultation", "postponement", "order")  # parts of a dossier that move its clocks
KINDS: Mapping[str, Kind] = {"legal": "legal", "request": "request", "target": "target", "national": "national",
                             "agreed": "agreed"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days an office works: weekdays (0 for Monday), holidays, and its time zone."""

    days: frozenset[int]
    holidays: frozenset[date]
    zone: tzinfo

    def works(self, day: date) -> bool:
        """Tell whether a day is a working day."""
        return day.weekday() in self.days and day not in self.holidays


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened around a request: its kind, its day, its instant if hours are known, its own due day."""

    kind: str
    on: date
    at: datetime | None = None
    due: date | None = None
    ended: date | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class ClockRule:
    """A time limit as the list of clocks has it."""

    code: str
    kind: Kind
    length: int
    unit: str
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    row: Code


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A time limit that a fact started. `until` is set where hours count; `paused` are the days of postponements."""

    code: str
    kind: Kind
    started: date
    due: date
    until: datetime | None
    ended: date | None
    phase: Phase
    paused: tuple[tuple[date, date | None], ...]
    extended: date | None
    day_off: bool  # the last day is no working day
    hour_missing: bool
    about: str
    lasts: bool  # it stays late until something ends it; otherwise it is over when its day has passed


def rules(clocks: CodeList, targets: Mapping[str, int] | None = None) -> tuple[ClockRule, ...]:
    """Return the rules of the list of clocks, with an office's own lengths for its targets (working days)."""
    found = []
    for row in clocks.codes.values():
        kind = KINDS[str(row.more["kind"])]
        length = int(str(row.more["length"]))
        if kind == "target" and targets:
            length = targets.get(row.code, length)
        found.append(
            ClockRule(
                row.code, kind, length, str(row.more["unit"]), _names(row.more["starts"]), _names(row.more["ends"]), row
            )
        )
    return tuple(found)


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def clocks(
    known: Iterable[ClockRule], facts: Sequence[Fact], calendar: Calendar, now: datetime, *, types: CodeList, kind: str
) -> tuple[TimeLimit, ...]:
    """Return the clocks of a request of a type from the facts around it, the first due first.

    The result depends on the set of facts only, not on their order.
    """
    ordered = sorted(facts, key=_order)
    found = [
        _clock(rule, fact, ordered, calendar, now=now)
        for rule in known
        if not rule.row.more["types"] or asked_of(rule.row, types, kind)
        for fact in ordered
        if fact.kind in rule.starts
    ]
    made = [clock for clock in found if clock is not None]
    return tuple(sorted(made, key=lambda clock: (clock.due, clock.code, clock.started, clock.about)))


def _order(fact: Fact) -> tuple[date, str, str, str]:
    return fact.on, fact.kind, fact.at.isoformat() if fact.at else "", fact.about


def _clock(
    rule: ClockRule, fact: Fact, facts: Sequence[Fact], calendar: Calendar, *, now: datetime
) -> TimeLimit | None:
    until: datetime | None = None
    if rule.unit == "none":
        if fact.due is None:
            return None
        due = fact.due
    elif rule.unit == "hours":
        begun = fact.at or datetime.combine(fact.on, time(0), calendar.zone)
        until = begun.astimezone(UTC) + timedelta(hours=rule.length)
        due = until.astimezone(calendar.zone).date()
    else:
        due = after(fact.on, rule.length, rule.unit, calendar)
    extended = _extension(rule, fact, facts)
    ended = _end(rule, fact, facts)
    last, lasts = extended or due, bool(rule.ends) or fact.due is not None
    hour = None if extended else until
    if ended is not None:
        phase = _met(last, hour, ended, _ended_at(rule, fact, facts))
    else:
        phase = open_phase(last, hour, lasts=lasts, calendar=calendar, now=now)
    return TimeLimit(
        rule.code, rule.kind, fact.on, due, until, ended, phase, _pauses(fact, facts, ended), extended,
        not calendar.works(last), rule.unit == "hours" and fact.at is None, fact.about, lasts,
    )  # fmt: skip


def after(day: date, length: int, unit: str, calendar: Calendar) -> date:
    """Return the last day of a period that a day starts; units: days, working_days, months, years."""
    match unit:
        case "days":
            return day + timedelta(days=length)
        case "months" | "years":
            months = day.month - 1 + length * (12 if unit == "years" else 1)
            year, month = day.year + months // 12, months % 12 + 1
            return date(year, month, min(day.day, monthrange(year, month)[1]))
        case "working_days":
            return _working(day, length, calendar)
        case _:
            raise ValueError(unit)


def _working(day: date, length: int, calendar: Calendar) -> date:
    if not calendar.days:
        return day + timedelta(days=length)
    left, step = abs(length), 1 if length >= 0 else -1
    for _turn in range(abs(length) * 7 + 3_660):  # holidays cannot keep it going for ever
        if left == 0:
            break
        day += timedelta(days=step)
        left -= calendar.works(day)
    return day


def _follows(fact: Fact, other: Fact) -> bool:
    """Tell whether a fact is not before another: by the hour where both have one, by the day otherwise."""
    if fact.at is not None and other.at is not None:
        return fact.at >= other.at
    return fact.on >= other.on


def _ended_at(rule: ClockRule, fact: Fact, facts: Sequence[Fact]) -> Fact | None:
    return next((f for f in facts if f.kind in rule.ends and f is not fact and _follows(f, fact)), None)


def _end(rule: ClockRule, fact: Fact, facts: Sequence[Fact]) -> date | None:
    if fact.ended is not None:
        return fact.ended
    found = _ended_at(rule, fact, facts)
    return found.on if found else None


def _extension(rule: ClockRule, fact: Fact, facts: Sequence[Fact]) -> date | None:
    """Return the newest day to which the deadline of a request was extended."""
    if rule.kind != "request":
        return None
    found = [f.due for f in facts if f.kind == "extension_agreed" and f.due is not None and _follows(f, fact)]
    return max(found, default=None)


def _pauses(fact: Fact, facts: Sequence[Fact], ended: date | None) -> tuple[tuple[date, date | None], ...]:
    """Return the postponements that overlap a clock."""
    found = [(f.on, f.ended) for f in facts if f.kind == "postponement" and f is not fact]
    return tuple(
        (start, end) for start, end in found if (ended is None or start <= ended) and (end is None or end >= fact.on)
    )


def _met(due: date, until: datetime | None, ended: date, by: Fact | None) -> Phase:
    if until is not None and by is not None and by.at is not None:
        return "met" if by.at <= until else "met late"
    return "met" if ended <= due else "met late"


def open_phase(due: date, until: datetime | None, *, lasts: bool, calendar: Calendar, now: datetime) -> Phase:
    """Return where a time limit stands that nothing has ended: by its hour where hours count, by its day otherwise."""
    today = now.astimezone(calendar.zone).date()
    if (now > until) if until is not None else (today > due):
        return "late" if lasts else "over"
    return "due" if today == due else "running"
