"""Warnings before something leaves, and what must not leave at all."""

from collections.abc import Collection, Iterable, Iterator, Sequence

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.fields import Record
from focalpoint.domain.messages import Message
from focalpoint.domain.requests import SEALED, Request
from focalpoint.domain.seminars import Material
from focalpoint.domain.wording import N_
from focalpoint.services.casework import discretion
from focalpoint.services.core.workspace import Workspace

DEFENCE = frozenset({"DEF", "OPCD"})


class ExportForbiddenError(FocalpointError):
    """A handling caveat forbids that the record leaves the vault."""

    message = N_("“{title}” carries the caveat that it must not leave this vault.")
    safe = N_("Nothing was sealed.")
    remedy = N_("Take it out of the selection, or change its handling caveats first.")
    code = "XCH-132"


class DefenceMaterialError(FocalpointError):
    """A request of the defence was to leave for the Office of the Prosecutor."""

    message = N_("“{title}” is a request of the defence. It must not reach the Office of the Prosecutor.")
    safe = N_("Nothing was sealed.")
    remedy = N_("Take it out of the selection, or choose other readers.")
    code = "XCH-134"


def of_defence(request: Request) -> bool:
    """Tell whether a request comes from the defence, or holds material of it (article 57(3)(b))."""
    return request.sender in DEFENCE or "defence_privileged" in request.caveats


def stays(request: Request, role: str) -> bool:
    """Tell whether a request must not leave for a person of a role."""
    return "no_export" in request.caveats or (role == "prosecutor" and of_defence(request))


def check_export(request: Request, roles: Iterable[str]) -> None:
    """Raise ExportForbiddenError or DefenceMaterialError if a request must not leave for people of these roles."""
    if "no_export" in request.caveats:
        raise ExportForbiddenError(title=discretion.request_name(request))
    if any(stays(request, role) for role in roles):
        raise DefenceMaterialError(title=discretion.request_name(request))


SEALED_ONE, SEALED_MANY = N_("“{title}” is under seal or secret."), N_("Requests under seal or secret: {n}.")
DEFENCE_ONE = N_("“{title}” holds defence material: it must not reach the Prosecutor.")
DEFENCE_MANY = N_("Requests with defence material, which must not reach the Prosecutor: {n}.")
MATERIAL_ONE, MATERIAL_MANY = N_("“{title}” is not public."), N_("Material of seminars that is not public: {n}.")
FEW = 5  # requests that are named one by one


def warnings(caveats: Sequence[Message], types: Collection[str], missing: int, statements: int) -> Iterator[Message]:
    """Yield what a person must know before sealing: what was told of records, and what their types ask for."""
    yield Message(
        N_("A bundle is not a formal request or reply unless the State and the Court agreed on this channel.")
    )
    for one, many in ((SEALED_ONE, SEALED_MANY), (DEFENCE_ONE, DEFENCE_MANY), (MATERIAL_ONE, MATERIAL_MANY)):
        found = [caveat for caveat in caveats if caveat.id == one]
        yield from found if len(found) <= FEW else [Message(many, {"n": str(len(found))})]
    if "contact" in types:
        yield Message(N_("The whole contact book leaves, not one contact alone."))
    if statements:
        yield Message(N_("Signed statements about laptops that go with it: {n}."), {"n": str(statements)})
    if missing:
        yield Message(N_("Parts of documents that are not in this vault and cannot leave: {n}."), {"n": str(missing)})


def caveats_of(ws: Workspace, item: Record) -> Iterator[Message]:
    """Yield what a person must know of a record before it leaves."""
    if isinstance(item, Request) and item.classification in SEALED:
        yield Message(SEALED_ONE, {"title": discretion.request_name(item)})
    if isinstance(item, Request) and of_defence(item):
        yield Message(DEFENCE_ONE, {"title": discretion.request_name(item)})
    if isinstance(item, Material) and item.classification not in ("", "public"):
        yield Message(MATERIAL_ONE, {"title": discretion.title(ws, item)})
