"""The SQLCipher database: open, create, transactions, read-only connections, migrations."""

import threading
import time
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlcipher3 import dbapi2 as sqlcipher

from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.wording import N_
from focalpoint.vault import schema
from focalpoint.vault.errors import (
    DamagedDatabaseError,
    NewerVaultError,
    ReadOnlyVaultError,
    StorageError,
    VaultLockedError,
)
from focalpoint.vault.files import copy_durably, newest_backup
from focalpoint.vault.migrations import (
    m0001_journal,
    m0002_acknowledgements,
    m0003_trust,
    m0004_trust_indexes,
    m0005_ledger,
    m0006_officers,
    m0007_contents,
    m0008_state,
    m0009_packs,
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    m0001_journal.STATEMENTS,
    m0002_acknowledgements.STATEMENTS,
    m0003_trust.STATEMENTS,
    m0004_trust_indexes.STATEMENTS,
    m0005_ledger.STATEMENTS,
    m0006_officers.STATEMENTS,
    m0007_contents.STATEMENTS,
    m0008_state.STATEMENTS,
    m0009_packs.STATEMENTS,
)
VERSION = len(MIGRATIONS)
Row = tuple[Any, ...]
T = TypeVar("T")
BATCH, MANY = 256, 1 << 20  # rows that one statement speaks of; bytes that are held at once
WRITER_CACHE, READER_CACHE = 16_000, 1_000  # KiB; each thread that reads has a connection of its own
CHECKPOINT_TRIES = 100  # each 50 ms: readers are short
IN_USE, NO_ANSWER = N_("it is in use"), N_("the device does not answer")
_REFUSED = {
    "disk is full": N_("there is no space left"),
    "readonly": N_("it is write-protected"),
    "disk I/O error": NO_ANSWER,
    "unable to open database file": N_("it is not there"),
    "database is locked": IN_USE,
}
_DAMAGE = ("malformed", "not a database", "vtable constructor failed")


