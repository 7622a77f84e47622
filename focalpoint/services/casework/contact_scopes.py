"""Contacts that older programs kept in one compartment get one of their own, so that one can leave without the others.

What stands in the shared compartment is written again in the contact's own, each write naming the one it replaces.
"""

from collections.abc import Collection, Iterable

from focalpoint.domain.attachments import Document
from focalpoint.domain.fields import SETS, Kind, Record, type_of
from focalpoint.domain.merge import Head, is_file
from focalpoint.services.casework import rows, scopes
from focalpoint.services.core import actions
from focalpoint.services.core.actions import Action
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import heads, record_rows
from focalpoint.vault.changes import Op
from focalpoint.vault.journal import Write


def is_shared(ws: Workspace, item: Record) -> bool:
    """Tell whether a record stands in the compartment that all contacts of older programs share."""
    return scopes.settled(ws, item) == scopes.SHARED_BOOK


def writes(ws: Workspace, item: Record, but: Collection[str] = ()) -> list[Write]:
    """Return the writes by which a record of the shared compartment moves to its own, without those of some fields."""
    present = heads.of_record(ws.db, rows.number(ws, item.id))
    return [
        Write(scopes.home_scope(item), _again(item, field, head))
        for field, found in present.items()
        if field not in but
        for head in found
    ]


def _again(item: Record, field: str, head: Head) -> Op:
    kind = type_of(item)
    spec = kind.specs.get(field)
    if is_file(field):
        op = "blob"
    elif spec is not None and spec.kind in SETS:
        op = "add"
    else:
        op = "evt" if spec is not None and spec.kind is Kind.STATE else "set"
    return Op(kind.name, item.id, field, op, head.value, heads.refs([head]))


def move(ws: Workspace, chosen: Iterable[tuple[str, str]]) -> None:
    """Give the contacts among some records, and their documents, compartments of their own if they have none yet."""
    for type_name, record in chosen:
        item = rows.get(ws, type_name, record)
        if not is_shared(ws, item) or rows.is_deleted(ws, type_name, record):
            continue
        owner = rows.get(ws, item.owner_type, item.owner) if isinstance(item, Document) else item
        family = [owner, *(rows.get(ws, "document", row.id) for row in record_rows.documents(ws.db, owner.id))]
        with ws.db.transaction():
            found = [write for one in family if is_shared(ws, one) for write in writes(ws, one)]
            actions.commit(ws, found, Action("", (type_of(owner).name, owner.id), code="contact apart"))
