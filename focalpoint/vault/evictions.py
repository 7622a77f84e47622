"""Files of which this laptop removed its own copy because other devices keep them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from focalpoint.vault.database import Database


@dataclass(frozen=True, slots=True)
class EvictedFile:
    """When a file was evicted, the devices relied on, and whether it was asked for since."""

    at: str
    keepers: tuple[str, ...]
    asked: bool = False


def all_evicted(db: Database) -> dict[str, EvictedFile]:
    """Return what is evicted, by file."""
    keepers: dict[str, tuple[str, ...]] = {}
    for file, device in db.read("SELECT file, device FROM file_keeper ORDER BY file, place"):
        keepers[file] = (*keepers.get(file, ()), device)
    rows = db.read("SELECT file, at, asked FROM file_evicted ORDER BY at, file")
    return {file: EvictedFile(at, keepers.get(file, ()), bool(asked)) for file, at, asked in rows}


def evict(db: Database, file: str, at: str, keepers: Sequence[str]) -> None:
    """Keep that a file is evicted now and that devices keep it, inside a transaction."""
    forget_evicted(db, [file])
    db.write("INSERT INTO file_evicted VALUES (?, ?, 0)", (file, at))
    db.write_many("INSERT INTO file_keeper VALUES (?, ?, ?)", [(file, i, one) for i, one in enumerate(keepers)])


def mark_asked(db: Database, file: str) -> None:
    """Keep that a file was asked for, inside a transaction."""
    db.write("UPDATE file_evicted SET asked = 1 WHERE file = ?", (file,))


def drop_keeper(db: Database, device: str, files: Collection[str]) -> None:
    """Keep that a device no longer keeps files for this laptop, inside a transaction."""
    db.write_many("DELETE FROM file_keeper WHERE device = ? AND file = ?", [(device, file) for file in files])


def forget_evicted(db: Database, files: Collection[str]) -> None:
    """Forget that files were evicted: all their parts are here. Inside a transaction."""
    for table in ("file_evicted", "file_keeper"):
        db.write_in(f"DELETE FROM {table} WHERE file IN", files)
