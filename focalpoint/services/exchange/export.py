"""Making a bundle: what leaves is shown field by field before it is sealed, and read back from the device after."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_bytes

from focalpoint.bundles import container, manifest, volumes
from focalpoint.bundles.manifest import Manifest, PartRef, Reader, Segment
from focalpoint.domain import authority
from focalpoint.domain.delivery import Direction
from focalpoint.domain.errors import FocalpointError, InvalidValueError
from focalpoint.domain.messages import Message
from focalpoint.domain.seminars import Seminar
from focalpoint.domain.wording import N_
from focalpoint.language import instant
from focalpoint.services.casework import contact_scopes, records, requests, rows, scopes
from focalpoint.services.core import world_checks
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.services.exchange import (
    approval,
    export_rules,
    export_survey,
    file_delivery,
    peers,
    reader_page,
    trust,
)
from focalpoint.services.exchange.export_survey import ExportRow, Withheld
from focalpoint.services.exchange.file_delivery import OwedFile
from focalpoint.services.exchange.peers import PeerView
from focalpoint.transports.folder import Delivered
from focalpoint.vault import change_log, compartment_rows, deliveries, devices, record_rows
from focalpoint.vault.changes import Scope
from focalpoint.vault.devices import Exchanged
from focalpoint.vault.errors import PartMissingError
from focalpoint.version import program_version

STAYED = N_("Stayed behind, because they are damaged in this vault: {titles}. “focalpoint vault repair” mends them.")


class NoReadersError(FocalpointError):
    """Nobody was chosen to read the bundle."""

    message = N_("Choose at least one person who may read the bundle.")
    safe = N_("Nothing was sealed.")
    remedy = N_("Only people whose cards you verified can be chosen.")
    code = "XCH-130"


class ReaderNotVerifiedError(FocalpointError):
    """A chosen reader's card was not compared."""

    message = N_("The card of {person} has not been verified.")
    safe = N_("Nothing was sealed.")
    remedy = N_("Compare the eight groups of digits with {person}, mark the card as verified, then seal the bundle.")
    code = "XCH-131"


class ReasonMissingError(FocalpointError):
    """A bundle is sealed only with a reason for the log."""

    message = N_("Say in a few words why this leaves the vault.")
    safe = N_("Nothing was sealed.")
    remedy = N_("Write the reason; it is kept in the audit log.")
    code = "XCH-133"


class NothingNewError(FocalpointError):
    """Everything chosen is known to have arrived."""

    message = N_("Everything chosen has already arrived at {person}.")
    safe = N_("Nothing was sealed.")
    remedy = N_("Choose “send everything again” if it was lost there.")
    code = "XCH-135"


class DamagedHereError(FocalpointError):
    """All that would leave is documents whose bytes are damaged in this vault."""

    message = N_("What should leave is damaged in this vault: {titles}.")
    safe = N_("Nothing was sealed.")
    remedy = N_("“focalpoint vault repair” looks for good copies; then seal the bundle again.")
    code = "XCH-139"


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """Exactly what a bundle would hold, before anything is sealed."""

    readers: tuple[PeerView, ...]
    rows: tuple[ExportRow, ...]
    withheld: tuple[Withheld, ...]
    scopes: tuple[Scope, ...]
    parts: tuple[PartRef, ...]
    missing_parts: int
    total_bytes: int
    warnings: tuple[Message, ...]
    suggested_name: str
    kind: str  # a code of exchange.BUNDLES
    after: Mapping[int, int]  # for each compartment the last change that every reader is known to have
    changes: int
    records_bytes: int = 0  # about what the changes take
    files: tuple[OwedFile, ...] = ()  # of documents, in the order in which they leave
    later: tuple[OwedFile, ...] = ()  # for which there is no room this time


@dataclass(frozen=True, slots=True)
class Sealed:
    """A bundle written and read back: its first volume, the size of all, and the volumes if there are several.

    `stayed` are the titles of documents that did not leave because their bytes are damaged here.
    """

    path: Path
    size: int
    sha256: str
    number: int
    volumes: tuple[Delivered, ...] = ()
    stayed: tuple[str, ...] = ()


