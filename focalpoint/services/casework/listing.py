"""Lists of records: filtered by the search grammar, sorted, grouped, saved as views. Made for 100,000 rows."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta

import msgspec

from focalpoint.domain import lifecycle
from focalpoint.domain.fields import Kind
from focalpoint.domain.query import Filter, Query, parse, resolve
from focalpoint.domain.records import TYPES
from focalpoint.domain.requests import HIDDEN, SEALED, Request, shown_subject
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import finding, local
from focalpoint.vault.finding import CONFLICTED, HAS_DOCUMENT, Condition, FoundRow, Wanted, among, compared, containing

__all__ = ["FoundRow", "Listing", "SavedView", "counts", "drop_view", "ids", "page", "save_view", "views"]
PAGE = 200


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list shows: a query in the search grammar, states, sorting and grouping by a field."""

    type: str
    query: str = ""
    states: tuple[str, ...] = ()
    sort: str = ""
    descending: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class SavedView:
    """A list that a person named."""

    name: str
    listing: Listing


def ids(ws: Workspace, listing: Listing) -> list[int]:
    """Return the row numbers of a list, in order; read the rows themselves with `page`."""
    return list(row_numbers(ws, listing))


def row_numbers(ws: Workspace, listing: Listing) -> Sequence[int]:
    """Return what `ids` returns, in 8 bytes a row: for lists that may be long and are kept."""
    return finding.numbers(ws.db, wanted(ws, listing))


def page(ws: Workspace, type_name: str, numbers: Iterable[int], fields: Iterable[str]) -> list[FoundRow]:
    """Return some fields of some rows, at most a few hundred at once; a sealed request shows its alias as subject."""
    wanted_fields = list(fields)
    if TYPES[type_name].part_of:
        return _of_dossiers(ws, type_name, list(numbers), wanted_fields)
    if type_name != "request" or "subject" not in wanted_fields:
        return finding.page(ws.db, type_name, list(numbers), wanted_fields)
    found = finding.page(ws.db, type_name, list(numbers), [*wanted_fields, "classification", "alias"])
    return [_masked(row) for row in found]


def _masked(row: FoundRow) -> FoundRow:
    subject, classification, alias = (str(row.values[name]) for name in ("subject", "classification", "alias"))
    shown = shown_subject(Request(subject=subject, classification=classification, alias=alias))
    return replace(row, values={**row.values, "subject": shown})


def _of_dossiers(ws: Workspace, type_name: str, numbers: list[int], fields: list[str]) -> list[FoundRow]:
    """Return rows of a type that lives in dossiers; of a sealed request no text is shown."""
    kind = TYPES[type_name]
    found = finding.page(ws.db, type_name, numbers, [*fields, kind.part_of])
    texts = {f for f in fields if f in kind.specs and kind.specs[f].kind in (Kind.TEXT, Kind.NOTE)}
    owners = {str(row.values[kind.part_of]) for row in found}
    masks = bool(texts) and kind.part_of == "request"  # of a seminar nothing is under seal
    sealed = set(finding.with_values(ws.db, kind.part_of, owners, "classification", values=SEALED)) if masks else set()
    return [
        replace(row, values={**row.values, **dict.fromkeys(texts, HIDDEN)})
        if row.values[kind.part_of] in sealed
        else row
        for row in found
    ]


def of_type(ws: Workspace, type_name: str) -> int:
    """Return how many living records there are of a type."""
    return finding.count(ws.db, type_name)


def counts(ws: Workspace) -> dict[str, int]:
    """Return how many requests are in each state."""
    return finding.counts(ws.db, "request", "state")


def wanted(ws: Workspace, listing: Listing) -> Wanted:
    """Turn a list into conditions the vault understands."""
    query = parse(listing.query, as_you_type=True, today=ws.today().isoformat())
    conditions, deleted = conditions_of(ws, listing.type, query)
    if listing.states:
        conditions.append(among("state", listing.states))
    ranks: dict[str, int] = {}
    spec = TYPES[listing.type].specs.get(listing.group)
    if spec and spec.codes:
        ranks = {code: rank for rank, code in enumerate(ws.reference.lists[spec.codes].codes)}
    return Wanted(
        listing.type, tuple(conditions), query.match, query.excluded, listing.sort, listing.descending,
        listing.group if spec else "", ranks, deleted,
    )  # fmt: skip


