"""A key file: 32 random bytes in a small text file, on a stick, that a vault asks for beside the passphrase.

It opens nothing alone, nor does the passphrase: the key that unwraps the vault key is keyed BLAKE2b over what Argon2id
made of the passphrase, with the secret of the file as its key.
"""

import hashlib
import hmac
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes
from typing import Literal

import msgspec

SUFFIX = ".fpkey"
LARGEST = 4096  # bytes looked at
SECRET_BYTES, NAME_BYTES = 32, 8


class _WrittenKeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    focalpoint: Literal["key file"]
    v: Literal[1]
    name: str
    secret: str
    sum: str


@dataclass(frozen=True, slots=True)
class Factor:
    """What a key file holds; `name` says which one it is and is no secret."""

    name: str
    secret: bytes

    def __repr__(self) -> str:
        """Never show the secret."""
        return f"Factor({self.name})"

    def joined(self, derived: bytes) -> bytes:
        """Return the key made of this file and of what was derived from the passphrase."""
        return hashlib.blake2b(derived, key=self.secret, digest_size=32, person=b"fp-key-file").digest()


def new() -> Factor:
    """Return a new factor."""
    return Factor(token_bytes(NAME_BYTES).hex(), token_bytes(SECRET_BYTES))


def _sum(name: str, secret: str) -> str:
    return hashlib.sha256(f"focalpoint key file 1 {name} {secret}".encode()).hexdigest()


def encode_key_file(factor: Factor) -> bytes:
    """Return the bytes of the file."""
    secret = factor.secret.hex()
    return msgspec.json.encode(_WrittenKeyFile("key file", 1, factor.name, secret, _sum(factor.name, secret)))


def read(path: Path) -> Factor | None:
    """Read a key file; None if it is none, is damaged or cannot be read."""
    try:
        if not path.is_file():  # a pipe or a device is not waited for
            return None
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
        found = msgspec.json.decode(content, type=_WrittenKeyFile)
        secret = bytes.fromhex(found.secret)
    except (OSError, ValueError, msgspec.MsgspecError):
        return None
    if len(secret) != SECRET_BYTES or not hmac.compare_digest(found.sum, _sum(found.name, found.secret)):
        return None
    return Factor(found.name, secret)
