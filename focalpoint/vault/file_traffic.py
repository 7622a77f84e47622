"""Which files of documents readers are owed, which bundles carried them, and which files readers are known to have."""

from collections.abc import Collection, Iterable

from focalpoint.vault.database import Database


def owed_to(db: Database, reader: str) -> dict[str, set[int]]:
    """Return the files that a reader is owed, oldest first, with the numbers of the bundles that carried each."""
    rows = db.read(
        "SELECT file, number FROM file_owed LEFT JOIN file_carried USING (reader, file) WHERE reader = ? ORDER BY i",
        (reader,),
    )
    found: dict[str, set[int]] = {}
    for file, number in rows:
        found.setdefault(file, set()).update(() if number is None else (number,))
    return found


def waiting_readers(db: Database) -> list[str]:
    """Return the devices that are owed files."""
    return [row[0] for row in db.read("SELECT reader FROM file_owed GROUP BY reader ORDER BY min(i)")]


def owe(db: Database, reader: str, files: Iterable[str]) -> None:
    """Keep that files are owed to a reader; what carried them before still counts. Inside a transaction."""
    rows = [(reader, file) for file in files]
    db.write_many("INSERT OR IGNORE INTO file_owed (reader, file) VALUES (?, ?)", rows)


def carry(db: Database, reader: str, files: Iterable[str], number: int) -> None:
    """Keep that a bundle carried files that are owed, inside a transaction."""
    rows = [(reader, file, number) for file in files]
    db.write_many("INSERT OR IGNORE INTO file_carried VALUES (?, ?, ?)", rows)


def ask_again(db: Database, reader: str, files: Collection[str]) -> None:
    """Keep that a reader lacks files, whatever carried them before, inside a transaction."""
    owe(db, reader, files)
    _drop(db, "file_carried", reader, files)
    lose(db, reader, files)


def arrive(db: Database, reader: str, numbers: Iterable[int]) -> None:
    """Keep that a reader has the files that came with some bundles, inside a transaction."""
    rows = db.read_in("SELECT DISTINCT reader, file FROM file_carried WHERE number IN", set(numbers))
    files = {file for device, file in rows if device == reader}
    db.write_many("INSERT OR IGNORE INTO file_had VALUES (?, ?)", [(reader, file) for file in sorted(files)])
    for table in ("file_owed", "file_carried"):
        _drop(db, table, reader, files)


def had(db: Database) -> dict[str, list[str]]:
    """Return for each reader the files it is known to have."""
    found: dict[str, list[str]] = {}
    for reader, file in db.read("SELECT reader, file FROM file_had ORDER BY 1, 2"):
        found.setdefault(reader, []).append(file)
    return found


def lose(db: Database, reader: str, files: Iterable[str]) -> None:
    """Keep that a reader no longer has some files, inside a transaction."""
    _drop(db, "file_had", reader, files)


def _drop(db: Database, table: str, reader: str, files: Iterable[str]) -> None:
    db.write_many(f"DELETE FROM {table} WHERE reader = ? AND file = ?", [(reader, file) for file in files])


def forget(db: Database, files: Collection[str]) -> None:
    """Owe nobody files that were erased, inside a transaction."""
    for table in ("file_owed", "file_carried", "file_had"):
        db.write_in(f"DELETE FROM {table} WHERE file IN", files)
