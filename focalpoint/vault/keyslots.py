"""Key slots: one random vault key, wrapped once for the passphrase and once for the recovery words.

`keyslots.json` is canonical JSON (msgspec order, no spaces). `sum` is the SHA-256 of the file without it and tells
damage from a wrong passphrase; `mac` is keyed with the vault key and tells whether somebody exchanged a slot.
A slot for the passphrase may ask for a key file too (see `keyfile.py`); such a file of slots is of version 2. That of a
training vault says so, is of version 3, and can be told before the passphrase.
"""

import hashlib
import hmac
from pathlib import Path
from secrets import token_bytes
from typing import Literal

import msgspec

from focalpoint.crypto import wrapping
from focalpoint.crypto.wrapping import Kdf, WrapError
from focalpoint.vault import slot_names
from focalpoint.vault.errors import (
    DamagedKeySlotsError,
    KeyFileMissingError,
    NewerVaultError,
    OtherKeyFileError,
    WeakerKeySlotsError,
    WrongPassphraseError,
)
from focalpoint.vault.files import write_durably
from focalpoint.vault.keyfile import Factor

NAME = slot_names.NAME
VERSION = 3  # of the slots of a training vault
WITH_KEY_FILE = 2
PLAIN = 1  # of slots that ask for no key file
SlotKind = Literal["passphrase", "recovery"]


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One way to the vault key: hexadecimal salt, nonce and wrapped key, with the Argon2id parameters.

    `key_file` names the key file that is asked for beside the secret, "" for none.
    """

    kind: SlotKind
    memory_mib: int
    passes: int
    salt: str
    nonce: str
    sealed: str
    key_file: str = ""

    @property
    def kdf(self) -> Kdf:
        """Return the parameters of the slot."""
        return Kdf(self.memory_mib, self.passes)


class KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of `keyslots.json`."""

    v: int
    vault: str
    slots: tuple[Slot, ...]
    training: bool | msgspec.UnsetType = msgspec.UNSET  # left out, or true
    mac: str = ""
    sum: str = ""


class _KeySlotsVersion(msgspec.Struct):
    v: int


def _context(vault: str, kind: str, kdf: Kdf, salt: str, *, key_file: str) -> bytes:
    also = f" {key_file}" if key_file else ""
    return f"focalpoint keyslot 1 {vault} {kind} {kdf.memory_mib} {kdf.passes} {salt}{also}".encode()


def make_slot(kind: SlotKind, secret: bytes, key: bytes, vault: str, *, kdf: Kdf, factor: Factor | None = None) -> Slot:
    """Wrap the vault key under a secret, and a key file beside it if one is given."""
    salt = token_bytes(wrapping.SALT_BYTES)
    kek = wrapping.derive(secret, salt, kdf)
    name = factor.name if factor is not None else ""
    if factor is not None:
        kek = factor.joined(kek)
    nonce, sealed = wrapping.wrap(key, kek, _context(vault, kind, kdf, salt.hex(), key_file=name))
    return Slot(kind, kdf.memory_mib, kdf.passes, salt.hex(), nonce.hex(), sealed.hex(), name)


def _sum(file: KeyFile) -> str:
    return hashlib.sha256(msgspec.json.encode(msgspec.structs.replace(file, sum=""))).hexdigest()


def _mac(file: KeyFile, key: bytes) -> str:
    plain = msgspec.json.encode(msgspec.structs.replace(file, mac="", sum=""))
    return hashlib.blake2b(plain, key=key, person=b"fp-keyslots").hexdigest()


def encode_slots(vault: str, slots: tuple[Slot, ...], key: bytes, *, training: bool) -> bytes:
    """Return the bytes of a key file."""
    version = VERSION if training else WITH_KEY_FILE if any(slot.key_file for slot in slots) else PLAIN
    file = KeyFile(version, vault, slots, training or msgspec.UNSET)
    file = msgspec.structs.replace(file, mac=_mac(file, key))
    return msgspec.json.encode(msgspec.structs.replace(file, sum=_sum(file)))


def write(folder: Path, vault: str, slots: tuple[Slot, ...], key: bytes, *, training: bool) -> None:
    """Write the key file in one step."""
    write_durably(folder / NAME, encode_slots(vault, slots, key, training=training))


def verified(folder: Path, key: bytes, least: Kdf) -> KeyFile:
    """Read the key file as a whole, before any slot is rewritten.

    Raise DamagedKeySlotsError if somebody exchanged a slot, WeakerKeySlotsError if one is weaker than `least`.
    """
    file = read(folder)
    if not hmac.compare_digest(file.mac, _mac(file, key)):
        raise DamagedKeySlotsError
    if is_weaker(file, least):
        raise WeakerKeySlotsError
    return file


def is_weaker(file: KeyFile, least: Kdf) -> bool:
    """Tell whether a slot guards the key with less memory or fewer passes than the vault was made with."""
    return any(slot.memory_mib < least.memory_mib or slot.passes < least.passes for slot in file.slots)


def read(folder: Path) -> KeyFile:
    """Read and check the key file; raise DamagedKeySlotsError or NewerVaultError."""
    try:
        content = (folder / NAME).read_bytes()
        file = msgspec.json.decode(content, type=KeyFile)
    except OSError as error:
        raise DamagedKeySlotsError from error
    except (msgspec.MsgspecError, ValueError) as error:
        _refuse_newer(content)
        raise DamagedKeySlotsError from error
    intact = file.sum == _sum(file) and msgspec.json.encode(file) == content
    if not intact:
        raise DamagedKeySlotsError
    if file.v > VERSION:
        raise NewerVaultError
    if file.training is False or not all(slot.kdf.valid() for slot in file.slots):
        raise DamagedKeySlotsError
    return file


def _refuse_newer(content: bytes) -> None:
    try:
        version = msgspec.json.decode(content, type=_KeySlotsVersion).v
    except (msgspec.MsgspecError, ValueError):
        return
    if version > VERSION:
        raise NewerVaultError


def is_training(file: KeyFile) -> bool:
    """Tell whether the slots are those of a training vault."""
    return file.training is True


def key_file_of(file: KeyFile) -> str:
    """Return the name of the key file that is asked for beside the passphrase, "" for none."""
    return next((slot.key_file for slot in file.slots if slot.kind == "passphrase"), "")


def open_with(file: KeyFile, kind: SlotKind, secret: bytes, factor: Factor | None = None) -> bytes:
    """Return the 32-byte vault key.

    Raise WrongPassphraseError, KeyFileMissingError or OtherKeyFileError if it asks for a key file, or
    DamagedKeySlotsError if a slot was exchanged.
    """
    for slot in file.slots:
        if slot.kind != kind:
            continue
        kek = wrapping.derive(secret, bytes.fromhex(slot.salt), slot.kdf)
        if slot.key_file:
            kek = _asked_for(slot, factor).joined(kek)
        context = _context(file.vault, slot.kind, slot.kdf, slot.salt, key_file=slot.key_file)
        try:
            key = wrapping.unwrap(bytes.fromhex(slot.nonce), bytes.fromhex(slot.sealed), kek, context)
        except WrapError:
            continue
        if not hmac.compare_digest(file.mac, _mac(file, key)):
            raise DamagedKeySlotsError
        return key
    raise WrongPassphraseError


def _asked_for(slot: Slot, factor: Factor | None) -> Factor:
    if factor is None:
        raise KeyFileMissingError
    if factor.name != slot.key_file:
        raise OtherKeyFileError
    return factor
