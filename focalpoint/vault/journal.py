"""The journal: signed changes, one chain for each device and compartment. Everything else is derived from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from nacl.utils import random

from focalpoint.crypto import signing
from focalpoint.domain.records import TYPES
from focalpoint.vault import changes, heads, projection
from focalpoint.vault.changes import Body, Header, Op, RawChange, Scope
from focalpoint.vault.database import Database
from focalpoint.vault.errors import InvalidChangeError

SCHEMA_VERSION = 1
APP_VERSION = "0.1.0"
EPOCH = 1
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Identity:
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
class Accepted:
    """What became of a change from outside: its local number, or None if it was known; the records it touched."""

    n: int | None
    touched: frozenset[int]


def new_tx() -> bytes:
    """Return a new identifier of one person's action."""
    return random(16)


class Journal:
    """Appends this device's changes and accepts those of others."""

    def __init__(self, db: Database, identity: Identity) -> None:
        self.db, self.identity = db, identity

    def append(self, writes: Iterable[Write], now: datetime, tx: bytes) -> set[int]:
        """Sign and apply one action: one change for each compartment it touches. Return the record numbers."""
        grouped: dict[Scope, list[Op]] = {}
        for write in writes:
            grouped.setdefault(write.scope, []).append(write.op)
        touched: set[int] = set()
        with self.db.transaction():
            for scope, ops in grouped.items():
                for start in range(0, len(ops), changes.MAX_OPS):
                    touched |= self._append_one(scope, tuple(ops[start : start + changes.MAX_OPS]), now, tx)
            for r in touched:
                projection.project(self.db, r)
        return touched

    def _append_one(self, scope: Scope, ops: tuple[Op, ...], now: datetime, tx: bytes) -> set[int]:
        space, c = self._compartment(scope)
        k = int(self.db.scalar("SELECT k FROM device WHERE state = 'own'"))
        last = self.db.one(
            "SELECT sq, id FROM change WHERE c = ? AND k = ? AND ep = ? ORDER BY sq DESC LIMIT 1", (c, k, EPOCH)
        )
        sq, previous = (last[0] + 1, last[1].hex()) if last else (1, "")
        hl, sure = self._tick(now)
        header = Header(
            changes.VERSION, space, scope.compartment(space), self.identity.device, EPOCH, sq, previous, hl,
            "ok" if sure else "unsure", tx.hex(), SCHEMA_VERSION, APP_VERSION, "", 0,
        )  # fmt: skip
        body = Body(changes.salt(), scope, ops)
        raw = changes.make(header, body, self.identity.seed)
        changes.read_body(raw.body, changes.read_header(raw.header))  # never sign what no reader would take
        n = self._insert(raw, header, k, c, "")
        return heads.apply(self.db, n, raw.id, body)

    def _compartment(self, scope: Scope) -> tuple[str, int]:
        known = self.db.one(
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

    def _insert(self, raw: RawChange, header: Header, k: int, c: int, via: str) -> int:
        return int(
            self.db.write(
                "INSERT INTO change (id, k, c, ep, sq, hl, tx, header, signature, body, state, via)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'applied', ?)",
                (raw.id, k, c, header.ep, header.sq, header.hl, bytes.fromhex(header.tx), raw.header,
                 raw.signature, raw.body, via),
            ).lastrowid
        )  # fmt: skip

    def known(self, identifier: bytes) -> str:
        """Return the state of a change this vault holds (`applied`, `aside`), or ""."""
        return str(self.db.scalar("SELECT state FROM change WHERE id = ?", (identifier,)) or "")

    def verify(self, raw: RawChange, keys: Mapping[str, tuple[int, bytes]]) -> tuple[Header, Body]:
        """Check a change from outside: author known, signature, form, body, facet. `keys`: device → (k, public)."""
        header = changes.read_header(raw.header)
        author = keys.get(header.dev)
        if author is None:
            raise InvalidChangeError(reason="unknown author")
        if not signing.verify(author[1], changes.TYPE, raw.header, raw.signature):
            raise InvalidChangeError(reason="signature")
        body = changes.read_body(raw.body, header)
        for op in body.ops:
            _check_place(op, body.scope)
        return header, body

    def accept(self, raw: RawChange, keys: Mapping[str, tuple[int, bytes]], now: datetime, via: str) -> Accepted:
        """Verify and apply a change from outside, inside a transaction. Known changes are a friendly nothing."""
        state = self.known(raw.id)
        if state == "applied":
            return Accepted(None, frozenset())
        header, body = self.verify(raw, keys)
        if state:
            n = int(self.db.scalar("SELECT n FROM change WHERE id = ?", (raw.id,)))
            self.db.write("UPDATE change SET state = 'applied', via = ? WHERE n = ?", (via, n))
        else:
            c = self.db.scalar("SELECT c FROM compartment WHERE id = ?", (header.cp,))
            c = int(c) if c is not None else self._new_compartment(body.scope, header.sp)
            n = self._insert(raw, header, keys[header.dev][0], c, via)
        if header.hl >> 16 < int(now.timestamp() * 1000) + _DAY_MS:  # a clock far ahead labels, it does not lead
            self.db.set_meta("hlc", str(max(header.hl, int(self.db.meta("hlc", "0")))))
        return Accepted(n, frozenset(heads.apply(self.db, n, raw.id, body)))

    def set_aside(self, via: str) -> set[int]:
        """Take the changes that one import brought out of the picture; they stay in the journal."""
        with self.db.transaction():
            rows = self.db.read("SELECT n FROM change WHERE via = ? AND state = 'applied'", (via,))
            touched: set[int] = set()
            for (n,) in rows:
                touched |= {row[0] for row in self.db.read("SELECT r FROM touch WHERE n = ?", (n,))}
                self.db.write("UPDATE change SET state = 'aside' WHERE n = ?", (n,))
                self.db.write("DELETE FROM gone WHERE n = ?", (n,))
            projection.again(self.db, sorted(touched))
        return touched

    def take_back(self, via: str) -> set[int]:
        """Put the changes of an import that were set aside back into the picture."""
        with self.db.transaction():
            rows = self.db.read("SELECT n FROM change WHERE via = ? AND state = 'aside'", (via,))
            touched: set[int] = set()
            for (n,) in rows:
                touched |= {row[0] for row in self.db.read("SELECT r FROM touch WHERE n = ?", (n,))}
                self.db.write("UPDATE change SET state = 'applied' WHERE n = ?", (n,))
            projection.again(self.db, sorted(touched))
        return touched

    def faults(self) -> list[str]:
        """Verify every signature, body and chain; return the identifiers of changes that fail."""
        keys = {row[0]: (row[1], row[2]) for row in self.db.read("SELECT id, k, public FROM device")}
        wrong: list[str] = []
        expected: dict[tuple[int, int, int], tuple[int, str]] = {}
        query = "SELECT n, k, c, ep, header, signature, body FROM change WHERE n > ? ORDER BY n LIMIT 500"
        last = 0
        while rows := self.db.read(query, (last,)):
            last = rows[-1][0]
            for _n, k, c, ep, header_bytes, signature, body in rows:
                raw = RawChange(header_bytes, signature, body)
                try:
                    header, _body = self.verify(raw, keys)
                except InvalidChangeError:
                    wrong.append(raw.id.hex())
                    continue
                sq, previous = expected.get((k, c, ep), (0, ""))
                if header.sq == sq + 1 and header.pv != previous:
                    wrong.append(raw.id.hex())
                expected[k, c, ep] = (header.sq, raw.id.hex())
        return wrong


def _check_place(op: Op, scope: Scope) -> None:
    """Refuse a write that stands in the wrong compartment: another facet's field, or another dossier's record."""
    record_type = TYPES.get(op.e)
    spec = record_type.specs.get(op.f) if record_type else None
    if scope.kind == "request" and op.e == "request":
        misplaced = op.r != scope.root or (spec is not None and spec.facet != scope.facet)
    elif scope.kind == "request":
        misplaced = op.e != "document"
    else:
        misplaced = op.e == "request"
    if misplaced:
        raise InvalidChangeError(reason="place")
