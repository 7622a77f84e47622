"""The conflict inbox: everything in the vault for which people wrote different things, and the decisions on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import msgspec

from focalpoint.domain import descriptions, values
from focalpoint.domain.differences import Piece
from focalpoint.domain.errors import FocalpointError, InvalidValueError
from focalpoint.domain.fields import Kind, Record, Value
from focalpoint.domain.merge import DELETED
from focalpoint.domain.messages import Joined, Message, counted
from focalpoint.domain.records import TYPES
from focalpoint.domain.wording import N_
from focalpoint.language import say
from focalpoint.services.casework import records, rows, scopes
from focalpoint.services.core import actions
from focalpoint.services.core.actions import Action
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.services.exchange import conflict_views
from focalpoint.services.exchange.conflict_views import Base, CompetingValue, ConflictView
from focalpoint.vault import contested, heads
from focalpoint.vault.changes import Op
from focalpoint.vault.journal import Write

__all__ = [
    "Base",
    "CompetingValue",
    "ConflictView",
    "DecidedMeanwhileError",
    "Left",
    "Piece",
    "Preview",
    "all_conflicts",
    "apply_many",
    "ask_in_notes",
    "both",
    "conflicts_of",
    "consequences",
    "decide",
    "decide_many",
    "keep_both",
]  # fmt: skip
Left = Literal["nobody's", "several", "trash"]
BETWEEN = "\n— — —\n"
LEFT_WORDS: dict[Left, str] = {
    "nobody's": N_("no value is ours"),
    "several": N_("more than two values"),
    "trash": N_("its record goes to the trash"),
}


class DecidedMeanwhileError(FocalpointError):
    """A conflict is no longer what the person saw: somebody decided it, or wrote again."""

    message = N_("“{field}” was decided or changed in the meantime.")
    remedy = N_("Look at it again; what you see now is the newest.")
    code = "REC-109"


@dataclass(frozen=True, slots=True)
class Preview:
    """What deciding several conflicts at once would do: the value each takes, and those left as they are and why."""

    mine: bool
    chosen: tuple[tuple[ConflictView, CompetingValue], ...]
    left: tuple[tuple[ConflictView, Left], ...]


def all_conflicts(ws: Workspace) -> list[ConflictView]:
    """Return every conflict of the vault; the same on every replica that holds the same changes."""
    return conflict_views.all_views(ws)


def conflicts_of(ws: Workspace, type_name: str, record: str) -> list[ConflictView]:
    """Return the conflicts of one record."""
    return conflict_views.of_record(ws, type_name, record)


def decide(ws: Workspace, conflict: ConflictView, value: Value) -> Changes:
    """Settle a conflict: one signed write that names exactly the writes the person saw, and travels.

    Raise DecidedMeanwhileError if others stand there now. Of a record that was deleted and changed, the value is
    True to leave it in the trash and False to keep it.
    """
    with ws.db.transaction():
        item = rows.get(ws, conflict.type, conflict.id)
        return records.commit(ws, _settling(ws, item, conflict, value), "resolve", item)


def both(conflict: ConflictView) -> str | None:
    """Return the texts of a conflict one below the other, the oldest first; None where they cannot both stand."""
    if not conflict.joinable:
        return None
    texts = [str(c.value).strip() for c in reversed(conflict.candidates) if str(c.value).strip()]
    return (BETWEEN if TYPES[conflict.type].specs[conflict.field].kind is Kind.NOTE else " / ").join(texts)


def keep_both(ws: Workspace, conflict: ConflictView) -> Changes:
    """Settle a conflict of texts by keeping all of them; raise InvalidValueError if they are too long together."""
    joined = both(conflict)
    if joined is None:
        raise InvalidValueError(field=conflict.label)
    return decide(ws, conflict, joined)


def ask_in_notes(ws: Workspace, conflict: ConflictView, language: str) -> Changes:
    """Put the question into the notes of the record, in a language; raise InvalidValueError if it has none.

    The notes of a request are for this office alone.
    """
    item = rows.get(ws, conflict.type, conflict.id)
    if not conflict.askable or not hasattr(item, "notes"):
        raise InvalidValueError(field=conflict.label)
    people = ", ".join(dict.fromkeys(c.person for c in conflict.candidates))
    question = N_("To ask: which value of “{field}” holds? {people} wrote different things.")
    line = say(Message(question, {"field": Message(conflict.label), "people": people}), language)
    return records.save(ws, replace(item, notes=f"{item.notes}\n{line}".strip()), base=item)  # type: ignore[call-arg]


def decide_many(conflicts: Iterable[ConflictView], *, mine: bool) -> Preview:
    """Return what keeping our values, or the others', would do to several conflicts. Nothing is done yet."""
    chosen: list[tuple[ConflictView, CompetingValue]] = []
    left: list[tuple[ConflictView, Left]] = []
    for conflict in conflicts:
        ours = _ours(conflict)
        theirs = [c for c in conflict.candidates if c is not ours]
        if ours is None:
            left.append((conflict, "nobody's"))
        elif mine or len(theirs) == 1:
            chosen.append((conflict, ours if mine else theirs[0]))
        else:
            left.append((conflict, "several"))
    gone = {conflict.id for conflict, value in chosen if conflict.field == DELETED and value.value is True}
    stays = [pair for pair in chosen if pair[0].id not in gone or pair[0].field == DELETED]
    left += [(pair[0], "trash") for pair in chosen if pair not in stays]
    return Preview(mine, tuple(stays), tuple(left))


