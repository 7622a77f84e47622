"""Ed25519 signatures over DSSE pre-authentication bytes, through PyNaCl only.

Libraries disagree on edge cases of Ed25519, and replicas must agree on which changes are valid: this one refuses keys
and signatures of small order, under which others accept a forgery (tests/data/format/small-order.json).
Source of the encoding: https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
"""

import hashlib

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

SIGNATURE_BYTES = 64


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return the bytes that are signed: version, lengths, type and payload."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def new_key() -> bytes:
    """Return a new 32-byte signing seed."""
    return bytes(SigningKey.generate())


def public_key(seed: bytes) -> bytes:
    """Return the 32-byte public key of a seed."""
    return bytes(SigningKey(seed).verify_key)


def sign(seed: bytes, payload_type: str, payload: bytes) -> bytes:
    """Sign a payload; return 64 bytes."""
    return SigningKey(seed).sign(pae(payload_type, payload)).signature


def verify(public: bytes, payload_type: str, payload: bytes, signature: bytes) -> bool:
    """Tell whether the signature of a payload is that of the key."""
    try:
        VerifyKey(public).verify(pae(payload_type, payload), signature)
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True


def identifier(payload_type: str, payload: bytes) -> bytes:
    """Return the 32-byte identifier of a signed payload: SHA-256 of its pre-authentication bytes."""
    return hashlib.sha256(pae(payload_type, payload)).digest()
