"""Time limits: counted by the stated rules at every edge, started and ended by facts, the same in any order."""

import os
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from focalpoint import reference
from focalpoint.domain import clocks, lifecycle
from focalpoint.domain.clocks import Calendar, Fact, TimeLimit
from focalpoint.domain.requests import Request

KNOWN = reference.load()
RULES = clocks.rules(KNOWN.lists["clocks"])
TYPES = KNOWN.lists["request_types"]
HAGUE = ZoneInfo("Europe/Amsterdam")
WEEKS = {code: frozenset(int(str(d)) for d in row.more["days"]) for code, row in KNOWN.lists["weeks"].codes.items()}  # type: ignore[attr-defined]
EXAMPLES = int(os.environ.get("FOCALPOINT_WALKS", "150"))


def calendar(week: str = "mon-fri", holidays: Sequence[date] = (), zone: ZoneInfo = HAGUE) -> Calendar:
    return Calendar(WEEKS[week], frozenset(holidays), zone)


def at(year: int, month: int, day: int, hour: int = 12, minute: int = 0, zone: ZoneInfo = HAGUE) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=zone)


def run(facts: Sequence[Fact], now: datetime, kind: str = "C-i", cal: Calendar | None = None) -> dict[str, TimeLimit]:
    return {c.code: c for c in clocks.clocks(RULES, facts, cal or calendar(), now, types=TYPES, kind=kind)}


@pytest.mark.parametrize(
    ("day", "length", "unit", "last"),
    [
        (date(2026, 1, 1), 60, "days", date(2026, 3, 2)),
        (date(2028, 1, 1), 60, "days", date(2028, 3, 1)),  # leap year
        (date(2028, 2, 28), 1, "days", date(2028, 2, 29)),
        (date(2026, 12, 20), 15, "days", date(2027, 1, 4)),
        (date(2026, 1, 31), 1, "months", date(2026, 2, 28)),
        (date(2028, 1, 31), 1, "months", date(2028, 2, 29)),
        (date(2026, 8, 31), 6, "months", date(2027, 2, 28)),
        (date(2026, 12, 15), 1, "months", date(2027, 1, 15)),
        (date(2028, 2, 29), 1, "years", date(2029, 2, 28)),
        (date(2026, 7, 24), 1, "years", date(2027, 7, 24)),
        (date(2027, 3, 1), -45, "days", date(2027, 1, 15)),
    ],
)
def test_periods_are_counted_by_the_stated_rule(day: date, length: int, unit: str, last: date) -> None:
    assert clocks.after(day, length, unit, calendar()) == last


@pytest.mark.parametrize(
    ("week", "day", "days", "last"),
    [
        ("mon-fri", date(2026, 11, 26), 1, date(2026, 11, 27)),  # Thursday
        ("mon-fri", date(2026, 11, 27), 1, date(2026, 11, 30)),  # Friday → Monday
        ("mon-fri", date(2026, 11, 28), 1, date(2026, 11, 30)),  # begins on a Saturday
        ("sun-thu", date(2026, 11, 26), 1, date(2026, 11, 29)),  # Thursday → Sunday
        ("sun-thu", date(2026, 11, 25), 3, date(2026, 11, 30)),
        ("sat-wed", date(2026, 11, 25), 1, date(2026, 11, 28)),  # Wednesday → Saturday
        ("sat-wed", date(2026, 11, 24), 3, date(2026, 11, 29)),
    ],
)
def test_office_targets_count_the_working_days_of_each_week(week: str, day: date, days: int, last: date) -> None:
    assert clocks.after(day, days, "working_days", calendar(week)) == last


def test_holidays_are_no_working_days() -> None:
    closed = [date(2026, 11, 30), date(2026, 12, 1)]
    assert clocks.after(date(2026, 11, 27), 1, "working_days", calendar(holidays=closed)) == date(2026, 12, 2)