def consequences(preview: Preview) -> Joined:
    """Say in a few sentences what a decision on several conflicts would do."""
    trash = sum(c.field == DELETED and value.value is True for c, value in preview.chosen)
    fields = len(preview.chosen) - trash
    sentences: list[Message] = []
    if fields and preview.mine:
        sentences.append(counted("{n} field keeps our value.", "{n} fields keep our value.", fields))
    elif fields:
        sentences.append(counted("{n} field takes the other value.", "{n} fields take the other value.", fields))
    if trash:
        sentences.append(counted("{n} record goes to the trash.", "{n} records go to the trash.", trash))
    for reason in dict.fromkeys(reason for _conflict, reason in preview.left):
        number = sum(why == reason for _conflict, why in preview.left)
        why = Message(LEFT_WORDS[reason])
        sentences.append(counted("{n} is left as it is: {why}.", "{n} are left as they are: {why}.", number, why=why))
    return Joined(tuple(sentences) or (Message(N_("Nothing is chosen.")),), " ")


def apply_many(ws: Workspace, preview: Preview, language: str) -> Changes:
    """Carry out a decision on several conflicts as one action, named in a language, which one undo takes back."""
    if not preview.chosen:
        return Changes()
    if len(preview.chosen) == 1:
        return decide(ws, preview.chosen[0][0], preview.chosen[0][1].value)
    first, number = preview.chosen[0][0], len(preview.chosen)
    title = say(counted("{n} field", "{n} fields", number), language)
    with ws.db.transaction():
        writes: list[Write] = []
        for conflict, candidate in preview.chosen:
            item = rows.get(ws, conflict.type, conflict.id)
            writes += _settling(ws, item, conflict, candidate.value)
        changes = actions.commit(ws, writes, Action("resolve", (first.type, first.id), title))
        for type_name, record in dict.fromkeys((c.type, c.id) for c, _value in preview.chosen):
            if record != first.id:
                log(ws, f"resolve {type_name}", record)
        return changes


def _ours(conflict: ConflictView) -> CompetingValue | None:
    """Return the value written here, else the only one written in this office."""
    mine = [c for c in conflict.candidates if c.mine] or [c for c in conflict.candidates if c.office_own]
    return mine[0] if len(mine) == 1 else None


def _settling(ws: Workspace, item: Record, conflict: ConflictView, value: Value) -> list[Write]:
    """Return the writes that settle a conflict; refuse if it is not what the person saw."""
    seen = {ref for candidate in conflict.candidates for ref in candidate.refs}
    present = contested.standing(ws.db, rows.number(ws, conflict.id))
    if conflict_views.refs_of(present, conflict.field) != seen:
        raise DecidedMeanwhileError(field=conflict.label)
    if conflict.field == DELETED:
        return _leaving(ws, item) if value is True else _staying(ws, item)
    spec = conflict_views.spec_of(conflict.type, conflict.field)
    if spec is None:
        raise InvalidValueError(field=conflict.label)
    if spec.kind is not Kind.FILE and not values.record_fits(spec, value):
        raise InvalidValueError(field=spec.label)
    scope = scopes.of_field(item, spec) if conflict.type == "request" else scopes.settled(ws, item)
    replaced = heads.refs(s.head for s in present if s.field == conflict.field)
    if spec is conflict_views.CONTENT:
        said = next(
            d for s in present if (d := descriptions.read_description(s.head.value)) is not None and d.content == value
        )
        return [Write(scope, Op(conflict.type, conflict.id, conflict.field, "blob", said.value(), replaced))]
    if spec.kind is Kind.STATE:
        written = {"to": value, "note": "", "settles": True}
        return [Write(scope, Op(conflict.type, conflict.id, conflict.field, "evt", written, replaced))]
    return [Write(scope, Op(conflict.type, conflict.id, conflict.field, "set", value, replaced))]


def _staying(ws: Workspace, item: Record) -> list[Write]:
    """Return the writes that keep a record, with the documents that went to the trash in the same step."""
    documents = [rows.get(ws, "document", one) for one in contested.documents_deleted_with(ws.db, item.id)]
    return [write for one in (item, *documents) for write in records.revival(ws, one)]


def _leaving(ws: Workspace, item: Record) -> list[Write]:
    """Return the writes that leave a record in the trash, now naming the later changes too.

    The earlier mark stays: so undo takes back this decision and not the deletion it confirmed.
    """
    dependents = records.dependents(ws, records.type_of(item).name, item.id)
    found: Sequence[Write] = [write for one in (item, *dependents) for write in records.deletion(ws, one)]
    return [Write(write.scope, msgspec.structs.replace(write.op, p=())) for write in found]
