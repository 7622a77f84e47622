"""What the day asks: overdue and coming deadlines, confirmations awaited, drafts, waiting bundles."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from focalpoint.domain import lifecycle
from focalpoint.domain.requests import Request, shown_subject
from focalpoint.services.care import drill, upkeep
from focalpoint.services.care.checks import Finding
from focalpoint.services.care.drill import Drill
from focalpoint.services.casework import agenda, drafts, duplicates, isolation, listing, officers, requests
from focalpoint.services.casework.agenda import Pressing
from focalpoint.services.casework.drafts import Draft
from focalpoint.services.casework.listing import Listing
from focalpoint.services.casework.officers import Mention
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import forks, peers
from focalpoint.services.exchange.forks import CameBack
from focalpoint.services.seminars import retention
from focalpoint.services.seminars.retention import EndedTerm

COMING_DAYS = 30
MOST = 50


@dataclass(frozen=True, slots=True)
class DueRow:
    """A request on the page of the day."""

    id: str
    reference: str
    subject: str
    due_on: str
    state: str
    sender: str
    conflicted: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything the page of the day shows. Counts go beyond the rows listed."""

    overdue: list[DueRow]
    overdue_count: int
    coming: list[DueRow]
    coming_count: int
    awaiting: list[DueRow]
    drafts: list[Draft]
    waiting_bundles: list[Path]
    conflicted: list[DueRow]
    open_count: int
    next_due: DueRow | None
    came_back: list[CameBack]
    limits: Pressing  # periods, targets and assignments beside the deadlines of requests
    due_today: int
    twice: int  # pairs of requests that share a reference
    yours: list[DueRow]  # open requests that the person who is working handles
    yours_count: int
    mentions: list[Mention]
    drill: Drill | None = None  # the last restore drill
    care_warnings: tuple[Finding, ...] = ()  # of what is kept: what is missing, damaged or behind
    terms: tuple[EndedTerm, ...] = ()  # seminars whose data of participants are to be erased
    left_out: tuple[str, ...] = ()  # names of records that could not be shown


def overview(ws: Workspace) -> Overview:
    """Return the page of the day."""
    today = ws.today()
    last = (today + timedelta(days=COMING_DAYS)).isoformat()
    overdue, overdue_count = _rows(ws, "is:overdue")
    coming, coming_count = _rows(ws, f"due:{today.isoformat()}..{last}", lifecycle.pressing(ws.reference))
    awaiting, _count = _rows(ws, "is:unconfirmed is:open")
    conflicted, _count = _rows(ws, "is:conflicting")
    yours, yours_count = _rows(ws, f'is:open assigned:"{ws.who}"')
    counts = listing.counts(ws)
    opened = sum(
        n for state, n in counts.items() if state in ws.reference.lifecycle and not ws.reference.lifecycle[state].final
    )
    following = coming[0] if coming else None
    limits = agenda.pressing_items(ws)
    ends_today = sum(row.due_on == today.isoformat() for row in coming)
    return Overview(
        overdue, overdue_count, coming, coming_count, awaiting, drafts.all_drafts(ws), peers.waiting(ws), conflicted,
        opened, following, forks.unread(ws), limits,
        limits.today + ends_today, len(duplicates.duplicate_pairs(ws)),
        yours, yours_count, officers.mentions(ws, ws.who), drill.last(ws), tuple(upkeep.warnings_of_care(ws)),
        tuple(retention.ended(ws)), isolation.unreadable_records(ws),
    )  # fmt: skip


def _rows(ws: Workspace, query: str, states: tuple[str, ...] = ()) -> tuple[list[DueRow], int]:
    numbers = listing.row_numbers(ws, Listing("request", query, states, sort="due_on"))
    listed = listing.page(ws, "request", numbers[:MOST], ())
    contested = {row.id: row.conflicted for row in listed}
    found = isolation.each(
        ws,
        (("request", row.id) for row in listed),
        lambda pair: due_row(requests.get_request(ws, pair[1]), conflicted=contested[pair[1]]),
    )
    return list(found), len(numbers)


def due_row(item: Request, *, conflicted: bool = False) -> DueRow:
    """Return the line of a request."""
    return DueRow(item.id, item.own_ref, shown_subject(item), item.due_on, item.state, item.sender, conflicted)
