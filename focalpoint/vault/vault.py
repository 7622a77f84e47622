"""A vault: the folder `NAME.focalpoint/` with its database, key slots, parts and backups."""

import atexit
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_bytes

from focalpoint.crypto import sealing, signing, wrapping
from focalpoint.crypto.wrapping import Kdf
from focalpoint.domain import worlds
from focalpoint.domain.errors import FocalpointError
from focalpoint.vault import audit, backup, erasing, files, keyslots, projection, rekeying, schema, switching
from focalpoint.vault.database import IN_USE, VERSION, Database
from focalpoint.vault.errors import (
    DamagedDatabaseError,
    NotAVaultError,
    StorageError,
    VaultExistsError,
)
from focalpoint.vault.journal import DeviceIdentity, Journal
from focalpoint.vault.keyfile import Factor
from focalpoint.vault.keyslots import SlotKind

AUDIT_AT_UNLOCK = 2_000  # entries checked before the window opens; the rest is checked right after, in the background


@dataclass(slots=True)
class Vault:
    """An open vault. `key` is the raw database key; it leaves memory when the vault is closed.

    `audit_intact` tells whether the newest part of the audit log fits together; `restored`, whether this is the first
    opening after a backup was put in the place of the vault; `log_missing`, whether the vault was not closed last time
    and the write-ahead log is not beside its database.
    """

    folder: Path
    db: Database
    journal: Journal
    key: bytes
    _lock: files.VaultLock | files.NoLock
    audit_intact: bool = True
    restored: bool = False
    log_missing: bool = False
    scratch: Path | None = None  # a private copy that is read where the vault's own folder does not let its log be read

    @property
    def identity(self) -> DeviceIdentity:
        """Return the identity of this device."""
        return self.journal.identity

    def close(self) -> None:
        """Close the database and let others open the vault."""
        atexit.unregister(self.close)
        closed = self.db.closed
        try:
            with suppress(FocalpointError):
                with self.db.transaction():
                    self.db.set_meta("clean", "1")
                closed = True
        finally:
            self.key = b""
            try:
                self.db.close()
                if not (closed or self.db.read_only):  # all is in the database, which could not say so
                    with suppress(OSError):
                        _log_of(self.folder).touch(mode=0o600)
                if self.scratch is not None:
                    shutil.rmtree(self.scratch, ignore_errors=True)
            finally:
                self._lock.release()


def create(
    folder: Path, secrets: dict[SlotKind, bytes], kdf: Kdf, device_id: Callable[[bytes, str], str], *, space: str
) -> Vault:
    """Create a vault whose key is wrapped under each secret, with a new device identity in a space of its own."""
    if folder.suffix != files.SUFFIX:
        raise NotAVaultError
    if folder.exists() and not _left_over(folder):
        raise VaultExistsError
    shutil.rmtree(folder, ignore_errors=True)
    for path in (folder, folder / "parts", folder / backup.FOLDER):
        files.make_folder(path)
    lock = files.VaultLock(folder)
    key, vault_id = token_bytes(wrapping.KEY_BYTES), token_bytes(16).hex()
    slots = tuple(keyslots.make_slot(kind, secret, key, vault_id, kdf=kdf) for kind, secret in secrets.items())
    db = Database(folder / "vault.db", key)
    (folder / "vault.db").chmod(0o600)
    db.migrate(lambda: None)
    seed, age = signing.new_key(), sealing.new_identity()
    device = device_id(signing.public_key(seed), sealing.recipient_of(age))
    identity = DeviceIdentity(device, seed, age, space)
    with db.transaction():
        for statement in schema.derived():
            db.write(statement)
        db.set_meta("derived", schema.derived_digest())
        for name, value in (
            ("vault", vault_id),
            ("device", device),
            ("seed", seed.hex()),
            ("age", age),
            ("space", identity.space),
            (rekeying.LEAST, f"{kdf.memory_mib}x{kdf.passes}"),
        ):
            db.set_meta(name, value)
    _mark_open(db)
    training = worlds.is_training(space)
    keyslots.write(folder, vault_id, slots, key, training=training)  # last: without it the folder is no vault yet
    return _kept_open(Vault(folder, db, Journal(db, identity), key, lock))


def _left_over(folder: Path) -> bool:
    """Tell whether a folder is what an interrupted creation left: no key slots yet, hence nothing anyone could open."""
    names = {path.name for path in folder.iterdir()} if folder.is_dir() else {"a file"}
    within = [path for name in ("parts", backup.FOLDER) for path in (folder / name).glob("*")]
    return names <= {"vault.db", "vault.db-wal", "vault.db-shm", "vault.lock", "parts", backup.FOLDER} and not within


