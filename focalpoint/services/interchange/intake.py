"""Taking in a register that an office kept as a table: mapped, rehearsed row by row, kept in one undoable step."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import msgspec

from focalpoint import paths
from focalpoint.documents import extract
from focalpoint.domain import lifecycle, worlds
from focalpoint.domain.errors import FocalpointError, MissingValueError, reason_of
from focalpoint.domain.fields import Kind, Record, RecordType, Value, empty
from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.messages import Joined, Message, Parameter
from focalpoint.domain.records import TYPES
from focalpoint.domain.requests import Request
from focalpoint.domain.tables import Names, Table, find_tables, guess, names_of
from focalpoint.domain.text import fold
from focalpoint.domain.wording import N_
from focalpoint.language import say, translate
from focalpoint.services.casework import listing, records, rows
from focalpoint.services.casework.attachments import UnreadableFileError
from focalpoint.services.core import actions, csv_tables, settings, world_checks
from focalpoint.services.core.actions import Action
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.interchange import cells
from focalpoint.vault.journal import Write

Outcome = Literal["new", "changed", "same", "refused"]
BATCH = 500
SAVED = "intake mappings"
KEPT_TEXT = N_("From the imported table, “{heading}”: {text}")


class NothingToTakeError(FocalpointError):
    """A table holds no row that can be taken in."""

    message = N_("No row of this table can be taken in as it is.")
    remedy = N_("Look at what is said of the rows, change which column is which, or correct the file.")
    code = "IMP-103"


class TwiceError(FocalpointError):
    """A row names a record that an earlier row of the table names too."""

    message = N_("Row {row} has the same reference.")
    remedy = N_("Leave one of the two rows, or give them different references.")
    code = "IMP-104"


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column is which field (by the number of the column), and what fields hold for every row of the table.

    `lenient`: a cell that is not understood is kept in the notes instead of keeping its row out. `owner`: the record in
    whose dossier the rows belong, "" for a type that belongs to none.
    """

    type: str
    columns: Mapping[int, str]
    fixed: Mapping[str, str]
    lenient: bool = False
    owner: str = ""


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What would happen to one row: its number in the sheet, its name, and what is wrong with it (translated)."""

    number: int
    outcome: Outcome
    title: str
    record: str
    problems: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A rehearsed import. `rows` are in the order of the table; nothing is kept yet."""

    table: Table
    mapping: ColumnMap
    rows: tuple[PlannedRow, ...]

    def count(self, outcome: Outcome) -> int:
        """Return how many rows have an outcome."""
        return sum(row.outcome == outcome for row in self.rows)


def read_file(path: Path, type_name: str) -> list[Table]:
    """Return the tables of a file; raise UnreadableFileError, UnreadableDocumentError or DocumentTooHardError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(reason=reason_of(error)) from error
    names = headings(type_name)
    sheets = [(s, _marked(s.rows)) for s in extract.tables(content, path.name)]
    found = [
        replace(table, training=training) for s, training in sheets for table in find_tables(s.name, s.rows, names)
    ]
    return [table for table in found if table.rows]


def _marked(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether the first line of a sheet says that a training vault wrote it."""
    first = next((cell for row in rows[:1] for cell in row if cell), "")
    return fold(first) in {fold(translate(worlds.BANNER, language)) for language in LANGUAGES}


@cache
def headings(type_name: str) -> Names:
    """Return what the columns of each field may be headed: the field's labels, its name, and what offices write."""
    with paths.resource("imports", "headings.toml").open("rb") as stream:
        more: dict[str, list[str]] = tomllib.load(stream).get(type_name, {})
    labels = {
        name: [*(translate(spec.label, language) for language in LANGUAGES), name, *more.get(name, ())]
        for name, spec in TYPES[type_name].specs.items()
        if cells.readable(spec)
    }
    return names_of(labels)


def mapping(ws: Workspace, type_name: str, table: Table, owner: str = "") -> ColumnMap:
    """Return the mapping kept for these headings, or one guessed from them and from what other tables were taken as."""
    found = _saved(ws).get(_signature(type_name, table)) or _recalled(ws, guessed(type_name, table), table)
    return replace(found, owner=owner)


def guessed(type_name: str, table: Table) -> ColumnMap:
    """Return a mapping guessed from the headings alone."""
    fixed = {"direction": "incoming"} if type_name == "request" else {}
    columns = guess(table.headings, headings(type_name))
    return ColumnMap(type_name, columns, {f: v for f, v in fixed.items() if f not in columns.values()})


def _recalled(ws: Workspace, mapped: ColumnMap, table: Table) -> ColumnMap:
    """Fill the columns that say nothing with the fields that their headings became in other tables."""
    known: dict[str, str] = {}
    for signature, kept in _saved(ws).items():
        names = signature.split("|")[1:]
        if kept.type == mapped.type:
            known |= {names[column]: field for column, field in kept.columns.items() if column < len(names)}
    columns = dict(mapped.columns)
    for column, heading in enumerate(table.headings):
        field = known.get(fold(heading), "")
        if column not in columns and field and field not in columns.values():
            columns[column] = field
    return replace(mapped, columns=columns)


