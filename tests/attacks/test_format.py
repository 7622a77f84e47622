"""What the format leaves to nobody's choice: weak keys, clocks, names of keys, receipts, readers that keep nothing."""

import dataclasses
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from focalpoint.bundles import card as cards
from focalpoint.bundles.card import BadCardError, IdentityCard
from focalpoint.crypto import sealing, signing
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, forks, imports, peers
from focalpoint.vault import changes, deliveries, devices
from focalpoint.vault.changes import Body, Header, Op, Scope
from focalpoint.vault.errors import InvalidChangeError
from tests.helpers import vaults

ROOT = Path(__file__).parents[2]
VECTORS: dict[str, Any] = json.loads((ROOT / "tests" / "data" / "format" / "small-order.json").read_text("utf-8"))
sys.path.insert(0, str(ROOT / "packaging"))
import verify_bundle as verifier  # noqa: E402 - a tool beside the program, not a package

SEED = hashlib.sha256(b"TRN format").digest()


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[Workspace, Workspace]]:
    made = tuple(vaults.create(tmp_path, name).workspace for name in ("one", "two"))
    vaults.introduce(made[0], made[1], tmp_path)
    yield made[0], made[1]
    for ws in made:
        ws.lock()


def a_card(**more: Any) -> IdentityCard:
    filled: dict[str, Any] = {
        "v": 1, "person": "TRN", "function": "", "office": "TRN", "country": "QM", "device": "TRN",
        "public": signing.public_key(SEED).hex(), "recipient": sealing.recipient_of(sealing.new_identity()),
        "space": "ab" * 16, "created": "2026-11-24T10:00:00Z", **more,
    }  # fmt: skip
    return IdentityCard(**filled)


@pytest.mark.parametrize("which", ["forgery", "small_first_half"])
def test_a_forgery_that_others_accept_is_refused_here_and_by_the_verifier(which: str, tmp_path: Path) -> None:
    public, signature = (bytes.fromhex(VECTORS[which][name]) for name in ("public", "signature"))
    payload = VECTORS["payload"].encode()
    Ed25519PublicKey.from_public_bytes(public).verify(signature, signing.pae(VECTORS["type"], payload))  # no error
    assert not signing.verify(public, VECTORS["type"], payload, signature)
    assert not verifier.Tools(tmp_path).verified(public.hex(), "card", payload, signature)


@pytest.mark.parametrize("public", VECTORS["keys"])
def test_keys_of_small_order_sign_nothing(public: str) -> None:
    assert verifier.small_order(bytes.fromhex(public))
    assert not verifier.small_order(signing.public_key(SEED))
    for first in VECTORS["keys"]:
        assert not signing.verify(bytes.fromhex(public), VECTORS["type"], b"TRN", bytes.fromhex(first) + bytes(32))


@pytest.mark.parametrize("recipient", VECTORS["recipients"])
def test_recipients_of_small_order_are_on_no_card(recipient: str) -> None:
    with pytest.raises(BadCardError):
        cards.read_card(cards.make_card(a_card(recipient=recipient), SEED))
    assert recipient in verifier.WEAK_RECIPIENTS


@pytest.mark.parametrize(
    "more",
    [
        {"created": "yesterday"},
        {"created": "9999-12-31T00:00:00Z"},
        {"person": "a\nb"},
        {"device": "\x1b[2J"},
        {"keeps": True},
    ],
)
def test_a_card_holds_what_a_form_would_take(more: dict[str, object]) -> None:
    assert cards.read_card(cards.make_card(a_card(), SEED)).person == "TRN"
    with pytest.raises(BadCardError):
        cards.read_card(cards.make_card(a_card(**more), SEED))


def header(**more: Any) -> Header:
    filled: dict[str, Any] = {
        "v": 2, "sp": "ab" * 16, "cp": "cd" * 16, "dev": "ef" * 16, "ep": 1, "sq": 1, "pv": "", "hl": (1 << 62) + 1,
        "sy": "ok", "tx": "12" * 16, "sv": 1, "ap": "0.1.0", "bh": "", "bl": 0, **more,
    }  # fmt: skip
    return Header(**filled)


