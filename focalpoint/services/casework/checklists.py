"""What a request must hold by its type, what is missing, and the letter that asks for it (article 97(a))."""

from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from focalpoint.domain.citations import cited
from focalpoint.domain.codes import Code, asked_of
from focalpoint.domain.records import TYPES
from focalpoint.domain.requests import Request
from focalpoint.domain.wording import N_
from focalpoint.language import format_date, translate
from focalpoint.services.casework import records, requests, rows
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import record_rows

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


def checklist_of(ws: Workspace, request: Request, language: str) -> list[CheckRow]:
    """Return the completeness checklist of a request."""
    return [
        CheckRow(
            row.code,
            row.label(language),
            cited(row.source, ws.reference.lists, language),
            row.verified,
            _mark(request, row.code),
        )
        for row in asked(ws, request)
    ]


def _mark(request: Request, code: str) -> Mark:
    if code in request.present:
        return "present"
    return "waived" if code in request.waived else "missing"


def mark(ws: Workspace, request_id: str, code: str, said: Mark) -> Changes:
    """Mark one thing as there, as not needed, or as missing."""
    request = requests.get_request(ws, request_id)
    present = set(request.present) - {code} | ({code} if said == "present" else set())
    waived = set(request.waived) - {code} | ({code} if said == "waived" else set())
    changed = replace(request, present=tuple(sorted(present)), waived=tuple(sorted(waived)))
    return records.save(ws, changed, base=request)


def missing_items(ws: Workspace, request: Request, language: str) -> list[CheckRow]:
    """Return what is still missing."""
    return [row for row in checklist_of(ws, request, language) if row.mark == "missing"]


@dataclass(frozen=True, slots=True)
class Guide:
    """The steps that the Statute lays down for a problem, each with whether it was taken."""

    code: str
    label: str
    steps: tuple[CheckRow, ...]

    @property
    def taken(self) -> int:
        """Return how many steps were taken."""
        return sum(step.mark == "present" for step in self.steps)


def guides(ws: Workspace, request: Request, language: str) -> list[Guide]:
    """Return the guides that the type, the problems and the events of a request call for."""
    grounds, events = _grounds(ws, request), _fields(ws, request, "event", "kind")
    return [
        guide(ws, request, row.code, language)
        for row in ws.reference.lists["guides"].codes.values()
        if request.type in _named(row.more["types"])
        or grounds.intersection(_named(row.more["grounds"]))
        or events.intersection(_named(row.more["events"]))
    ]


def guide(ws: Workspace, request: Request, code: str, language: str) -> Guide:
    """Return one guide with the steps taken."""
    lists = ws.reference.lists
    steps = tuple(
        CheckRow(row.code, row.label(language), cited(row.source, lists, language), row.verified,
                 "present" if row.code in request.steps else "missing")
        for row in lists["guide_steps"].codes.values()
        if row.more["guide"] == code
    )  # fmt: skip
    return Guide(code, lists["guides"].label(code, language), steps)


def _grounds(ws: Workspace, request: Request) -> set[str]:
    """Return the grounds that a request's problems, consultations, postponements and steps name."""
    found = {str(entry.ground) for entry in requests.moves(ws, request.id)}
    for name, field in (("problem", "ground"), ("consultation", "reason"), ("postponement", "ground")):
        found |= _fields(ws, request, name, field)
    return found - {""}


def _fields(ws: Workspace, request: Request, type_name: str, field: str) -> set[str]:
    """Return the values of one field in the parts of a dossier of one type."""
    found = record_rows.parts(ws.db, TYPES[type_name], request.id)
    return {str(getattr(rows.get(ws, type_name, one), field)) for one in found}


def _named(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def take(ws: Workspace, request_id: str, step: str, *, taken: bool) -> Changes:
    """Tick a step of a guide, or take the tick away."""
    request = requests.get_request(ws, request_id)
    steps = set(request.steps) - {step} | ({step} if taken else set())
    return records.save(ws, replace(request, steps=tuple(sorted(steps))), base=request)


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
        *(f"– {row.label} ({row.source})" for row in missing_items(ws, request, language)),
        "",
        say(
            N_(
                "This is a consultation under article 97(a) of the Rome Statute. It is not a refusal; what can be done"
                " meanwhile goes on."
            )
        ),
    ]
    return say(N_("Request for clarification (article 97(a))")), "\n".join(lines)
