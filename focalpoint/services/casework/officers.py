"""The people who work at one laptop: who is working now, what is theirs, and where they are mentioned.

They share the passphrase and the signature of the laptop: the name tells colleagues who acted, it proves nothing to
anybody outside. An officer who proves who they are has a laptop, or a vault, of their own.
"""

from dataclasses import dataclass

from focalpoint.domain.errors import FocalpointError, MissingValueError, NotFoundError
from focalpoint.domain.fields import Kind, Record
from focalpoint.domain.text import fold
from focalpoint.domain.wording import N_
from focalpoint.services.casework import records, search
from focalpoint.services.core import workspace
from focalpoint.services.core.workspace import Officer, Workspace, log
from focalpoint.vault import local

LOOKED_AT = 300  # of the hits of a name
MOST = 50

__all__ = [
    "Mention",
    "Officer",
    "OfficerKnownError",
    "add_officer",
    "all_officers",
    "mentions",
    "remove_officer",
    "set_current",
    "working",
]


class OfficerKnownError(FocalpointError):
    """An officer of this name is there already."""

    message = N_("“{name}” is already among the officers.")
    remedy = N_("Choose another name, or remove the first.")
    code = "OFF-101"


@dataclass(frozen=True, slots=True)
class Mention:
    """A record in whose notes somebody is mentioned."""

    type: str
    id: str
    reference: str
    title: str


def all_officers(ws: Workspace) -> list[Officer]:
    """Return the officers, by name; the person to whom the vault belongs is not among them."""
    return [Officer(row.name, row.role) for row in local.officers(ws.db)]


def officer_names(ws: Workspace) -> list[str]:
    """Return the names of all who work at this laptop, the person to whom the vault belongs first."""
    return [ws.info.person, *(officer.name for officer in all_officers(ws))]


def working(ws: Workspace) -> Officer:
    """Return who is working now; with no role, the person to whom the vault belongs."""
    return workspace.officer_of(ws.vault) or Officer(ws.info.person, "")


def add_officer(ws: Workspace, name: str, role: str) -> None:
    """Add an officer; raise MissingValueError, NotFoundError for the role, or OfficerKnownError."""
    shown = " ".join(name.split())
    if not shown:
        raise MissingValueError(field=N_("Name"))
    if role not in ws.reference.lists["officer_roles"].codes:
        raise NotFoundError
    known = all_officers(ws)
    if fold(shown) in {fold(ws.info.person), *(fold(officer.name) for officer in known)}:
        raise OfficerKnownError(name=shown)
    with ws.db.transaction():
        local.add_officer(ws.db, shown, role)
        log(ws, "officers")


def remove_officer(ws: Workspace, name: str) -> None:
    """Take an officer off the list; what they did keeps their name. Raise NotFoundError."""
    found = _named(ws, name)
    if working(ws) == found:
        set_current(ws, "")
    with ws.db.transaction():
        local.remove_officer(ws.db, found.name)
        log(ws, "officers")


def set_current(ws: Workspace, name: str) -> None:
    """Say who works from now on, "" for the person to whom the vault belongs; raise NotFoundError."""
    officer = None if fold(name) in ("", fold(ws.info.person)) else _named(ws, name)
    with ws.db.transaction():
        local.set_working(ws.db, officer.name if officer else "")
        workspace.take_officer(ws.vault)
        log(ws, "officer works")


def mentions(ws: Workspace, name: str) -> list[Mention]:
    """Return the records in whose notes a person is mentioned as @NAME, the best hits first."""
    wanted = f"@{fold(name)}"
    found: list[Mention] = []
    for hit in search.find(ws, f'"{name}"', LOOKED_AT):
        item = records.get(ws, hit.type, hit.id)
        if len(found) < MOST and any(wanted in fold(note) for note in _notes(item)):
            found.append(Mention(hit.type, hit.id, hit.reference, hit.title))
    return found


def _notes(item: Record) -> list[str]:
    specs = records.type_of(item).specs
    return [str(getattr(item, name)) for name, spec in specs.items() if spec.kind in (Kind.NOTE, Kind.TEXT)]


def _named(ws: Workspace, name: str) -> Officer:
    found = next((officer for officer in all_officers(ws) if fold(officer.name) == fold(name)), None)
    if found is None:
        raise NotFoundError
    return found
