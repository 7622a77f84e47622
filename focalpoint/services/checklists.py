"""What a request must hold by its type, what is missing, and the letter that asks for it (article 97(a))."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from focalpoint.domain.codes import Code, asked_of
from focalpoint.domain.requests import Request
from focalpoint.domain.wording import N_
from focalpoint.language import format_date, translate
from focalpoint.services import records, requests
from focalpoint.services.changes import Changes
from focalpoint.services.workspace import Workspace

Mark = Literal["present", "waived", "missing"]


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One thing a request must hold: where the law asks for it, and whether it is there."""

    code: str
    label: str
    source: str
    verified: bool
    mark: Mark


def asked(ws: Workspace, request: Request) -> list[Code]:
    """Return what a request of this type must hold."""
    lists = ws.reference.lists
    return [row for row in lists["checklist"].codes.values() if asked_of(row, lists["request_types"], request.type)]


def of(ws: Workspace, request: Request, language: str) -> list[CheckRow]:
    """Return the completeness checklist of a request."""
    return [
        CheckRow(row.code, row.label(language), row.source, row.verified, _mark(request, row.code))
        for row in asked(ws, request)
    ]


def _mark(request: Request, code: str) -> Mark:
    if code in request.present:
        return "present"
    return "waived" if code in request.waived else "missing"


def mark(ws: Workspace, request_id: str, code: str, said: Mark) -> Changes:
    """Mark one thing as there, as not needed, or as missing."""
    request = requests.get(ws, request_id)
    present = set(request.present) - {code} | ({code} if said == "present" else set())
    waived = set(request.waived) - {code} | ({code} if said == "waived" else set())
    changed = replace(request, present=tuple(sorted(present)), waived=tuple(sorted(waived)))
    return records.save(ws, changed, base=request)


def missing(ws: Workspace, request: Request, language: str) -> list[CheckRow]:
    """Return what is still missing."""
    return [row for row in of(ws, request, language) if row.mark == "missing"]


def clarification(ws: Workspace, request: Request, language: str) -> tuple[str, str]:
    """Return subject and text of the request for clarification that asks for what is missing (article 97(a))."""
    say = partial(translate, language=language)
    opening = say(N_("With reference to your request {reference}, received on {date}, concerning: {subject}."))
    lines = [
        opening.format(
            reference=request.their_ref or request.own_ref or "…",
            date=format_date(request.received_on, language) if request.received_on else "…",
            subject=request.subject,
        ),
        "",
        say(N_("To execute it, this authority needs the following, which the request does not yet hold:")),
        *(f"– {row.label} ({row.source})" for row in missing(ws, request, language)),
        "",
        say(
            N_(
                "This is a consultation under article 97(a) of the Rome Statute. It is not a refusal; what can be done"
                " meanwhile goes on."
            )
        ),
    ]
    return say(N_("Request for clarification (article 97(a))")), "\n".join(lines)
