"""Key files of the reader page, made here: what the page asks for is checked against libraries of our own."""

import base64
import hashlib
import hmac
import json
import os
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PASSPHRASE = "nine quiet otters count"
PAGE = Path(__file__).resolve().parents[2] / "packaging" / "reader" / "focalpoint-reader.html"


def _derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt or None, info).derive(key)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")


def locked(plain: bytes, passphrase: str = PASSPHRASE, cost: int = 10) -> bytes:
    """Return an age file under a passphrase, with little work, so that tests open it quickly."""
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    wrapping = hashlib.scrypt(
        passphrase.encode(), salt=b"age-encryption.org/v1/scrypt" + salt, n=1 << cost, r=8, p=1, dklen=32
    )
    body = _text(ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None))
    header = f"age-encryption.org/v1\n-> scrypt {_text(salt)} {cost}\n{body}\n---"
    mac = hmac.digest(_derived(file_key, b"", b"header"), header.encode(), "sha256")
    stream = ChaCha20Poly1305(_derived(file_key, nonce, b"payload"))
    pieces = [plain[at : at + 65_536] for at in range(0, len(plain), 65_536)] or [b""]
    sealed = b"".join(
        stream.encrypt(number.to_bytes(11, "big") + bytes([number == len(pieces) - 1]), piece, None)
        for number, piece in enumerate(pieces)
    )
    return f"{header} {_text(mac)}\n".encode() + nonce + sealed


def key_file(identity: str, card: bytes, seed: bytes = b"", senders: tuple[bytes, ...] = ()) -> bytes:
    """Return a key file with the keys of a device, and the cards of senders whose digits were compared."""
    content = {
        "v": 1, "what": "focalpoint reader key", "identity": identity, "seed": seed.hex(), "card": card.decode(),
        "senders": [{"card": one.decode(), "compared": True} for one in senders], "received": [], "sent": {},
        "epoch": 1, "clock": "0" * 16, "own": [],
    }  # fmt: skip
    return locked(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())
