"""Sending by a server: for each reader what they lack, sealed parts before the control part that names them.

Where a run may carry only so much, the records leave first, in bundles of their own; then documents, those of the
newest requests first. A file leaves once all its parts are there; parts may be put in several runs.
"""

import hashlib
import secrets
from dataclasses import replace

from focalpoint.bundles.manifest import PartRef
from focalpoint.domain import authority
from focalpoint.domain.messages import Message
from focalpoint.domain.records import has_dossier
from focalpoint.domain.wording import N_
from focalpoint.services.casework import requests, scopes
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import approval, export, export_rules, file_delivery
from focalpoint.services.exchange.export import ExportPlan, NothingNewError
from focalpoint.services.exchange.file_delivery import OwedFile
from focalpoint.services.exchange.peers import PeerView
from focalpoint.services.sync.remotes import KnownRemote, tag_of
from focalpoint.services.sync.runs import SyncRun, part_key
from focalpoint.transports.port import RemoteFaultError, RemoteOccupiedError, RemoteRefusedError
from focalpoint.vault import compartment_rows, deliveries, parts, record_rows, trustlog
from focalpoint.vault.changes import Scope
from focalpoint.vault.errors import PartMissingError

LOOKED_AT, READ_NEAR, READ_FAR = 64, 16, 1  # objects of one run; those that are read: in a folder, on a server
MENDED = N_("A wrong file on the server was replaced by the right one.")
TWO_PERSONS = N_("What is under seal or secret does not go by itself: seal a bundle that a second officer signs.")


def push(run: SyncRun) -> None:
    """Put what is new for each reader, and look after what they did not fetch yet."""
    if run.left is not None:
        for device in run.place.readers:
            plan = _plan(run, device)
            if plan is not None and (plan.changes or plan.kind == "receipt"):
                _put_control(run, replace(plan, files=(), parts=(), later=plan.files))
    for device in run.place.readers:
        plan = _plan(run, device)
        if plan is None:
            continue
        plan = _put_files(run, plan) if run.left is None else _within_budget(run, plan)
        if plan.changes or plan.files or plan.kind == "receipt":
            _put_control(run, plan)
    _look_after(run)


def _put_files(run: SyncRun, plan: ExportPlan) -> ExportPlan:
    """Put the parts of all documents; return the plan without those that are damaged here."""
    try:
        for part in run.progress.steps(plan.parts, len(plan.parts), N_("Sending documents")):
            _put_part(run, part)
    except PartMissingError:
        sound, bad = export.without_damaged(run.ws, plan)
        if not bad:
            raise
        _stay(run, bad)
        return _put_files(run, sound)
    return plan


def _stay(run: SyncRun, bad: tuple[OwedFile, ...]) -> None:
    run.report.tell(Message(export.STAYED, {"titles": ", ".join(file_delivery.titles(bad))}))


def _put_part(run: SyncRun, part: PartRef) -> bool:
    """Put a part that is not there, or whose object is another; tell whether it is there now.

    Raise PartMissingError if it is damaged here.
    """
    key = part_key(part.h)
    there = run.connection.size(key)
    if there == part.size:
        return True
    if not run.fits(part.size):
        return False
    content = parts.read_whole(run.ws.vault.folder, part.h)
    if there is not None:
        run.connection.drop_wrong(key)
    run.report.parts_put += run.connection.put_new(key, content)
    run.spend(part.size)
    return True


def _look_after(run: SyncRun) -> None:
    """Look at some objects of which nothing was heard yet: one that is gone or wrong is put again.

    What stands in a folder is read back; of a server's objects the size is asked, and one is read.
    """
    under_way = file_delivery.under_way(run.ws, run.place.readers)
    chance = secrets.SystemRandom()
    near = run.place.settings.kind == "folder"
    looked = chance.sample(under_way, min(len(under_way), LOOKED_AT))
    for place, part in enumerate(looked):
        try:
            wrong = place < (READ_NEAR if near else READ_FAR) and run.connection.drop_wrong(part_key(part.h))
            if _put_part(run, part) and wrong:
                run.report.problems.append(Message(MENDED))
        except (PartMissingError, RemoteRefusedError, RemoteFaultError, RemoteOccupiedError):
            continue  # what is damaged here is told where it would leave; what may not be removed stays


