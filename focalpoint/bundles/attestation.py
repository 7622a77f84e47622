"""The certificate of attendance (`.fpcert`): who was present in how many sessions. See docs/bundle-format.md."""

import hashlib
import re

import msgspec

from focalpoint.crypto import signing
from focalpoint.domain import values
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.wording import N_

TYPE = "application/vnd.focalpoint.certificate.v1+json"
SUFFIX = ".fpcert"
VERSION = 1
MAX_BYTES = 2_000  # what a code on paper holds and a telephone still reads
MAX_TEXT = 200


class BadCertificateError(FocalpointError):
    """The bytes are not a certificate, or were altered after they were signed."""

    message = N_("This is not a certificate as it was signed: it was altered, or it is another kind of file.")
    remedy = N_("Ask the person for the file or the paper as it was handed over, and check that.")
    code = "CRT-101"


class CertificateTooLongError(FocalpointError):
    """The texts of a certificate do not fit into its code on paper."""

    message = N_("The titles and names are too long for the code of a certificate.")
    safe = N_("Nothing was issued.")
    remedy = N_("Shorten the titles of the seminar, or the name of the office of the participant.")
    code = "CRT-102"


class SignedCertificate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of a certificate; `signature` covers all before it.

    `titles` by language; `first` and `last` are days or ""; `attended` of `of` sessions, where `least` per cent were
    asked for; `issuer` is the name of the office whose key `public` is (Ed25519), `space` that of its vault.
    """

    v: int
    titles: dict[str, str]
    first: str
    last: str
    place: str
    person: str
    office: str
    attended: int
    of: int
    least: int
    issuer: str
    public: str
    space: str
    signature: str = ""


def mark_of(content: bytes) -> str:
    """Return the digest by which an office remembers a certificate."""
    return hashlib.sha256(content).hexdigest()


def make_certificate(made: SignedCertificate, seed: bytes) -> bytes:
    """Sign a certificate and return the bytes of its file; raise CertificateTooLongError."""
    signed = msgspec.structs.replace(made, public=signing.public_key(seed).hex(), signature="")
    plain = msgspec.json.encode(signed)
    content = msgspec.json.encode(msgspec.structs.replace(signed, signature=signing.sign(seed, TYPE, plain).hex()))
    if len(content) > MAX_BYTES:
        raise CertificateTooLongError
    return content


def read_certificate(untrusted: bytes) -> SignedCertificate:
    """Verify the bytes of a certificate with the key it names; raise BadCertificateError."""
    if len(untrusted) > MAX_BYTES:
        raise BadCertificateError
    try:
        made = msgspec.json.decode(untrusted, type=SignedCertificate)
        public, signature = bytes.fromhex(made.public), bytes.fromhex(made.signature)
    except (msgspec.MsgspecError, ValueError) as error:
        raise BadCertificateError from error
    plain = msgspec.json.encode(msgspec.structs.replace(made, signature=""))
    sound = _shaped(made) and msgspec.json.encode(made) == untrusted
    if not sound or not signing.verify(public, TYPE, plain, signature):
        raise BadCertificateError
    return made


def _shaped(made: SignedCertificate) -> bool:
    texts = (*made.titles.values(), made.place, made.person, made.office, made.issuer)
    return bool(
        made.v == VERSION
        and re.fullmatch(r"[0-9a-f]{64}", made.public)
        and re.fullmatch(r"[0-9a-f]{32}", made.space)
        and [code for code in LANGUAGES if code in made.titles] == list(made.titles)
        and all(len(text) <= MAX_TEXT and values.is_line(text) for text in texts)
        and all(day == "" or values.is_date(day) for day in (made.first, made.last))
        and made.person
        and 0 <= made.least <= 100
        and 0 < made.attended <= made.of < 1_000
    )
