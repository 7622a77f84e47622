"""The dossiers and register entries of the training vault."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from focalpoint import paths
from focalpoint.domain.fields import Kind, Spec
from focalpoint.domain.records import TYPES
from focalpoint.services.casework import listing, records
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.workspace import Workspace


def fill(ws: Workspace, requests: list[str]) -> None:
    """Save every entry of `resources/demo/dossiers.toml`; `requests` are the training requests in their order."""
    with paths.resource("demo", "dossiers.toml").open("rb") as stream:
        entries: list[Mapping[str, Any]] = tomllib.load(stream)["record"]
    contacts = listing.page(ws, "contact", listing.ids(ws, Listing("contact"))[: listing.PAGE], ("name",))
    named = {str(row.values["name"]): row.id for row in contacts}
    with ws.db.transaction():
        for entry in entries:
            kind = TYPES[entry["type"]]
            values = {f: _value(ws, kind.specs[f], value, named) for f, value in entry.items() if f in kind.specs}
            if kind.part_of:
                values[kind.part_of] = requests[entry["of"] - 1]
            records.save(ws, kind.cls(**values))


def _value(ws: Workspace, spec: Spec, value: Any, named: Mapping[str, str]) -> Any:
    if spec.kind is Kind.DATE:
        return (ws.today() + timedelta(days=value)).isoformat()
    if spec.kind is Kind.LINK:
        return named.get(value, "")
    return tuple(sorted(value)) if isinstance(value, list) else value
