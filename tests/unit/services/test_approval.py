"""Two persons for what is under seal: exactly the signed content leaves, for exactly the signed readers."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from focalpoint.domain.trust import StatementKind
from focalpoint.services.casework import records, requests
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import approval, export, peers, trust
from focalpoint.services.exchange.approval import ContentDiffersError, SecondPersonMissingError, UnknownProposalError
from focalpoint.services.sync import servers
from focalpoint.transports.remote_settings import RemoteSettings
from focalpoint.vault.trustlog import Word
from tests.helpers import vaults

Office = tuple[Workspace, Workspace, Workspace]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Two officers of one office, and a section of the Court that the first knows."""
    opened = [vaults.create(tmp_path, name).workspace for name in ("focal", "deputy", "court")]
    focal, deputy, court = opened
    vaults.introduce(focal, deputy, tmp_path)
    vaults.introduce(focal, court, tmp_path, "court")
    yield focal, deputy, court
    for one in opened:
        one.lock()


def sealed(ws: Workspace) -> str:
    return vaults.register(ws, subject="TRN sealed", classification="under_seal")


def carry(giver: Workspace, taker: Workspace, request: str, folder: Path) -> None:
    target = folder / f"{len(list(folder.iterdir()))}.fpbundle"
    vaults.receive(taker, vaults.send(giver, taker, [("request", request)], target))


def propose(ws: Workspace, reader: Workspace, request: str) -> str:
    people = export.readers_of(ws, [reader.device])
    return approval.propose(
        ws, export.readable_scopes(ws, [("request", request)], people), [reader.device], "TRN hearing"
    )


def leave(ws: Workspace, reader: Workspace, request: str, folder: Path) -> None:
    vaults.send(ws, reader, [("request", request)], folder / f"out-{len(list(folder.iterdir()))}.fpbundle")


def test_a_second_officer_signs_exactly_what_leaves(office: Office, tmp_path: Path) -> None:
    focal, deputy, court = office
    request = sealed(focal)
    with pytest.raises(SecondPersonMissingError):
        leave(focal, court, request, tmp_path)
    mark = propose(focal, court, request)
    with pytest.raises(UnknownProposalError):
        approval.sign(focal, mark)  # nobody signs for oneself
    carry(focal, deputy, request, tmp_path)
    [seen] = approval.waiting(deputy)
    assert (seen.mark, seen.who, seen.reason, seen.same, seen.own) == (
        mark,
        "Officer focal",
        "TRN hearing",
        True,
        False,
    )
    assert (seen.titles, seen.subjects) == (("•••",), ("TRN sealed",)), "who signs must know what; lists must not tell"
    approval.sign(deputy, mark[:10])
    assert approval.waiting(deputy) == []
    with pytest.raises(SecondPersonMissingError):
        leave(focal, court, request, tmp_path)
    carry(deputy, focal, request, tmp_path)
    leave(focal, court, request, tmp_path)
    assert {line.text for line in trust.lines(focal)} >= {trust.SAID["propose"], trust.SAID["approve"]}


def test_a_later_change_or_another_reader_needs_another_signature(office: Office, tmp_path: Path) -> None:
    focal, deputy, court = office
    request = sealed(focal)
    mark = propose(focal, court, request)
    carry(focal, deputy, request, tmp_path)
    approval.sign(deputy, mark)
    carry(deputy, focal, request, tmp_path)
    records.save(focal, replace(requests.get_request(focal, request), subject="TRN changed after"))
    with pytest.raises(SecondPersonMissingError):
        leave(focal, court, request, tmp_path)
    other = vaults.create(tmp_path, "other").workspace
    vaults.introduce(focal, other, tmp_path, "court")
    with pytest.raises(SecondPersonMissingError):
        leave(focal, other, request, tmp_path)
    other.lock()


def test_nobody_signs_what_is_not_the_same_here(office: Office, tmp_path: Path) -> None:
    focal, deputy, court = office
    request = sealed(focal)
    carry(focal, deputy, request, tmp_path)
    records.save(deputy, replace(requests.get_request(deputy, request), notes="TRN not for the Court"))
    mark = propose(focal, court, request)
    carry(focal, deputy, request, tmp_path)
    assert [one.same for one in approval.waiting(deputy)] == [True]
    records.save(deputy, replace(requests.get_request(deputy, request), subject="TRN as the deputy sees it"))
    assert [one.same for one in approval.waiting(deputy)] == [False]
    with pytest.raises(ContentDiffersError):
        approval.sign(deputy, mark)


def test_a_signature_of_somebody_outside_or_revoked_counts_for_nothing(office: Office, tmp_path: Path) -> None:
    focal, deputy, court = office
    request = sealed(focal)
    mark = propose(focal, court, request)
    carry(focal, deputy, request, tmp_path)
    approval.sign(deputy, mark)
    carry(deputy, focal, request, tmp_path)
    third = vaults.create(tmp_path, "third").workspace
    vaults.introduce(focal, third, tmp_path)
    trust.revoke(focal, deputy.device, "TRN lost")
    with pytest.raises(SecondPersonMissingError):
        leave(focal, court, request, tmp_path)
    third.lock()


def test_no_second_signature_is_asked_for_where_none_is_due(office: Office, tmp_path: Path) -> None:
    focal, deputy, court = office
    open_one, request = vaults.register(focal), sealed(focal)
    leave(focal, court, open_one, tmp_path)
    leave(focal, deputy, request, tmp_path)
    trust.revoke(focal, deputy.device, "TRN left the office")
    leave(focal, court, request, tmp_path)  # an office of one


def test_what_is_sealed_does_not_go_by_itself(office: Office, tmp_path: Path) -> None:
    focal, _deputy, court = office
    request, other = sealed(focal), vaults.register(focal)
    (tmp_path / "server").mkdir()
    settings = RemoteSettings(kind="folder", address=str(tmp_path / "server"))
    servers.add_remote(focal, "room", settings, [court.device])
    servers.add_remote(court, "room", settings, [focal.device])
    servers.share(focal, "room", [("request", request), ("request", other)])
    report = servers.run(focal, "room")
    assert (servers.TWO_PERSONS, {}) in report.problems
    servers.run(court, "room")
    assert court.db.scalar("SELECT count(*) FROM record WHERE type = 'request'") == 1
    assert requests.get_request(court, other).subject
    assert peers.peers(court)


def test_a_proposal_without_one_mark_asks_for_nothing(office: Office) -> None:
    focal, _deputy, _court = office
    for word in (Word(reason="TRN"), Word(names=("mark:aa", "mark:bb")), Word(names=("reader:aa",))):
        trust.say(focal, trust.OFFICE, focal.device, StatementKind.PROPOSE, word=word)
    assert approval.waiting(focal) == []
    trust.say(focal, trust.OFFICE, focal.device, StatementKind.PROPOSE, word=Word(names=("mark:aa", "reader:bb")))
    assert [one.mark for one in approval.waiting(focal)] == ["aa"]
