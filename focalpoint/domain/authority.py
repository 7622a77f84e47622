"""Who may read and who may write what: by role, compartment, operation, and whose the record is.

docs/who-may-write.md is this table for people; a test holds each of its cells against this module and a real import.
"""

from collections.abc import Mapping
from typing import Literal

from focalpoint.domain.fields import Facet

Whose = Literal[
    "own", "author's", "other's"
]  # the office that began the compartment: the reader's, the writer's, a third
FACETS: Mapping[str, tuple[Facet, ...]] = {
    "office": (Facet.CORE, Facet.INTERNAL, Facet.COURT, Facet.EXECUTION),
    "court": (Facet.CORE, Facet.COURT),
    "prosecutor": (Facet.CORE, Facet.COURT),
    "executing": (Facet.CORE, Facet.EXECUTION),
    "partner": (Facet.CORE,),
}
OFFICE = "office"
SHARED = "request"  # the kind of compartment in which several offices work
STATEMENTS = "trust"  # judged by `domain/trust.py` alone


def may_read(role: str, kind: str, facet: str) -> bool:
    """Tell whether somebody of a role may read a compartment: of a dossier only the parts their role reaches."""
    return kind == STATEMENTS or facet in FACETS[role]


def may_write(role: str, kind: str, facet: str, *, deletes: bool, whose: Whose) -> bool:
    """Tell whether a write of somebody of a role counts at once; otherwise it is kept aside for a decision.

    A colleague of the office writes everything. Others work in the parts of a request that they may read, but do not
    take away what is not theirs; of all other records they write only their own.
    """
    if role == OFFICE or kind == STATEMENTS:
        return True
    if not may_read(role, kind, facet):
        return False
    if kind == SHARED and not deletes:
        return True
    return whose == "author's"
