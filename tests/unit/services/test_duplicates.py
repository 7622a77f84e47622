"""Requests registered twice: found, joined, separated, told apart; the same on every laptop, unknown outside."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from focalpoint.domain.dossier import Assignment
from focalpoint.services.casework import attachments, dossier, duplicates, history, listing, records, requests, rows
from focalpoint.services.casework.duplicates import JoinedError, SameRequestError
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.day import today
from focalpoint.services.exchange import export
from focalpoint.vault import projection
from tests.helpers import vaults

Pair = tuple[Workspace, Workspace]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Pair]:
    made = tuple(vaults.create(tmp_path, name).workspace for name in ("one", "two"))
    one, two = made
    vaults.introduce(one, two, tmp_path)
    yield one, two
    for ws in made:
        ws.lock()


def exchange(giver: Workspace, taker: Workspace, chosen: list[str], path: Path) -> None:
    vaults.receive(taker, vaults.send(giver, taker, [("request", one) for one in chosen], path))


def listed(ws: Workspace) -> set[str]:
    numbers = listing.ids(ws, Listing("request"))
    return {row.id for row in listing.page(ws, "request", numbers, ())}


def both(ws: Workspace) -> tuple[str, str]:
    return vaults.register(ws, own_ref="TRN-1", subject="First"), vaults.register(ws, own_ref="trn 1", subject="Second")


def test_two_requests_with_one_reference_are_found_and_one_alone_is_not(ws: Workspace) -> None:
    first, second = both(ws)
    vaults.register(ws, own_ref="TRN-2")
    (pair,) = duplicates.duplicate_pairs(ws)
    assert (pair.first.id, pair.second.id) == (first, second)
    assert {"own_ref", "subject"} <= {difference.field for difference in pair.differences}
    assert today.overview(ws).twice == 1


def test_the_same_reference_of_one_sender_is_found_and_of_two_senders_is_not(ws: Workspace) -> None:
    vaults.register(ws, their_ref="OTP-9", sender="OTP")
    vaults.register(ws, their_ref="OTP 9", sender="REG")
    assert duplicates.duplicate_pairs(ws) == []
    vaults.register(ws, their_ref="otp/9", sender="OTP")
    assert len(duplicates.duplicate_pairs(ws)) == 1


def test_a_new_request_is_compared_before_it_is_saved(ws: Workspace) -> None:
    first = vaults.register(ws, own_ref="TRN-1")
    assert [one.id for one in duplicates.like(ws, vaults.request(own_ref="TRN 1"))] == [first]
    assert duplicates.like(ws, vaults.request(own_ref="TRN-2")) == []
    assert duplicates.like(ws, requests.get_request(ws, first)) == []


def test_a_joined_request_leaves_the_register_and_keeps_everything(ws: Workspace) -> None:
    first, second = both(ws)
    attachments.attach_bytes(ws, "request", second, b"letter", "letter.txt")
    records.save(ws, Assignment(request=second, title="Find", due_on="2026-03-03"))
    duplicates.join(ws, first, second)
    assert listed(ws) == {first}
    assert duplicates.duplicate_pairs(ws) == []
    assert duplicates.keeper(ws, second) == first
    assert [one.id for one in duplicates.joined_with(ws, first)] == [second]
    assert [row.name for row in dossier.documents(ws, "request", first)] == ["letter.txt"]
    assert sum(entry.kind == "state" for entry in dossier.timeline(ws, first)) == 2
    assert not rows.is_deleted(ws, "request", second)
    assert records.trash(ws) == []
    assert requests.get_request(ws, second).subject == "Second"
    duplicates.separate(ws, second)
    assert listed(ws) == {first, second}
    assert duplicates.keeper(ws, second) == ""
    assert dossier.documents(ws, "request", first) == []


def test_joining_and_telling_apart_are_undone_and_done_again(ws: Workspace) -> None:
    first, second = both(ws)
    duplicates.join(ws, first, second)
    history.undo(ws)
    assert listed(ws) == {first, second}
    history.redo(ws)
    assert listed(ws) == {first}
    history.undo(ws)
    duplicates.distinct(ws, first, second)
    assert duplicates.duplicate_pairs(ws) == []
    history.undo(ws)
    assert len(duplicates.duplicate_pairs(ws)) == 1
    assert [entry.action for entry in history.history(ws, "request", second)][-2:] == ["join", "create"]


def test_a_request_is_not_joined_with_itself_nor_one_that_gave_way_again(ws: Workspace) -> None:
    first, second = both(ws)
    third = vaults.register(ws, own_ref="TRN-3")
    with pytest.raises(SameRequestError):
        duplicates.join(ws, first, first)
    duplicates.join(ws, first, second)
    with pytest.raises(JoinedError):
        duplicates.join(ws, second, third)
    with pytest.raises(JoinedError):
        duplicates.join(ws, third, second)


def test_a_keeper_in_the_trash_hides_nobody(ws: Workspace) -> None:
    first, second = both(ws)
    duplicates.join(ws, first, second)
    records.delete(ws, "request", first)
    assert listed(ws) == {second}
    records.restore(ws, "request", first)
    assert listed(ws) == {first}
    before = projection.digest(ws.db)
    projection.rebuild(ws.db, lambda _done, _total: None)
    assert projection.digest(ws.db) == before


def test_both_officers_register_one_request_and_join_it_in_opposite_ways(office: Pair, tmp_path: Path) -> None:
    one, two = office
    mine, theirs = vaults.register(one, own_ref="TRN-1"), vaults.register(two, own_ref="TRN-1")
    exchange(one, two, [mine], tmp_path / "a.fpbundle")
    exchange(two, one, [theirs], tmp_path / "b.fpbundle")
    assert len(duplicates.duplicate_pairs(one)) == len(duplicates.duplicate_pairs(two)) == 1
    duplicates.join(one, mine, theirs)
    duplicates.join(two, theirs, mine)
    exchange(one, two, [mine, theirs], tmp_path / "c.fpbundle")
    exchange(two, one, [mine, theirs], tmp_path / "d.fpbundle")
    assert listed(one) == listed(two) == {min(mine, theirs)}
    assert projection.digest(one.db) == projection.digest(two.db)
    duplicates.separate(two, max(mine, theirs))
    exchange(two, one, [mine, theirs], tmp_path / "e.fpbundle")
    assert projection.digest(one.db) == projection.digest(two.db)
    projection.rebuild(one.db, lambda _done, _total: None)
    assert projection.digest(one.db) == projection.digest(two.db)


@pytest.mark.parametrize("role", ["court", "executing", "partner"])
def test_nobody_outside_the_office_learns_of_it(ws: Workspace, tmp_path: Path, role: str) -> None:
    outside = vaults.create(tmp_path, "outside").workspace
    vaults.introduce(ws, outside, tmp_path, role)
    first, second = both(ws)
    duplicates.join(ws, first, second)
    duplicates.distinct(ws, first, second)
    plan = export.plan_export(ws, [("request", second)], [outside.device])
    vaults.receive(outside, export.seal_plan(ws, plan, tmp_path / "x.fpbundle", "TRN").path)
    assert listed(outside) == {second}
    assert outside.db.scalar("SELECT count(*) FROM change WHERE instr(body, ?)", (first,)) == 0
    outside.lock()
