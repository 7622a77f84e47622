"""The key-encrypting key: Argon2id over a secret, XChaCha20-Poly1305 around the vault key (libsodium)."""

import time
from dataclasses import dataclass
from secrets import token_bytes

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id

FLOOR_MIB = 64
DEFAULT_MIB = 256
PASSES = 3
SALT_BYTES = 16
NONCE_BYTES = 24
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Kdf:
    """Argon2id parameters: memory in MiB, passes; libsodium computes one lane."""

    memory_mib: int = DEFAULT_MIB
    passes: int = PASSES

    def valid(self) -> bool:
        """Tell whether the parameters lie within what this program accepts from a file."""
        return FLOOR_MIB <= self.memory_mib <= 2048 and 1 <= self.passes <= 20


class WrapError(Exception):
    """The secret is not the one that wrapped the key, or the wrapping was changed."""


def derive(secret: bytes, salt: bytes, kdf: Kdf) -> bytes:
    """Derive a 32-byte key from a secret with Argon2id."""
    return argon2id.kdf(KEY_BYTES, secret, salt, opslimit=kdf.passes, memlimit=kdf.memory_mib << 20)


def wrap(key: bytes, kek: bytes, context: bytes) -> tuple[bytes, bytes]:
    """Encrypt a key under a key; return nonce and ciphertext. The context is authenticated with it."""
    nonce = token_bytes(NONCE_BYTES)
    return nonce, crypto_aead_xchacha20poly1305_ietf_encrypt(key, context, nonce, kek)


def unwrap(nonce: bytes, sealed: bytes, kek: bytes, context: bytes) -> bytes:
    """Decrypt a wrapped key; raise WrapError if secret, context or bytes differ."""
    try:
        return crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, context, nonce, kek)
    except (CryptoError, ValueError, TypeError) as error:
        raise WrapError from error


def calibrate(target: float = 1.0) -> Kdf:
    """Choose parameters near `target` seconds: 256 MiB and three passes, more passes on a quick machine.

    A slow machine keeps three passes and gives up memory, never below 64 MiB.
    """
    start = time.perf_counter()
    derive(b"calibration", bytes(SALT_BYTES), Kdf(FLOOR_MIB, 1))
    unit = max(time.perf_counter() - start, 1e-4)
    per_pass = unit * DEFAULT_MIB / FLOOR_MIB
    if per_pass * PASSES <= target * 1.5:
        return Kdf(DEFAULT_MIB, max(PASSES, min(10, int(target / per_pass))))
    memory = int(target / (unit * PASSES) * FLOOR_MIB)
    return Kdf(max(FLOOR_MIB, min(DEFAULT_MIB, memory)), PASSES)
