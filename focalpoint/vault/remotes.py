"""The servers and folders of a vault: how each is reached, which a person sets, and how far it has come, which runs do.

A credential lies in the vault and nowhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from focalpoint.vault.database import Database

_COLUMNS = (
    "name, kind, address, user, secret, pin, proxy, options, readers, everything, notes, automatic, paused, budget"
)
_RUN = "number, synced_at, looked_at, later, failures, tried_at"


@dataclass(frozen=True, slots=True)
class RemoteRow:
    """How a remote is reached, who is kept up to date by it, what was seen of it (message ids), and its pace.

    `everything`: readers get all they may read, not only what was shared with them. `budget`: bytes a run may carry,
    0 for no limit.
    """

    name: str
    kind: str
    address: str
    user: str
    secret: str = field(repr=False)
    pin: str
    proxy: str = field(repr=False)
    options: dict[str, str]
    readers: tuple[str, ...]
    everything: bool
    notes: tuple[str, ...]
    automatic: bool = False
    paused: bool = False
    budget: int = 0


@dataclass(slots=True)
class OwedBundle:
    """The documents of a bundle that was taken in, which have not come yet: hash of its manifest, parts with sizes."""

    digest: str
    parts: list[tuple[str, int]]


@dataclass(slots=True)
class RunState:
    """How the last runs by way of a remote went.

    `number` is that of the newest control part put there; `looked_at` when all names were listed; `later` the bytes of
    documents that the last run left for the next; `failures` of runs in a row, `tried_at` the last of them.
    """

    number: int = 0
    synced_at: str = ""
    looked_at: str = ""
    later: int = 0
    failures: int = 0
    tried_at: str = ""


@dataclass(slots=True)
class RemoteProgress(RunState):
    """How far a remote has come; a run changes it and keeps it at its end.

    `done` are the names dealt with, by device; `have` the numbers acknowledged there, by reader; `owed` what is still
    to come, by name of a control part.
    """

    done: dict[str, list[str]] = field(default_factory=dict)
    have: dict[str, list[int]] = field(default_factory=dict)
    owed: dict[str, OwedBundle] = field(default_factory=dict)


def all_remotes(db: Database) -> list[RemoteRow]:
    """Return all remotes, in the order they were added."""
    return [_row(*row) for row in db.read(f"SELECT {_COLUMNS} FROM remote ORDER BY i")]


def _row(*values: object) -> RemoteRow:
    name, kind, address, user, secret, pin, proxy, options, readers, everything, notes, *pace = values
    automatic, paused, budget = pace
    return RemoteRow(
        str(name), str(kind), str(address), str(user), str(secret), str(pin), str(proxy),
        msgspec.json.decode(str(options), type=dict[str, str]), msgspec.json.decode(str(readers), type=tuple[str, ...]),
        bool(everything), msgspec.json.decode(str(notes), type=tuple[str, ...]), bool(automatic), bool(paused),
        int(str(budget)),
    )  # fmt: skip


def add(db: Database, made: RemoteRow) -> None:
    """Add a remote, inside a transaction."""
    values = (
        made.name, made.kind, made.address, made.user, made.secret, made.pin, made.proxy, _json(made.options),
        _json(made.readers), made.everything, _json(made.notes), made.automatic, made.paused, made.budget,
    )  # fmt: skip
    db.write(f"INSERT INTO remote ({_COLUMNS}) VALUES ({', '.join('?' * len(values))})", values)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def remove(db: Database, name: str) -> None:
    """Forget a remote and how far it has come, inside a transaction."""
    db.write("DELETE FROM remote WHERE name = ?", (name,))


def set_pace(db: Database, name: str, *, automatic: bool, paused: bool, budget: int) -> None:
    """Keep how often a remote runs by itself and how much a run carries, inside a transaction."""
    db.write(
        "UPDATE remote SET automatic = ?, paused = ?, budget = ? WHERE name = ?", (automatic, paused, budget, name)
    )


def run_states(db: Database) -> dict[str, RunState]:
    """Return how the last runs of every remote went."""
    rows = db.read(f"SELECT name, {_RUN} FROM remote LEFT JOIN remote_run ON remote = name")
    return {row[0]: RunState(*row[1:]) if row[1] is not None else RunState() for row in rows}


def progress(db: Database, name: str) -> RemoteProgress:
    """Return how far a remote has come; nothing for one that never ran."""
    row = db.row(f"SELECT {_RUN} FROM remote_run WHERE remote = ?", (name,))
    found = RemoteProgress(*row) if row else RemoteProgress()
    for device, key in db.read("SELECT device, key FROM remote_done WHERE remote = ? ORDER BY i", (name,)):
        found.done.setdefault(device, []).append(key)
    for reader, number in db.read("SELECT reader, number FROM remote_have WHERE remote = ? ORDER BY 1, 2", (name,)):
        found.have.setdefault(reader, []).append(number)
    rows = db.read(
        "SELECT key, digest, hash, size FROM remote_owed LEFT JOIN remote_part ON owed = i WHERE remote = ?"
        " ORDER BY i, place",
        (name,),
    )
    for key, digest, part, size in rows:
        one = found.owed.setdefault(key, OwedBundle(digest, []))
        if part is not None:
            one.parts.append((part, size))
    return found


def keep_progress(db: Database, name: str, made: RemoteProgress) -> None:
    """Keep how far a remote has come, unless it was removed meanwhile; inside a transaction."""
    if db.scalar("SELECT 1 FROM remote WHERE name = ?", (name,)) is None:
        return
    run = (made.number, made.synced_at, made.looked_at, made.later, made.failures, made.tried_at)
    db.write("INSERT OR REPLACE INTO remote_run VALUES (?, ?, ?, ?, ?, ?, ?)", (name, *run))
    before = progress(db, name)
    for device in before.done.keys() | made.done.keys():
        old, new = before.done.get(device, []), made.done.get(device, [])
        _exchange(
            db, "remote_done (remote, device, key)", "remote = ? AND device = ? AND key = ?",
            [(name, device, key) for key in _without(old, new)],
            into=[(name, device, key) for key in _without(new, old)],
        )  # fmt: skip
    for reader in before.have.keys() | made.have.keys():
        had, have = before.have.get(reader, []), made.have.get(reader, [])
        _exchange(
            db, "remote_have (remote, reader, number)", "remote = ? AND reader = ? AND number = ?",
            [(name, reader, n) for n in _without(had, have)], into=[(name, reader, n) for n in _without(have, had)],
        )  # fmt: skip
    _keep_owed(db, name, before.owed, made.owed)


def _without(values: Iterable[object], others: Iterable[object]) -> list[object]:
    """Return the values that are not among others, in their order: a run changes few of many."""
    gone = set(others)
    return [value for value in values if value not in gone]


def _exchange(
    db: Database, table: str, where: str, out: list[tuple[object, ...]], *, into: list[tuple[object, ...]]
) -> None:
    db.write_many(f"DELETE FROM {table.partition(' ')[0]} WHERE {where}", out)
    db.write_many(f"INSERT OR IGNORE INTO {table} VALUES (?, ?, ?)", into)


def _keep_owed(db: Database, name: str, before: dict[str, OwedBundle], made: dict[str, OwedBundle]) -> None:
    for key in before:
        if key not in made:
            db.write("DELETE FROM remote_owed WHERE remote = ? AND key = ?", (name, key))
    for key, one in made.items():
        if before.get(key) == one:
            continue
        db.write("INSERT OR IGNORE INTO remote_owed (remote, key, digest) VALUES (?, ?, ?)", (name, key, one.digest))
        number = db.scalar("SELECT i FROM remote_owed WHERE remote = ? AND key = ?", (name, key))
        db.write("DELETE FROM remote_part WHERE owed = ?", (number,))
        rows = [(number, place, part, size) for place, (part, size) in enumerate(one.parts)]
        db.write_many("INSERT INTO remote_part VALUES (?, ?, ?, ?)", rows)
