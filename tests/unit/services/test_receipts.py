"""A receipt of somebody outside the office offers to record the step; a person decides, and the proof stays at hand."""

import json
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner

from focalpoint.cli import topics
from focalpoint.cli.context import Shared
from focalpoint.services.casework import attachments, history, records, requests
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, peers, receipts
from focalpoint.services.exchange.receipts import NothingReceivedError
from focalpoint.services.papers import summaries
from tests.helpers import vaults

Pair = tuple[Workspace, Workspace]
NUMBERS = count(1)


@pytest.fixture
def court(pair: Pair) -> Pair:
    peers.set_role(pair[0], pair[1].device, "court")
    return pair


def drafted(ws: Workspace) -> str:
    return vaults.register(ws, direction="outgoing", own_ref="TRN-3", subject="TRN question")


def send(pair: Pair, record: str, folder: Path) -> Path:
    return vaults.send(*pair, [("request", record)], folder / f"{next(NUMBERS)}.fpbundle")


def answer(pair: Pair, path: Path, folder: Path) -> None:
    """Let the reader take a bundle in and give the sender a receipt."""
    giver, taker = pair
    vaults.receive(taker, path)
    plan = export.plan_receipt(taker, [giver.device])
    vaults.receive(giver, export.seal_plan(taker, plan, folder / f"{next(NUMBERS)}.fpbundle", "TRN").path)


def offered(ws: Workspace, record: str) -> list[receipts.Received]:
    return receipts.offers(ws, requests.get_request(ws, record))


def test_nothing_is_offered_before_the_receipt_and_nothing_moves_by_itself(court: Pair, tmp_path: Path) -> None:
    giver, taker = court
    record = drafted(giver)
    assert offered(giver, record) == []
    path = send(court, record, tmp_path)
    assert offered(giver, record) == []
    answer(court, path, tmp_path)
    (found,) = offered(giver, record)
    assert (found.step.code, found.person, found.name, found.number) == ("sent", taker.info.person, path.name, 1)
    assert found.day == giver.today().isoformat()
    assert requests.get_request(giver, record).state == "draft"


def test_recorded_it_names_bundle_and_signer_and_keeps_the_proof(court: Pair, tmp_path: Path) -> None:
    giver, taker = court
    record = drafted(giver)
    path = send(court, record, tmp_path)
    answer(court, path, tmp_path)
    receipts.record(giver, record, offered(giver, record)[0], "en")
    assert requests.get_request(giver, record).state == "sent"
    (entry,) = [one for one in requests.timeline(giver, record) if one.proof]
    assert entry.at == giver.today().isoformat()
    assert path.name in entry.note
    assert taker.info.person in entry.note
    assert summaries.delivery_pdf(giver, entry.proof, "en").startswith(b"%PDF")
    assert offered(giver, record) == []
    vaults.receive(taker, send(court, record, tmp_path))
    assert {one.proof for one in requests.timeline(taker, record)} == {""}, "the proof lies with the sender"
    history.undo(giver)
    assert requests.get_request(giver, record).state == "draft"


def test_a_change_after_the_bundle_takes_the_offer_away_until_it_arrived_too(court: Pair, tmp_path: Path) -> None:
    giver, _taker = court
    record = drafted(giver)
    answer(court, send(court, record, tmp_path), tmp_path)
    records.save(giver, replace(requests.get_request(giver, record), body="TRN more"))
    assert offered(giver, record) == []
    second = send(court, record, tmp_path)
    answer(court, second, tmp_path)
    assert [one.name for one in offered(giver, record)] == [second.name]
    attachments.attach_bytes(giver, "request", record, b"TRN letter", name="a.txt")
    assert offered(giver, record) == []


def test_what_stays_in_the_office_does_not_count_and_colleagues_are_no_addressees(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    record = drafted(giver)
    answer(pair, send(pair, record, tmp_path), tmp_path)
    assert offered(giver, record) == [], "a colleague is not outside"
    peers.set_role(giver, taker.device, "court")
    assert len(offered(giver, record)) == 1
    records.save(giver, replace(requests.get_request(giver, record), notes="TRN for us"))
    assert len(offered(giver, record)) == 1
    records.save(giver, replace(requests.get_request(giver, record), court_note="TRN for the Court"))
    assert offered(giver, record) == []


def test_what_the_reader_wrote_does_not_undo_the_arrival(court: Pair, tmp_path: Path) -> None:
    giver, taker = court
    record = drafted(giver)
    vaults.receive(taker, send(court, record, tmp_path))
    records.save(taker, replace(requests.get_request(taker, record), their_ref="TRN-ICC-1"))
    vaults.receive(giver, vaults.send(taker, giver, [("request", record)], tmp_path / "back.fpbundle"))
    assert requests.get_request(giver, record).their_ref == "TRN-ICC-1"
    assert len(offered(giver, record)) == 1


def test_a_reply_is_closed_the_same_way(court: Pair, tmp_path: Path) -> None:
    giver, _taker = court
    record = vaults.register(giver)
    for state in ("registered", "acknowledged", "under_review", "consultation", "partially_executed"):
        requests.move(giver, record, state)
    answer(court, send(court, record, tmp_path), tmp_path)
    receipts.record_first(giver, record, "en")
    assert requests.get_request(giver, record).state == "reply_sent"


def test_the_command_records_it_or_says_that_there_is_no_receipt(court: Pair, tmp_path: Path) -> None:
    giver, _taker = court
    record = drafted(giver)
    path = send(court, record, tmp_path)
    with pytest.raises(NothingReceivedError):
        receipts.record_first(giver, record, "en")
    answer(court, path, tmp_path)
    giver.lock()
    secret = tmp_path / "secret"
    secret.write_text(vaults.PASSPHRASE)
    options = Shared(giver.info.path, secret, None, None, True)

    group = topics.requests_group("request", "")

    def run(*words: str) -> str:
        done = CliRunner().invoke(group, list(words), obj=options, catch_exceptions=False)
        return done.stdout

    assert "--received" in CliRunner().invoke(group, ["move", "TRN-3"], obj=options).stderr
    assert json.loads(run("move", "TRN-3", "--received")) == {"id": record, "state": "sent"}
    assert len([one for one in json.loads(run("timeline", "TRN-3")) if one["proof"]]) == 1
