"""Ed25519 signatures that are right but for a part of order eight, which some libraries look past and others do not."""

import hashlib
from collections.abc import Callable

from focalpoint.crypto import signing

P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int]
KINDS = ((False, False), (True, False), (False, True), (True, True))  # in the key, in the first half


def _added(one: Point, other: Point) -> Point:
    (x1, y1), (x2, y2) = one, other
    k = D * x1 * x2 * y1 * y2 % P
    return (x1 * y2 + x2 * y1) * pow(1 + k, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - k, -1, P) % P


def _times(n: int, point: Point) -> Point:
    found: Point = (0, 1)
    while n:
        if n & 1:
            found = _added(found, point)
        point, n = _added(point, point), n >> 1
    return found


def _on_curve(y: int) -> Point | None:
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    for root in (x, x * pow(2, (P - 1) // 4, P) % P):
        if root * root % P == square:
            return (P - root if root & 1 else root), y
    return None


def _packed(point: Point) -> bytes:
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def _base() -> Point:
    found = _on_curve(4 * pow(5, -1, P) % P)
    assert found is not None
    return found


BASE = _base()
EIGHT = next(part for y in range(2, 99) if (p := _on_curve(y)) and _times(4, part := _times(ORDER, p)) != (0, 1))


def signed(
    number: int, kind: str, payload: Callable[[str], bytes], *, on_key: bool, on_first: bool
) -> tuple[str, bytes, str]:
    """Return a public key, what is signed, which is made for the key, and the signature of both."""
    a, r = number * 8 + 1, number * 1_000 + 8
    key, first = _times(a, BASE), _times(r, BASE)
    key, first = _added(key, EIGHT) if on_key else key, _added(first, EIGHT) if on_first else first
    content = payload(_packed(key).hex())
    k = int.from_bytes(hashlib.sha512(_packed(first) + _packed(key) + signing.pae(kind, content)).digest(), "little")
    second = (r + k % ORDER * a) % ORDER
    return _packed(key).hex(), content, (_packed(first) + second.to_bytes(32, "little")).hex()
