"""The oracle bites: each of these mistakes in the merge is found within a few scripts."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest

from focalpoint.domain import authority, merge, values
from focalpoint.domain.fields import SETS, Kind, Spec
from focalpoint.domain.merge import Head
from focalpoint.vault import heads, journal, projection
from focalpoint.vault.changes import Body
from focalpoint.vault.database import Database
from focalpoint.vault.heads import Applied, Place
from focalpoint.vault.journal import Journal, Verified
from tests.convergence.world import Script, World

ENOUGH = 60  # scripts
Patch = pytest.MonkeyPatch
APPLY, REPLACE, OF_RECORDS, ACCEPT = heads.apply, heads._replace, heads.of_records, Journal.accept


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("world"))
    yield made
    made.close()


def other_fields_count(patch: Patch) -> None:
    """A write replaces what it names, whatever field that belongs to."""

    def replace_any(db: Database, replaced: Sequence[tuple[Place, bytes, int]]) -> None:
        REPLACE(db, replaced)
        for _place, change, index in replaced:
            known = db.scalar("SELECT n FROM change WHERE id = ?", (change,))
            db.write("DELETE FROM head WHERE n = ? AND i = ?", (known, index))

    patch.setattr(heads, "_replace", replace_any)


def late_ones_rise_again(patch: Patch) -> None:
    """What was replaced before it arrived stands when it arrives."""

    def forget(db: Database, found: Sequence[Applied]) -> set[int]:
        db.write_in("DELETE FROM gone WHERE id IN", [one.id for one in found])
        return APPLY(db, found)

    patch.setattr(heads, "apply", forget)


def newest_clock_wins(patch: Patch) -> None:
    """Of several heads only the one with the greatest clock is kept."""

    def only_newest(db: Database, numbers: Collection[int]) -> dict[int, dict[str, list[Head]]]:
        return {
            r: {name: [max(found, key=Head.rank)] for name, found in fields.items()}
            for r, fields in OF_RECORDS(db, numbers).items()
        }

    patch.setattr(heads, "of_records", only_newest)


def sets_forget_one(patch: Patch) -> None:
    """Taking a word out of a set takes out every add of that word, seen or not."""

    def by_value(db: Database, found: Sequence[Applied]) -> set[int]:
        touched = APPLY(db, found)
        for op in (op for one in found for op in one.body.ops if op.k == "rem"):
            db.write(
                "DELETE FROM head WHERE r = (SELECT r FROM record WHERE id = ?) AND f = ? AND value = ?",
                (op.r, op.f, f'"{op.v}"'),
            )
        return touched

    patch.setattr(heads, "apply", by_value)


def conflicts_are_silent(patch: Patch) -> None:
    """Texts never conflict."""
    honest = merge.conflicting
    patch.setattr(
        projection, "conflicting", lambda spec, found: spec.kind is not Kind.TEXT and honest(spec, found)
    )  # fmt: skip


def spaces_conflict(patch: Patch) -> None:
    """Texts that differ in outer spaces or in the form of a letter conflict."""

    def strict(spec: Spec, found: Iterable[Head]) -> bool:
        return spec.kind not in SETS and len({str(values.shown(spec.kind, head.value)) for head in found}) > 1

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

    def strict(self: Journal, found: Sequence[Verified], *more: Any) -> set[int]:
        touched: set[int] = set()
        for one in found:
            before = bytes.fromhex(one.header.pv)
            if not before or self.known([before]):
                touched |= ACCEPT(self, [one], *more)
        return touched

    patch.setattr(Journal, "accept", strict)


def far_clocks_are_dropped(patch: Patch) -> None:
    """A change from a clock more than ten years ahead is thrown away."""

    def strict(self: Journal, found: Sequence[Verified], now: Any, *more: Any) -> set[int]:
        last = now.timestamp() * 1000 + 10 * 365 * journal._DAY_MS
        return ACCEPT(self, [one for one in found if one.header.hl >> 16 <= last], now, *more)

    patch.setattr(Journal, "accept", strict)


def duplicates_count_twice(patch: Patch) -> None:
    """A change that is known is applied again, as if its writes were new."""

    def again(self: Journal, found: Sequence[Verified], *more: Any) -> set[int]:
        touched = ACCEPT(self, found, *more)
        for one in found:
            n = self.db.scalar("SELECT n FROM change WHERE id = ?", (one.raw.id,))
            for op in (op for op in one.body.ops if op.k == "set"):
                self.db.write(
                    "INSERT OR IGNORE INTO head SELECT r, ?, ?, 0, ? FROM record WHERE id = ?", (op.f, n, '"TRN"', op.r)
                )
        return touched

    patch.setattr(Journal, "accept", again)


def roles_do_not_hold(patch: Patch) -> None:
    """Everybody may write everywhere."""
    patch.setattr(authority, "may_write", lambda *_place, **_more: True)


def roles_hold_too_much(patch: Patch) -> None:
    """A partner may write nothing."""
    honest = authority.may_write
    patch.setattr(
        authority, "may_write", lambda role, *place, **more: role != "partner" and honest(role, *place, **more)
    )


def two_writes_of_one_change_are_one(patch: Patch) -> None:
    """Of a change with several writes the last is left out."""

    def shorter(db: Database, found: Sequence[Applied]) -> set[int]:
        bodies = [one.body for one in found]
        short = [Body(b.salt, b.scope, b.ops[:-1] if len(b.ops) > 2 else b.ops) for b in bodies]
        return APPLY(db, [replace(one, body=body) for one, body in zip(found, short, strict=True)])

    patch.setattr(heads, "apply", shorter)


def letters_are_changed(patch: Patch) -> None:
    """What is kept is the value in another form than it was written."""

    def normal(db: Database, numbers: Collection[int]) -> dict[int, dict[str, list[Head]]]:
        def stripped(head: Head) -> Head:
            return replace(head, value=head.value.strip() if isinstance(head.value, str) else head.value)

        return {
            r: {name: [stripped(head) for head in one] for name, one in fields.items()}
            for r, fields in OF_RECORDS(db, numbers).items()
        }

    patch.setattr(heads, "of_records", normal)


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
