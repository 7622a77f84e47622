"""Bundles by way of a server or a shared folder: the same objects as on a stick, put there and fetched.

Layout: `fp1/d/<tag of the device>/<n / 1000>/<n>-<hash>.c` are control parts, written by that device alone and never
changed; `fp1/o/<aa>/<sha256>` are sealed parts. A tag is a hash of the device identifier. Parts are put before the
control part that speaks of them; `fp1/t/<tag>-…` are a device's own unfinished uploads. Everything may be repeated at
any point.
"""

from functools import partial

from focalpoint.domain.errors import Cancelled, FocalpointError
from focalpoint.domain.trust import STOPPED
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, peers
from focalpoint.services.sync import pull, push
from focalpoint.services.sync import remotes as kept
from focalpoint.services.sync.push import TWO_PERSONS
from focalpoint.services.sync.remotes import (
    LEAST,
    BudgetTooSmallError,
    KnownRemote,
    RemoteExistsError,
    RemoteStatus,
    RemoteUnfitError,
    UnknownRemoteError,
    add_remote,
    due,
    find_remote,
    places,
    remove_remote,
    set_pace,
    status,
)
from focalpoint.services.sync.runs import Report, SyncRun
from focalpoint.transports.bounded import Bounded, Budget, RunTooLongError
from focalpoint.transports.port import RemoteUnpinnedError
from focalpoint.transports.remote_settings import KINDS, RemoteSettings
from focalpoint.transports.remotes import open_remote
from focalpoint.vault import compartment_rows, deliveries
from focalpoint.vault import remotes as vault_remotes
from focalpoint.vault.remotes import RemoteProgress

__all__ = [
    "KINDS",
    "LEAST",
    "TWO_PERSONS",
    "BudgetTooSmallError",
    "KnownRemote",
    "RemoteExistsError",
    "RemoteSettings",
    "RemoteStatus",
    "RemoteUnfitError",
    "Report",
    "UnknownRemoteError",
    "add_remote",
    "due",
    "find_remote",
    "open_remote",
    "places",
    "remove_remote",
    "run",
    "run_at",
    "set_pace",
    "share",
    "share_with",
    "status",
]  # fmt: skip
UNPINNED = RemoteUnpinnedError.code
WHOLE = Budget()


def run(ws: Workspace, name: str, task: Task | None = None, opener: kept.Opener = open_remote) -> Report:
    """Fetch what has come and put what is new, until both sides have the same. Raise what the server answers.

    It may be stopped between two objects; what was exchanged until then stays, and the next run goes on from there.
    """
    place = kept.find_remote(ws, name)
    state = vault_remotes.progress(ws.db, name)
    try:
        report = run_at(ws, place, task, opener, state=state)
    except Cancelled:
        raise
    except FocalpointError:
        kept.failed(state, ws.real())
        raise
    else:
        kept.succeeded(state, ws.real())
        return report
    finally:
        kept.keep_progress(ws, name, state)


def run_at(
    ws: Workspace,
    place: KnownRemote,
    task: Task | None = None,
    opener: kept.Opener = open_remote,
    *,
    state: RemoteProgress,
    senders: tuple[str, ...] | None = None,
    budget: Budget = WHOLE,
) -> Report:
    """Do a run at a place that need not be kept; `state` is how far it has come, and is changed by the run.

    Bundles of `senders` are looked for, of all known people if none.

    Fetching and putting have a budget each; one that is reached ends its half only and is told.
    """
    if senders is None:
        senders = tuple(one.device for one in peers.peers(ws) if one.accepted or one.state in STOPPED)
    connection = Bounded(opener(place.settings, kept.temporary(ws)), place.name, budget)
    try:
        under_way = SyncRun(ws, connection, place, state, task or Task(), left=place.budget or None)
        for half in (partial(pull.pull, under_way, senders), partial(push.push, under_way)):
            try:
                half()
            except RunTooLongError as error:
                under_way.report.tell(error)
            connection.renew()
    finally:
        connection.close()
    state.later = under_way.report.later
    return under_way.report


def share(ws: Workspace, name: str, chosen: list[tuple[str, str]]) -> None:
    """Keep the readers of a remote up to date with some records from now on."""
    share_with(ws, list(kept.find_remote(ws, name).readers), chosen)


def share_with(ws: Workspace, readers: list[str], chosen: list[tuple[str, str]]) -> None:
    """Keep some readers up to date with some records from now on."""
    for person in export.readers_of(ws, readers):
        found = export.readable_scopes(ws, chosen, (person,))
        deliveries.subscribe(
            ws.db, person.device, [c for scope in found for c in compartment_rows.numbers(ws.db, scope)]
        )
