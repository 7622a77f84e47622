"""The merge against a naive model: whatever the order, the duplicates and the gaps, the same fields come out."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import heads, projection
from focalpoint.vault.changes import Body, Op, RawChange, Scope
from focalpoint.vault.journal import Write, new_tx
from tests.helpers import vaults

RECORDS = [f"{n:032x}" for n in (1, 2, 3)]
SCOPE = Scope("contacts", "", "core")
FIELDS = ("name", "function", "themes")


@dataclass(frozen=True)
class Fact:
    """One operation as the model knows it."""

    change: bytes
    index: int
    op: Op


def model(facts: list[Fact]) -> dict[tuple[str, str], set[tuple[bytes, int, str]]]:
    """A write stands unless some write names it. Nothing else; no order, no clocks."""
    replaced = {(bytes.fromhex(c), i) for fact in facts for c, i in fact.op.p}
    standing: dict[tuple[str, str], set[tuple[bytes, int, str]]] = {}
    for fact in facts:
        if fact.op.k != "rem" and (fact.change, fact.index) not in replaced:
            standing.setdefault((fact.op.r, fact.op.f), set()).add((fact.change, fact.index, str(fact.op.v)))
    return standing


def found(ws: Workspace) -> dict[tuple[str, str], set[tuple[bytes, int, str]]]:
    result: dict[tuple[str, str], set[tuple[bytes, int, str]]] = {}
    for r, record in ws.db.read("SELECT r, id FROM record"):
        for field, listed in heads.of_record(ws.db, r).items():
            result[record, field] = {(head.change, head.index, str(head.value)) for head in listed}
    return result


def act(ws: Workspace, rng: random.Random, now: datetime) -> None:
    """Write what a person might: replace what is seen, or add to and take from a set."""
    record, field = rng.choice(RECORDS), rng.choice(FIELDS)
    known = ws.db.scalar("SELECT r FROM record WHERE id = ?", (record,))
    present = heads.of_record(ws.db, known).get(field, []) if known else []
    if field != "themes":
        op = Op("contact", record, field, "set", f"v{rng.randrange(4)}", heads.refs(present))
    elif present and rng.random() < 0.4:
        gone = rng.choice(present)
        op = Op("contact", record, field, "rem", gone.value, heads.refs([gone]))
    else:
        op = Op("contact", record, field, "add", rng.choice(("arrest", "assets", "witness")))
    ws.vault.journal.append([Write(SCOPE, op)], now, new_tx())


def changes_of(ws: Workspace) -> list[RawChange]:
    return [RawChange(*row) for row in ws.db.read("SELECT header, signature, body FROM change")]


def deliver(ws: Workspace, listed: list[RawChange], now: datetime) -> None:
    keys = {row[0]: (row[1], bytes(row[2])) for row in ws.db.read("SELECT id, k, public FROM device")}
    touched: set[int] = set()
    with ws.db.transaction():
        for raw in listed:
            touched |= ws.vault.journal.accept([ws.vault.journal.verify(raw, keys)], now, "test")
        projection.project(ws.db, touched)


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Workspace]]:
    folder: Path = tmp_path_factory.mktemp("three")
    made = [vaults.create(folder, name).workspace for name in ("a", "b", "c")]
    for first in made:
        for second in made:
            if first.device < second.device:
                vaults.introduce(first, second, folder)
    yield made
    for ws in made:
        ws.lock()


def wipe(ws: Workspace) -> None:
    with ws.db.transaction():
        for table in ("change", "compartment", "action"):
            ws.db.write(f"DELETE FROM {table}")
    projection.rebuild(ws.db, lambda _done, _total: None)


@pytest.mark.parametrize("seed", range(40))
def test_replicas_agree_with_each_other_and_with_the_naive_model(three: list[Workspace], seed: int) -> None:
    rng = random.Random(seed)
    for ws in three:
        wipe(ws)
    clocks = {ws.device: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=rng.randrange(-9000, 9000)) for ws in three}
    for _ in range(30):
        ws = rng.choice(three)
        clocks[ws.device] += timedelta(seconds=rng.randrange(100))
        if rng.random() < 0.7:
            act(ws, rng, clocks[ws.device])
        else:
            other = rng.choice(three)
            some = [raw for raw in changes_of(other) if rng.random() < 0.6]
            rng.shuffle(some)
            deliver(ws, [*some, *some[:2]], clocks[ws.device])
    everything = [raw for ws in three for raw in changes_of(ws)]
    facts: dict[bytes, list[Fact]] = {}
    for ws in three:
        rng.shuffle(everything)
        deliver(ws, everything, clocks[ws.device])

    for raw in everything:
        ops = msgspec.json.decode(raw.body, type=Body).ops
        facts[raw.id] = [Fact(raw.id, i, op) for i, op in enumerate(ops)]
    expected = model([fact for listed in facts.values() for fact in listed])
    for ws in three:
        assert found(ws) == expected
    digests = {projection.digest(ws.db) for ws in three}
    assert len(digests) == 1
    projection.rebuild(three[0].db, lambda _done, _total: None)
    assert projection.digest(three[0].db) in digests
    contested = {key for key, writes in expected.items() if key[1] != "themes" and len({v for *_x, v in writes}) > 1}
    rows = three[0].db.read("SELECT record.id, f FROM conflict JOIN record USING (r)")
    assert {(row[0], row[1]) for row in rows} == contested
