"""age encryption through pyrage: files to X25519 recipients."""

import pyrage
from pyrage import x25519


class SealError(Exception):
    """The bytes are not an age file for this identity, or were changed."""


def new_identity() -> str:
    """Return a new secret identity (`AGE-SECRET-KEY-1…`)."""
    return str(x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """Return the public recipient (`age1…`) of an identity."""
    return str(x25519.Identity.from_str(identity).to_public())


def is_recipient(text: str) -> bool:
    """Tell whether text is an X25519 recipient."""
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
