"""What a change says of the file of a document: name, size, hash, and the sealed parts it is made of.

It comes from whoever attached the file, so it is data to check: nothing of it becomes a path, a key or a size before it
has this form. Several descriptions may stand under one identifier; they merge like the values of any field.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from focalpoint.domain.merge import Head
from focalpoint.domain.values import Json

PART_SIZE = 8 << 20  # bytes of plaintext in every part but the last
CHUNKER = "fixed-8MiB"
LONGEST_NAME, LONGEST_MIME, LONGEST_CHUNKER = 1_000, 200, 40
_KEYS = ("name", "mime", "size", "sha256", "chunker", "parts")
_PART_KEYS = ("h", "ph", "key", "size")
_HASH = re.compile("[0-9a-f]{64}")
_SECRET = re.compile("AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}")


@dataclass(frozen=True, slots=True)
class Part:
    """A sealed part: SHA-256 of its ciphertext, SHA-256 of its plaintext, age identity, bytes of plaintext."""

    h: str
    ph: str
    key: str
    size: int


@dataclass(frozen=True, slots=True)
class Description:
    """A file: name as received, media type, bytes, SHA-256 of the whole, how it was cut, its parts in order."""

    name: str
    mime: str
    size: int
    sha256: str
    chunker: str
    parts: tuple[Part, ...]

    @property
    def content(self) -> str:
        """Return a mark of the bytes that are meant: which sealed parts, what they hold, and the hash of the whole."""
        listed = [f"{part.h} {part.ph} {part.size}" for part in self.parts]
        return hashlib.sha256("\n".join([self.sha256, *listed]).encode()).hexdigest()[:32]

    def value(self) -> dict[str, object]:
        """Return the description as a change says it."""
        listed = [{"h": p.h, "ph": p.ph, "key": p.key, "size": p.size} for p in self.parts]
        return {
            "name": self.name,
            "mime": self.mime,
            "size": self.size,
            "sha256": self.sha256,
            "chunker": self.chunker,
            "parts": listed,
        }


def read_description(value: Json | object) -> Description | None:
    """Return the description that a change states, or None if it has not the form of one.

    Its sizes agree with one another; whether the bytes are what it says is seen when they are opened.
    """
    if not isinstance(value, dict) or tuple(value) != _KEYS:
        return None
    told: dict[str, Any] = value
    name, mime, size, sha256, chunker, listed = (told[key] for key in _KEYS)
    parts = [_part(one) for one in listed] if isinstance(listed, list) else [None]
    texts = ((name, LONGEST_NAME), (mime, LONGEST_MIME), (chunker, LONGEST_CHUNKER))
    if not all(isinstance(text, str) and len(text) <= longest for text, longest in texts):
        return None
    if not (_is_hash(sha256) and type(size) is int and all(part is not None for part in parts)):
        return None
    found = Description(name, mime, size, sha256, chunker, tuple(part for part in parts if part is not None))
    return found if _cut_well(found) else None


def _part(value: object) -> Part | None:
    if not isinstance(value, dict) or tuple(value) != _PART_KEYS:
        return None
    h, ph, key, size = (value[name] for name in _PART_KEYS)
    keyed = isinstance(key, str) and _SECRET.fullmatch(key)
    if not (_is_hash(h) and _is_hash(ph) and keyed and type(size) is int and 0 < size <= PART_SIZE):
        return None
    return Part(h, ph, key, size)


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _cut_well(found: Description) -> bool:
    whole = found.chunker != CHUNKER or all(part.size == PART_SIZE for part in found.parts[:-1])
    return whole and sum(part.size for part in found.parts) == found.size


def is_fit(value: object) -> bool:
    """Tell whether a description from outside may count: of its form, with a name of one line, each part named once.

    A part named again and again would make a small bundle ask for the work of a large one.
    """
    found = read_description(value)
    if found is None:
        return False
    marks = any(unicodedata.category(letter) in ("Cc", "Zl", "Zp", "Cs") for letter in found.name + found.mime)
    return not marks and len({part.h for part in found.parts}) == len(found.parts)


def same_key(value: object) -> object:
    """Return what two descriptions must share to say the same: all but the keys, of which any may open a part."""
    found = read_description(value)
    if found is None:
        return repr(value)
    return found.name, found.mime, found.content


def current_description(heads: Iterable[Head]) -> Description | None:
    """Return the description to go by: of the newest write that has the form of one."""
    for head in sorted(heads, key=Head.rank, reverse=True):
        found = read_description(head.value)
        if found is not None:
            return found
    return None


def contested(heads: Iterable[Head]) -> bool:
    """Tell whether the descriptions that stand say different things."""
    return len({same_key(head.value) for head in heads}) > 1
