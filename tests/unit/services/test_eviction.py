"""A laptop lets go only of what another is known to keep, says so, and gets it back when it asks."""

from pathlib import Path

import pytest

from focalpoint.domain.trust import StatementKind
from focalpoint.services.care import safety
from focalpoint.services.casework import attachments, evicted, records
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import eviction, export, file_delivery
from focalpoint.services.exchange.eviction import NothingToEvictError, NotLetGoError, OnlyCopyError
from focalpoint.vault import attached, file_traffic, parts
from tests.helpers import vaults

Pair = tuple[Workspace, Workspace]
LETTER = b"TRN letter of which one copy is enough " * 200


def attach(ws: Workspace, content: bytes = LETTER) -> tuple[str, str]:
    request = vaults.register(ws)
    return request, attachments.attach_bytes(ws, "request", request, content, name="letter.txt").first_id


def acknowledged(giver: Workspace, taker: Workspace, request: str, folder: Path) -> None:
    """Let the giver learn that the taker has a request with its documents."""
    vaults.receive(taker, vaults.send(giver, taker, [("request", request)], folder / f"{request[:6]}.fpbundle"))
    receipt = export.plan_receipt(taker, [giver.device])
    vaults.receive(giver, export.seal_plan(taker, receipt, folder / f"{request[:6]}-back.fpbundle", "TRN").path)


def row(ws: Workspace, request: str) -> attachments.DocumentRow:
    (found,) = attachments.documents_of(ws, request)
    return found


