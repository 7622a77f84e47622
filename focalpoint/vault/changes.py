"""The signed change: one person's action on one compartment. See docs/bundle-format.md, "Changes"."""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from secrets import token_bytes
from typing import Any

import msgspec

from focalpoint.crypto import signing
from focalpoint.vault.errors import InvalidChangeError

TYPE = "application/vnd.focalpoint.change.v1+json"
VERSION = 2  # the clock is text, as numbers beyond 2^53 are changed by many a JSON reader; version 1 has a number
MAX_BODY = 1 << 20
MAX_OPS = 5_000
MAX_PREDECESSORS = 64
MAX_TEXT = 256 << 10
MAX_DEPTH = 4
MAX_NAME = 40  # characters of a record type, a field, a key
MAX_INT = 1 << 53
MAX_CLOCK = 1 << 63
OP_KINDS = frozenset({"set", "add", "rem", "evt", "del", "blob"})
TRUST = "trust"  # statements about devices: compartments of their own, with nothing else in them
_HEX = re.compile(r"[0-9a-f]*")
_NUMBER = re.compile("0|[1-9][0-9]*")  # many a JSON reader sorts such keys before all others
Ref = tuple[str, int]


class ChangeState(StrEnum):
    """Whether a change counts in this vault."""

    APPLIED = "applied"
    HELD = "held"  # its author may not write there, or something it builds on is not here
    BARRED = "barred"  # its author was stopped before
    ASIDE = "aside"  # a person took back the import it came with
    PURGED = "purged"  # erased: the header stays, the body is gone


KEPT = (ChangeState.APPLIED, ChangeState.PURGED)  # which stand in a chain
KEPT_SQL = f"('{ChangeState.APPLIED}', '{ChangeState.PURGED}')"
NOT_COUNTED_SQL = f"('{ChangeState.HELD}', '{ChangeState.BARRED}', '{ChangeState.ASIDE}')"


