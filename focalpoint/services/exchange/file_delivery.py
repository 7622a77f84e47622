"""Files of documents in bundles: their order, which are still owed to a reader, and how a bundle is written.

For each reader the vault keeps the files that were to leave and are not known to have arrived, each with the numbers of
the bundles that carried it. A file that stayed behind for want of room has none, and goes first the next time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from focalpoint.bundles import ustar, volumes
from focalpoint.bundles.manifest import Manifest, PartRef
from focalpoint.domain.attachments import Document
from focalpoint.domain.wording import N_
from focalpoint.services.casework import rows, scopes
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace
from focalpoint.transports import folder
from focalpoint.transports.folder import Delivered
from focalpoint.vault import attached, file_traffic, parts, record_rows
from focalpoint.vault.changes import Scope


@dataclass(frozen=True, slots=True)
class OwedFile:
    """The file of a document: its sealed parts, and how many bundles took it of which nothing was heard."""

    document: str
    file: str
    title: str
    parts: tuple[PartRef, ...]
    trips: int
    whole: bool = True  # whether all its parts are in this vault

    @property
    def size(self) -> int:
        """Return how many bytes its sealed parts take."""
        return sum(part.size for part in self.parts)


def files(ws: Workspace, documents: Iterable[Document], readers: Sequence[str]) -> tuple[tuple[OwedFile, ...], int]:
    """Return the files of documents in the order in which they leave, and how many of their parts are not here.

    First those that were in no bundle yet; among them those of the newest requests, then all others.
    """
    state = {reader: file_traffic.owed_to(ws.db, reader) for reader in readers}
    found: list[tuple[tuple[bool, str, int], OwedFile]] = []
    missing = 0
    for document in documents:
        if attached.file_of(ws.db, document.id) is None:
            missing += 1  # nobody described its file yet
            continue
        wanted = attached.sealed_of(ws.db, document.id)
        here = [PartRef(name, _size(ws, name)) for name in wanted if parts.has(ws.vault.folder, name)]
        missing += len(wanted) - len(here)
        trips = min((len(state[reader].get(document.file, ())) for reader in readers), default=0)
        file = OwedFile(document.id, document.file, document.title, tuple(here), trips, len(here) == len(wanted))
        since = record_rows.created_at(ws.db, document.owner_type, document.owner)
        number = record_rows.number(ws.db, document.owner) or 0
        found.append(((document.owner_type == "request", since, number), file))
    found.sort(key=lambda one: one[0], reverse=True)
    found.sort(key=lambda one: one[1].trips)
    return tuple(file for _newest, file in found), missing


def _size(ws: Workspace, name: str) -> int:
    return parts.place(ws.vault.folder, name).stat().st_size


def damaged_in(ws: Workspace, listed: Iterable[OwedFile]) -> tuple[OwedFile, ...]:
    """Return the files of which a part that lies here is not what its name says; each part is read once."""
    bad = {part.h for part in refs(listed) if not parts.is_whole(ws.vault.folder, part.h)}
    return tuple(file for file in listed if any(part.h in bad for part in file.parts))


def titles(listed: Iterable[OwedFile]) -> tuple[str, ...]:
    """Return the titles of the documents behind files, each once."""
    return tuple(dict.fromkeys(file.title for file in listed))


def refs(listed: Iterable[OwedFile]) -> tuple[PartRef, ...]:
    """Return the parts of files, each once."""
    return tuple({part.h: part for file in listed for part in file.parts}.values())


def owed(
    ws: Workspace, readers: Sequence[str], found: Iterable[Scope], there: Mapping[str, set[int]] | None = None
) -> list[Document]:
    """Return the living documents of some compartments whose files are here and a reader is not known to have.

    Left out is what the bundles `there` hold: numbers that a reader can get at the place in question.
    """
    reach = set(found)
    wanted: dict[str, None] = {}
    for reader in readers:
        got = (there or {}).get(reader, set())
        lacking = (file for file, taken in file_traffic.owed_to(ws.db, reader).items() if not got & taken)
        wanted.update(dict.fromkeys(lacking))
    listed: dict[str, Document] = {}
    for file in wanted:
        for number in record_rows.documents_with(ws.db, file):
            type_name, record = record_rows.pair(ws.db, number)
            item = rows.get(ws, type_name, record)
            living = isinstance(item, Document) and not rows.is_deleted(ws, type_name, record)
            if isinstance(item, Document) and living and _whole(ws, item) and scopes.settled(ws, item) in reach:
                listed[record] = item
    return list(listed.values())


def under_way(ws: Workspace, readers: Iterable[str]) -> list[PartRef]:
    """Return the parts here of files that were put for readers of whom nothing was heard yet."""
    owed_files = (file_traffic.owed_to(ws.db, reader) for reader in readers)
    taken = {file for one in owed_files for file, numbers in one.items() if numbers}
    names = {name for one in attached.all_files(ws.db) if one.file in taken for name in one.parts}
    return [PartRef(name, _size(ws, name)) for name in sorted(names) if parts.has(ws.vault.folder, name)]


def behind(ws: Workspace) -> dict[str, int]:
    """Return for each reader how many living documents stayed behind and come with the next bundle."""
    found: dict[str, int] = {}
    for reader in file_traffic.waiting_readers(ws.db):
        waiting = [file for file, taken in file_traffic.owed_to(ws.db, reader).items() if not taken]
        number = sum(record_rows.is_attached(ws.db, file) for file in waiting)
        if number:
            found[reader] = number
    return found


def _whole(ws: Workspace, document: Document) -> bool:
    described = attached.file_of(ws.db, document.id) is not None
    return described and all(parts.has(ws.vault.folder, name) for name in parts.names_of(ws.db, document.id))


def note(ws: Workspace, made: Manifest, carried: Iterable[OwedFile], left: Iterable[OwedFile]) -> None:
    """Keep which files a bundle carried whole and which are still owed, inside a transaction."""
    taken = tuple(dict.fromkeys(carried))
    owed_files = [one.file for one in (*taken, *left)]
    for reader in made.to:
        file_traffic.owe(ws.db, reader.dev, owed_files)
        file_traffic.carry(ws.db, reader.dev, [one.file for one in taken if one.whole], reader.n)


def write_bundle(ws: Workspace, made: Manifest, control: bytes, target: Path, *, progress: Task) -> list[Delivered]:
    """Write a bundle, in as many volumes as its manifest names; flush it and read it back.

    Raise PartMissingError, and leave nothing there, if a part is not what its name says.
    """
    runs = volumes.runs(made)
    done = 0

    def volume(run: Sequence[PartRef]) -> folder.Produce:
        def produce(stream: folder.HashingSink) -> None:
            nonlocal done
            ustar.write_member(stream, ustar.CONTROL, control)
            for name, ciphertext in parts.read_ahead(ws.vault.folder, [part.h for part in run]):
                progress.report(done, len(made.parts), N_("Writing"))
                ustar.write_member(stream, name, ciphertext)
                done += 1
            ustar.write_end(stream)

        return produce

    names = volumes.file_names(target, len(runs))
    return folder.deliver_all([(name, volume(run)) for name, run in zip(names, runs, strict=True)])
