"""The update pack (`.fpupdate`): a new version of the program or its library, signed with the release keys.

A ustar: first `update.json`, then the parts of the files that the pack brings, each named by its SHA-256. See
docs/bundle-format.md, section “Update pack”. Signatures are DSSE envelopes.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import msgspec
import zstandard

from focalpoint.bundles import ustar
from focalpoint.bundles.errors import DamagedBundleError, NotABundleError, TruncatedBundleError
from focalpoint.crypto import signing
from focalpoint.domain import values
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.languages import LANGUAGES
from focalpoint.domain.wording import N_

TYPE = "application/vnd.focalpoint.update.v1+json"
KEYS_TYPE = "application/vnd.focalpoint.release-keys.v1+json"
HEAD = "update.json"
VERSION = 1
KINDS = ("program", "library")
CHUNK = 4 << 20  # of a file, in a part of its own
MAX_HEAD = 8 << 20
MAX_FILES, MAX_FILE, MAX_TOTAL = 20_000, 1 << 30, 4 << 30
MAX_NOTE, MAX_STATEMENTS, MAX_KEYS = 4_000, 5, 20
_PATH = re.compile(r"[A-Za-z0-9_+@.,()~ -]{1,120}(/[A-Za-z0-9_+@.,()~ -]{1,120}){0,20}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,5}(\.[0-9]{1,5}){1,3}", re.ASCII)
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_PLATFORM = re.compile(r"[a-z0-9_]{1,20}-[a-z0-9_]{1,20}|any", re.ASCII)


class BadUpdateError(FocalpointError):
    """The bytes are no whole update pack."""

    message = N_("This is not a whole update pack: it was changed or cut off on the way.")
    safe = N_("The program and your vaults are as they were.")
    remedy = N_("Copy it again, or get it again from whoever hands out the program.")
    code = "UPD-101"


class ForeignUpdateError(FocalpointError):
    """Too few of the release keys that this program knows have signed it."""

    message = N_("This update is not signed with the release keys that this program knows.")
    safe = N_("The program and your vaults are as they were.")
    remedy = N_("Do not use it. Ask whoever hands out the program, by another way than the one it came by.")
    code = "UPD-102"


class UpdateFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of the new version: its place, size in bytes, SHA-256; `parts`, as it stands in the pack, hashes of parts.

    Without parts it is taken from the version that is there already.
    """

    path: str
    size: int
    sha256: str
    runs: bool = False
    parts: tuple[str, ...] = ()


class UpdateManifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is signed: all files of the version, the oldest version it can be applied to, notes by language."""

    v: int
    kind: str
    platform: str
    version: str
    least: str
    created: str
    notes: dict[str, str]
    files: tuple[UpdateFile, ...]


class ReleaseKeys(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Ed25519 public keys (hexadecimal) that releases are signed with, and how many of them must have signed."""

    v: int
    threshold: int
    keys: tuple[str, ...]


class DsseSignature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A signature of an envelope: public key in hexadecimal, signature in base64."""

    keyid: str
    sig: str


class DsseEnvelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A DSSE envelope: https://github.com/secure-systems-lab/dsse/blob/master/envelope.md."""

    payload: str
    payloadType: str  # noqa: N815 - the name in the standard
    signatures: tuple[DsseSignature, ...]