def is_kept(ws: Workspace, type_name: str, table: Table) -> bool:
    """Tell whether a table with these headings was taken in before, so that its mapping is the one chosen then."""
    return _signature(type_name, table) in _saved(ws)


def keep_mapping(ws: Workspace, table: Table, mapped: ColumnMap) -> None:
    """Keep a mapping for the next table with the same headings, and as the newest word for any of them."""
    signature = _signature(mapped.type, table)
    others = {name: kept for name, kept in _saved(ws).items() if name != signature}
    saved = {**others, signature: replace(mapped, owner="")}
    settings.put(ws, SAVED, msgspec.json.encode(saved).decode())


def _saved(ws: Workspace) -> dict[str, ColumnMap]:
    return msgspec.json.decode(settings.get(ws, SAVED, "{}"), type=dict[str, ColumnMap])


def _signature(type_name: str, table: Table) -> str:
    return "|".join([type_name, *(fold(heading).replace("|", " ") for heading in table.headings)])


def plan(ws: Workspace, table: Table, mapped: ColumnMap, task: Task | None = None) -> Plan:
    """Rehearse an import: say of each row whether it would be new, change a record, change nothing, or stay out."""
    if table.training:
        world_checks.require_same_files(ws, training=True)
    progress = task or Task()
    seen: dict[str, int] = {}
    planned: list[PlannedRow] = []
    reader = _Reader(ws, table, mapped)
    for number, row in progress.steps(table.rows, len(table.rows), N_("Reading the rows")):
        made = reader.row(number, row, seen)
        planned.append(made.planned)
    return Plan(table, mapped, tuple(planned))


@dataclass(frozen=True, slots=True)
class _Made:
    planned: PlannedRow
    item: Record | None = None
    base: Record | None = None


class _Reader:
    """Reads rows by a mapping. It keeps nothing but which reference stood in which row."""

    def __init__(self, ws: Workspace, table: Table, mapped: ColumnMap) -> None:
        self.ws, self.table, self.mapped = ws, table, mapped
        self.kind: RecordType = TYPES[mapped.type]
        self.key = self.kind.reference or self.kind.title[0]

    def row(self, number: int, row: tuple[str, ...], seen: dict[str, int]) -> _Made:
        """Return what a row makes: a record that is new or changed, or why it stays out."""
        values, problems, left = self._values(row)
        named = next((field for field in self.kind.title if values.get(field)), self.key)
        title = str(values.get(named) or values.get(self.key) or "")
        key = str(values.get(self.key) or "") or (title if self.mapped.owner else "")
        name = fold(f"{key} {values.get('set') or ''}").strip() if key else ""
        refused = [] if self.mapped.lenient else problems
        if name and name in seen:
            refused = [*refused, _message(TwiceError(row=seen[name]))]
        if refused:
            return _Made(PlannedRow(number, "refused", title, "", tuple(refused)))
        if left and "notes" in self.kind.specs:
            values["notes"] = "\n".join(part for part in (str(values.get("notes") or ""), *left) if part)
        try:
            made = self._made(number, title, values, problems)
        except FocalpointError as error:
            return _Made(PlannedRow(number, "refused", title, "", (*problems, _message(error))))
        if name:
            seen[name] = number
        return made

    def _made(self, number: int, title: str, values: dict[str, Value], problems: list[Message]) -> _Made:
        present = self._present(values)
        if present is None:
            item = self._begun(values)
            records.check(item, self.ws)
            return _Made(PlannedRow(number, "new", title, "", tuple(problems)), item)
        specs = self.kind.specs
        changed: dict[str, Any] = {
            f: cells.merged(specs[f], getattr(present, f), value)
            for f, value in values.items()
            if specs[f].kind is not Kind.STATE and not specs[f].fixed
        }
        item = replace(present, **changed)
        records.check(item, self.ws)
        outcome: Outcome = "same" if item == present else "changed"
        return _Made(PlannedRow(number, outcome, title, present.id, tuple(problems)), item, present)

    def _values(self, row: tuple[str, ...]) -> tuple[dict[str, Value], list[Message], list[str]]:
        """Return the values of the filled cells, what is not understood, and those cells as notes."""
        values: dict[str, Value] = {}
        problems: list[Message] = []
        left: list[str] = []
        specs = self.kind.specs
        texts = [(self.mapped.columns[c], row[c], c) for c in sorted(self.mapped.columns) if c < len(row)]
        for field, text, column in texts:
            if not text.strip():
                continue
            try:
                values[field] = cells.read_cell(self.ws, specs[field], text)
            except FocalpointError as error:
                problems.append(_message(error))
                left.append(translate(KEPT_TEXT, self.ws.language).format(heading=self._heading(column), text=text))
        for field, text in self.mapped.fixed.items():
            if values.get(field) in (None, empty(specs[field].kind)):
                values[field] = cells.read_cell(self.ws, specs[field], text)
        return {f: v for f, v in values.items() if v != empty(specs[f].kind)}, problems, left

    def _heading(self, column: int) -> str:
        headed = self.table.headings
        return headed[column] if column < len(headed) else str(column + 1)

    def _present(self, values: Mapping[str, Value]) -> Record | None:
        """Return the record that a reference names; of a recommendation, the one in the same set.

        Within a dossier, where a row has no reference, the one of the same title.
        """
        names = (self.key, *self.kind.title) if self.mapped.owner else (self.key,)
        key = next((field for field in names if values.get(field)), "")
        if not key:
            return None
        within = str(values.get("set") or "")
        found = [
            one
            for one in listing.exactly(self.ws, self.kind.name, key, str(values[key]))
            if not rows.is_deleted(self.ws, self.kind.name, one)
        ]
        items = [rows.get(self.ws, self.kind.name, one) for one in found]
        kept = [item for item in items if not within or getattr(item, "set", "") == within]
        kept = [item for item in kept if not self.mapped.owner or records.dossier_of(item)[1] == self.mapped.owner]
        return kept[0] if len(kept) == 1 else None

    def _begun(self, values: dict[str, Value]) -> Record:
        filled: dict[str, Any] = {**values, self.kind.part_of: self.mapped.owner} if self.mapped.owner else dict(values)
        item = records.placed(self.kind.cls(**filled))
        if isinstance(item, Request):
            first = lifecycle.FIRST.get(item.direction, "received")
            return replace(item, state=item.state or first, classification=item.classification or "confidential")
        return item


