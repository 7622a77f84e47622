"""A scenario as one file: written, taken in by way of the confined process, refused when anything in it is odd."""

import io
import tomllib
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from focalpoint.documents import paper
from focalpoint.documents.extract import DocumentTooHardError, UnreadableDocumentError
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.training import archive, scenario_tables
from focalpoint.services.training import proofreading, runs, scenario_archives, scenario_files
from focalpoint.services.training.errors import ScenarioFlawedError, UnreadableScenarioError
from tests.helpers import scenarios
from tests.helpers.desk import Desk

PDF = paper.plain_document("A", ["B"], "en", "", footer="", training=True)


def zipped(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return target.getvalue()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return scenarios.write(tmp_path / "small")


def test_a_scenario_travels_as_one_file_with_its_papers(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (small / "papers" / "fr").mkdir(parents=True)
    (small / "papers" / "letter.pdf").write_bytes(b"%PDF all")
    (small / "papers" / "fr" / "letter.pdf").write_bytes(PDF)
    (small / "papers" / "notes.txt").write_text("of the trainer")
    scenarios.change(small, "scenario.toml", 'deliver = "paper"', 'deliver = "paper"\nfile = "letter.pdf"')
    scenarios.change(small, "fr.toml", ', text = ["Un texte."]', "")
    desk, file = Desk(tmp_path, tmp_path / "none", capsys), tmp_path / f"small{archive.SUFFIX}"
    assert desk.run("scenario", "pack", str(small), "-o", str(file))[0] == 0
    taken = Path(desk.json("scenario", "take", str(file), "--to", str(tmp_path / "here"))["folder"])
    assert sorted(scenario_files.names_in(taken)) == sorted(
        ["scenario.toml", "ar.toml", "fr.toml", "en.toml", "papers/letter.pdf", "papers/fr/letter.pdf"]
    )
    assert not (taken / "papers" / "notes.txt").exists()
    assert scenario_archives.take_scenario(file, tmp_path / "here") == taken
    assert scenario_archives.taken_scenarios(tmp_path / "here") == [taken]
    run = runs.start_run(tmp_path / "run", str(taken), "en", "1")
    assert (run.folder / "in" / "TRN-S1.letter.pdf").read_bytes() == PDF


def test_a_paper_that_is_not_there_is_a_flaw(small: Path) -> None:
    read = scenarios.change(small, "scenario.toml", 'deliver = "paper"', 'deliver = "paper"\nfile = "letter.pdf"')
    assert "The paper “letter.pdf” is missing." in [str(one.message) for one in proofreading.proofread(read)]


def files_of(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in scenario_files.FILES}


def bomb(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
        for number in range(6):
            made.writestr(f"papers/big{number}.pdf", b"\0" * (9 << 20))
    return target.getvalue()


ODD: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "a path upwards": lambda files: zipped({**files, "../evil.toml": b""}),
    "an absolute path": lambda files: zipped({**files, "/etc/evil.toml": b""}),
    "another file": lambda files: zipped({**files, "run.sh": b"#!"}),
    "a paper with a path": lambda files: zipped({**files, "papers/../x.pdf": b""}),
    "no TOML": lambda files: zipped({**files, "en.toml": b"]]"}),
    "TOML without end": lambda files: zipped({**files, "en.toml": b"a = " + b"[" * 100_000}),
    "a bomb": bomb,
    "no archive": lambda _files: b"PK nothing",
    "cut": lambda files: zipped(files)[:-40],
    "names that differ by capitals": lambda files: zipped({**files, "papers/a.pdf": b"", "papers/A.pdf": b""}),
}


@pytest.mark.parametrize("odd", list(ODD))
def test_what_is_odd_is_refused_and_leaves_nothing(odd: str, small: Path, tmp_path: Path) -> None:
    file, place = tmp_path / "odd.fpscenario", tmp_path / "here"
    file.write_bytes(ODD[odd](files_of(small)))
    with pytest.raises((UnreadableDocumentError, DocumentTooHardError, UnreadableScenarioError)):
        scenario_archives.take_scenario(file, place)
    assert not list(place.glob("*")) if place.exists() else True
    assert not (tmp_path / "evil.toml").exists()


@pytest.mark.parametrize("identifier", ["../../evil", "S1/letter", "S1..letter", "", ".hidden", "x" * 60])
def test_a_name_that_would_lead_elsewhere_is_a_flaw(identifier: str, small: Path, tmp_path: Path) -> None:
    read = scenarios.change(small, "scenario.toml", 'id = "S1.letter"', f'id = "{identifier}"')
    assert proofreading.proofread(read) != []
    file = tmp_path / "odd.fpscenario"
    file.write_bytes(zipped(files_of(small)))
    with pytest.raises(ScenarioFlawedError):
        scenario_archives.take_scenario(file, tmp_path / "here")


def test_a_file_that_is_too_large_or_not_there_is_refused_before_it_is_read(small: Path, tmp_path: Path) -> None:
    file = tmp_path / "large.fpscenario"
    with file.open("wb") as stream:
        stream.truncate(archive.LARGEST_ARCHIVE + 1)
    for path in (file, tmp_path / "none.fpscenario"):
        with pytest.raises(FocalpointError):
            scenario_archives.take_scenario(path, tmp_path / "here")
    assert small.is_dir()


@pytest.mark.parametrize("name", scenario_files.shipped())
def test_a_workbook_holds_all_of_a_scenario(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk, book = Desk(tmp_path, tmp_path / "none", capsys), tmp_path / "book.xlsx"
    assert desk.run("scenario", "sheet", name, "-o", str(book))[0] == 0
    taken = scenario_files.read_scenario(
        Path(desk.json("scenario", "take", str(book), "--to", str(tmp_path / "here"))["folder"])
    )
    read = scenario_files.read_scenario(scenario_files.folder_of(name))
    assert (taken.scenario, taken.flaws) == (read.scenario, ())


def test_a_workbook_is_played_where_it_lies(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk, book = Desk(tmp_path, tmp_path / "none", capsys), tmp_path / "book.xlsx"
    desk.run("scenario", "sheet", str(small), "-o", str(book))
    assert desk.run("scenario", "check", str(book), "--in", "fr")[0] == 0


def changed_book(book: Path, sheet: str, cell: str, value: object) -> None:
    edited = openpyxl.load_workbook(book)
    edited[sheet][cell] = value
    edited.save(book)


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "said"),
    [
        ("expectations", "E2", "{ record = ", "Sheet “expectations”, row 2: The cell under “check” is no value"),
        ("expectations", "A2", "S9", "Sheet “expectations”, row 2: There is no step “S9”."),
        ("solution", "B2", "", "Sheet “solution”, row 2: “action” is missing."),
        ("words", "A3", "title", "Sheet “words”, row 3: “title” stands here a second time."),
        ("words", "A3", "title.more", "Sheet “words”, row 3: “title.more” cannot stand beside “title”."),
        ("words", "C1", "French", "Sheet “words”, row 1: The heading “fr” is missing."),
        ("expectations", "E1", "chek", "Sheet “expectations”, row 1: The heading “check” is missing."),
        ("expectations", "H3", "stray", "Sheet “expectations”, row 3: No heading stands above “stray”."),
        ("steps", "D1", "day", "Sheet “steps”, row 1: The heading “day” stands twice."),
        ("steps", "C3", "=1+2", "Sheet “steps”, row 3: “day” is missing."),  # a formula whose result was never saved
        ("arrivals", "A2", "", "Sheet “arrivals”, row 2: “in step” is missing."),  # as the second of merged rows is
        ("solution", "C2", "{ received_on = 2026-03-02 }", "row 2: The cell under “set” is no value"),
    ],
)
def test_a_cell_that_is_wrong_is_named(
    sheet: str, cell: str, value: str, said: str, small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk, book = Desk(tmp_path, tmp_path / "none", capsys), tmp_path / "book.xlsx"
    desk.run("scenario", "sheet", str(small), "-o", str(book))
    changed_book(book, sheet, cell, value)
    code, told = desk.run("scenario", "take", str(book), "--to", str(tmp_path / "here"))
    assert code != 0
    assert said in told
    assert not scenario_archives.taken_scenarios(tmp_path / "here")


def test_a_sheet_that_is_not_there_is_named(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk, book = Desk(tmp_path, tmp_path / "none", capsys), tmp_path / "book.xlsx"
    desk.run("scenario", "sheet", str(small), "-o", str(book))
    edited = openpyxl.load_workbook(book)
    edited["solution"].title = "Solutions"
    edited.save(book)
    code, told = desk.run("scenario", "check", str(book), "--texts-only")
    assert (code, "Sheet “solution”, row 1: There is no such sheet." in told) == (1, True)


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "said"),
    [
        ("steps", "C3", date(2026, 3, 2), "Sheet “steps”, row 3: S2: “day: 2026-03-02” is no value"),
        ("solution", "B3", "savee", "Sheet “solution”, row 3: S2: “savee” is not known here."),
        ("words", "D2", "x" * 250, "Sheet “words”, row 2: title (en): It is 10 characters too long"),
        ("words", "A2", "titel", "Sheet “words”: title (ar): This text is missing."),
    ],
)
def test_a_flaw_of_a_workbook_is_told_with_sheet_and_row(
    sheet: str, cell: str, value: object, said: str, small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk, book = Desk(tmp_path, tmp_path / "none", capsys), tmp_path / "book.xlsx"
    desk.run("scenario", "sheet", str(small), "-o", str(book))
    changed_book(book, sheet, cell, value)
    code, told = desk.run("scenario", "check", str(book), "--texts-only")
    assert (code, said in told) == (4, True), told


def test_an_action_that_nothing_misses_is_told_with_its_row(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk, book = Desk(tmp_path, tmp_path / "none", capsys), tmp_path / "book.xlsx"
    desk.run("scenario", "sheet", str(small), "-o", str(book))
    edited = openpyxl.load_workbook(book)
    heads = [cell.value for cell in edited["solution"][1]]
    row = {"in step": "S1", "action": "move", "of": "@req", "to": "registered"}
    for head in row.keys() - set(heads):
        edited["solution"].cell(1, len(heads) + 1).value = head
        heads.append(head)
    edited["solution"].append([row.get(head) for head in heads])
    last = edited["solution"].max_row
    edited.save(book)
    told = desk.run("scenario", "check", str(book), "--in", "en")[1]
    assert f"Sheet “solution”, row {last}: S1: Nothing notices" in told


@pytest.mark.parametrize(("rows", "said"), [(10_000, "Sheet “words”, row 5001: There are too many entries."),
                                           (200, "Only the first 500 are named.")])  # fmt: skip
def test_rows_without_end_are_told_in_a_hundred_lines(
    rows: int, said: str, small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk, book = Desk(tmp_path, tmp_path / "none", capsys), tmp_path / "book.xlsx"
    desk.run("scenario", "sheet", str(small), "-o", str(book))
    edited = openpyxl.load_workbook(book)
    for number in range(rows):
        edited["words"].append([f"x{number}", "a", "b", "c"])
    edited.save(book)
    code, told = desk.run("scenario", "check", str(book), "--texts-only")
    assert (code != 0, said in told) == (True, True), told
    assert len(told.splitlines()) < 110


def test_the_codes_to_look_up_stand_in_the_workbook(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk, book = Desk(tmp_path, tmp_path / "none", capsys), tmp_path / "book.xlsx"
    desk.run("scenario", "sheet", str(small), "-o", str(book))
    read = openpyxl.load_workbook(book, read_only=True)
    fields = set(read["fields"].iter_rows(values_only=True))
    codes = {row[:2] for row in read["codes"].iter_rows(values_only=True)}
    assert ("consultation", "reason", "grounds") in fields
    assert {("grounds", "INFO-INSUFF"), ("state", "acknowledged"), ("guide_steps", "97.1")} <= codes


def test_turned_quotation_marks_are_read(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk, book = Desk(tmp_path, tmp_path / "none", capsys), tmp_path / "book.xlsx"
    desk.run("scenario", "sheet", str(small), "-o", str(book))
    check = openpyxl.load_workbook(book)["expectations"]["E2"].value
    changed_book(book, "expectations", "E2", check.replace('"', "“", 1).replace('"', "”", 1))
    taken = scenario_archives.take_scenario(book, tmp_path / "here")
    assert scenario_files.read_scenario(taken).scenario == scenario_files.read_scenario(small).scenario


def test_words_that_look_like_values_come_back_as_words() -> None:
    words = {"t": ["=1+1", "true", "{ x", '"said"', " spaced ", ""], "f": ["4711"]}
    rows = {"step": [{"id": "S", "do": [{"save": {key: one}} for key in words for one in words[key]]}]}
    files = scenario_tables.as_files(scenario_tables.as_tables(rows, {"ar": {}, "fr": {}, "en": {}}))
    assert tomllib.loads(files["scenario.toml"]) == rows


def test_the_kept_scenario_is_taken_in(tmp_path: Path) -> None:
    kept = Path(__file__).parents[3] / "data" / "scenarios" / f"1{archive.SUFFIX}"
    taken = scenario_files.read_scenario(scenario_archives.take_scenario(kept, tmp_path))
    assert (taken.scenario.id, len(taken.scenario.steps), taken.flaws) == ("small", 4, ())


def test_taking_a_flawed_workbook_names_each_flaw_with_its_sheet_and_row(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk, book = Desk(tmp_path, tmp_path / "none", capsys), tmp_path / "book.xlsx"
    desk.run("scenario", "sheet", str(small), "-o", str(book))
    changed_book(book, "solution", "C2", '{ direction = "sideways" }')
    code, said = desk.run("scenario", "take", str(book), "--to", str(tmp_path / "here"))
    assert code == 4, said
    assert "Sheet “solution”, row 2:" in said
    assert "sideways" in said
    assert not list((tmp_path / "here").glob("*/*"))
