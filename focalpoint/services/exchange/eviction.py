"""Evicting documents that another laptop keeps, and asking for them again.

The part keys stay, the sealed parts go. One relies only on an accepted laptop that acknowledged a bundle with the
file. Two laptops must never rely on each other: the laptop that attached a file may rely on any other; any other
only on one that comes after it in the order of identifiers and did not attach the file. So the last one keeps it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.trust import StatementKind
from focalpoint.domain.wording import N_
from focalpoint.language import instant
from focalpoint.services.casework import evicted
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.services.exchange import peers, trust
from focalpoint.services.exchange.peers import PeerView
from focalpoint.vault import (
    attached,
    backup,
    compartment_rows,
    deliveries,
    evictions,
    file_traffic,
    parts,
    record_rows,
    trustlog,
)
from focalpoint.vault.attached import Attached
from focalpoint.vault.trustlog import Word

MOST_NAMES = 5_000  # files in one statement


class OnlyCopyError(FocalpointError):
    """A document was to be let go of that no other laptop may be relied on for."""

    message = N_("No other laptop that may be relied on is known to have “{title}”.")
    safe = N_("Nothing was removed.")
    remedy = N_("Send it to a colleague and take in the answer that acknowledges it; then look again.")
    code = "VLT-120"


class NothingToEvictError(FocalpointError):
    """There is nothing that could be let go of."""

    message = N_("There is no document here that another laptop is known to keep.")
    safe = N_("Nothing was removed.")
    remedy = N_("Send documents to a colleague and take in the answer that acknowledges them.")
    code = "VLT-121"


class NotLetGoError(FocalpointError):
    """A document was asked for that this laptop did not let go of, or that nobody is known to have."""

    message = N_("Nobody is known to keep “{title}” for this laptop.")
    safe = N_("Nothing was changed.")
    remedy = N_("Ask a colleague to send everything again.")
    code = "VLT-122"


@dataclass(frozen=True, slots=True)
class EvictionCandidate:
    """A document that may go: what it is called, how many bytes come free, and who keeps it."""

    document: str
    title: str
    size: int
    keepers: tuple[PeerView, ...]


def candidates(ws: Workspace) -> list[EvictionCandidate]:
    """Return the documents that may go, the largest first.

    Only colleagues of the office keep them: what a laptop holds and lets go of must not be told outside.
    """
    listed = attached.all_files(ws.db)
    people = {person.device: person for person in peers.peers(ws) if person.accepted and person.role == "office"}
    had = file_traffic.had(ws.db)
    needed = _users(listed)
    found = []
    for one in listed:
        size = sum(_size(ws, name) for name in one.parts if needed[name] == {one.file})
        keepers = tuple(people[device] for device in sorted(people) if _may_rely(ws, one, device, had))
        if size and keepers:
            found.append(EvictionCandidate(one.document, one.title, size, keepers))
    return sorted(found, key=lambda one: one.size, reverse=True)


def _users(listed: Iterable[Attached]) -> dict[str, set[str]]:
    """Return for each part the files that are made of it: a part that several share stays."""
    found: dict[str, set[str]] = {}
    for one in listed:
        for name in one.parts:
            found.setdefault(name, set()).add(one.file)
    return found


def _size(ws: Workspace, name: str) -> int:
    place = parts.place(ws.vault.folder, name)
    return place.stat().st_size if place.is_file() else 0


def _may_rely(ws: Workspace, one: Attached, device: str, had: dict[str, list[str]]) -> bool:
    if one.file not in had.get(device, []):
        return False
    return one.author == ws.device or (device != one.author and device > ws.device)


def let_go(ws: Workspace, documents: Iterable[str]) -> int:
    """Remove the sealed parts of documents that others keep; return how many bytes. Their keys and records stay.

    Raise OnlyCopyError if nobody may be relied on for one of them: then none goes.
    """
    wanted = list(dict.fromkeys(documents))
    possible = {one.document: one for one in candidates(ws)}
    listed = {one.document: one for one in attached.all_files(ws.db)}
    for document in wanted:
        if document not in possible:
            raise OnlyCopyError(title=listed[document].title if document in listed else document[:8])
    needed = _users(listed.values())
    with ws.db.transaction():
        at = instant(ws.now())
        for document in wanted:
            keepers = [person.device for person in possible[document].keepers]
            evictions.evict(ws.db, listed[document].file, at, keepers)
            log(ws, "let go", document)
        _say(ws, ws.device, StatementKind.EVICTED, [listed[document].file for document in wanted])
    for document in wanted:  # last: a crash before leaves files too many, never too few
        for name in listed[document].parts:
            if needed[name] == {listed[document].file}:
                parts.place(ws.vault.folder, name).unlink(missing_ok=True)
    return sum(possible[document].size for document in wanted)


def _say(ws: Workspace, subject: str, kind: str, files: Sequence[str]) -> None:
    for start in range(0, len(files), MOST_NAMES):
        names = tuple(files[start : start + MOST_NAMES])
        trust.say(ws, trust.OFFICE, subject, kind, word=Word(names=names))


def make_room(ws: Workspace, wanted: int) -> tuple[int, int]:
    """Let go of the largest documents until so many bytes are free; return (documents, bytes)."""
    chosen, size = [], 0
    for one in candidates(ws):
        if size >= wanted:
            break
        chosen.append(one.document)
        size += one.size
    if not chosen:
        raise NothingToEvictError
    return len(chosen), let_go(ws, chosen)


def in_backups(ws: Workspace) -> int:
    """Return how many backups hold parts that this laptop let go of: their room comes free when they go."""
    names = evicted.excused(ws)
    return sum(any(parts.has(one.path, name) for name in names) for one in backup.complete_backups(ws.vault.folder))


def request_back(ws: Workspace, document: str) -> str:
    """Ask who keeps a document to send it with the next bundle; return the person's name."""
    listed = {one.document: one for one in attached.all_files(ws.db)}
    gone = evictions.all_evicted(ws.db).get(listed[document].file) if document in listed else None
    people = {person.device: person for person in peers.peers(ws) if person.accepted}
    keepers = [device for device in gone.keepers if device in people] if gone else []
    if gone is None or not keepers:
        raise NotLetGoError(title=listed[document].title if document in listed else document[:8])
    with ws.db.transaction():
        evictions.mark_asked(ws.db, listed[document].file)
        _say(ws, keepers[0], StatementKind.WANTED, [listed[document].file])
        log(ws, "ask for", document)
    return people[keepers[0]].person


