"""The spreadsheet twin of a scenario: written for an author who would rather not edit text files, and read back."""

import tomllib
from pathlib import Path

from focalpoint import reference
from focalpoint.documents import extract, written_book
from focalpoint.domain.codes import Reference
from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.records import TYPES
from focalpoint.domain.training import archive, scenario_sheets, scenario_tables
from focalpoint.domain.training.scenario_tables import BadCellError, Rows
from focalpoint.domain.training.scenarios import WRITTEN
from focalpoint.domain.wording import N_
from focalpoint.services.core import output_files
from focalpoint.services.training import scenario_checks
from focalpoint.services.training.errors import ScenarioCellError, UnreadableScenarioError

Places = dict[tuple[str, str], tuple[str, int]]
LISTS = ("organs", "clocks", "checklist", "guide_steps")  # that checks and solution name besides those of fields
LONGEST_LIST = 120  # codes; countries and currencies have codes of their own everywhere
SUFFIXES = (".xlsx", ".ods", ".xls")


def write_book(folder: Path, target: Path) -> None:
    """Write a sound scenario as a workbook; raise ScenarioFlawedError, or UnreadableScenarioError if it fits none."""
    read = scenario_checks.sound_scenario(folder)
    tables = {name: tomllib.loads(text) for name, text in read.sources.items()}
    structure, texts = tables[archive.STRUCTURE], {code: tables[f"{code}.toml"] for code in WRITTEN}
    sheets = scenario_tables.as_tables(structure, texts)
    again = scenario_tables.as_files(sheets)
    too_long = any(len(cell) > written_book.LONGEST for rows in sheets.values() for row in rows for cell in row)
    if too_long or tomllib.loads(again[archive.STRUCTURE]) != structure:
        raise UnreadableScenarioError(name=folder.name, reason=N_("it holds what no table can hold"))
    sheets |= _vocabulary(reference.load())
    output_files.write_file(
        target, written_book.book_bytes(sheets, rtl=[code for code in WRITTEN if LANGUAGES[code].rtl])
    )


def _vocabulary(known: Reference) -> dict[str, Rows]:
    """Return two sheets to look things up in, which nothing reads back: the fields of records, and the codes."""
    fields, named = [["record", "field", "takes"]], [*LISTS]
    for record, type_ in TYPES.items():
        for name, spec in type_.specs.items():
            fields.append([record, name, spec.codes or spec.target or str(spec.kind)])
            named += [spec.codes] if spec.codes else []
    codes = [["list", "code", *WRITTEN]]
    codes += [["state", one, *map(state.code.label, WRITTEN)] for one, state in known.lifecycle.items()]
    for name in dict.fromkeys(named):
        if len(known.lists[name].codes) <= LONGEST_LIST:
            codes += [[name, code.code, *map(code.label, WRITTEN)] for code in known.lists[name].codes.values()]
    return {"fields": fields, "codes": codes}


def files_in_book(content: bytes, name: str) -> tuple[dict[str, bytes], Places]:
    """Return the files of a scenario that came as a workbook, read in the confined process, and where all stood.

    Raise ScenarioCellError with sheet and row, or the errors of `extract`.
    """
    sheets = {sheet.name: sheet.rows for sheet in extract.tables(content, name)}
    if scenario_tables.STEPS not in sheets or scenario_tables.WORDS not in sheets:
        raise UnreadableScenarioError(name=name, reason=N_("it has no sheets “steps” and “words”"))
    try:
        scenario_sheets.check_sheets(sheets)
        files = scenario_tables.as_files(sheets)
    except BadCellError as error:
        raise ScenarioCellError(sheet=error.sheet, row=error.row, why=error.why) from error
    return {file: text.encode() for file, text in files.items()}, scenario_sheets.places(sheets)
