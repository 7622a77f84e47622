"""A new vault key: every database in the folder is written anew under it, one after the other, resumable after a kill.

First the live database, the key file and `rekeying.json` are exchanged in one step: the old key, wrapped under the new.
From then on the vault opens with the new key; older states that the old key still opens are written anew as they are
found, each in one step with its key file, and `rekeying.json` goes when none is left. Sealed parts are not: each has a
key of its own, which stands in the database.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from secrets import token_bytes

import msgspec

from focalpoint.crypto import wrapping
from focalpoint.crypto.wrapping import Kdf, WrapError
from focalpoint.vault import backup, files, keyslots, switching
from focalpoint.vault.database import Database, encrypt_anew, has_log, opens_with
from focalpoint.vault.errors import DamagedDatabaseError, WeakerKeySlotsError
from focalpoint.vault.keyfile import Factor
from focalpoint.vault.keyslots import SlotKind

NAME = "rekeying.json"
LEAST = "kdf"  # in `meta`: the derivation the vault was made with


class _State(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    nonce: str
    sealed: str


def least(db: Database) -> Kdf:
    """Return the derivation a vault was made with, which no key slot may fall short of."""
    memory, _x, passes = db.meta(LEAST, f"{wrapping.FLOOR_MIB}x1").partition("x")
    return Kdf(int(memory), int(passes))


def spread(folder: Path, key: bytes, others: list[Path]) -> tuple[str, ...]:
    """Give older states that the key opens the key file of the vault; return those that it does not open."""
    content = (folder / keyslots.NAME).read_bytes()
    left = []
    for place in others:
        file = place / keyslots.NAME
        if file.is_file() and file.read_bytes() == content:
            continue
        if opens_with(place / "vault.db", key):
            files.write_durably(file, content)
        else:
            left.append(place.name)
    return tuple(left)


def begin(
    folder: Path,
    old_secret: bytes,
    secrets: dict[SlotKind, bytes],
    also: Callable[[Database], None],
    *,
    factor: Factor | None = None,
) -> bytes:
    """Exchange the key of a vault that is closed; return the new one. `also` writes what belongs to the same step.

    A key file that stands beside the passphrase stays.

    Raise WrongPassphraseError, DamagedKeySlotsError, WeakerKeySlotsError, VaultInUseError, DamagedDatabaseError or
    StorageError; then nothing has changed.
    """
    lock = files.VaultLock(folder)
    try:
        switching.finish(folder)
        file = keyslots.read(folder)
        old = keyslots.open_with(file, "passphrase", old_secret, factor)
        if unfinished(folder):
            go_on(folder, old, lambda _done, _total: None)
        if not (folder / "vault.db").is_file():
            raise DamagedDatabaseError(backup=files.newest_backup(folder))
        new = token_bytes(wrapping.KEY_BYTES)
        switch = switching.Switch(folder)
        fresh = switch.room("vault.db")
        logged = has_log(folder / "vault.db")
        encrypt_anew(folder / "vault.db", fresh, old, new)
        db = Database(fresh, new)
        try:
            kdf = least(db)
            if keyslots.is_weaker(file, kdf):
                raise WeakerKeySlotsError
            also(db)
            if logged:  # what the log of a vault that was not closed held is in the new file: none is missing
                with db.transaction():
                    db.set_meta("clean", "1")
        finally:
            db.close()
        slots = _slots(file, secrets, new, kdf, factor=factor)
        training = keyslots.is_training(file)
        switch.write(keyslots.encode_slots(file.vault, slots, new, training=training), keyslots.NAME)
        nonce, sealed = wrapping.wrap(old, new, NAME.encode())
        switch.write(msgspec.json.encode(_State(nonce.hex(), sealed.hex())), NAME)
        switch.commit()
    finally:
        shutil.rmtree(folder / f"{switching.READY}.part", ignore_errors=True)
        lock.release()
    return new


def _slots(
    file: keyslots.KeyFile, secrets: dict[SlotKind, bytes], key: bytes, kdf: Kdf, *, factor: Factor | None
) -> tuple[keyslots.Slot, ...]:
    beside = {"passphrase": factor if keyslots.key_file_of(file) else None}
    return tuple(
        keyslots.make_slot(kind, secret, key, file.vault, kdf=kdf, factor=beside.get(kind))
        for kind, secret in secrets.items()
    )


def unfinished(folder: Path) -> bool:
    """Tell whether older states may still stand under the old key."""
    return (folder / NAME).is_file()


def go_on(folder: Path, key: bytes, report: Callable[[int, int], None]) -> tuple[str, ...]:
    """Write older states anew that the old key still opens; return the names of those that neither key opens.

    Call it with the lock of the vault held. It may be stopped between two, and called again.
    """
    old = _old_key(folder, key)
    places = backup.everything(folder)
    for done, place in enumerate(places):
        report(done, len(places))
        waits = old is not None and switching.is_own_name(place.name) and not opens_with(place / "vault.db", key)
        if old is not None and waits and opens_with(place / "vault.db", old):
            switch = switching.Switch(folder)
            target = f"{backup.FOLDER}/{place.name}"
            encrypt_anew(place / "vault.db", switch.room(f"{target}/vault.db"), old, key)
            switch.copy(folder / keyslots.NAME, f"{target}/{keyslots.NAME}")
            switch.commit()
    left = spread(folder, key, places)
    (folder / NAME).unlink(missing_ok=True)
    files.sync_folder(folder)
    report(len(places), len(places))
    return left


def _old_key(folder: Path, key: bytes) -> bytes | None:
    try:
        state = msgspec.json.decode((folder / NAME).read_bytes(), type=_State)
        return wrapping.unwrap(bytes.fromhex(state.nonce), bytes.fromhex(state.sealed), key, NAME.encode())
    except (OSError, msgspec.MsgspecError, ValueError, WrapError):
        return None