def ask_for_damaged(ws: Workspace, names: Iterable[str]) -> tuple[str, ...]:
    """Ask colleagues for the files of which some parts are damaged here; return the people asked.

    Asked is who acknowledged a file, else who attached it.
    """
    wanted, had = set(names), file_traffic.had(ws.db)
    people = {person.device: person.person for person in peers.peers(ws) if person.accepted and person.role == "office"}
    asked: dict[str, list[str]] = {}
    for one in attached.all_files(ws.db):
        keepers = [device for device in people if one.file in had.get(device, []) or device == one.author]
        if keepers and wanted.intersection(one.parts):
            asked.setdefault(keepers[0], []).append(one.file)
    with ws.db.transaction():
        for device, files in asked.items():
            _say(ws, device, StatementKind.WANTED, list(dict.fromkeys(files)))
            log(ws, "ask for", device)
    return tuple(people[device] for device in asked)


def heed(ws: Workspace, mark: int) -> None:
    """Act on what others said after a mark: owe them what they ask for; no longer rely on whom let go.

    Inside a transaction. Only who could read a document before gets its file.
    """
    for said in trustlog.all_said(ws.db):
        author, files = said.statement.author, said.statement.names
        if said.n <= mark or author == ws.device:
            continue
        if said.statement.kind == StatementKind.WANTED and said.statement.subject == ws.device:
            file_traffic.ask_again(ws.db, author, [file for file in sorted(files) if _could_read(ws, author, file)])
        elif said.statement.kind == StatementKind.EVICTED and said.statement.subject == author:
            file_traffic.lose(ws.db, author, files)
            evictions.drop_keeper(ws.db, author, files)


def _could_read(ws: Workspace, device: str, file: str) -> bool:
    for number in record_rows.documents_with(ws.db, file):
        _type, record = record_rows.pair(ws.db, number)
        scope = compartment_rows.first_scope(ws.db, record)
        for c in compartment_rows.numbers(ws.db, scope) if scope else ():
            if any(reach.device == device for reach in deliveries.reached(ws.db, c)):
                return True
    return False
