"""Damaged and missing parts of documents get a good copy again: from backups, the second copy, folders and servers.

What a place gives is believed only if it is what the name of the part says; a place that does not answer, or holds a
damaged copy itself, is passed over. What nobody has stays told by the titles of its documents.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from focalpoint.domain.attachments import Document
from focalpoint.domain.errors import Cancelled, FocalpointError
from focalpoint.domain.messages import Instant, Message, Parameter
from focalpoint.domain.wording import N_
from focalpoint.language import instant
from focalpoint.services.casework import evicted, rows
from focalpoint.services.core import second_copy
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.services.exchange import eviction
from focalpoint.services.sync import remotes
from focalpoint.services.sync.runs import part_key
from focalpoint.transports.port import Remote
from focalpoint.transports.remotes import open_remote
from focalpoint.vault import attached, backup, parts
from focalpoint.vault.errors import PartMissingError

ASKED = N_("Asked to send them with the next bundle: {people}.")
SECOND = N_("the second copy")


@dataclass(frozen=True, slots=True)
class Mended:
    """A part that is whole again: the titles of its documents, and from where."""

    titles: tuple[str, ...]
    source: Parameter


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair did; `left` are the titles of documents of which no good copy was found.

    `asked` are the colleagues who were asked for them: what they send replaces what is damaged.
    """

    mended: tuple[Mended, ...]
    left: tuple[str, ...]
    asked: tuple[str, ...] = ()


def titles_of(ws: Workspace, names: Iterable[str]) -> tuple[str, ...]:
    """Return the titles of the documents that are made of some parts; the beginning of a name where nobody knows."""
    wanted = list(names)
    found = (rows.get(ws, "document", record) for record in attached.documents_made_of(ws.db, wanted))
    titles = tuple(dict.fromkeys(item.title for item in found if isinstance(item, Document) and item.title))
    return titles or tuple(name[:12] for name in wanted)


def holders(ws: Workspace) -> Iterator[tuple[Parameter, Path]]:
    """Yield the folders on this computer that may hold good copies, each with what a person calls it."""
    for kept in backup.complete_backups(ws.vault.folder):
        yield Instant(instant(kept.made_at)), kept.path
    place = second_copy.place(ws)
    if place is not None and place.is_dir():
        yield Message(SECOND), place


def near(ws: Workspace, name: str) -> Parameter | None:
    """Return where on this computer a good copy of a part lies, None if nowhere."""
    return next((holder for holder, folder in holders(ws) if parts.is_whole(folder, name)), None)


def offers(ws: Workspace, names: Sequence[str]) -> list[Parameter]:
    """Return from where some damaged parts could be mended, looking no further than this computer."""
    found: list[Parameter] = []
    for name in names:
        holder = near(ws, name)
        if holder is not None and holder not in found:
            found.append(holder)
    return [*found, *(place.name for place in remotes.places(ws))]


def repair(ws: Workspace, task: Task | None = None, opener: remotes.Opener = open_remote) -> Repaired:
    """Look for a good copy of every damaged or missing part, near first, and put it in its place."""
    progress = task or Task()
    say = partial(progress.report, what=N_("Checking"))
    missing, damaged = parts.faults(ws.vault.folder, ws.db, say, evicted.excused(ws))
    wanted = [*damaged, *missing]
    mended: list[Mended] = []
    left: list[str] = []
    for name in progress.steps(wanted, len(wanted), N_("Repairing")):
        source = from_near(ws, name)
        if source:
            mended.append(Mended(titles_of(ws, [name]), source))
        else:
            left.append(name)
    for found in _from_far(ws, left, progress, opener):
        left.remove(found[0])
        mended.append(Mended(titles_of(ws, [found[0]]), found[1]))
    if mended:
        log(ws, "repair", reason=str(len(mended)))
    if not left:
        return Repaired(tuple(mended), ())
    return Repaired(tuple(mended), titles_of(ws, left), eviction.ask_for_damaged(ws, left))


def from_near(ws: Workspace, name: str) -> Parameter | None:
    """Put a good copy from this computer in the place of a part; return where it lay, None if there is none."""
    for holder, folder in holders(ws):
        with suppress(PartMissingError):
            parts.put(ws.vault.folder, name, parts.read_whole(folder, name))
            return holder
    return None


def _from_far(
    ws: Workspace, wanted: Sequence[str], progress: Task, opener: remotes.Opener
) -> Iterator[tuple[str, str]]:
    """Fetch what is wanted from folders and servers; one that fails does not stop the others."""
    left = list(wanted)
    for place in remotes.places(ws) if left else ():
        try:
            connection = opener(place.settings, remotes.temporary(ws))
        except FocalpointError:
            continue
        try:
            for name in progress.steps(list(left), len(left), N_("Repairing")):
                if _fetched(ws, connection, name):
                    left.remove(name)
                    yield name, place.name
        except Cancelled:
            raise
        except FocalpointError:
            continue
        finally:
            connection.close()


def _fetched(ws: Workspace, connection: Remote, name: str) -> bool:
    if connection.size(part_key(name)) is None:
        return False
    try:
        parts.put(ws.vault.folder, name, connection.get(part_key(name)))
    except PartMissingError:
        connection.drop_wrong(part_key(name))
        return False
    return True
