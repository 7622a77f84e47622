"""The clocks of a request as its dossier starts them; what is due; the office's calendar; export to other calendars."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import vobject

from focalpoint import language
from focalpoint.domain.assets import Order
from focalpoint.domain.clocks import TimeLimit
from focalpoint.domain.dossier import Assignment, Consultation, Event, Postponement, Problem
from focalpoint.language import say
from focalpoint.services.casework import (
    agenda,
    checklists,
    clocks,
    gates,
    history,
    office,
    records,
    requests,
    timetable,
)
from focalpoint.services.casework.attachments import UnreadableFileError
from focalpoint.services.casework.office import CalendarError
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.day import today
from focalpoint.services.exchange import erasure
from focalpoint.vault import projection
from focalpoint.vault.errors import StorageError
from tests.helpers import vaults

NOW = datetime(2026, 3, 10, 10, tzinfo=UTC)


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    made = vaults.create(tmp_path, now=lambda: NOW).workspace
    language.use("en")
    yield made
    made.lock()


def clock(ws: Workspace, request: str, code: str) -> TimeLimit:
    return next(c for c in clocks.clock_values(ws, requests.get_request(ws, request)) if c.code == code)


def sentence(ws: Workspace, request: str, code: str) -> str:
    return next(
        say(v.sentence) for v in clocks.clocks_of(ws, requests.get_request(ws, request)) if v.clock.code == code
    )


def test_a_provisional_arrest_starts_sixty_days_and_the_documents_end_them(ws: Workspace) -> None:
    request = vaults.register(ws, type="P-02", received_on="2026-02-01")
    records.save(ws, Event(request=request, kind="provisional_arrest", on="2026-02-02"))
    assert clock(ws, request, "provisional_arrest").due == date(2026, 4, 3)
    assert sentence(ws, request, "provisional_arrest") == "Until 3 April 2026: 60 days from 2 February 2026."
    records.save(ws, Event(request=request, kind="documents_received", on="2026-03-09"))
    assert clock(ws, request, "provisional_arrest").phase == "met"


def test_an_hour_with_its_zone_counts_for_a_landing(ws: Workspace) -> None:
    request = vaults.register(ws, type="P-03")
    records.save(ws, Event(request=request, kind="landing", on="2026-03-07", time="14:30", zone="Asia/Amman"))
    found = clock(ws, request, "unscheduled_landing")
    assert found.until == datetime(2026, 3, 11, 11, 30, tzinfo=UTC)
    assert found.phase == "running"


@pytest.mark.parametrize("written", ["", "noon", "25:00", "12.75"])
def test_an_hour_that_is_none_is_told_as_missing(ws: Workspace, written: str) -> None:
    request = vaults.register(ws, type="P-03")
    records.save(ws, Event(request=request, kind="landing", on="2026-03-07", time=written))
    assert clock(ws, request, "unscheduled_landing").hour_missing
    assert "first minute" in sentence(ws, request, "unscheduled_landing")


def test_a_consultation_meets_the_target_that_a_problem_started(ws: Workspace) -> None:
    request = vaults.register(ws)
    records.save(ws, Problem(request=request, title="TRN", ground="ASSET-NEXUS", noticed_on="2026-03-05"))
    found = clock(ws, request, "consultation")
    assert (found.kind, found.due, found.phase) == ("target", date(2026, 3, 10), "due")
    records.save(ws, Consultation(request=request, problem="TRN", reason="ASSET-NEXUS", opened_on="2026-03-06"))
    assert clock(ws, request, "consultation").phase == "met"


def test_consultations_declared_exhausted_start_fifteen_days(ws: Workspace) -> None:
    request = vaults.register(ws)
    item = Consultation(
        request=request, problem="TRN", reason="INFO-INSUFF", opened_on="2026-02-01", exhausted_on="2026-03-02"
    )
    records.save(ws, item)
    assert clock(ws, request, "legality_ruling").due == date(2026, 3, 17)


def test_a_postponement_is_shown_on_the_deadline_and_has_its_own_agreed_end(ws: Workspace) -> None:
    request = vaults.register(ws, received_on="2026-02-01", due_on="2026-03-01", due_source="request")
    records.save(
        ws, Postponement(request=request, ground="ONGOING-CASE", starts_on="2026-02-10", agreed_end="2026-04-01")
    )
    found = clock(ws, request, "request_deadline")
    assert (found.due, found.phase) == (date(2026, 3, 1), "late")
    assert "postponed since 10 February 2026; the time goes on" in sentence(ws, request, "request_deadline")
    assert clock(ws, request, "postponement_end").due == date(2026, 4, 1)


def test_an_order_must_be_renewed_and_a_renewed_one_presses_no_more(ws: Workspace) -> None:
    request = vaults.register(ws)
    order = records.save(
        ws, Order(request=request, title="TRN", kind="freeze", made_on="2026-01-01", expires_on="2026-03-09")
    ).first_id
    assert clock(ws, request, "order_renewal").phase == "late"
    item = records.get(ws, "order", order)
    assert isinstance(item, Order)
    records.save(ws, Order(**{**{f: getattr(item, f) for f in Order.__dataclass_fields__}, "renewed_on": "2026-03-08"}))
    assert clock(ws, request, "order_renewal").phase == "met"


def test_the_reply_meets_the_deadline_and_reopening_does_not_move_it(ws: Workspace) -> None:
    request = vaults.register(ws, type="C-i", received_on="2026-02-01", due_on="2026-03-09", due_source="request")
    for state in ("registered", "acknowledged", "under_review", "transmitted", "in_execution", "executed"):
        requests.move(ws, request, state, on="2026-02-20")
    requests.move(ws, request, "reply_sent", on="2026-03-08")
    assert clock(ws, request, "request_deadline").phase == "met"


def test_today_and_the_calendar_tell_limits_assignments_and_deadlines_apart(ws: Workspace) -> None:
    request = vaults.register(ws, type="P-02", own_ref="TRN-1", received_on="2026-02-01", due_on="2026-03-12")
    records.save(ws, Event(request=request, kind="provisional_arrest", on="2026-01-12"))
    records.save(ws, Assignment(request=request, title="Find", due_on="2026-03-10"))
    found = {(item.on, item.kind) for item in timetable.items(ws, date(2026, 3, 1), date(2026, 3, 31))}
    assert {("2026-03-13", "legal"), ("2026-03-12", "request"), ("2026-03-10", "office")} <= found
    limits = today.overview(ws).limits
    assert {item.kind for item in limits.items} == {"legal", "target", "office"}
    assert today.overview(ws).due_today == 1


EVENTS = ("provisional_arrest", "landing", "declaration_received", "direct_execution", "art18_notice", "deferral",
          "circumstance_known", "sentence_end", "withdrawal_notified", "surrender_ordered", "ne_bis_in_idem",
          "denial_decided", "consultations_exhausted")  # fmt: skip


def test_everything_that_the_clocks_of_a_request_say_is_due_is_found_by_its_day(ws: Workspace) -> None:
    request = vaults.register(ws, type="P-02", received_on="2026-03-05", due_on="2026-03-30", due_source="request")
    for number, kind in enumerate(EVENTS):
        records.save(ws, Event(request=request, kind=kind, on=f"2026-02-{number + 2:02}"))
    records.save(ws, Problem(request=request, title="TRN", ground="FUND-PRINCIPLE", noticed_on="2026-03-06"))
    records.save(
        ws, Postponement(request=request, ground="ONGOING-CASE", starts_on="2026-02-10", agreed_end="2026-05-01")
    )
    records.save(ws, Order(request=request, title="TRN", kind="freeze", made_on="2026-01-01", expires_on="2027-01-01"))
    other = vaults.register(ws, type="C-l1")
    item = Consultation(
        request=other, problem="TRN", reason="INFO-INSUFF", opened_on="2026-02-01", exhausted_on="2026-03-02"
    )
    records.save(ws, item)
    refused = vaults.register(ws, type="C-l1")
    for state in ("registered", "acknowledged", "under_review"):
        requests.move(ws, refused, state)
    requests.move(ws, refused, "refusal_process", ground="NAT-SECURITY", note="TRN")
    for step in gates.before_refusal(ws, "L-PROHIBITED"):
        checklists.take(ws, refused, step, taken=True)
    requests.move(ws, refused, "refused", ground="L-PROHIBITED", note="TRN", on="2026-03-09")
    seen = set()
    for one in (request, other, refused):
        for found in clocks.clock_values(ws, requests.get_request(ws, one)):
            day = found.extended or found.due
            told = [i for i in timetable.items(ws, day, day) if i.request == one and i.kind == found.kind]
            assert told, (found.code, day)
            seen.add(found.code)
    dated = {row.code for row in ws.reference.lists["clocks"].codes.values() if row.more["starts"]}
    assert dated - seen == set()


def test_sealed_requests_show_only_their_alias_in_the_calendar(ws: Workspace) -> None:
    request = vaults.register(
        ws, subject="Arrest of K", classification="under_seal", alias="Dossier 7-C", due_on="2026-03-12"
    )
    records.save(ws, Assignment(request=request, title="Arrest K", due_on="2026-03-12"))
    records.save(ws, Event(request=request, kind="provisional_arrest", on="2026-03-01"))
    exported = agenda.export(ws, "en").decode()
    assert "Dossier 7-C" in exported
    assert "rrest" not in exported


def test_the_span_is_read_without_the_rest_of_the_register(ws: Workspace) -> None:
    records.save_many(ws, [vaults.request(own_ref=f"TRN-{n}", due_on="2027-01-01") for n in range(30)])
    assert timetable.items(ws, date(2026, 3, 1), date(2026, 3, 31)) == []
    query = "SELECT r FROM due WHERE met IN ('', 'met') AND day BETWEEN ? AND ?"
    (plan,) = ws.db.read(f"EXPLAIN QUERY PLAN {query}", ("2026-03-01", "2026-03-31"))
    assert "INDEX due_day" in str(plan)


def days(ws: Workspace) -> set[tuple[str, str]]:
    span = date(2020, 1, 1), date(2036, 12, 31)
    return {(item.on, item.phase) for item in timetable.items(ws, *span) if item.type == "task"}


def test_what_is_due_follows_every_way_in_which_facts_change(ws: Workspace) -> None:
    request = vaults.register(ws)
    saved = records.save(ws, Assignment(request=request, title="TRN", due_on="2026-03-12")).first_id
    assert days(ws) == {("2026-03-12", "running")}
    task = records.get(ws, "task", saved)
    assert isinstance(task, Assignment)
    records.save(ws, replace(task, due_on="2026-03-13"))
    assert days(ws) == {("2026-03-13", "running")}
    history.undo(ws)
    assert days(ws) == {("2026-03-12", "running")}
    records.delete(ws, "task", saved)
    assert days(ws) == set()
    records.restore(ws, "task", saved)
    records.delete(ws, "request", request)
    assert days(ws) == set()
    records.restore(ws, "request", request)
    assert days(ws) == {("2026-03-12", "running")}
    projection.rebuild(ws.db, lambda _done, _total: None)
    assert days(ws) == {("2026-03-12", "running")}


def test_nothing_presses_in_a_request_that_has_ended(ws: Workspace) -> None:
    request = vaults.register(ws, due_on="2026-03-01")
    records.save(ws, Assignment(request=request, title="TRN", due_on="2026-03-02"))
    records.save(ws, Problem(request=request, title="TRN", ground="INFO-INSUFF", noticed_on="2026-02-01"))
    assert agenda.pressing_items(ws).count == 2
    for state in ("registered", "withdrawn", "closed"):
        requests.move(ws, request, state, note="TRN")
    assert agenda.pressing_items(ws).count == 0
    assert days(ws) == {("2026-03-02", "over")}


def test_what_is_late_stays_on_the_page_however_long_ago_and_is_counted_beyond_what_is_listed(ws: Workspace) -> None:
    request = vaults.register(ws)
    records.save(ws, Assignment(request=request, title="Oldest", due_on="2019-01-01"))
    records.save_many(ws, [Assignment(request=request, title=f"TRN {n}", due_on="2026-03-01") for n in range(60)])
    found = agenda.pressing_items(ws)
    assert (found.count, len(found.items)) == (61, agenda.LISTED)
    assert str(found.items[0].label).endswith("Oldest")


def test_an_erased_request_leaves_no_day_behind(ws: Workspace) -> None:
    request = vaults.register(ws, due_on="2026-03-12")
    assert timetable.items(ws, date(2026, 3, 1), date(2026, 3, 31))
    records.delete(ws, "request", request)
    title = records.page_title(records.get(ws, "request", request))
    erasure.purge(ws, "request", request, typed=title, reason="TRN", authority="TRN")
    timetable.refresh(ws)
    assert ws.db.scalar("SELECT count(*) FROM due") == 0


def test_the_day_is_readable_when_the_disk_is_full(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    request = vaults.register(ws)
    records.save(ws, Assignment(request=request, title="TRN", due_on="2026-03-12"))
    assert days(ws) == {("2026-03-12", "running")}
    records.save(ws, Assignment(request=request, title="TRN", due_on="2026-03-13"))

    def full(*_given: object) -> None:
        raise StorageError(reason="there is no space left")

    monkeypatch.setattr("focalpoint.vault.timetable.keep", full)
    assert days(ws) == {("2026-03-12", "running")}
    monkeypatch.undo()
    assert len(days(ws)) == 2


def test_other_programs_read_the_exported_calendar(ws: Workspace) -> None:
    subject = "تجميد حسابين؛ سطر، وآخر " * 6
    vaults.register(ws, own_ref="TRN-1", subject=subject, due_on="2026-03-12", due_source="request")
    content = agenda.export(ws, "en")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    (event,) = vobject.readOne(content.decode()).vevent_list
    assert event.dtstart.value == date(2026, 3, 12)
    assert event.dtend.value == date(2026, 3, 13)
    assert "TRN-1" in event.summary.value
    assert event.description.value == subject
    assert agenda.export(ws, "en").count(b"BEGIN:VEVENT") == 1


def test_the_week_and_the_holidays_of_the_office_move_its_targets(ws: Workspace) -> None:
    request = vaults.register(ws)
    records.save(ws, Problem(request=request, title="TRN", ground="ASSET-NEXUS", noticed_on="2026-03-05"))
    office.set_week(ws, "sun-thu")
    assert clock(ws, request, "consultation").due == date(2026, 3, 10)
    office.add_holiday(ws, "2026-03-09", "TRN day")
    assert clock(ws, request, "consultation").due == date(2026, 3, 11)
    office.set_target(ws, "consultation", 1)
    assert clock(ws, request, "consultation").due == date(2026, 3, 8)
    office.drop_holiday(ws, "2026-03-09")
    assert office.holidays(ws) == []


def test_holidays_come_from_a_calendar_file_and_nonsense_is_refused(ws: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "h.ics"
    path.write_bytes(
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n"
        b"DTSTART;VALUE=DATE:20260501\r\nSUMMARY:Labour day\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    office.read_holidays(ws, path)
    assert office.holidays(ws) == [("2026-05-01", "Labour day")]
    path.write_bytes(b"nothing")
    with pytest.raises(CalendarError):
        office.read_holidays(ws, path)
    with pytest.raises(UnreadableFileError):
        office.read_holidays(ws, tmp_path / "absent.ics")
    with pytest.raises(CalendarError):
        office.set_week(ws, "none")
    with pytest.raises(CalendarError):
        office.set_zone(ws, "Nowhere/At all")
    with pytest.raises(CalendarError):
        office.add_holiday(ws, "1 May", "x")
    with pytest.raises(CalendarError):
        office.set_target(ws, "provisional_arrest", 3)


def test_every_sentence_is_said_in_the_three_languages(ws: Workspace) -> None:
    request = vaults.register(ws, type="P-02", received_on="2026-02-01", due_on="2026-03-12")
    records.save(ws, Event(request=request, kind="provisional_arrest", on="2026-02-02"))
    records.save(ws, Event(request=request, kind="circumstance_known", on="2026-06-02"))
    said = {}
    for code in ("ar", "fr", "en"):
        language.use(code)
        said[code] = [say(view.sentence) for view in clocks.clocks_of(ws, requests.get_request(ws, request))]
    language.use("en")
    assert len({len(sentences) for sentences in said.values()}) == 1
    assert not set(said["ar"]) & set(said["en"])
    assert not set(said["fr"]) & set(said["en"])
    assert any("45 days before 2 June 2026" in sentence for sentence in said["en"])
