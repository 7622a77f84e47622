"""Opening a bundle: verified before parsed, shown before taken in, one transaction, one undo."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from secrets import token_bytes

from focalpoint.bundles import manifest as manifests
from focalpoint.bundles import opening, public_pack, ustar
from focalpoint.bundles.container import Opened
from focalpoint.bundles.errors import (
    BundleError,
    DamagedBundleError,
    NotForYouError,
    ReadersMismatchError,
    UnknownSignerError,
    UnreachableBundleError,
    UnverifiedSignerError,
)
from focalpoint.domain.delivery import Direction
from focalpoint.domain.errors import FocalpointError, reason_of
from focalpoint.domain.messages import Message
from focalpoint.domain.trust import STOPPED
from focalpoint.domain.wording import N_
from focalpoint.language import instant
from focalpoint.services.casework import attachments, evicted
from focalpoint.services.core import actions, world_checks
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.services.exchange import (
    alarms,
    assessment,
    erasure,
    forks,
    introduction,
    merging,
    peers,
    public_packs,
    volumes,
)
from focalpoint.services.exchange.alarms import MassDeletionError, MassErasureError
from focalpoint.services.exchange.assessment import Note
from focalpoint.services.exchange.introduction import CardBeside
from focalpoint.services.exchange.merging import ImportRow, Merged
from focalpoint.services.exchange.peers import PeerView
from focalpoint.vault import attached, deliveries, devices, file_traffic, local, parts
from focalpoint.vault.deliveries import Proof
from focalpoint.vault.devices import Exchanged

__all__ = [
    "BundleError",
    "ImportPreview",
    "ImportRow",
    "Inspection",
    "MassDeletionError",
    "MassErasureError",
    "UnknownSignerError",
    "apply",
    "held_message",
    "inspect",
    "preview",
]  # fmt: skip
HELD = N_(
    "Changes kept aside: {n}. They write what their author may not write, or what a field cannot hold. They change"
    " nothing here, and are told again when the bundle is opened."
)


def held_message(number: int) -> Message:
    """Say how many changes are kept aside, and why."""
    return Message(HELD, {"n": number})


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a bundle says of itself, verified. `notes`: how serious, and the words; the verdict first."""

    path: Path
    sender: PeerView
    created: str
    number: int
    changes: int
    parts: int
    missing: int
    size: int
    notes: tuple[Note, ...]
    opened: Opened
    part_names: frozenset[str]


@dataclass(frozen=True, slots=True)
class ImportPreview(Merged):
    """What taking the bundle in would do. Nothing has been done yet."""

    inspection: Inspection
    parts: int  # parts of documents that are not in the vault yet
    acknowledged: int  # bundles of ours that are now known to have arrived

    @property
    def empty(self) -> bool:
        """Tell whether everything in the bundle is already here."""
        return not (self.changes or self.held or self.parts or self.acknowledged)

    @property
    def vanishing(self) -> int:
        """Return how many records would go to the trash."""
        return len(self.deleted)


Opener = Callable[[bytes, str, str, Mapping[str, bytes]], Opened]


def inspect(ws: Workspace, path: Path, task: Task | None = None, opener: Opener = opening.open_control) -> Inspection:
    """Check a bundle from its first byte to its last, taking nothing in; raise a BundleError that says why not.

    Its control part is opened by `opener`, in a process of its own.
    """
    progress = task or Task()
    if path.exists() and not path.is_file():
        raise UnreachableBundleError(reason=N_("it is not there"))  # a pipe or a device would never end
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            control = ustar.read_control(stream)
            world_checks.exchanges(ws)
            opened = _opened(ws, control, opener, devices.keys_given_by_hand(ws.db))
            world_checks.require_same(ws, opened.manifest.space)
            expected = {part.h: part.size for part in opened.manifest.parts}
            found = check_parts(ustar.read_parts(stream), expected, progress)
    except OSError as error:
        raise UnreachableBundleError(reason=reason_of(error)) from error
    sender = peers.peer(ws, opened.manifest.sender)
    own = public_packs.reader_of(opened.manifest, ws.device)
    reader = next(reader for reader in opened.manifest.to if reader.dev == own)
    missing = {name for name in expected if name not in found and not parts.has(ws.vault.folder, name)}
    volume = volumes.volume(opened.manifest, frozenset(found), missing)
    fresh = any(not parts.is_whole(ws.vault.folder, name) for name in found)
    notes = (
        *assessment.notes(ws, opened, sender, reader.n, missing=volume.cut, fresh=fresh),
        *volumes.notes(opened.manifest, volume),
    )
    return Inspection(
        path, sender, opened.manifest.created, reader.n, sum(s.count for s in opened.manifest.segs), len(expected),
        len(missing), size, notes, opened, frozenset(found),
    )  # fmt: skip


