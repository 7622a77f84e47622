"""Conflicts as shown to a person: who wrote what, where it came from, the common base, what depends on it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal

from focalpoint.domain import descriptions
from focalpoint.domain.delivery import Direction
from focalpoint.domain.differences import Piece, apart, three_way
from focalpoint.domain.fields import SETS, Group, Kind, Spec, Value
from focalpoint.domain.merge import DELETED, is_file, is_mark, same_key, seen_by
from focalpoint.domain.records import TYPES
from focalpoint.domain.requests import HIDDEN, SEALED, Request
from focalpoint.domain.trust import ACCEPTED, DeviceState
from focalpoint.domain.values import shown as plain
from focalpoint.domain.wording import N_
from focalpoint.language import _, current, format_date
from focalpoint.services.casework import discretion, history, rows
from focalpoint.services.casework.history import HistoryStep
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import contested, devices, record_rows
from focalpoint.vault.contested import Standing
from focalpoint.vault.projection import moment

Severity = Literal["blocking", "normal", "cosmetic"]
What = Literal["value", "text", "state", "deleted", "document"]
Ref = tuple[bytes, int]
SEVERITIES: tuple[Severity, ...] = ("blocking", "normal", "cosmetic")
COSMETIC = frozenset({("request", "alias"), ("document", "title")})
CONTENT = Spec(kind=Kind.FILE, label=N_("Content of the file"), group=Group.CONTENT)  # descriptions that differ


@dataclass(frozen=True, slots=True)
class CompetingValue:
    """One of the values that stand, and the newest of those who wrote it. `refs` name all writes that say the same.

    `bundle` is the file it came in and `taken_in` when; both are "" for what was written here.
    """

    value: Value
    name: str  # of a file
    person: str
    office: str
    device_label: str
    at: str
    clock_unsure: bool
    bundle: str
    taken_in: str
    mine: bool
    office_own: bool
    refs: frozenset[Ref]

    @property
    def change(self) -> str:
        """Return the reference of the newest of its writes, short enough to read out."""
        return max(self.refs)[0].hex()[:12]


@dataclass(frozen=True, slots=True)
class Base:
    """What stood there when both began."""

    value: Value
    person: str
    at: str


@dataclass(frozen=True, slots=True)
class ConflictView:
    """A contested field of a record. `label` and `consequence` are message ids; `parameters` are in the language.

    `base_missing` tells that the people began from something this vault does not hold. The field `~deleted` stands
    for a record that one person deleted and another changed: its values are True (in the trash) and False.
    """

    type: str
    id: str
    title: str
    reference: str
    masked: bool
    field: str
    label: str
    kind: What
    severity: Severity
    candidates: tuple[CompetingValue, ...]
    base: Base | None
    base_missing: bool
    consequence: str
    parameters: Mapping[str, str]
    difference: tuple[Piece, ...]
    joinable: bool
    askable: bool


@dataclass(frozen=True, slots=True)
class _Known:
    """What is read once for all conflicts: people, office mates, bundles by the mark of their import."""

    people: Mapping[str, tuple[str, str, str]]
    office: frozenset[str]
    bundles: Mapping[str, tuple[str, str]]


def all_views(ws: Workspace) -> list[ConflictView]:
    """Return every conflict of the vault, what presses first, then by reference and field."""
    known = _known(ws)
    by_record: dict[tuple[int, str, str], list[str]] = {}
    for one in contested.fields(ws.db):
        by_record.setdefault((one.r, one.type, one.id), []).append(one.field)
    found: list[ConflictView] = []
    for (r, type_name, record), names in by_record.items():
        found += _of_record(ws, known, r, type_name, record=record, names=names)
    return sorted(found, key=_order)


def of_record(ws: Workspace, type_name: str, record: str) -> list[ConflictView]:
    """Return the conflicts of one record, of one in the trash too."""
    r = rows.number(ws, record)
    names = record_rows.contested(ws.db, r)
    return sorted(_of_record(ws, _known(ws), r, type_name, record=record, names=names), key=_order) if names else []


def _known(ws: Workspace) -> _Known:
    return _Known(
        history.device_people(ws),
        frozenset(
            d.id for d in devices.all_devices(ws.db) if d.role == "office" and d.state in (DeviceState.OWN, *ACCEPTED)
        ),
        {bundle.note: (bundle.name, bundle.at) for bundle in devices.bundles(ws.db, Direction.IN)},
    )


def _order(view: ConflictView) -> tuple[int, bool, str, str, str, str]:
    return (
        SEVERITIES.index(view.severity), not view.reference, view.reference, view.type, view.id, view.field,
    )  # fmt: skip


def refs_of(present: Iterable[Standing], field: str) -> set[Ref]:
    """Return the writes that stand against each other in a field; for a deletion, the marks and what they missed."""
    listed = [s for s in present if field in (DELETED, s.field)]
    if field == DELETED:
        listed = [s for one in _sides(listed) for s in one]
    return {_ref(s) for s in listed}


def _ref(standing: Standing) -> Ref:
    return standing.head.change, standing.head.index


def _sides(present: Iterable[Standing]) -> tuple[list[Standing], list[Standing]]:
    """Return the marks of deletion, and the writes that none of them saw."""
    listed = list(present)
    marks = [s for s in listed if s.field == DELETED and is_mark(s.head.value)]
    seen = {(bytes.fromhex(change), index) for mark in marks for change, index in seen_by(mark.head.value)}
    edits = [s for s in listed if s.field != DELETED and not is_file(s.field)]
    return marks, [s for s in edits if _ref(s) not in seen]


def _of_record(
    ws: Workspace, known: _Known, r: int, type_name: str, *, record: str, names: Sequence[str]
) -> Iterable[ConflictView]:
    item, present = rows.get(ws, type_name, record), contested.standing(ws.db, r)
    done = history.steps(ws, r, record)
    sealed = type_name == "request" and bool(_says(present, "classification") & SEALED)
    title, reference = discretion.title(ws, item), discretion.shown_reference(ws, item)
    if sealed and isinstance(item, Request):  # also where only one of the contested classifications seals it
        title = item.alias or HIDDEN
    arrest = any(_about_arrest(ws, code) for code in _says(present, "type")) and isinstance(item, Request)
    for name in names:
        spec = spec_of(type_name, name)
        candidates = _candidates(ws, known, present, name, spec=spec)
        if len(candidates) < 2:
            continue
        base, missing = _base(known, done, name, spec, candidates=candidates)
        kind = _kind(spec)
        missed = [s.field for s in _sides(present)[1]]
        consequence, parameters = _consequence(ws, type_name, name, candidates, missed=missed, arrest=arrest)
        yield ConflictView(
            type_name, record, title, reference, sealed, name,
            spec.label if spec else N_("Deleted, and changed since"), kind, _severity(type_name, name, arrest=arrest),
            candidates, base, missing, consequence, parameters,
            _difference(base, candidates) if kind == "text" else (),
            kind == "text" and spec is not None and not spec.ltr,
            "notes" in TYPES[type_name].specs and "notes" not in names and DELETED not in names,
        )  # fmt: skip


def spec_of(type_name: str, field: str) -> Spec | None:
    """Return the specification of a contested field; None for the deletion of a record."""
    if type_name == "document" and is_file(field):
        return CONTENT
    return TYPES[type_name].specs.get(field)


def _says(present: Iterable[Standing], field: str) -> frozenset[str]:
    """Return all texts that stand in a field, shown or not: none may reveal what another hides."""
    return frozenset(str(s.head.value) for s in present if s.field == field)


def _kind(spec: Spec | None) -> What:
    if spec is None:
        return "deleted"
    kinds: dict[Kind, What] = {Kind.STATE: "state", Kind.FILE: "document", Kind.TEXT: "text", Kind.NOTE: "text"}
    return kinds.get(spec.kind, "value")


def _about_arrest(ws: Workspace, code: str) -> bool:
    row = ws.reference.lists["request_types"].codes.get(code)
    return row is not None and row.more["arrest"] is True


def _severity(type_name: str, field: str, *, arrest: bool) -> Severity:
    if arrest or (type_name == "request" and field in ("state", "due_on")):
        return "blocking"
    spec = spec_of(type_name, field)
    cosmetic = (type_name, field) in COSMETIC or (spec is not None and spec.kind in SETS)
    return "cosmetic" if cosmetic else "normal"


def _candidates(
    ws: Workspace, known: _Known, present: Sequence[Standing], name: str, *, spec: Spec | None
) -> tuple[CompetingValue, ...]:
    """Return the values that stand in a field, each once, the one shown first; the same order everywhere."""
    groups: dict[object, tuple[Value, list[Standing]]] = {}
    if spec is None:
        marks, edits = _sides(present)
        groups = {value: (value, side) for value, side in ((True, marks), (False, edits)) if side}
    else:
        for s in sorted((s for s in present if s.field == name), key=lambda s: s.head.rank(), reverse=True):
            groups.setdefault(_sameness(spec, s), (_value(spec, s), []))[1].append(s)
    made = [
        _candidate(ws, known, value, side, name=_file_name(present, value, spec)) for value, side in groups.values()
    ]
    return tuple(one for _rank, one in sorted(made, key=lambda pair: pair[0], reverse=True))


def _value(spec: Spec, standing: Standing) -> Value:
    """Return what a write says; of the content of a file, the mark of its description."""
    if spec is not CONTENT:
        return plain(spec.kind, standing.head.value)
    said = descriptions.read_description(standing.head.value)
    return said.content if said else ""


def _sameness(spec: Spec, standing: Standing) -> object:
    value = standing.head.value
    return descriptions.same_key(value) if spec is CONTENT else same_key(spec.kind, value)


def _file_name(present: Iterable[Standing], value: Value, spec: Spec | None) -> str:
    """Return what to call a file that is contested; files of one name are told apart by the beginning of their hash."""
    if spec is None or spec.kind is not Kind.FILE:
        return ""
    if spec is CONTENT:
        said = [descriptions.read_description(s.head.value) for s in present if is_file(s.field)]
        found = next((one for one in said if one is not None and one.content == value), None)
        return f"{found.name} (SHA-256 {found.sha256[:16]}…)" if found else ""
    shown = descriptions.current_description(s.head for s in present if s.field == value)
    return shown.name if shown else ""


def _candidate(
    ws: Workspace, known: _Known, value: Value, side: Sequence[Standing], *, name: str
) -> tuple[tuple[int, str, bytes, int], CompetingValue]:
    newest = max(side, key=lambda s: s.head.rank())
    head = newest.head
    writers = {s.head.device for s in side}
    person, office, label = known.people.get(head.device, ("", "", ""))
    bundle, taken_in = known.bundles.get(newest.via, ("", "")) if newest.via else ("", "")
    return head.rank(), CompetingValue(
        value, name, person, office, label, moment(head.hl), newest.unsure, bundle, taken_in,
        ws.device in writers, bool(writers & known.office), frozenset(_ref(s) for s in side),
    )  # fmt: skip


def _base(
    known: _Known, done: Sequence[HistoryStep], name: str, spec: Spec | None, *, candidates: Collection[CompetingValue]
) -> tuple[Base | None, bool]:
    """Return the newest write that all candidates replaced, and whether there is one that is not held here."""
    if spec is None:
        return None, False
    written = {(step.change, step.index): step for step in done if step.op.f == name}
    shared: set[Ref] | None = None
    for candidate in candidates:
        for ref in candidate.refs:
            before = _before(written, ref)
            shared = before if shared is None else shared & before
    held = [written[ref] for ref in shared or () if ref in written]
    if not held:
        return None, bool(shared)
    newest = max(held, key=lambda step: (step.hl, step.device, step.change, step.index))
    return Base(
        plain(spec.kind, newest.op.v), known.people.get(newest.device, ("", "", ""))[0], moment(newest.hl)
    ), False


def _before(written: Mapping[Ref, HistoryStep], ref: Ref) -> set[Ref]:
    """Return all writes that a write replaced, directly or through others, as far as the journal here knows."""
    found: set[Ref] = set()
    waiting = [ref]
    while waiting:
        step = written.get(waiting.pop())
        for identifier, index in step.op.p if step else ():
            earlier = (bytes.fromhex(identifier), index)
            if earlier not in found:
                found.add(earlier)
                waiting.append(earlier)
    return found


def _difference(base: Base | None, candidates: Sequence[CompetingValue]) -> tuple[Piece, ...]:
    """Return the word-level difference; of more than two values whose beginning is not known there is none."""
    texts = [str(candidate.value) for candidate in candidates]
    if base is not None:
        return three_way(str(base.value), *texts)
    return apart(*texts) if len(texts) == 2 else ()


def _consequence(
    ws: Workspace,
    type_name: str,
    name: str,
    candidates: Sequence[CompetingValue],
    *,
    missed: Iterable[str],
    arrest: bool,
) -> tuple[str, dict[str, str]]:
    """Say what hangs on the decision: a message id and its parameters in the current language."""
    spec = spec_of(type_name, name)
    if spec is None:
        labels = [_(TYPES[type_name].specs[field].label) for field in missed if field in TYPES[type_name].specs]
        return N_("If it goes to the trash, what was changed since goes with it: {fields}."), {
            "fields": _(", ").join(dict.fromkeys(labels)),
        }  # fmt: skip
    match spec.kind:
        case Kind.DATE:
            return _dates(spec, name, candidates)
        case Kind.STATE:
            return _states(ws, candidates)
        case Kind.FILE:
            return N_("Both files are kept; the one decided on is shown as the document."), {}
        case _:
            said = N_("This is a matter of arrest or surrender: decide before anything leaves.")
            return (said if arrest else ""), {}


def _dates(spec: Spec, name: str, candidates: Sequence[CompetingValue]) -> tuple[str, dict[str, str]]:
    values = either([format_date(day) or _("no date") for day in sorted(str(c.value) for c in candidates)])
    shown = format_date(str(candidates[0].value)) or _("no date")
    if name == "due_on":
        said = N_("Deadline {values}? Until it is decided, reminders go by {shown}.")
        return said, {"values": values, "shown": shown}
    said = N_("{field}: {values}? Until it is decided, {shown} is shown.")
    return said, {"field": _(spec.label), "values": values, "shown": shown}


def _states(ws: Workspace, candidates: Sequence[CompetingValue]) -> tuple[str, dict[str, str]]:
    codes = [str(c.value) for c in candidates]
    labels = [ws.reference.label("lifecycle", code, current()) for code in codes]
    final = [label for code, label in zip(codes, labels, strict=True) if _final(ws, code)]
    parameters = {"values": either(sorted(labels)), "shown": labels[0]}
    if final and len(final) < len(codes):
        said = N_("{values}? “{final}” would end the request. Until it is decided, it counts as “{shown}”.")
        return said, {**parameters, "final": either(sorted(final))}
    return N_("{values}? Until it is decided, the request counts as “{shown}”."), parameters


def _final(ws: Workspace, code: str) -> bool:
    return code in ws.reference.lifecycle and ws.reference.lifecycle[code].final


def either(values: Sequence[str]) -> str:
    """Join values as alternatives in the current language."""
    return reduce(lambda first, second: _("{first} or {second}").format(first=first, second=second), values)
