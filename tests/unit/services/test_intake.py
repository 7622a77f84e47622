"""Registers kept as tables: found, understood, rehearsed, taken in at one undo, brought up to date the second time."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from focalpoint import language, reference
from focalpoint.documents.errors import UnreadableDocumentError
from focalpoint.domain.fields import Value
from focalpoint.domain.local_texts import local
from focalpoint.domain.records import TYPES
from focalpoint.domain.registers import Recommendation
from focalpoint.domain.requests import Request
from focalpoint.domain.tables import Table
from focalpoint.services.casework import history, listing, records, requests, rows
from focalpoint.services.casework.attachments import UnreadableFileError
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.interchange import cells, intake
from focalpoint.services.interchange.cells import AmbiguousCellError, UnreadableCellError
from focalpoint.services.interchange.intake import ColumnMap, NothingToTakeError, Plan
from tests.helpers import registers

SPECS = TYPES["request"].specs


def only(path: Path, kind: str = "request") -> Table:
    (found,) = intake.read_file(path, kind)
    return found


def rehearsed(ws: Workspace, table: Table, kind: str = "request", *, lenient: bool = False) -> Plan:
    guessed = intake.mapping(ws, kind, table)
    return intake.plan(ws, table, ColumnMap(kind, guessed.columns, guessed.fixed, lenient))


def by_reference(ws: Workspace, given: str) -> Request:
    (found,) = listing.exactly(ws, "request", "own_ref", given)
    return requests.get_request(ws, found)


def test_an_arabic_register_with_merged_headings_hijri_dates_and_blank_lines_is_understood(
    ws: Workspace, tmp_path: Path
) -> None:
    table = only(registers.arabic(tmp_path / "a.xlsx"))
    assert table.headings[0] == "رقم القيد"
    plan = rehearsed(ws, table)
    assert sorted(plan.mapping.columns.values()) == [
        "due_on", "own_ref", "received_on", "sender", "state", "subject", "type"
    ]  # fmt: skip
    assert [(row.outcome, row.number) for row in plan.rows] == [("new", 5), ("new", 7), ("new", 8), ("refused", 10)]
    intake.commit_plan(ws, plan)
    first, second, third = (by_reference(ws, f"TRN-ق-{n}") for n in "١٢٣")
    assert (first.received_on, first.due_on, first.sender, first.state) == (
        "2025-09-04", "2026-12-15", "REG", "in_execution"
    )  # fmt: skip
    assert second.received_on == "2026-02-22"
    assert (third.received_on, third.due_on) == ("2026-02-03", "2027-01-13")


def test_a_french_table_of_a_windows_code_page_with_semicolons_is_understood(ws: Workspace, tmp_path: Path) -> None:
    plan = rehearsed(ws, only(registers.french(tmp_path / "f.csv")))
    assert [row.outcome for row in plan.rows] == ["new", "new", "refused"]
    assert "Z-99" in str(plan.rows[2].problems[0])
    intake.commit_plan(ws, plan)
    assert by_reference(ws, "TRN-F-1").due_on == "2026-03-01"
    assert by_reference(ws, "TRN-F-1").notes == "Voir note\njointe"
    assert by_reference(ws, "TRN-F-2").received_on == "2026-02-06"


def test_an_ods_file_is_understood(ws: Workspace, tmp_path: Path) -> None:
    rows = [[str(cell) for cell in row] for row in registers.large_rows(10, 4)]
    plan = rehearsed(ws, only(registers.ods(tmp_path / "r.ods", rows)))
    assert (plan.count("new"), plan.count("refused")) == (8, 2)


def test_two_tables_of_a_sheet_are_two_below_each_other_and_beside_each_other(tmp_path: Path) -> None:
    found = intake.read_file(registers.two_tables(tmp_path / "t.xlsx"), "request")
    assert [(table.sheet, len(table.rows), table.headings[-1]) for table in found] == [
        ("Sheet", 2, "Received"),
        ("Sheet", 1, "Status"),
        ("Beside", 1, "Type"),
        ("Beside", 1, "Type"),
    ]
    assert [table.rows[0][1][0] for table in found[2:]] == ["TRN-B-1", "TRN-B-2"]


def test_one_undo_takes_all_of_an_import_back_and_redo_brings_it_again(ws: Workspace, tmp_path: Path) -> None:
    kept = requests.register(ws, Request(direction="incoming", type="C-i", subject="TRN", own_ref="TRN-F-1"))
    plan = rehearsed(ws, only(registers.french(tmp_path / "f.csv")))
    assert [row.outcome for row in plan.rows] == ["changed", "new", "refused"]
    intake.commit_plan(ws, plan)
    assert len(listing.ids(ws, Listing("request"))) == 2
    history.undo(ws)
    assert [row.subject for row in (requests.get_request(ws, kept.first_id),)] == ["TRN"]
    assert len(listing.ids(ws, Listing("request"))) == 1
    history.redo(ws)
    assert len(listing.ids(ws, Listing("request"))) == 2


def test_the_same_table_again_changes_nothing_and_a_corrected_one_brings_records_up_to_date(
    ws: Workspace, tmp_path: Path
) -> None:
    path = registers.ods(tmp_path / "r.ods", [[str(c) for c in row] for row in registers.large_rows(8, 4)])
    intake.commit_plan(ws, rehearsed(ws, only(path)))
    again = rehearsed(ws, only(path))
    assert (again.count("same"), again.count("new"), again.count("refused")) == (6, 0, 2)
    with pytest.raises(NothingToTakeError):
        intake.commit_plan(ws, again)
    corrected = [[str(c) for c in row] for row in registers.large_rows(8, 1_000, subject="TRN corrected")]
    better = rehearsed(ws, only(registers.ods(path, corrected)))
    assert (better.count("changed"), better.count("new"), better.count("refused")) == (6, 2, 0)
    intake.commit_plan(ws, better)
    assert len(listing.ids(ws, Listing("request"))) == 8
    assert by_reference(ws, "TRN-L-00003").subject == "TRN corrected 3"


def test_a_reference_that_comes_twice_is_taken_once(ws: Workspace, tmp_path: Path) -> None:
    rows = [["Reference", "Subject", "Type"], ["TRN-1", "First", "C-i"], ["TRN-1", "Second", "C-i"]]
    plan = rehearsed(ws, only(registers.ods(tmp_path / "r.ods", rows)))
    assert [row.outcome for row in plan.rows] == ["new", "refused"]
    assert "2" in str(plan.rows[1].problems[0])


def test_a_lenient_import_keeps_what_is_not_understood_in_the_notes(ws: Workspace, tmp_path: Path) -> None:
    plan = rehearsed(ws, only(registers.arabic(tmp_path / "a.xlsx")), lenient=True)
    assert plan.count("refused") == 0
    assert len(plan.rows[3].problems) == 1
    intake.commit_plan(ws, plan)
    found = by_reference(ws, "TRN-ق-٤")
    assert found.due_on == ""
    assert "غداً صباحاً" in found.notes


def test_a_mapping_is_kept_for_tables_with_the_same_headings(ws: Workspace, tmp_path: Path) -> None:
    rows = [["Alpha", "Beta", "Gamma"], ["TRN-1", "One", "C-i"]]
    table = only(registers.ods(tmp_path / "r.ods", rows))
    assert intake.mapping(ws, "request", table).columns == {}
    wanted = ColumnMap("request", {0: "own_ref", 1: "subject", 2: "type"}, {"direction": "incoming"})
    intake.commit_plan(ws, intake.plan(ws, table, wanted))
    intake.keep_mapping(ws, table, wanted)
    other = only(registers.ods(tmp_path / "s.ods", [*rows[:1], ["TRN-2", "Two", "C-a"]]))
    assert intake.mapping(ws, "request", other) == wanted
    assert intake.is_kept(ws, "request", other)
    assert intake.guessed("request", other).columns == {}


def test_a_heading_that_an_office_named_once_is_known_in_other_tables(ws: Workspace, tmp_path: Path) -> None:
    table = only(registers.ods(tmp_path / "r.ods", [["Alpha", "Beta"], ["TRN-1", "One"]]))
    for columns in ({0: "their_ref", 1: "subject"}, {0: "own_ref", 1: "subject"}):
        intake.keep_mapping(ws, table, ColumnMap("request", columns, {"direction": "incoming", "type": "C-a"}))
    other = only(registers.ods(tmp_path / "s.ods", [["Notes", "ALPHA", "Subject", "Beta"], ["n", "TRN-2", "Two", "x"]]))
    mapped = intake.mapping(ws, "request", other)
    assert not intake.is_kept(ws, "request", other)
    assert mapped.columns == {0: "notes", 1: "own_ref", 2: "subject"}  # the subject is taken: “Beta” says nothing
    assert mapped.fixed == {"direction": "incoming"}
    assert intake.mapping(ws, "contact", other).columns == intake.guessed("contact", other).columns


def test_what_a_required_field_lacks_is_told_before_anything_is_read(ws: Workspace, tmp_path: Path) -> None:
    table = only(registers.ods(tmp_path / "r.ods", [["Reference", "Notes"], ["TRN-1", "x"]]))
    problem = intake.mapping_fault(intake.mapping(ws, "request", table))
    assert problem is not None
    assert problem.parameters["field"] == "Type of request"


def test_contacts_and_other_registers_are_taken_in_too(ws: Workspace, tmp_path: Path) -> None:
    rows = [
        ["الاسم", "البريد الإلكتروني", "النوع"],
        ["وحدة المعلومات المالية", "fiu@example.org", "national_authority"],
    ]
    kinds = reference.load().lists["contact_kinds"].codes
    rows[1][2] = next(iter(kinds.values())).label("ar")
    intake.commit_plan(ws, rehearsed(ws, only(registers.ods(tmp_path / "c.ods", rows), "contact"), "contact"))
    (found,) = listing.page(ws, "contact", listing.ids(ws, Listing("contact")), ("email", "kind"))
    assert found.values == {"email": "fiu@example.org", "kind": next(iter(kinds))}


def test_the_report_tells_each_row_and_no_spreadsheet_takes_it_for_a_formula(ws: Workspace, tmp_path: Path) -> None:
    rows = [["Reference", "Subject", "Type"], ["TRN-1", "=HYPERLINK(1)", "C-i"], ["TRN-2", "x", "nonsense"]]
    plan = rehearsed(ws, only(registers.ods(tmp_path / "r.ods", rows)))
    lines = intake.report(ws, plan, "en").decode("utf-8-sig").splitlines()
    assert "training" in lines[0].lower()
    assert lines[2].split(",")[:3] == ["2", "New", "'=HYPERLINK(1)"]
    assert "nonsense" in lines[3]


def test_a_bomb_and_a_file_that_is_no_table_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"PK\x03\x04" + bytes(5_000))
    with pytest.raises(UnreadableDocumentError):
        intake.read_file(tmp_path / "x.xlsx", "request")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for _ in range(2):
        sheet.append(["a"] * 16_000)
    book.save(tmp_path / "wide.xlsx")
    for table in intake.read_file(tmp_path / "wide.xlsx", "request"):
        assert len(table.headings) <= 400


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-02-03", "2026-02-03"),
        ("3/2/2026", "2026-02-03"),
        ("03.02.26", "2026-02-03"),
        ("٣/٢/٢٠٢٦", "2026-02-03"),
        ("3 février 2026", "2026-02-03"),
        ("1er mars 2026", "2026-03-01"),
        ("3 شباط/فبراير 2026", "2026-02-03"),
        ("3 فبراير 2026م", "2026-02-03"),
        ("2026-02-03 14:30", "2026-02-03"),
        ("46056", "2026-02-03"),
        ("1447/8/15", "2026-02-03"),
        ("15/8/1447 هـ", "2026-02-03"),
        ("١٥ شعبان ١٤٤٧", "2026-02-03"),
        ("15-08-1447ه", "2026-02-03"),
        ("", ""),
        ("–", ""),
        ("soon", None),
        ("31/2/2026", None),
        ("31/13/1447 هـ", None),
        ("12", None),
    ],
)
def test_dates_are_read_as_ministries_write_them(text: str, day: str | None) -> None:
    assert cells.date_of(text, date(2026, 11, 25)) == day


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("sender", "قلم المحكمة", "REG"),
        ("sender", "OTP", "OTP"),
        ("urgency", "Urgent", "urgent"),
        ("items", "١٬٢٣٤", 1234),
        ("seals_intact", "نعم", True),
        ("seals_intact", "non", False),
        ("keywords", "alpha، beta; alpha", ("alpha", "beta")),
        ("subject", "  two\n lines ", "two lines"),
    ],
)
def test_cells_are_read_by_the_kind_of_their_field(ws: Workspace, field: str, text: str, value: Value) -> None:
    assert cells.read_cell(ws, SPECS[field], text) == value


@pytest.mark.parametrize(("field", "text"), [("sender", "someone"), ("items", "many"), ("seals_intact", "perhaps")])
def test_a_cell_that_is_not_understood_says_so(ws: Workspace, field: str, text: str) -> None:
    with pytest.raises(UnreadableCellError):
        cells.read_cell(ws, SPECS[field], text)


def test_a_cell_that_could_be_several_things_names_them(ws: Workspace) -> None:
    language.use("en")
    with pytest.raises(AmbiguousCellError) as told:
        cells.read_cell(ws, SPECS["type"], "release")
    assert "V-03" in str(told.value)


def test_a_record_changed_meanwhile_keeps_what_was_written(ws: Workspace, tmp_path: Path) -> None:
    plan = rehearsed(ws, only(registers.french(tmp_path / "f.csv")))
    made = requests.register(ws, Request(direction="incoming", type="C-i", subject="TRN", own_ref="TRN-F-2"))
    item = requests.get_request(ws, made.first_id)
    records.save(ws, replace(item, body="written meanwhile"), base=item)
    _changes, done = intake.commit_plan(ws, plan)
    assert [row.outcome for row in done.rows] == ["new", "changed", "refused"]
    assert by_reference(ws, "TRN-F-2").body == "written meanwhile"


def test_a_reference_is_found_by_an_index_however_long_the_register(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scan for each row would make the time of a second import grow by the square."""
    asked: list[tuple[str, tuple[object, ...]]] = []
    read = ws.db.read

    def noted(query: str, parameters: tuple[object, ...] = ()) -> list[Any]:
        asked.append((query, parameters))
        return read(query, parameters)

    monkeypatch.setattr(ws.db, "read", noted)
    assert listing.exactly(ws, "request", "own_ref", "TRN-1") == []
    plans = [str(row[3]) for query, values in asked for row in read(f"EXPLAIN QUERY PLAN {query}", values)]
    assert [plan.partition(" USING")[0] for plan in plans] == ["SEARCH row_request"]


