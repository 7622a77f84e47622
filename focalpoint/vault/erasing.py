"""Erasing what changes say: bodies and part keys go for ever, headers and signatures stay, so that chains still verify.

What a statement of erasure covers: the changes it names, and every change that stands in a dossier of its record or
writes something of it. So what arrives later, or was written by somebody who had not heard of it, goes too.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from focalpoint.domain import descriptions
from focalpoint.domain.merge import DELETED
from focalpoint.vault import local, parts, projection
from focalpoint.vault.changes import NOT_COUNTED_SQL, TRUST, Body, ChangeState, Scope
from focalpoint.vault.database import Database
from focalpoint.vault.trustlog import Said, erasures

PENDING = "erasing"  # the setting that says that an erasure is not finished


@dataclass(frozen=True, slots=True)
class Written:
    """A change that still has its body: its number, identifier, scope, and what it says."""

    n: int
    id: str
    body: Body

    @property
    def records(self) -> set[str]:
        """Return the records it writes something of."""
        return {op.r for op in self.body.ops}

    def speaks_of(self, record: str, family: Collection[str]) -> bool:
        """Tell whether it holds content of a record; a mark of the trash beside others than its family is none."""
        mine = [op for op in self.body.ops if op.r == record]
        return any(op.f != DELETED for op in mine) or (bool(mine) and self.records <= {record, *family})


def covered(db: Database, record: str, names: Collection[str], family: Collection[str] = ()) -> list[Written]:
    """Return the changes with a body that a statement about a record covers, whatever their state.

    `family`: the records that are erased with it.
    """
    columns = "SELECT DISTINCT n, change.id, body FROM change JOIN compartment USING (c)"
    living = "length(body) > 0 AND compartment.kind <> ?"
    rows = db.read(f"{columns} WHERE {living} AND compartment.root = ?", (TRUST, record))
    rows += [
        row
        for name in names
        for row in db.read(f"{columns} WHERE {living} AND change.id = ?", (TRUST, bytes.fromhex(name)))
    ]
    touching = db.read(
        f"{columns} JOIN touch USING (n) JOIN record USING (r) WHERE {living} AND record.id = ?"
        f" UNION {columns} WHERE {living} AND change.state IN {NOT_COUNTED_SQL}",
        (TRUST, record, TRUST),
    )
    found = {row[0]: _written(*row) for row in rows}
    for row in touching:
        if row[0] not in found and (one := _written(*row)).speaks_of(record, family):
            found[row[0]] = one
    return [found[n] for n in sorted(found)]


def _written(n: int, identifier: bytes, raw: bytes) -> Written:
    return Written(n, identifier.hex(), msgspec.json.decode(raw, type=Body))


def scopes_of(found: Iterable[Written]) -> tuple[tuple[str, str, str], ...]:
    """Return the scopes of changes as a statement names them, so that a reader can place a header without a body."""
    scopes = {(one.body.scope.kind, one.body.scope.root, str(one.body.scope.facet)) for one in found}
    return tuple(sorted(scopes))


@dataclass(frozen=True, slots=True)
class Gone:
    """What an erasure took: local numbers of records touched, those of which nothing is left, and files."""

    touched: frozenset[int]
    records: frozenset[int]
    files: frozenset[str]


def erase(db: Database, found: Collection[Written]) -> Gone:
    """Erase the bodies of changes with all that was made of them, inside a transaction.

    The sealed parts are removed by `finish`, after the transaction.
    """
    db.write("PRAGMA secure_delete = ON")
    touched: set[int] = set()
    files = {op.f for one in found for op in one.body.ops if op.k == "blob"}
    hashes = {
        said.sha256 for one in found for op in one.body.ops if (said := descriptions.read_description(op.v)) is not None
    }
    named = {row[0] for row in db.read_in("SELECT DISTINCT hash FROM part WHERE n IN", [one.n for one in found])}
    for one in found:
        touched |= {row[0] for row in db.read("SELECT r FROM touch WHERE n = ?", (one.n,))}
        db.write("DELETE FROM action WHERE tx = (SELECT tx FROM change WHERE n = ?)", (one.n,))
        db.write(f"UPDATE change SET body = x'', state = '{ChangeState.PURGED}' WHERE n = ?", (one.n,))
        for table in ("touch", "gone", "head", "part"):
            db.write(f"DELETE FROM {table} WHERE n = ?", (one.n,))
    projection.rederive(db, sorted(touched))
    gone: set[int] = set()
    for record in {record for one in found for record in one.records}:
        standing = {row[0] for row in db.read("SELECT f FROM record JOIN head USING (r) WHERE id = ?", (record,))}
        if standing <= {DELETED}:
            db.write("DELETE FROM action WHERE record = ?", (record,))
            db.write("DELETE FROM draft WHERE record = ?", (record,))
        if not standing:
            gone |= {row[0] for row in db.read("SELECT r FROM record WHERE id = ?", (record,))}
            db.write("DELETE FROM record WHERE id = ?", (record,))
    _remember(db, _drop_files(db, hashes, named))
    return Gone(frozenset(touched), frozenset(gone), frozenset(files))


def _drop_files(db: Database, hashes: Collection[str], named: Collection[str]) -> set[str]:
    """Forget the text read from files; return those of the `named` parts that no change speaks of any more."""
    described = {row[0] for row in db.read_in("SELECT sha256 FROM blob WHERE sha256 IN", hashes)}
    db.write_in("DELETE FROM extract WHERE sha256 IN", set(hashes) - described)
    return set(named) - {row[0] for row in db.read_in("SELECT DISTINCT hash FROM part WHERE hash IN", named)}


def _remember(db: Database, names: Iterable[str]) -> None:
    db.write("INSERT OR REPLACE INTO setting VALUES (?, '1')", (PENDING,))
    db.write_many("INSERT OR IGNORE INTO doomed_part VALUES (?)", [(name,) for name in names])


def pending(db: Database) -> list[str]:
    """Return the parts whose files are still to be removed."""
    return [row[0] for row in db.read("SELECT hash FROM doomed_part ORDER BY hash")]


def finish(folder: Path, db: Database) -> None:
    """Complete an erasure: part files, search index, free pages and the write-ahead log. It may be repeated."""
    if local.setting(db, PENDING) is None:
        return
    for name in pending(db):
        parts.place(folder, name).unlink(missing_ok=True)
    with db.transaction():
        projection.index_anew(db)
    db.shred()
    with db.transaction():
        db.write("DELETE FROM setting WHERE key = ?", (PENDING,))
        db.write("DELETE FROM doomed_part")
    db.settle()


def named(statements: Iterable[Said]) -> dict[str, tuple[Scope, ...]]:
    """Return every change that statements name as erased, with the scopes it may stand in."""
    found: dict[str, tuple[Scope, ...]] = {}
    for said in statements:
        scopes = tuple(Scope(*scope) for scope in said.word.scopes)
        for name in said.word.names:
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *scopes)))
    return found


def statements(db: Database) -> list[Said]:
    """Return every statement of erasure of this vault, whoever made it, in the order they came."""
    return [said for said in erasures(db) if not said.root]


def erased_in(db: Database, record: str, names: Collection[str]) -> set[str]:
    """Return the changes of a record that are without their body here: of its own dossier, and those named."""
    rows = db.read(
        "SELECT change.id FROM change JOIN compartment USING (c)"
        f" WHERE change.state = '{ChangeState.PURGED}' AND root = ?",
        (record,),
    )
    found = {row[0].hex() for row in rows}
    query = "SELECT 1 FROM change WHERE id = ? AND length(body) = 0"
    return found | {name for name in names if db.scalar(query, (bytes.fromhex(name),))}
