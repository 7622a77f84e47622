"""A register at its greatest size: 100,000 requests, a million records in their dossiers, 20,000 contacts.

Each action is measured in that vault and, beside it, in one a hundred times smaller: what grows shows as a ratio.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from benchmarks.figures import PASSPHRASE, Case, empty, request
from focalpoint.domain.contacts import Contact
from focalpoint.domain.dossier import Assignment, Communication, Event, Problem
from focalpoint.domain.fields import Record
from focalpoint.domain.requests import Request
from focalpoint.services.casework import clocks, dossier, listing, records, requests, search, timetable
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core import workspace
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.day import today
from focalpoint.vault.journal import Write, new_tx

REQUESTS, QUICK = 100_000, 2_000
PARTS = 10  # records in each dossier
SMALLER = 100
KINDS = ("arrest", "provisional_arrest", "surrender_ordered", "documents_received", "released")


def cases(folder: Path, quick: bool) -> Iterable[Case]:
    """Yield the cases of this file."""
    size = QUICK if quick else REQUESTS
    large, small = vault(folder, size), vault(folder, size // SMALLER)
    for name, action in ACTIONS.items():
        label = (
            f"{name}, {size} requests with {size * PARTS} records | {size // SMALLER} with {size // SMALLER * PARTS}"
        )
        yield Case(label, _on(action, large), _on(action, small), 5)
    large.lock()
    small.lock()


def vault(folder: Path, size: int) -> Workspace:
    """Return an open vault with so many requests, ten records in the dossier of each, and a fifth as many contacts."""
    path = folder / f"casework-{size}.focalpoint"
    if path.exists():
        return workspace.unlock(path, PASSPHRASE)
    ws = empty(folder, f"casework-{size}")
    for start in range(0, size, 1_000):
        with ws.db.transaction():
            for number in range(start, min(size, start + 1_000)):
                ws.vault.journal.append(list(_matter(ws, number, size)), ws.now(), new_tx())
    return ws


def _matter(ws: Workspace, number: int, size: int) -> Iterator[Write]:
    """Yield the writes of one request: old ones are closed, and what was asked for them is done."""
    age = 2_500 * (size - number) // size
    began = ws.today() - timedelta(days=age)
    closed = age > 120 and number % 20 != 0
    item = replace(
        request(number), id=records.new_id(), received_on=began.isoformat(), state="closed" if closed else "received",
        due_on=(began + timedelta(days=60)).isoformat(),
    )  # fmt: skip
    yield from records.creation(item)
    for part in _dossier(item, number, closed=closed):
        yield from records.creation(replace(part, id=records.new_id()))
    if number % 5 == 0:
        name = f"TRN-{number} {('مصرف', 'Banque', 'Registry', 'نيابة')[number % 4]}"
        yield from records.creation(Contact(id=records.new_id(), kind="national_authority", name=name))


def _dossier(item: Request, number: int, *, closed: bool) -> Iterator[Record]:
    days = [(date.fromisoformat(item.received_on) + timedelta(days=step * 6)).isoformat() for step in range(PARTS)]
    for step in range(4):
        yield Event(request=item.id, facet="core", kind=KINDS[(number + step) % len(KINDS)], on=days[step])
    for step in range(4, 6):
        done, status = (days[step], "executed") if closed else ("", "assigned")
        due = days[step + 2]
        yield Assignment(
            request=item.id, facet="execution", title=f"TRN {step}", due_on=due, done_on=done, status=status
        )
    for step in range(6, 9):
        yield Communication(
            request=item.id,
            facet="internal",
            subject=f"TRN {number}",
            way="out",
            channel="diplomatic_note",
            on=days[step],
        )
    settled = days[9] if closed else ""
    yield Problem(
        request=item.id, facet="internal", title="TRN", ground="INFO-INSUFF", noticed_on=days[3], settled_on=settled
    )


def _on(action: Callable[[Workspace], object], ws: Workspace) -> Callable[[], object]:
    return lambda: action(ws)


def _newest(ws: Workspace) -> str:
    """Return a request that is open, with everything in its dossier."""
    path = str(ws.info.path)
    if path not in _NEWEST:
        (row,) = listing.ids(ws, Listing("request", sort="own_ref", descending=True))[:1]
        _NEWEST[path] = listing.page(ws, "request", [row], ())[0].id
    return _NEWEST[path]


def _list(ws: Workspace) -> None:
    numbers = listing.ids(ws, Listing("request", "is:open", sort="due_on"))
    listing.page(ws, "request", numbers[:50], ("own_ref", "subject", "due_on", "state"))


def _open(ws: Workspace) -> None:
    one = _newest(ws)
    dossier.sections(ws, one)
    dossier.timeline(ws, one)
    clocks.clocks_of(ws, requests.get_request(ws, one))


def _month(ws: Workspace) -> None:
    first = ws.today().replace(day=1)
    timetable.items(ws, first, first + timedelta(days=41))


def _add(ws: Workspace) -> None:
    when = ws.today().isoformat()
    records.save(ws, Event(request=_newest(ws), facet="core", kind="arrest", on=when))


_NEWEST: dict[str, str] = {}
ACTIONS: dict[str, Callable[[Workspace], object]] = {
    "Today": today.overview,
    "a month of the calendar": _month,
    "the list of open requests": _list,
    "a dossier": _open,
    "search a common word": lambda ws: search.find(ws, "تجميد"),
    "search a reference": lambda ws: search.find(ws, "TRN-2026/000007"),
    "add an event to a dossier": _add,
}
