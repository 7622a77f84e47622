"""One box over everything: records and the text of their documents, with a highlighted snippet."""

from dataclasses import dataclass

from focalpoint.domain.attachments import Document
from focalpoint.domain.fields import Record
from focalpoint.domain.query import Query, parse
from focalpoint.domain.records import TYPES
from focalpoint.domain.snippets import snippet
from focalpoint.services.casework import discretion, listing, records, rows
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import attached, finding, local, projection

Snippet = list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found. `owner` is the record a document belongs to: (type, id), or None."""

    type: str
    id: str
    title: str
    reference: str
    snippet: Snippet
    owner: tuple[str, str] | None


def find(ws: Workspace, text: str, limit: int = 50, types: tuple[str, ...] = ()) -> list[Hit]:
    """Search as a person types; the best hits first. Fields of the grammar narrow by record type."""
    query = parse(text, as_you_type=True, today=ws.today().isoformat())
    if query.empty:
        return []
    if query.filters or not query.match:
        pairs = _filtered(ws, text, query, limit, types=types)
    else:
        pairs = finding.ranked(ws.db, query.match, limit * 4 if types else limit)
    kept = [(t, i) for t, i in pairs if (not types or t in types) and not rows.is_deleted(ws, t, i)]
    return [_hit(ws, type_name, record, query) for type_name, record in kept[:limit]]


def problems(ws: Workspace, text: str) -> tuple[str, ...]:
    """Return the pieces of a search that are not understood, as typed; they do not narrow what is found."""
    return parse(text, as_you_type=True, today=ws.today().isoformat()).problems


def _filtered(ws: Workspace, text: str, query: Query, limit: int, *, types: tuple[str, ...]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name in types or tuple(TYPES):
        conditions, _deleted = listing.conditions_of(ws, name, query)
        if any(condition.sql == "0" for condition in conditions):
            continue
        sort = "due_on" if name == "request" else "updated_at"
        numbers = listing.ids(ws, listing.Listing(name, text, sort=sort))[:limit]
        found += [(name, row.id) for row in listing.page(ws, name, numbers, ())]
    return found


def _hit(ws: Workspace, type_name: str, record: str, query: Query) -> Hit:
    item = records.get(ws, type_name, record)
    owner = (item.owner_type, item.owner) if isinstance(item, Document) else None
    return Hit(
        type_name,
        record,
        discretion.title(ws, item),
        discretion.shown_reference(ws, item),
        snippet(_text(ws, item), query),
        owner,
    )


def _text(ws: Workspace, item: Record) -> str:
    """Return the text to take a snippet from; of a sealed request nothing is shown beside its alias."""
    if discretion.sealed(ws, item):
        return ""
    record_type = records.type_of(item)
    values = {f: getattr(item, f) for f in record_type.specs}
    texts = projection.searched(record_type, values)
    if isinstance(item, Document):
        file = attached.file_of(ws.db, item.id)
        texts.append(local.text_of(ws.db, file.sha256) or "" if file else "")
    return " — ".join(texts)
