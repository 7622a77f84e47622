"""Which compartment a write belongs to: a facet of a request, the contact book, a seminar, an item of material."""

from focalpoint.domain.attachments import Document
from focalpoint.domain.fields import Facet, Record, Spec, type_of
from focalpoint.services.workspace import Workspace
from focalpoint.vault import reading
from focalpoint.vault.changes import Scope

CONTACTS = Scope("contacts", "", Facet.CORE)


def material_scope(material: str) -> Scope:
    """Return the scope of one item of material with its documents, whichever seminar it belongs to."""
    return Scope("material", material, Facet.CORE)


def request_scope(request: str, facet: str) -> Scope:
    """Return the scope of one facet of a request."""
    return Scope("request", request, facet or Facet.CORE)


def home(item: Record) -> Scope:
    """Return the scope in which a record lives; a request's own fields may live in other facets too."""
    match type_of(item).name:
        case "request":
            return request_scope(item.id, Facet.CORE)
        case "contact":
            return CONTACTS
        case "seminar":
            return Scope("seminar", item.id, Facet.CORE)
        case "material":
            return material_scope(item.id)
        case _:
            return _document(item)


def of_field(item: Record, spec: Spec) -> Scope:
    """Return the scope of one field of a record."""
    if type_of(item).name == "request":
        return request_scope(item.id, spec.facet)
    return home(item)


def _document(item: Record) -> Scope:
    if not isinstance(item, Document):
        raise TypeError(type(item))
    match item.owner_type:
        case "request":
            return request_scope(item.owner, item.facet)
        case "seminar":
            return Scope("seminar", item.owner, Facet.CORE)
        case "material":
            return material_scope(item.owner)
        case _:
            return CONTACTS


def settled(ws: Workspace, item: Record) -> Scope:
    """Return the scope a saved record was first written in: it stays there when a link is edited later."""
    return reading.first_scope(ws.db, item.id) or home(item)