def plan_export(ws: Workspace, chosen: list[tuple[str, str]], readers: list[str], *, again: bool = False) -> ExportPlan:
    """Work out what leaves when records are exported to readers: the parts all of them may see, with documents.

    What every reader acknowledged is left out, unless all of it shall leave `again`. Raise NothingNewError if nothing
    is left.
    """
    people = readers_of(ws, readers)
    contact_scopes.move(ws, chosen)
    after = {} if again or not all(person.keeps for person in people) else _arrived(ws, readers)
    return plan_scopes(ws, people, readable_scopes(ws, chosen, people), after)


def plan_scopes(
    ws: Workspace,
    people: tuple[PeerView, ...],
    found: tuple[Scope, ...],
    after: Mapping[int, int],
    *,
    there: Mapping[str, set[int]] | None = None,
) -> ExportPlan:
    """Work out what leaves of some compartments after the changes named; raise NothingNewError if nothing does.

    Documents that stayed behind leave too, but for those in the bundles `there` (see `carrying.owed`).
    """
    world_checks.exchanges(ws)
    readers = [person.device for person in people]
    facets = set.intersection(*(set(authority.FACETS[person.role]) for person in people))
    for root in dict.fromkeys(scope.root for scope in found if scope.kind == "request"):
        if record_rows.type_of(ws.db, root) == "request":
            export_rules.check_export(requests.get_request(ws, root), (person.role for person in people))
    kind = peers.bundle_kind({scope.kind for scope in found}, again=any(after.values()))
    seminars = list(dict.fromkeys(scope.root for scope in found if scope.kind == "seminar"))
    if any(person.role != authority.OFFICE for person in people):
        found = tuple(scope for scope in found if scope != scopes.SHARED_BOOK)  # it holds the whole book
    found = compartment_rows.begun(ws.db, (*found, *trust.scopes_for(ws, people, seminars)))
    weights = [change_log.weight(ws.db, scope, after) for scope in found]
    count, weight = sum(one.changes for one in weights), sum(one.size for one in weights)
    owed = file_delivery.owed(ws, readers, found, there)
    if not (count or owed):
        raise NothingNewError(person=", ".join(person.person for person in people))
    seen = export_survey.survey(ws, found, after, owed, facets=facets)
    files, missing = file_delivery.files(ws, seen.documents, readers)
    listed = file_delivery.refs(files)
    size = sum(part.size for part in listed) + weight
    warnings = tuple(export_rules.warnings(seen.caveats, seen.types, missing, trust.leaving(ws, found, after)))
    return ExportPlan(
        people, tuple(seen.rows), tuple(seen.withheld), found, listed, missing, size, warnings, _name(ws), kind, after,
        count, weight, files,
    )  # fmt: skip


def plan_statements(ws: Workspace, readers: list[str], *, again: bool = False) -> ExportPlan:
    """Plan a bundle of nothing but statements about laptops; raise NothingNewError if all of them arrived."""
    return plan_scopes(ws, readers_of(ws, readers), (), {} if again else _arrived(ws, readers))


def plan_receipt(ws: Workspace, readers: list[str]) -> ExportPlan:
    """Plan a bundle that holds acknowledgements alone: signed proof of what arrived here."""
    return ExportPlan(readers_of(ws, readers), (), (), (), (), 0, 0, (), _name(ws), "receipt", {}, 0)


def readers_of(ws: Workspace, readers: list[str]) -> tuple[PeerView, ...]:
    """Return the people behind devices; raise NoReadersError or ReaderNotVerifiedError."""
    if not readers:
        raise NoReadersError
    people = tuple(peers.peer(ws, device) for device in readers)
    for person in people:
        if not person.accepted:
            raise ReaderNotVerifiedError(person=person.person)
    return people


def _name(ws: Workspace) -> str:
    stamp = ws.now().strftime("%Y%m%d")
    return world_checks.file_name(ws, f"fp-{stamp}-{token_bytes(4).hex()}{peers.SUFFIX}")