def signer_beside(ws: Workspace, path: Path) -> CardBeside | None:
    """Return the card that lies beside a bundle and is that of its signer, None if there is none.

    Whose card it is, is told by comparing its digits alone.
    """
    found = introduction.cards_beside(ws, path)
    if not found:
        return None
    try:
        with path.open("rb") as stream:
            control = ustar.read_control(stream)
        opened = _opened(ws, control, opening.open_control, {one.device: one.public for one in found})
    except (BundleError, OSError):
        return None
    return next((one for one in found if one.device == opened.manifest.sender), None)


def _opened(ws: Workspace, control: bytes, opener: Opener, keys: Mapping[str, bytes]) -> Opened:
    """Open a control part with the key of this device or, if it is not sealed to that, as a public pack."""
    try:
        opened = opener(control, ws.vault.identity.age, ws.device, keys)
    except NotForYouError:
        opened = opener(control, public_pack.IDENTITY, public_pack.READER, keys)
        if not public_packs.is_pack(opened.manifest):
            raise ReadersMismatchError from None
    return opened


def check_parts(found: Iterable[tuple[str, bytes]], expected: dict[str, int], progress: Task) -> set[str]:
    """Return the names of the parts found; raise DamagedBundleError if one was not announced or is another."""
    whole: set[str] = set()
    for name, content in found:
        if expected.get(name) != len(content) or hashlib.sha256(content).hexdigest() != name:
            raise DamagedBundleError
        whole.add(name)
        progress.report(len(whole), len(expected), N_("Checking"))
    return whole


class _DryRun(Exception):  # noqa: N818 - not an error: it rolls the rehearsal back
    def __init__(self, result: ImportPreview) -> None:
        super().__init__()
        self.result = result


def preview(ws: Workspace, inspection: Inspection) -> ImportPreview:
    """Rehearse the import in a transaction that is rolled back, and return what it would do."""
    try:
        with ws.db.transaction():
            done = merging.merge(ws, inspection.opened, inspection.sender, "rehearsal", rehearsed=True)
            coming, reached = _parts_to_come(ws, inspection), len(_reached(ws, inspection))
            what = {one.name: getattr(done, one.name) for one in fields(done)}
            raise _DryRun(ImportPreview(**what, inspection=inspection, parts=coming, acknowledged=reached))
    except _DryRun as rehearsal:
        return rehearsal.result


def _reached(ws: Workspace, inspection: Inspection) -> set[int]:
    """Return the numbers of our bundles that the sender says have arrived and of which we did not know."""
    waiting = deliveries.unacknowledged(ws.db, inspection.sender.device)
    said = [have for have in inspection.opened.manifest.have if have.dev == ws.device]
    return {number for number in waiting if any(have.holds(number) for have in said)}


def _parts_to_come(ws: Workspace, inspection: Inspection) -> int:
    """Return how many parts the bundle brings that are not in the vault yet."""
    brought = inspection.part_names
    return sum(not parts.is_whole(ws.vault.folder, name) for name in brought)


def alarming(ws: Workspace, plan: ImportPreview, leave: frozenset[str] = frozenset()) -> FocalpointError | None:
    """Return what is said of a bundle that takes so much away that a person must say that it is meant, or None.

    What it says of the records in `leave` does not count.
    """
    vanishing = sum(row.id not in leave for row in plan.deleted)
    return alarms.alarm_of(ws, vanishing, len(plan.erased), plan.inspection.sender.person)


