"""A certificate for one hour of one server: nobody signed it, its fingerprint is told to whoever shall believe it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LIFE = timedelta(hours=1)
CLOCKS = timedelta(days=1)  # by which the clock of the other side may be behind


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate and its key (PEM), and the SHA-256 of the certificate (DER)."""

    certificate: bytes
    key: bytes
    fingerprint: bytes


def self_signed(address: IPv4Address, now: datetime) -> Certificate:
    """Make a certificate for an address, with a fresh P-256 key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "room")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCKS)
        .not_valid_after(now + LIFE + CLOCKS)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(address)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    shown = made.public_bytes(serialization.Encoding.DER)
    return Certificate(made.public_bytes(serialization.Encoding.PEM), secret, hashlib.sha256(shown).digest())