@pytest.mark.parametrize("named", [False, True])
def test_the_text_of_recommendations_is_taken_in_from_json(ws: Workspace, tmp_path: Path, *, named: bool) -> None:
    """Official texts are loaded, never shipped: a list of objects, or such lists by name."""
    items = [
        {"set": "R66-2007", "number": 1, "text_en": "TRN first", "text_ar": "تدريب", "verified_by": None},
        {"set": "R66-2007", "number": 2, "text_en": "TRN second", "text_fr": "TRN deux"},
    ]
    path = tmp_path / "texts.json"
    held = {"made": "TRN", "recommendations": items, "empty": [], "odd": [1, 2]} if named else items
    path.write_text(json.dumps(held, ensure_ascii=False), "utf-8")
    table = only(path, "recommendation")
    intake.commit_plan(ws, intake.plan(ws, table, intake.mapping(ws, "recommendation", table)))
    found = [item for item in rows.living(ws, "recommendation") if isinstance(item, Recommendation)]
    assert [(one.set, one.number, *(getattr(one, f"text_{code}") for code in ("en", "fr"))) for one in found] == [
        ("R66-2007", "1", "TRN first", ""), ("R66-2007", "2", "TRN second", "TRN deux"),
    ]  # fmt: skip
    assert local(found[0], "text", "ar") == "تدريب"
    assert found[0].verified_by == ""


def test_json_of_another_form_is_read_as_text_or_refused_never_guessed(ws: Workspace, tmp_path: Path) -> None:
    for content in ("[1, 2]", '{"a": {"b": 1}}', "[" * 100_000, '[{"a": 1}', "[]"):
        path = tmp_path / "odd.json"
        path.write_text(content, "utf-8")
        with suppress(UnreadableFileError):
            assert sum(len(table.rows) for table in intake.read_file(path, "recommendation")) == 0
    path.write_text(json.dumps([{"number": "1", "set": ["R66-2007"], "matrix": {"a": 1}, "source": True}]), "utf-8")
    (table,) = intake.read_file(path, "recommendation")
    assert dict(zip(table.headings, table.rows[0][1], strict=True)) == {
        "number": "1", "set": "R66-2007", "matrix": '{"a":1}', "source": "1",
    }  # fmt: skip
