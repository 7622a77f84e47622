"""Conflicting writes in the whole vault, and who wrote them."""

from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from focalpoint.domain.merge import DELETED, Head
from focalpoint.domain.records import TYPES
from focalpoint.vault import changes
from focalpoint.vault.database import Database


@dataclass(frozen=True, slots=True)
class Standing:
    """A write that nobody replaced, by field, whether its author's clock was unsure, the import it came by."""

    field: str
    head: Head
    unsure: bool
    via: str


class ContestedField(NamedTuple):
    """A contested field: local number, type and identifier of its record, and its name."""

    r: int
    type: str
    id: str
    field: str


def fields(db: Database) -> list[ContestedField]:
    """Return everything contested; what lies in the trash asks for no decision."""
    found = []
    for name in TYPES:
        rows = db.read(
            f"SELECT r, row.id, f FROM conflict JOIN row_{name} AS row USING (r) WHERE row.deleted = 0 ORDER BY r, f"
        )
        found += [ContestedField(row[0], name, row[1], row[2]) for row in rows]
    return found


def standing(db: Database, r: int) -> list[Standing]:
    """Return the writes that stand in a record."""
    rows = db.read(
        "SELECT head.f, change.hl, device.id, change.id, head.i, head.value, change.header, change.via FROM head"
        " JOIN change USING (n) JOIN device USING (k) WHERE head.r = ?",
        (r,),
    )
    return [
        Standing(
            field,
            Head(hl, device, bytes(change), index, msgspec.json.decode(value)),
            changes.read_header(bytes(header)).sy != "ok",
            via,
        )
        for field, hl, device, change, index, value, header, via in rows
    ]


def documents_deleted_with(db: Database, record: str) -> list[str]:
    """Return the documents of a record that somebody put in the trash in the same step as the record itself."""
    rows = db.read(
        "SELECT DISTINCT row_document.id FROM row_document JOIN head USING (r) JOIN change USING (n)"
        " WHERE owner = ? AND deleted = 1 AND head.f = ? AND change.tx IN (SELECT tx FROM record JOIN head USING (r)"
        " JOIN change USING (n) WHERE record.id = ? AND head.f = ?) ORDER BY 1",
        (record, DELETED, record, DELETED),
    )
    return [row[0] for row in rows]
