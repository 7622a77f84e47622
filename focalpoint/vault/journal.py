"""The journal: signed changes, one chain for each device and compartment. Everything else is derived from it."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes
from types import MappingProxyType

from focalpoint.crypto import signing
from focalpoint.domain import descriptions, merge, values
from focalpoint.domain.duplicates import ALIAS, DISTINCT
from focalpoint.domain.fields import Facet, Kind
from focalpoint.domain.records import TYPES, fixed_facet, has_dossier
from focalpoint.domain.trust import DeviceState
from focalpoint.vault import changes, erasing, heads, local, projection
from focalpoint.vault.changes import TRUST, Body, ChangeState, Header, Op, RawChange, Scope
from focalpoint.vault.database import Database, batches
from focalpoint.vault.errors import InvalidChangeError, ReadsOnlyError, RecordTooLongError, UndoImpossibleError
from focalpoint.vault.heads import Applied
from focalpoint.version import program_version

SCHEMA_VERSION = 1
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class DeviceIdentity:
    """The identity of a device: identifier (32 hex digits), Ed25519 seed, age identity, space of its office."""

    device: str
    seed: bytes
    age: str
    space: str


@dataclass(frozen=True, slots=True)
class Write:
    """An operation to be journalled, with the scope whose compartment it belongs to."""

    scope: Scope
    op: Op


@dataclass(frozen=True, slots=True)
class Verified:
    """A change from outside whose author, signature, form and place were checked. `k` is its author's local number.

    `fit` says that every field may hold what it writes; what does not fit is kept aside, not applied.
    """

    raw: RawChange
    header: Header
    body: Body
    k: int
    fit: bool = True


@dataclass(frozen=True, slots=True)
class Faults:
    """What a check of the journal found: invalid entries; gaps in logs; whether own entries were taken out or added."""

    invalid: int
    gaps: int
    altered: bool


def new_tx() -> bytes:
    """Return a new identifier of one person's action."""
    return token_bytes(16)