class Header(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The signed header: space, compartment, device, epoch, sequence, previous, clock, action, versions, body hash.

    As written, the clock `hl` is 16 hexadecimal digits; in version 1 it was a number.
    """

    v: int
    sp: str
    cp: str
    dev: str
    ep: int
    sq: int
    pv: str
    hl: int
    sy: str
    tx: str
    sv: int
    ap: str
    bh: str
    bl: int


class _WrittenHeader(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A header as its bytes say it."""

    v: int
    sp: str
    cp: str
    dev: str
    ep: int
    sq: int
    pv: str
    hl: int | str
    sy: str
    tx: str
    sv: int
    ap: str
    bh: str
    bl: int


def _encoded(header: Header) -> bytes:
    clock: int | str = header.hl if header.v == 1 else f"{header.hl:016x}"
    return msgspec.json.encode(_WrittenHeader(**{**msgspec.structs.asdict(header), "hl": clock}))


class Op(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True, omit_defaults=True):
    """One operation: entity, record, field, kind, value, and the operations it replaces."""

    e: str
    r: str
    f: str
    k: str
    v: Any = None
    p: tuple[Ref, ...] = ()


class Scope(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What a compartment is: a facet of a dossier, the contact book, a seminar, the library."""

    kind: str
    root: str
    facet: str

    def compartment(self, space: str) -> str:
        """Return the compartment identifier, 32 hexadecimal digits, derived from the scope and its space."""
        return hashlib.sha256(
            f"focalpoint compartment {space} {self.kind} {self.root} {self.facet}".encode()
        ).hexdigest()[:32]


class Body(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The detached body: salt, scope, operations."""

    salt: str
    scope: Scope
    ops: tuple[Op, ...]


@dataclass(frozen=True)
class RawChange:
    """A change as bytes: header, signature, body."""

    header: bytes
    signature: bytes
    body: bytes

    @cached_property
    def id(self) -> bytes:
        """Return the 32-byte identifier of the change."""
        return signing.identifier(TYPE, self.header)


def make(header: Header, body: Body, seed: bytes) -> RawChange:
    """Encode and sign a change; the body hash and length of the header are filled in."""
    content = msgspec.json.encode(body)
    filled = msgspec.structs.replace(header, bh=hashlib.sha256(content).hexdigest(), bl=len(content))
    encoded = _encoded(filled)
    return RawChange(encoded, signing.sign(seed, TYPE, encoded), content)


def salt() -> str:
    """Return a new salt, which keeps the body hash hiding when a body is purged."""
    return token_bytes(16).hex()


def read_header(raw: bytes) -> Header:
    """Decode a header strictly: exactly the bytes this program would write."""
    if len(raw) > 2_000:
        raise InvalidChangeError(reason="header size")
    try:
        told = msgspec.json.decode(raw, type=_WrittenHeader)
    except (msgspec.MsgspecError, ValueError) as error:
        raise InvalidChangeError(reason="header") from error
    canonical = msgspec.json.encode(told) == raw
    header = Header(**{**msgspec.structs.asdict(told), "hl": _clock(told)})
    hexes = ((header.sp, 32), (header.cp, 32), (header.dev, 32), (header.tx, 32), (header.bh, 64))
    shaped = all(_hex(text, length) for text, length in hexes) and (not header.pv or _hex(header.pv, 64))
    counted = 0 <= header.hl < MAX_CLOCK and 0 < header.sq < MAX_INT and 0 < header.ep < MAX_INT
    counted = counted and 0 < header.bl <= MAX_BODY and (header.sq == 1) == (header.pv == "")
    if not (canonical and shaped and counted):
        raise InvalidChangeError(reason="header form")
    return header


def _clock(told: _WrittenHeader) -> int:
    """Return the clock of a header; -1, which no header has, if it is not written as its version writes it."""
    if told.v == 1:
        return told.hl if isinstance(told.hl, int) else -1
    return int(told.hl, 16) if isinstance(told.hl, str) and _hex(told.hl, 16) else -1


def read_body(raw: bytes, header: Header) -> Body:
    """Decode a body strictly and check it against its header and the limits."""
    if len(raw) != header.bl or hashlib.sha256(raw).hexdigest() != header.bh:
        raise InvalidChangeError(reason="body hash")
    try:
        body = msgspec.json.decode(raw, type=Body)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise InvalidChangeError(reason="body") from error
    if msgspec.json.encode(body) != raw:
        raise InvalidChangeError(reason="body form")
    if body.scope.compartment(header.sp) != header.cp:
        raise InvalidChangeError(reason="compartment")
    if not 0 < len(body.ops) <= MAX_OPS:
        raise InvalidChangeError(reason="operations")
    for record in {op.r for op in body.ops}:
        if not _hex(record, 32):
            raise InvalidChangeError(reason="operation")
    for op in body.ops:
        _check_op(op)
    return body


def _check_op(op: Op) -> None:
    known = op.k in OP_KINDS and 0 < len(op.e) <= MAX_NAME and 0 < len(op.f) <= MAX_NAME
    if not (known and (not op.p or _linked(op.p)) and _bounded(op.v, MAX_DEPTH)):
        raise InvalidChangeError(reason="operation")


def _linked(predecessors: tuple[Ref, ...]) -> bool:
    return len(predecessors) <= MAX_PREDECESSORS and all(_hex(c, 64) and 0 <= i < MAX_OPS for c, i in predecessors)


def _bounded(value: Any, depth: int) -> bool:
    if depth < 0:
        return False
    match value:
        case str():
            return len(value) <= MAX_TEXT
        case None | bool():
            return True
        case int():
            return -MAX_INT < value < MAX_INT
        case list():
            return all(_bounded(item, depth - 1) for item in value)
        case dict():
            named = all(len(key) <= MAX_NAME and not _NUMBER.fullmatch(key) for key in value)
            return named and all(_bounded(item, depth - 1) for item in value.values())
        case _:
            return False


def _hex(text: str, length: int) -> bool:
    return len(text) == length and _HEX.fullmatch(text) is not None
