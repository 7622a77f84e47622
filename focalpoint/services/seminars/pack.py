"""The public pack of a seminar: what of it is public, signed for everybody, and numbered. It is not secret."""

from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes

from focalpoint.bundles import container, manifest, public_pack
from focalpoint.bundles.manifest import Manifest, Reader
from focalpoint.domain.delivery import Direction
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.fields import Facet, Record
from focalpoint.domain.messages import Message, Size
from focalpoint.domain.seminars import Seminar
from focalpoint.domain.wording import N_
from focalpoint.language import instant
from focalpoint.services.casework import records, rows, scopes
from focalpoint.services.core import settings, workspace, world_checks
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace, log
from focalpoint.services.exchange import export, export_survey, file_delivery, peers, public_packs
from focalpoint.services.exchange.export_survey import ExportRow
from focalpoint.services.exchange.file_delivery import OwedFile
from focalpoint.services.seminars import programme
from focalpoint.transports.folder import Delivered
from focalpoint.vault import compartment_rows, packs, record_rows
from focalpoint.vault.changes import Scope
from focalpoint.vault.packs import Pack
from focalpoint.version import program_version

__all__ = ["Pack", "PackPlan", "file_of", "made_packs", "plan_pack", "seal_pack"]
LARGE = 300 << 20  # bytes above which a pack is slow to write and to read on a weak laptop


class NotPublicError(FocalpointError):
    """Something that is not marked as public was to stand in a public pack."""

    message = N_("“{title}” is not marked as public. A public pack can be opened by everybody.")
    safe = N_("Nothing was written.")
    remedy = N_("Change its classification to public, or leave it out of the pack.")
    code = "PCK-101"


class NoSuchPackError(FocalpointError):
    """The pack that is to be brought up to date was not made here."""

    message = N_("There is no pack {n} of this seminar.")
    safe = N_("Nothing was written.")
    remedy = N_("Choose one of the packs that were made here, or make a whole pack.")
    code = "PCK-102"


@dataclass(frozen=True, slots=True)
class PackPlan:
    """What a pack would hold: its number, the pack it brings up to date (0: none), records, files, what stays here.

    `staying` are the titles of what is not public; `earlier` how many documents came with earlier packs.
    """

    seminar: str
    title: str
    number: int
    base: int
    rows: tuple[ExportRow, ...]
    scopes: tuple[Scope, ...]
    files: tuple[OwedFile, ...]
    staying: tuple[str, ...]
    earlier: int
    missing: int
    size: int
    suggested_name: str

    @property
    def warnings(self) -> tuple[Message, ...]:
        """Return what a person must know before it is made."""
        found = [Message(public_packs.SAID)]
        if self.staying:
            found.append(
                Message(N_("Not public, and therefore not in the pack: {titles}."), {"titles": ", ".join(self.staying)})
            )
        if self.earlier:
            said = N_("Documents that came with earlier packs and are not here again: {n}.")
            found.append(Message(said, {"n": str(self.earlier)}))
        if self.missing:
            found.append(
                Message(
                    N_("Parts of documents that are not in this vault and cannot leave: {n}."), {"n": str(self.missing)}
                )
            )
        if self.size > LARGE:
            said = N_("The pack is large ({size}): writing sticks and reading on weak laptops will take long.")
            found.append(Message(said, {"size": Size(self.size)}))
        return tuple(found)


def made_packs(ws: Workspace, seminar: str) -> list[Pack]:
    """Return the packs of a seminar that were made here, newest first."""
    return packs.packs_of(ws.db, seminar, Direction.OUT, ws.device)


