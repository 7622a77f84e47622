"""Which columns a register shows, and how a cell is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from focalpoint.domain import lifecycle
from focalpoint.domain.codes import Reference
from focalpoint.domain.fields import Kind, Spec, Value
from focalpoint.domain.local_texts import fields_of, has, local
from focalpoint.domain.records import TYPES
from focalpoint.domain.requests import SEALED
from focalpoint.domain.visible_text import visible
from focalpoint.domain.wording import N_
from focalpoint.language import _, current, format_date, format_number, isolate, isolate_ltr, relative_days

SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field it shows and sorts by, its heading, its share of the width (0 for as wide as needed)."""

    field: str
    heading: str
    chars: int = 0
    stretch: bool = False


COLUMNS: dict[str, tuple[Column, ...]] = {
    "request": (
        Column("own_ref", N_("Reference"), 16),
        Column("subject", N_("Subject"), stretch=True),
        Column("sender", N_("From"), 16),
        Column("state", N_("Status"), 13),
        Column("due_on", N_("Deadline"), 14),
    ),
    "contact": (
        Column("name", N_("Name"), stretch=True),
        Column("institution", N_("Institution"), 20),
        Column("kind", N_("Kind"), 14),
        Column("country", N_("State"), 16),
    ),
    "seminar": (
        Column("title", N_("Title"), stretch=True),
        Column("place", N_("Place"), 16),
        Column("starts_on", N_("First day"), 18),
        Column("status", N_("Status"), 12),
    ),
    "material": (
        Column("title", N_("Title"), stretch=True),
        Column("kind", N_("Kind of material"), 18),
        Column("classification", N_("Classification"), 14),
    ),
}
WIDTHS = {Kind.DATE: 14, Kind.TIME: 8, Kind.CHOICE: 16, Kind.CHOICES: 18, Kind.NUMBER: 10, Kind.FLAG: 8}
SORTS = {"request": ("due_on", False), "contact": ("name", False), "seminar": ("starts_on", True)}
EXTRA = {"request": ("classification", "alias", "type", "confirmation_needed", "confirmed_on")}


def columns(type_name: str) -> tuple[Column, ...]:
    """Return the columns of a register: those written down here, or those its record type names."""
    if type_name in COLUMNS:
        return COLUMNS[type_name]
    kind = TYPES[type_name]
    first = [kind.reference] if kind.reference else []
    title = "title" if has(kind, "title") else kind.specs[kind.title[0]].base or kind.title[0]
    heading = kind.specs[title].label if title in kind.specs else kind.specs[kind.title[0]].base_label
    rest = [Column(f, kind.specs[f].label, WIDTHS.get(kind.specs[f].kind, 16)) for f in (*first, *kind.columns)]
    place = len(first)
    return (*rest[:place], Column(title, heading, stretch=True), *rest[place:])


def needed(type_name: str) -> tuple[str, ...]:
    """Return the stored fields that the cells of a register need."""
    shown = [c.field for c in columns(type_name) if c.field in TYPES[type_name].specs]
    kind = TYPES[type_name]
    titles = [f for c in columns(type_name) if has(kind, c.field) for f in fields_of(c.field)]
    return tuple(dict.fromkeys([*shown, *titles, *EXTRA.get(type_name, ())]))


def titled(values: Mapping[str, Value]) -> str:
    """Return the title in the current language, or in one there is."""
    return visible(local(values, "title", current()))


def cell(type_name: str, field: str, values: Mapping[str, Value], reference: Reference, *, today: date) -> str:
    """Write a cell."""
    if has(TYPES[type_name], field):
        return isolate(visible(local(values, field, current())))
    if type_name == "request" and field == "subject" and values.get("classification") in SEALED:
        return isolate(visible(str(values.get("alias") or "•••")))
    if type_name == "request" and field == "due_on":
        return due_words(values, reference, today)
    return cell_text(TYPES[type_name].specs[field], values.get(field), reference)


def due_words(values: Mapping[str, Value], reference: Reference, today: date) -> str:
    """Say how far the deadline is, or the date of one that no longer presses."""
    due = str(values.get("due_on") or "")
    if not due:
        return ""
    if done(values, reference):
        day = date.fromisoformat(due)
        return isolate_ltr(f"{day.day:02}/{day.month:02}/{day.year}")
    return relative_days(due, today)


def done(values: Mapping[str, Value], reference: Reference) -> bool:
    """Tell whether a deadline no longer presses: the request is answered, withdrawn, returned or closed."""
    state = str(values.get("state") or "")
    return state in reference.lifecycle and state not in lifecycle.pressing(reference)


def urgency(values: Mapping[str, Value], reference: Reference, today: date) -> str:
    """Return `overdue`, `soon` or ""."""
    due = str(values.get("due_on") or "")
    if not due or done(values, reference):
        return ""
    days = (date.fromisoformat(due) - today).days
    return "overdue" if days < 0 else "soon" if days <= SOON_DAYS else ""


def cell_text(spec: Spec, value: Value, reference: Reference) -> str:
    """Write a value of any kind for reading."""
    if value in ("", None, ()):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, tuple):
        words = [reference.label(spec.codes, v, current()) if spec.codes else visible(v) for v in value]
        return _(", ").join(isolate(word) for word in words)
    text = visible(str(value))
    if spec.kind is Kind.DATE:
        return format_date(text)
    if isinstance(value, int):
        return format_number(value)
    if spec.codes:
        return reference.label(spec.codes, text, current())
    if spec.kind is Kind.NOTE:
        return text
    return isolate_ltr(text) if spec.ltr or spec.kind is Kind.TIME else isolate(text)
