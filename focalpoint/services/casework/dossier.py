"""The dossier of a request: what lives in it, how far its assignments are, and one line of time through everything."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from focalpoint.domain.codes import family
from focalpoint.domain.dossier import Assignment, Relation
from focalpoint.domain.fields import Kind, Record, RecordType, type_of
from focalpoint.domain.institutions import Route
from focalpoint.domain.messages import Localised, Message, Parameter
from focalpoint.domain.records import TYPES, parts
from focalpoint.domain.requests import Request
from focalpoint.domain.values import is_date
from focalpoint.domain.wording import N_
from focalpoint.services.casework import attachments, discretion, duplicates, records, requests, rows
from focalpoint.services.casework.attachments import DocumentRow
from focalpoint.services.casework.requests import TimelineEntry
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import record_rows

DATED = ("on", "opened_on", "starts_on", "sent_on", "noticed_on", "made_on", "collected_on")
ENDED = ("done_on", "closed_on", "ended_on", "settled_on", "lifted_on", "returned_on")


@dataclass(frozen=True, slots=True)
class DossierSection:
    """The records of one type in a dossier, oldest first."""

    kind: RecordType
    items: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """A request that belongs together with another: how, and which record says so."""

    relation: str
    label: Localised
    request: str
    reference: str
    title: str


def sections(ws: Workspace, request_id: str) -> list[DossierSection]:
    """Return what lives in the dossier of a request, in the order of the work; empty types too."""
    return [
        DossierSection(kind, tuple(rows.get(ws, kind.name, one) for one in record_rows.parts(ws.db, kind, request_id)))
        for kind in parts()
        if kind.name != "relation"
    ]


def initial_values(ws: Workspace, type_name: str, request_id: str) -> dict[str, object]:
    """Return the values with which a new record of a dossier begins."""
    kind, today = TYPES[type_name], ws.today().isoformat()
    if kind.part_of != "request":
        return {kind.part_of: request_id}
    values: dict[str, object] = {"request": request_id, "facet": str(kind.facet)}
    values |= {f: today for f in DATED if f in kind.specs and kind.specs[f].required}
    request = requests.get_request(ws, request_id)
    if type_name == "communication":
        values |= {"way": "out", "channel": request.channel, "organ": request.reply_to, "their_ref": request.their_ref}
        values["classification"] = request.classification
    if type_name == "task":
        authority = request.authority or competence(ws, request.type)
        values |= {"authority": authority, "status": "assigned", "due_on": request.due_on}
    return values


def competence(ws: Workspace, request_type: str) -> str:
    """Return the authority that executes a type of request, the narrowest entry first, or ""."""
    routes = [item for item in rows.living(ws, "route") if isinstance(item, Route)]
    for code in family(ws.reference.lists["request_types"], request_type):
        for item in routes:
            if code in item.types and rows.number_or_none(ws, item.authority) is not None:
                return item.authority
    return ""


def related(ws: Workspace, request_id: str) -> list[Related]:
    """Return the requests that a request is linked with, seen from it."""
    found = []
    for here, column in ((True, "request"), (False, "other")):
        for one in record_rows.linking(ws.db, TYPES["relation"], column, request_id):
            item = rows.get(ws, "relation", one)
            if not isinstance(item, Relation):
                continue
            target = item.other if here else item.request
            if rows.number_or_none(ws, target) is None:
                continue
            request = requests.get_request(ws, target)
            title = discretion.title(ws, request)
            found.append(Related(item.id, _label(ws, item.kind, here=here), target, request.own_ref, title))
    return found


def _label(ws: Workspace, kind: str, *, here: bool) -> Localised:
    row = ws.reference.lists["relation_kinds"].codes.get(kind)
    if row is None or here:
        return ws.reference.wording("relation_kinds", kind)
    return row.columns("inverse")


def name_here(ws: Workspace, type_name: str, record: str) -> str:
    """Return the name of a linked record, or the beginning of its identifier if it is not in this vault."""
    here = rows.number_or_none(ws, record) is not None
    return discretion.own_name(rows.get(ws, type_name, record)) if here else record[:8]


def linked_names(ws: Workspace, items: Iterable[Record]) -> dict[str, str]:
    """Return the names of all records that others lead to, by identifier."""
    found: dict[str, str] = {}
    for item in items:
        for field, spec in type_of(item).specs.items():
            value = getattr(item, field)
            targets = value if isinstance(value, tuple) else (value,)
            if spec.kind in (Kind.LINK, Kind.LINKS):
                found |= {str(one): name_here(ws, spec.target, str(one)) for one in targets if one}
    return found


def overall(states: Iterable[str]) -> str:
    """Return the state of a request that follows from those of its assignments, or "" if there are none.

    All executed: executed. Some executed: partly. None executed and all over: not executable. Otherwise in execution,
    or sent to the authority while nobody has begun.
    """
    found = [state for state in states if state != "cancelled"]
    if not found:
        return ""
    done = {"executed", "not_executable", "returned"}
    if all(state in done for state in found):
        return "executed" if set(found) == {"executed"} else _mixed(found)
    if "executed" in found or "partially_executed" in found:
        return "partially_executed"
    return "in_execution" if "in_execution" in found else "transmitted"


def _mixed(found: list[str]) -> str:
    return "partially_executed" if "executed" in found else "not_executable"


def suggested(ws: Workspace, request: Request) -> str:
    """Return the legal next state that the assignments of a request suggest, or ""."""
    tasks = [rows.get(ws, "task", one) for one in record_rows.parts(ws.db, TYPES["task"], request.id)]
    state = overall(task.status for task in tasks if isinstance(task, Assignment))
    if not state or state == request.state:
        return ""
    return state if any(step.code == state for step in requests.next_steps(ws, request)) else ""


def timeline(ws: Workspace, request_id: str) -> list[TimelineEntry]:
    """Return everything that happened around a request, oldest first: steps, documents, and what its dossier holds."""
    entries = []
    for one in (request_id, *(request.id for request in duplicates.joined_with(ws, request_id))):
        source = requests.get_request(ws, one).own_ref if one != request_id else ""
        entries += [replace(entry, source=source) for entry in requests.timeline(ws, one)]
        for section in sections(ws, one):
            for item in section.items:
                entries += _entries(section.kind, item)
    return sorted(entries, key=lambda entry: entry.at)


def documents(ws: Workspace, type_name: str, record: str) -> list[DocumentRow]:
    """Return the documents of a record; of a request also those of the requests that gave way to it."""
    joined = duplicates.joined_with(ws, record) if type_name == "request" else []
    return [row for one in (record, *(request.id for request in joined)) for row in attachments.documents_of(ws, one)]


def _entries(kind: RecordType, item: Record) -> list[TimelineEntry]:
    names: dict[str, Parameter] = {"kind": Message(kind.label), "title": records.page_title(item)}
    found = []
    began = next((at for f in DATED if (at := _date(kind, item, f))), "")
    if began:
        found.append(TimelineEntry(began, "", "part", Message(N_("{kind}: {title}"), names), ""))
    over = next(((f, at) for f in ENDED if (at := _date(kind, item, f))), None)
    if over:
        message = Message(N_("{kind}: {title} – {what}"), {**names, "what": Message(kind.specs[over[0]].label)})
        found.append(TimelineEntry(over[1], "", "part", message, ""))
    return found


def _date(kind: RecordType, item: Record, name: str) -> str:
    spec = kind.specs.get(name)
    value = str(getattr(item, name)) if spec is not None and spec.kind is Kind.DATE else ""
    return value if is_date(value) else ""