def open_vault(
    folder: Path,
    kind: SlotKind,
    secret: bytes,
    now: datetime,
    *,
    report: Callable[[int, int], None],
    factor: Factor | None = None,
) -> Vault:
    """Open a vault with a secret; check its audit chain; bring older files up to date after a backup.

    If the disk takes nothing, the vault is opened for reading only.
    """
    if not folder.is_dir() or folder.suffix != files.SUFFIX:
        raise NotAVaultError
    try:
        lock: files.VaultLock | files.NoLock = files.VaultLock(folder)
    except StorageError:
        lock = files.NoLock()  # a disk that takes nothing; what can be read must be readable
    try:
        if isinstance(lock, files.VaultLock) or (folder / switching.READY).is_dir():
            switching.finish(folder)
        file = keyslots.read(folder)
        key = keyslots.open_with(file, kind, secret, factor)
        try:
            held = lock if isinstance(lock, files.VaultLock) else files.VaultLock(folder)
            opened = _open_writing(folder, key, held, now, report=report)
            _remember_derivation(opened.db, file)
            return opened
        except StorageError as error:
            if error.parameters.get("reason") == IN_USE:
                raise
            return _open_reading(folder, key, lock, error)
    except BaseException:
        lock.release()
        raise


def _open_writing(
    folder: Path, key: bytes, lock: files.VaultLock, now: datetime, *, report: Callable[[int, int], None]
) -> Vault:
    logged = _log_of(folder).exists()
    db = _database(folder, key)
    restored = (folder / backup.RESTORED).is_file()
    try:
        migrated = db.migrate(lambda: backup.make(folder, db, now, "before"))
        if db.meta("derived") != schema.derived_digest():
            if not migrated:
                backup.make(folder, db, now, "before")
            projection.rebuild(db, report)
        intact = audit.intact(db, AUDIT_AT_UNLOCK)
        if not intact:
            audit.mark_broken(db, now)
        log_missing = db.meta("clean") == "0" and not logged and not restored
        _mark_open(db)
        erasing.finish(folder, db)
        opened = Vault(folder, db, journal_of(db), key, lock, intact, restored, log_missing)
        if restored:
            opened.journal.begin_epoch(opened.journal.epoch)
            (folder / backup.RESTORED).unlink()
    except BaseException:
        db.close()
        raise
    return _kept_open(opened)


def _kept_open(opened: Vault) -> Vault:
    """Let a program that ends without closing its vault close it all the same: else its log would seem missing."""
    atexit.register(opened.close)
    return opened


def _remember_derivation(db: Database, file: keyslots.KeyFile) -> None:
    """Keep how the key was guarded when the vault was made: a slot that is weaker was written by somebody else."""
    if not db.meta(rekeying.LEAST) and file.slots:
        memory, passes = (min(values) for values in zip(*((s.memory_mib, s.passes) for s in file.slots), strict=True))
        with db.transaction():
            db.set_meta(rekeying.LEAST, f"{memory}x{passes}")


def _open_reading(folder: Path, key: bytes, lock: files.VaultLock | files.NoLock, refusal: StorageError) -> Vault:
    """Open without writing; raise what the disk said if the files are of another version or cannot be read so."""
    if not (folder / "vault.db").is_file():
        raise refusal
    scratch: Path | None = None
    try:
        db = Database(folder / "vault.db", key, read_only=True)
    except StorageError:  # a log lies beside it, which cannot be read in this place: both are read from a private copy
        scratch = Path(tempfile.mkdtemp(prefix="focalpoint-"))
        try:
            for name in ("vault.db", "vault.db-wal"):
                files.copy_durably(folder / name, scratch / name)
            db = Database(scratch / "vault.db", key, read_only=True)
        except (OSError, FocalpointError) as error:
            shutil.rmtree(scratch, ignore_errors=True)
            raise refusal from error
    if db.version() != VERSION or db.meta("derived") != schema.derived_digest():
        db.close()
        raise refusal
    intact = audit.intact(db, AUDIT_AT_UNLOCK)
    return Vault(folder, db, journal_of(db), key, lock, intact, scratch=scratch)


def look_into(folder: Path, key: bytes) -> Vault:
    """Open an older state of a vault, a backup, without writing a byte beside it."""
    db = Database(folder / "vault.db", key, read_only=True)
    return Vault(folder, db, journal_of(db), key, files.NoLock())


def journal_of(db: Database) -> Journal:
    """Return the journal of a database that was opened apart from its vault."""
    return Journal(db, _identity(db))


def _identity(db: Database) -> DeviceIdentity:
    return DeviceIdentity(db.meta("device"), bytes.fromhex(db.meta("seed")), db.meta("age"), db.meta("space"))


def _database(folder: Path, key: bytes) -> Database:
    """Open the database; a file that is missing or empty is damage, not a new vault."""
    path = folder / "vault.db"
    if not path.is_file() or not path.stat().st_size:
        raise DamagedDatabaseError(backup=files.newest_backup(folder))
    return Database(path, key)


def _log_of(folder: Path) -> Path:
    return folder / "vault.db-wal"


def _mark_open(db: Database) -> None:
    """Say in the database file itself that it is open: from now on until it is closed, its log lies beside it."""
    with db.transaction():
        db.set_meta("clean", "0")
    db.settle()
