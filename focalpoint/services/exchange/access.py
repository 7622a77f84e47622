"""Who could read what: for a record, and for a device that was lost or revoked. Answered from the ledger, for ever.

Somebody could read a compartment if a bundle with it was sealed for that device, or if the device itself wrote or sent
something of it. What readers passed on to others is not known here.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from focalpoint.documents import paper
from focalpoint.domain.fields import Facet
from focalpoint.domain.records import TYPES, has_dossier
from focalpoint.domain.wording import N_
from focalpoint.language import format_date, translate
from focalpoint.services.casework import discretion, rows, scopes
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.services.exchange import peers
from focalpoint.services.exchange.peers import PeerView
from focalpoint.vault import compartment_rows, deliveries, record_rows
from focalpoint.vault.changes import Scope
from focalpoint.vault.deliveries import Reach

PARTS = {
    "request": {
        Facet.CORE: N_("the request itself"),
        Facet.INTERNAL: N_("internal notes"),
        Facet.COURT: N_("notes for the Court"),
        Facet.EXECUTION: N_("instructions for execution"),
    },
    "seminar": {
        Facet.CORE: N_("the seminar with its programme"),
        Facet.INTERNAL: N_("participants and attendance"),
    },
}


def _parts(found: Iterable[tuple[Scope, Reach]]) -> tuple[str, ...]:
    """Return the parts of dossiers that some compartments are (message ids), each once."""
    words = (PARTS[scope.kind].get(Facet(scope.facet), "") for scope, _reach in found if scope.kind in PARTS)
    return tuple(dict.fromkeys(word for word in words if word))


@dataclass(frozen=True, slots=True)
class RecordReader:
    """Somebody who could read a record: which parts of it (message ids), from when to when, in how many bundles.

    `arrived` tells whether one of them is known to have arrived; `wrote`, that the record came from there.
    """

    person: PeerView
    parts: tuple[str, ...]
    first: str
    last: str
    bundles: int
    arrived: bool
    wrote: bool


def scopes_of_record(ws: Workspace, type_name: str, record: str) -> tuple[Scope, ...]:
    """Return the compartments that hold something of a record."""
    if has_dossier(type_name):
        return scopes.dossier_scopes(type_name, record)
    return (scopes.settled(ws, rows.get(ws, type_name, record)),)


def readers(ws: Workspace, type_name: str, record: str) -> list[RecordReader]:
    """Return everybody besides this device who could read a record, by office and name."""
    found: dict[str, list[tuple[Scope, Reach]]] = {}
    for scope in scopes_of_record(ws, type_name, record):
        for c in compartment_rows.numbers(ws.db, scope):
            for reach in deliveries.reached(ws.db, c):
                found.setdefault(reach.device, []).append((scope, reach))
    return [_reader(person, found[person.device]) for person in peers.peers(ws) if person.device in found]


def _reader(person: PeerView, found: list[tuple[Scope, Reach]]) -> RecordReader:
    dates = [day for _scope, reach in found for day in (reach.first, reach.last) if day]
    bundles = {bundle for _scope, reach in found for bundle in reach.bundles}
    return RecordReader(
        person, _parts(found), min(dates, default=""), max(dates, default=""), len(bundles),
        any(reach.arrived for _scope, reach in found), any(reach.wrote for _scope, reach in found),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Readable:
    """A record that a device could read: which parts of it (message ids), and from when to when."""

    type: str
    id: str
    reference: str
    title: str
    parts: tuple[str, ...]
    first: str
    last: str


def of_device(ws: Workspace, device: str) -> list[Readable]:
    """Return every record and document that a device could read, requests first, by name."""
    person = peers.peer(ws, device)
    found: dict[tuple[str, str], list[tuple[Scope, Reach]]] = {}
    for c, scope in compartment_rows.numbered_scopes(ws.db):
        reach = next((one for one in deliveries.reached(ws.db, c) if one.device == person.device), None)
        if reach is None:
            continue
        for pair in compartment_rows.records_in(ws.db, c):
            if record_rows.is_here(ws.db, *pair):
                found.setdefault(pair, []).append((scope, reach))
    order = list(TYPES)
    listed = [_readable(ws, pair, reaches) for pair, reaches in found.items()]
    return sorted(listed, key=lambda one: (order.index(one.type), one.reference, one.title))


def _readable(ws: Workspace, pair: tuple[str, str], found: Iterable[tuple[Scope, Reach]]) -> Readable:
    item = rows.get(ws, *pair)
    reaches = list(found)
    dates = [day for _scope, reach in reaches for day in (reach.first, reach.last) if day]
    reference = discretion.shown_reference(ws, item)
    shown = _parts(reaches) if has_dossier(pair[0]) else ()
    return Readable(*pair, reference, discretion.title(ws, item), shown, min(dates, default=""), max(dates, default=""))


LIMIT = N_("It says what was sealed for this laptop or came from it. What was passed on to others is not known here.")


def device_pdf(ws: Workspace, device: str, language: str) -> bytes:
    """Return what a device could read as a printed list; the audit log keeps that it was printed."""
    person = peers.peer(ws, device)
    said = [
        (N_("Person"), person.person),
        (N_("Office"), person.office),
        (N_("Laptop"), person.device_label),
        (N_("Card"), " ".join(person.groups)),
        (N_("Status"), translate(peers.STATES[person.state], language)),
        *([(N_("Reason"), translate(person.reason, language))] if person.reason else []),
    ]
    facts = tuple((translate(label, language), value) for label, value in said if value)
    header = tuple(
        translate(word, language) for word in (N_("Kind"), N_("Title"), N_("Parts"), N_("First on"), N_("Last on"))
    )
    comma = translate(N_(", "), language)
    table = tuple(
        (
            translate(TYPES[one.type].label, language),
            discretion.printed(ws, rows.get(ws, one.type, one.id)),
            comma.join(translate(part, language) for part in one.parts),
            format_date(one.first[:10], language) if one.first else "",
            format_date(one.last[:10], language) if one.last else "",
        )
        for one in of_device(ws, device)
    )
    log(ws, "print access", person.device)
    sheet = paper.ListSheet(
        language=language,
        title=translate(N_("What this laptop could read"), language),
        classification=translate(N_("Secret"), language),
        footer=ws.info.office,
        facts=facts,
        note=translate(LIMIT, language),
        table=paper.PaperTable(title="", header=header, rows=table, widths=(2.1, 4, 2.3, 2.5, 2.5)),
        training=ws.info.training,
    )
    return paper.listing(sheet)
