"""age encryption through pyrage: files to X25519 recipients."""

import io
from contextlib import suppress
from typing import BinaryIO

import pyrage
from pyrage import x25519

# Points of small order: whatever is sealed to one of them, anybody can open; the library ends the process instead.
# Source: RFC 7748, section 6.1; the list of libsodium (x25519_ref10.c), each with and without the ignored highest bit.
WEAK_RECIPIENTS = frozenset({
    "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq5cu47z",
    "age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqzqqsuwj9m",
    "age1qyqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqj7vrya",
    "age1qyqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqzqqk67yly",
    "age1ur4h5lpmgxu2u9jku0a0r87ydtdqnr0tnsetrlvxvgz3vh6fhqqqzyt4v9",
    "age1ur4h5lpmgxu2u9jku0a0r87ydtdqnr0tnsetrlvxvgz3vh6fhzqqxqejhu",
    "age1t7wft09r2zxzfvwsk92eeql0tvzyghxytqwgapkcyf8dm5ylz9ts6wm9s8",
    "age1t7wft09r2zxzfvwsk92eeql0tvzyghxytqwgapkcyf8dm5ylz8ts72fzt7",
    "age1anlllllllllllllllllllllllllllllllllllllllllllllllals4n2t7m",
    "age1anllllllllllllllllllllllllllllllllllllllllllllllllls3hcv9z",
    "age1ahlllllllllllllllllllllllllllllllllllllllllllllllalsn46ayy",
    "age1ahlllllllllllllllllllllllllllllllllllllllllllllllllsh3g6la",
    "age1amlllllllllllllllllllllllllllllllllllllllllllllllalselrwrv",
    "age1amlllllllllllllllllllllllllllllllllllllllllllllllllsam3fc4",
})  # fmt: skip


class SealError(Exception):
    """The bytes are not an age file for this identity, or were changed."""


def new_identity() -> str:
    """Return a new secret identity (`AGE-SECRET-KEY-1…`)."""
    return str(x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """Return the public recipient (`age1…`) of an identity."""
    return str(x25519.Identity.from_str(identity).to_public())


def is_recipient(text: str) -> bool:
    """Tell whether text is an X25519 recipient that only the holder of its identity can open things for."""
    if text in WEAK_RECIPIENTS:
        return False
    try:
        x25519.Recipient.from_str(text)
    except (pyrage.RecipientError, ValueError):
        return False
    return True


def seal(plaintext: bytes, recipients: list[str]) -> bytes:
    """Encrypt bytes to recipients as an age v1 file."""
    return bytes(pyrage.encrypt(plaintext, [x25519.Recipient.from_str(r) for r in recipients]))


def overhead(size: int, recipients: int) -> int:
    """Return the most bytes an age file is longer than its content: stanzas, grease, and a tag for each 64 KiB."""
    return 1_024 + 128 * recipients + 16 * (size // 65_536 + 1)


def unseal(ciphertext: bytes, identity: str) -> bytes:
    """Decrypt an age file; raise SealError if it is damaged or not for this identity."""
    try:
        return bytes(pyrage.decrypt(ciphertext, [x25519.Identity.from_str(identity)]))
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError) as error:
        raise SealError from error


class _Enough(Exception):  # noqa: N818 - not an error: it stops the decryption
    pass


class _Beginning(io.RawIOBase):
    """Takes decrypted bytes until there are enough."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size, self.taken = size, bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        self.taken += bytes(piece)  # type: ignore[call-overload]
        if len(self.taken) >= self.size:
            raise _Enough
        return len(piece)  # type: ignore[arg-type]


def first_bytes(ciphertext: BinaryIO, identity: str, size: int) -> bytes:
    """Return the first bytes of an age file, authenticated as far as they go, without reading the rest.

    Raise SealError if it is damaged before, or not for this identity.
    """
    taken = _Beginning(size)
    try:
        with suppress(_Enough):
            pyrage.decrypt_io(ciphertext, taken, [x25519.Identity.from_str(identity)])
    except (pyrage.DecryptError, pyrage.IdentityError, ValueError, OSError) as error:
        raise SealError from error
    return bytes(taken.taken[:size])
