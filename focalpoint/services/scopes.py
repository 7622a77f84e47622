"""Which compartment a write belongs to: a facet of a request, the contact book, a seminar, the library."""

from focalpoint.domain.attachments import Document
from focalpoint.domain.fields import Facet, Record, Spec, type_of
from focalpoint.domain.seminars import Material
from focalpoint.services import rows
from focalpoint.services.workspace import Workspace
from focalpoint.vault import reading
from focalpoint.vault.changes import Scope

CONTACTS = Scope("contacts", "", Facet.CORE)
LIBRARY = Scope("library", "", Facet.CORE)


def request_scope(request: str, facet: str) -> Scope:
    """Return the scope of one facet of a request."""
    return Scope("request", request, facet or Facet.CORE)


def home(ws: Workspace, item: Record) -> Scope:
    """Return the scope in which a record lives; a request's own fields may live in other facets too."""
    match type_of(item).name:
        case "request":
            return request_scope(item.id, Facet.CORE)
        case "contact":
            return CONTACTS
        case "seminar":
            return Scope("seminar", item.id, Facet.CORE)
        case "material":
            return _material(item)
        case _:
            return _document(ws, item)


def of_field(ws: Workspace, item: Record, spec: Spec) -> Scope:
    """Return the scope of one field of a record."""
    if type_of(item).name == "request":
        return request_scope(item.id, spec.facet)
    return home(ws, item)


def _material(item: Record) -> Scope:
    seminar = item.seminar if isinstance(item, Material) else ""
    return Scope("seminar", seminar, Facet.CORE) if seminar else LIBRARY


def _document(ws: Workspace, item: Record) -> Scope:
    if not isinstance(item, Document):
        raise TypeError(type(item))
    match item.owner_type:
        case "request":
            return request_scope(item.owner, item.facet)
        case "seminar":
            return Scope("seminar", item.owner, Facet.CORE)
        case "material":
            return _material(rows.get(ws, "material", item.owner))
        case _:
            return CONTACTS


def settled(ws: Workspace, item: Record) -> Scope:
    """Return the scope a saved record was first written in: it stays there when a link is edited later."""
    return reading.first_scope(ws.db, item.id) or home(ws, item)
