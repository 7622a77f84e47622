"""Two persons for what is under seal or secret: a second officer signs before it leaves the office.

One officer proposes, and the other, who has the same content in an own vault, signs exactly that content for exactly
those readers. Both words are statements in the trust log of the office and travel like any other. An office of one
officer cannot have a second signature; there, the audit log and the warnings remain.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.requests import SEALED, Request
from focalpoint.domain.trust import ACCEPTED, DeviceState, StatementKind
from focalpoint.domain.wording import N_
from focalpoint.services.casework import records, rows
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import device_trust, peers, trust
from focalpoint.services.exchange.peers import PeerView
from focalpoint.vault import compartment_rows, record_rows, trustlog
from focalpoint.vault.changes import Scope
from focalpoint.vault.projection import moment
from focalpoint.vault.trustlog import KIND, ExportWord, Said, Word


class SecondPersonMissingError(FocalpointError):
    """Something under seal or secret was to leave the office without a second officer's signature."""

    message = N_("What is under seal or secret leaves the office only with a second officer's signature.")
    safe = N_("Nothing was sealed.")
    remedy = N_("Ask for the signature, exchange bundles with your colleague, then seal. Nothing may change meanwhile.")
    code = "XCH-145"


class ContentDiffersError(FocalpointError):
    """The second officer does not have exactly what would leave."""

    message = N_("Your vault does not hold exactly what would leave.")
    safe = N_("Nothing was signed.")
    remedy = N_("Exchange bundles with {person} first, then look again.")
    code = "XCH-146"


class ApprovalReasonMissingError(FocalpointError):
    """A second signature is asked for only with a reason."""

    message = N_("Say in a few words why this leaves the vault.")
    safe = N_("Nothing was sealed.")
    remedy = N_("Write the reason; your colleague reads it before signing.")
    code = "XCH-149"


class UnknownProposalError(FocalpointError):
    """There is no such proposal."""

    message = N_("No export waits for a signature under this mark.")
    safe = N_("Nothing was signed.")
    remedy = N_("“focalpoint trust waiting” lists those that wait.")
    code = "XCH-147"


def needed(ws: Workspace, scopes: Iterable[Scope], people: Iterable[PeerView]) -> bool:
    """Tell whether a second signature is needed: something sealed, for a reader outside, in an office of several."""
    outside = any(person.role != "office" for person in people)
    return outside and bool(_officers(ws)) and any(_is_sealed(ws, scope) for scope in scopes)


def _officers(ws: Workspace) -> set[str]:
    return {one.device for one in peers.peers(ws) if one.accepted and one.role == "office"}


def _is_sealed(ws: Workspace, scope: Scope) -> bool:
    if scope.kind != "request" or record_rows.type_of(ws.db, scope.root) != "request":
        return False
    item = rows.get(ws, "request", scope.root)
    return isinstance(item, Request) and item.classification in SEALED


def _export(ws: Workspace, scopes: Iterable[Scope], readers: Iterable[str]) -> ExportWord:
    """Return what is proposed: readers, compartments as they stand now, and a mark over all of it."""
    found = [scope for scope in scopes if scope.kind != KIND]
    compartments = sorted(identifier for scope in found for identifier in compartment_rows.identifiers(ws.db, scope))
    devices = sorted(readers)
    requests = sorted({scope.root for scope in found if scope.kind == "request"})
    return ExportWord(_mark(ws, devices, compartments), tuple(devices), tuple(compartments), tuple(requests))


def _mark(ws: Workspace, readers: list[str], compartments: list[str]) -> str:
    heads = [[one, compartment_rows.log_heads(ws.db, one)] for one in compartments]
    return hashlib.sha256(msgspec.json.encode(["focalpoint export 1", readers, heads])).hexdigest()