def _message(error: FocalpointError) -> Message:
    """Return what an error says of a cell; only the name of the field in it is the program's own word."""
    params: dict[str, Parameter] = {
        name: Message(str(value)) if name == "field" else value if isinstance(value, int | Joined) else str(value)
        for name, value in error.parameters.items()
    }
    return Message(error.message, params)


def commit_plan(ws: Workspace, wanted: Plan, task: Task | None = None) -> tuple[Changes, Plan]:
    """Keep what a plan found, in one transaction that one undo takes back; return what became of each row.

    Rows are read anew, so what changed meanwhile is not written over. Raise NothingToTakeError.
    """
    progress = task or Task()
    reader = _Reader(ws, wanted.table, wanted.mapping)
    seen: dict[str, int] = {}
    done: list[PlannedRow] = []
    title = wanted.table.sheet or reader.kind.name
    with actions.recording(ws, Action("take in", (wanted.mapping.type, ""), title)) as recorder:
        waiting = iter(progress.steps(wanted.table.rows, len(wanted.table.rows), N_("Taking in the rows")))
        while batch := list(islice(waiting, BATCH)):
            made = [_named(reader.row(number, row, seen)) for number, row in batch]
            writes = [list(_writes(ws, one)) for one in made]
            for some in writes if wanted.mapping.owner else [[write for several in writes for write in several]]:
                recorder.write(some)  # a person in a change of their own: one can be erased without the others
            done += [one.planned for one in made]
        if not recorder.touched:
            raise NothingToTakeError
        recorder.reason = str(len(recorder.touched))
    owner = [(reader.kind.part_of, wanted.mapping.owner)] if wanted.mapping.owner else []
    touched = [(wanted.mapping.type, one.record) for one in done if one.record]
    return Changes.of([*touched, *owner]), replace(wanted, rows=tuple(done))


def _named(made: _Made) -> _Made:
    if made.item is None or made.item.id:
        return made
    item = replace(made.item, id=records.new_id())
    return replace(made, item=item, planned=replace(made.planned, record=item.id))


def _writes(ws: Workspace, made: _Made) -> Iterable[Write]:
    if made.item is None:
        return ()
    return records.edits(ws, made.item, made.base) if made.base is not None else records.creation(made.item)


OUTCOMES: Mapping[Outcome, str] = {
    "new": N_("New"),
    "changed": N_("Changed"),
    "same": N_("Nothing new"),
    "refused": N_("Left out"),
}


def report(ws: Workspace, found: Plan, language: str) -> bytes:
    """Return what became of each row as a CSV file that spreadsheets open (UTF-8 with a mark)."""
    head = [translate(word, language) for word in (N_("Row"), N_("Result"), N_("Title"), N_("What is said"))]
    lines = [
        [
            r.number,
            translate(OUTCOMES[r.outcome], language),
            r.title,
            " ".join(say(problem, language) for problem in r.problems),
        ]
        for r in found.rows
    ]
    return csv_tables.table([head, *lines], training=ws.info.training, language=language)


def required(found: ColumnMap) -> Iterator[str]:
    """Return the fields that every record needs and that no column and no fixed value fills."""
    filled = {*found.columns.values(), *found.fixed, *([TYPES[found.type].part_of] if found.owner else [])}
    for name, spec in TYPES[found.type].specs.items():
        if spec.required and name not in filled:
            yield name


def mapping_fault(found: ColumnMap) -> MissingValueError | None:
    """Return why a mapping cannot be used yet, or None."""
    name = next(required(found), "")
    return MissingValueError(field=TYPES[found.type].specs[name].label) if name else None
