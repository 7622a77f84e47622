"""The servers and folders of a vault: how to reach each, who is kept up to date by it, when it runs by itself."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_
from focalpoint.language import instant
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, peers
from focalpoint.transports.port import Remote
from focalpoint.transports.remote_settings import KINDS, RemoteSettings
from focalpoint.transports.remotes import CANNOT_LIST, CANNOT_WRITE, open_remote
from focalpoint.vault import remotes as vault_remotes
from focalpoint.vault.remotes import RemoteProgress, RemoteRow, RunState

EVERY = timedelta(minutes=15)  # between two runs that nobody asked for
LONGEST = 60  # minutes between two tries
LEAST = 10_000_000  # bytes of a budget: one sealed part of a document and more
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


class BudgetTooSmallError(FocalpointError):
    """A limit that not even one part of a document fits."""

    message = N_("A limit below 10 MB for each run cannot work: one part of a document takes up to 8 MB.")
    safe = N_("The limit was not changed.")
    remedy = N_("Choose a higher limit, or none.")
    code = "NET-123"


@dataclass(frozen=True, slots=True)
class KnownRemote:
    """A server or folder as a person set it: how to reach it, who is kept up to date by way of it, and its pace.

    `everything`: readers get all they may read, not only what was shared with them. `notes` are message ids: what was
    seen of the server when it was added. `budget`: bytes a run may carry, 0 for no limit.
    """

    name: str
    settings: RemoteSettings
    readers: tuple[str, ...]
    everything: bool = False
    notes: tuple[str, ...] = ()
    automatic: bool = False
    paused: bool = False
    budget: int = 0


def places(ws: Workspace) -> list[KnownRemote]:
    """Return the remotes of this vault."""
    return [_known(row) for row in vault_remotes.all_remotes(ws.db)]


def _known(row: RemoteRow) -> KnownRemote:
    kind = next(kind for kind in KINDS if kind == row.kind)
    reached = RemoteSettings(kind, row.address, row.user, row.secret, row.pin, row.proxy, row.options)
    return KnownRemote(row.name, reached, row.readers, row.everything, row.notes, row.automatic, row.paused, row.budget)


def keep_progress(ws: Workspace, name: str, made: RemoteProgress) -> None:
    """Keep what has become of a remote in a run, unless it was removed meanwhile."""
    with ws.db.transaction():
        vault_remotes.keep_progress(ws.db, name, made)


def find_remote(ws: Workspace, name: str) -> KnownRemote:
    """Return a remote by its name; raise UnknownRemoteError."""
    found = next((place for place in places(ws) if place.name == name), None)
    if found is None:
        raise UnknownRemoteError(name=name)
    return found


def add_remote(
    ws: Workspace,
    name: str,
    remote: RemoteSettings,
    readers: list[str],
    *,
    opener: Opener = open_remote,
    everything: bool = False,
) -> KnownRemote:
    """Add a remote after looking at what it can do. Nothing leaves by it before it is run.

    Raises RemoteUnfitError if nothing can be listed or written there, and what opening and asking it raise.
    """
    if any(place.name == name for place in places(ws)):
        raise RemoteExistsError(name=name)
    export.readers_of(ws, readers)
    connection = opener(remote, temporary(ws))
    try:
        seen = connection.probe()
    finally:
        connection.close()
    if not (seen.can_list and seen.can_write):
        raise RemoteUnfitError(reason=CANNOT_WRITE if seen.can_list else CANNOT_LIST)
    keeps = "yes" if seen.keeps_existing else "no"
    remote = replace(remote, options={**remote.options, "keeps_existing": keeps})
    made = KnownRemote(name, remote, tuple(readers), everything, notes=seen.notes)
    with ws.db.transaction():
        vault_remotes.add(
            ws.db,
            RemoteRow(
                name, remote.kind, remote.address, remote.user, remote.secret, remote.pin, remote.proxy,
                dict(remote.options), made.readers, everything, seen.notes,
            ),
        )  # fmt: skip
    return made


def remove_remote(ws: Workspace, name: str) -> None:
    """Forget a remote; what lies there stays."""
    with ws.db.transaction():
        find_remote(ws, name)
        vault_remotes.remove(ws.db, name)


def set_pace(
    ws: Workspace, name: str, *, automatic: bool | None = None, paused: bool | None = None, budget: int | None = None
) -> None:
    """Say whether a remote runs by itself, rests, and how many bytes a run may carry (0: no limit)."""
    if budget is not None and 0 < budget < LEAST:
        raise BudgetTooSmallError
    with ws.db.transaction():
        place = find_remote(ws, name)
        vault_remotes.set_pace(
            ws.db,
            name,
            automatic=place.automatic if automatic is None else automatic,
            paused=place.paused if paused is None else paused,
            budget=place.budget if budget is None else budget,
        )


def succeeded(state: RemoteProgress, at: datetime) -> None:
    """Note that a run came to its end."""
    state.synced_at, state.failures, state.tried_at = instant(at), 0, ""


def failed(state: RemoteProgress, at: datetime) -> None:
    """Note that a run failed: the next one that nobody asks for waits longer."""
    state.failures, state.tried_at = state.failures + 1, instant(at)


def pause_after(failures: int) -> timedelta:
    """Return how long to wait after so many failures: 1, 2, 4 … 60 minutes."""
    return timedelta(minutes=min(LONGEST, 2 ** min(max(0, failures - 1), 10)))


def next_run(place: KnownRemote, state: RunState) -> datetime | None:
    """Return when a remote runs by itself next; None if it does not."""
    if not place.automatic or place.paused:
        return None
    if state.failures:
        return datetime.fromisoformat(state.tried_at) + pause_after(state.failures)
    return datetime.fromisoformat(state.synced_at) + EVERY if state.synced_at else datetime.min.replace(tzinfo=UTC)


def due(ws: Workspace) -> list[str]:
    """Return the names of the remotes whose turn it is."""
    now = ws.real()
    if ws.read_only:
        return []  # what came could not be kept
    states = vault_remotes.run_states(ws.db)
    turns = ((place.name, next_run(place, states[place.name])) for place in places(ws))
    return [name for name, turn in turns if turn is not None and turn <= now]


def temporary(ws: Workspace) -> str:
    """Return how the names of this device's own unfinished uploads begin."""
    return f"fp1/t/{tag_of(ws.device)}-"