def _arrived(ws: Workspace, readers: list[str]) -> dict[int, int]:
    """Return for each compartment the last change that all readers acknowledged."""
    known = [deliveries.arrived(ws.db, device) for device in readers]
    everywhere = set.intersection(*(set(one) for one in known))
    return {c: min(one[c] for one in known) for c in everywhere}


def readable_scopes(ws: Workspace, chosen: list[tuple[str, str]], people: tuple[PeerView, ...]) -> tuple[Scope, ...]:
    """Return the compartments of some records that all of the people may read.

    A record in the trash leaves with its deletion; what lives in a dossier leaves with it.
    """
    facets = set.intersection(*(set(authority.FACETS[person.role]) for person in people))
    found: dict[Scope, None] = {}
    for type_name, record in chosen:
        item = rows.get(ws, type_name, record)
        owner = records.dossier_of(item)
        held = scopes.dossier_scopes(*owner) if owner != records.NO_DOSSIER else (scopes.settled(ws, item),)
        found.update(dict.fromkeys(scope for scope in held if scope.facet in facets))
        if isinstance(item, Seminar):
            materials = record_rows.materials_of(ws.db, record)
            found.update(dict.fromkeys(scopes.material_scope(one) for one in materials))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A control part, signed and encrypted, not yet anywhere: what it says, its hash, and what it carries."""

    manifest: Manifest
    digest: str
    upto: Mapping[int, int]  # for each compartment the last change it carries
    control: bytes
    plan: ExportPlan
    records: tuple[str, ...]  # that it holds, with the documents whose files it carries


def seal_plan(
    ws: Workspace,
    plan: ExportPlan,
    target: Path,
    reason: str,
    *,
    task: Task | None = None,
    limit: int = volumes.LIMIT,
    basis: str = "",
) -> Sealed:
    """Sign, seal and write a planned bundle; flush it, read it back from the device, and record that it left.

    What is larger than `limit` is written in volumes: `x.fpbundle` as `x.v01.fpbundle`, `x.v02.fpbundle` and so on.
    Each part is verified as it is read; documents with a damaged one stay behind, and are told. `basis` is a code of
    `bases`: the provision on which it leaves.
    """
    if not reason.strip():
        raise ReasonMissingError
    reader_page.require_apart(target)
    approval.require(ws, plan.scopes, plan.readers)
    with ws.numbering:
        prepared, delivered, stayed = _write_sound(ws, plan, target, limit, task=task or Task())
        with ws.db.transaction():
            record_leaving(ws, prepared, target.name, reason.strip(), basis=_listed_basis(ws, basis))
            record_sent(ws, prepared)
    first, size = delivered[0], sum(one.size for one in delivered)
    several = tuple(delivered) if len(delivered) > 1 else ()
    return Sealed(first.path, size, first.sha256, prepared.manifest.to[0].n, several, stayed)


def _write_sound(
    ws: Workspace, plan: ExportPlan, target: Path, limit: int, *, task: Task
) -> tuple[Prepared, list[Delivered], tuple[str, ...]]:
    """Write a bundle; if a part turns out to be damaged, write it anew without the documents that are."""
    prepared = prepare(ws, plan, limit)
    try:
        return prepared, file_delivery.write_bundle(ws, prepared.manifest, prepared.control, target, progress=task), ()
    except PartMissingError:
        sound, bad = without_damaged(ws, plan)
        if not bad:
            raise
        stayed = file_delivery.titles(bad)
        if not (sound.changes or sound.files):
            raise DamagedHereError(titles=", ".join(stayed)) from None
    prepared = prepare(ws, sound, limit)
    return prepared, file_delivery.write_bundle(ws, prepared.manifest, prepared.control, target, progress=task), stayed


def without_damaged(ws: Workspace, plan: ExportPlan) -> tuple[ExportPlan, tuple[OwedFile, ...]]:
    """Return a plan without the files that are damaged here, which stay owed, and these files."""
    bad = file_delivery.damaged_in(ws, plan.files)
    kept = tuple(file for file in plan.files if file not in bad)
    return replace(plan, files=kept, parts=file_delivery.refs(kept), later=(*plan.later, *bad)), bad


def _listed_basis(ws: Workspace, basis: str) -> str:
    if basis and basis not in ws.reference.lists["bases"].codes:
        raise InvalidValueError(field=N_("Basis"))
    return basis


def record_leaving(ws: Workspace, prepared: Prepared, name: str, reason: str, *, basis: str = "") -> None:
    """Put a bundle in the ledger and the audit log, inside a transaction: its number is used from now on."""
    made = prepared.manifest
    for reader in made.to:
        sent = Exchanged(
            made.id, Direction.OUT, reader.dev, reader.n, prepared.digest, made.created, name, reason, basis=basis
        )
        devices.record_bundle(ws.db, sent)
        log(ws, "bundle sealed", reader.dev, f"{reason} [{basis}]" if basis else reason)
    deliveries.note_held(ws.db, made.id, prepared.records)


def record_sent(ws: Workspace, prepared: Prepared) -> None:
    """Keep what a bundle carried, once it is where its readers can get it, inside a transaction."""
    deliveries.note_sent(ws.db, prepared.manifest.id, [reader.dev for reader in prepared.manifest.to], prepared.upto)
    file_delivery.note(ws, prepared.manifest, prepared.plan.files, prepared.plan.later)


def prepare(ws: Workspace, plan: ExportPlan, limit: int = 0) -> Prepared:
    """Sign and encrypt the control part of a planned bundle, which is cut into volumes if there is a limit to them."""
    erased = all(person.role == "office" for person in plan.readers)  # others were not told, and see a gap
    packed, upto = pack_scopes(ws, plan.scopes, plan.after, erased=erased)
    readers = tuple(_reader(ws, person.device, plan.kind) for person in plan.readers)
    identity = ws.vault.identity
    made = Manifest(
        manifest.PLAIN, identity.space, token_bytes(16).hex(), identity.device, instant(ws.now()), program_version(),
        plan.kind, readers, tuple(segment for segment, _content in packed), plan.parts,
        cards_of_authors(ws, plan.scopes),
        tuple(manifest.acknowledged(r.dev, deliveries.received_whole(ws.db, r.dev)) for r in readers), "",
        later=len(plan.later),
    )  # fmt: skip
    made = manifest.in_volumes(made, volumes.cut(made, limit) if limit else ())
    recipients = [devices.recipient(ws.db, reader.dev) for reader in readers]
    control = container.seal_bundle(made, (content for _segment, content in packed), identity.seed, recipients)
    digest = hashlib.sha256(manifest.encode(made)).hexdigest()
    held = {r for c, n in upto.items() for r in compartment_rows.records_between(ws.db, c, plan.after.get(c, 0), n)}
    return Prepared(made, digest, upto, control, plan, tuple(sorted(held | {file.document for file in plan.files})))


def pack_scopes(
    ws: Workspace, found: Iterable[Scope], after: Mapping[int, int], *, erased: bool
) -> tuple[list[tuple[Segment, bytes]], dict[int, int]]:
    """Return the segments of some compartments after the changes named, and the last change of each compartment."""
    packed: list[tuple[Segment, bytes]] = []
    upto: dict[int, int] = {}
    for scope in found:
        for c, name, chain in change_log.chains(ws.db, scope, after, erased=erased):
            packed += [container.pack(name, [frame[1:] for frame in chain])] if chain else []
            upto[c] = chain[-1].n if chain else after.get(c, 0)
    return packed, upto


def _reader(ws: Workspace, device: str, kind: str) -> Reader:
    if kind == manifest.RECEIPT:
        return Reader(device, manifest.UNNUMBERED, "")
    sent = [bundle for bundle in devices.bundles(ws.db, Direction.OUT, device) if bundle.number != manifest.UNNUMBERED]
    newest = max(sent, key=lambda bundle: bundle.number, default=None)
    return Reader(device, newest.number + 1, newest.digest) if newest else Reader(device, 1, "")


def cards_of_authors(ws: Workspace, found: tuple[Scope, ...]) -> tuple[str, ...]:
    """Return the cards of everyone whose changes leave."""
    return tuple(dict.fromkeys(card.decode() for scope in found for card in compartment_rows.authors(ws.db, scope)))
