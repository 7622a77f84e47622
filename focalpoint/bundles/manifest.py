"""The manifest of a bundle: who sealed it, for whom, and what it holds. Signed, then encrypted."""

import re
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from focalpoint.bundles import public_pack
from focalpoint.bundles.errors import DamagedBundleError, NewerBundleError
from focalpoint.domain import values

TYPE = "application/vnd.focalpoint.bundle.v1+json"
VERSION = 3  # of a public pack
CUT = 2  # of a bundle in volumes, or that leaves documents for later
PLAIN = 1  # of a bundle in one piece that leaves nothing for later: older programs read it
MAX_BYTES = 64 << 20
MAX_SEGMENTS = 1_000_000
MAX_PARTS = 1_000_000
MAX_READERS = 1_000
MAX_MORE = 10_000
MOST = 1 << 53
MAX_TEXT = 1_000
UNNUMBERED = 0
RECEIPT = "receipt"
PACK = "public-pack"
KINDS = ("full", "delta", "receipt", "trust", "address-book", "seminar-pack", PACK)
_HEX32, _HEX64 = re.compile(r"[0-9a-f]{32}"), re.compile(r"[0-9a-f]{64}")


class Reader(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A reader: device, number of this bundle among those sent to it, hash of the manifest sent before ("" if none).

    A receipt has the number 0: it is one of no sequence, so that a restored key repeats none.
    """

    dev: str
    n: int
    prev: str


class Segment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A run of changes of one compartment: hash and length compressed, length plain, number of changes."""

    name: str
    sha256: str
    clen: int
    plen: int
    count: int


class PartRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sealed part that follows the control part: its name and size."""

    h: str
    size: int


class Acknowledged(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the sender has received from a reader: all bundles up to a number, and some after it."""

    dev: str
    upto: int
    more: tuple[int, ...]

    def holds(self, number: int) -> bool:
        """Tell whether a bundle of this number was received."""
        return number <= self.upto or number in self.more


def acknowledged(device: str, numbers: Sequence[int]) -> Acknowledged:
    """Return the acknowledgement of bundles by their numbers, in order."""
    upto = 0
    for number in numbers:
        if number != upto + 1:
            break
        upto = number
    return Acknowledged(device, upto, tuple(n for n in numbers if n > upto)[:MAX_MORE])


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename={"sender": "from"}):
    """The content of a manifest. `cards` are the identity cards of all authors, as `.fpcard` text.

    `kind` is `full` (whole chains), `delta` (what a reader has not acknowledged), `receipt` (acknowledgements alone),
    `trust` (statements about laptops alone), `address-book` (contacts), `seminar-pack` (seminars and their material) or
    `public-pack` (the same, for everybody). Only version 2 has `vols`, for each volume the place of its first part, and
    `later`, the number of documents that come with a later bundle; only version 3, of public packs, has `base`, the
    pack whose documents are not here again. What there is nothing to say of is left out.
    """

    v: int
    space: str
    id: str
    sender: str
    created: str
    app: str
    kind: str
    to: tuple[Reader, ...]
    segs: tuple[Segment, ...]
    parts: tuple[PartRef, ...]
    cards: tuple[str, ...]
    have: tuple[Acknowledged, ...]
    note: str
    vols: tuple[int, ...] = ()
    later: int = 0
    base: int = 0


class _ManifestVersion(msgspec.Struct):
    v: int


def encode(manifest: Manifest) -> bytes:
    """Return the canonical bytes of a manifest."""
    return msgspec.json.encode(manifest)


def version_of(vols: Sequence[int], later: int) -> int:
    """Return the oldest version that can say this."""
    return CUT if vols or later else PLAIN


def in_volumes(manifest: Manifest, firsts: tuple[int, ...]) -> Manifest:
    """Return a manifest cut into volumes, or into none, in the version that says this."""
    return msgspec.structs.replace(manifest, v=version_of(firsts, manifest.later), vols=firsts)


def _cut_well(manifest: Manifest) -> bool:
    """Tell whether the volumes are runs of parts, one after the other, and the version is the one that has them."""
    ends = (*manifest.vols, len(manifest.parts))
    return (
        (manifest.kind == PACK or manifest.v == version_of(manifest.vols, manifest.later))
        and 0 <= manifest.later < MOST
        and len(manifest.vols) != 1
        and manifest.vols[:1] in ((), (0,))
        and all(first < end for first, end in pairwise(ends))
    )


def _public_well(manifest: Manifest) -> bool:
    """Tell whether a pack is for everybody and says nothing to anybody in particular; others say nothing of packs."""
    if manifest.kind != PACK:
        return manifest.v != VERSION and not manifest.base and public_pack.READER not in {r.dev for r in manifest.to}
    [first, *more] = manifest.to
    return (
        manifest.v == VERSION
        and not (more or manifest.have or manifest.vols or manifest.later or first.prev)
        and first.dev == public_pack.READER
        and 0 <= manifest.base < first.n
    )


def _numbered(manifest: Manifest, reader: Reader) -> bool:
    """Tell whether a bundle has a number among those sent to a reader; a receipt may have none, and follows none."""
    if reader.n == UNNUMBERED:
        return manifest.kind == RECEIPT and not (reader.prev or manifest.segs or manifest.parts)
    return 0 < reader.n < MOST and (not reader.prev or _HEX64.fullmatch(reader.prev) is not None)


def decode(verified: bytes) -> Manifest:
    """Decode the bytes of a manifest whose signature was checked; raise DamagedBundleError or NewerBundleError."""
    try:
        if msgspec.json.decode(verified, type=_ManifestVersion).v > VERSION:
            raise NewerBundleError
        manifest = msgspec.json.decode(verified, type=Manifest)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise DamagedBundleError from error
    counted = (
        len(manifest.segs) <= MAX_SEGMENTS and len(manifest.parts) <= MAX_PARTS and 0 < len(manifest.to) <= MAX_READERS
    )
    shaped = (
        _HEX32.fullmatch(manifest.id)
        and _HEX32.fullmatch(manifest.sender)
        and all(_HEX32.fullmatch(s.name) and _HEX64.fullmatch(s.sha256) for s in manifest.segs)
        and all(_HEX64.fullmatch(p.h) for p in manifest.parts)
        and all(_numbered(manifest, reader) for reader in manifest.to)
        and values.is_instant(manifest.created)
        and all(values.is_line(text) and len(text) <= MAX_TEXT for text in (manifest.app, manifest.note))
        and all(_HEX32.fullmatch(a.dev) and 0 <= a.upto < MOST and len(a.more) <= MAX_MORE for a in manifest.have)
        and manifest.kind in KINDS
        and _cut_well(manifest)
        and _public_well(manifest)
    )
    if not (counted and shaped and encode(manifest) == verified):
        raise DamagedBundleError
    return manifest
