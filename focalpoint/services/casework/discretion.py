"""Discretion: how a record is named where a list, a label or a paper names it, and when its title is suppressed.

A request under seal or secret is named by its alias, and nothing of its dossier has a name at all. What must not be
printed is on no paper, by no name.
"""

from focalpoint import reference
from focalpoint.domain import fields
from focalpoint.domain.attachments import Document
from focalpoint.domain.errors import FocalpointError, NotFoundError
from focalpoint.domain.fields import Kind, Record, type_of
from focalpoint.domain.local_texts import local
from focalpoint.domain.records import TYPES
from focalpoint.domain.requests import HIDDEN, SEALED, Request, shown_subject
from focalpoint.domain.wording import N_
from focalpoint.language import current, translate
from focalpoint.services.casework import rows
from focalpoint.services.core.workspace import Workspace


class PrintForbiddenError(FocalpointError):
    """A handling caveat forbids that the record is printed."""

    message = N_("“{title}” carries the caveat that it must not be printed.")
    safe = N_("Nothing was printed.")
    remedy = N_("Read it in the window, or change its handling caveats first.")
    code = "PRT-101"


def request_of(ws: Workspace, item: Record) -> Request | None:
    """Return the request that a record is, or in whose dossier it lives; None if there is none or it is not here."""
    if isinstance(item, Request):
        return item
    kind = type_of(item)
    owner = (item.owner_type, item.owner) if isinstance(item, Document) else (kind.part_of, "")
    if not isinstance(item, Document) and kind.part_of:
        owner = kind.part_of, str(getattr(item, kind.part_of))
    if owner[0] not in TYPES or not owner[1] or (isinstance(item, Document) and owner[0] == type_of(item).name):
        return None  # what somebody attached to a document belongs to nothing
    try:
        return request_of(ws, rows.get(ws, *owner))
    except NotFoundError:
        return None


def sealed(ws: Workspace, item: Record) -> bool:
    """Tell whether a record is a request under seal or secret, or lives in the dossier of one."""
    request = request_of(ws, item)
    return request is not None and request.classification in SEALED


def plain_title(item: Record) -> str:
    """Return the title of a record for a page of its own; one that is a code of a list in the current language."""
    kind = type_of(item)
    name = next((f for f in kind.title if getattr(item, f)), "")
    codes = kind.specs[name].codes if name else ""
    if name and kind.specs[name].kind is Kind.LINK:
        return translate(kind.label, current())  # what is named after another record
    if codes:
        return reference.load().label(codes, getattr(item, name), current())
    base = kind.specs[name].base if name else ""
    return local(item, base, current()) if base else fields.title_of(item)


def reference_of(item: Record) -> str:
    """Return the reference of a record, "" if its type has none."""
    name = type_of(item).reference
    return str(getattr(item, name)) if name else ""


def shown_reference(ws: Workspace, item: Record) -> str:
    """Return the reference that lists may show: of a request always, of what lives in a sealed dossier never."""
    return reference_of(item) if isinstance(item, Request) or not sealed(ws, item) else ""


def title(ws: Workspace, item: Record) -> str:
    """Return the title that lists may show."""
    if isinstance(item, Request):
        return shown_subject(item)
    return HIDDEN if sealed(ws, item) else plain_title(item)


class Names:
    """The references and titles of many records; what a dossier's seal is, is read once for each."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._sealed: dict[str, bool] = {}

    def of(self, item: Record) -> tuple[str, str]:
        """Return the reference and the title of a record that lists may show."""
        if isinstance(item, Request):
            return item.own_ref, shown_subject(item)
        kind = type_of(item)
        owner = item.owner if isinstance(item, Document) else str(getattr(item, kind.part_of)) if kind.part_of else ""
        if owner not in self._sealed:
            self._sealed[owner] = bool(owner) and sealed(self._ws, item)
        return ("", HIDDEN) if self._sealed[owner] else (reference_of(item), plain_title(item))


def request_name(request: Request) -> str:
    """Return the short name of a request: its reference, or the title that lists may show."""
    return request.own_ref or shown_subject(request)


def name(ws: Workspace, item: Record) -> str:
    """Return the short name of a record for menus: its reference or its title."""
    if isinstance(item, Request):
        return request_name(item)
    return HIDDEN if sealed(ws, item) else reference_of(item) or plain_title(item)


def own_name(item: Record) -> str:
    """Return the short name of a record on its own pages, and on those of the request it belongs to."""
    return request_name(item) if isinstance(item, Request) else reference_of(item) or plain_title(item)


def name_then(ws: Workspace, type_name: str, record: str, said: str) -> str:
    """Return a name that was noted earlier, unless its record is under seal by now."""
    if type_name not in TYPES or rows.number_or_none(ws, record) is None:
        return said
    item = rows.get(ws, type_name, record)
    return name(ws, item) if sealed(ws, item) else said


def printable(ws: Workspace, item: Record) -> bool:
    """Tell whether a record may be on paper."""
    request = request_of(ws, item)
    return request is None or "no_print" not in request.caveats


def check_print(ws: Workspace, item: Record) -> None:
    """Raise PrintForbiddenError if a record must not be printed."""
    if not printable(ws, item):
        raise PrintForbiddenError(title=name(ws, item))


def printed(ws: Workspace, item: Record) -> str:
    """Return how a record is named on a paper about many: its reference and title."""
    if not printable(ws, item):
        return HIDDEN
    return f"{shown_reference(ws, item)} {title(ws, item)}".strip()
