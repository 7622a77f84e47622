"""Drafts: what a person types is kept, encrypted, before it is saved as a record."""

from dataclasses import asdict, dataclass

import msgspec
from nacl.utils import random

from focalpoint.domain.fields import Record, type_of
from focalpoint.domain.records import TYPES
from focalpoint.language import instant
from focalpoint.services.records import name_of
from focalpoint.services.workspace import Workspace
from focalpoint.vault import local


@dataclass(frozen=True, slots=True)
class Draft:
    """An unsaved record. `id` is "" for a new one."""

    key: str
    type: str
    id: str
    title: str
    kept_at: str


def key_of(item: Record) -> str:
    """Return the key under which the draft of a record is kept; each new record has a key of its own."""
    return f"{type_of(item).name}:{item.id or 'new-' + random(4).hex()}"


def keep(ws: Workspace, key: str, item: Record) -> None:
    """Keep what was typed, whatever its state; replaces the earlier draft of that key."""
    value = msgspec.json.encode(asdict(item)).decode()
    local.keep_draft(ws.db, key, type_of(item).name, item.id, name_of(item), value, instant(ws.now()))


def get(ws: Workspace, key: str) -> Record | None:
    """Return a kept draft, or None."""
    row = local.draft(ws.db, key)
    return msgspec.json.decode(row[1], type=TYPES[row[0]].cls) if row else None


def drop(ws: Workspace, key: str) -> None:
    """Forget a draft, after saving it or when the person discards it."""
    local.drop_draft(ws.db, key)


def listed(ws: Workspace) -> list[Draft]:
    """Return all drafts, newest first."""
    return [Draft(*row) for row in local.drafts(ws.db)]
