"""Assets, orders on them, and handed-over items with their chain of custody.

Sources: Rome Statute, articles 93(1)(k), 93(8) and 99(3).
"""

from dataclasses import dataclass
from typing import Any

from focalpoint.domain.fields import Facet, Group, Kind, Record, record, spec
from focalpoint.domain.wording import N_

WHAT, WHEN, OUTCOME, MORE = Group.WHAT, Group.WHEN, Group.OUTCOME, Group.MORE


def _request() -> Any:
    return spec(Kind.LINK, N_("Request"), MORE, target="request", required=True, fixed=True)


def _facet() -> Any:
    return spec(Kind.CHOICE, N_("Who it may reach"), MORE, codes="facets", fixed=True)


@record(
    "asset",
    label=N_("Asset"),
    plural=N_("Assets"),
    title=("title",),
    part_of="request",
    facet=Facet.EXECUTION,
    columns=("kind", "holder", "status", "value", "currency"),
    new=N_("New asset"),
    about=N_("Property and accounts found, whose name they stand in, and what was done with them."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Asset(Record):
    """Property, account or instrumentality. The value is in whole units of its currency on the day of valuation."""

    title: str = spec(Kind.TEXT, N_("Asset"), WHAT, required=True)
    kind: str = spec(Kind.CHOICE, N_("Kind of asset"), WHAT, codes="asset_kinds", required=True)
    identifier: str = spec(Kind.TEXT, N_("Number or register entry"), WHAT, ltr=True)
    holder: str = spec(Kind.TEXT, N_("Held in the name of"), WHAT)
    custodian: str = spec(Kind.TEXT, N_("Bank or custodian"), WHAT)
    place: str = spec(Kind.TEXT, N_("Place"), WHAT)
    third_party: bool = spec(Kind.FLAG, N_("A bona fide third party may have rights (article 93(1)(k))"), WHAT)
    third_party_note: str = spec(Kind.NOTE, N_("Rights of third parties"), WHAT, folded=True)
    no_notice: bool = spec(Kind.FLAG, N_("Do not notify the owner"), WHAT)
    value: int | None = spec(Kind.NUMBER, N_("Value"), WHEN)
    currency: str = spec(Kind.CHOICE, N_("Currency"), WHEN, codes="currencies")
    valued_on: str = spec(Kind.DATE, N_("Valued on"), WHEN)
    status: str = spec(Kind.CHOICE, N_("Status"), OUTCOME, codes="asset_states")
    note: str = spec(Kind.NOTE, N_("Note"), MORE)
    request: str = _request()
    facet: str = _facet()


@record(
    "order",
    label=N_("Order on an asset"),
    plural=N_("Orders on assets"),
    title=("title",),
    reference="number",
    part_of="request",
    facet=Facet.EXECUTION,
    columns=("court", "kind", "made_on", "expires_on"),
    new=N_("New order"),
    about=N_("Freezing and seizure orders of national courts, with the day on which they must be renewed."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Record):
    """An order of a national court on assets. How long it lasts is national law."""

    number: str = spec(Kind.TEXT, N_("Number of the order"), WHAT, ltr=True)
    title: str = spec(Kind.TEXT, N_("What it orders"), WHAT, required=True)
    kind: str = spec(Kind.CHOICE, N_("Kind of order"), WHAT, codes="order_kinds", required=True)
    court: str = spec(Kind.TEXT, N_("National court"), WHAT)
    assets: tuple[str, ...] = spec(Kind.LINKS, N_("Assets"), WHAT, target="asset")
    ceiling: int | None = spec(Kind.NUMBER, N_("Ceiling"), WHAT, folded=True)
    currency: str = spec(Kind.CHOICE, N_("Currency"), WHAT, codes="currencies", folded=True)
    made_on: str = spec(Kind.DATE, N_("Made on"), WHEN, required=True)
    expires_on: str = spec(
        Kind.DATE, N_("Must be renewed by"), WHEN, help=N_("The limit of national law; empty if there is none.")
    )
    renewed_on: str = spec(Kind.DATE, N_("Renewed on"), OUTCOME)
    lifted_on: str = spec(Kind.DATE, N_("Lifted on"), OUTCOME)
    note: str = spec(Kind.NOTE, N_("Note"), MORE)
    request: str = _request()
    facet: str = _facet()


@record(
    "item",
    label=N_("Item in custody"),
    plural=N_("Items in custody"),
    title=("title",),
    reference="number",
    part_of="request",
    facet=Facet.EXECUTION,
    columns=("kind", "location", "consent", "seal"),
    new=N_("New item"),
    about=N_("What is handed over to the Court: where it came from, its seals and hashes, and who consented to what."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Record):
    """An item of material handed over, with its origin (article 99(3)) and its consent state (article 93(8))."""

    number: str = spec(Kind.TEXT, N_("Number of the item"), WHAT, ltr=True)
    title: str = spec(Kind.TEXT, N_("Description"), WHAT, required=True)
    kind: str = spec(Kind.CHOICE, N_("Kind of item"), WHAT, codes="item_kinds", required=True)
    quantity: int | None = spec(Kind.NUMBER, N_("Quantity"), WHAT)
    language: str = spec(Kind.CHOICE, N_("Language"), WHAT, codes="languages")
    serials: str = spec(Kind.TEXT, N_("Serial numbers"), WHAT, ltr=True, folded=True)
    origin: str = spec(Kind.NOTE, N_("Collected by whom, where, when, under which title"), WHEN)
    collected_on: str = spec(Kind.DATE, N_("Collected on"), WHEN)
    condition: str = spec(Kind.TEXT, N_("Condition"), WHEN, folded=True)
    seal: str = spec(Kind.TEXT, N_("Seal number"), WHEN, ltr=True)
    location: str = spec(Kind.TEXT, N_("Where it is now"), WHEN)
    documents: tuple[str, ...] = spec(Kind.LINKS, N_("Documents"), WHAT, target="document", folded=True)
    lead_only: bool = spec(Kind.FLAG, N_("Given to generate new evidence only (article 93(8)(b))"), OUTCOME)
    consent: str = spec(Kind.CHOICE, N_("Consent to disclosure"), OUTCOME, codes="consents")
    consent_on: str = spec(Kind.DATE, N_("Consent decided on"), OUTCOME)
    return_required: bool = spec(Kind.FLAG, N_("To be returned"), OUTCOME)
    returned_on: str = spec(Kind.DATE, N_("Returned on"), OUTCOME, folded=True)
    note: str = spec(Kind.NOTE, N_("Note"), MORE)
    request: str = _request()
    facet: str = _facet()


@record(
    "transfer",
    label=N_("Transfer of custody"),
    plural=N_("Transfers of custody"),
    title=("title",),
    part_of="request",
    facet=Facet.EXECUTION,
    columns=("giver", "taker", "on"),
    new=N_("New transfer"),
    about=N_("Each time an item passed from one hand to another, with its seals before and after."),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Record):
    """One step of the chain of custody."""

    title: str = spec(Kind.TEXT, N_("Purpose"), WHAT, required=True)
    items: tuple[str, ...] = spec(Kind.LINKS, N_("Items"), WHAT, target="item")
    giver: str = spec(Kind.TEXT, N_("Handed over by"), WHAT, required=True)
    taker: str = spec(Kind.TEXT, N_("Taken over by"), WHAT, required=True)
    on: str = spec(Kind.DATE, N_("On"), WHEN, required=True)
    time: str = spec(Kind.TEXT, N_("Time"), WHEN, ltr=True)
    place: str = spec(Kind.TEXT, N_("Place"), WHEN)
    seal_before: str = spec(Kind.TEXT, N_("Seal before"), WHEN, ltr=True)
    seal_after: str = spec(Kind.TEXT, N_("Seal after"), WHEN, ltr=True)
    witness: str = spec(Kind.TEXT, N_("Witness"), OUTCOME)
    signed: bool = spec(Kind.FLAG, N_("Signed by both"), OUTCOME)
    note: str = spec(Kind.NOTE, N_("Note"), MORE)
    request: str = _request()
    facet: str = _facet()
