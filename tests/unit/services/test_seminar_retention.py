"""Data of participants have a term; when it ends they are listed, and erased by a decision, with the usual report."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from focalpoint.domain.fields import Facet
from focalpoint.domain.seminars import Seminar
from focalpoint.services.casework import attachments, listing, records, rows
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.clock import Clock
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.day import today
from focalpoint.services.exchange import erasure, export, imports
from focalpoint.services.exchange.erasure import Erasing, TitleDiffersError
from focalpoint.services.seminars import attendance, retention
from tests.helpers import seminars, vaults
from tests.helpers.desk import Desk
from tests.unit.services.test_erasure import everything
from tests.unit.services.test_seminar_papers import read

ORDER = Erasing(reason="TRN the term ended", authority="TRN trainer", typed="TRN seminar")


def at(day: str) -> Clock:
    moment = datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)
    return Clock.at(lambda: moment)


def seminar(ws: Workspace, record: str) -> Seminar:
    item = rows.get(ws, "seminar", record)
    assert isinstance(item, Seminar)
    return item


def test_the_term_is_a_year_after_the_last_day_unless_another_is_chosen(ws: Workspace) -> None:
    made = seminars.make(ws)
    item = seminar(ws, made.seminar)
    assert retention.term_of(item) == date(2027, 11, 4)
    assert retention.term_of(replace(item, keep_until="2026-12-31")) == date(2026, 12, 31)
    assert retention.term_of(Seminar()) is None


def test_what_is_to_be_erased_stands_on_the_page_of_the_day_from_the_day_after(ws: Workspace) -> None:
    made = seminars.make(ws)
    ws.clock = at("2027-11-04")
    assert today.overview(ws).terms == ()
    ws.clock = at("2027-11-05")
    [told] = today.overview(ws).terms
    assert (told.seminar, told.on, told.people) == (made.seminar, "2027-11-04", 3)


def test_erasing_takes_people_and_ticks_and_leaves_the_seminar(
    pair: tuple[Workspace, Workspace], tmp_path: Path
) -> None:
    ours, theirs = pair
    made = seminars.make(ours)
    attendance.tick(ours, made.sessions[0], made.participants[0])
    attachments.attach_bytes(
        ours,
        "seminar",
        made.seminar,
        seminars.NEEDS.encode(),
        name="list.txt",
        title="TRN inside",
        facet=Facet.INTERNAL,
    )
    gone = made.participants[2]
    records.delete(ours, "participant", gone)
    vaults.receive(theirs, vaults.send(ours, theirs, [("seminar", made.seminar)], tmp_path / "a.fpbundle"))
    plan = retention.erasing_plan(ours, made.seminar)
    assert plan.title == "TRN seminar"
    with pytest.raises(TitleDiffersError):
        retention.erase(ours, made.seminar, replace(ORDER, typed="TRN other"))
    retention.erase(ours, made.seminar, ORDER)
    path = vaults.send(ours, theirs, [("seminar", made.seminar)], tmp_path / "b.fpbundle")
    imports.apply(theirs, imports.preview(theirs, imports.inspect(theirs, path)), deletions=True)
    for ws in pair:
        assert retention.holds(ws, made.seminar) == []
        assert len(listing.ids(ws, Listing("session"))) == 2
        whole = everything(ws)
        assert not any(word.encode() in whole for word in (*seminars.NAMES, seminars.NEEDS))
        ws.clock = at("2030-01-01")
        assert retention.ended(ws) == []
    assert retention.was_erased(ours, made.seminar)
    said = " ".join(read(erasure.report_pdf(ours, made.seminar, "en")).split())
    assert "Records erased of it 5" in said
    assert "TRN the term ended" in said
    assert export.plan_export(ours, [("seminar", made.seminar)], [theirs.device], again=True).rows


def test_one_participant_is_erased_without_the_others(ws: Workspace) -> None:
    made = seminars.make(ws)
    one = made.participants[0]
    erasure.purge(ws, "participant", one, reason="TRN asked", authority="TRN person", typed=erasure.plan(
        ws, "participant", one).title)  # fmt: skip
    assert len(listing.ids(ws, Listing("participant"))) == 2


def test_terms_and_erasing_by_command(ws: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = seminars.make(ws)
    records.save(ws, replace(seminar(ws, made.seminar), keep_until="2026-11-10"))
    ws.lock()
    desk = Desk(tmp_path, ws.vault.folder, capsys)
    [told] = desk.json("seminar", "terms")
    assert told["people"] == 3
    order = ("--authority", "TRN trainer", "--reason", "TRN term", "--title", "TRN seminar", "--yes")
    assert desk.json("seminar", "erase", "TRN-3", *order)["changes"] == 3
    assert desk.json("seminar", "terms") == []
    desk.json("purge", "report", made.seminar[:8], "-o", str(tmp_path / "report.pdf"))
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
