"""One request registered twice: found by its references, joined so that it can be separated again, or told apart."""

from dataclasses import dataclass
from itertools import combinations

from focalpoint.domain.duplicates import ALIAS, DISTINCT, keepers, keys
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.fields import Facet, Value
from focalpoint.domain.records import TYPES
from focalpoint.domain.requests import Request, shown_subject
from focalpoint.domain.wording import N_
from focalpoint.services.casework import records, requests, rows, scopes
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import heads, joining
from focalpoint.vault.changes import Op
from focalpoint.vault.journal import Write

MOST = 200


class JoinedError(FocalpointError):
    """A request that gave way to another was to be joined once more, or changed."""

    message = N_("This request was joined with {reference}.")
    remedy = N_("Work on that one, or separate the two first.")
    code = "REQ-105"


class SameRequestError(FocalpointError):
    """A request was to be joined with itself."""

    message = N_("A request cannot be joined with itself.")
    remedy = N_("Choose two requests.")
    code = "REQ-106"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two requests differ; the label is a message id."""

    field: str
    label: str
    first: Value
    second: Value


@dataclass(frozen=True, slots=True)
class Pair:
    """Two requests that share a reference, the one registered first in front."""

    first: Request
    second: Request
    differences: tuple[Difference, ...]

    @property
    def title(self) -> str:
        """Return what a list shows of the two."""
        return f"{shown_subject(self.first)} / {shown_subject(self.second)}"


def duplicate_pairs(ws: Workspace) -> list[Pair]:
    """Return the requests that share a reference and of which nobody said that they are two."""
    found: dict[tuple[str, str], None] = {}
    for group in joining.twice(ws.db, MOST):
        found.update(dict.fromkeys(combinations(group, 2)))
    return [side_by_side(ws, *both) for both in found if not _told_apart(ws, *both)]


def _told_apart(ws: Workspace, one: str, other: str) -> bool:
    return other in joining.distinct_from(ws.db, one) or one in joining.distinct_from(ws.db, other)


def side_by_side(ws: Workspace, one: str, other: str) -> Pair:
    """Return two requests side by side."""
    ordered = sorted((one, other), key=lambda request: rows.number(ws, request))
    first, second = (requests.get_request(ws, request) for request in ordered)
    specs = TYPES["request"].specs
    differences = tuple(
        Difference(name, spec.label, getattr(first, name), getattr(second, name))
        for name, spec in specs.items()
        if getattr(first, name) != getattr(second, name)
    )
    return Pair(first, second, differences)


def like(ws: Workspace, request: Request) -> list[Request]:
    """Return the other requests in the register that share a reference with one, saved or not."""
    wanted = keys(request.own_ref, request.sender, request.their_ref)
    found = joining.sharing(ws.db, wanted) if wanted else []
    others = [one for one in found if one != request.id]
    return [requests.get_request(ws, one) for one in others if not (request.id and _told_apart(ws, request.id, one))]


def keeper(ws: Workspace, request: str) -> str:
    """Return the request that a joined one gave way to, or "" if it stands by itself."""
    if not joining.is_joined(ws.db, request):
        return ""
    return keepers(joining.family(ws.db, request)).get(request, "")


def joined_with(ws: Workspace, request: str) -> list[Request]:
    """Return the requests that gave way to this one."""
    stays = keepers(joining.family(ws.db, request))
    return [requests.get_request(ws, one) for one, end in sorted(stays.items()) if end == request and keeper(ws, one)]


def join(ws: Workspace, keep: str, give_way: str) -> Changes:
    """Let one request give way to another; raise SameRequestError or JoinedError. Nothing of either is lost."""
    if keep == give_way:
        raise SameRequestError
    for one in (keep, give_way):
        if found := keeper(ws, one):
            raise JoinedError(reference=records.name_of(ws, requests.get_request(ws, found)))
    return _write(ws, give_way, keep, "join")


def separate(ws: Workspace, request: str) -> Changes:
    """Let a request that gave way stand by itself again, with everything it had."""
    return _write(ws, request, "", "separate")


def _write(ws: Workspace, request: str, target: str, kind: str) -> Changes:
    item = requests.get_request(ws, request)
    present = heads.of_record(ws.db, rows.number(ws, request)).get(ALIAS, [])
    op = Op("request", request, ALIAS, "set", target, heads.refs(present))
    done = records.commit(ws, [Write(scopes.request_scope(request, Facet.INTERNAL), op)], kind, item)
    others = {*joining.family(ws.db, request), *joining.family(ws.db, request).values(), target} - {"", request}
    return Changes.of([*done.touched, *(("request", one) for one in others)])


def distinct(ws: Workspace, one: str, other: str) -> Changes:
    """Decide that two requests with one reference are two different requests."""
    first, second = sorted((one, other))
    item = requests.get_request(ws, first)
    op = Op("request", first, DISTINCT, "add", second)
    done = records.commit(ws, [Write(scopes.request_scope(first, Facet.INTERNAL), op)], "distinct", item)
    return Changes.of([*done.touched, ("request", second)])
