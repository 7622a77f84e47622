"""Rows to begin with, official texts by number, and counts without case data."""

import csv
import io
from pathlib import Path

from focalpoint.domain.dossier import Problem
from focalpoint.domain.local_texts import local
from focalpoint.domain.registers import Answer, Recommendation
from focalpoint.domain.values import is_date
from focalpoint.services.casework import history, listing, preparation, records, rows
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.interchange import intake
from focalpoint.services.interchange.intake import ColumnMap
from tests.helpers import registers, vaults


def count(ws: Workspace, type_name: str) -> int:
    return len(listing.ids(ws, Listing(type_name)))


def test_a_set_gets_a_row_for_each_number_without_text_once(ws: Workspace) -> None:
    preparation.recommendations(ws, "R66-2007", "en")
    assert count(ws, "recommendation") == 66
    preparation.recommendations(ws, "R66-2007", "en")
    assert count(ws, "recommendation") == 66
    preparation.recommendations(ws, "R45-2020", "en")
    assert count(ws, "recommendation") == 111
    history.undo(ws)
    assert count(ws, "recommendation") == 66
    (row, *_rest) = listing.page(ws, "recommendation", listing.ids(ws, Listing("recommendation"))[:1], ("text_en",))
    assert row.values["text_en"] == ""


def test_official_texts_are_loaded_by_number_into_their_own_set(ws: Workspace, tmp_path: Path) -> None:
    for code in ("R66-2007", "R45-2020"):
        preparation.recommendations(ws, code, "en")
    sheet = registers.ods(tmp_path / "r.ods", [["Number", "Text"], ["1", "TRN first"], ["2", "TRN second"]])
    (table,) = intake.read_file(sheet, "recommendation")
    mapped = ColumnMap("recommendation", {0: "number", 1: "text_en"}, {"set": "R45-2020"})
    plan = intake.plan(ws, table, mapped)
    assert [row.outcome for row in plan.rows] == ["changed", "changed"]
    intake.commit_plan(ws, plan)
    found = [rows.get(ws, "recommendation", one) for one in listing.exactly(ws, "recommendation", "number", "1")]
    texts = {item.set: local(item, "text", "en") for item in found if isinstance(item, Recommendation)}
    assert texts == {"R66-2007": "", "R45-2020": "TRN first"}
    assert count(ws, "recommendation") == 111


def test_every_question_begins_as_not_answered_and_an_answer_stays(ws: Workspace) -> None:
    records.save(ws, Answer(question="law", status="answered", text="TRN"))
    preparation.answers(ws, "en")
    assert count(ws, "answer") == len(ws.reference.lists["procedure_questions"].codes)
    preparation.answers(ws, "en")
    assert count(ws, "answer") == len(ws.reference.lists["procedure_questions"].codes)


def test_causes_leave_as_numbers_only_and_small_or_sealed_ones_tell_nothing(ws: Workspace) -> None:
    sealed = vaults.register(ws, classification="secret")
    for number, request in enumerate([vaults.register(ws) for _n in range(4)]):
        codes = ("COST", "OTHER") if number < 1 else ("COST",)
        records.save(ws, Problem(request=request, title="CASEWORD", ground="CAPACITY", challenges=codes))
    records.save(ws, Problem(request=sealed, title="CASEWORD", ground="CAPACITY", challenges=("INFO-language",)))
    marked, _line, content = preparation.causes(ws, "en").decode("utf-8-sig").partition("\r\n")
    assert "TRAINING" in marked
    told = {row["Code"]: row["Count"] for row in csv.DictReader(io.StringIO(content))}
    assert (told["COST"], told["OTHER"], told["INFO-language"]) == ("4", "1 or 2", "0")
    assert "CASEWORD" not in content


def test_a_year_gets_its_milestones_and_lines_of_work_once(ws: Workspace) -> None:
    preparation.year(ws, 2027, "en")
    number = count(ws, "milestone")
    assert number == 11
    preparation.year(ws, 2027, "en")
    assert count(ws, "milestone") == number
    preparation.year(ws, 2028, "en")
    assert count(ws, "milestone") == 2 * number
    history.undo(ws)
    assert count(ws, "milestone") == number


def test_the_known_steps_of_states_are_marked_as_not_yet_verified(ws: Workspace) -> None:
    preparation.memberships(ws, "en")
    preparation.memberships(ws, "en")
    known = ws.reference.lists["memberships"].codes
    assert count(ws, "membership") == len(known)
    countries = set(ws.reference.lists["countries"].codes)
    for row in known.values():
        assert row.more["country"] in countries
        assert row.more["step"] in ws.reference.lists["membership_steps"].codes
        assert is_date(str(row.more["on"]))
        assert not row.verified
    found = listing.page(ws, "membership", listing.ids(ws, Listing("membership")), ("verified", "source"))
    assert not any(row.values["verified"] for row in found)
    assert all("XVIII.10" in str(row.values["source"]) for row in found)
