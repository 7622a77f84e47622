"""Every byte of three bundles changed, and every length they can be cut to: refused, or told, never wrong.

A bundle with whole chains and documents, one with only what is new, and a receipt. One bit of each byte is changed
here, all eight with `FOCALPOINT_MASKS=8`.
"""

import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pytest

from focalpoint.bundles import container, ustar
from focalpoint.bundles.container import Opened
from focalpoint.bundles.errors import BundleError, NotABundleError, TruncatedBundleError
from focalpoint.crypto import sealing, signing
from focalpoint.services.casework import attachments, records, requests
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, imports
from tests.helpers import vaults

MASKS = int(os.environ.get("FOCALPOINT_MASKS", "1"))
KINDS = ("full", "delta", "receipt")


@dataclass(frozen=True)
class Sealed:
    """A bundle as bytes, and all it takes to open it."""

    content: bytes
    identity: str
    device: str
    signer: str
    key: bytes

    def control(self) -> bytes:
        return ustar.read_control(io.BytesIO(self.content))

    def control_end(self) -> int:
        return ustar.BLOCK + len(self.control()) + ustar.padding(len(self.control()))


@lru_cache(maxsize=4)
def opened(control: bytes, made: Sealed) -> Opened:
    return container.open_control(control, made.identity, made.device, {made.signer: made.key})


def taken_in(content: bytes, made: Sealed) -> tuple[Opened, set[str]]:
    """Open a bundle as the program does: the control part, then all parts against the manifest."""
    stream = io.BytesIO(content)
    found = opened(ustar.read_control(stream), made)
    expected = {part.h: part.size for part in found.manifest.parts}
    return found, imports.check_parts(ustar.read_parts(stream), expected, Task())


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Sealed]]:
    folder = tmp_path_factory.mktemp("bytes")
    giver, taker = (vaults.create(folder, name).workspace for name in ("giver", "taker"))
    vaults.introduce(giver, taker, folder)
    request = vaults.register(giver, subject=vaults.ARABIC)
    for number in range(2):
        attachments.attach_bytes(giver, "request", request, b"TRN letter %d" % number, name=f"{number}.txt")
    full = vaults.send(giver, taker, [("request", request)], folder / "full")
    vaults.receive(taker, full)
    receipt = sealed(taker, giver, folder / "receipt")
    vaults.receive(giver, receipt)
    records.save(giver, replace(requests.get_request(giver, request), subject="TRN new"))
    delta = vaults.send(giver, taker, [("request", request)], folder / "delta")
    yield {
        "full": of(full, giver, taker), "delta": of(delta, giver, taker), "receipt": of(receipt, taker, giver)
    }  # fmt: skip
    giver.lock()
    taker.lock()


def sealed(giver: Workspace, taker: Workspace, target: Path) -> Path:
    return export.seal_plan(giver, export.plan_receipt(giver, [taker.device]), target, "TRN").path


def of(path: Path, giver: Workspace, taker: Workspace) -> Sealed:
    key = signing.public_key(giver.vault.identity.seed)
    return Sealed(path.read_bytes(), taker.vault.identity.age, taker.device, giver.device, key)


@pytest.mark.parametrize("kind", KINDS)
def test_every_changed_byte_of_the_file_is_refused(three: dict[str, Sealed], kind: str) -> None:
    made = three[kind]
    assert taken_in(made.content, made)[0].manifest.kind == kind
    for position in range(len(made.content)):
        for turn in range(MASKS):
            changed = bytearray(made.content)
            changed[position] ^= 1 << ((position + turn) % 8)
            with pytest.raises(BundleError):
                taken_in(bytes(changed), made)


@pytest.mark.parametrize("kind", KINDS)
def test_every_changed_byte_under_the_seal_is_refused(three: dict[str, Sealed], kind: str) -> None:
    """Anybody who knows a reader's recipient can seal anything: only the signature speaks for the signer."""
    made = three[kind]
    plain = sealing.unseal(made.control(), made.identity)
    recipient = sealing.recipient_of(made.identity)
    for position in range(len(plain)):
        for turn in range(MASKS):
            changed = bytearray(plain)
            changed[position] ^= 1 << ((position + turn) % 8)
            with pytest.raises(BundleError):
                opened(sealing.seal(bytes(changed), [recipient]), made)


@pytest.mark.parametrize("kind", KINDS)
def test_every_length_is_refused_or_keeps_the_parts_that_are_whole(three: dict[str, Sealed], kind: str) -> None:
    made, end = three[kind], three[kind].control_end()
    whole, names = taken_in(made.content, made)
    assert len(names) == {"full": 2, "delta": 0, "receipt": 0}[kind]
    ends, position = [], end
    for part in whole.manifest.parts:
        ends.append((position + ustar.BLOCK + part.size, part.h))
        position += ustar.BLOCK + part.size + ustar.padding(part.size)
    for length in range(len(made.content)):
        cut = made.content[:length]
        if length < end:
            with pytest.raises((TruncatedBundleError, NotABundleError)):
                taken_in(cut, made)
            continue
        found, kept = taken_in(cut, made)
        assert found == whole
        assert kept == {name for until, name in ends if length >= until}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_may_follow_and_nothing_may_stand_between(three: dict[str, Sealed], kind: str) -> None:
    made = three[kind]
    end = made.control_end()
    stranger = ustar.header(ustar.Member(hashlib.sha256(b"x").hexdigest(), 1)) + b"x" + bytes(511)
    for extra in (b"\0", b"x", bytes(ustar.BLOCK)):
        with pytest.raises(BundleError):
            taken_in(made.content + extra, made)
    for place in (end, len(made.content) - len(ustar.END)):
        with pytest.raises(BundleError):
            taken_in(made.content[:place] + stranger + made.content[place:], made)
    with pytest.raises(BundleError):
        taken_in(made.content[:end] + made.content, made)
