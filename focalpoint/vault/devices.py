"""The devices this vault knows, and the ledger of bundles exchanged with them."""

from dataclasses import dataclass

from focalpoint.domain.delivery import Direction
from focalpoint.domain.trust import DeviceStanding, DeviceState
from focalpoint.vault.database import Database, Row

_COLUMNS = "id, state, role, added_at, card, by_hand, own_role, relied, verified_at, said_by, reason"


@dataclass(frozen=True, slots=True)
class Device:
    """A device: identifier, state and role as they are now, when it was added, its card; and why they are so.

    `by_hand` and `own_role` are what this vault's person decided (`own`, `verified`, `unverified`, `vouched`);
    statements of others may make of it `granted`, `revoked` or `retired`, said by the device `said_by`. `relied`:
    whether its words about others count here. `verified_at`: when its card was last compared.
    """

    id: str
    state: DeviceState
    role: str
    added_at: str
    card: bytes
    by_hand: str = ""
    own_role: str = ""
    relied: bool = False
    verified_at: str = ""
    said_by: str = ""
    reason: str = ""


def own_card(db: Database) -> bytes:
    """Return the card of this device."""
    return bytes(db.scalar(f"SELECT card FROM device WHERE state = '{DeviceState.OWN}'"))


def others(db: Database, start: str = "") -> list[Device]:
    """Return all devices but this one, or those whose identifier begins so."""
    rows = db.read(f"SELECT {_COLUMNS} FROM device WHERE state <> '{DeviceState.OWN}' AND id LIKE ? || '%'", (start,))
    return [_device(row) for row in rows]


def all_devices(db: Database) -> list[Device]:
    """Return all devices, this one too."""
    return [_device(row) for row in db.read(f"SELECT {_COLUMNS} FROM device")]


def _device(row: Row) -> Device:
    values = dict(zip(_COLUMNS.split(", "), row, strict=True))
    return Device(**{**values, "state": DeviceState(values["state"]), "relied": bool(values["relied"])})


def keys(db: Database) -> dict[str, tuple[int, bytes]]:
    """Return the local number and the public key of every device."""
    return {row[0]: (row[1], bytes(row[2])) for row in db.read("SELECT id, k, public FROM device")}


def keys_given_by_hand(db: Database) -> dict[str, bytes]:
    """Return the public keys of devices whose cards were given to this vault, not merely vouched for."""
    rows = db.read(f"SELECT id, public FROM device WHERE state <> '{DeviceState.VOUCHED}'")
    return {row[0]: bytes(row[1]) for row in rows}


def recipient(db: Database, device: str) -> str:
    """Return the age recipient of a device."""
    return str(db.scalar("SELECT recipient FROM device WHERE id = ?", (device,)))


def keep(db: Database, device: Device, public: bytes, age: str) -> None:
    """Keep a device, replacing what was known of its card and of what was decided by hand, inside a transaction."""
    db.write(
        "INSERT INTO device (id, public, recipient, card, state, role, added_at, by_hand, own_role, relied)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET card = excluded.card, state = excluded.state, role = excluded.role,"
        " by_hand = excluded.by_hand, own_role = excluded.own_role, relied = excluded.relied",
        (
            *(device.id, public, age, device.card, device.state, device.role, device.added_at, device.state),
            *(device.role, int(device.role == "office")),
        ),
    )


def set_card(db: Database, device: str, card: bytes) -> None:
    """Replace the card of a device whose keys are the same."""
    db.write("UPDATE device SET card = ? WHERE id = ?", (card, device))


def set_verified(db: Database, device: str, at: str) -> None:
    """Keep that a card was compared with its owner."""
    db.write("UPDATE device SET by_hand = 'verified', verified_at = ? WHERE id = ?", (at, device))


def set_role(db: Database, device: str, role: str) -> None:
    """Keep what this vault's person lets a device read."""
    db.write("UPDATE device SET own_role = ?, relied = max(relied, ?) WHERE id = ?", (role, role == "office", device))


def set_relied(db: Database, device: str, *, relied: bool) -> None:
    """Keep whether the words of a device about others count here."""
    db.write("UPDATE device SET relied = ? WHERE id = ?", (int(relied), device))


def set_standing(db: Database, device: str, found: DeviceStanding) -> None:
    """Keep how a device stands now, and by whose word."""
    db.write(
        "UPDATE device SET state = ?, role = ?, said_by = ?, reason = ? WHERE id = ?",
        (found.state, found.role, found.by, found.reason, device),
    )


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A bundle sent (`out`) or received (`in`). `note` is the reason, or the mark of the import.

    `basis` is the legal basis on which it left, a code of `bases`, "" if none was named.
    """

    id: str
    direction: str
    device: str
    number: int
    digest: str
    at: str
    name: str
    note: str
    whole: bool = True  # of one received: whether all its parts came
    basis: str = ""


def record_bundle(db: Database, bundle: Exchanged) -> None:
    """Put a bundle in the ledger, inside a transaction."""
    k = db.scalar("SELECT k FROM device WHERE id = ?", (bundle.device,))
    db.write(
        "INSERT OR IGNORE INTO bundle (id, direction, k, number, digest, at, name, note, whole, basis)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(bundle.id, bundle.direction, k, bundle.number, bundle.digest, bundle.at, bundle.name, bundle.note),
            int(bundle.whole),
            bundle.basis,
        ),
    )


def bundles(db: Database, direction: str = "", device: str = "") -> list[Exchanged]:
    """Return the bundles exchanged, newest first; of one direction or device if asked."""
    rows = db.read(
        "SELECT bundle.id, direction, device.id, number, digest, at, name, note FROM bundle JOIN device USING (k)"
        " WHERE (? = '' OR direction = ?) AND (? = '' OR device.id = ?) ORDER BY at DESC, number DESC",
        (direction, direction, device, device),
    )
    return [Exchanged(*row) for row in rows]


def doubled(db: Database) -> set[str]:
    """Return the devices of which two different changes, or two different bundles, bear the same number."""
    rows = db.read(
        "SELECT DISTINCT device.id FROM device JOIN (SELECT k FROM change GROUP BY c, k, ep, sq HAVING count(*) > 1"
        f" UNION SELECT k FROM bundle WHERE direction = '{Direction.IN}' AND number > 0 GROUP BY k, number"
        " HAVING count(DISTINCT digest) > 1)"
        " USING (k)"
    )
    return {row[0] for row in rows}


def renewed(db: Database) -> dict[str, int]:
    """Return the devices that began a new log, with the clock of its first change that is here."""
    rows = db.read(
        "SELECT device.id, min(hl) FROM change JOIN device USING (k)"
        " WHERE ep > 1 AND ep = (SELECT max(ep) FROM change AS other WHERE other.k = change.k) GROUP BY change.k"
    )
    return {row[0]: row[1] for row in rows}
