"""The manifest: decoded only in its one form, within its limits."""

import msgspec
import pytest

from focalpoint.bundles import manifest as manifests
from focalpoint.bundles.errors import DamagedBundleError, NewerBundleError
from focalpoint.bundles.manifest import Acknowledged, Manifest, PartRef, Reader, Segment, acknowledged

HEX32, HEX64 = "ab" * 16, "cd" * 32
PLAIN = Manifest(
    1, HEX32, HEX32, HEX32, "2026-11-25T00:00:00Z", "0.1.0", "full", (Reader(HEX32, 1, ""),),
    (Segment(HEX32, HEX64, 1, 2, 3),), (PartRef(HEX64, 9), PartRef("ef" * 32, 9)), ("card",),
    (Acknowledged(HEX32, 0, (2,)),), "note",
)  # fmt: skip


def changed(**values: object) -> Manifest:
    return msgspec.structs.replace(PLAIN, **values)


@pytest.mark.parametrize(
    "good",
    [
        PLAIN,
        *(changed(kind=kind) for kind in ("delta", "receipt")),
        changed(v=2, vols=(0, 1)),
        changed(v=2, later=1),
        changed(segs=(), parts=(), have=()),
        changed(have=(Acknowledged(HEX32, manifests.MOST - 1, tuple(range(manifests.MAX_MORE))),)),
        changed(to=(Reader(HEX32, 1, ""),) * manifests.MAX_READERS),
    ],
)
def test_what_is_encoded_is_decoded(good: Manifest) -> None:
    assert manifests.decode(manifests.encode(good)) == good


@pytest.mark.parametrize(
    "bad",
    [
        changed(id="ab"), changed(id=HEX32 + "a"), changed(id="AB" * 16), changed(sender="x"), changed(sender=HEX64),
        changed(kind="other"), changed(kind=""),
        changed(to=()), changed(to=(Reader(HEX32, 0, ""),)), changed(to=(Reader(HEX32, 1, ""), Reader(HEX32, -1, ""))),
        changed(to=(Reader(HEX32, 1, ""),) * (manifests.MAX_READERS + 1)),
        changed(segs=(Segment("x", HEX64, 1, 2, 3),)), changed(segs=(Segment(HEX32, "x", 1, 2, 3),)),
        changed(parts=(PartRef("x", 9),)), changed(parts=(PartRef(HEX64, 9), PartRef(HEX32, 9))),
        changed(have=(Acknowledged("x", 1, ()),)), changed(have=(Acknowledged(HEX32, -1, ()),)),
        changed(have=(Acknowledged(HEX32, manifests.MOST, ()),)),
        changed(have=(Acknowledged(HEX32, 0, tuple(range(manifests.MAX_MORE + 1))),)),
        changed(vols=(0, 1)), changed(v=2), changed(later=1), changed(v=2, later=-1),
        changed(v=2, later=manifests.MOST),
        changed(v=2, vols=(0,)), changed(v=2, vols=(1, 2)), changed(v=2, vols=(0, 0)), changed(v=2, vols=(0, 2)),
        changed(v=2, vols=(0, 3)), changed(v=0),
    ],
)  # fmt: skip
def test_what_is_out_of_form_is_refused(bad: Manifest) -> None:
    with pytest.raises(DamagedBundleError):
        manifests.decode(manifests.encode(bad))


def test_a_newer_version_is_told_from_damage() -> None:
    with pytest.raises(NewerBundleError):
        manifests.decode(b'{"v":4,"more":[]}')
    with pytest.raises(NewerBundleError):
        manifests.decode(manifests.encode(changed(v=manifests.VERSION + 1)))


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{}", b"[]", b"null", b'{"v":1}', b'{"v":"1"}', b"\xff", b'{"v":1' + b"[" * 100_000,
        manifests.encode(PLAIN) + b" ", b" " + manifests.encode(PLAIN), manifests.encode(PLAIN)[:-1],
        manifests.encode(PLAIN).replace(b'"v":1', b'"v":1,"v":1', 1), manifests.encode(PLAIN)[:-1] + b',"x":1}',
    ],
)  # fmt: skip
def test_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(DamagedBundleError):
        manifests.decode(content)


@pytest.mark.parametrize(
    ("numbers", "upto", "more"),
    [([], 0, ()), ([1], 1, ()), ([1, 2, 3], 3, ()), ([2, 3], 0, (2, 3)), ([1, 2, 4, 6], 2, (4, 6)), ([1, 3], 1, (3,))],
)
def test_what_arrived_is_said_shortly(numbers: list[int], upto: int, more: tuple[int, ...]) -> None:
    found = acknowledged(HEX32, numbers)
    assert found == Acknowledged(HEX32, upto, more)
    assert [n for n in range(1, 9) if found.holds(n)] == numbers
    assert not found.holds(99)


def test_what_arrived_out_of_order_has_a_limit() -> None:
    assert len(acknowledged(HEX32, range(2, manifests.MAX_MORE + 50)).more) == manifests.MAX_MORE


def test_a_manifest_is_cut_into_volumes_in_the_version_that_has_them() -> None:
    assert manifests.in_volumes(PLAIN, (0, 1)) == changed(v=2, vols=(0, 1))
    assert manifests.in_volumes(changed(v=2, vols=(0, 1)), ()) == PLAIN
    assert manifests.in_volumes(changed(v=2, later=4), ()) == changed(v=2, later=4)
