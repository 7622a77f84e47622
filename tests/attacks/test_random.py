"""Bundles at random, with valid signatures: replicas come to the same whatever the order, and nothing else happens.

FOCALPOINT_HOSTILE says how many bundles (nightly: 100,000); a failure names its seed; FOCALPOINT_FIRST begins there.
"""

import os
import random
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from focalpoint.bundles import container
from focalpoint.bundles.manifest import PLAIN, Manifest, Reader
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.fields import SETS, Kind
from focalpoint.domain.records import TYPES, has_dossier
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import conflicts, merging, peers, quarantine
from focalpoint.vault import projection
from focalpoint.vault.changes import MAX_DEPTH, Op, RawChange, Scope
from focalpoint.vault.errors import InvalidChangeError
from tests.attacks.test_values import ODD, looked_at
from tests.helpers import vaults
from tests.helpers.liar import Liar, described, document

BUNDLES = int(os.environ.get("FOCALPOINT_HOSTILE", "120"))
FIRST = int(os.environ.get("FOCALPOINT_FIRST", "0"))
EACH = 4  # bundles of one seed
MEMORY = 400 << 20
RECORDS = tuple(f"{number:032x}" for number in range(1, 9))
WORDS = ("TRN a", "TRN b", "", "../x", "<img src=file:///etc/passwd>", "=HYPERLINK(1)", "\u202eTRN", "x" * 3_000)
FINE: dict[Kind, tuple[Any, ...]] = {
    Kind.DATE: ("2026-01-01", "2200-12-31", ""), Kind.TEXT: WORDS, Kind.NOTE: (*WORDS, "a\nb"),
    Kind.CHOICE: ("P-01", "zz"), Kind.CHOICES: ("ar", "zz"), Kind.LINK: (*RECORDS, ""),
    Kind.STATE: ({"to": "closed"}, {"to": "zz", "note": "TRN"}),
    Kind.LINKS: RECORDS, Kind.TAGS: ("TRN",), Kind.FLAG: (True, False), Kind.NUMBER: (1, -5, None), Kind.FILE: RECORDS,
    Kind.INSTANT: ("2026-01-01T00:00:00Z",), Kind.TIME: ("09:30", ""),
}  # fmt: skip


class Watched:
    """Every path that this process opens for writing, removes or renames, as Python tells it."""

    def __init__(self) -> None:
        self.on, self.found = False, set[str]()
        sys.addaudithook(self._seen)

    def _seen(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.on and event in ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "open"):
            self.found.add(str(arguments[0]))


WATCHED = Watched()


@contextmanager
def lives(*replicas: Workspace) -> Iterator[None]:
    """Let something happen to vaults that is taken back afterwards."""

    class Over(Exception):  # noqa: N818 - it takes everything back
        pass

    first, *others = replicas
    try:
        with first.db.transaction():
            if others:
                with lives(*others):
                    yield
            else:
                yield
            raise Over
    except Over:
        pass


class Author:
    """A liar with things to say at random."""

    def __init__(self, liar: Liar, victims: list[Workspace], rng: random.Random) -> None:
        self.liar, self.victims, self.rng = liar, victims, rng
        self.said: list[tuple[str, int]] = []  # earlier writes, to be named as replaced

    def scope(self, type_name: str, record: str) -> Scope:
        kind, root, facet = type_name, record, "core"
        if TYPES[type_name].part_of or type_name == "document":
            kind, root = TYPES[type_name].part_of or "request", self.rng.choice(RECORDS)
        if has_dossier(kind):
            facet = self.rng.choice(("core", "core", "core", "internal", "court", "execution"))
        if self.rng.random() < 0.1:
            kind, root = self.rng.choice(tuple(TYPES)), self.rng.choice(RECORDS)
        return Scope(kind, root, facet)

    def ops(self) -> tuple[Scope, list[Op]]:
        type_name, record = self.rng.choice(("request", "document", "contact", *TYPES)), self.rng.choice(RECORDS)
        scope = self.scope(type_name, record)
        if type_name == "document":
            return scope, self._document(record, scope.root)
        found = [self._op(type_name, record, scope) for _time in range(self.rng.choice((1, 1, 2, 5)))]
        return scope, [op for op in found if op is not None] or [Op(type_name, record, "~deleted", "del", {"seen": []})]

    def _document(self, record: str, owner: str) -> list[Op]:
        value, _parts = described(self.rng.choice((b"TRN one", b"TRN other", b"")))
        if self.rng.random() < 0.4:
            key = self.rng.choice(("size", "name", "sha256", "parts", "mime"))
            value[key] = self.rng.choice((0, -1, "../../x", [], None, "a\nb", 1 << 40, "f" * 64, value["parts"] * 3))
        return document(record, owner, self.rng.choice(RECORDS), value)

    def _op(self, type_name: str, record: str, scope: Scope) -> Op | None:
        fits = [f for f, s in TYPES[type_name].specs.items() if type_name != "request" or s.facet == scope.facet]
        if not fits:
            return None
        field = self.rng.choice(fits)
        spec = TYPES[type_name].specs[field]
        value = self.rng.choice(FINE[spec.kind] if self.rng.random() < 0.7 else ODD[spec.kind])
        kind = "add" if spec.kind in SETS else "evt" if spec.kind is Kind.STATE else "set"
        if self.rng.random() < 0.1:
            field, kind, value = "~deleted", "del", {"seen": [list(one) for one in self.said[-3:]]}
        elif self.rng.random() < 0.1:
            kind = self.rng.choice(("set", "add", "rem", "evt", "blob"))
        named = (
            tuple(sorted(set(self.rng.sample(self.said, min(2, len(self.said)))))) if self.rng.random() < 0.3 else ()
        )
        return Op(type_name, record, field, kind, value, named)

    def change(self) -> RawChange:
        scope, ops = self.ops()
        space = self.rng.choice([self.liar.ws.vault.identity.space, *(v.vault.identity.space for v in self.victims)])
        hl = self.rng.choice((0, 0, 0, 1, (1 << 63) - 1))
        made = self.liar.signed_in(space, scope.compartment(space), scope, ops, hl)
        self.said += [(made.id.hex(), index) for index in range(len(ops))]
        return made


