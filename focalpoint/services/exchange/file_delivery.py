"""The files of documents that leave: which go first, which are still owed to a reader, how a bundle is written.

For each reader the vault keeps the files that were to leave and are not known to have arrived, each with the numbers of
the bundles that carried it. A file that stayed behind for want of room has none, and goes first the next time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from focalpoint.bundles import ustar, volumes
from focalpoint.bundles.manifest import Manifest, PartRef
from focalpoint.domain.attachments import Document
from focalpoint.domain.wording import N_
from focalpoint.services.casework import rows, scopes
from focalpoint.services.core import settings
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace
from focalpoint.transports import folder
from focalpoint.transports.folder import Delivered
from focalpoint.vault import attached, parts, reading
from focalpoint.vault.changes import Scope

KEY, HAD = "files_under_way", "files_had"
UnderWay = dict[str, dict[str, list[int]]]  # reader → file → numbers of the bundles that carried it


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


def _under_way(ws: Workspace) -> UnderWay:
    return msgspec.json.decode(settings.get(ws, KEY, "{}"), type=UnderWay)


def _keep(ws: Workspace, state: UnderWay) -> None:
    settings.put(ws, KEY, msgspec.json.encode({reader: files for reader, files in state.items() if files}).decode())


def files(ws: Workspace, documents: Iterable[Document], readers: Sequence[str]) -> tuple[tuple[OwedFile, ...], int]:
    """Return the files of documents in the order in which they leave, and how many of their parts are not here.

    First those that were in no bundle yet; among them those of the newest requests, then all others.
    """
    state = _under_way(ws)
    found: list[tuple[tuple[bool, str, int], OwedFile]] = []
    missing = 0
    for document in documents:
        if attached.file_of(ws.db, document.id) is None:
            missing += 1  # nobody described its file yet
            continue
        wanted = attached.sealed_of(ws.db, document.id)
        here = [PartRef(name, _size(ws, name)) for name in wanted if parts.has(ws.vault.folder, name)]
        missing += len(wanted) - len(here)
        trips = min(len(state.get(reader, {}).get(document.file, [])) for reader in readers)
        file = OwedFile(document.id, document.file, document.title, tuple(here), trips, len(here) == len(wanted))
        since = reading.created_at(ws.db, document.owner_type, document.owner)
        number = reading.number(ws.db, document.owner) or 0
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
    state, reach = _under_way(ws), set(found)
    wanted: dict[str, None] = {}
    for reader in readers:
        got = (there or {}).get(reader, set())
        lacking = (file for file, taken in state.get(reader, {}).items() if not got & set(taken))
        wanted.update(dict.fromkeys(lacking))
    listed: dict[str, Document] = {}
    for file in wanted:
        for number in reading.documents_with(ws.db, file):
            type_name, record = reading.pair(ws.db, number)
            item = rows.get(ws, type_name, record)
            living = isinstance(item, Document) and not rows.is_deleted(ws, type_name, record)
            if isinstance(item, Document) and living and _whole(ws, item) and scopes.settled(ws, item) in reach:
                listed[record] = item
    return list(listed.values())


def under_way(ws: Workspace, readers: Iterable[str]) -> list[PartRef]:
    """Return the parts here of files that were put for readers of whom nothing was heard yet."""
    state = _under_way(ws)
    taken = {file for reader in readers for file, numbers in state.get(reader, {}).items() if numbers}
    names = {name for one in attached.every(ws.db) if one.file in taken for name in one.parts}
    return [PartRef(name, _size(ws, name)) for name in sorted(names) if parts.has(ws.vault.folder, name)]


def behind(ws: Workspace) -> dict[str, int]:
    """Return for each reader how many living documents stayed behind and come with the next bundle."""
    found: dict[str, int] = {}
    for reader, files_of in _under_way(ws).items():
        waiting = [file for file, taken in files_of.items() if not taken]
        number = sum(reading.is_attached(ws.db, file) for file in waiting)
        if number:
            found[reader] = number
    return found


def _whole(ws: Workspace, document: Document) -> bool:
    described = attached.file_of(ws.db, document.id) is not None
    return described and all(parts.has(ws.vault.folder, name) for name in parts.names_of(ws.db, document.id))


def note(ws: Workspace, made: Manifest, carried: Iterable[OwedFile], left: Iterable[OwedFile]) -> None:
    """Keep which files a bundle carried whole and which are still owed, inside a transaction."""
    state = _under_way(ws)
    taken, stayed = frozenset(carried), tuple(left)
    for reader in made.to:
        known = state.setdefault(reader.dev, {})
        for one in (*taken, *stayed):
            numbers = known.setdefault(one.file, [])
            if one.whole and one in taken:
                numbers.append(reader.n)
    _keep(ws, state)


def arrived(ws: Workspace, reader: str, numbers: Iterable[int]) -> None:
    """Keep that a reader has the files that came with bundles it has acknowledged, inside a transaction."""
    state, known = _under_way(ws), set(numbers)
    if reader in state:
        there = [file for file, taken in state[reader].items() if known & set(taken)]
        state[reader] = {file: taken for file, taken in state[reader].items() if file not in there}
        _keep(ws, state)
        _keep_had(ws, {**had(ws), reader: sorted({*had(ws).get(reader, []), *there})})


def had(ws: Workspace) -> dict[str, list[str]]:
    """Return for each reader the files it is known to have: it acknowledged a bundle that carried them whole."""
    return msgspec.json.decode(settings.get(ws, HAD, "{}"), type=dict[str, list[str]])


def _keep_had(ws: Workspace, state: Mapping[str, list[str]]) -> None:
    settings.put(ws, HAD, msgspec.json.encode({reader: files for reader, files in state.items() if files}).decode())


def owe(ws: Workspace, reader: str, asked: Iterable[str]) -> None:
    """Keep that a reader asked for files: they leave with the next bundle, inside a transaction."""
    wanted = list(asked)
    if wanted:
        state = _under_way(ws)
        state[reader] = {**state.get(reader, {}), **{file: [] for file in wanted}}
        _keep(ws, state)
        lost(ws, reader, wanted)


def lost(ws: Workspace, reader: str, gone: Iterable[str]) -> None:
    """Keep that a reader no longer has some files, inside a transaction."""
    state, without = had(ws), set(gone)
    if without.intersection(state.get(reader, [])):
        _keep_had(ws, {**state, reader: [file for file in state[reader] if file not in without]})


def forget(ws: Workspace, gone: Iterable[str]) -> None:
    """Owe nobody files that were erased, inside a transaction."""
    without = set(gone)
    state = {reader: {f: t for f, t in files.items() if f not in without} for reader, files in _under_way(ws).items()}
    _keep(ws, state)
    _keep_had(ws, {reader: [f for f in files if f not in without] for reader, files in had(ws).items()})


def write_bundle(ws: Workspace, made: Manifest, control: bytes, target: Path, progress: Task) -> list[Delivered]:
    """Write a bundle, in as many volumes as its manifest names; flush it and read it back.

    Raise PartMissingError, and leave nothing there, if a part is not what its name says.
    """
    runs = volumes.runs(made)
    done = 0

    def volume(run: Sequence[PartRef]) -> folder.Produce:
        def produce(stream: folder.Sink) -> None:
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