BODY = Body("00" * 16, Scope("request", "1" * 32, "core"), (Op("request", "1" * 32, "subject", "set", "TRN"),))


def test_a_clock_is_text_that_no_reader_changes() -> None:
    raw = changes.make(header(), BODY, SEED).header
    assert json.loads(raw)["hl"] == "4000000000000001"
    assert changes.read_header(raw) == as_told(raw)
    old = changes.make(header(v=1), BODY, SEED).header
    assert json.loads(old)["hl"] == (1 << 62) + 1, "what older programs wrote stays readable"
    assert changes.read_header(old).hl == (1 << 62) + 1


def as_told(raw: bytes) -> Header:
    told = json.loads(raw)
    return Header(**{**told, "hl": int(told["hl"], 16)})


@pytest.mark.parametrize(
    ("version", "clock"),
    [(1, "4000000000000001"), (2, 5), (2, "5"), (2, "8000000000000000"), (2, "400000000000000G"), (2, "")],
)
def test_a_clock_is_written_in_one_way(version: int, clock: object) -> None:
    told = json.loads(changes.make(header(), BODY, SEED).header)
    with pytest.raises(InvalidChangeError):
        changes.read_header(msgspec.json.encode({**told, "v": version, "hl": clock}))


@pytest.mark.parametrize("key", ["0", "1", "42", "k" * 41])
def test_keys_that_look_like_numbers_are_refused(key: str) -> None:
    body = msgspec.structs.replace(BODY, ops=(Op("novel", "1" * 32, "field", "set", {key: "TRN"}),))
    raw = changes.make(header(cp=BODY.scope.compartment("ab" * 16)), body, SEED)
    with pytest.raises(InvalidChangeError):
        changes.read_body(raw.body, changes.read_header(raw.header))
    assert not verifier.bounded({key: "TRN"}, 4)
    assert verifier.bounded({"01": "TRN", "to": "TRN"}, 4)


def test_a_receipt_has_no_number_and_a_repeated_one_is_no_copied_laptop(
    pair: tuple[Workspace, Workspace], tmp_path: Path
) -> None:
    one, two = pair
    request = vaults.register(one)
    vaults.receive(two, vaults.send(one, two, [("request", request)], tmp_path / "1.fpbundle"))
    for number in range(2):  # a restored key file would seal a second one that follows nothing either
        receipt = export.seal_plan(two, export.plan_receipt(two, [one.device]), tmp_path / f"r{number}.fpbundle", "TRN")
        found = imports.inspect(one, receipt.path)
        assert found.number == 0
        assert [note[0] for note in found.notes] == ["good"]
        imports.apply(one, imports.preview(one, found))
    assert "opened this bundle before" in imports.inspect(one, receipt.path).notes[-1][1].id
    assert forks.notices(one) == {}
    assert deliveries.unacknowledged(one.db, two.device) == set()
    assert deliveries.received_whole(one.db, two.device) == []
    plan = export.plan_export(two, [("request", request)], [one.device], again=True)
    assert export.seal_plan(two, plan, tmp_path / "3.fpbundle", "TRN").number == 1, "receipts use up no number"


def test_a_reader_that_keeps_nothing_always_gets_whole_dossiers(
    pair: tuple[Workspace, Workspace], tmp_path: Path
) -> None:
    one, two = pair
    seed, age = two.vault.identity.seed, two.vault.identity.age
    plain = cards.read_card(devices.own_card(two.db))
    assert sealing.recipient_of(age) == plain.recipient
    told = cards.make_card(msgspec.structs.replace(plain, keeps=False, created="2026-11-30T10:00:00Z"), seed)
    peer = peers.add_card(one, told, "office")
    assert not peer.keeps
    request = vaults.register(one)
    vaults.receive(two, vaults.send(one, two, [("request", request)], tmp_path / "1.fpbundle"))
    receipt = export.seal_plan(two, export.plan_receipt(two, [one.device]), tmp_path / "r.fpbundle", "TRN")
    vaults.receive(one, receipt.path)
    plan = export.plan_export(one, [("request", request)], [two.device])
    assert plan.kind == "full"
    assert plan.changes > 0
    assert dataclasses.asdict(peer)["keeps"] is False