def test_an_office_that_is_never_open_still_gets_an_answer() -> None:
    always = Calendar(frozenset(), frozenset(), HAGUE)
    assert clocks.after(date(2026, 11, 27), 3, "working_days", always) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("landed", "until"),
    [
        (at(2026, 11, 27, 18), datetime(2026, 12, 1, 17, tzinfo=UTC)),  # over a weekend
        (at(2026, 3, 27, 10), datetime(2026, 3, 31, 9, tzinfo=UTC)),  # the clocks go forward on the 29th
        (at(2026, 10, 23, 10), datetime(2026, 10, 27, 8, tzinfo=UTC)),  # and back on the 25th
        (at(2026, 12, 30, 23, 30), datetime(2027, 1, 3, 22, 30, tzinfo=UTC)),
        (at(2026, 5, 1, 2, zone=ZoneInfo("Asia/Amman")), datetime(2026, 5, 4, 23, tzinfo=UTC)),
    ],
)
def test_ninety_six_hours_run_in_real_time(landed: datetime, until: datetime) -> None:
    clock = run([Fact("landing", landed.date(), landed)], landed)["unscheduled_landing"]
    assert clock.until == until
    assert clock.phase == "running"
    late = run([Fact("landing", landed.date(), landed)], until + timedelta(seconds=1))["unscheduled_landing"]
    assert late.phase == "late"


def test_without_an_hour_the_day_counts_from_its_first_minute_and_that_is_told() -> None:
    clock = run([Fact("landing", date(2026, 11, 27))], at(2026, 11, 27))["unscheduled_landing"]
    assert clock.hour_missing
    assert clock.until == datetime(2026, 11, 30, 23, tzinfo=UTC)


def test_an_hour_decides_whether_the_request_for_transit_came_in_time() -> None:
    landed = at(2026, 11, 23, 8)
    for came, phase in ((at(2026, 11, 27, 8), "met"), (at(2026, 11, 27, 8, 1), "met late")):
        facts = [Fact("landing", landed.date(), landed), Fact("transit_request", came.date(), came)]
        assert run(facts, at(2026, 12, 9))["unscheduled_landing"].phase == phase


def test_sixty_days_of_provisional_arrest_end_with_the_documents() -> None:
    arrest = Fact("provisional_arrest", date(2026, 1, 6))
    running = run([arrest], at(2026, 2, 10), "P-02")["provisional_arrest"]
    assert (running.due, running.phase) == (date(2026, 3, 7), "running")
    assert running.day_off  # a Saturday: said, not moved
    assert run([arrest], at(2026, 3, 7, 23, 59), "P-02")["provisional_arrest"].phase == "due"
    assert run([arrest], at(2026, 3, 8, 0, 1), "P-02")["provisional_arrest"].phase == "late"
    came = Fact("documents_received", date(2026, 2, 9))
    assert run([arrest, came], at(2026, 6, 1), "P-02")["provisional_arrest"].phase == "met"
    assert run([came, arrest], at(2026, 6, 1), "P-02")["provisional_arrest"].ended == date(2026, 2, 9)


def test_an_end_before_the_start_ends_nothing() -> None:
    facts = [Fact("provisional_arrest", date(2026, 1, 6)), Fact("documents_received", date(2026, 1, 5))]
    assert run(facts, at(2026, 1, 10))["provisional_arrest"].ended is None


def test_a_second_arrest_has_a_clock_of_its_own() -> None:
    facts = [Fact("provisional_arrest", date(2026, 1, 6), about="a"), Fact("released", date(2026, 3, 8)),
             Fact("provisional_arrest", date(2026, 4, 1), about="b")]  # fmt: skip
    found = [c for c in clocks.clocks(RULES, facts, calendar(), at(2026, 4, 2), types=TYPES, kind="P-02")
             if c.code == "provisional_arrest"]  # fmt: skip
    assert [(c.about, c.phase) for c in found] == [("a", "met late"), ("b", "running")]


def test_a_postponement_is_shown_and_never_subtracted() -> None:
    facts = [
        Fact("received", date(2026, 1, 5)),
        Fact("deadline", date(2026, 1, 5), due=date(2026, 2, 5)),
        Fact("postponement", date(2026, 1, 20), due=date(2026, 3, 1)),
    ]
    clock = run(facts, at(2026, 2, 6))["request_deadline"]
    assert (clock.due, clock.phase) == (date(2026, 2, 5), "late")
    assert clock.paused == ((date(2026, 1, 20), None),)


def test_an_extension_agreed_with_the_court_moves_the_day_and_the_first_one_stays_known() -> None:
    facts = [
        Fact("deadline", date(2026, 1, 5), due=date(2026, 2, 5)),
        Fact("extension_agreed", date(2026, 2, 1), due=date(2026, 3, 5)),
    ]
    clock = run(facts, at(2026, 2, 6))["request_deadline"]
    assert (clock.due, clock.extended, clock.phase) == (date(2026, 2, 5), date(2026, 3, 5), "running")


