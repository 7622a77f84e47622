"""Drafts: what a person types is kept, encrypted, before it is saved as a record."""

from dataclasses import asdict, dataclass, replace
from secrets import token_bytes

import msgspec

from focalpoint.domain.fields import Record, type_of
from focalpoint.domain.records import TYPES
from focalpoint.language import instant
from focalpoint.services.casework import discretion
from focalpoint.services.core.workspace import Workspace
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
    return f"{type_of(item).name}:{item.id or 'new-' + token_bytes(4).hex()}"


def keep_draft(ws: Workspace, key: str, item: Record) -> None:
    """Keep what was typed, whatever its state; replaces the earlier draft of that key."""
    value = msgspec.json.encode(asdict(item)).decode()
    local.keep_draft(
        ws.db,
        key,
        type_of(item).name,
        item.id,
        title=discretion.own_name(item),
        value=value,
        at=instant(ws.now()),
    )


def draft_of(ws: Workspace, key: str) -> Record | None:
    """Return a kept draft, or None."""
    row = local.draft(ws.db, key)
    return msgspec.json.decode(row.value, type=TYPES[row.type].cls) if row else None


def drop(ws: Workspace, key: str) -> None:
    """Forget a draft, after saving it or when the person discards it."""
    local.drop_draft(ws.db, key)


def all_drafts(ws: Workspace) -> list[Draft]:
    """Return all drafts, newest first."""
    return [_listed(ws, Draft(*row)) for row in local.drafts(ws.db)]


def _listed(ws: Workspace, draft: Draft) -> Draft:
    """Return a draft by the name that lists may show now, whatever was under seal when it was kept."""
    item = draft_of(ws, draft.key)
    return (
        replace(draft, title=discretion.name(ws, item)) if item is not None and discretion.sealed(ws, item) else draft
    )
