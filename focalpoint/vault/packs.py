"""The ledger of public packs: made here, or taken in. Apart from that of bundles, whose numbers are a reader's."""

from collections.abc import Iterable
from dataclasses import dataclass

from focalpoint.vault.database import Database


@dataclass(frozen=True, slots=True)
class Pack:
    """A public pack: who made it of which seminar, its number among those, the pack that it brings up to date (or 0).

    `name`, `size` and `sha256` are those of the file that was written here; of one that came in, of the file opened.
    """

    id: str
    direction: str
    device: str
    seminar: str
    number: int
    base: int
    digest: str
    at: str
    name: str
    size: int
    sha256: str


def keep_pack(db: Database, pack: Pack, files: Iterable[str]) -> None:
    """Keep a pack and the files in it, inside a transaction; one that is known already stays as it is."""
    if db.scalar("SELECT 1 FROM pack WHERE id = ?", (pack.id,)):
        return
    db.write(
        "INSERT INTO pack (id, direction, device, seminar, number, base, digest, at, name, size, sha256)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(pack.id, pack.direction, pack.device, pack.seminar, pack.number, pack.base, pack.digest, pack.at),
            *(pack.name, pack.size, pack.sha256),
        ),
    )
    i = db.scalar("SELECT i FROM pack WHERE id = ?", (pack.id,))
    db.write_many("INSERT OR IGNORE INTO pack_file VALUES (?, ?)", [(i, file) for file in files])


def packs_of(db: Database, seminar: str, direction: str, device: str) -> list[Pack]:
    """Return the packs of a seminar that a device made, newest first."""
    rows = db.read(
        "SELECT id, direction, device, seminar, number, base, digest, at, name, size, sha256 FROM pack"
        " WHERE seminar = ? AND direction = ? AND device = ? ORDER BY number DESC, i DESC",
        (seminar, direction, device),
    )
    return [Pack(*row) for row in rows]


def files_in(db: Database, seminar: str, device: str, upto: int) -> dict[str, int]:
    """Return the files in the packs of a seminar up to a number, each with the first pack that held it."""
    rows = db.read(
        "SELECT file, min(number) FROM pack JOIN pack_file ON pack_file.pack = pack.i"
        " WHERE seminar = ? AND device = ? AND number <= ? GROUP BY file",
        (seminar, device, upto),
    )
    return {row[0]: row[1] for row in rows}
