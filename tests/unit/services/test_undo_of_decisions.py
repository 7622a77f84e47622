"""A decision taken back leaves the conflict as it was: both values, not one of them by chance."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from focalpoint.services.care import safety
from focalpoint.services.casework import history, records, requests
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import conflicts
from focalpoint.services.exchange.export import NothingNewError
from tests.helpers import vaults

Pair = tuple[Workspace, Workspace]


def quarrel(pair: Pair, folder: Path, number: int, **begun: str) -> str:
    one, two = pair
    record = vaults.register(one, **begun)
    vaults.receive(two, vaults.send(one, two, [("request", record)], folder / f"{number}-a.fpbundle"))
    for ws, words in ((one, "TRN mine"), (two, "TRN theirs")):
        records.save(ws, replace(requests.get_request(ws, record), subject=words))
    vaults.receive(one, vaults.send(two, one, [("request", record)], folder / f"{number}-b.fpbundle"))
    return record


def standing(ws: Workspace) -> list[set[object]]:
    return [{candidate.value for candidate in view.candidates} for view in conflicts.all_conflicts(ws)]


@pytest.mark.parametrize("number", range(4))  # which change comes first by its hash is chance
@pytest.mark.parametrize("kept", ["TRN mine", "TRN theirs", "TRN neither"])
def test_undo_brings_both_values_back_and_redo_decides_again(
    pair: Pair, tmp_path: Path, number: int, kept: str
) -> None:
    one, two = pair
    record = quarrel(pair, tmp_path, number)
    conflicts.decide(one, conflicts.all_conflicts(one)[0], kept)
    assert requests.get_request(one, record).subject == kept
    history.undo(one)
    assert standing(one) == [{"TRN mine", "TRN theirs"}]
    history.redo(one)
    assert (standing(one), requests.get_request(one, record).subject) == ([], kept)
    history.undo(one)
    with suppress(NothingNewError):
        vaults.receive(two, vaults.send(one, two, [("request", record)], tmp_path / "c.fpbundle"))
    assert standing(two) == [{"TRN mine", "TRN theirs"}]
    assert safety.rebuild(one)


def test_a_state_that_was_settled_is_contested_again(pair: Pair, tmp_path: Path) -> None:
    one, two = pair
    record = vaults.register(one)
    requests.move(one, record, "registered")
    vaults.receive(two, vaults.send(one, two, [("request", record)], tmp_path / "a.fpbundle"))
    requests.move(one, record, "acknowledged")
    requests.move(two, record, "withdrawn", note="TRN")
    vaults.receive(one, vaults.send(two, one, [("request", record)], tmp_path / "b.fpbundle"))
    conflicts.decide(one, conflicts.all_conflicts(one)[0], "withdrawn")
    history.undo(one)
    assert standing(one) == [{"acknowledged", "withdrawn"}]
    history.redo(one)
    assert (standing(one), requests.get_request(one, record).state) == ([], "withdrawn")


def test_many_decisions_are_taken_back_as_one(pair: Pair, tmp_path: Path) -> None:
    one = pair[0]
    ids = [quarrel(pair, tmp_path, number) for number in range(3)]
    conflicts.apply_many(one, conflicts.decide_many(conflicts.all_conflicts(one), mine=False), "en")
    assert {requests.get_request(one, record).subject for record in ids} == {"TRN theirs"}
    history.undo(one)
    assert standing(one) == [{"TRN mine", "TRN theirs"}] * 3
    history.redo(one)
    assert standing(one) == []