class UpdateHead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first member: the update, and statements that name other release keys, each signed by those before."""

    update: DsseEnvelope
    statements: tuple[DsseEnvelope, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadUpdate:
    """A verified head: what it says, the hash of what was signed, the keys in force after its statements."""

    manifest: UpdateManifest
    digest: str
    keys: ReleaseKeys


def version_number(version: str) -> tuple[int, ...]:
    """Return a version as numbers to compare; raise ValueError."""
    if not _NUMBER.fullmatch(version):
        raise ValueError(version)
    found = [int(part) for part in version.split(".")]
    return tuple(found + [0] * (4 - len(found)))


def enveloped(payload_type: str, payload: bytes, seeds: Iterable[bytes]) -> DsseEnvelope:
    """Return a payload signed with some keys."""
    signatures = tuple(
        DsseSignature(
            signing.public_key(seed).hex(), base64.b64encode(signing.sign(seed, payload_type, payload)).decode()
        )
        for seed in seeds
    )
    return DsseEnvelope(base64.b64encode(payload).decode(), payload_type, signatures)


def signed_again(envelope: DsseEnvelope, seed: bytes) -> DsseEnvelope:
    """Return an envelope with one more signature, in place of an earlier one by the same key."""
    [own] = enveloped(envelope.payloadType, base64.b64decode(envelope.payload), [seed]).signatures
    others = tuple(one for one in envelope.signatures if one.keyid != own.keyid)
    return msgspec.structs.replace(envelope, signatures=(*others, own))


def payload_of(envelope: DsseEnvelope, payload_type: str, keys: ReleaseKeys) -> bytes:
    """Return what enough of the keys have signed; raise ForeignUpdateError."""
    try:
        payload = base64.b64decode(envelope.payload, validate=True)
        good = {
            one.keyid
            for one in envelope.signatures
            if one.keyid in keys.keys
            and signing.verify(
                bytes.fromhex(one.keyid), payload_type, payload, base64.b64decode(one.sig, validate=True)
            )
        }
    except ValueError as error:
        raise BadUpdateError from error
    if envelope.payloadType != payload_type or not keys.keys or len(good) < max(1, keys.threshold):
        raise ForeignUpdateError
    return payload


def read_head(untrusted: BinaryIO, keys: ReleaseKeys) -> ReadUpdate:
    """Read and verify the first member of a pack; raise BadUpdateError or ForeignUpdateError. Parts follow."""
    try:
        content = ustar.read_first(untrusted, HEAD, MAX_HEAD)
        head = msgspec.json.decode(content, type=UpdateHead)
    except (msgspec.MsgspecError, ValueError, NotABundleError, DamagedBundleError, TruncatedBundleError) as error:
        raise BadUpdateError from error
    if len(head.statements) > MAX_STATEMENTS:
        raise BadUpdateError
    for statement in head.statements:
        keys = read_keys(payload_of(statement, KEYS_TYPE, keys))
    payload = payload_of(head.update, TYPE, keys)
    return ReadUpdate(_manifest(payload), hashlib.sha256(payload).hexdigest(), keys)


def read_keys(content: bytes) -> ReleaseKeys:
    """Return release keys from their JSON; raise BadUpdateError."""
    try:
        found = msgspec.json.decode(content, type=ReleaseKeys)
    except (msgspec.MsgspecError, ValueError) as error:
        raise BadUpdateError from error
    shaped = all(_HASH.fullmatch(key) for key in found.keys) and len(set(found.keys)) == len(found.keys)
    if found.v != VERSION or not shaped or len(found.keys) > MAX_KEYS or not 1 <= found.threshold <= MAX_KEYS:
        raise BadUpdateError
    return found


def _manifest(payload: bytes) -> UpdateManifest:
    try:
        made = msgspec.json.decode(payload, type=UpdateManifest)
        version_number(made.version), version_number(made.least)
    except (msgspec.MsgspecError, ValueError) as error:
        raise BadUpdateError from error
    folded = {one.path.casefold() for one in made.files}
    sound = (
        made.v == VERSION
        and made.kind in KINDS
        and _PLATFORM.fullmatch(made.platform)
        and values.is_instant(made.created)
        and set(made.notes) <= set(LANGUAGES)
        and all(values.is_note(note) and len(note) <= MAX_NOTE for note in made.notes.values())
        and 0 < len(made.files) <= MAX_FILES
        and len(folded) == len(made.files)
        and all(map(_is_sound, made.files))
        and sum(one.size for one in made.files) <= MAX_TOTAL
    )
    if not sound:
        raise BadUpdateError
    return made


def _is_sound(one: UpdateFile) -> bool:
    names = one.path.split("/")
    return bool(
        _PATH.fullmatch(one.path)
        and not any(name in {".", ".."} or name.startswith(" ") or name.endswith((" ", ".")) for name in names)
        and 0 <= one.size <= MAX_FILE
        and _HASH.fullmatch(one.sha256)
        and all(map(_HASH.fullmatch, one.parts))
        and len(one.parts) in (0, max(1, -(-one.size // CHUNK)))
    )


def read_parts(untrusted: BinaryIO, wanted: frozenset[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the parts that the signed head names, as stored; raise BadUpdateError for anything else, or a lack."""
    missing = set(wanted)
    try:
        for name, content in ustar.read_parts(untrusted):
            if name not in missing or hashlib.sha256(content).hexdigest() != name:
                raise BadUpdateError
            missing.discard(name)
            yield name, content
    except DamagedBundleError as error:
        raise BadUpdateError from error
    if missing:
        raise BadUpdateError


def packed(chunk: bytes) -> bytes:
    """Return a chunk of a file as it is stored."""
    return zstandard.ZstdCompressor(level=19).compress(chunk)


def unpacked(stored: bytes) -> bytes:
    """Return a chunk of a file from what is stored, at most CHUNK bytes; raise BadUpdateError."""
    try:
        if not 0 <= zstandard.frame_content_size(stored) <= CHUNK:
            raise BadUpdateError
        return zstandard.ZstdDecompressor().decompress(stored)
    except zstandard.ZstdError as error:
        raise BadUpdateError from error


def write_pack(stream: ustar.Sink, head: UpdateHead, parts: Iterable[tuple[str, bytes]]) -> None:
    """Write a pack."""
    ustar.write_member(stream, HEAD, msgspec.json.encode(head))
    for name, content in parts:
        ustar.write_member(stream, name, content)
    ustar.write_end(stream)
