"""Public packs as they come in: what may stand in one, which copy it is, and what is kept of having taken it in."""

from collections.abc import Iterable, Iterator

from focalpoint.bundles import public_pack
from focalpoint.bundles.container import Opened
from focalpoint.bundles.errors import DamagedBundleError
from focalpoint.bundles.manifest import PACK, Manifest
from focalpoint.domain.attachments import Document
from focalpoint.domain.delivery import Direction
from focalpoint.domain.fields import Facet, Record
from focalpoint.domain.messages import Message
from focalpoint.domain.wording import N_
from focalpoint.language import instant
from focalpoint.services.casework import rows
from focalpoint.services.core.severity import Level
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import attached, compartment_rows, packs, record_rows, trustlog
from focalpoint.vault.changes import Scope
from focalpoint.vault.packs import Pack

PUBLIC = "public"  # the classification
KINDS = (
    "seminar",
    "material",
    "card",
)  # of compartments that may stand in a pack, beside what its maker says of itself
SAID = N_("This is a public pack: it is signed, so that nothing in it can be changed, but it is not secret.")


def is_pack(made: Manifest) -> bool:
    """Tell whether a bundle is a public pack."""
    return made.kind == PACK


def reader_of(made: Manifest, device: str) -> str:
    """Return the reader a bundle is opened as: this device, or everybody."""
    return public_pack.READER if is_pack(made) else device


def may_stand(scope: Scope, sender: str) -> bool:
    """Tell whether a compartment may stand in a pack: the public part of seminars, their material, cards, its maker."""
    if scope.kind == trustlog.KIND:
        return scope.root == sender and scope.facet == Facet.CORE
    return scope.kind in KINDS and scope.facet == Facet.CORE


def is_public(item: Record) -> bool:
    """Tell whether a record may stand in a pack: it says that it is public, or lives in a record that does."""
    marked = getattr(item, "classification", PUBLIC)
    return marked == PUBLIC or (isinstance(item, Document) and not marked)


def require_public(ws: Workspace, made: Manifest) -> None:
    """Raise DamagedBundleError if what a pack brought is not all public, in the transaction that took it in."""
    for name in {segment.name for segment in made.segs}:
        scope = compartment_rows.scope_of(ws.db, name)
        if scope is None:
            continue  # nothing of it counted
        if not may_stand(scope, made.sender):
            raise DamagedBundleError
        if scope.kind == trustlog.KIND:
            continue
        for type_name, record in _living(ws, scope):
            if not is_public(rows.get(ws, type_name, record)):
                raise DamagedBundleError


def _living(ws: Workspace, scope: Scope) -> Iterator[tuple[str, str]]:
    for number in compartment_rows.numbers(ws.db, scope):
        for found in compartment_rows.records_in(ws.db, number):
            if record_rows.is_here(ws.db, found.type, found.id) and not rows.is_deleted(ws, found.type, found.id):
                yield found.type, found.id


def seminar_in(opened: Opened, ws: Workspace) -> str:
    """Return the seminar that a pack is of, once it was taken in or rehearsed; "" before."""
    scopes = (compartment_rows.scope_of(ws.db, segment.name) for segment in opened.manifest.segs)
    return next((scope.root for scope in scopes if scope is not None and scope.kind == "seminar"), "")


def pack_notes(ws: Workspace, opened: Opened) -> Iterable[tuple[Level, Message]]:
    """Yield what a person should know of a pack: that it is not secret, and which copy it is."""
    yield "warn", Message(SAID)
    made = opened.manifest
    seminar = seminar_in(opened, ws)
    known = packs.packs_of(ws.db, seminar, Direction.IN, made.sender) if seminar else []
    number = made.to[0].n
    if any(one.digest == opened.digest for one in known):
        yield "good", Message(N_("You have opened this bundle before."))
    elif known and number < known[0].number:
        yield (
            "warn",
            Message(N_("This is an older copy: you already have pack {n}."), {"n": str(known[0].number)}),
        )
    if made.base:
        yield (
            "warn",
            Message(
                N_("This pack brings pack {n} up to date. Documents that came with it are not here again."),
                {"n": str(made.base)},
            ),
        )


def record_taken(ws: Workspace, opened: Opened, name: str, size: int) -> None:
    """Keep that a pack was taken in, inside a transaction."""
    made = opened.manifest
    here = {part.h for part in made.parts}
    held = [one.file for one in attached.all_files(ws.db) if here & set(one.parts)]
    pack = Pack(
        made.id, Direction.IN, made.sender, seminar_in(opened, ws), made.to[0].n, made.base, opened.digest,
        instant(ws.now()), name, size, "",
    )  # fmt: skip
    packs.keep_pack(ws.db, pack, held)
