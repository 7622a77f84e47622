"""A review of what would leave in a bundle, record by record and field by field, before it is sealed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import msgspec

from focalpoint.domain.attachments import Document
from focalpoint.domain.fields import Facet, Kind, Record, Value, empty, type_of
from focalpoint.domain.messages import Message
from focalpoint.domain.records import TYPES, has_dossier
from focalpoint.domain.requests import HIDDEN, Request
from focalpoint.domain.values import shown as plain
from focalpoint.domain.wording import N_
from focalpoint.services.casework import discretion, records, rows, scopes
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export_rules
from focalpoint.vault import change_log, record_rows
from focalpoint.vault.changes import Scope

Shown = tuple[str, str, Value]  # field, label (message id), value


class ExportRow(msgspec.Struct, frozen=True, gc=False):
    """A record that would leave: its filled fields, what stood in them before, and the names of its documents.

    The journal travels whole, so earlier values and what lies in the trash leave too; they are shown like the rest.
    Both are kept as bytes until somebody looks: (now, before), in the order of the form.
    """

    type: str
    id: str
    title: str
    reference: str
    survey_json: bytes
    documents: tuple[str, ...]
    trashed: bool

    @property
    def fields(self) -> tuple[Shown, ...]:
        """Return the filled fields."""
        return _TOLD.decode(self.survey_json)[0]

    @property
    def earlier(self) -> tuple[Shown, ...]:
        """Return what stood in fields before."""
        return _TOLD.decode(self.survey_json)[1]


_TOLD = msgspec.json.Decoder(tuple[tuple[Shown, ...], tuple[Shown, ...]])


@dataclass(frozen=True, slots=True)
class Withheld:
    """A filled field that stays here because a reader's role does not reach it."""

    title: str
    label: str


@dataclass(slots=True)
class Survey:
    """What leaves, as far as it was looked at: rows to show, what stays here, warnings, living documents, types."""

    rows: list[ExportRow] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)
    caveats: list[Message] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    types: set[str] = field(default_factory=set)


def survey(
    ws: Workspace, found: tuple[Scope, ...], after: Mapping[int, int], owed: list[Document], *, facets: set[Facet]
) -> Survey:
    """Look at what leaves, dossier by dossier, as there may be many."""
    seen = Survey()
    waiting: dict[tuple[str, str], list[Document]] = {}
    for document in owed:
        stands = scopes.settled(ws, document)
        waiting.setdefault((stands.kind, stands.root), []).append(document)
    grouped: dict[tuple[str, str], list[Scope]] = {}
    for scope in found:
        grouped.setdefault((scope.kind, scope.root), []).append(scope)
    for home, some in grouped.items():
        for content in _contents(ws, some, after, waiting.get(home, [])).values():
            item = rows.get(ws, content.type, content.id)
            seen.types.add(content.type)
            seen.caveats += export_rules.caveats_of(ws, item)
            if content.type != "document":
                seen.rows.append(_row(ws, content, item))
            if rows.is_deleted(ws, content.type, content.id):
                continue
            seen.withheld += _withheld(ws, item, facets)
            if isinstance(item, Document):
                seen.documents.append(item)
    return seen


@dataclass(slots=True)
class _Content:
    """What the chains that leave say of one record: every value of every field, and its documents."""

    type: str
    id: str
    values: dict[str, list[Value]]
    documents: list["_Content"]


def _contents(ws: Workspace, found: list[Scope], after: Mapping[int, int], owed: list[Document]) -> dict[str, _Content]:
    """Read what leaves from the chains themselves, not from rows: owners before their documents; then what is owed."""
    seen: dict[str, _Content] = {}
    for scope in found:
        for body in change_log.bodies(ws.db, scope, after):
            for op in body.ops:
                record_type = TYPES.get(op.e)
                if record_type is None:
                    continue
                content = seen.setdefault(op.r, _Content(op.e, op.r, {}, []))
                spec = record_type.specs.get(op.f)
                if spec is not None and op.k != "rem":
                    content.values.setdefault(op.f, []).append(plain(spec.kind, op.v))
    for item in owed:
        seen.setdefault(item.owner, _Content(item.owner_type, item.owner, {}, []))
        seen.setdefault(item.id, _Content("document", item.id, {}, [])).values.setdefault("owner", [item.owner])
    seen = {r: one for r, one in seen.items() if record_rows.is_here(ws.db, one.type, r)}
    for content in list(seen.values()):
        if content.type == "document":
            owners = [seen[str(owner)] for owner in content.values.get("owner", ()) if str(owner) in seen]
            for owner in owners[:1]:
                owner.documents.append(content)
    return dict(sorted(seen.items(), key=lambda item: item[1].type == "document"))


def _row(ws: Workspace, content: _Content, item: Record) -> ExportRow:
    kind = TYPES[content.type]
    fields: list[Shown] = []
    earlier: list[Shown] = []
    for name, spec in kind.specs.items():
        now = getattr(item, name)
        if spec.sums_only:
            fields += [(name, spec.label, HIDDEN)] if now != empty(spec.kind) else []
            continue
        if name in content.values and now != empty(spec.kind):
            fields.append((name, spec.label, now))
        standing = set(now) if isinstance(now, tuple) else {now}
        past = dict.fromkeys(v for v in content.values.get(name, ()) if v not in standing and v != empty(spec.kind))
        if spec.kind is not Kind.STATE:  # the steps of a request are its timeline, not values that were replaced
            earlier += [(name, spec.label, value) for value in past]
    titles = [(str(getattr(rows.get(ws, "document", d.id), "title", "")), d.id) for d in content.documents]
    documents = tuple(title for title, document in titles if not rows.is_deleted(ws, "document", document))
    gone = [title for title, document in titles if rows.is_deleted(ws, "document", document)]
    earlier += [("", N_("Document in the trash (name only)"), title) for title in gone]
    trashed = rows.is_deleted(ws, content.type, content.id)
    told = msgspec.json.encode((fields, earlier))
    title, reference = discretion.title(ws, item), discretion.reference_of(item)
    return ExportRow(kind.name, item.id, title, reference, told, documents, trashed)


def _withheld(ws: Workspace, item: Record, facets: set[Facet]) -> Iterator[Withheld]:
    if isinstance(item, Request) and not facets >= set(Facet):
        for name, spec in TYPES["request"].specs.items():
            if spec.facet not in facets and getattr(item, name) != empty(spec.kind):
                yield Withheld(records.name_of(ws, item), spec.label)
        for part in records.dependents(ws, "request", item.id):
            if getattr(part, "facet", Facet.CORE) not in facets:
                yield Withheld(records.name_of(ws, item), type_of(part).label)
    elif has_dossier(type_of(item).name):
        stays = [part for part in records.dependents(ws, type_of(item).name, item.id) if _stays(ws, part, facets)]
        for label in dict.fromkeys(type_of(part).plural for part in stays):
            yield Withheld(records.name_of(ws, item), label)


def _stays(ws: Workspace, part: Record, facets: set[Facet]) -> bool:
    return scopes.settled(ws, part).facet not in facets
