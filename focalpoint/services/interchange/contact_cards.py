"""Contacts from vCards and to them; contacts that may be one person under several spellings."""

from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Any

from focalpoint.documents import cards, extract
from focalpoint.documents.answers import Person
from focalpoint.domain.contacts import Contact
from focalpoint.domain.errors import reason_of
from focalpoint.domain.fields import Kind, Value
from focalpoint.domain.names import same_name
from focalpoint.domain.records import TYPES
from focalpoint.services.casework import listing, records, rows
from focalpoint.services.casework.attachments import UnreadableFileError
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core import world_checks
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.workspace import Workspace, log

LARGEST = 16 << 20
MOST = 50_000


@dataclass(frozen=True, slots=True)
class Twins:
    """Two contacts that may be one person or office."""

    first: Contact
    second: Contact


def read_cards(ws: Workspace, path: Path, kind: str) -> tuple[Changes, int, int]:
    """Take in a vCard file: contacts that are there already by name and e-mail are left; return changes, new, known."""
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableFileError(reason=reason_of(error)) from error
    if len(content) > LARGEST:
        raise extract.DocumentTooHardError
    if cards.TRAINING in content.upper():
        world_checks.require_same_files(ws, training=True)
    found = extract.extract_contacts(content, path.name)
    new = [person for person in found if person.name and not _known(ws, person)]
    with ws.db.transaction():
        done = [records.save(ws, _contact(person, kind)) for person in new]
    return Changes.of([pair for changes in done for pair in changes.touched]), len(new), len(found) - len(new)


def _known(ws: Workspace, person: Person) -> bool:
    for one in listing.exactly(ws, "contact", "name", person.name):
        item = rows.get(ws, "contact", one)
        if isinstance(item, Contact) and item.email == person.email and not rows.is_deleted(ws, "contact", one):
            return True
    return False


def _contact(person: Person, kind: str) -> Contact:
    return Contact(
        kind=kind, name=" ".join(person.name.split()), other_names=tuple(sorted({n for n in person.other_names if n})),
        function=person.function, institution=person.institution, email=person.email, phone=person.phone,
        address=person.address, notes=person.note,
    )  # fmt: skip


def write_cards(ws: Workspace, chosen: list[str]) -> bytes:
    """Return some contacts as a vCard file."""
    found = [item for one in chosen if isinstance(item := rows.get(ws, "contact", one), Contact)]
    log(ws, "export contacts")
    return cards.cards(
        [
            Person(
                item.name, list(item.other_names), item.function, item.institution, item.email, item.phone,
                item.address, item.notes,
            )
            for item in found
        ],
        training=ws.info.training,
    )  # fmt: skip


def twins(ws: Workspace) -> list[Twins]:
    """Return the contacts that may be one: the same e-mail, or names that are one name in two spellings."""
    found = []
    groups: dict[str, list[Contact]] = {}
    numbers = listing.ids(ws, Listing("contact"))[:MOST]
    for start in range(0, len(numbers), listing.PAGE):
        for row in listing.page(ws, "contact", numbers[start : start + listing.PAGE], ()):
            item = rows.get(ws, "contact", row.id)
            if isinstance(item, Contact):
                for mark in _marks(item):
                    groups.setdefault(mark, []).append(item)
    seen: set[tuple[str, str]] = set()
    for group in groups.values():
        for first, second in combinations(group, 2):
            key = (min(first.id, second.id), max(first.id, second.id))
            if first.id != second.id and key not in seen:
                seen.add(key)
                found.append(Twins(first, second))
    return found


def _marks(item: Contact) -> set[str]:
    named = {f"name {mark}" for name in (item.name, *item.other_names) if (mark := same_name(name))}
    return named | ({f"mail {item.email.casefold()}"} if item.email else set())


def _joined(kind: Kind, kept: Value, other: Value) -> Value:
    """Return what a joined contact holds in a field: its own value or else the other's; of sets and notes, both."""
    if isinstance(kept, tuple) and isinstance(other, tuple):
        return tuple(sorted({*kept, *other}))
    both = kind is Kind.NOTE and kept and other and kept != other
    return f"{kept}\n\n{other}" if both else kept or other


def merge(ws: Workspace, keep: str, give_way: str) -> Changes:
    """Join two contacts: what the first lacks comes from the second, which goes to the trash; undo takes both back."""
    first, second = (rows.get(ws, "contact", one) for one in (keep, give_way))
    if not (isinstance(first, Contact) and isinstance(second, Contact)):
        raise TypeError(keep)
    names = {*first.other_names, *second.other_names, second.name} - {first.name}
    filled: dict[str, Any] = {
        f: _joined(spec.kind, getattr(first, f), getattr(second, f)) for f, spec in TYPES["contact"].specs.items()
    }
    joined = replace(first, **{**filled, "other_names": tuple(sorted(names))})
    writes = [*records.edits(ws, joined, first), *records.deletion(ws, second)]
    return records.commit(ws, writes, "edit", joined)
