"""The oracle bites: each of these mistakes in the merge is found within a few scripts."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from focalpoint.domain import merge
from focalpoint.domain.fields import SETS, Kind, Spec
from focalpoint.domain.merge import Head
from focalpoint.services import exchange
from focalpoint.vault import heads, journal, projection
from focalpoint.vault.changes import Body, Op
from focalpoint.vault.database import Database
from focalpoint.vault.journal import Journal, Verified
from tests.convergence.world import Script, World

ENOUGH = 60  # scripts
Patch = pytest.MonkeyPatch
APPLY, REPLACE, OF_RECORD, ACCEPT = heads.apply, heads._replace, heads.of_record, Journal.accept


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("world"))
    yield made
    made.close()


def other_fields_count(patch: Patch) -> None:
    """A write replaces what it names, whatever field that belongs to."""

    def replace_any(db: Database, n: int, r: int, op: Op) -> None:
        REPLACE(db, n, r, op)
        for identifier, index in op.p:
            known = db.scalar("SELECT n FROM change WHERE id = ?", (bytes.fromhex(identifier),))
            db.write("DELETE FROM head WHERE n = ? AND i = ?", (known, index))

    patch.setattr(heads, "_replace", replace_any)


def late_ones_rise_again(patch: Patch) -> None:
    """What was replaced before it arrived stands when it arrives."""

    def forget(db: Database, n: int, change: bytes, body: Body) -> set[int]:
        db.write("DELETE FROM gone WHERE id = ?", (change,))
        return APPLY(db, n, change, body)

    patch.setattr(heads, "apply", forget)


def newest_clock_wins(patch: Patch) -> None:
    """Of several heads only the one with the greatest clock is kept."""

    def only_newest(db: Database, r: int) -> dict[str, list[Head]]:
        return {name: [max(found, key=Head.rank)] for name, found in OF_RECORD(db, r).items()}

    patch.setattr(heads, "of_record", only_newest)


def sets_forget_one(patch: Patch) -> None:
    """Taking a word out of a set takes out every add of that word, seen or not."""

    def by_value(db: Database, n: int, r: int, op: Op) -> None:
        REPLACE(db, n, r, op)
        if op.k == "rem":
            db.write("DELETE FROM head WHERE r = ? AND f = ? AND value = ?", (r, op.f, f'"{op.v}"'))

    patch.setattr(heads, "_replace", by_value)


def conflicts_are_silent(patch: Patch) -> None:
    """Texts never conflict."""
    honest = merge.conflicting
    patch.setattr(
        projection, "conflicting", lambda spec, found: spec.kind is not Kind.TEXT and honest(spec, found)
    )  # fmt: skip


def spaces_conflict(patch: Patch) -> None:
    """Texts that differ in outer spaces or in the form of a letter conflict."""

    def strict(spec: Spec, found: Iterable[Head]) -> bool:
        return spec.kind not in SETS and len({str(merge.plain(spec.kind, head.value)) for head in found}) > 1

    patch.setattr(projection, "conflicting", strict)


def notes_of_steps_conflict(patch: Patch) -> None:
    """Two steps to the same state with different notes conflict."""

    def whole(spec: Spec, found: Iterable[Head]) -> bool:
        honest = merge.conflicting(spec, found)
        return honest or (spec.kind is Kind.STATE and len({str(head.value) for head in found}) > 1)

    patch.setattr(projection, "conflicting", whole)


def deletion_wins(patch: Patch) -> None:
    """A deleted record stays deleted, whoever wrote in it meanwhile."""

    def final(found: dict[str, list[Head]]) -> tuple[bool, bool]:
        return any(isinstance(head.value, dict) for head in found.get(merge.DELETED, ())), False

    patch.setattr(projection, "deletion", final)


def editing_wins_silently(patch: Patch) -> None:
    """An edit brings a deleted record back, and nobody is asked."""
    patch.setattr(projection, "deletion", lambda found: (merge.deletion(found)[0], False))


def last_arrival_is_shown(patch: Patch) -> None:
    """Of heads with the same clock the one that came first here is shown."""
    patch.setattr(Head, "rank", lambda head: head.hl)


def oldest_is_shown(patch: Patch) -> None:
    """The head with the smallest clock is shown."""
    patch.setattr(Head, "rank", lambda head: (-head.hl, head.device, head.change, head.index))


def gaps_are_dropped(patch: Patch) -> None:
    """A change whose predecessor has not arrived is thrown away."""

    def strict(self: Journal, found: Verified, *more: Any) -> frozenset[int]:
        if found.header.pv and not self.known(bytes.fromhex(found.header.pv)):
            return frozenset()
        return ACCEPT(self, found, *more)

    patch.setattr(Journal, "accept", strict)


def far_clocks_are_dropped(patch: Patch) -> None:
    """A change from a clock more than ten years ahead is thrown away."""

    def strict(self: Journal, found: Verified, now: Any, *more: Any) -> frozenset[int]:
        if found.header.hl >> 16 > now.timestamp() * 1000 + 10 * 365 * journal._DAY_MS:
            return frozenset()
        return ACCEPT(self, found, now, *more)

    patch.setattr(Journal, "accept", strict)


def duplicates_count_twice(patch: Patch) -> None:
    """A change that is known is applied again, as if its writes were new."""

    def again(self: Journal, found: Verified, *more: Any) -> frozenset[int]:
        touched = ACCEPT(self, found, *more)
        n = self.db.scalar("SELECT n FROM change WHERE id = ?", (found.raw.id,))
        for r, op in ((heads.record_number(self.db, op.r, op.e), op) for op in found.body.ops if op.k == "set"):
            self.db.write("INSERT OR IGNORE INTO head VALUES (?, ?, ?, 0, ?)", (r, op.f, n, '"TRN"'))
        return touched

    patch.setattr(Journal, "accept", again)


def roles_do_not_hold(patch: Patch) -> None:
    """Everybody may write everywhere."""
    patch.setattr(exchange, "may_write", lambda role, scope: True)


def roles_hold_too_much(patch: Patch) -> None:
    """A partner may write nothing."""
    honest = exchange.may_write
    patch.setattr(exchange, "may_write", lambda role, scope: role != "partner" and honest(role, scope))


def two_writes_of_one_change_are_one(patch: Patch) -> None:
    """Of a change with several writes the last is left out."""

    def shorter(db: Database, n: int, change: bytes, body: Body) -> set[int]:
        ops = body.ops[:-1] if len(body.ops) > 2 else body.ops
        return APPLY(db, n, change, Body(body.salt, body.scope, ops))

    patch.setattr(heads, "apply", shorter)


def letters_are_changed(patch: Patch) -> None:
    """What is kept is the value in another form than it was written."""

    def normal(db: Database, r: int) -> dict[str, list[Head]]:
        return {
            name: [
                replace(head, value=head.value.strip() if isinstance(head.value, str) else head.value) for head in one
            ]
            for name, one in OF_RECORD(db, r).items()
        }

    patch.setattr(heads, "of_record", normal)


MUTANTS: tuple[Callable[[Patch], None], ...] = (
    other_fields_count, late_ones_rise_again, newest_clock_wins, sets_forget_one, conflicts_are_silent, spaces_conflict,
    notes_of_steps_conflict, deletion_wins, editing_wins_silently, last_arrival_is_shown, oldest_is_shown,
    gaps_are_dropped, far_clocks_are_dropped, duplicates_count_twice, roles_do_not_hold, roles_hold_too_much,
    two_writes_of_one_change_are_one, letters_are_changed,
)  # fmt: skip


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_a_mistake_in_the_merge_is_found(world: World, monkeypatch: Patch, mutant: Callable[[Patch], None]) -> None:
    mutant(monkeypatch)
    found = []
    for seed in range(ENOUGH):
        try:
            Script(world, seed).run()
        except AssertionError as wrong:
            found.append(str(wrong))
            break
    assert found, f"{mutant.__doc__} Nobody noticed in {ENOUGH} scripts."
    assert found[0].startswith("seed ")