def _within_budget(run: SyncRun, plan: ExportPlan) -> ExportPlan:
    """Put documents in their order until the budget is spent; return the plan with those that are there whole."""
    kept: list[OwedFile] = []
    behind: list[OwedFile] = []
    for number, file in enumerate(plan.files):
        run.progress.report(number, len(plan.files), N_("Sending documents"))
        try:
            there = _put_file(run, file)
        except PartMissingError:
            bad = file_delivery.damaged_in(run.ws, [file])
            if not bad:
                raise
            _stay(run, bad)
            behind += bad
            continue
        if not there:
            left = plan.files[number:]
            run.report.later += sum(part.size for part in file_delivery.refs(left))
            return replace(plan, files=tuple(kept), parts=file_delivery.refs(kept), later=(*behind, *left))
        kept.append(file)
    return replace(plan, files=tuple(kept), parts=file_delivery.refs(kept), later=tuple(behind)) if behind else plan


def _put_file(run: SyncRun, file: OwedFile) -> bool:
    for part in file.parts:
        run.progress.check()
        if not _put_part(run, part):
            return False
    return True


def _plan(run: SyncRun, device: str) -> ExportPlan | None:
    """Return what a reader lacks of all that was ever shared with them, an acknowledgement, or None.

    What two persons must sign does not go by itself.
    """
    ws, place = run.ws, run.place
    people = export.readers_of(ws, [device])
    shared = _scopes(ws, place, people[0])
    found = tuple(scope for scope in shared if not approval.needed(ws, [scope], people))
    if len(found) < len(shared):
        run.report.tell(Message(TWO_PERSONS))
    try:
        there = {device: deliveries.numbers_at(ws.db, device, mark(place))}
        known = deliveries.carried(ws.db, device, mark(place))
        plan = export.plan_scopes(ws, people, found, known, there=there)
        return plan if people[0].keeps else export.plan_scopes(ws, people, found, {})  # it has nothing of before
    except NothingNewError:
        received = deliveries.received_whole(ws.db, device)
        return export.plan_receipt(ws, [device]) if received != run.state.have.get(device, []) else None


def _scopes(ws: Workspace, place: KnownRemote, person: PeerView) -> tuple[Scope, ...]:
    """Return the compartments a reader is kept up to date with: what was shared, in all the parts they may read."""
    if place.everything:
        known = compartment_rows.all_scopes(ws.db)
    else:
        known = compartment_rows.scopes_with(ws.db, deliveries.shared(ws.db, person.device))
    found: dict[Scope, None] = {}
    for scope in known:
        if scope.kind == trustlog.KIND:
            continue  # they go along with every plan
        if has_dossier(scope.kind):
            found.update(dict.fromkeys(scopes.dossier_scopes(scope.kind, scope.root)))
        else:
            found[scope] = None
        if scope.kind == "seminar":
            materials = record_rows.materials_of(ws.db, scope.root)
            found.update(dict.fromkeys(scopes.material_scope(one) for one in materials))
    return tuple(
        scope
        for scope in found
        if authority.may_read(person.role, scope.kind, scope.facet) and not _stays(ws, scope, person.role)
    )


def _stays(ws: Workspace, scope: Scope, role: str) -> bool:
    """Tell whether a request must not leave for a person of a role."""
    if scope.kind != "request" or record_rows.type_of(ws.db, scope.root) != "request":
        return False
    return export_rules.stays(requests.get_request(ws, scope.root), role)


def mark(place: KnownRemote) -> str:
    """Return how the names of the bundles begin that lie at a place."""
    return f"sync:{place.name}/"


def _put_control(run: SyncRun, plan: ExportPlan) -> None:
    ws, place = run.ws, run.place
    run.progress.report(0, None, N_("Sending records"))
    device = plan.readers[0].device
    with ws.numbering:
        prepared = export.prepare(ws, plan)
        digest = hashlib.sha256(prepared.control).hexdigest()[:16]
        received = deliveries.received_whole(ws.db, device)
        run.state.number += 1
        number = run.state.number
        key = f"fp1/d/{tag_of(ws.device)}/{number // 1000:06}/{number:010}-{digest}.c"
        with ws.db.transaction():  # the number is used from now on, whatever becomes of the sending
            export.record_leaving(ws, prepared, mark(place) + key.rpartition("/")[2], place.name)
    run.connection.put_new(key, prepared.control)
    with ws.db.transaction():
        export.record_sent(ws, prepared)
    run.spend(len(prepared.control))
    run.state.have[device] = received
    run.report.put += 1
