"""What a record must fulfil before it may be kept: rights before execution, no formal effect of informal exchanges."""

from focalpoint.domain.codes import asked_of
from focalpoint.domain.dossier import Assignment, Communication
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.fields import Record
from focalpoint.domain.messages import Joined
from focalpoint.domain.requests import Request
from focalpoint.domain.wording import N_
from focalpoint.services.casework import rows
from focalpoint.services.core.workspace import Workspace


class RightsMissingError(FocalpointError):
    """Questioning or an arrest was to count as executed before the rights of the person were ticked."""

    message = N_("Not yet ticked among the rights of the person: {rights}.")
    remedy = N_("Tick each right that was observed (articles 55 and 59), then mark the assignment as executed.")
    code = "REQ-102"
    field = "rights"


class InformalError(FocalpointError):
    """An informal exchange was to have a formal effect."""

    message = N_("An informal exchange cannot confirm a request or another communication.")
    remedy = N_("Choose the formal channel through which the confirmation came, or leave the confirmation empty.")
    code = "REQ-103"


def check(ws: Workspace, item: Record) -> None:
    """Raise RightsMissingError or InformalError if a record of a dossier may not be kept as it is."""
    if isinstance(item, Assignment) and item.status == "executed":
        lacking = missing_rights(ws, item)
        if lacking:
            labels = tuple(ws.reference.wording("rights", code) for code in lacking)
            raise RightsMissingError(rights=Joined(labels, N_("; ")))
    if isinstance(item, Communication) and item.confirms and not formal(ws, item):
        raise InformalError


class GuideOpenError(FocalpointError):
    """A request was to be refused before the steps that the Statute lays down were taken."""

    message = N_("Before a refusal, these steps come first: {steps}.")
    remedy = N_("Take them and tick them under “Checklist”. The problem stays a matter of consultation until then.")
    code = "REQ-104"


def check_refusal(ws: Workspace, request: Request, ground: str) -> None:
    """Raise GuideOpenError if steps that come before a refusal on this ground were not taken."""
    left = [step for step in before_refusal(ws, ground) if step not in request.steps]
    if left:
        labels = tuple(ws.reference.wording("guide_steps", step) for step in left)
        raise GuideOpenError(steps=Joined(labels, N_("; ")))


def before_refusal(ws: Workspace, ground: str) -> list[str]:
    """Return the guided steps that come before a refusal on a ground: all of its guide but the last, which follows."""
    lists = ws.reference.lists
    guides = (row for row in lists["guides"].codes.values() if row.more["before_refusal"] is True)
    guide = next((row.code for row in guides if ground in row.names("grounds")), "")
    return [row.code for row in lists["guide_steps"].codes.values() if row.more["guide"] == guide][:-1]


def formal(ws: Workspace, item: Communication) -> bool:
    """Tell whether a communication can have a formal effect: by its channel, and never by word of mouth."""
    channel = ws.reference.lists["channels"].codes.get(item.channel)
    return channel is not None and channel.more["formal"] is True and item.medium != "oral"


def missing_rights(ws: Workspace, task: Assignment) -> list[str]:
    """Return the rights that gate an assignment by the type of its request and are not ticked."""
    if rows.number_or_none(ws, task.request) is None:
        return []
    request = rows.get(ws, "request", task.request)
    kind = request.type if isinstance(request, Request) else ""
    lists = ws.reference.lists
    wanted = [row.code for row in lists["rights"].codes.values() if asked_of(row, lists["request_types"], kind)]
    return [code for code in wanted if code not in task.rights]