def plan_pack(ws: Workspace, seminar: str, *, since: int = 0, cards: tuple[str, ...] = ()) -> PackPlan:
    """Work out what a pack holds: the public part of a seminar and of its technical days, public material, some cards.

    One made `since` an earlier pack leaves out the files that came with that one or before. Raise NotPublicError if
    the seminar itself is not public, NoSuchPackError.
    """
    world_checks.exchanges(ws)
    item = programme.seminar_of(ws, seminar)
    if not public_packs.is_public(item):
        raise NotPublicError(title=records.name_of(ws, item))
    made = made_packs(ws, seminar)
    if since and since not in {one.number for one in made}:
        raise NoSuchPackError(n=since)
    wanted, staying = _public_records(ws, item)
    wanted += [rows.get(ws, "card", one) for one in cards]
    found = compartment_rows.begun(
        ws.db, [scopes.home_scope(one) for one in wanted] + [workspace.self_scope(ws.device)]
    )
    seen = export_survey.survey(ws, found, {}, [], facets={Facet.CORE})
    refused = next((one for one in seen.documents if not public_packs.is_public(one)), None)
    if refused is not None:
        raise NotPublicError(title=records.name_of(ws, refused))
    earlier = packs.files_in(ws.db, seminar, ws.device, since) if since else {}
    again = [one for one in seen.documents if one.file in earlier]
    files, missing = file_delivery.files(ws, [one for one in seen.documents if one.file not in earlier], [])
    number = made[0].number + 1 if made else 1
    size = sum(file.size for file in files)
    name = world_checks.file_name(ws, f"pack-{number}-{seminar[:6]}{peers.SUFFIX}")
    return PackPlan(
        seminar, records.name_of(ws, item), number, since, tuple(seen.rows), found, files, tuple(staying), len(again),
        missing, size, name,
    )  # fmt: skip


def _public_records(ws: Workspace, item: Seminar) -> tuple[list[Record], list[str]]:
    """Return the seminar with its technical days and all public material, and the titles of what is not public."""
    days = [rows.get(ws, "seminar", one) for one in record_rows.technical_days(ws.db, item.id)]
    found: list[Record] = [item]
    staying = [records.name_of(ws, one) for one in days if not public_packs.is_public(one)]
    for one in (item, *(day for day in days if public_packs.is_public(day))):
        found += [one] if one is not item else []
        for material in record_rows.materials_of(ws.db, one.id):
            thing = rows.get(ws, "material", material)
            if public_packs.is_public(thing):
                found.append(thing)
            else:
                staying.append(records.name_of(ws, thing))
    return found, staying


def seal_pack(ws: Workspace, plan: PackPlan, target: Path, task: Task | None = None) -> tuple[Pack, Delivered]:
    """Sign a pack, seal it to everybody, write it, read it back, and keep it in the ledger.

    Raise NotPublicError if something of it is not public any more.
    """
    fresh = plan_pack(ws, plan.seminar, since=plan.base, cards=_cards_in(plan))
    parts = file_delivery.refs(fresh.files)
    packed, _upto = export.pack_scopes(ws, fresh.scopes, {}, erased=False)
    identity, moment = ws.vault.identity, instant(ws.now())
    made = Manifest(
        manifest.VERSION, identity.space, token_bytes(16).hex(), identity.device, moment, program_version(),
        manifest.PACK, (Reader(public_pack.READER, fresh.number, ""),), tuple(segment for segment, _content in packed),
        parts, export.cards_of_authors(ws, fresh.scopes), (), "", base=fresh.base,
    )  # fmt: skip
    control = container.seal_bundle(
        made, (content for _segment, content in packed), identity.seed, [public_pack.RECIPIENT]
    )
    [delivered] = file_delivery.write_bundle(ws, made, control, target, progress=task or Task())
    digest = container.opened(made, b"", ()).digest
    pack = Pack(
        made.id, Direction.OUT, ws.device, fresh.seminar, fresh.number, fresh.base, digest, moment, target.name,
        delivered.size, delivered.sha256,
    )  # fmt: skip
    with ws.db.transaction():
        packs.keep_pack(ws.db, pack, [file.file for file in fresh.files])
        settings.put(ws, f"pack {pack.id}", str(target.absolute()))
        log(ws, "pack made", fresh.seminar, str(fresh.number))
    return pack, delivered


def file_of(ws: Workspace, made: Pack) -> Path | None:
    """Return where the file of a pack was written, None if nothing is there any more."""
    place = settings.get(ws, f"pack {made.id}", "")
    return Path(place) if place and Path(place).is_file() else None


def _cards_in(plan: PackPlan) -> tuple[str, ...]:
    return tuple(scope.root for scope in plan.scopes if scope.kind == "card")