def taken_in(ws: Workspace, author: Liar, found: list[RawChange]) -> str:
    """Merge changes as a bundle of an author; return "refused" if the format says so."""
    manifest = Manifest(
        PLAIN, "", "", author.device, "", "", "full", (Reader(ws.device, 1, ""),), (), (), (), (), ""
    )  # fmt: skip
    opened = container.opened(manifest, b"", [(one.header, one.signature, one.body) for one in found])
    try:
        with ws.db.transaction():
            before = counted(ws)
            merged = merging.merge(ws, opened, peers.peer(ws, author.device), f"{random.random()}")
            after = counted(ws)
            told = merged.held
            assert after["held"] - before["held"] == told, "everything not taken is told"
            assert after["applied"] + after["held"] - before["applied"] - before["held"] <= len(found)
    except InvalidChangeError:
        return "refused"
    return "taken"


def counted(ws: Workspace) -> dict[str, int]:
    rows: dict[str, int] = dict(ws.db.read("SELECT state, count(*) FROM change GROUP BY state"))
    return {state: int(rows.get(state, 0)) for state in ("applied", "held")}


def state_of(ws: Workspace) -> tuple[str, list[Any]]:
    return projection.digest(ws.db), ws.db.read("SELECT id, state FROM change WHERE via <> '' ORDER BY id")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[Workspace], list[Liar]]]:
    """Two laptops of one office, and a liar of each role."""
    folder = tmp_path_factory.mktemp("random")
    replicas = [vaults.create(folder, name).workspace for name in ("one", "two")]
    vaults.introduce(replicas[0], replicas[1], folder)
    first = Liar(folder, "colleague")
    for ws in replicas:
        first.meets(ws, "office")
    made = [
        first.sign(Scope("request", record, "core"), [Op("request", record, "subject", "set", "TRN ours")])
        for record in RECORDS[:3]
    ]
    for ws in replicas:
        taken_in(ws, first, made)
    liars = [Liar(folder, f"liar{role}") for role in ("office", "court", "partner")]
    for liar, role in zip(liars, ("office", "court", "partner"), strict=True):
        for ws in replicas:
            liar.meets(ws, role)
    yield replicas, liars
    for ws in (*replicas, *(liar.ws for liar in liars), first.ws):
        ws.lock()


def one_life(world: tuple[list[Workspace], list[Liar]], seed: int) -> None:
    replicas, liars = world
    rng = random.Random(seed)
    authors = [Author(rng.choice(liars), replicas, rng) for _time in range(EACH)]
    for liar in liars:
        liar.logs.clear()
    bundles = [(author.liar, [author.change() for _n in range(rng.choice((1, 2, 4)))]) for author in authors]
    orders = [bundles, rng.sample(bundles, len(bundles))]
    with lives(*replicas):
        WATCHED.found.clear()
        WATCHED.on = True
        try:
            for ws, order in zip(replicas, orders, strict=True):
                for author, found in order:
                    taken_in(ws, author, found)
        finally:
            WATCHED.on = False
        assert not WATCHED.found, (seed, WATCHED.found)
        one, two = (state_of(ws) for ws in replicas)
        assert one == two, (seed, [pair for pair in zip(one[1], two[1], strict=False) if pair[0] != pair[1]])
        if seed % 10 == 0:
            everything_answers(replicas[0])
            projection.rebuild(replicas[1].db, lambda _done, _total: None)
            assert state_of(replicas[1]) == two, seed


def everything_answers(ws: Workspace) -> None:
    looked_at(ws)
    for view in conflicts.all_conflicts(ws):
        refused(lambda view=view: conflicts.decide(ws, view, view.candidates[0].value))  # type: ignore[misc]
    for row in quarantine.all_quarantined(ws):
        refused(lambda row=row: quarantine.release(ws, row.id))  # type: ignore[misc]
    looked_at(ws)
    assert ws.troubled == set()


def refused(call: Callable[[], object]) -> None:
    """Call something; a refusal in words is an answer."""
    try:
        call()
    except FocalpointError:
        return


def greatest() -> int:
    """Return the most memory this process ever had, which other tests had a part in."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_hostile_bundles_leave_replicas_equal_and_nothing_else(world: tuple[list[Workspace], list[Liar]]) -> None:
    assert MAX_DEPTH == 4
    before = greatest()
    for seed in range(FIRST, FIRST + BUNDLES // EACH):
        one_life(world, seed)
    assert greatest() < max(MEMORY, before + MEMORY // 4), "memory does not grow with what is sent"


def test_the_office_and_its_records_are_still_there(world: tuple[list[Workspace], list[Liar]], tmp_path: Path) -> None:
    for ws in world[0]:
        subjects = {row[0] for row in ws.db.read("SELECT subject FROM row_request")}
        assert subjects == {"TRN ours"}