class Journal:
    """Appends this device's changes and accepts those of others."""

    def __init__(self, db: Database, identity: DeviceIdentity) -> None:
        self.db, self.identity = db, identity
        self.officer, self.reads_only = "", False  # who works at this laptop, if not the person it belongs to

    def append(self, writes: Iterable[Write], now: datetime, tx: bytes) -> set[int]:
        """Sign and apply one action: one change for each compartment it touches. Return the record numbers."""
        self._check_officer()
        grouped: dict[Scope, list[Op]] = {}
        for write in writes:
            grouped.setdefault(write.scope, []).append(write.op)
        touched: set[int] = set()
        with self.db.transaction():
            local.acted(self.db, tx, self.officer)
            stamp = self._tick(now)  # one for all: a reader of one facet must not count the others by it
            log = int(self.db.scalar(f"SELECT k FROM device WHERE state = '{DeviceState.OWN}'")), self.epoch
            made = [
                self._sign(scope, tuple(some), stamp, tx, log=log)
                for scope, ops in grouped.items()
                for some in batches(ops, changes.MAX_OPS)
            ]
            head = self.db.meta("journal_head")
            for one in made:
                head = _following(head, one.id)
            self.db.set_meta("journal_head", head)
            for some in batches(made):
                touched |= heads.apply(self.db, some)
            projection.project(self.db, sorted(touched))
        return touched

    def _check_officer(self) -> None:
        if self.reads_only:
            raise ReadsOnlyError(name=self.officer)

    @property
    def epoch(self) -> int:
        """Return the number of the present log of this device; a restored vault begins another."""
        return int(self.db.meta("epoch", "1"))

    def begin_epoch(self, after: int) -> None:
        """Begin a new log, so that what was written before the vault was restored is never written over."""
        with self.db.transaction():
            self.db.set_meta("epoch", str(max(self.epoch, after + 1)))

    def _sign(
        self, scope: Scope, ops: tuple[Op, ...], stamp: tuple[int, bool], tx: bytes, *, log: tuple[int, int]
    ) -> Applied:
        """Sign and keep one change of this device; `log`: its number and epoch. Its operations are still to apply."""
        space, c = self._compartment(scope)
        k, epoch = log
        last = self.db.row(
            "SELECT sq, id FROM change WHERE c = ? AND k = ? AND ep = ? ORDER BY sq DESC LIMIT 1", (c, k, epoch)
        )
        sq, previous = (last[0] + 1, last[1].hex()) if last else (1, "")
        hl, sure = stamp
        header = Header(
            changes.VERSION, space, scope.compartment(space), self.identity.device, epoch, sq, previous, hl,
            "ok" if sure else "unsure", tx.hex(), SCHEMA_VERSION, program_version(), "", 0,
        )  # fmt: skip
        body = Body(changes.salt(), scope, ops)
        raw = changes.make(header, body, self.identity.seed)
        if len(raw.body) > changes.MAX_BODY:
            raise RecordTooLongError
        checked = self._check(changes.read_header(raw.header), raw)
        if not all(is_valid_write(op) for op in checked.ops):
            raise InvalidChangeError(reason="value")  # never sign what no reader would take
        return Applied(self._insert(raw, header, k, c, via="", state=ChangeState.APPLIED), raw.id, body)

    def _compartment(self, scope: Scope) -> tuple[str, int]:
        known = self.db.row(
            "SELECT space, c FROM compartment WHERE kind = ? AND root = ? AND facet = ?"
            " ORDER BY space <> (SELECT space FROM compartment AS other WHERE other.root = ? ORDER BY c LIMIT 1), c",
            (scope.kind, scope.root, scope.facet, scope.root),
        )
        if known:
            return known[0], known[1]
        home = self.db.scalar("SELECT space FROM compartment WHERE root = ? AND root <> '' ORDER BY c", (scope.root,))
        space = str(home or self.identity.space)
        return space, self._new_compartment(scope, space)

    def _new_compartment(self, scope: Scope, space: str) -> int:
        return int(
            self.db.write(
                "INSERT INTO compartment (id, space, kind, root, facet) VALUES (?, ?, ?, ?, ?)",
                (scope.compartment(space), space, scope.kind, scope.root, scope.facet),
            ).lastrowid
        )

    def _tick(self, now: datetime) -> tuple[int, bool]:
        last = int(self.db.meta("hlc", "0"))
        physical = int(now.timestamp() * 1000) << 16
        following = max(last + 1, physical)
        self.db.set_meta("hlc", str(following))
        return following, (last >> 16) - (physical >> 16) < _DAY_MS

    def _insert(self, raw: RawChange, header: Header, k: int, c: int, *, via: str, state: str) -> int:
        return int(
            self.db.write(
                "INSERT INTO change (id, k, c, ep, sq, hl, tx, header, signature, body, state, via)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (raw.id, k, c, header.ep, header.sq, header.hl, bytes.fromhex(header.tx), raw.header,
                 raw.signature, raw.body, state, via),
            ).lastrowid
        )  # fmt: skip

    def known(self, identifiers: Collection[bytes]) -> dict[bytes, str]:
        """Return the states of the changes this vault holds: `applied`, `aside`, `held`, `barred`, `purged`."""
        return {
            bytes(row[0]): row[1] for row in self.db.read_in("SELECT id, state FROM change WHERE id IN", identifiers)
        }

    def verify(self, raw: RawChange, keys: Mapping[str, tuple[int, bytes]]) -> Verified:
        """Check a change from outside; raise InvalidChangeError. `keys`: device → (local number, public key)."""
        header, k = _author(raw, keys)
        body = self._check(header, raw)
        return Verified(raw, header, body, k, all(is_valid_write(op) for op in body.ops))

    def verify_erased(
        self, raw: RawChange, keys: Mapping[str, tuple[int, bytes]], named: Mapping[str, tuple[Scope, ...]]
    ) -> Verified:
        """Check a change that came without its body; raise InvalidChangeError unless a statement names it as erased.

        `named`: identifier of a change → the scopes it may stand in.
        """
        header, k = _author(raw, keys)
        places = [one for one in named.get(raw.id.hex(), ()) if one.compartment(header.sp) == header.cp]
        if raw.body or not places:
            raise InvalidChangeError(reason="body missing")
        return Verified(raw, header, Body("", places[0], ()), k)

    def _check(self, header: Header, raw: RawChange) -> Body:
        body = changes.read_body(raw.body, header)
        for op in body.ops:
            _check_place(op, body.scope)
        return body

    def accept(self, found: Sequence[Verified], now: datetime, via: str) -> set[int]:
        """Apply verified changes, inside a transaction; return the records they touched. Known changes do nothing."""
        self._check_officer()
        states = self.known([one.raw.id for one in found])
        applied: list[Applied] = []
        for one in found:
            state = states.get(one.raw.id, "")
            if state in (ChangeState.APPLIED, ChangeState.PURGED):
                continue
            applied.append(Applied(self._keep(one, via, ChangeState.APPLIED, known=bool(state)), one.raw.id, one.body))
            states[one.raw.id] = ChangeState.APPLIED
            header = one.header
            if header.dev == self.identity.device and not state and header.ep >= self.epoch:
                self.begin_epoch(header.ep)  # this vault was put back: it does not remember what it wrote
        self._follow(max((one.header.hl for one in found if _near(one.header, now)), default=0))
        return heads.apply(self.db, applied)

    def _follow(self, clock: int) -> None:
        """Let this device's clock run after others': what is written next stands after what was read."""
        if clock > int(self.db.meta("hlc", "0")):
            self.db.set_meta("hlc", str(clock))

    def hold(self, found: Verified, via: str, state: str = ChangeState.HELD) -> None:
        """Keep a verified change without applying it: its author may not write there, or was stopped (`barred`)."""
        if not self.known([found.raw.id]):
            n = self._keep(found, via, state, known=False)
            heads.describe(self.db, [Applied(n, found.raw.id, found.body)])  # its parts are kept too

    def _keep(self, found: Verified, via: str, state: str, *, known: bool) -> int:
        if known:
            n = int(self.db.scalar("SELECT n FROM change WHERE id = ?", (found.raw.id,)))
            self.db.write("UPDATE change SET state = ?, via = ? WHERE n = ?", (state, via, n))
            self.db.write("UPDATE sent SET upto = 0 WHERE c = (SELECT c FROM change WHERE n = ?)", (n,))  # send it anew
            return n
        header = found.header
        number = self.db.scalar("SELECT c FROM compartment WHERE id = ?", (header.cp,))
        c = int(number) if number is not None else self._new_compartment(found.body.scope, header.sp)
        return self._insert(found.raw, header, found.k, c, via=via, state=state)

    def set_aside(self, via: str) -> set[int]:
        """Take the changes that one import brought out of the picture; they stay in the journal.

        Statements of erasure go on to count. Raise UndoImpossibleError if somebody has since worked on a record that
        this import made: half a record would be left.
        """
        self._check_officer()
        with self.db.transaction():
            if self._built_upon(via):
                raise UndoImpossibleError
            rows = self.db.read(f"SELECT n FROM change WHERE via = ? AND state = '{ChangeState.APPLIED}'", (via,))
            final = {said.n for said in erasing.statements(self.db)}
            return projection.set_aside(self.db, [row[0] for row in rows if row[0] not in final], ChangeState.ASIDE)

    def _built_upon(self, via: str) -> bool:
        """Tell whether a record whose first change came with an import was changed after it."""
        return bool(
            self.db.scalar(
                "SELECT 1 FROM touch JOIN change USING (n)"
                f" WHERE change.state = '{ChangeState.APPLIED}' AND change.via <> ?"
                " AND r IN (SELECT r FROM touch JOIN change USING (n) WHERE change.via = ?)"
                " AND r NOT IN (SELECT r FROM touch JOIN change USING (n) WHERE change.via <> ?"
                " AND n < (SELECT min(n) FROM change WHERE via = ?)) LIMIT 1",
                (via, via, via, via),
            )
        )

    def take_back(self, via: str) -> set[int]:
        """Put the changes of an import that were set aside back into the picture."""
        with self.db.transaction():
            query = f"SELECT n, id, body FROM change WHERE via = ? AND state = '{ChangeState.ASIDE}' ORDER BY n"
            return projection.put_back(self.db, self.db.read(query, (via,)))

    def faults(self, erased: Mapping[str, tuple[Scope, ...]] = MappingProxyType({})) -> Faults:
        """Verify every signature, body and chain of the journal. `erased`: see `verify_erased`."""
        keys = {row[0]: (row[1], row[2]) for row in self.db.read("SELECT id, k, public FROM device")}
        own = int(self.db.scalar(f"SELECT k FROM device WHERE state = '{DeviceState.OWN}'") or 0)
        logs: dict[tuple[int, int, int, int], list[bytes]] = {}
        for k, c, ep, sq, identifier in self.db.read("SELECT k, c, ep, sq, id FROM change"):
            logs.setdefault((k, c, ep, sq), []).append(identifier)
        invalid, gaps, head = 0, 0, ""
        last = 0
        query = "SELECT n, k, c, header, signature, body, via, state FROM change WHERE n > ? ORDER BY n LIMIT 500"
        while rows := self.db.read(query, (last,)):
            last = rows[-1][0]
            for _n, k, c, header_bytes, signature, body, via, state in rows:
                raw = RawChange(header_bytes, signature, body)
                head = _following(head, raw.id) if k == own and not via else head
                try:
                    gone = state == ChangeState.PURGED
                    header = (self.verify_erased(raw, keys, erased) if gone else self.verify(raw, keys)).header
                except InvalidChangeError:
                    invalid += 1
                    continue
                before = logs.get((k, c, header.ep, header.sq - 1), [])
                gaps += header.sq > 1 and bytes.fromhex(header.pv) not in before
        return Faults(invalid, gaps, head != self.db.meta("journal_head"))