def tag_of(device: str) -> str:
    """Return the name of a device on a server: it tells who it is only to those who know the device."""
    return hashlib.sha256(f"focalpoint remote device {device}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class RemoteStatus:
    """What a person wants to know of a remote; never its credentials."""

    name: str
    kind: str
    address: str
    readers: tuple[str, ...]
    synced_at: str
    notes: tuple[str, ...]  # message ids
    automatic: bool
    paused: bool
    budget: int
    later: int  # bytes of documents that come with the next run
    failures: int
    minutes: int | None  # until the next run by itself, at least one; None if there is none


def status(ws: Workspace) -> list[RemoteStatus]:
    """Return how each remote stands."""
    people = {peer.device: peer.person for peer in peers.peers(ws)}
    states = vault_remotes.run_states(ws.db)
    return [
        RemoteStatus(
            place.name,
            place.settings.kind,
            place.settings.address,
            tuple(people.get(device, device[:8]) for device in place.readers),
            states[place.name].synced_at,
            place.notes,
            place.automatic,
            place.paused,
            place.budget,
            states[place.name].later,
            states[place.name].failures,
            _minutes(next_run(place, states[place.name]), ws.real()),
        )
        for place in places(ws)
    ]


def _minutes(turn: datetime | None, now: datetime) -> int | None:
    return None if turn is None else max(1, -(-(max(turn, now) - now) // timedelta(minutes=1)))