def test_the_only_known_copy_is_never_let_go(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request, document = attach(giver)
    with pytest.raises(OnlyCopyError) as refused:
        eviction.let_go(giver, [document])
    assert refused.value.code == "VLT-120"
    vaults.receive(taker, vaults.send(giver, taker, [("request", request)], tmp_path / "1.fpbundle"))
    with pytest.raises(OnlyCopyError):  # it arrived, but nobody here knows
        eviction.let_go(giver, [document])
    with pytest.raises(NothingToEvictError):
        eviction.make_room(giver, 1)
    assert row(giver, request).available


def test_what_is_let_go_is_gone_is_told_and_is_no_damage(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request, document = attach(giver)
    acknowledged(giver, taker, request, tmp_path)
    (candidate,) = eviction.candidates(giver)
    assert ([p.device for p in candidate.keepers], candidate.document) == ([taker.device], document)
    number, size = eviction.make_room(giver, 1)
    assert (number, size) == (1, candidate.size)
    assert list(parts.names(giver.vault.folder)) == []
    found = row(giver, request)
    assert (found.available, found.let_go, found.keepers) == (False, True, ("Officer second",))
    attachment = safety.check_vault(giver)[-1]
    assert (attachment.level, attachment.message.params) == ("good", {"n": 1})
    plan = export.plan_export(giver, [("request", request)], [taker.device], again=True)
    assert plan.missing_parts == 1
    assert any("not in this vault" in message.id for message in plan.warnings)
    assert giver.db.scalar("SELECT count(*) FROM part") == 1, "the key stays"


def test_asking_brings_it_back_with_the_next_bundle(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request, document = attach(giver)
    acknowledged(giver, taker, request, tmp_path)
    eviction.let_go(giver, [document])
    assert eviction.request_back(giver, document) == "Officer second"
    assert row(giver, request).asked
    asking = vaults.send(giver, taker, [("request", request)], tmp_path / "ask.fpbundle")
    vaults.receive(taker, asking)
    answer = export.plan_export(taker, [("request", request)], [giver.device])
    assert len(answer.parts) == 1
    vaults.receive(giver, export.seal_plan(taker, answer, tmp_path / "answer.fpbundle", "TRN").path)
    assert row(giver, request).available
    with attachments.open_stream(giver, document) as stream:
        assert stream.read() == LETTER
    assert evicted.kept_by(giver) == {}


def test_two_laptops_never_rely_on_each_other(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request, document = attach(giver)
    acknowledged(giver, taker, request, tmp_path)
    again = export.plan_export(taker, [("request", request)], [giver.device], again=True)
    vaults.receive(giver, export.seal_plan(taker, again, tmp_path / "again.fpbundle", "TRN").path)
    receipt = export.plan_receipt(giver, [taker.device])
    vaults.receive(taker, export.seal_plan(giver, receipt, tmp_path / "receipt.fpbundle", "TRN").path)
    (file,) = [one.file for one in attached.all_files(taker.db)]
    assert file in file_traffic.had(taker.db)[giver.device], "each knows that the other has it"
    assert [one.document for one in eviction.candidates(giver)] == [document]
    assert eviction.candidates(taker) == [], "what was attached elsewhere may not rely on where it was attached"


def test_somebody_who_let_go_is_no_longer_relied_on(tmp_path: Path) -> None:
    made = sorted(
        (vaults.create(tmp_path, name).workspace for name in ("one", "two", "three")), key=lambda one: one.device
    )
    origin, last, middle = made[0], made[2], made[1]
    for first, second in ((origin, middle), (origin, last), (middle, last)):
        vaults.introduce(first, second, tmp_path)
    request, document = attach(origin)
    acknowledged(origin, middle, request, tmp_path)
    acknowledged(middle, last, request, tmp_path)
    (candidate,) = eviction.candidates(middle)
    assert [person.device for person in candidate.keepers] == [last.device]
    eviction.let_go(middle, [document])
    assert [p.device for one in eviction.candidates(origin) for p in one.keepers] == [middle.device]
    told = export.plan_export(middle, [("request", request)], [origin.device])
    vaults.receive(origin, export.seal_plan(middle, told, tmp_path / "told.fpbundle", "TRN").path)
    assert eviction.candidates(origin) == []
    with pytest.raises(OnlyCopyError):
        eviction.let_go(origin, [document])
    for one in made:
        one.lock()


def test_a_stranger_to_a_document_gets_nothing_by_asking(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    _request, _document = attach(giver)
    other = vaults.register(giver, subject="TRN another")
    acknowledged(giver, taker, other, tmp_path)
    (file,) = [one.file for one in attached.all_files(giver.db)]
    with taker.db.transaction():
        eviction._say(taker, giver.device, StatementKind.WANTED, [file])
    vaults.receive(giver, vaults.send(taker, giver, [("request", other)], tmp_path / "want.fpbundle"))
    assert file_delivery.behind(giver) == {}


def test_a_part_that_another_document_shares_stays(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request, document = attach(giver)
    attachments.attach_bytes(giver, "request", vaults.register(giver), LETTER, name="same.txt")
    acknowledged(giver, taker, request, tmp_path)
    assert eviction.candidates(giver) == []
    with pytest.raises(OnlyCopyError):
        eviction.let_go(giver, [document])
    with pytest.raises(NotLetGoError):
        eviction.request_back(giver, document)


def test_backups_keep_their_copies(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request, document = attach(giver)
    acknowledged(giver, taker, request, tmp_path)
    made = safety.backup_now(giver)
    eviction.let_go(giver, [document])
    assert eviction.in_backups(giver) == 1
    assert len(list((made.path / "parts").glob("??/*"))) == 1
    records.delete(giver, "request", request)
    assert safety.check_vault(giver)[-1].level == "good"


def test_what_is_let_go_of_is_told_to_colleagues_alone(pair: Pair, tmp_path: Path) -> None:
    """A reader outside must not learn, not even by a count, which documents a laptop holds."""
    first, second = pair
    partner = vaults.create(tmp_path, "partner").workspace
    vaults.introduce(first, partner, tmp_path, "partner")
    request = vaults.register(first)
    document = attachments.attach_bytes(first, "request", request, bytes(200_000), name="inside.bin", facet="internal")
    acknowledged(first, second, request, tmp_path)
    vaults.receive(partner, vaults.send(first, partner, [("request", request)], tmp_path / "partner.fpbundle"))
    before = export.plan_export(first, [("request", request)], [partner.device], again=True).changes
    eviction.let_go(first, [document.first_id])
    plan = export.plan_export(first, [("request", request)], [partner.device], again=True)
    assert plan.changes == before
    partner.lock()