def apply(
    ws: Workspace,
    plan: ImportPreview,
    task: Task | None = None,
    *,
    deletions: bool = False,
    leave: frozenset[str] = frozenset(),
    only: frozenset[str] = frozenset(),
) -> Changes:
    """Take a bundle in: its parts first, then all its changes in one transaction that one undo takes back.

    What it says of the records in `leave` goes into quarantine. From somebody whose card was not compared, compartments
    of the kinds in `only` are taken, and what the device says of itself; a bundle with anything else is refused. Raise
    MassDeletionError or MassErasureError if much would go and `deletions` does not say that this is meant,
    UnverifiedSignerError unless the signer's card was verified, InvalidChangeError if a change breaks the format.
    """
    progress = task or Task()
    inspection = plan.inspection
    alarm = alarming(ws, plan, leave)
    if alarm and not deletions:
        raise alarm
    sender = peers.peer(ws, inspection.sender.device)
    if not (sender.accepted or sender.state in STOPPED) and not (only and merging.holds_only(inspection.opened, only)):
        raise UnverifiedSignerError(person=sender.person)
    expected = {part.h for part in inspection.opened.manifest.parts}
    try:
        with inspection.path.open("rb") as stream:
            ustar.read_control(stream)
            parts.put_all(ws.vault.folder, _expected(ustar.read_parts(stream), expected, progress))
    except OSError as error:
        raise UnreachableBundleError(reason=reason_of(error)) from error
    via = token_bytes(16).hex()
    with ws.db.transaction():
        taken = merging.merge(ws, inspection.opened, inspection.sender, via, leave=leave)
        _record(ws, inspection, via)
        _acknowledge(ws, inspection)
        evicted.here_again(ws)
        forks.keep_notice(ws, taken.returned, sender.person)
        if taken.changes:
            actions.remember_import(ws, via, inspection.path.name)
        log(ws, "bundle taken in", sender.device)
        shown = (*taken.new, *taken.changed, *taken.conflicting, *taken.deleted)
        listed = [(row.type, row.id) for row in shown]
    erasure.answer(ws)
    _read_texts(ws, _documents(ws, inspection, listed), progress)
    return Changes.of([*listed, *((row.type, row.id) for row in taken.erased)])


def _expected(found: Iterable[tuple[str, bytes]], expected: set[str], progress: Task) -> Iterator[tuple[str, bytes]]:
    for done, (name, content) in enumerate(found, 1):
        progress.report(done, len(expected), N_("Taking in documents"))
        if name in expected:
            yield name, content


def _documents(ws: Workspace, inspection: Inspection, listed: list[tuple[str, str]]) -> list[str]:
    """Return the documents that are new or of which a part has come: their text is still to be read."""
    fresh = {record for type_name, record in listed if type_name == "document"}
    return sorted(fresh | set(attached.documents_of_parts(ws.db, inspection.part_names)))


def _acknowledge(ws: Workspace, inspection: Inspection) -> None:
    reached, made = _reached(ws, inspection), inspection.opened
    if reached:
        sender, at = inspection.sender.device, instant(ws.now())
        deliveries.acknowledge(ws.db, sender, reached, at)
        file_traffic.arrive(ws.db, sender, reached)
        proof = Proof(made.manifest.id, sender, at, manifests.encode(made.manifest), made.signature)
        deliveries.keep_proof(ws.db, proof)


def _record(ws: Workspace, inspection: Inspection, via: str) -> None:
    made = inspection.opened
    number = manifests.UNNUMBERED if public_packs.is_pack(made.manifest) else inspection.number
    if public_packs.is_pack(made.manifest):
        public_packs.record_taken(ws, made, inspection.path.name, inspection.size)
    taken = Exchanged(
        made.manifest.id, Direction.IN, inspection.sender.device, number, made.digest, instant(ws.now()),
        inspection.path.name, via, not inspection.missing,
    )  # fmt: skip
    devices.record_bundle(ws.db, taken)
    if made.manifest.vols:
        local.remember_volume(ws.db, inspection.path.name)
    if not inspection.missing:
        deliveries.came_whole(ws.db, made.digest)


def _read_texts(ws: Workspace, documents: list[str], progress: Task) -> None:
    steps = progress.steps(documents, len(documents), N_("Reading the text"))
    attachments.index_texts(ws, steps)
