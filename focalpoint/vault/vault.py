"""A vault: the folder `NAME.focalpoint/` with its database, key slots, parts and backups."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nacl.utils import random

from focalpoint.crypto import sealing, signing, wrapping
from focalpoint.crypto.wrapping import Kdf
from focalpoint.domain.errors import FocalpointError
from focalpoint.vault import audit, backup, erasing, files, keyslots, parts, projection, schema
from focalpoint.vault.database import Database
from focalpoint.vault.errors import (
    DamagedDatabaseError,
    NotAVaultError,
    VaultExistsError,
)
from focalpoint.vault.journal import Identity, Journal
from focalpoint.vault.keyslots import SlotKind

AUDIT_AT_UNLOCK = 2_000  # entries checked before the window opens; the rest is checked right after, in the background


@dataclass(slots=True)
class Vault:
    """An open vault. `key` is the raw database key; it leaves memory when the vault is closed.

    `audit_intact` tells whether the newest part of the audit log fits together; `restored`, whether this is the first
    opening after a backup was put in the place of the vault.
    """

    folder: Path
    db: Database
    journal: Journal
    key: bytes
    _lock: files.VaultLock
    audit_intact: bool = True
    restored: bool = False

    @property
    def identity(self) -> Identity:
        """Return the identity of this device."""
        return self.journal.identity

    def close(self) -> None:
        """Close the database and let others open the vault."""
        try:
            with suppress(FocalpointError), self.db.transaction():
                self.db.set_meta("clean", "1")
        finally:
            self.key = b""
            try:
                self.db.close()
            finally:
                self._lock.release()


def create(folder: Path, secrets: dict[SlotKind, bytes], kdf: Kdf, device_id: Callable[[bytes, str], str]) -> Vault:
    """Create a vault whose key is wrapped under each secret, with a new device identity and a new space."""
    if folder.suffix != files.SUFFIX:
        raise NotAVaultError
    if folder.exists() and not _left_over(folder):
        raise VaultExistsError
    shutil.rmtree(folder, ignore_errors=True)
    for path in (folder, folder / "parts", folder / backup.FOLDER):
        files.make_folder(path)
    lock = files.VaultLock(folder)
    key, vault_id = random(wrapping.KEY_BYTES), random(16).hex()
    slots = tuple(keyslots.make_slot(kind, secret, key, vault_id, kdf) for kind, secret in secrets.items())
    db = Database(folder / "vault.db", key)
    (folder / "vault.db").chmod(0o600)
    db.migrate(lambda: None)
    seed, age = signing.new_key(), sealing.new_identity()
    device = device_id(signing.public_key(seed), sealing.recipient_of(age))
    identity = Identity(device, seed, age, random(16).hex())
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
        ):
            db.set_meta(name, value)
    keyslots.write(folder, vault_id, slots, key)  # last: without it the folder is no vault yet
    return Vault(folder, db, Journal(db, identity), key, lock)


def _left_over(folder: Path) -> bool:
    """Tell whether a folder is what an interrupted creation left: no key slots yet, hence nothing anyone could open."""
    names = {path.name for path in folder.iterdir()} if folder.is_dir() else {"a file"}
    within = [path for name in ("parts", backup.FOLDER) for path in (folder / name).glob("*")]
    return names <= {"vault.db", "vault.db-wal", "vault.db-shm", "vault.lock", "parts", backup.FOLDER} and not within


def open_vault(folder: Path, kind: SlotKind, secret: bytes, now: datetime, report: Callable[[int, int], None]) -> Vault:
    """Open a vault with a secret; check its audit chain; bring older files up to date after a backup."""
    if not folder.is_dir() or folder.suffix != files.SUFFIX:
        raise NotAVaultError
    file = keyslots.read(folder)
    key = keyslots.open_with(file, kind, secret)
    lock = files.VaultLock(folder)
    try:
        db = _database(folder, key)
    except BaseException:
        lock.release()
        raise
    try:
        db.migrate(lambda: backup.make(folder, db, now, "before"))
        if db.meta("derived") != schema.derived_digest():
            backup.make(folder, db, now, "before")
            projection.rebuild(db, report)
        intact = audit.intact(db, AUDIT_AT_UNLOCK)
        if not intact:
            audit.mark_broken(db, now)
        _sweep_after_crash(folder, db)
        erasing.finish(folder, db)
    except BaseException:
        db.close()
        lock.release()
        raise
    identity = Identity(db.meta("device"), bytes.fromhex(db.meta("seed")), db.meta("age"), db.meta("space"))
    opened = Vault(folder, db, Journal(db, identity), key, lock, intact)
    if (folder / backup.RESTORED).is_file():
        opened.journal.begin_epoch(opened.journal.epoch)
        opened.restored = True
        (folder / backup.RESTORED).unlink()
    return opened


def _database(folder: Path, key: bytes) -> Database:
    """Open the database; a file that is missing or empty is damage, not a new vault."""
    path = folder / "vault.db"
    if not path.is_file() or not path.stat().st_size:
        raise DamagedDatabaseError(backup=files.newest_backup(folder))
    return Database(path, key)


def _sweep_after_crash(folder: Path, db: Database) -> None:
    if db.meta("clean") != "1":
        parts.sweep(folder, db)
    with db.transaction():
        db.set_meta("clean", "0")
