"""Printing: the summary of a request with its timeline, and the proof that a bundle arrived."""

import hashlib

from focalpoint.documents import paper
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.fields import Group, Spec, Value
from focalpoint.domain.records import TYPES
from focalpoint.domain.requests import Request
from focalpoint.domain.wording import N_
from focalpoint.language import format_date, format_instant, format_size, say, translate
from focalpoint.services.casework import attachments, discretion, dossier, records, requests, rows
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.services.exchange import peers
from focalpoint.vault import deliveries
from focalpoint.vault.deliveries import Delivery

SHOWN_ELSEWHERE = ("subject", "body", "own_ref", "state", "notes", "court_note", "instructions", "alias")
GROUPS = (Group.ARRIVED, Group.ASKED, Group.HANDLING)


def request_pdf(ws: Workspace, request_id: str, language: str) -> bytes:
    """Return a summary of a request as a PDF in a language; the audit log keeps that it was printed."""
    request = requests.get_request(ws, request_id)
    discretion.check_print(ws, request)
    log(ws, "print request", request_id)
    classification = ws.reference.label("classifications", request.classification, language)
    state = (
        translate(TYPES["request"].specs["state"].label, language),
        _label(ws, "lifecycle", request.state, language),
    )
    groups = {group: _pairs(ws, request, group, language) for group in GROUPS}
    groups[Group.HANDLING] = (state, *groups[Group.HANDLING])
    sheet = paper.RequestSheet(
        language=language,
        title=translate(N_("Summary of a cooperation request"), language),
        classification=classification,
        footer=ws.info.office,
        subject=request.subject,
        reference=request.own_ref,
        facts=tuple(paper.Facts(title=translate(group, language), pairs=pairs) for group, pairs in groups.items()),
        body_title=translate(N_("What is asked"), language),
        body=request.body,
        timeline_title=translate(N_("Timeline"), language),
        timeline=_timeline(ws, request_id, language),
        tables=(_documents(ws, request_id, language),),
        training=ws.info.training,
    )
    return paper.request_summary(sheet)


class NoProofError(FocalpointError):
    """A bundle is not known to have arrived."""

    message = N_("There is no proof yet that this bundle arrived.")
    safe = N_("Nothing was printed.")
    remedy = N_("Ask the reader for a receipt, and open it. “focalpoint bundle list” shows what has arrived.")
    code = "XCH-141"


def delivery_pdf(ws: Workspace, bundle: str, language: str) -> bytes:
    """Return the proof that a bundle (named by the beginning of its identifier) arrived, as a PDF.

    It names what is checked: the digits of the reader's card, the hashes of the bundle's manifest and of the signed
    words, the signature. Card and receipt themselves are needed to check it; they stay in the vault.
    """
    found = [one for one in deliveries.sent(ws.db) if one.id.startswith(bundle) and one.acked]
    if not bundle or not found:
        raise NoProofError
    lines = [line for one in found for line in _delivery(ws, one, language)]
    log(ws, "print proof", found[0].device)
    title, marked = N_("Proof of delivery"), ws.reference.label("classifications", "confidential", language)
    return paper.plain_document(
        translate(title, language), lines, language, marked, footer=ws.info.office, training=ws.info.training
    )


def _delivery(ws: Workspace, sent: Delivery, language: str) -> list[str]:
    reader = peers.peer(ws, sent.device)
    signed = [proof for proof in deliveries.proofs(ws.db, sent.device) if proof.at == sent.acked]
    comma = translate(N_(", "), language)
    facts = (
        (N_("Sealed by"), f"{ws.info.person}{comma}{ws.info.office}"),
        (N_("Reader"), f"{reader.person}{comma}{reader.office}"),
        (N_("Card of the reader"), " ".join(reader.groups)),
        (N_("Number"), str(sent.number)),
        (N_("Sealed on"), format_instant(sent.at, language)),
        (N_("Why it left"), sent.reason),
        (N_("SHA-256 of the manifest"), sent.digest),
        (N_("Arrival known since"), format_instant(sent.acked, language)),
        *((N_("Signed words (SHA-256)"), hashlib.sha256(proof.manifest).hexdigest()) for proof in signed),
        *((N_("Signature (Ed25519)"), proof.signature.hex()) for proof in signed),
    )
    said = N_("The reader's program signed that this bundle arrived whole. It does not say that anybody has read it.")
    return [*(f"{translate(label, language)}: {value}" for label, value in facts), translate(said, language)]


def _label(ws: Workspace, codes: str, value: str, language: str) -> str:
    return ws.reference.label(codes, value, language)


def _pairs(ws: Workspace, request: Request, group: Group, language: str) -> tuple[tuple[str, str], ...]:
    found = []
    for name, spec in TYPES["request"].specs.items():
        value = getattr(request, name)
        if spec.group is group and name not in SHOWN_ELSEWHERE and value:
            found.append((translate(spec.label, language), _shown(ws, spec, value, language)))
    return tuple(found)


def _shown(ws: Workspace, spec: Spec, value: Value, language: str) -> str:
    if isinstance(value, bool):
        return translate(N_("yes"), language)
    if isinstance(value, tuple):
        comma = translate(N_(", "), language)
        return comma.join(_label(ws, spec.codes, code, language) if spec.codes else code for code in value)
    if spec.codes:
        return _label(ws, spec.codes, str(value), language)
    if spec.target:
        here = rows.number_or_none(ws, str(value)) is not None  # it may never have come, or have been erased
        return discretion.title(ws, records.get(ws, spec.target, str(value))) if here else str(value)[:8]
    text = str(value)
    return format_date(text, language) if spec.kind.value == "date" else text


def _timeline(ws: Workspace, request_id: str, language: str) -> tuple[paper.TimelineEvent, ...]:
    entries = []
    for entry in dossier.timeline(ws, request_id):
        text = say(entry.message, language)
        entries.append(paper.TimelineEvent(format_date(entry.at, language), text, entry.who, entry.note))
    return tuple(entries)


def _documents(ws: Workspace, request_id: str, language: str) -> paper.PaperTable:
    header = tuple(translate(word, language) for word in (N_("Title"), N_("File"), N_("Size"), N_("SHA-256")))
    rows = tuple(
        (row.title, row.name, format_size(row.size, language), row.sha256[:16] + "…")
        for row in attachments.documents_of(ws, request_id)
    )
    return paper.PaperTable(
        title=translate(N_("Documents"), language), header=header, rows=rows, widths=(4, 3, 1.4, 2.4)
    )
