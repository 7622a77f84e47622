"""What left in which bundle, what is known to have arrived, and the signed proof of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from focalpoint.domain.delivery import Direction
from focalpoint.domain.trust import DeviceState
from focalpoint.vault.changes import ChangeState
from focalpoint.vault.database import Database


@dataclass(frozen=True, slots=True)
class Delivery:
    """A bundle that left: reader, number, hash of its manifest, when, file, reason, when its arrival became known."""

    id: str
    device: str
    number: int
    digest: str
    at: str
    name: str
    reason: str
    acked: str
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """The signed words by which a reader acknowledged bundles."""

    id: str
    device: str
    at: str
    manifest: bytes
    signature: bytes


def note_sent(db: Database, bundle: str, devices: Iterable[str], upto: Mapping[int, int]) -> None:
    """Keep up to which change of each compartment a bundle carried, inside a transaction."""
    for device in devices:
        k = db.scalar("SELECT k FROM device WHERE id = ?", (device,))
        db.write_many("INSERT INTO sent VALUES (?, ?, ?, ?)", [(bundle, k, c, n) for c, n in upto.items()])


def note_held(db: Database, bundle: str, records: Iterable[str]) -> None:
    """Keep for ever which records a bundle held, inside a transaction."""
    db.write(f"UPDATE bundle SET listed = 1 WHERE direction = '{Direction.OUT}' AND id = ?", (bundle,))
    db.write_many("INSERT OR IGNORE INTO holding VALUES (?, ?)", [(bundle, record) for record in records])


def held(db: Database, bundle: str) -> list[str] | None:
    """Return the records a bundle held; None if it left before that was kept."""
    if not db.scalar(f"SELECT listed FROM bundle WHERE direction = '{Direction.OUT}' AND id = ?", (bundle,)):
        return None
    return [row[0] for row in db.read("SELECT record FROM holding WHERE bundle = ? ORDER BY record", (bundle,))]


SHARED = "shared"  # stands for a bundle where something shall be kept up to date and nothing was sent yet


def subscribe(db: Database, device: str, compartments: Iterable[int]) -> None:
    """Keep that a device is kept up to date with some compartments."""
    with db.transaction():
        k = db.scalar("SELECT k FROM device WHERE id = ?", (device,))
        db.write_many("INSERT OR IGNORE INTO sent VALUES (?, ?, ?, 0)", [(SHARED, k, c) for c in compartments])


@dataclass(frozen=True, slots=True)
class Reach:
    """That a device could read a compartment: from when to when, by which bundles, and how that is known."""

    device: str
    first: str
    last: str
    bundles: frozenset[str]
    arrived: bool
    wrote: bool


def reached(db: Database, c: int) -> list[Reach]:
    """Return the devices besides this one that could read a compartment.

    A bundle with it was sealed for them; or they wrote something of it, or sent it here.
    """
    sealed = db.read(
        "SELECT device.id, bundle.at, bundle.id, bundle.acked <> '' FROM sent JOIN device USING (k) JOIN bundle"
        f" ON bundle.id = sent.bundle AND bundle.k = sent.k AND bundle.direction = '{Direction.OUT}' WHERE sent.c = ?",
        (c,),
    )
    came = db.read(
        "SELECT DISTINCT device.id, bundle.at FROM change JOIN bundle ON bundle.note = change.via"
        f" AND bundle.direction = '{Direction.IN}' JOIN device ON device.k = bundle.k"
        " WHERE change.c = ? AND change.via <> ''"
        " UNION SELECT DISTINCT device.id, '' FROM change JOIN device USING (k)"
        f" WHERE change.c = ? AND device.state <> '{DeviceState.OWN}'",
        (c, c),
    )
    found: dict[str, tuple[list[str], set[str], list[bool]]] = {}
    for device, at, bundle, acked in sealed:
        dates, bundles, arrivals = found.setdefault(device, ([], set(), []))
        dates.append(at)
        bundles.add(bundle)
        arrivals.append(bool(acked))
    for device, at in came:
        found.setdefault(device, ([], set(), []))[0].append(at)
    wrote = {row[0] for row in came}
    return [
        Reach(
            device, min(filter(None, dates), default=""), max(dates, default=""), frozenset(bundles), any(arrivals),
            device in wrote,
        )
        for device, (dates, bundles, arrivals) in found.items()
    ]  # fmt: skip


def arrived(db: Database, device: str) -> dict[int, int]:
    """Return up to which change of each compartment a device is known to have."""
    rows = db.read(
        "SELECT sent.c, max(sent.upto) FROM sent JOIN device USING (k) JOIN bundle ON bundle.id = sent.bundle"
        f" AND bundle.k = sent.k AND bundle.direction = '{Direction.OUT}'"
        " WHERE device.id = ? AND bundle.acked <> '' GROUP BY sent.c",
        (device,),
    )
    return {row[0]: row[1] for row in rows}


def shared(db: Database, device: str) -> dict[int, int]:
    """Return up to which change of each compartment something was ever sent to a device, arrived or not."""
    rows = db.read(
        "SELECT sent.c, max(sent.upto) FROM sent JOIN device USING (k) WHERE device.id = ? GROUP BY sent.c", (device,)
    )
    return {row[0]: row[1] for row in rows}


def carried(db: Database, device: str, place: str) -> dict[int, int]:
    """Return up to which change of each compartment a device has, or can get at a place (the start of a name)."""
    rows = db.read(
        "SELECT sent.c, max(sent.upto) FROM sent JOIN device USING (k) JOIN bundle ON bundle.id = sent.bundle"
        f" AND bundle.k = sent.k AND bundle.direction = '{Direction.OUT}'"
        " WHERE device.id = ? AND (bundle.acked <> '' OR substr(bundle.name, 1, ?) = ?) GROUP BY sent.c",
        (device, len(place), place),
    )
    return {row[0]: row[1] for row in rows}


def numbers_at(db: Database, device: str, place: str) -> set[int]:
    """Return the numbers of the bundles that a device can get at a place (the start of a name)."""
    rows = db.read(
        "SELECT number FROM bundle JOIN device USING (k)"
        f" WHERE direction = '{Direction.OUT}' AND device.id = ? AND substr(bundle.name, 1, ?) = ?",
        (device, len(place), place),
    )
    return {row[0] for row in rows}


def last_change(db: Database, c: int, reader: str) -> int:
    """Return the newest change of a compartment that counts and that a reader did not write, 0 if there is none."""
    newest = db.scalar(
        "SELECT max(n) FROM change JOIN device USING (k)"
        f" WHERE c = ? AND change.state = '{ChangeState.APPLIED}' AND device.id <> ?",
        (c, reader),
    )
    return int(newest or 0)


def brought(db: Database, c: int, reader: str, n: int) -> Delivery | None:
    """Return the first bundle that is known to have brought a reader a compartment up to a change, or None."""
    row = db.row(
        "SELECT bundle.id, device.id, number, digest, at, name, note, acked FROM sent JOIN device USING (k) JOIN bundle"
        f" ON bundle.id = sent.bundle AND bundle.k = sent.k AND bundle.direction = '{Direction.OUT}'"
        " WHERE sent.c = ? AND device.id = ? AND sent.upto >= ? AND acked <> '' ORDER BY number LIMIT 1",
        (c, reader, n),
    )
    return Delivery(*row) if row else None


def acknowledge(db: Database, device: str, numbers: Iterable[int], at: str) -> int:
    """Mark bundles sent to a device as arrived, inside a transaction; return how many were not known to have."""
    done = 0
    for number in numbers:
        done += db.write(
            f"UPDATE bundle SET acked = ? WHERE direction = '{Direction.OUT}' AND acked = '' AND number = ?"
            " AND k = (SELECT k FROM device WHERE id = ?)",
            (at, number, device),
        ).rowcount
    return done


def unacknowledged(db: Database, device: str) -> set[int]:
    """Return the numbers of the bundles sent to a device that are not known to have arrived."""
    rows = db.read(
        "SELECT number FROM bundle JOIN device USING (k)"
        f" WHERE direction = '{Direction.OUT}' AND acked = '' AND number > 0 AND device.id = ?",
        (device,),
    )
    return {row[0] for row in rows}


def received_whole(db: Database, device: str) -> list[int]:
    """Return the numbers of the bundles from a device that came with all their parts, in order."""
    rows = db.read(
        "SELECT DISTINCT number FROM bundle JOIN device USING (k)"
        f" WHERE direction = '{Direction.IN}' AND whole = 1 AND number > 0 AND device.id = ?"
        " ORDER BY number",
        (device,),
    )
    return [row[0] for row in rows]


def acknowledged(db: Database, bundle: str) -> bool:
    """Tell whether a bundle that left is known to have arrived with somebody."""
    query = f"SELECT 1 FROM bundle WHERE direction = '{Direction.OUT}' AND id = ? AND acked <> '' LIMIT 1"
    return db.scalar(query, (bundle,)) is not None


def came_whole(db: Database, digest: str) -> None:
    """Keep that a bundle that was taken in before has now come with all its parts, inside a transaction."""
    db.write(f"UPDATE bundle SET whole = 1 WHERE direction = '{Direction.IN}' AND digest = ?", (digest,))


def keep_proof(db: Database, proof: Proof) -> None:
    """Keep a signed acknowledgement, inside a transaction."""
    k = db.scalar("SELECT k FROM device WHERE id = ?", (proof.device,))
    db.write(
        "INSERT OR IGNORE INTO proof VALUES (?, ?, ?, ?, ?)", (proof.id, k, proof.at, proof.manifest, proof.signature)
    )


def proofs(db: Database, device: str) -> list[Proof]:
    """Return the acknowledgements of a device, oldest first."""
    rows = db.read(
        "SELECT proof.id, device.id, at, manifest, signature FROM proof JOIN device USING (k) WHERE device.id = ?"
        " ORDER BY at, proof.id",
        (device,),
    )
    return [Proof(row[0], row[1], row[2], bytes(row[3]), bytes(row[4])) for row in rows]


def sent(db: Database) -> list[Delivery]:
    """Return every bundle that left, newest first."""
    rows = db.read(
        "SELECT bundle.id, device.id, number, digest, at, name, note, acked, basis FROM bundle JOIN device USING (k)"
        f" WHERE direction = '{Direction.OUT}' ORDER BY at DESC, number DESC"
    )
    return [Delivery(*row) for row in rows]
