"""How inputs are spoilt: bytes at random, and JSON as a liar would write it."""

import json
import random
from collections.abc import Iterable

NUMBERS = (
    -1,
    0,
    1,
    2,
    63,
    64,
    511,
    512,
    513,
    4_096,
    1 << 16,
    (1 << 31) - 1,
    1 << 31,
    (1 << 32) - 1,
    (1 << 53),
    1 << 63,
)
STRANGE: tuple[object, ...] = (
    None, True, False, *NUMBERS, 1 << 70, 0.5, 1e308, "", " ", "x", "ab" * 16, "AB" * 16, "ab" * 32, "../../x", "\x00",
    "\u202e", "\ud7ff", "é" * 50, "9" * 5_000, "2026-02-30", "9999-12-31", "[]", [], [[]], {}, {"": ""}, {"to": 1},
    {"to": "closed"}, {"seen": []}, {"seen": [["ab" * 32, -1]]}, [[[[[1]]]]], ["a", 1], ["ab" * 32, 0], "~deleted",
)  # fmt: skip
PIECES = (
    b"\0", b"\xff", b"\n", b"\r\n", b"-> X25519 ", b"--- ", b"age-encryption.org/v1\n", b"control.age", b"ustar\x0000",
    b"\xed\xa0\x80", b"{", b"}", b"[", b"]", b'"', b"\\u0000", b"1e999", b"NaN", b"0000000", b"77777777777", b"<a>",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"</response>", b"http://[", b"%00", b"%2e%2e/", b"//[x", b"9" * 5_000,
)  # fmt: skip


def spoilt(rng: random.Random, content: bytes) -> bytes:
    """Return bytes with one to four things done to them."""
    out = bytearray(content)
    for _time in range(rng.choice((1, 1, 2, 4))):
        at = rng.randrange(len(out) + 1)
        size = rng.choice((1, 2, 4, 8, 64, 512))
        match rng.randrange(8):
            case 0 | 1 if out:
                out[at % len(out)] ^= 1 << rng.randrange(8)
            case 2:
                del out[at : at + size]
            case 3:
                out[at:at] = out[at : at + size]
            case 4:
                out[at:at] = rng.choice(PIECES)
            case 5:
                out[at : at + 4] = (rng.choice(NUMBERS) & 0xFFFFFFFF).to_bytes(4, "big")
            case 6:
                piece = rng.choice(PIECES)
                out[at : at + len(piece)] = piece
            case _:
                del out[at:]
    return bytes(out)


def told_otherwise(rng: random.Random, value: object) -> object:
    """Return a JSON value with one thing in it replaced, left out, doubled or moved."""
    if isinstance(value, dict) and value and rng.random() < 0.92:
        key = rng.choice(list(value))
        match rng.randrange(10):
            case 0:
                return {k: v for k, v in value.items() if k != key}
            case 1:
                return {**value, rng.choice(("v", "k", "extra", "")): rng.choice(STRANGE)}
            case 2:
                return {rng.choice(("e", "to", key)) if k == key else k: v for k, v in value.items()}
            case _:
                return {**value, key: told_otherwise(rng, value[key])}
    if isinstance(value, list) and value and rng.random() < 0.92:
        at = rng.randrange(len(value))
        match rng.randrange(8):
            case 0:
                return [*value[:at], *value[at + 1 :]]
            case 1:
                return [*value, *[value[at]] * rng.choice((1, 2, 70))]
            case 2:
                return value[::-1]
            case _:
                return [*value[:at], told_otherwise(rng, value[at]), *value[at + 1 :]]
    return rng.choice(STRANGE)


def encoded(value: object) -> bytes:
    """Return the canonical JSON of a value, as far as it has one."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def mixed(rng: random.Random, corpus: Iterable[bytes]) -> bytes:
    """Return one of some inputs spoilt, or two of them put together."""
    inputs = list(corpus)
    chosen = rng.choice(inputs)
    if rng.random() < 0.1:
        other = rng.choice(inputs)
        chosen = chosen[: rng.randrange(len(chosen) + 1)] + other[rng.randrange(len(other) + 1) :]
    return spoilt(rng, chosen)
