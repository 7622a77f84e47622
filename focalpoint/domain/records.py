"""All record types of the program. Import `TYPES` from here: only then is it complete."""

from focalpoint.domain import (
    assets,
    attachments,
    contacts,
    dossier,
    institutions,
    registers,
    requests,
    results,
    seminar_parts,
    seminars,
)
from focalpoint.domain.fields import REGISTERED, RecordType

MODULES = (requests, contacts, seminars, attachments, dossier, assets, registers, institutions, seminar_parts, results)
TYPES = REGISTERED


def has_dossier(type_name: str) -> bool:
    """Tell whether records of other types live in the dossier of a type."""
    return any(kind.part_of == type_name for kind in TYPES.values())


def fixed_facet(kind: RecordType) -> bool:
    """Tell whether every record of a type stands in one facet of its dossier: nobody can choose another."""
    return bool(kind.part_of) and "facet" not in kind.specs


def parts(owner: str = "request") -> list[RecordType]:
    """Return the record types that live in the dossier of a type, in the order of the work."""
    order = [module.__name__ for module in MODULES]
    found = [kind for kind in TYPES.values() if kind.part_of == owner]
    return sorted(found, key=lambda kind: order.index(kind.cls.__module__))