def propose(ws: Workspace, scopes: Iterable[Scope], readers: Iterable[str], reason: str) -> str:
    """Ask the other officers to sign; return the mark. Raise ReasonMissingError without a reason."""
    if not reason.strip():
        raise ApprovalReasonMissingError
    export = _export(ws, scopes, readers)
    word = Word(reason=reason.strip(), export=export)
    trust.say(ws, trust.OFFICE, ws.device, StatementKind.PROPOSE, word=word, reason=reason.strip())
    return export.mark


def approver(ws: Workspace, scopes: Iterable[Scope], readers: Iterable[str]) -> str:
    """Return the device of the officer who signed exactly this content for exactly these readers, or ""."""
    wanted = _export(ws, scopes, readers).mark
    officers = _officers(ws)
    for said in trustlog.all_said(ws.db):
        one, export = said.statement, said.export
        if one.kind == StatementKind.APPROVE and export and export.mark == wanted and one.author in officers:
            return one.author
    return ""


def lacks_approval(ws: Workspace, scopes: Iterable[Scope], people: Iterable[PeerView]) -> bool:
    """Tell whether a second signature is needed and is not there."""
    scopes, people = tuple(scopes), tuple(people)
    return needed(ws, scopes, people) and not approver(ws, scopes, [person.device for person in people])


def require(ws: Workspace, scopes: Iterable[Scope], people: Iterable[PeerView]) -> None:
    """Raise SecondPersonMissingError if a second signature is needed and missing."""
    if lacks_approval(ws, scopes, people):
        raise SecondPersonMissingError


@dataclass(frozen=True, slots=True)
class Proposal:
    """An export that waits: its mark, who proposes it, when and why, its requests and its readers by name.

    `titles` name the requests as lists do, without the subject of what is sealed; `subjects` are for the one who signs.
    `same` tells whether this vault holds exactly what would leave; `own`, that this device proposed it.
    """

    mark: str
    who: str
    at: str
    reason: str
    titles: tuple[str, ...]
    subjects: tuple[str, ...]
    readers: tuple[str, ...]
    same: bool
    own: bool


def waiting(ws: Workspace) -> list[Proposal]:
    """Return the exports that nobody signed yet, newest first; one's own too."""
    said = trustlog.all_said(ws.db)
    officers = _officers(ws)
    signed = {one.export.mark for one in said if one.statement.kind == StatementKind.APPROVE and one.export}
    standings = device_trust.of_all(ws)
    found = [
        one
        for one in reversed(said)
        if one.statement.kind == StatementKind.PROPOSE
        and one.statement.author in {*officers, ws.device}
        and one.export
        and one.export.mark not in signed
        and standings[one.statement.author].state in (DeviceState.OWN, *ACCEPTED)
    ]
    return [_proposal(ws, one, one.export) for one in found if one.export]


def _proposal(ws: Workspace, said: Said, export: ExportWord) -> Proposal:
    names = {one.device: f"{one.person} · {one.office}" for one in peers.peers(ws)}
    items = [rows.get(ws, "request", one) for one in export.records if record_rows.type_of(ws.db, one) == "request"]
    titles = tuple(records.name_of(ws, item) for item in items)
    subjects = tuple(f"{getattr(item, 'own_ref', '')} {records.page_title(item)}".strip() for item in items)
    readers = tuple(names.get(one, one[:8]) for one in export.readers)
    own = said.statement.author == ws.device
    who = ws.info.person if own else names.get(said.statement.author, "").partition(" · ")[0]
    same = _mark(ws, sorted(export.readers), sorted(export.compartments)) == export.mark
    return Proposal(export.mark, who, moment(said.hl), said.statement.reason, titles, subjects, readers, same, own)


def sign(ws: Workspace, mark: str) -> None:
    """Sign a proposal of another officer, named by the beginning of its mark; raise ContentDiffersError."""
    found = [one for one in waiting(ws) if not one.own and mark and one.mark.startswith(mark)]
    if len(found) != 1:
        raise UnknownProposalError
    if not found[0].same:
        raise ContentDiffersError(person=found[0].who)
    trust.say(ws, trust.OFFICE, ws.device, StatementKind.APPROVE, word=Word(export=ExportWord(found[0].mark)))
