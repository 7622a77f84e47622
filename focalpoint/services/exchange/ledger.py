"""What a bundle held that left, and who could read it: kept when it is sealed, told for ever."""

from dataclasses import dataclass

from focalpoint.domain.attachments import Document
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.fields import Record
from focalpoint.domain.wording import N_
from focalpoint.services.casework import discretion, rows
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import peers
from focalpoint.vault import deliveries, record_rows

NOT_KEPT = N_("What it held was not kept: it was sealed before this program kept it.")
NOTHING = N_("It held no records: statements about laptops or receipts alone.")
ERASED_SINCE = N_("Records erased for good since: {n}. They are not named any more.")


class NoSuchBundleError(FocalpointError):
    """No bundle that left, or more than one, begins so."""

    message = N_("No bundle that you sent is named so.")
    remedy = N_("“focalpoint bundle list” shows the bundles with the beginning of their names.")
    code = "XCH-142"


@dataclass(frozen=True, slots=True)
class SentRecord:
    """A record that a bundle held, by the title it has now; of a document, whose it is."""

    type: str
    id: str
    title: str
    reference: str


@dataclass(frozen=True, slots=True)
class SealedFor:
    """A person for whom a bundle was sealed. `acked` says when it became known that it arrived, "" until then."""

    person: str
    office: str
    device_label: str
    acked: str


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A bundle that left. `known` is False for one sealed before such things were kept; `erased` counts the unnamed."""

    id: str
    name: str
    at: str
    reason: str
    known: bool
    readers: tuple[SealedFor, ...]
    records: tuple[SentRecord, ...]
    erased: int
    basis: str = ""  # a code of `bases`


def entry_of(ws: Workspace, bundle: str) -> LedgerEntry:
    """Return what a bundle held, named by the beginning of its identifier; raise NoSuchBundleError."""
    sent = [one for one in deliveries.sent(ws.db) if bundle and one.id.startswith(bundle)]
    if len({one.id for one in sent}) != 1:
        raise NoSuchBundleError
    people = {peer.device: peer for peer in peers.peers(ws)}
    readers = tuple(
        SealedFor(peer.person, peer.office, peer.device_label, one.acked)
        for one in sorted(sent, key=lambda one: one.device)
        if (peer := people.get(one.device))
    )
    first, listed = sent[0], deliveries.held(ws.db, sent[0].id)
    named = [found for one in listed or () if (found := _held(ws, one)) is not None]
    order = sorted(named, key=lambda one: (one.type == "document", one.type, one.reference, one.title, one.id))
    erased = len(listed or ()) - len(named)
    return LedgerEntry(
        first.id, first.name, first.at, first.reason, listed is not None, readers, tuple(order), erased, first.basis
    )


def _held(ws: Workspace, record: str) -> SentRecord | None:
    """Return how a record is named, None if nothing of it is left here."""
    type_name = record_rows.type_of(ws.db, record) or ""
    if not record_rows.is_here(ws.db, type_name, record):
        return None
    item = rows.get(ws, type_name, record)
    title = discretion.title(ws, item)
    return SentRecord(type_name, record, title, _reference(ws, item))


def _reference(ws: Workspace, item: Record) -> str:
    if isinstance(item, Document):
        there = record_rows.is_here(ws.db, item.owner_type, item.owner)
        return _reference(ws, rows.get(ws, item.owner_type, item.owner)) if there else ""
    return discretion.shown_reference(ws, item)
