"""The reader page takes exactly the signatures that the program takes, by the engine's code and by its own."""

import json
import subprocess
from pathlib import Path

import pytest

from focalpoint.crypto import signing
from tests.helpers import mixed_order
from tests.unit.packaging.test_reader_page import NODE, READER

TYPE = "application/vnd.focalpoint.card.v1+json"
WEAK = Path(__file__).parents[2] / "data" / "format" / "small-order.json"


def mixed(number: int, *, on_key: bool, on_first: bool) -> dict[str, str]:
    public, content, signature = mixed_order.signed(
        number, TYPE, lambda _public: f"TRN {number}".encode(), on_key=on_key, on_first=on_first
    )
    return {"public": public, "payload": content.decode(), "signature": signature}


def vectors() -> list[dict[str, str]]:
    seed = bytes(range(32))
    public, payload = signing.public_key(seed).hex(), "TRN any text"
    good = signing.sign(seed, TYPE, payload.encode())
    second = int.from_bytes(good[32:], "little")
    made = [{"public": public, "payload": payload, "signature": good.hex()}]
    bad = [bytes([good[at] ^ 1 if here == at else good[here] for here in range(64)]) for at in (0, 31, 32, 63)]
    bad += [good[:32] + (second + mixed_order.ORDER).to_bytes(32, "little"), good[:63], good + b"\0", bytes(64)]
    made += [{"public": public, "payload": payload, "signature": one.hex()} for one in bad]
    weak = json.loads(WEAK.read_text("utf-8"))
    made += [{**weak[name], "payload": weak["payload"]} for name in ("forgery", "small_first_half")]
    made += [{"public": key, "payload": payload, "signature": good.hex()} for key in weak["keys"]]
    made += [mixed(n, on_key=key, on_first=first) for n in range(1, 17) for key, first in mixed_order.KINDS]
    return made


@pytest.mark.parametrize("node", NODE)
def test_the_page_takes_the_signatures_that_the_program_takes(node: str) -> None:
    told = vectors()
    given = "\n".join(map(json.dumps, told))
    done = subprocess.run([node, READER / "check_signing.mjs"], input=given, capture_output=True, text=True, check=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    wanted = [
        signing.verify(bytes.fromhex(one["public"]), TYPE, one["payload"].encode(), bytes.fromhex(one["signature"]))
        for one in told
    ]
    assert sum(wanted) > 17, "signatures of mixed order, of which some hold by chance, too"
    assert [one[0] for one in found] == wanted, "by the engine's code"
    assert [one[1] for one in found] == wanted, "by the page's own"
    assert all(one[2] for one in found), "the engine was asked"
