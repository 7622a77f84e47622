"""Key slots: one random vault key, wrapped once for the passphrase and once for the recovery words.

`keyslots.json` is canonical JSON (msgspec order, no spaces). `sum` is the SHA-256 of the file without it and tells
damage from a wrong passphrase; `mac` is keyed with the vault key and tells whether somebody exchanged a slot.
"""

import hashlib
import hmac
from pathlib import Path
from typing import Literal

import msgspec
from nacl.utils import random

from focalpoint.crypto import wrapping
from focalpoint.crypto.wrapping import Kdf, WrapError
from focalpoint.vault.errors import (
    DamagedKeySlotsError,
    NewerVaultError,
    WeakerKeySlotsError,
    WrongPassphraseError,
)
from focalpoint.vault.files import write_durably

NAME = "keyslots.json"
VERSION = 1
SlotKind = Literal["passphrase", "recovery"]


class Slot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to the vault key: hexadecimal salt, nonce and wrapped key, with the Argon2id parameters."""

    kind: SlotKind
    memory_mib: int
    passes: int
    salt: str
    nonce: str
    sealed: str

    @property
    def kdf(self) -> Kdf:
        """Return the parameters of the slot."""
        return Kdf(self.memory_mib, self.passes)


class KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of `keyslots.json`."""

    v: int
    vault: str
    slots: tuple[Slot, ...]
    mac: str = ""
    sum: str = ""


class _Version(msgspec.Struct):
    v: int


def _context(vault: str, kind: str, kdf: Kdf, salt: str) -> bytes:
    return f"focalpoint keyslot 1 {vault} {kind} {kdf.memory_mib} {kdf.passes} {salt}".encode()


def make_slot(kind: SlotKind, secret: bytes, key: bytes, vault: str, kdf: Kdf) -> Slot:
    """Wrap the vault key under a secret."""
    salt = random(wrapping.SALT_BYTES)
    kek = wrapping.derive(secret, salt, kdf)
    nonce, sealed = wrapping.wrap(key, kek, _context(vault, kind, kdf, salt.hex()))
    return Slot(kind, kdf.memory_mib, kdf.passes, salt.hex(), nonce.hex(), sealed.hex())


def _sum(file: KeyFile) -> str:
    return hashlib.sha256(msgspec.json.encode(msgspec.structs.replace(file, sum=""))).hexdigest()


def _mac(file: KeyFile, key: bytes) -> str:
    plain = msgspec.json.encode(msgspec.structs.replace(file, mac="", sum=""))
    return hashlib.blake2b(plain, key=key, person=b"fp-keyslots").hexdigest()


def encode(vault: str, slots: tuple[Slot, ...], key: bytes) -> bytes:
    """Return the bytes of a key file."""
    file = KeyFile(VERSION, vault, slots)
    file = msgspec.structs.replace(file, mac=_mac(file, key))
    return msgspec.json.encode(msgspec.structs.replace(file, sum=_sum(file)))


def write(folder: Path, vault: str, slots: tuple[Slot, ...], key: bytes) -> None:
    """Write the key file in one step."""
    write_durably(folder / NAME, encode(vault, slots, key))


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
    if not all(slot.kdf.valid() for slot in file.slots):
        raise DamagedKeySlotsError
    return file


def _refuse_newer(content: bytes) -> None:
    try:
        version = msgspec.json.decode(content, type=_Version).v
    except (msgspec.MsgspecError, ValueError):
        return
    if version > VERSION:
        raise NewerVaultError


def open_with(file: KeyFile, kind: SlotKind, secret: bytes) -> bytes:
    """Return the 32-byte vault key; raise WrongPassphraseError, or DamagedKeySlotsError if a slot was exchanged."""
    for slot in file.slots:
        if slot.kind != kind:
            continue
        kek = wrapping.derive(secret, bytes.fromhex(slot.salt), slot.kdf)
        context = _context(file.vault, slot.kind, slot.kdf, slot.salt)
        try:
            key = wrapping.unwrap(bytes.fromhex(slot.nonce), bytes.fromhex(slot.sealed), kek, context)
        except WrapError:
            continue
        if not hmac.compare_digest(file.mac, _mac(file, key)):
            raise DamagedKeySlotsError
        return key
    raise WrongPassphraseError
