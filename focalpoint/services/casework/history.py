"""History of a record, versions to go back to, conflicts, undo and redo: all read from the journal."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from focalpoint.bundles import card as cards
from focalpoint.domain import descriptions
from focalpoint.domain.duplicates import ALIAS, DISTINCT
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.fields import SETS, Kind, Record, RecordType, Value
from focalpoint.domain.merge import DELETED, Head, same_key
from focalpoint.domain.messages import Message
from focalpoint.domain.records import TYPES
from focalpoint.domain.values import shown as plain
from focalpoint.domain.wording import N_
from focalpoint.services.casework import discretion, records, rows
from focalpoint.services.core.actions import Recorder
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.vault import change_log, compartment_rows, devices, heads, local
from focalpoint.vault.changes import Body, Op
from focalpoint.vault.errors import UndoImpossibleError
from focalpoint.vault.journal import Write
from focalpoint.vault.local import ActionState, UndoAction
from focalpoint.vault.projection import moment

UNDO_LABELS = {
    "create": N_("creation of {title}"),
    "edit": N_("change of {title}"),
    "delete": N_("deletion of {title}"),
    "restore": N_("restoring of {title}"),
    "move": N_("step of {title}"),
    "attach": N_("document of {title}"),
    "import": N_("import of {title}"),
    "resolve": N_("decision on {title}"),
    "take in": N_("import of {title}"),
    "join": N_("joining of {title}"),
    "separate": N_("separation of {title}"),
    "distinct": N_("decision that {title} is another request"),
}


class FieldDiff(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """What an action did to one field: the label is a message id."""

    field: str
    label: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One person's action on a record."""

    tx: str
    at: str
    who: str
    office: str
    device_label: str
    action: str
    diffs: tuple[FieldDiff, ...]


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One operation of one change, as read from the journal."""

    change: bytes
    index: int
    hl: int
    device: str
    tx: bytes
    op: Op


def steps(ws: Workspace, r: int, record: str) -> list[HistoryStep]:
    """Return the operations on a record in display order."""
    found = []
    for change, hl, device, tx, body in change_log.changes_of(ws.db, r):
        found += [HistoryStep(change, i, hl, device, tx, op) for i, op in enumerate(body.ops) if op.r == record]
    return found


def acting(ws: Workspace, step: HistoryStep) -> str:
    """Return the officer who took a step on this laptop, "" if it was the person to whom the laptop belongs."""
    return local.officer_of(ws.db, step.tx) if step.device == ws.device else ""


def history(ws: Workspace, type_name: str, record: str) -> list[HistoryEntry]:
    """Return the actions on a record, newest first, each with the fields it changed."""
    record_type = TYPES[type_name]
    values: dict[tuple[bytes, int], object] = {}
    sets: dict[str, set[str]] = {}
    entries: dict[tuple[str, bytes], HistoryEntry] = {}
    known = device_people(ws)
    for step in steps(ws, rows.number(ws, record), record):
        values[step.change, step.index] = step.op.v
        diff = _diff(record_type, step, values, sets)
        key = (step.device, step.tx)
        entry = entries.get(key)
        if entry is None:
            who, office, label = known.get(step.device, ("", "", ""))
            who = acting(ws, step) or who
            action = _action(step, first=not entries)
            entry = HistoryEntry(step.tx.hex(), moment(step.hl), who, office, label, action, ())
        entries[key] = replace(entry, diffs=_joined(entry.diffs, diff))
    return list(reversed(entries.values()))


def device_people(ws: Workspace) -> dict[str, tuple[str, str, str]]:
    """Return person, office and device label of every device known, by device."""
    found = {}
    for device in devices.all_devices(ws.db):
        card = cards.read_card(device.card)
        found[device.id] = (card.person, card.office, card.device)
    return found


def _action(step: HistoryStep, *, first: bool) -> str:
    if first:
        return "create"
    kinds = {"evt": "move", "blob": "attach", "del": "delete"}
    if step.op.f == DELETED and step.op.k == "set":
        return "restore"
    if step.op.f == ALIAS:
        return "join" if step.op.v else "separate"
    if step.op.f == DISTINCT:
        return "distinct"
    return kinds.get(step.op.k, "edit")


def _diff(
    record_type: RecordType, step: HistoryStep, values: dict[tuple[bytes, int], object], sets: dict[str, set[str]]
) -> FieldDiff | None:
    op = step.op
    if op.k == "blob":
        return _file_diff(op, values)
    spec = record_type.specs.get(op.f)
    if spec is None or spec.sums_only:
        return None
    if spec.kind in SETS:
        there = sets.setdefault(op.f, set())
        before = tuple(sorted(there))
        there.add(str(op.v)) if op.k == "add" else there.discard(str(op.v))
        return FieldDiff(op.f, spec.label, before, tuple(sorted(there)))
    replaced = [values[key] for c, i in op.p if (key := (bytes.fromhex(c), i)) in values]
    before_value = plain(spec.kind, replaced[-1]) if replaced else records.empty(spec.kind)  # type: ignore[arg-type]
    return FieldDiff(op.f, spec.label, before_value, plain(spec.kind, op.v))


def _file_diff(op: Op, values: dict[tuple[bytes, int], object]) -> FieldDiff | None:
    """Return what another description made of the file of a document; the first one is the document itself."""
    if not op.p:
        return None
    before = [values.get((bytes.fromhex(identifier), index)) for identifier, index in op.p]
    return FieldDiff(op.f, N_("Content of the file"), _file_said(before[-1]), _file_said(op.v))


def _file_said(value: object) -> str:
    said = descriptions.read_description(value)
    return f"{said.name} (SHA-256 {said.sha256[:16]}…)" if said else ""


def _joined(diffs: tuple[FieldDiff, ...], new: FieldDiff | None) -> tuple[FieldDiff, ...]:
    if new is None:
        return diffs
    for number, diff in enumerate(diffs):
        if diff.field == new.field:
            return (*diffs[:number], FieldDiff(diff.field, diff.label, diff.before, new.after), *diffs[number + 1 :])
    return (*diffs, new)


def version(ws: Workspace, type_name: str, record: str, tx: str) -> Record:
    """Return a record as it stood after an action."""
    entries = list(reversed(history(ws, type_name, record)))
    values: dict[str, Value] = {}
    for entry in entries:
        values.update({diff.field: diff.after for diff in entry.diffs})
        if entry.tx == tx:
            break
    return TYPES[type_name].cls(id=record, **values)


def restore_version(ws: Workspace, type_name: str, record: str, tx: str) -> Changes:
    """Give a record the values it had after an action, except its state: steps are never taken out."""
    old = version(ws, type_name, record, tx)
    current = records.get(ws, type_name, record)
    keep = {f: getattr(current, f) for f, s in TYPES[type_name].specs.items() if s.kind in (Kind.STATE, Kind.FILE)}
    return records.save(ws, replace(old, **keep))


class OtherStepError(FocalpointError):
    """The step that was to be taken back is no longer the last one."""

    message = N_("Something else was done after this step.")
    remedy = N_("Look at what “Undo” names now, or open the history of the record.")
    code = "REC-114"


@dataclass(frozen=True, slots=True)
class Turn:
    """A step that undo would take back or redo would do again: its number and its name."""

    seq: int
    message: Message


def next_undo(ws: Workspace) -> Turn | None:
    """Return the step that undo would take back, or None."""
    return _turn_of(ws, local.next_action(ws.db, ActionState.DONE))


def next_redo(ws: Workspace) -> Turn | None:
    """Return the step that redo would do again, or None."""
    return _turn_of(ws, local.next_action(ws.db, ActionState.UNDONE))


def _turn_of(ws: Workspace, action: UndoAction | None) -> Turn | None:
    if action is None:
        return None
    title = discretion.name_then(ws, action.type, action.record, action.title)
    return Turn(action.seq, Message(UNDO_LABELS[action.kind], {"title": title}))


def undo(ws: Workspace, seq: int = 0) -> Changes:
    """Take back the newest step by a new signed step; raise UndoImpossibleError if that would lose work.

    Whoever names a step by its number gets that one or OtherStepError, never another.
    """
    return _turn(ws, local.next_action(ws.db, ActionState.DONE), ActionState.UNDONE, seq)


def redo(ws: Workspace, seq: int = 0) -> Changes:
    """Do again the step that undo took back last."""
    return _turn(ws, local.next_action(ws.db, ActionState.UNDONE), ActionState.DONE, seq)


def _turn(ws: Workspace, action: UndoAction | None, becomes: str, seq: int) -> Changes:
    if seq and (action is None or action.seq != seq):
        raise OtherStepError
    if action is None:
        return Changes()
    with ws.db.transaction():
        if action.kind == "import":
            back = ws.vault.journal.set_aside if becomes == ActionState.UNDONE else ws.vault.journal.take_back
            touched, turned = back(action.record), action.tx
        else:
            recorder = Recorder(ws)
            recorder.write(_inverse(ws, action.tx))
            touched, turned = recorder.touched, recorder.tx
        local.turn_action(ws.db, action.seq, becomes, turned)
        log(ws, "undo" if becomes == ActionState.UNDONE else "redo", action.record)
        found = rows.pairs(ws, touched)
    about = (action.type, action.record)
    return Changes.of([about, *(pair for pair in found if pair != about)] if action.record else found)


def _inverse(ws: Workspace, tx: bytes) -> list[Write]:
    """Return the writes that take an action back."""
    writes: list[Write] = []
    seen: set[str] = set()
    for change, body in change_log.changes_of_action(ws.db, tx):
        for i, op in enumerate(body.ops):
            if op.r in seen:
                continue
            if _created_by(ws, op, tx):
                seen.add(op.r)
                writes += records.deletion(ws, records.get(ws, op.e, op.r))
            else:
                writes += [Write(body.scope, back) for back in _inverse_op(ws, change, i, body)]
    return writes


def _created_by(ws: Workspace, op: Op, tx: bytes) -> bool:
    if op.f == DELETED:
        return False
    return change_log.first_action(ws.db, op.r) == tx


def _inverse_op(ws: Workspace, change: bytes, index: int, body: Body) -> Iterable[Op]:
    op = body.ops[index]
    together = [op] if op.f == DELETED else [o for o in body.ops if (o.r, o.f, o.k) == (op.r, op.f, op.k)]
    if op.k in ("set", "evt", "blob") and together[0] is not op:
        return []  # a decision taken back put several values there at once: they are turned at once too
    present = heads.of_record(ws.db, rows.number(ws, op.r)).get(op.f, [])
    if op.k == "rem":
        return [Op(op.e, op.r, op.f, "add", op.v)]
    said = [op] if op.k == "add" else together
    mine = [
        head
        for head in present
        if any(_says_the_same(one, head.value) for one in said) and _same_place(ws, change, head, op)
    ]
    if op.k == "add":
        return [Op(op.e, op.r, op.f, "rem", op.v, heads.refs(mine))]
    alone = op.f == DELETED or len(mine) == len(present)  # each compartment of a record has its own mark
    if not mine or not alone:
        raise UndoImpossibleError
    if op.f == DELETED:
        before = _before(ws, op)
        return [Op(op.e, op.r, op.f, "set" if before is None else "del", before, heads.refs(mine))]
    before = _replaced(ws, together)
    if op.k == "blob":
        return [Op(op.e, op.r, op.f, "blob", value, heads.refs(mine)) for value in before]
    if op.k == "evt":
        corrects = [change.hex(), index]
        states = [str(value.get("to", "")) if isinstance(value, dict) else "" for value in before] or [""]
        return [
            Op(op.e, op.r, op.f, "evt", {"to": to, "note": "", "corrects": corrects}, heads.refs(mine)) for to in states
        ]
    nothing = "" if op.f == ALIAS else records.empty(TYPES[op.e].specs[op.f].kind)
    return [Op(op.e, op.r, op.f, "set", value, heads.refs(mine)) for value in before or [nothing]]


def _replaced(ws: Workspace, ops: Iterable[Op]) -> list[object]:
    """Return the values that operations on one field replaced, each once: several where they settled a conflict."""
    found: dict[object, object] = {}
    for op in ops:
        for identifier, index in op.p:
            body = change_log.body(ws.db, bytes.fromhex(identifier))
            if body is not None:
                found.setdefault(_sameness(op, body.ops[index].v), body.ops[index].v)
    return list(found.values())


def _sameness(op: Op, value: Any) -> object:
    if op.k == "blob":
        return descriptions.same_key(value)
    return same_key(Kind.TEXT if op.f == ALIAS else TYPES[op.e].specs[op.f].kind, value)


def _says_the_same(op: Op, value: object) -> bool:
    if op.k == "evt" and isinstance(op.v, dict) and isinstance(value, dict):
        return op.v.get("to") == value.get("to")
    return bool(op.v == value)


def _same_place(ws: Workspace, change: bytes, head: Head, op: Op) -> bool:
    if op.f != DELETED or head.change == change:
        return True
    return compartment_rows.same_compartment(ws.db, change, head.change)


def _before(ws: Workspace, op: Op) -> object:
    """Return the value that an operation replaced, or None."""
    for identifier, index in reversed(op.p):
        body = change_log.body(ws.db, bytes.fromhex(identifier))
        if body is not None:
            value: object = body.ops[index].v
            return value
    return None