def batches(values: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Cut values into runs of at most so many."""
    rest = iter(values)
    while some := list(islice(rest, size)):
        yield some


def light_batches(values: Iterable[T], weight: Callable[[T], int]) -> Iterator[list[T]]:
    """Cut values into runs of at most BATCH, each of which ends once it has MANY bytes."""
    some: list[T] = []
    heavy = 0
    for value in values:
        some.append(value)
        heavy += weight(value)
        if len(some) == BATCH or heavy >= MANY:
            yield some
            some, heavy = [], 0
    if some:
        yield some


def _connect(path: Path, key: bytes, *, read_only: bool, nothing_written: bool = False) -> Any:
    """Open a connection; with `nothing_written`, not even the small files beside a database are made or changed."""
    name = (
        path.resolve().as_uri() + f"?mode=ro{'' if has_log(path) else '&immutable=1'}" if nothing_written else str(path)
    )
    connection = sqlcipher.connect(name, isolation_level=None, check_same_thread=False, timeout=15, uri=nothing_written)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA cipher_log_level = NONE")  # damage is told in words, not by the library
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = FAST")
    connection.execute(f"PRAGMA cache_size = -{READER_CACHE if read_only else WRITER_CACHE}")
    if read_only:
        connection.execute("PRAGMA query_only = ON")
    return connection


def has_log(path: Path) -> bool:
    """Tell whether a write-ahead log that holds something lies beside a database."""
    log = path.with_name(path.name + "-wal")
    return log.is_file() and log.stat().st_size > 0


def _is_whole(path: Path, key: bytes) -> bool:
    """Tell whether every page of a file carries its seal."""
    connection = _connect(path, key, read_only=True)
    try:
        return not connection.execute("PRAGMA cipher_integrity_check").fetchall()
    finally:
        connection.close()


def _refusal(error: Exception, path: Path) -> Exception:
    """Return what an error of the library means: damage, a refusing disk, or a mistake of this program."""
    mistake, said = error, str(error)
    if isinstance(error, sqlcipher.ProgrammingError | sqlcipher.IntegrityError):
        return mistake
    for words, reason in _REFUSED.items():
        if words in said:
            return StorageError(reason=reason)
    if isinstance(error, sqlcipher.OperationalError) and not any(words in said for words in _DAMAGE):
        return mistake
    return DamagedDatabaseError(backup=newest_backup(path.parent))


def opens_with(path: Path, key: bytes) -> bool:
    """Tell whether a key opens a database, without writing a byte beside it."""
    try:
        Database(path, key, read_only=True).close()
    except FocalpointError:
        return False
    return True


def encrypt_anew(source: Path, target: Path, old: bytes, new: bytes) -> None:
    """Write a copy of a database that nobody has open, with what its log holds, under another key; check every page."""
    log = source.with_name(source.name + "-wal")
    copy_durably(source, target)
    if has_log(source):
        copy_durably(log, target.with_name(target.name + "-wal"))
    try:
        connection = _connect(target, old, read_only=False)
        try:
            connection.execute("PRAGMA journal_mode = DELETE")  # what the log held is in the one file now
            connection.execute(f"PRAGMA rekey = \"x'{new.hex()}'\"")
        finally:
            connection.close()
        whole = _is_whole(target, new)
    except sqlcipher.DatabaseError as error:
        if "PRAGMA key or rekey" in str(error):  # all that the library says when the disk refuses the new pages
            raise StorageError(reason=NO_ANSWER) from error
        raise _refusal(error, source) from error
    if not whole:
        raise DamagedDatabaseError(backup=newest_backup(source.parent))


class Database:
    """One write connection guarded by a lock, and one read-only connection for each thread that asks.

    Opened `read_only`, it writes nothing, and every transaction is refused.
    """

    def __init__(self, path: Path, key: bytes, *, read_only: bool = False) -> None:
        self._path, self._key, self.read_only = path, key, read_only
        self._lock = threading.RLock()
        self._readers_lock = threading.Lock()
        self._readers: dict[int, Any] = {}
        self._depth = 0
        self._closed = False
        try:
            self._writer = _connect(path, key, read_only=read_only, nothing_written=read_only)
            self._writer.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if not read_only:
                self._writer.execute("PRAGMA journal_mode = WAL")
                self._writer.execute("PRAGMA synchronous = FULL")
        except sqlcipher.DatabaseError as error:
            raise self._refusal(error) from error

    def _refusal(self, error: Exception) -> Exception:
        """Return what an error of the library means here."""
        if self._closed and isinstance(error, sqlcipher.ProgrammingError | sqlcipher.IntegrityError):
            return VaultLockedError()
        return _refusal(error, self._path)

    @property
    def closed(self) -> bool:
        """Tell whether the connections are closed."""
        return self._closed

    def write(self, statement: str, parameters: Sequence[object] = ()) -> Any:
        """Run one statement on the write connection, inside `transaction()`."""
        return self._writer.execute(statement, parameters)

    def write_many(self, statement: str, rows: Sequence[Sequence[object]]) -> None:
        """Run one statement for many rows, inside `transaction()`."""
        if rows:
            self._writer.executemany(statement, rows)

    def write_in(self, statement: str, values: Collection[object]) -> None:
        """Run a statement that ends with `IN` for values of any number, inside `transaction()`."""
        for some in batches(values):
            self.write(f"{statement} ({', '.join('?' * len(some))})", some)

    @contextmanager
    def transaction(self) -> Iterator["Database"]:
        """Commit everything written inside, or nothing. Nested uses join the outer one."""
        with self._lock:
            if self._closed:
                raise VaultLockedError
            if self.read_only:
                raise ReadOnlyVaultError
            self._depth += 1
            try:
                if self._depth == 1:
                    self._writer.execute("BEGIN IMMEDIATE")
                yield self
                if self._depth == 1:
                    self._writer.execute("COMMIT")
            except BaseException as error:
                if self._depth == 1 and self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                if isinstance(error, sqlcipher.DatabaseError):
                    raise self._refusal(error) from error
                raise
            finally:
                self._depth -= 1

    def read(self, query: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Run a query: on the write connection inside this thread's transaction, else on a read-only one."""
        return self.scan(query, parameters, list)

    def read_numbers(self, query: str, parameters: Sequence[object] = ()) -> "array[int]":
        """Run a query for one column of whole numbers, however many: 8 bytes are held for each."""
        return self.scan(query, parameters, lambda rows: array("q", (row[0] for row in rows)))

    def scan(self, query: str, parameters: Sequence[object], take: Callable[[Iterator[Row]], T]) -> T:
        """Run a query and return what `take` makes of its rows, which come one by one: they need not all be held."""
        if self._depth and self._lock.acquire(blocking=False):
            try:
                if self._depth:
                    return take(self._writer.execute(query, parameters))
            finally:
                self._lock.release()
        try:
            return take(self._reader().execute(query, parameters))
        except sqlcipher.DatabaseError as error:
            raise self._refusal(error) from error

    def read_in(self, query: str, values: Collection[object], tail: str = "") -> list[Row]:
        """Run a query that ends with `IN` for values of any number, and return all rows."""
        found: list[Row] = []
        for some in batches(values):
            found += self.read(f"{query} ({', '.join('?' * len(some))}){tail}", some)
        return found

    def row(self, query: str, parameters: Sequence[object] = ()) -> Row | None:
        """Return the first row of a query, or None."""
        rows = self.read(query, parameters)
        return rows[0] if rows else None

    def scalar(self, query: str, parameters: Sequence[object] = ()) -> Any:
        """Return the first column of the first row, or None."""
        row = self.row(query, parameters)
        return row[0] if row else None

    def _reader(self) -> Any:
        if self._closed:
            raise VaultLockedError
        thread = threading.get_ident()
        with self._readers_lock:
            connection = self._readers.get(thread)
            if connection is None:
                connection = self._readers[thread] = _connect(
                    self._path, self._key, read_only=True, nothing_written=self.read_only
                )
        return connection

    def meta(self, key: str, default: str = "") -> str:
        """Return a value of the `meta` table."""
        return str(self.scalar("SELECT value FROM meta WHERE key = ?", (key,)) or default)

    def set_meta(self, key: str, value: str) -> None:
        """Set a value of the `meta` table, inside a transaction."""
        self.write("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def version(self) -> int:
        """Return the schema version the file was written with."""
        return int(self.scalar("PRAGMA user_version"))

    def migrate(self, before: Callable[[], object]) -> bool:
        """Bring an older file to this version, calling `before` (a backup) first; tell whether anything was done."""
        found = self.version()
        if found > VERSION:
            raise NewerVaultError
        if found == VERSION:
            return False
        if found:
            before()
        with self.transaction():
            for statements in MIGRATIONS[found:]:
                for statement in statements:
                    self.write(statement)
            self.write(f"PRAGMA user_version = {VERSION}")
            self.write(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        return True

    def damage(self) -> list[str]:
        """Check every page's authentication and every reference; return what is wrong, nothing if all is well."""
        pages = [str(row[0]) for row in self.read("PRAGMA cipher_integrity_check")]
        if pages:
            return pages
        broken = [str(row[0]) for row in self.read("PRAGMA quick_check") if row[0] != "ok"]
        keys = [str(row) for row in self.read("PRAGMA foreign_key_check")]
        return [*broken, *keys]

    def copy_to(self, target: Path) -> None:
        """Write a copy of the encrypted file that the same key opens, and check every page of it.

        Raise DamagedDatabaseError if a page does not carry its seal: a damaged copy is no backup.
        """
        try:
            with self._lock:
                if self._closed:
                    raise VaultLockedError
                if not self.read_only:
                    self.settle()
                copy_durably(self._path, target)
                if self.read_only and has_log(self._path):
                    copy_durably(self._path.with_name("vault.db-wal"), target.with_name("vault.db-wal"))
            whole = _is_whole(target, self._key)
        except sqlcipher.DatabaseError as error:
            raise self._refusal(error) from error
        if not whole:
            raise DamagedDatabaseError(backup=newest_backup(self._path.parent))

    def settle(self) -> None:
        """Bring everything written into the one file; readers may hold this up for a moment."""
        for _try in range(CHECKPOINT_TRIES):
            busy = self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            if not busy:
                return
            time.sleep(0.05)
        raise StorageError(reason=IN_USE)

    def shred(self) -> None:
        """Write the file anew without the pages that are free, so that nothing erased is left in it or in its log."""
        with self._lock:
            if self._closed:
                raise VaultLockedError
            self.settle()
            try:
                self._writer.execute("PRAGMA secure_delete = ON")
                self._writer.execute("VACUUM")
                self._writer.execute("PRAGMA secure_delete = FAST")
            except sqlcipher.DatabaseError as error:
                raise self._refusal(error) from error
            self.settle()

    def close(self) -> None:
        """Close every connection; later calls raise VaultLockedError."""
        with self._lock:
            if self._closed:
                return
            self._closed, self._key = True, b""
            with ExitStack() as all_of_them:  # each is closed, whatever became of the others
                all_of_them.callback(self._writer.close)
                for connection in self._readers.values():
                    all_of_them.callback(connection.close)
                self._readers.clear()
