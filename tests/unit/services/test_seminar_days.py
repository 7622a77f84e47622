"""A seminar's days: programme, participants from a table, ticks of two laptops, commands."""

from dataclasses import replace
from pathlib import Path

import pytest

from focalpoint.domain.local_texts import in_languages
from focalpoint.domain.seminar_parts import Participant, SeminarSession
from focalpoint.services.casework import history, records, rows
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import conflicts, erasure
from focalpoint.services.interchange import intake
from focalpoint.services.seminars import attendance, participants, programme
from tests.helpers import seminars, vaults
from tests.helpers.desk import Desk

TABLE = """N°,Nom et prénom,Ministère,État,Interprétation,Besoins
7,TRN Karim Ozal,Ministère de la Justice,QM,arabe,rampe
,TRN Lea Marin,Parquet,QN,français,
"""


def test_sessions_stand_in_the_order_of_days_and_hours(ws: Workspace) -> None:
    made = seminars.make(ws)
    early = SeminarSession(
        seminar=made.seminar, day="2026-11-03", starts="08:00", **in_languages("title", en="TRN early")
    )
    late = SeminarSession(seminar=made.seminar, kind="break", **in_languages("title", en="TRN some day"))
    first, last = (records.save(ws, one).first_id for one in (early, late))
    days = programme.days(ws, made.seminar)
    assert [day.day for day in days] == ["2026-11-03", "2026-11-04", ""]
    assert [one.id for day in days for one in day.sessions] == [first, *made.sessions, last]
    assert programme.session_numbers(programme.sessions(ws, made.seminar)) == {
        first: 1,
        made.sessions[0]: 2,
        made.sessions[1]: 3,
    }
    begun = programme.begin_session(ws, made.seminar)
    assert (begun["day"], begun["starts"]) == ("2026-11-04", "10:30")


def test_participants_come_from_a_table_and_a_second_time_change_nothing(ws: Workspace, tmp_path: Path) -> None:
    made = seminars.make(ws)
    path = tmp_path / "people.csv"
    path.write_text(TABLE, "utf-8")
    [table] = intake.read_file(path, "participant")
    mapped = intake.mapping(ws, "participant", table, made.seminar)
    assert set(mapped.columns.values()) == {"number", "name", "office", "country", "listens_in", "needs"}
    assert intake.mapping_fault(replace(mapped, owner="")) is not None
    _changes, done = intake.commit_plan(ws, intake.plan(ws, table, mapped))
    assert (done.count("new"), done.count("refused")) == (2, 0)
    assert {row.outcome for row in intake.plan(ws, table, mapped).rows} == {"same"}
    other = seminars.make(ws)
    assert {row.outcome for row in intake.plan(ws, table, replace(mapped, owner=other.seminar)).rows} == {"new"}
    people = participants.participants(ws, made.seminar)
    assert [one.number for one in people] == ["1", "2", "3", "7", ""]
    participants.give_numbers(ws, made.seminar)
    assert [one.number for one in participants.participants(ws, made.seminar)] == ["1", "2", "3", "7", "8"]
    history.undo(ws)
    assert participants.participants(ws, made.seminar)[-1].number == ""
    assert erasure.plan(ws, "participant", people[3].id).changes == 1, "one person can be erased without the others"


PROGRAMME = """Jour,Début,Fin,Titre,Intervenants,Salle,Interprétation
3/11/2026,9h,10h30,Séance TRN 1,Le Greffe,Salle 2,"arabe, anglais"
4/11/2026,14:00,15:15,Séance TRN nouvelle,,,
4/11/2026,midi,13:00,Séance TRN obscure,,,
"""