def _author(raw: RawChange, keys: Mapping[str, tuple[int, bytes]]) -> tuple[Header, int]:
    """Return the header of a change and its author's local number; raise InvalidChangeError unless it is signed."""
    header = changes.read_header(raw.header)
    author = keys.get(header.dev)
    if author is None:
        raise InvalidChangeError(reason="unknown author")
    if not signing.verify(author[1], changes.TYPE, raw.header, raw.signature):
        raise InvalidChangeError(reason="signature")
    return header, author[0]


def _near(header: Header, now: datetime) -> bool:
    """Tell whether a clock may lead this one; one far ahead labels, it does not lead."""
    return header.hl >> 16 < int(now.timestamp() * 1000) + _DAY_MS


def _following(head: str, identifier: bytes) -> str:
    """Return the mark of all own changes up to this one: a chain of hashes, in the order they were written."""
    return hashlib.sha256(bytes.fromhex(head) + identifier).hexdigest()


PLACES = {name: name for name in TYPES if not TYPES[name].part_of} | {"contacts": "contact"}


def _check_place(op: Op, scope: Scope) -> None:
    """Refuse a write that stands in the wrong compartment: another facet's field or record, another dossier's record.

    Record types and compartments of newer programs pass: they are kept and shown after an upgrade.
    """
    if (op.e == TRUST) != (scope.kind == TRUST):
        raise InvalidChangeError(reason="place")
    record_type = TYPES.get(op.e)
    lives = PLACES.get(scope.kind)
    if record_type is None or lives is None:
        return
    misplaced = op.e not in (lives, "document") and record_type.part_of != scope.kind
    if op.e == lives and scope.root:
        misplaced = op.r != scope.root
    if has_dossier(op.e):
        spec = record_type.specs.get(op.f)
        misplaced = misplaced or (spec is not None and spec.facet != scope.facet)
        misplaced = misplaced or (op.f in (ALIAS, DISTINCT) and scope.facet != Facet.INTERNAL)
    if fixed_facet(record_type):
        misplaced = misplaced or scope.facet != record_type.facet
    if misplaced:
        raise InvalidChangeError(reason="place")


def is_valid_write(op: Op) -> bool:
    """Tell whether a write holds what its field may hold; what a newer program writes is not judged."""
    record_type = TYPES.get(op.e)
    spec = record_type.specs.get(op.f) if record_type else None
    if op.f == ALIAS:
        return op.k == "set" and values.fits(Kind.LINK, op.v)
    if op.f == DISTINCT:
        return op.k in ("add", "rem") and values.fits(Kind.LINKS, op.v)
    if op.f == merge.DELETED:
        return merge.marks_deletion(op.k, op.v)
    if op.k == "blob" or (op.e == projection.DOCUMENT and merge.is_file(op.f)):
        return op.k == "blob" and merge.is_file(op.f) and descriptions.is_fit(op.v)
    return spec is None or values.written(spec.kind, op.k, op.v)
