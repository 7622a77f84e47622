"""Requests that were joined: which one stays, and the references by which the others are found."""

from collections.abc import Collection, Iterable, Mapping

import msgspec

from focalpoint.domain.duplicates import ALIAS, DISTINCT, keepers, keys
from focalpoint.domain.merge import Head, deletion
from focalpoint.vault import heads, timetable
from focalpoint.vault.database import Database

JOINED = 2  # in the column `deleted`: neither in the register nor in the trash


def keep_aliases(db: Database, requests: Mapping[str, Mapping[str, list[Head]]]) -> None:
    """Keep what requests give way to, each by its newest write. `requests`: id → heads by field."""
    db.write_in("DELETE FROM alias WHERE id IN", requests)
    for record, found in requests.items():
        newest = max(found.get(ALIAS, ()), key=Head.rank, default=None)
        target = newest.value if newest is not None and isinstance(newest.value, str) else ""
        if target and target != record:
            db.write("INSERT INTO alias VALUES (?, ?)", (record, target))


def settle_references(db: Database, numbers: Collection[int]) -> None:
    """Keep the references of requests whose rows were just written anew, and mark which of them give way."""
    rows = db.read_in("SELECT id, r, own_ref, sender, their_ref, deleted FROM row_request WHERE r IN", numbers)
    tied = {row[0] for row in db.read_in("SELECT id FROM alias WHERE id IN", [row[0] for row in rows])}
    tied |= {row[0] for row in db.read_in("SELECT target FROM alias WHERE target IN", [row[0] for row in rows])}
    alone = [row[1:5] for row in rows if row[0] not in tied and not row[5]]
    db.write_in("DELETE FROM reference WHERE r IN", numbers)
    _refer(db, alone)
    for record in sorted(tied):
        settle_family(db, record)


def _refer(db: Database, requests: Iterable[tuple[int, str, str, str]]) -> None:
    named = [(key, r) for r, own, sender, theirs in requests for key in keys(own, sender, theirs)]
    db.write_many("INSERT OR IGNORE INTO reference VALUES (?, ?)", named)


def settle_family(db: Database, record: str) -> None:
    """Mark which of the requests that hang together give way, and by which references the others are found."""
    aliases = family(db, record)
    stays = keepers(aliases)
    for one in {record, *aliases, *aliases.values()}:
        row = db.row("SELECT r, sender, own_ref, their_ref, deleted FROM row_request WHERE id = ?", (one,))
        if row is None:
            continue
        r, sender, own, theirs, state = row
        if aliases or state == JOINED:
            state = JOINED if one in stays and _lives(db, stays[one]) else int(_trashed(db, r))
            if state != row[4]:
                db.write("UPDATE row_request SET deleted = ? WHERE r = ?", (state, r))
                timetable.mark_stale(db, "request", [r])
        db.write("DELETE FROM reference WHERE r = ?", (r,))
        if state == 0:
            _refer(db, [(r, own, sender, theirs)])


def _trashed(db: Database, r: int) -> bool:
    return deletion(heads.of_record(db, r))[0]


def _lives(db: Database, record: str) -> bool:
    r = db.scalar("SELECT r FROM row_request WHERE id = ?", (record,))
    return r is not None and not _trashed(db, r)


def family(db: Database, record: str) -> dict[str, str]:
    """Return all aliases that hang together with a request."""
    found: dict[str, str] = {}
    waiting, seen = [record], {record}
    while waiting:
        one = waiting.pop()
        for alias, target in db.read("SELECT id, target FROM alias WHERE id = ? OR target = ?", (one, one)):
            found[alias] = target
            for other in {alias, target} - seen:
                seen.add(other)
                waiting.append(other)
    return found


def joined(db: Database) -> list[str]:
    """Return the requests that give way to another."""
    return [row[0] for row in db.read("SELECT id FROM row_request WHERE deleted = ? ORDER BY id", (JOINED,))]


def around(db: Database, record: str) -> list[str]:
    """Return the requests that give way to this one."""
    return [row[0] for row in db.read("SELECT id FROM alias WHERE target = ? ORDER BY id", (record,))]


def is_joined(db: Database, record: str) -> bool:
    """Tell whether a request gives way to another."""
    return bool(db.scalar("SELECT deleted = ? FROM row_request WHERE id = ?", (JOINED, record)))


def twice(db: Database, most: int) -> list[list[str]]:
    """Return groups of requests in the register that share a reference, at most so many groups."""
    rows = db.read(
        "SELECT group_concat(row.id, ' ') FROM (SELECT key FROM reference GROUP BY key HAVING count(*) > 1)"
        " CROSS JOIN reference USING (key) JOIN row_request AS row USING (r) GROUP BY key ORDER BY min(r) LIMIT ?",
        (most,),
    )
    return [sorted(str(row[0]).split()) for row in rows]


def sharing(db: Database, wanted: tuple[str, ...]) -> list[str]:
    """Return the requests in the register that are found by one of some keys."""
    marks = ", ".join("?" * len(wanted))
    query = f"SELECT DISTINCT row.id FROM reference JOIN row_request AS row USING (r) WHERE key IN ({marks}) ORDER BY 1"
    return [row[0] for row in db.read(query, wanted)]


def distinct_from(db: Database, record: str) -> set[str]:
    """Return the requests that somebody decided are others than this one."""
    rows = db.read("SELECT value FROM head JOIN record USING (r) WHERE record.id = ? AND f = ?", (record, DISTINCT))
    return {msgspec.json.decode(row[0], type=str) for row in rows}