def conditions_of(ws: Workspace, type_name: str, query: Query) -> tuple[list[Condition], bool]:
    """Return the conditions of a query's filters for a record type, and whether it asks for the trash."""
    conditions, deleted = [], False
    for item in query.filters:
        if item.field == "is" and item.value == "deleted":
            deleted = not item.negated
            continue
        condition = _condition(ws, type_name, item)
        conditions.append(condition.inverted() if item.negated else condition)
    return conditions, deleted


_COLUMNS = {
    "state": ("state", "status"),
    "type": ("type", "kind"),
    "from": ("sender", "organ"),
    "to": ("reply_to",),
    "class": ("classification",),
    "due": ("due_on", "starts_on"),
    "received": ("received_on",),
}
_NEVER = Condition("0")


def _condition(ws: Workspace, type_name: str, item: Filter) -> Condition:
    specs = TYPES[type_name].specs
    if item.field == "has":
        return _has(type_name, item.value)
    if item.field == "is":
        return _is(ws, type_name, item.value)
    if item.field == "assigned":
        return _any([containing(c, item.value) for c in ("assigned_to", "responsible") if c in specs])
    if item.field == "ref":
        columns = [c for c in ("own_ref", "their_ref", "situation", "case", "edition", "title") if c in specs]
        return _any([containing(c, item.value) for c in columns])
    column = next((c for c in _COLUMNS[item.field] if c in specs), "")
    if not column:
        return _NEVER
    if item.field in ("due", "received"):
        return compared(column, item.op, item.value)
    condition = among(column, resolve(item.value, ws.reference.lists[specs[column].codes]))
    if item.field == "from" and "counterpart" in specs:
        return _any([condition, containing("counterpart", item.value)])
    return condition


def _any(conditions: list[Condition]) -> Condition:
    if not conditions:
        return _NEVER
    return Condition(" OR ".join(f"({c.sql})" for c in conditions), tuple(p for c in conditions for p in c.parameters))


def _has(type_name: str, value: str) -> Condition:
    if value == "attachment":
        return HAS_DOCUMENT
    if value == "conflict":
        return CONFLICTED
    if type_name != "request":
        return _NEVER
    if value == "deadline":
        return Condition("due_on <> ''")
    return among("state", ("reply_sent", "follow_up", "closed"))


def _is(ws: Workspace, type_name: str, value: str) -> Condition:
    if value == "conflicting":
        return CONFLICTED
    if type_name != "request":
        return _NEVER
    final = tuple(code for code, state in ws.reference.lifecycle.items() if state.final)
    closed = among("state", final)
    match value:
        case "overdue":
            pressing = among("state", lifecycle.pressing(ws.reference))
            return _both(compared("due_on", "<", ws.today().isoformat()), pressing)
        case "urgent":
            return among("urgency", ("urgent", "life_at_risk"))
        case "open":
            return closed.inverted()
        case "closed":
            return closed
        case "unconfirmed":
            return Condition("confirmation_needed = 1 AND confirmed_on = ''")
        case "draft":
            return among("state", ("draft",))
        case "sealed":
            return among("classification", tuple(SEALED))
        case _:
            return _NEVER


def _both(first: Condition, second: Condition) -> Condition:
    return Condition(f"({first.sql}) AND ({second.sql})", (*first.parameters, *second.parameters))


def due_within(ws: Workspace, days: int) -> Listing:
    """Return the list of requests due in so many days."""
    last = ws.today() + timedelta(days=days)
    return Listing("request", f"due:{ws.today().isoformat()}..{last.isoformat()} is:open", sort="due_on")


def views(ws: Workspace, type_name: str) -> list[SavedView]:
    """Return the saved views of a record type, by name."""
    rows = local.views(ws.db, type_name)
    return [SavedView(name, msgspec.json.decode(listing, type=Listing)) for name, listing in rows]


def save_view(ws: Workspace, name: str, listing: Listing) -> None:
    """Save a list under a name, replacing an earlier one of that name."""
    value = msgspec.json.encode(asdict(listing)).decode()
    local.save_view(ws.db, listing.type, name, value)


def drop_view(ws: Workspace, type_name: str, name: str) -> None:
    """Forget a saved view."""
    local.drop_view(ws.db, type_name, name)


def exactly(ws: Workspace, type_name: str, column: str, value: str) -> list[str]:
    """Return the ids of records, deleted ones too, whose field holds exactly this value."""
    return finding.exactly(ws.db, type_name, column, value)


def ids_starting_with(ws: Workspace, type_name: str, start: str) -> list[str]:
    """Return the ids, at most two, that begin so."""
    return finding.ids_beginning(ws.db, type_name, start)