def test_an_office_may_change_its_targets_and_never_a_period_of_the_law() -> None:
    changed = {
        rule.code: rule for rule in clocks.rules(KNOWN.lists["clocks"], {"consultation": 5, "legality_ruling": 99})
    }
    assert changed["consultation"].length == 5
    assert changed["legality_ruling"].length == 15


def test_promptly_and_the_like_are_targets_never_periods_of_the_law() -> None:
    soft = {"consultation", "consultation_principle", "denial_reasons", "arrest_steps", "national_judge",
            "ne_bis_in_idem", "delivery"}  # fmt: skip
    assert {rule.code for rule in RULES if rule.kind == "target"} == soft


def test_the_lengths_are_those_of_the_statute_and_the_rules() -> None:
    known = {rule.code: (rule.length, rule.unit) for rule in RULES if rule.kind == "legal" and rule.unit != "none"}
    assert known == {
        "provisional_arrest": (60, "days"),
        "unscheduled_landing": (96, "hours"),
        "declaration_effect": (45, "days"),
        "legality_ruling": (15, "days"),
        "article_18": (1, "months"),
        "deferral_review": (6, "months"),
        "enforcement_notice": (-45, "days"),
        "after_sentence": (30, "days"),
        "withdrawal": (1, "years"),
    }


def test_clocks_for_arrests_do_not_run_for_other_requests() -> None:
    facts = [Fact("received", date(2026, 1, 5))]
    assert "arrest_steps" in run(facts, at(2026, 1, 5), "P-01")
    assert "arrest_steps" not in run(facts, at(2026, 1, 5), "C-i")


EVENTS = sorted(KNOWN.lists["event_kinds"].codes)
DAYS = st.dates(date(1996, 1, 1), date(2056, 12, 31))
FACTS = st.lists(
    st.tuples(st.sampled_from([*EVENTS, "problem", "consultation", "postponement", "order"]), DAYS), max_size=8
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(seed=st.integers(0, 2**32), found=FACTS, start=DAYS, week=st.sampled_from(sorted(WEEKS)))
def test_walks_meet_no_illegal_state_lose_no_step_and_the_order_of_arrival_changes_no_clock(
    seed: int, found: list[tuple[str, date]], start: date, week: str
) -> None:
    rng = random.Random(seed)
    direction = rng.choice(sorted(lifecycle.FIRST))
    kind = rng.choice([code for code, row in TYPES.codes.items() if direction in row.more["directions"]])  # type: ignore[operator]
    request = Request(direction=direction, type=kind, state=lifecycle.FIRST[direction], classification="confidential")
    day, taken = start, [request.state]
    facts = [
        Fact("received", start),
        Fact("deadline", start, due=start + timedelta(days=30)),
        Fact(f"state:{request.state}", start),
    ]
    for _turn in range(40):
        target = rng.choice(sorted(KNOWN.lifecycle))
        legal = {step.code for step in lifecycle.next_steps(KNOWN, request)}
        assert (lifecycle.why_not(KNOWN, request, target) is None) == (target in legal)
        if target not in legal:
            continue
        assert target in KNOWN.lifecycle[request.state].next
        day += timedelta(days=rng.randint(0, 9))
        request = Request(direction=direction, type=kind, state=target, classification="confidential")
        taken.append(target)
        facts.append(Fact(f"state:{target}", day, about=str(len(taken))))
    facts += [Fact(kind_, on, due=on + timedelta(days=9), about=str(n)) for n, (kind_, on) in enumerate(found)]
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    first = clocks.clocks(RULES, facts, calendar(week), now, types=TYPES, kind=kind)
    rng.shuffle(facts)
    assert clocks.clocks(RULES, facts, calendar(week), now, types=TYPES, kind=kind) == first
    assert sum(f.kind.startswith("state:") for f in facts) == len(taken)
    for clock in first:
        assert clock.ended is None or clock.ended >= clock.started
        later = next(
            c for c in clocks.clocks(RULES, facts, calendar(week), now + timedelta(days=400), types=TYPES, kind=kind)
            if (c.code, c.about, c.started, c.due) == (clock.code, clock.about, clock.started, clock.due)
        )  # fmt: skip
        if clock.phase in ("late", "over", "met", "met late"):
            assert later.phase == clock.phase  # what is over stays over
