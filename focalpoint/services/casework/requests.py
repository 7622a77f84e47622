"""The life cycle of a request: legal steps, moves, timeline, what is needed now."""

from dataclasses import dataclass, replace
from typing import Literal

from focalpoint.domain import lifecycle
from focalpoint.domain.dossier import Assignment
from focalpoint.domain.errors import InvalidValueError, MissingValueError
from focalpoint.domain.fields import Kind
from focalpoint.domain.lifecycle import IllegalMoveError
from focalpoint.domain.messages import CalendarDate, Localised, Message, Parameter
from focalpoint.domain.records import TYPES
from focalpoint.domain.requests import Request
from focalpoint.domain.values import is_date, shown
from focalpoint.domain.wording import N_
from focalpoint.services.casework import gates, history, records, rows, scopes
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import deliveries, heads, record_rows
from focalpoint.vault.changes import Op
from focalpoint.vault.journal import Write
from focalpoint.vault.projection import moment

Level = Literal["none", "soon", "overdue"]
SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class NextStep:
    """A legal step with the wording of its button."""

    code: str
    label: Localised
    needs: tuple[str, ...]
    primary: bool


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event of a request."""

    at: str
    who: str
    kind: Literal["created", "state", "document", "edit", "part"]
    message: Message
    note: str
    source: str = ""  # the reference of the joined request that it comes from
    proof: str = ""  # the bundle whose acknowledgement is kept here as proof of it


def get_request(ws: Workspace, request_id: str) -> Request:
    """Return a request."""
    item = rows.get(ws, "request", request_id)
    if not isinstance(item, Request):
        raise TypeError(type(item))
    return item


def register(ws: Workspace, request: Request) -> Changes:
    """Save a new request in the first state of its direction."""
    first = lifecycle.FIRST.get(request.direction, "received")
    started = replace(request, state=request.state or first, classification=request.classification or "confidential")
    return records.save(ws, started)


def next_steps(ws: Workspace, request: Request) -> list[NextStep]:
    """Return the legal next steps of a request, the usual one first."""
    found = []
    for step in lifecycle.next_steps(ws.reference, request):
        label = ws.reference.lifecycle[step.code].code.columns("action")
        found.append(NextStep(step.code, label, step.needs, step.primary))
    return found


def why_not(ws: Workspace, request: Request, to: str) -> Message | None:
    """Return why a request may not move to a state, or None."""
    return lifecycle.why_not(ws.reference, request, to)


def move(
    ws: Workspace, request_id: str, to: str, note: str = "", *, ground: str = "", on: str = "", proof: str = ""
) -> Changes:
    """Move a request to a state; raise IllegalMoveError, MissingValueError or InvalidValueError for the day.

    The move is added, never replaced. `proof` is the bundle of which the acknowledgement shows that it took place.
    """
    request = get_request(ws, request_id)
    if rows.is_deleted(ws, "request", request_id):
        raise records.InTrashError(title=records.name_of(ws, request))
    reason = lifecycle.why_not(ws.reference, request, to)
    if reason is not None:
        raise IllegalMoveError(reason=reason)
    for need in lifecycle.needs(ws.reference, request, to):
        if need == "ground" and ground not in ws.reference.lists["grounds"].codes:
            raise MissingValueError(field=N_("Ground"))
        if need == "note" and not note.strip():
            raise MissingValueError(field=N_("Reason"))
    _open_gates(ws, request, to, ground)
    if on and not is_date(on):
        raise InvalidValueError(field=N_("On"))
    value: dict[str, object] = {"to": to, "note": note.strip(), "ground": ground, "on": on}
    if proof:
        value["proof"] = proof
    present = heads.of_record(ws.db, rows.number(ws, request_id)).get("state", [])
    op = Op("request", request_id, "state", "evt", value, heads.refs(present))
    return records.commit(ws, [Write(scopes.request_scope(request_id, "core"), op)], "move", request)


def _open_gates(ws: Workspace, request: Request, to: str, ground: str) -> None:
    """Raise if the law asks for something before this move: rights observed, or the steps before a refusal."""
    if to in ("refused", "refused_part"):
        gates.check_refusal(ws, request, ground)
    if to == "executed":
        tasks = [_task(ws, one) for one in record_rows.parts(ws.db, TYPES["task"], request.id)]
        for task in tasks:
            if task.status != "cancelled":
                gates.check(ws, replace(task, status="executed"))


def _task(ws: Workspace, task_id: str) -> Assignment:
    item = rows.get(ws, "task", task_id)
    if not isinstance(item, Assignment):
        raise TypeError(type(item))
    return item


@dataclass(frozen=True, slots=True)
class Move:
    """One move of a request: the state it led to, its day, ground and note, when and by whom it was recorded."""

    to: str
    on: str
    ground: str
    note: str
    at: str
    device: str


def moves(ws: Workspace, request_id: str) -> list[Move]:
    """Return the moves of a request in the order to show them."""
    return [
        Move(
            str(step.op.v.get("to", "")), str(shown(Kind.DATE, step.op.v.get("on"))),
            str(step.op.v.get("ground") or ""),
            str(step.op.v.get("note") or ""),
            moment(step.hl), step.device,
        )
        for step in history.steps(ws, rows.number(ws, request_id), request_id)
        if step.op.f == "state" and isinstance(step.op.v, dict)
    ]  # fmt: skip


def timeline(ws: Workspace, request_id: str) -> list[TimelineEntry]:
    """Return the events of a request, oldest first: arrival, steps, documents."""
    people, arrived = history.device_people(ws), get_request(ws, request_id).received_on
    entries = [
        _event(ws, step, people, arrived="" if step.op.p else arrived)
        for step in history.steps(ws, rows.number(ws, request_id), request_id)
        if step.op.f == "state" and isinstance(step.op.v, dict)
    ]
    entries += _documents(ws, request_id)
    return sorted(entries, key=lambda entry: entry.at)


def _event(
    ws: Workspace, step: history.HistoryStep, people: dict[str, tuple[str, str, str]], *, arrived: str
) -> TimelineEntry:
    value = step.op.v
    ground = str(value.get("ground") or "")
    text = N_("{state} ({ground})") if ground else N_("{state}")
    if value.get("corrects"):
        text = N_("Step taken back: {state}")
    params: dict[str, Parameter] = {
        "state": ws.reference.wording("lifecycle", str(value.get("to", ""))),
        "ground": ws.reference.wording("grounds", ground) if ground else "",
    }
    on = str(value.get("on") or "")
    at = (on if is_date(on) else "") or arrived or moment(step.hl)
    who = history.acting(ws, step) or people.get(step.device, ("", "", ""))[0]
    proof = str(value.get("proof") or "")
    kept = proof if proof and deliveries.acknowledged(ws.db, proof) else ""
    note = str(value.get("note") or "")
    return TimelineEntry(at, who, "state", Message(text, params), note, proof=kept)


def _documents(ws: Workspace, request_id: str) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            document.created_at, "", "document", Message(N_("Document added: {title}"), {"title": document.title}), ""
        )
        for document in record_rows.documents(ws.db, request_id)
    ]


def needed_now(ws: Workspace, request: Request) -> tuple[Message, Level]:
    """Say what is needed of the person now, and how pressing it is."""
    state = ws.reference.lifecycle.get(request.state)
    if state is None or state.final:
        return Message(N_("Nothing is needed now.")), "none"
    if request.confirmation_needed and not request.confirmed_on:
        return Message(N_("Formal confirmation through the agreed channel is awaited.")), "soon"
    level: Level = "none"
    if request.due_on and request.state in lifecycle.pressing(ws.reference):
        days = records.days_left(request.due_on, ws.today())
        level = "overdue" if days < 0 else "soon" if days <= SOON_DAYS else "none"
    steps = next_steps(ws, request)
    step: Parameter = steps[0].label if steps else ""
    if request.due_on:
        due = CalendarDate(request.due_on)
        return Message(N_("Next: {step}. Deadline: {due}."), {"step": step, "due": due}), level
    return Message(N_("Next: {step}."), {"step": step}), level
