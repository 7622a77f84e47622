"""What the changes of a bundle do here: verified, applied, and sorted by what becomes of the records they touch."""

from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import msgspec

from focalpoint.bundles import card as cards
from focalpoint.bundles.card import BadCardError
from focalpoint.bundles.container import Opened
from focalpoint.bundles.errors import DamagedBundleError
from focalpoint.domain.fields import Record, Value, type_of
from focalpoint.domain.records import TYPES
from focalpoint.services.casework import discretion
from focalpoint.services.casework.history import FieldDiff
from focalpoint.services.core import world_checks
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import (
    admission,
    conflicts,
    device_trust,
    erasure,
    eviction,
    forks,
    public_packs,
    trust,
)
from focalpoint.services.exchange.erasure import Erased
from focalpoint.services.exchange.forks import Returned
from focalpoint.services.exchange.peers import PeerView
from focalpoint.services.exchange.trust import StatementLine
from focalpoint.vault import change_log, changes, joining, projection, record_rows, trustlog
from focalpoint.vault.changes import ChangeState, Op, RawChange
from focalpoint.vault.database import light_batches
from focalpoint.vault.journal import Verified
from focalpoint.vault.projection import Shown

Keys = Mapping[str, tuple[int, bytes]]
Values = Mapping[str, Value]


class ImportRow(msgspec.Struct, frozen=True, gc=False):
    """A record that the bundle would make or change. What it would change is kept as bytes until somebody looks."""

    type: str
    id: str
    reference: str
    title: str
    differences_json: bytes = b"[]"

    @property
    def diffs(self) -> tuple[FieldDiff, ...]:
        """Return what would change, in the order of the form."""
        return _DIFFS.decode(self.differences_json)


