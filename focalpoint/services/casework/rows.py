"""Reading records from their rows."""

from focalpoint.domain.errors import NotFoundError
from focalpoint.domain.fields import Record
from focalpoint.domain.records import TYPES
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import record_rows


def get(ws: Workspace, type_name: str, record: str) -> Record:
    """Return a record, deleted ones too; raise NotFoundError."""
    record_type = TYPES[type_name]
    values = record_rows.values(ws.db, record_type, record)
    if values is None:
        raise NotFoundError
    return record_type.cls(id=record, **values)


def living(ws: Workspace, type_name: str) -> list[Record]:
    """Return the living records of a type, oldest first; for types of which there are few."""
    return [get(ws, type_name, one) for one in record_rows.living_of(ws.db, TYPES[type_name])]


def is_deleted(ws: Workspace, type_name: str, record: str) -> bool:
    """Tell whether a record lies in the trash."""
    return record_rows.flag(ws.db, type_name, record, "deleted")


def type_name_of(ws: Workspace, record: str) -> str:
    """Return the type of a record; raise NotFoundError."""
    found = record_rows.type_of(ws.db, record)
    if found is None:
        raise NotFoundError
    return found


def number(ws: Workspace, record: str) -> int:
    """Return the local number of a record; raise NotFoundError."""
    found = record_rows.number(ws.db, record)
    if found is None:
        raise NotFoundError
    return found


def number_or_none(ws: Workspace, record: str) -> int | None:
    """Return the local number of a record, None if it is not here or no longer."""
    return record_rows.number(ws.db, record)


def pairs(ws: Workspace, numbers: set[int]) -> list[tuple[str, str]]:
    """Return the (type, id) pairs of record numbers."""
    return [record_rows.pair(ws.db, r) for r in sorted(numbers)]
