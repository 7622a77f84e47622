"""Imports that would delete or erase much: they wait until a person confirms."""

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import record_rows

MOST_VANISHING, FEW = 20, 2  # two records may always go


class MassDeletionError(FocalpointError):
    """A bundle would put more into the trash than a person does by hand."""

    message = N_("This bundle would put {n} records into the trash.")
    safe = N_("Nothing was taken in.")
    remedy = N_("Ask {person} whether this is meant. Then take it in and say that it is.")
    code = "XCH-140"


class MassErasureError(FocalpointError):
    """A bundle would erase several records for good."""

    message = N_("This bundle would erase {n} records for good.")
    safe = N_("Nothing was taken in.")
    remedy = N_("Ask {person} for the order. Then take it in and say that it is meant.")
    code = "XCH-150"


def alarm_of(ws: Workspace, vanishing: int, erased: int, person: str) -> FocalpointError | None:
    """Return what is said if so much would go that a person must say so, or None.

    That is more than two records erased for good, or in the trash over 20 records or over 2 % of them.
    """
    if erased > FEW:
        return MassErasureError(n=erased, person=person)
    if vanishing > FEW and (vanishing > MOST_VANISHING or vanishing * 50 > record_rows.living(ws.db)):
        return MassDeletionError(n=vanishing, person=person)
    return None
