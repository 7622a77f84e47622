"""Bundles by way of a server or a shared folder: the same objects as on a stick, put there and fetched.

Layout: `fp1/d/<tag of the device>/<n / 1000>/<n>-<hash>.c` are control parts, written by that device alone and never
changed; `fp1/o/<aa>/<sha256>` are sealed parts. A tag is a hash of the device identifier. Parts are put before the
control part that speaks of them; `fp1/t/<tag>-…` are a device's own unfinished uploads. Everything may be repeated at
any point.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import msgspec

from focalpoint.bundles import opening, ustar
from focalpoint.bundles.errors import BundleError, NotForYouError
from focalpoint.bundles.manifest import Manifest
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.fields import Facet
from focalpoint.domain.trust import STOPPED
from focalpoint.domain.wording import N_
from focalpoint.language import instant
from focalpoint.services import approval, exchange, receiving, requests, scopes, sending, settings
from focalpoint.services.changes import Changes
from focalpoint.services.exchange import PeerView
from focalpoint.services.sending import ExportPlan, NothingNewError
from focalpoint.services.tasks import Task
from focalpoint.services.workspace import Workspace
from focalpoint.transports.port import Remote, RemoteUnpinnedError
from focalpoint.transports.remotes import CANNOT_LIST, CANNOT_WRITE, RemoteSettings, open_remote
from focalpoint.vault import deliveries, devices, files, parts, reading, trustlog
from focalpoint.vault.changes import Scope

__all__ = ["KINDS", "RemoteSettings", "add", "places", "remove", "run", "share", "status"]
UNPINNED = RemoteUnpinnedError.code
KINDS = ("folder", "webdav", "s3", "sftp")
KEY = "remotes"
INBOX = "inbox"
MOST_DONE = 20_000
TWO_PERSONS = N_("What is under seal or secret does not go by itself: seal a bundle that a second officer signs.")
Opener = Callable[[RemoteSettings, str], Remote]


class UnknownRemoteError(FocalpointError):
    """No remote of that name was added."""

    message = N_("There is no server named “{name}” in this vault.")
    remedy = N_("“focalpoint sync status” lists those there are.")
    code = "NET-120"


class RemoteExistsError(FocalpointError):
    """A remote of that name was added before."""

    message = N_("There is already a server named “{name}” in this vault.")
    remedy = N_("Choose another name, or remove the other one first.")
    code = "NET-121"


class RemoteUnfitError(FocalpointError):
    """A remote does not let this account do what an exchange needs."""

    message = N_("It was not added. {reason}")
    remedy = N_("Ask whoever keeps the server to let this account list and write there, then add it again.")
    code = "NET-122"


class Place(msgspec.Struct):
    """A server or folder: how to reach it, who is kept up to date by way of it, and how far that has come."""

    name: str
    settings: RemoteSettings
    readers: tuple[str, ...]
    everything: bool = False  # whether readers get all they may read, not only what was shared with them
    number: int = 0  # of the newest control part put there
    done: dict[str, list[str]] = msgspec.field(default_factory=dict)  # device → names dealt with
    have: dict[str, list[int]] = msgspec.field(default_factory=dict)  # reader → numbers acknowledged there
    synced_at: str = ""
    notes: tuple[str, ...] = ()  # message ids: what was seen of the server when it was added


@dataclass(slots=True)
class Report:
    """What a run did. `waiting` bundles need a person; `problems` are (message id, parameters)."""

    put: int = 0
    parts_put: int = 0
    taken: int = 0
    parts_taken: int = 0
    waiting: int = 0
    problems: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    touched: set[tuple[str, str]] = field(default_factory=set)

    def changes(self) -> Changes:
        """Return what the run changed in the vault."""
        return Changes.of(self.touched)


def places(ws: Workspace) -> list[Place]:
    """Return the remotes of this vault; their credentials lie in the vault and nowhere else."""
    return msgspec.json.decode(settings.get(ws, KEY, "[]"), type=list[Place])


def _keep(ws: Workspace, listed: list[Place]) -> None:
    settings.put(ws, KEY, msgspec.json.encode(listed, enc_hook=dict).decode())


def find(ws: Workspace, name: str) -> Place:
    """Return a remote by its name; raise UnknownRemoteError."""
    found = next((place for place in places(ws) if place.name == name), None)
    if found is None:
        raise UnknownRemoteError(name=name)
    return found


def add(
    ws: Workspace,
    name: str,
    remote: RemoteSettings,
    readers: list[str],
    opener: Opener = open_remote,
    *,
    everything: bool = False,
) -> Place:
    """Add a remote after looking at what it can do. Nothing leaves by it before it is run.

    Raises RemoteUnfitError if nothing can be listed or written there, and what opening and asking it raise.
    """
    listed = places(ws)
    if any(place.name == name for place in listed):
        raise RemoteExistsError(name=name)
    sending.readers_of(ws, readers)
    connection = opener(remote, _temporary(ws))
    try:
        seen = connection.probe()
    finally:
        connection.close()
    if not (seen.can_list and seen.can_write):
        raise RemoteUnfitError(reason=CANNOT_WRITE if seen.can_list else CANNOT_LIST)
    keeps = "yes" if seen.keeps_existing else "no"
    remote = replace(remote, options={**remote.options, "keeps_existing": keeps})
    made = Place(name, remote, tuple(readers), everything, notes=seen.notes)
    _keep(ws, [*listed, made])
    return made


def remove(ws: Workspace, name: str) -> None:
    """Forget a remote; what lies there stays."""
    find(ws, name)
    _keep(ws, [place for place in places(ws) if place.name != name])


def run(ws: Workspace, name: str, task: Task | None = None, opener: Opener = open_remote) -> Report:
    """Fetch what has come and put what is new, until both sides have the same. Raise what the server answers."""
    place, progress, report = find(ws, name), task or Task(), Report()
    connection = opener(place.settings, _temporary(ws))
    try:
        _pull(ws, connection, place, report, progress)
        _push(ws, connection, place, report, progress)
    finally:
        connection.close()
        _keep(ws, [place if one.name == name else one for one in places(ws)])
    place.synced_at = instant(ws.now())
    _keep(ws, [place if one.name == name else one for one in places(ws)])
    return report


def _temporary(ws: Workspace) -> str:
    return f"fp1/t/{tag_of(ws.device)}-"


def tag_of(device: str) -> str:
    """Return the name of a device on a server: it tells who it is only to those who know the device."""
    return hashlib.sha256(f"focalpoint remote device {device}".encode()).hexdigest()[:32]


def _part_key(name: str) -> str:
    return f"fp1/o/{name[:2]}/{name}"


def _push(ws: Workspace, connection: Remote, place: Place, report: Report, progress: Task) -> None:
    for device in place.readers:
        plan = _plan(ws, place, device, report)
        if plan is None:
            continue
        for part in progress.steps(plan.parts, len(plan.parts), N_("Sending documents")):
            if connection.size(_part_key(part.h)) is None:
                content = parts.place(ws.vault.folder, part.h).read_bytes()
                report.parts_put += connection.put_new(_part_key(part.h), content)
        _put_control(ws, connection, place, plan, report)


def _plan(ws: Workspace, place: Place, device: str, report: Report) -> ExportPlan | None:
    """Return what a reader lacks of all that was ever shared with them, an acknowledgement, or None.

    What two persons must sign does not go by itself.
    """
    people = sending.readers_of(ws, [device])
    shared = _scopes(ws, place, people[0])
    found = tuple(scope for scope in shared if not approval.needed(ws, [scope], people))
    if len(found) < len(shared):
        report.problems.append((TWO_PERSONS, {}))
    try:
        there = {device: deliveries.numbers_at(ws.db, device, _mark(place))}
        known = deliveries.carried(ws.db, device, _mark(place))
        return sending.plan_scopes(ws, people, found, known, there)
    except NothingNewError:
        received = deliveries.received_whole(ws.db, device)
        return sending.plan_receipt(ws, [device]) if received != place.have.get(device, []) else None


def share(ws: Workspace, name: str, chosen: list[tuple[str, str]]) -> None:
    """Keep the readers of a remote up to date with some records from now on."""
    place = find(ws, name)
    people = sending.readers_of(ws, list(place.readers))
    for person in people:
        found = sending.scopes_of(ws, chosen, (person,))
        deliveries.subscribe(ws.db, person.device, [c for scope in found for c in reading.compartments(ws.db, scope)])


def _scopes(ws: Workspace, place: Place, person: PeerView) -> tuple[Scope, ...]:
    """Return the compartments a reader is kept up to date with: what was shared, in all the parts they may read."""
    if place.everything:
        known = reading.all_scopes(ws.db)
    else:
        known = reading.scopes_with(ws.db, deliveries.shared(ws.db, person.device))
    found: dict[Scope, None] = {}
    for scope in known:
        if scope.kind == trustlog.KIND:
            continue  # they go along with every plan
        if scope.kind == "request":
            found.update(dict.fromkeys(scopes.request_scope(scope.root, facet) for facet in Facet))
        else:
            found[scope] = None
        if scope.kind == "seminar":
            found.update(dict.fromkeys(scopes.material_scope(one) for one in reading.materials_of(ws.db, scope.root)))
    return tuple(scope for scope in found if exchange.may_write(person.role, scope) and not _forbidden(ws, scope))


def _forbidden(ws: Workspace, scope: Scope) -> bool:
    """Tell whether a request carries a caveat that it must not leave the vault."""
    if scope.kind != "request" or reading.type_of(ws.db, scope.root) != "request":
        return False
    return "no_export" in requests.get(ws, scope.root).caveats


def _mark(place: Place) -> str:
    return f"sync:{place.name}/"


def _put_control(ws: Workspace, connection: Remote, place: Place, plan: ExportPlan, report: Report) -> None:
    prepared = sending.prepare(ws, plan)
    digest = hashlib.sha256(prepared.control).hexdigest()[:16]
    device = plan.readers[0].device
    received = deliveries.received_whole(ws.db, device)
    place.number += 1
    key = f"fp1/d/{tag_of(ws.device)}/{place.number // 1000:06}/{place.number:010}-{digest}.c"
    with ws.db.transaction():  # the number is used from now on, whatever becomes of the sending
        sending.record_leaving(ws, prepared, _mark(place) + key.rpartition("/")[2], place.name)
    connection.put_new(key, prepared.control)
    with ws.db.transaction():
        sending.record_sent(ws, prepared)
    place.have[device] = received
    report.put += 1


def _pull(ws: Workspace, connection: Remote, place: Place, report: Report, progress: Task) -> None:
    peers = [peer for peer in exchange.peers(ws) if peer.accepted or peer.state in STOPPED]
    for peer in peers:
        done = place.done.setdefault(peer.device, [])
        known = set(done)
        for key in connection.list(f"fp1/d/{tag_of(peer.device)}/"):
            if key not in known and _fetch(ws, connection, place, key, report, progress):
                done.append(key)
        del done[:-MOST_DONE]


def _fetch(ws: Workspace, connection: Remote, place: Place, key: str, report: Report, progress: Task) -> bool:
    """Take in one control part with its parts; tell whether it is dealt with for good."""
    size = connection.size(key)
    if size is None or size > ustar.MAX_CONTROL:
        return False
    control = connection.get(key)
    if hashlib.sha256(control).hexdigest()[:16] != key.rpartition("-")[2].removesuffix(".c"):
        return False  # not whole yet: looked at again next time
    try:
        opened = opening.open_control(control, ws.vault.identity.age, ws.device, devices.keys_given_by_hand(ws.db))
    except NotForYouError:
        return True
    except BundleError as error:
        report.problems.append((error.message, {}))
        return False
    _fetch_parts(ws, connection, opened.manifest, report, progress)
    _take_in(ws, place, control, key, report, progress)
    return True


def _fetch_parts(ws: Workspace, connection: Remote, manifest: Manifest, report: Report, progress: Task) -> None:
    lacking = [part for part in manifest.parts if not parts.has(ws.vault.folder, part.h)]
    for part in progress.steps(lacking, len(lacking), N_("Fetching documents")):
        if connection.size(_part_key(part.h)) == part.size:
            parts.put(ws.vault.folder, part.h, connection.get(_part_key(part.h)))
            report.parts_taken += 1


def _take_in(ws: Workspace, place: Place, control: bytes, key: str, report: Report, progress: Task) -> None:
    """Take a fetched bundle in, or leave it in the inbox of the vault for a person to decide."""
    inbox = ws.vault.folder / INBOX
    files.make_folder(inbox)
    path = inbox / f"{key.rpartition('/')[2]}{exchange.SUFFIX}"
    files.write_durably(path, ustar.alone(control))
    plan = receiving.preview(ws, receiving.inspect(ws, path))
    if not plan.inspection.sender.accepted or receiving.alarming(ws, plan):
        report.waiting += 1
        return
    sender = plan.inspection.sender.device
    told = place.have.get(sender, []) == deliveries.received_whole(ws.db, sender)
    report.touched |= receiving.apply(ws, plan, progress).touched
    if told and plan.inspection.opened.manifest.kind == "receipt":  # a receipt is not acknowledged by another
        place.have[sender] = deliveries.received_whole(ws.db, sender)
    report.taken += 1
    path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person wants to know of a remote; never its credentials."""

    name: str
    kind: str
    address: str
    readers: tuple[str, ...]
    synced_at: str
    notes: tuple[str, ...]  # message ids


def status(ws: Workspace) -> list[Standing]:
    """Return how each remote stands."""
    people = {peer.device: peer.person for peer in exchange.peers(ws)}
    return [
        Standing(
            place.name,
            place.settings.kind,
            place.settings.address,
            tuple(people.get(device, device[:8]) for device in place.readers),
            place.synced_at,
            place.notes,
        )
        for place in places(ws)
    ]