_DIFFS = msgspec.json.Decoder(tuple[FieldDiff, ...])


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of records, and how many documents are new, changes were applied, and were kept aside.

    Those `held` were written where their author may not write.
    """

    new: tuple[ImportRow, ...]
    changed: tuple[ImportRow, ...]
    conflicting: tuple[ImportRow, ...]
    deleted: tuple[ImportRow, ...]
    documents: int
    changes: int
    held: int
    statements: tuple[StatementLine, ...]  # signed statements about laptops
    erased: tuple[ImportRow, ...]  # records that would be erased for good
    returned: Returned  # changes of this laptop that it does not remember


@dataclass(slots=True)
class _Taken:
    """What the changes of a bundle did: records they touched, how those were before, what did not count."""

    touched: set[int] = field(default_factory=set)
    before: dict[str, Values] = field(default_factory=dict)
    bare: list[RawChange] = field(default_factory=list)  # they count only if a statement says that they were erased
    count: int = 0
    held: int = 0
    spoken: bool = False  # statements about laptops are among them


def _accept(ws: Workspace, opened: Opened, sender: PeerView, keys: Keys, *, via: str, leave: frozenset[str]) -> _Taken:
    """Verify and apply the changes of a bundle, some at a time, so that memory does not grow with their number."""
    taken = _Taken()
    journal, admission_of = ws.vault.journal, admission.Admission(ws, sender)
    for some in light_batches(_changes(opened), lambda raw: len(raw.body)):
        states = journal.known([raw.id for raw in some])
        verified: list[Verified] = []
        for raw in some:
            if states.get(raw.id) in (ChangeState.APPLIED, ChangeState.PURGED):
                continue
            states[raw.id] = ChangeState.APPLIED  # a second copy of it does nothing
            if raw.body:
                verified.append(_in_place(opened, _of_this_world(ws, journal.verify(raw, keys))))
            else:
                taken.bare.append(raw)
        admission_of.look_up(verified)
        counting: list[Verified] = []
        for found in verified:
            left = bool(leave & {found.body.scope.root, *(op.r for op in found.body.ops)})
            aside = admission_of.kept_aside(found) or (ChangeState.HELD if left or not found.fit else "")
            if aside:
                journal.hold(found, via, aside)
                taken.held += 1
                continue
            for record, type_name, author in admission_of.displaced(found):
                _count(ws, taken, counting, via)
                here = found.header.cp
                away = change_log.changes_elsewhere(
                    ws.db, record, type_name, here, space=found.header.sp, device=author
                )
                taken.touched |= projection.set_aside(ws.db, away, ChangeState.HELD)
                taken.held += len(away)
            taken.spoken = taken.spoken or found.body.scope.kind == trustlog.KIND
            counting.append(found)
        _count(ws, taken, counting, via)
    return taken


def _of_this_world(ws: Workspace, found: Verified) -> Verified:
    """Return a change; raise OtherWorldError if it, or a card that it brings, was made in the other world."""
    world_checks.require_same(ws, found.header.sp)
    if found.body.scope.kind == trustlog.KIND:
        for space in _spaces_of_cards(found.body.ops):
            world_checks.require_same(ws, space)
    return found


def _in_place(opened: Opened, found: Verified) -> Verified:
    """Return a change; raise DamagedBundleError if it stands in a public pack and has no place there."""
    if public_packs.is_pack(opened.manifest) and not public_packs.may_stand(found.body.scope, opened.manifest.sender):
        raise DamagedBundleError
    return found


def holds_only(opened: Opened, kinds: Container[str]) -> bool:
    """Tell whether all changes of a bundle stand in compartments of some kinds, or are its sender's words of itself.

    Nothing is verified here. Raise InvalidChangeError if a change breaks the format.
    """
    for raw in _changes(opened):
        scope = changes.read_body(raw.body, changes.read_header(raw.header)).scope if raw.body else None
        own = scope is not None and scope.kind == trustlog.KIND and scope.root == opened.manifest.sender
        if scope is None or not (own or scope.kind in kinds):
            return False
    return True


def _spaces_of_cards(ops: Iterable[Op]) -> Iterator[str]:
    for op in ops:
        text = op.v.get("card") if isinstance(op.v, dict) else None
        if isinstance(text, str) and text:
            with suppress(BadCardError):  # what is no card introduces nobody
                yield cards.read_card(text.encode()).space


def _count(ws: Workspace, taken: _Taken, counting: list[Verified], via: str) -> None:
    """Apply what counts of a bundle so far."""
    taken.before |= _present(ws, {op.r for one in counting for op in one.body.ops} - taken.before.keys())
    taken.touched |= ws.vault.journal.accept(counting, ws.now(), via)
    taken.count += len(counting)
    counting.clear()


def merge(
    ws: Workspace,
    opened: Opened,
    sender: PeerView,
    via: str,
    *,
    leave: frozenset[str] = frozenset(),
    rehearsed: bool = False,
) -> Merged:
    """Apply what counts here of a bundle, inside a transaction; what it says of the records in `leave` is kept aside.

    What is `rehearsed` is rolled back: its rows tell what would change, and nobody searches in it. Raise
    InvalidChangeError if a change breaks the format.
    """
    keys = admission.authors(ws, opened.manifest.cards)
    contested = record_rows.contested_records(ws.db)
    mark = trust.newest(ws)
    taken = _accept(ws, opened, sender, keys, via=via, leave=leave)
    people = trust.device_names(ws) if taken.spoken else {}
    if taken.spoken:
        taken.touched |= device_trust.settle_devices(ws)
        eviction.heed(ws, mark)
    gone = _erase(ws, taken.bare, keys, via)
    touched = (taken.touched | gone.touched) - gone.gone
    lists = _sorted_out(ws, touched, taken.before, contested, rehearsed=rehearsed)
    if public_packs.is_pack(opened.manifest):
        public_packs.require_public(ws, opened.manifest)
    return Merged(
        tuple(lists["new"]), tuple(lists["changed"]), tuple(lists["conflicting"]), tuple(lists["deleted"]),
        sum(row.type == "document" and row.id not in taken.before for rows in lists.values() for row in rows),
        taken.count + len(taken.bare), taken.held, tuple(trust.lines_since(ws, mark, people)),
        tuple(ImportRow(one.type, one.id, "", one.title) for one in gone.records), forks.returned(ws, via),
    )  # fmt: skip


def _erase(ws: Workspace, bare: list[RawChange], keys: Keys, via: str) -> Erased:
    """Keep changes that came without a body, if they were erased; erase what is still here of what was."""
    named = erasure.erased_changes(ws)
    for raw in bare:
        found = _of_this_world(ws, ws.vault.journal.verify_erased(raw, keys, named))
        ws.vault.journal.hold(found, via, ChangeState.PURGED)
    return erasure.carry_out(ws)


def _changes(opened: Opened) -> Iterable[RawChange]:
    return (RawChange(*frame) for frame in opened.frames)


def _present(ws: Workspace, wanted: set[str]) -> dict[str, Values]:
    """Return what those of some records hold that are here."""
    found: dict[str, Values] = {}
    for record, type_name in record_rows.types_of(ws.db, wanted).items():
        record_type = TYPES.get(type_name)
        values = record_rows.values(ws.db, record_type, record) if record_type else None
        if values is not None:
            found[record] = values
    return found


def _sorted_out(
    ws: Workspace, touched: set[int], before: dict[str, Values], contested: set[int], *, rehearsed: bool
) -> dict[str, list[ImportRow]]:
    """Derive the records touched anew, and sort them into the new, changed, conflicting and deleted."""
    lists: dict[str, list[ImportRow]] = {"new": [], "changed": [], "conflicting": [], "deleted": []}
    found: list[tuple[str, Record, bytes]] = []

    def tell(shown: Shown) -> None:
        after = shown.type.cls(id=shown.record, **shown.values)
        told = _diffs(shown, before.get(shown.record)) if rehearsed else b"[]"
        if shown.conflicted and shown.number not in contested:
            kind = "conflicting"
        else:
            kind = "deleted" if shown.deleted else "changed" if shown.record in before else "new"
        found.append((kind, after, told))

    projection.project(ws.db, sorted(touched), tell, indexed=not rehearsed)
    names = discretion.Names(ws)  # only now: what is under seal is known once every row is there
    for kind, after, told in found:
        lists[kind].append(ImportRow(type_of(after).name, after.id, *names.of(after), told))
    lists["conflicting"] = [
        msgspec.structs.replace(row, differences_json=_contested(ws, row.type, row.id)) for row in lists["conflicting"]
    ]
    joined = set(joining.joined(ws.db)) if lists["deleted"] else set()  # what gave way to another is not in the trash
    for row in lists["deleted"] if joined else ():
        if row.id in joined:
            lists["changed" if row.id in before else "new"].append(row)
    lists["deleted"] = [row for row in lists["deleted"] if row.id not in joined]
    return lists


def _contested(ws: Workspace, type_name: str, record: str) -> bytes:
    """Return the contested fields of a record: what is shown here now, and the other value."""
    return msgspec.json.encode([
        FieldDiff(found.field, found.label, found.candidates[0].value, found.candidates[-1].value)
        for found in conflicts.conflicts_of(ws, type_name, record)
    ])  # fmt: skip


def _diffs(shown: Shown, before: Values | None) -> bytes:
    old = projection.blank(shown.type.name) if before is None else before
    return msgspec.json.encode([
        FieldDiff(name, shown.type.specs[name].label, old[name], value)
        for name, value in shown.values.items()
        if value != old[name]
    ])  # fmt: skip
