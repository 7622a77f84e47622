"""Quarantined changes: listed, and applied when a person lets them in. Nothing is ever dropped."""

from dataclasses import dataclass
from secrets import token_bytes

from focalpoint.domain.records import TYPES
from focalpoint.services.casework import history, records, rows
from focalpoint.services.core import actions
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.services.exchange import trust
from focalpoint.vault import aside, devices, projection, record_rows
from focalpoint.vault.aside import Held
from focalpoint.vault.changes import ChangeState
from focalpoint.vault.projection import moment


@dataclass(frozen=True, slots=True)
class HeldRow:
    """Changes kept aside that belong to one record: its type and id, its name if it is here, by whom, how many."""

    type: str
    id: str
    title: str
    who: str
    office: str
    at: str
    changes: int
    fields: tuple[str, ...]  # labels (message ids) of what they would write


def record_of_change(found: Held) -> tuple[str, str]:
    """Return the (type, id) of the record a held change belongs to: the dossier, or the first record it writes."""
    scope, first = found.body.scope, found.body.ops[0]
    return (scope.kind, scope.root) if scope.kind in TYPES and scope.root else (first.e, first.r)


def all_quarantined(ws: Workspace) -> list[HeldRow]:
    """Return what is kept aside, by record and author, oldest first."""
    grouped: dict[tuple[str, str, str], list[Held]] = {}
    for found in aside.held(ws.db):
        grouped.setdefault((*record_of_change(found), found.device), []).append(found)
    people = history.device_people(ws)
    return [_row(ws, key, found, people) for key, found in grouped.items()]


def _row(
    ws: Workspace, key: tuple[str, str, str], found: list[Held], people: dict[str, tuple[str, str, str]]
) -> HeldRow:
    type_name, record, device = key
    who, office, _label = people.get(device, ("", "", ""))
    labels = dict.fromkeys(
        TYPES[op.e].specs[op.f].label
        for one in found
        for op in one.body.ops
        if op.e in TYPES and op.f in TYPES[op.e].specs
    )
    at = moment(max(one.hl for one in found))
    return HeldRow(type_name, record, _title(ws, type_name, record, found), who, office, at, len(found), tuple(labels))


def _title(ws: Workspace, type_name: str, record: str, found: list[Held]) -> str:
    if record_rows.is_here(ws.db, type_name, record):
        return records.name_of(ws, rows.get(ws, type_name, record))
    named = TYPES[type_name].title if type_name in TYPES else ()
    said = [op.v for one in found for op in one.body.ops if op.r == record and op.f in named and isinstance(op.v, str)]
    return said[-1] if said else ""


def release(ws: Workspace, record: str) -> Changes:
    """Apply what is kept aside of a record, in one transaction that one undo takes back.

    What its author wrote after being stopped counts because this vault says so: a statement that is not undone.
    """
    via = token_bytes(16).hex()
    keys = devices.keys(ws.db)
    with ws.db.transaction():
        touched: set[int] = set()
        stopped: dict[str, list[str]] = {}
        for found in aside.held(ws.db):
            if record_of_change(found)[1] != record:
                continue
            if found.state == ChangeState.BARRED:
                stopped.setdefault(found.device, []).append(found.raw.id.hex())
            else:
                touched |= ws.vault.journal.accept([ws.vault.journal.verify(found.raw, keys)], ws.now(), via)
        projection.project(ws.db, sorted(touched))
        for device, changes in stopped.items():
            touched |= trust.endorse(ws, device, changes)
        if touched:
            actions.remember_import(ws, via, record[:8])
            log(ws, "held taken in", record)
        return Changes.of(rows.pairs(ws, touched))
