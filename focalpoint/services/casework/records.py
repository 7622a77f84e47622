"""Save, delete, restore and find records of every type. Each step is one signed action with a name for undo."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from secrets import token_bytes
from typing import Any

from focalpoint.domain import values, worlds
from focalpoint.domain.attachments import Document
from focalpoint.domain.errors import FocalpointError, InvalidValueError, MissingValueError
from focalpoint.domain.fields import SETS, Kind, Record, Spec, Value, empty, type_of
from focalpoint.domain.merge import DELETED, Head
from focalpoint.domain.records import TYPES, fixed_facet, has_dossier, parts
from focalpoint.domain.requests import Request
from focalpoint.domain.values import Json
from focalpoint.domain.wording import N_
from focalpoint.services.casework import contact_scopes, discretion, gates, rows, scopes
from focalpoint.services.casework.rows import get
from focalpoint.services.core import actions
from focalpoint.services.core.actions import Action
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import compartment_rows, heads, record_rows
from focalpoint.vault.changes import Op, Scope
from focalpoint.vault.errors import ChangedMeanwhileError
from focalpoint.vault.journal import Write

__all__ = [
    "InTrashError",
    "Record",
    "check",
    "commit",
    "creation",
    "delete",
    "deletion",
    "edits",
    "empty",
    "get",
    "name_of",
    "new_id",
    "page_title",
    "placed",
    "restore",
    "revival",
    "save",
    "save_many",
    "trash",
    "type_of",
]  # fmt: skip
NO_DOSSIER = ("", "")


MOST_IN_TRASH = 1_000


class FixedFieldError(FocalpointError):
    """A field that is settled when the record is made was to be changed."""

    message = N_("“{field}” is settled when the record is made and cannot be changed.")
    remedy = N_("Make the record again in the right place, and put this one in the trash.")
    code = "REC-108"


class FictionalValueError(FocalpointError):
    """A real record was to name a State or a reference of the exercises."""

    message = N_("“{field}” names what exists in exercises only: a reference with TRN-, or one of their States.")
    remedy = N_("Work on exercises in a training vault. In this vault, name the real one.")
    code = "TRN-106"


class TrainingReferenceError(FocalpointError):
    """A reference given in a training vault does not say that it is of an exercise."""

    message = N_("“{field}” must begin with TRN- in a training vault, so that nobody takes it for a real one.")
    remedy = N_("Put TRN- in front of it.")
    code = "TRN-107"


class InTrashError(FocalpointError):
    """A record in the trash was to be changed or to leave."""

    message = N_("“{title}” lies in the trash.")
    remedy = N_("Take it out of the trash first.")
    code = "REC-107"


def new_id() -> str:
    """Return a new record identifier."""
    return token_bytes(16).hex()


def check(item: Record, ws: Workspace, before: Record | None = None) -> None:
    """Raise MissingValueError or InvalidValueError if a record may not be saved.

    What it held `before` and holds still is not judged again: a record with something odd in it, or with a code of a
    newer program, can be saved in its other fields.
    """
    for name, spec in type_of(item).specs.items():
        value = getattr(item, name)
        if before is not None and value == getattr(before, name):
            continue
        if spec.required and value == empty(spec.kind):
            raise MissingValueError(field=spec.label)
        if not (values.record_fits(spec, value) and _is_listed(ws, spec, value)):
            raise InvalidValueError(field=spec.label)
    if name := worlds.misplaced(item, before, training=ws.info.training):
        refusal = TrainingReferenceError if ws.info.training else FictionalValueError
        raise refusal(field=type_of(item).specs[name].label)


def _is_listed(ws: Workspace, spec: Spec, value: Value) -> bool:
    """Tell whether codes are of the list that a field takes them from."""
    if spec.kind not in (Kind.CHOICE, Kind.CHOICES) or value == empty(spec.kind):
        return True
    chosen = value if isinstance(value, tuple) else (value,)
    return all(code in ws.reference.lists[spec.codes].codes for code in chosen)


def days_left(due: str, today: date) -> int:
    """Return the days from today to a date; negative when it has passed."""
    return (date.fromisoformat(due) - today).days


def save(ws: Workspace, item: Record, base: Record | None = None) -> Changes:
    """Create or change a record; only the fields that differ from `base` (or the stored row) are written.

    Raise ChangedMeanwhileError if such a field is no longer what `base` says, MissingValueError for a new record in
    which nothing is filled in.
    """
    created = not item.id
    item = _tidied(item)
    check(item, ws, None if created else base or get(ws, type_of(item).name, item.id))
    gates.check(ws, item)
    if created and type_of(item).part_of:
        item = _placed(ws, item)
    if not created and rows.is_deleted(ws, type_of(item).name, item.id):
        raise InTrashError(title=name_of(ws, item))
    if created:
        item = replace(item, id=new_id())
    writes = creation(item) if created else edits(ws, item, base)
    if created and not writes:  # a type whose fields may all be empty
        raise MissingValueError(field=type_of(item).specs[type_of(item).title[0]].label)
    if not writes:
        return Changes.of([(type_of(item).name, item.id)])
    return commit(ws, writes, "create" if created else "edit", item)


def _tidied(item: Record) -> Record:
    """Return a record with the texts of its fields as they are kept: what other programs pasted has other line ends."""
    texts = {
        name: text
        for name, spec in type_of(item).specs.items()
        if isinstance(value := getattr(item, name), str) and (text := values.tidy(spec.kind, value)) != value
    }
    return replace(item, **texts) if texts else item


def _placed(ws: Workspace, item: Record) -> Record:
    """Return a new record of a dossier in the part of it where its type belongs; raise InTrashError."""
    kind = type_of(item)
    owner = get(ws, kind.part_of, str(getattr(item, kind.part_of)))
    if rows.is_deleted(ws, kind.part_of, owner.id):
        raise InTrashError(title=name_of(ws, owner))
    return placed(item)


def placed(item: Record) -> Record:
    """Return a record of a dossier with the facet of its type, where one can be chosen and none is."""
    kind = type_of(item)
    if not kind.part_of or fixed_facet(kind) or str(getattr(item, "facet", "")):
        return item
    chosen: dict[str, Any] = {"facet": str(kind.facet)}
    return replace(item, **chosen)


def save_many(ws: Workspace, items: Iterable[Record]) -> list[Changes]:
    """Create records in one transaction, each as an action of its own."""
    with ws.db.transaction():
        return [save(ws, item) for item in items]


def creation(item: Record) -> list[Write]:
    """Return the writes that create a record with its filled fields."""
    writes = []
    for name, spec in type_of(item).specs.items():
        value = getattr(item, name)
        if value == empty(spec.kind):
            continue
        scope = scopes.of_field(item, spec)
        writes += [Write(scope, op) for op in _ops(item, name, spec, value, present=())]
    return writes


def edits(ws: Workspace, item: Record, base: Record | None) -> list[Write]:
    """Return the writes that change a record: the fields that differ from `base`; raise ChangedMeanwhileError."""
    stored = get(ws, type_of(item).name, item.id)
    known = base or stored
    present = heads.of_record(ws.db, rows.number(ws, item.id))
    request = isinstance(item, Request)
    home = scopes.settled(ws, item)
    shared = home == scopes.SHARED_BOOK
    home = scopes.home_scope(item) if shared else home
    writes: list[Write] = []
    for name, spec in type_of(item).specs.items():
        new, before = getattr(item, name), getattr(known, name)
        if new == before or spec.kind is Kind.STATE:
            continue
        if spec.fixed:
            raise FixedFieldError(field=spec.label)
        if spec.kind not in SETS and getattr(stored, name) not in (before, new):
            raise ChangedMeanwhileError(field=spec.label)
        scope = scopes.of_field(item, spec) if request else home
        writes += [Write(scope, op) for op in _ops(item, name, spec, new, present=present.get(name, ()))]
    if shared and writes:
        writes += contact_scopes.writes(ws, item, {write.op.f for write in writes})
    return writes


def _ops(item: Record, name: str, spec: Spec, value: Value, *, present: Iterable[Head]) -> list[Op]:
    """Return the operations that make a field hold a value, naming the heads they replace."""
    entity = type_of(item).name
    if spec.kind is Kind.STATE:
        return [Op(entity, item.id, name, "evt", {"to": str(value)}, heads.refs(present))]
    if not isinstance(value, tuple):
        return [Op(entity, item.id, name, "set", value, heads.refs(present))]
    there = {str(head.value) for head in present}
    added = [Op(entity, item.id, name, "add", word) for word in value if word not in there]
    removed = [
        Op(entity, item.id, name, "rem", str(head.value), heads.refs([head]))
        for head in present
        if head.value not in value
    ]
    return [*removed, *added]


def commit(ws: Workspace, writes: list[Write], kind: str, item: Record, *, reason: str = "") -> Changes:
    """Keep an action on a record; what lives in a dossier changes its owner too."""
    about = type_of(item).name, item.id
    changes = actions.commit(ws, writes, Action(kind, about, name_of(ws, item), reason=reason))
    owner = dossier_of(item)
    return Changes.of([about, owner, *changes.touched]) if owner not in (NO_DOSSIER, about) else changes


def page_title(item: Record) -> str:
    """Return the title of a record for a page of its own."""
    return discretion.plain_title(item)


def name_of(ws: Workspace, item: Record) -> str:
    """Return the short name of a record for menus."""
    return discretion.name(ws, item)


def deletion(ws: Workspace, item: Record) -> list[Write]:
    """Return the writes that put a record in the trash: one in each compartment, naming what was seen there."""
    type_name = type_of(item).name
    r = rows.number(ws, item.id)
    present = heads.of_record(ws.db, r)
    compartments = compartment_rows.scopes_of_changes(ws.db, r)
    seen: dict[Scope, list[Head]] = {}
    for field, writes in present.items():
        for head in writes:
            if field != DELETED:
                seen.setdefault(compartments[head.change], []).append(head)
    old = present.get(DELETED, [])
    result = []
    for scope, found in seen.items():
        value: Json = {"seen": [list(ref) for ref in heads.refs(found)]}
        replaced = heads.refs(head for head in old if compartments[head.change] == scope)
        result.append(Write(scope, Op(type_name, item.id, DELETED, "del", value, replaced)))
    return result


def revival(ws: Workspace, item: Record) -> list[Write]:
    """Return the writes that take a record out of the trash."""
    r = rows.number(ws, item.id)
    compartments = compartment_rows.scopes_of_changes(ws.db, r)
    marks = heads.of_record(ws.db, r).get(DELETED, [])
    name = type_of(item).name
    return [
        Write(compartments[mark.change], Op(name, item.id, DELETED, "set", None, heads.refs([mark]))) for mark in marks
    ]


def delete(ws: Workspace, type_name: str, record: str) -> Changes:
    """Put a record in the trash, with its documents and all of its dossier."""
    return _with_dependents(ws, type_name, record, deletion, kind="delete")


def restore(ws: Workspace, type_name: str, record: str) -> Changes:
    """Take a record out of the trash, with its documents and all of its dossier."""
    return _with_dependents(ws, type_name, record, revival, kind="restore")


def _with_dependents(
    ws: Workspace,
    type_name: str,
    record: str,
    action: Callable[[Workspace, Record], list[Write]],
    *,
    kind: str,
) -> Changes:
    item = get(ws, type_name, record)
    writes = action(ws, item)
    for dependent in dependents(ws, type_name, record, deleted=kind == "restore"):
        writes += action(ws, dependent)
    return commit(ws, writes, kind, item)


def dossier_of(item: Record) -> tuple[str, str]:
    """Return (type, id) of the record in whose dossier another lives, that record itself included, or NO_DOSSIER."""
    kind = type_of(item)
    if kind.part_of:
        return kind.part_of, str(getattr(item, kind.part_of))
    return (kind.name, item.id) if has_dossier(kind.name) else NO_DOSSIER


def dependents(ws: Workspace, type_name: str, record: str, *, deleted: bool = False) -> list[Record]:
    """Return what goes to the trash with a record: its documents, and what lives in its dossier."""
    found = [get(ws, "document", row.id) for row in record_rows.documents(ws.db, record, deleted=deleted)]
    for kind in parts(type_name):
        found += [get(ws, kind.name, one) for one in record_rows.parts(ws.db, kind, record, deleted=deleted)]
    return found


@dataclass(frozen=True, slots=True)
class TrashRow:
    """A record in the trash."""

    type: str
    id: str
    title: str
    deleted_at: str


def trash(ws: Workspace) -> list[TrashRow]:
    """Return what lies in the trash, newest first; documents and the dossier of a deleted record lie with it."""
    found = [
        TrashRow(name, record, name_of(ws, get(ws, name, record)), updated)
        for name in TYPES
        for record, updated in record_rows.deleted(ws.db, name, MOST_IN_TRASH)
    ]
    present = {row.id for row in found}
    kept = [row for row in found if _owner(ws, row) not in present]
    return sorted(kept, key=lambda row: row.deleted_at, reverse=True)


def _owner(ws: Workspace, row: TrashRow) -> str:
    item = get(ws, row.type, row.id)
    if isinstance(item, Document):
        return item.owner
    part_of = TYPES[row.type].part_of
    return str(getattr(item, part_of)) if part_of else ""
