"""The database speaks of many rows at a time, whatever their number and weight."""

import os
from pathlib import Path

import pytest

from focalpoint.vault.database import BATCH, MANY, Database, batches, light_batches


@pytest.mark.parametrize("count", [0, 1, BATCH - 1, BATCH, BATCH + 1, 3 * BATCH])
def test_runs_hold_all_values_in_order(count: int) -> None:
    for runs in (list(batches(range(count))), list(light_batches(range(count), lambda _value: 1))):
        assert [value for run in runs for value in run] == list(range(count))
        assert [len(run) for run in runs[:-1]] == [BATCH] * (len(runs) - 1)
        assert all(runs)


def test_a_run_ends_once_it_is_heavy() -> None:
    weights = [MANY - 1, 1, MANY, 5, MANY - 6, 1]
    assert list(light_batches(weights, lambda weight: weight)) == [[MANY - 1, 1], [MANY], [5, MANY - 6, 1]]


@pytest.mark.parametrize("count", [0, 1, 40_000])
def test_statements_speak_of_any_number_of_values(tmp_path: Path, count: int) -> None:
    db = Database(tmp_path / "one.db", os.urandom(32))
    with db.transaction():
        db.write("CREATE TABLE number (n INTEGER PRIMARY KEY, half INTEGER)")
        db.write_many("INSERT INTO number VALUES (?, ?)", [(n, n // 2) for n in range(50_000)])
        rows = db.read_in("SELECT n, half FROM number WHERE n IN", range(count), " ORDER BY n")
        assert rows == [(n, n // 2) for n in range(count)]
        db.write_in("DELETE FROM number WHERE n IN", range(count))
        assert db.scalar("SELECT count(*) FROM number") == 50_000 - count
    db.close()
