"""Proof of delivery as the end of a step: who is outside the office and has all of a request may close “sent”."""

from dataclasses import dataclass
from datetime import datetime

from focalpoint.bundles import manifest as manifests
from focalpoint.domain import authority
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.messages import CalendarDate, Message
from focalpoint.domain.requests import Request
from focalpoint.domain.wording import N_
from focalpoint.language import say
from focalpoint.services.casework import requests, scopes
from focalpoint.services.casework.requests import NextStep
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import file_delivery, peers
from focalpoint.services.exchange.peers import PeerView
from focalpoint.vault import compartment_rows, deliveries
from focalpoint.vault.deliveries import Delivery

CLOSED = ("sent", "reply_sent")


class NothingReceivedError(FocalpointError):
    """Nobody outside the office acknowledged the request as it stands."""

    message = N_("Nobody outside the office has acknowledged this request as it stands now.")
    safe = N_("Nothing was recorded.")
    remedy = N_("Open the receipt of the reader first, or record the step with its day yourself.")
    code = "REC-113"


@dataclass(frozen=True, slots=True)
class Received:
    """That a person has all of a request that is for them: the step it closes, the day, the bundle that brought it."""

    step: NextStep
    person: str
    office: str
    device: str
    day: str
    bundle: str
    name: str
    number: int


def offers(ws: Workspace, request: Request) -> list[Received]:
    """Return who acknowledged a request after its last change, the Court first; nothing is recorded by itself."""
    step = next((one for one in requests.next_steps(ws, request) if one.code in CLOSED and not one.needs), None)
    if step is None:
        return []
    outside = [peer for peer in peers.peers(ws) if peer.role != "office" and peer.accepted]
    found = [(peer, sent) for peer in outside if (sent := _whole(ws, request, peer)) is not None]
    return [
        Received(step, peer.person, peer.office, peer.device, _day(ws, sent), sent.id, sent.name, sent.number)
        for peer, sent in sorted(found, key=lambda pair: (pair[0].role != "court", pair[1].at, pair[0].device))
    ]


def _whole(ws: Workspace, request: Request, peer: PeerView) -> Delivery | None:
    """Return the bundle with which a person had all of a request that they may read, or None."""
    places = tuple(scopes.request_scope(request.id, facet) for facet in authority.FACETS[peer.role])
    if file_delivery.owed(ws, [peer.device], places):
        return None
    last: list[Delivery] = []
    for c in (c for scope in places for c in compartment_rows.numbers(ws.db, scope)):
        newest = deliveries.last_change(ws.db, c, peer.device)
        brought = deliveries.brought(ws.db, c, peer.device, newest) if newest else None
        if newest and brought is None:
            return None
        last += [brought] if brought else []
    return max(last, key=lambda sent: sent.number, default=None)


def _day(ws: Workspace, sent: Delivery) -> str:
    """Return the day on which the reader signed, as far as it lies between sealing and the receipt's arrival here."""
    kept = [one for one in deliveries.proofs(ws.db, sent.device) if one.at == sent.acked]
    signed = min((manifests.decode(one.manifest).created for one in kept), default=sent.acked)
    moment = min(max(signed, sent.at), sent.acked)
    return datetime.fromisoformat(moment).astimezone().date().isoformat()


def record(ws: Workspace, request_id: str, received: Received, language: str) -> Changes:
    """Take the step that an acknowledgement closes, on its day, with a note that names the bundle and who signed."""
    note = Message(
        N_("Received by {person}, {office}. Bundle {bundle}, number {n}, acknowledged by signature on {day}."),
        {
            "person": received.person, "office": received.office, "bundle": received.name, "n": received.number,
            "day": CalendarDate(received.day),
        },
    )  # fmt: skip
    return requests.move(
        ws, request_id, received.step.code, say(note, language), on=received.day, proof=received.bundle
    )


def record_first(ws: Workspace, request_id: str, language: str) -> Received:
    """Take the step that the first acknowledgement closes; raise NothingReceivedError if there is none."""
    found = offers(ws, requests.get_request(ws, request_id))
    if not found:
        raise NothingReceivedError
    record(ws, request_id, found[0], language)
    return found[0]
