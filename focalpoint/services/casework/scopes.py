"""Which compartment a write belongs to: a facet of a dossier, or one of the record's own."""

from focalpoint.domain.attachments import Document
from focalpoint.domain.fields import Facet, Record, Spec, type_of
from focalpoint.domain.records import has_dossier
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import compartment_rows
from focalpoint.vault.changes import Scope

SHARED_BOOK = Scope("contacts", "", Facet.CORE)  # in which older programs keep all contacts


def material_scope(material: str) -> Scope:
    """Return the scope of one item of material with its documents, whichever seminar it belongs to."""
    return Scope("material", material, Facet.CORE)


def request_scope(request: str, facet: str) -> Scope:
    """Return the scope of one facet of a request."""
    return Scope("request", request, facet or Facet.CORE)


def dossier_scopes(type_name: str, record: str) -> tuple[Scope, ...]:
    """Return the scopes of a record and all that lives in its dossier: one for each facet."""
    return tuple(Scope(type_name, record, facet) for facet in Facet)


def home_scope(item: Record) -> Scope:
    """Return the scope in which a record lives; a request's own fields may live in other facets too."""
    kind = type_of(item)
    if isinstance(item, Document):
        return _document(item)
    if kind.part_of:
        return Scope(kind.part_of, getattr(item, kind.part_of), getattr(item, "facet", "") or kind.facet)
    return Scope(kind.name, item.id, Facet.CORE)


def of_field(item: Record, spec: Spec) -> Scope:
    """Return the scope of one field of a record."""
    if type_of(item).name == "request":
        return request_scope(item.id, spec.facet)
    return home_scope(item)


def _document(item: Document) -> Scope:
    facet = item.facet if has_dossier(item.owner_type) else ""
    return Scope(item.owner_type, item.owner, facet or Facet.CORE)


def settled(ws: Workspace, item: Record) -> Scope:
    """Return the scope a saved record was first written in: it stays there when a link is edited later."""
    return compartment_rows.first_scope(ws.db, item.id) or home_scope(item)
