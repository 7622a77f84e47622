"""What a field of a record is: a closed set of kinds, and the specification each field carries.

Every consumer (schema, forms, tables, export, codec) matches on `Kind` and ends in `assert_never`.
Values are plain: text, notes, dates (`2026-12-31`), times
(`09:30`), instants (`2026-12-31T10:00:00Z`), choices and links are `str`
with "" for empty; sets are sorted `tuple[str, ...]`; flags are `bool`; numbers are `int | None`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, TypeVar

from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.wording import N_

R = TypeVar("R", bound="Record")
Value = str | bool | int | None | tuple[str, ...]


class Kind(StrEnum):
    """The closed set of field kinds. Members hash as strings do, which counts where thousands of fields are read."""

    TEXT = "text"
    NOTE = "note"
    DATE = "date"
    TIME = "time"
    INSTANT = "instant"
    CHOICE = "choice"
    CHOICES = "choices"
    LINK = "link"
    LINKS = "links"
    TAGS = "tags"
    FLAG = "flag"
    NUMBER = "number"
    FILE = "file"
    STATE = "state"


SETS = frozenset({Kind.CHOICES, Kind.LINKS, Kind.TAGS})


class Facet(StrEnum):
    """Who a field of a request may reach: everyone it is shared with, this office, the Court, or who executes it."""

    CORE = "core"
    INTERNAL = "internal"
    COURT = "court"
    EXECUTION = "execution"


class Group(StrEnum):
    """The part of a form where a field stands: what a person knows at that moment."""

    ARRIVED = N_("What came in")
    ASKED = N_("What it asks")
    HANDLING = N_("How we handle it")
    IDENTITY = N_("Who it is")
    REACH = N_("How to reach them")
    CONTENT = N_("Content")
    WHAT = N_("What it is")
    WHEN = N_("When and where")
    OUTCOME = N_("What came of it")
    MORE = N_("More")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """The specification of one field: `codes` names a code list, `target` the record type a link leads to."""

    kind: Kind
    label: str
    group: Group
    facet: Facet = Facet.CORE
    codes: str = ""
    target: str = ""
    required: bool = False
    ltr: bool = False
    folded: bool = False
    help: str = ""
    fixed: bool = False  # settled when the record is made: it decides the compartment the record lives in
    sums_only: bool = False  # nobody is shown it, or finds a record by it: it counts in sums alone
    own_screen: bool = False  # edited on a screen of its own, not in the form
    base: str = ""  # of a field in one language: the name and the label of the text, and the language
    base_label: str = ""
    language: str = ""


def spec(kind: Kind, label: str, group: Group, **more: Any) -> Any:
    """Return a dataclass field of this kind, with the empty value of the kind as its default."""
    return field(default=empty(kind), metadata={"spec": Spec(kind=kind, label=label, group=group, **more)})


def empty(kind: Kind) -> Value:
    """Return the value that means "not filled in" for a kind."""
    return _EMPTY[kind]


_EMPTY: Mapping[Kind, Value] = {
    kind: () if kind in SETS else False if kind is Kind.FLAG else None if kind is Kind.NUMBER else "" for kind in Kind
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The base of all records: an identifier of 32 hexadecimal digits, "" until first saved."""

    id: str = ""


@dataclass(frozen=True, slots=True)
class RecordType:
    """A record type: its stored name, its class, its labels, and the fields in order of the form.

    A type with `part_of` lives in the dossier of a record of that type, which its field of the same name names; its
    field `facet` says in which part of the dossier, `facet` here which one that is unless another is chosen.
    """

    name: str
    cls: type[Record]
    label: str
    plural: str
    specs: Mapping[str, Spec]
    title: tuple[str, ...]  # the fields that name a record, first filled one wins
    reference: str  # the field shown first in lists, or ""
    part_of: str = ""
    facet: Facet = Facet.CORE
    columns: tuple[str, ...] = ()  # the fields its list shows beside the title
    new: str = ""  # what the button says that begins one
    about: str = ""  # one sentence: what is kept here


REGISTERED: dict[str, RecordType] = {}


def record(
    name: str, *, label: str, plural: str, title: tuple[str, ...], reference: str = "", **more: Any
) -> Callable[[type[R]], type[R]]:
    """Register a frozen dataclass as a record type; `more` are further attributes of RecordType."""

    def register(cls: type[R]) -> type[R]:
        specs = {f.name: f.metadata["spec"] for f in fields(cls) if "spec" in f.metadata}
        named = tuple(field for one in title for field in ([one] if one in specs else _by_language(one)))
        REGISTERED[name] = RecordType(name, cls, label, plural, specs, named, reference, **more)
        return cls

    return register


def _by_language(base: str) -> list[str]:
    return [f"{base}_{code}" for code in LANGUAGES]


def type_of(item: Record) -> RecordType:
    """Return the record type of a record."""
    return next(kind for kind in REGISTERED.values() if kind.cls is type(item))


def title_of(item: Record) -> str:
    """Return the first filled title field of a record, or ""."""
    return next((str(v) for name in type_of(item).title if (v := getattr(item, name))), "")