def test_a_programme_comes_from_a_table_and_brings_sessions_up_to_date(ws: Workspace, tmp_path: Path) -> None:
    made = seminars.make(ws)
    path = tmp_path / "programme.csv"
    path.write_text(PROGRAMME, "utf-8")
    [table] = intake.read_file(path, "session")
    mapped = intake.mapping(ws, "session", table, made.seminar)
    assert {"day", "starts", "ends", "title_fr", "speakers_fr", "room"} <= set(mapped.columns.values())
    _changes, done = intake.commit_plan(ws, intake.plan(ws, table, mapped))
    assert [row.outcome for row in done.rows] == ["changed", "new", "refused"]
    found = programme.sessions(ws, made.seminar)
    assert [(one.day, one.starts, one.title_fr) for one in found] == [  # type: ignore[attr-defined]
        ("2026-11-03", "09:00", "Séance TRN 1"), ("2026-11-04", "09:00", "Séance TRN 2"),
        ("2026-11-04", "14:00", "Séance TRN nouvelle"),
    ]  # fmt: skip
    assert (found[0].room, found[0].interpretation) == ("Salle 2", ("ar", "en", "fr"))
    assert {row.outcome for row in intake.plan(ws, table, mapped).rows} == {"same", "refused"}


def test_ticks_of_two_laptops_meet_and_none_is_lost(pair: tuple[Workspace, Workspace], tmp_path: Path) -> None:
    one, two = pair
    made = seminars.make(one)
    vaults.receive(two, vaults.send(one, two, [("seminar", made.seminar)], tmp_path / "a.fpbundle"))
    session, (first, second, third) = made.sessions[0], made.participants
    attendance.tick(one, session, first)
    attendance.tick(one, session, third)
    attendance.tick(two, session, second)
    attendance.tick(two, session, third)
    vaults.receive(two, vaults.send(one, two, [("seminar", made.seminar)], tmp_path / "b.fpbundle"))
    vaults.receive(one, vaults.send(two, one, [("seminar", made.seminar)], tmp_path / "c.fpbundle"))
    for ws in pair:
        assert attendance.sheet(ws, made.seminar).present == {(session, p) for p in made.participants}
        assert conflicts.all_conflicts(ws) == []
    attendance.tick(two, session, third, present=False)
    vaults.receive(one, vaults.send(two, one, [("seminar", made.seminar)], tmp_path / "d.fpbundle"))
    assert attendance.sheet(one, made.seminar).of(third) == ()
    history.undo(two)
    assert attendance.sheet(two, made.seminar).of(third) == (session,)


def test_a_break_is_not_attended_and_who_cancelled_stands_in_no_list(ws: Workspace) -> None:
    made = seminars.make(ws)
    records.save(ws, SeminarSession(seminar=made.seminar, kind="break", **in_languages("title", en="TRN coffee")))
    item = rows.get(ws, "participant", made.participants[1])
    assert isinstance(item, Participant)
    records.save(ws, replace(item, status="cancelled"), base=item)
    found = attendance.sheet(ws, made.seminar)
    assert [one.id for one in found.sessions] == list(made.sessions)
    assert [one.id for one in found.people] == [made.participants[0], made.participants[2]]


def test_the_commands_of_a_seminar(ws: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ws.lock()
    desk = Desk(tmp_path, ws.vault.folder, capsys)
    table = tmp_path / "people.csv"
    table.write_text(TABLE, "utf-8")
    seminar = desk.json("seminar", "add", "--title-en", "TRN seminar", "--edition", "TRN-9")["id"]
    talk = ("session", "add", "--seminar", "TRN-9", "--title-en", "TRN talk", "--day", "3/11/2026", "--starts")
    for hour in ("9", "11h15"):
        desk.json(*talk, hour)
    assert desk.run(*talk, "noon")[0] == 1
    desk.json("table", "take", str(table), "--type", "participant", "--of", "TRN-9")
    assert desk.run("table", "take", str(table), "--type", "participant")[0] == 2
    assert set(desk.json("seminar", "number", "TRN-9")) == {"7", "8"}
    assert desk.json("seminar", "tick", seminar[:8], "2", "7", "8")["present"] == 2
    assert desk.json("seminar", "tick", "TRN-9", "2", "8", "--absent")["present"] == 1
    assert desk.run("seminar", "tick", "TRN-9", "2", "99")[0] == 1
    shown = desk.run("seminar", "programme", "TRN-9")[1]
    assert "09:00" in shown
    assert "11:15" in shown
    assert "✓" in desk.run("seminar", "attendance", "TRN-9")[1]
    assert [len(one["sessions"]) for one in desk.json("seminar", "attendance", "TRN-9")] == [1, 0]
