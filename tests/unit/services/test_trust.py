"""Vouching, revoking, handing over, replacing a lost laptop: through real vaults and bundles."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from focalpoint.bundles.errors import UnverifiedSignerError
from focalpoint.bundles.replacement import BadReplacementError
from focalpoint.domain.fields import Facet
from focalpoint.domain.local_texts import in_languages
from focalpoint.domain.seminars import Seminar
from focalpoint.language import instant
from focalpoint.services.casework import records, requests
from focalpoint.services.core import details, workspace
from focalpoint.services.core.workspace import Created, Workspace, self_scope
from focalpoint.services.exchange import access, conflicts, export, imports, peers, quarantine, trust
from focalpoint.services.exchange.export import ReaderNotVerifiedError
from focalpoint.services.exchange.peers import OwnCardError
from focalpoint.services.exchange.trust import NotAcceptedError, RevocationReasonMissingError, UnknownRootError
from focalpoint.vault import projection, trustlog
from tests.helpers import vaults

Three = tuple[Workspace, Workspace, Workspace]
Make = Callable[..., Created]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Make vaults by name, and lock them all at the end."""
    opened: list[Workspace] = []

    def made(name: str, folder: Path = tmp_path) -> Created:
        created = vaults.create(folder, name)
        opened.append(created.workspace)
        return created

    yield made
    for one in opened:
        one.lock()


@pytest.fixture
def three(make: Make, tmp_path: Path) -> Three:
    """A focal point, a deputy of the same office who knows the focal point, and a partner known to the first alone."""
    focal, deputy, partner = (make(name).workspace for name in ("focal", "deputy", "partner"))
    vaults.introduce(focal, deputy, tmp_path)
    vaults.introduce(focal, partner, tmp_path, "partner")
    return focal, deputy, partner


def edit(ws: Workspace, request: str, **values: str) -> None:
    records.save(ws, replace(requests.get_request(ws, request), **values))  # type: ignore[arg-type]


def carry(giver: Workspace, taker: Workspace, request: str, folder: Path) -> None:
    target = folder / f"{giver.device[:6]}-{len(list(folder.iterdir()))}.fpbundle"
    vaults.receive(taker, vaults.send(giver, taker, [("request", request)], target))


def known_to(ws: Workspace) -> set[str]:
    return {person.device for person in peers.peers(ws)}


def test_a_colleague_accepts_whom_the_office_vouches_for(three: Three, tmp_path: Path) -> None:
    focal, deputy, partner = three
    trust.vouch(focal, partner.device)
    request = vaults.register(focal)
    carry(focal, deputy, request, tmp_path)
    seen = peers.peer(deputy, partner.device)
    assert (seen.state, seen.role, seen.said_by, seen.by_hand) == ("granted", "partner", "Officer focal", "vouched")
    path = vaults.send(deputy, partner, [("request", request)], tmp_path / "on.fpbundle")
    peers.add_peer(partner, _card(deputy, tmp_path))
    with pytest.raises(UnverifiedSignerError):  # the partner does not know the deputy
        vaults.receive(partner, path)
    trust.retract(focal, partner.device)
    carry(focal, deputy, request, tmp_path)
    assert peers.peer(deputy, partner.device).state == "vouched"
    with pytest.raises(ReaderNotVerifiedError):
        export.plan_export(deputy, [("request", request)], [partner.device])


def _card(ws: Workspace, folder: Path) -> Path:
    path = folder / f"{ws.device}.fpcard"
    peers.save_card(ws, path)
    return path


def test_what_the_office_says_does_not_reach_partners(three: Three, tmp_path: Path) -> None:
    focal, deputy, partner = three
    trust.vouch(focal, deputy.device)
    request = vaults.register(focal)
    carry(focal, partner, request, tmp_path)
    kinds = {said.statement.kind for said in trustlog.all_said(partner.db) if said.statement.author == focal.device}
    assert kinds == {"root"}
    assert deputy.device not in known_to(partner)


def test_only_compared_cards_are_vouched_for(three: Three, tmp_path: Path) -> None:
    _focal, deputy, partner = three
    peers.add_peer(deputy, _card(partner, tmp_path))
    with pytest.raises(NotAcceptedError):
        trust.vouch(deputy, partner.device)


def test_a_seminar_lets_all_accept_each_other_after_knowing_one(three: Three, tmp_path: Path) -> None:
    trainer, first, second = three
    peers.set_role(trainer, first.device, "partner")
    peers.set_role(first, trainer.device, "partner")
    trust.rely(first, trainer.device, relied=True)
    seminar = records.save(trainer, Seminar(**in_languages("title", en="TRN seminar"))).first_id
    for participant in (first, second):
        trust.vouch(trainer, participant.device, seminar)
    vaults.receive(first, vaults.send(trainer, first, [("seminar", seminar)], tmp_path / "book.fpbundle"))
    assert peers.peer(first, second.device).state == "granted"
    vaults.receive(second, vaults.send(trainer, second, [("seminar", seminar)], tmp_path / "other.fpbundle"))
    assert first.device not in known_to(second), "the second does not rely on the trainer"
    trust.revoke(trainer, second.device, "stick and laptop lost")
    vaults.receive(first, vaults.send(trainer, first, [("seminar", seminar)], tmp_path / "2.fpbundle"))
    known = peers.peer(first, second.device)
    assert (known.state, known.reason) == ("revoked", "stick and laptop lost")


def test_a_stolen_laptop_changes_nothing_after_it_is_revoked(three: Three, tmp_path: Path) -> None:
    focal, deputy, _partner = three
    request = vaults.register(focal)
    carry(focal, deputy, request, tmp_path)
    edit(deputy, request, subject="TRN before the theft")
    carry(deputy, focal, request, tmp_path)
    with pytest.raises(RevocationReasonMissingError):
        trust.revoke(focal, deputy.device, "  ")
    trust.revoke(focal, deputy.device, "stolen")
    before = projection.digest(focal.db)
    edit(deputy, request, subject="TRN by the thief")
    path = vaults.send(deputy, focal, [("request", request)], tmp_path / "theft.fpbundle")
    plan = imports.preview(focal, imports.inspect(focal, path))
    assert (plan.held, plan.changed) == (1, ())
    assert "revoked" in plan.inspection.notes[0][1].id
    imports.apply(focal, plan)
    assert projection.digest(focal.db) == before
    assert requests.get_request(focal, request).subject == "TRN before the theft"
    [row] = quarantine.all_quarantined(focal)
    assert (row.id, row.changes) == (request, 1)
    with pytest.raises(ReaderNotVerifiedError):
        export.plan_export(focal, [("request", request)], [deputy.device])
    quarantine.release(focal, request)
    assert requests.get_request(focal, request).subject == "TRN by the thief"
    assert quarantine.all_quarantined(focal) == []


def test_what_came_before_its_revocation_was_known_is_taken_out_again(three: Three, tmp_path: Path) -> None:
    focal, deputy, partner = three
    request = vaults.register(focal)
    carry(focal, deputy, request, tmp_path)
    trust.vouch(focal, partner.device)
    carry(focal, deputy, request, tmp_path)
    carry(focal, partner, request, tmp_path)
    trust.revoke(focal, partner.device, "lost")
    edit(partner, request, subject="TRN forged")
    peers.add_peer(partner, _card(deputy, tmp_path))
    peers.mark_verified(partner, deputy.device)
    peers.set_role(partner, deputy.device, "partner")
    vaults.receive(deputy, vaults.send(partner, deputy, [("request", request)], tmp_path / "forged.fpbundle"))
    assert requests.get_request(deputy, request).subject == "TRN forged"
    carry(focal, deputy, request, tmp_path)
    assert requests.get_request(deputy, request).subject == "TRN freezing"
    assert conflicts.conflicts_of(deputy, "request", request) == []
    trust.reinstate(deputy, partner.device)
    assert requests.get_request(deputy, request).subject == "TRN forged"
    projection.rebuild(deputy.db, lambda _done, _total: None)
    assert requests.get_request(deputy, request).subject == "TRN forged"


def test_a_stolen_laptop_brings_in_nobody(three: Three, make: Make, tmp_path: Path) -> None:
    focal, deputy, _partner = three
    request = vaults.register(focal)
    carry(focal, deputy, request, tmp_path)
    trust.revoke(focal, deputy.device, "stolen")
    thief = make("thief").workspace
    vaults.introduce(deputy, thief, tmp_path)
    trust.vouch(deputy, thief.device)
    edit(thief, vaults.register(thief), subject="TRN thief")
    carry(deputy, focal, request, tmp_path)
    assert thief.device not in known_to(focal)


def test_an_officer_hands_over_and_those_who_knew_the_officer_follow(three: Three, tmp_path: Path) -> None:
    focal, deputy, partner = three
    request = vaults.register(focal)
    carry(focal, partner, request, tmp_path)
    trust.hand_over(focal, deputy.device)
    carry(focal, partner, request, tmp_path)
    old, new = peers.peer(partner, focal.device), peers.peer(partner, deputy.device)
    assert (old.state, new.state, new.role, new.said_by) == ("retired", "granted", "partner", "Officer focal")
    vaults.receive(deputy, vaults.send(focal, deputy, [("request", request)], tmp_path / "all.fpbundle"))
    edit(focal, request, subject="TRN after the handover")
    carry(focal, partner, request, tmp_path)
    assert requests.get_request(partner, request).subject == "TRN freezing"


def test_a_lost_laptop_is_replaced_with_the_words_of_its_sheet(three: Three, make: Make, tmp_path: Path) -> None:
    _focal, _deputy, partner = three
    made = make("lost")
    lost, sheet = made.workspace, " ".join(made.recovery_words)
    vaults.introduce(lost, partner, tmp_path, "court")
    request = vaults.register(lost)
    carry(lost, partner, request, tmp_path)
    fresh = make("fresh").workspace
    note = tmp_path / "fresh.fptrust"
    trust.save_note(fresh, sheet, note)
    seen = trust.take_note(partner, note)
    assert (seen.device, seen.state, seen.role) == (fresh.device, "granted", "court")
    assert peers.peer(partner, lost.device).state == "revoked"
    assert trust.take_note(partner, note).state == "granted", "twice is once"
    with pytest.raises(OwnCardError):
        trust.take_note(fresh, note)


def test_a_note_of_another_root_or_a_changed_note_is_refused(three: Three, make: Make, tmp_path: Path) -> None:
    _focal, _deputy, partner = three
    other = make("stranger")
    note = tmp_path / "note.fptrust"
    trust.save_note(other.workspace, " ".join(other.recovery_words), note)
    with pytest.raises(UnknownRootError):
        trust.take_note(partner, note)
    content = note.read_bytes()
    for position in range(0, len(content), 7):
        changed = bytearray(content)
        changed[position] ^= 1
        note.write_bytes(bytes(changed))
        with pytest.raises(BadReplacementError):
            trust.take_note(partner, note)
    with pytest.raises(BadReplacementError):
        trust.take_note(partner, tmp_path / "not there")


def test_every_statement_is_listed_in_words(three: Three) -> None:
    focal, deputy, partner = three
    trust.vouch(focal, partner.device)
    trust.revoke(focal, partner.device, "lost")
    trust.hand_over(focal, deputy.device)
    found = trust.lines(focal)
    assert len(found) == 4
    assert {line.message.id for line in found} == {trust.SAID[kind] for kind in ("vouch", "revoke", "succeed", "root")}
    assert found[0].message.params == {"who": "Officer focal", "whom": "Officer deputy"}


def test_a_new_card_follows_to_those_who_have_the_old_one(three: Three, tmp_path: Path) -> None:
    focal, deputy, partner = three
    request = vaults.register(focal)
    before, made = peers.peer(deputy, focal.device), focal.info.created_on
    for name in ("Somebody else", "Chief"):
        details.change_details(focal, replace(workspace.setup_of(focal), person=name))
    assert (focal.info.person, focal.info.created_on, focal.who) == ("Chief", made, "Chief")
    path = vaults.send(focal, deputy, [("request", request)], tmp_path / "1.fpbundle")
    preview = imports.preview(deputy, imports.inspect(deputy, path))
    told = [line for line in preview.statements if line.message.id == trust.SAID["rename"]]
    assert [line.message.params["who"] for line in told] == [before.person] * 2
    assert str(told[1].message.params["whom"]).startswith("Chief · ")
    assert peers.peer(deputy, focal.device) == before
    imports.apply(deputy, preview)
    after = peers.peer(deputy, focal.device)
    assert (after.person, after.groups, after.state, after.role) == ("Chief", before.groups, "verified", "office")
    carry(focal, partner, request, tmp_path)
    assert peers.peer(partner, focal.device).person == "Chief"


def test_nobody_writes_on_the_card_of_another(three: Three, tmp_path: Path) -> None:
    focal, deputy, partner = three
    request = vaults.register(focal)
    theirs, mine = peers.peer(deputy, focal.device).person, peers.my_card(focal).content.decode()
    forged = mine.replace(focal.info.person, "Pretender")
    trust.declare(focal, self_scope(focal.device), focal.device, "rename", word=trustlog.Word(card=forged))
    trust.declare(focal, self_scope(focal.device), partner.device, "rename", word=trustlog.Word(card=mine))
    other = peers.my_card(partner).content.decode()
    trust.declare(focal, self_scope(focal.device), focal.device, "rename", word=trustlog.Word(card=other))
    carry(focal, deputy, request, tmp_path)
    assert peers.peer(deputy, focal.device).person == theirs


def test_a_second_card_under_the_same_name_is_told(three: Three, make: Make, tmp_path: Path) -> None:
    focal, deputy, _partner = three
    (tmp_path / "again").mkdir()
    pretender = make("deputy", tmp_path / "again").workspace
    peers.add_peer(focal, _card(pretender, tmp_path))
    assert [one.device for one in peers.same_person(focal, pretender.device)] == [deputy.device]


def test_when_a_card_was_compared_is_kept(three: Three) -> None:
    focal, deputy, _partner = three
    seen = peers.peer(focal, deputy.device)
    assert (seen.verified_at[:4], seen.relied) == (instant(focal.now())[:4], True)


def test_who_could_read_a_record_is_known_for_ever(three: Three, tmp_path: Path) -> None:
    focal, deputy, partner = three
    request = vaults.register(focal, notes="TRN inside")
    assert access.readers(focal, "request", request) == []
    carry(focal, deputy, request, tmp_path)
    carry(focal, partner, request, tmp_path)
    found = {one.person.person: one for one in access.readers(focal, "request", request)}
    assert set(found["Officer deputy"].parts) >= {
        access.PARTS["request"][Facet.CORE],
        access.PARTS["request"][Facet.INTERNAL],
    }
    assert found["Officer partner"].parts == (access.PARTS["request"][Facet.CORE],)
    assert (found["Officer partner"].bundles, found["Officer partner"].arrived) == (1, False)
    trust.revoke(focal, partner.device, "lost")
    records.delete(focal, "request", request)
    assert len(access.readers(focal, "request", request)) == 2
    [row] = access.of_device(focal, partner.device)
    assert (row.type, row.id, row.parts) == ("request", request, (access.PARTS["request"][Facet.CORE],))
    assert access.of_device(deputy, focal.device)[0].id == request, "who sent it here has it"
    other = vaults.register(focal)
    assert other not in {one.id for one in access.of_device(focal, partner.device)}
    for language in ("ar", "fr", "en"):
        assert access.device_pdf(focal, partner.device, language).startswith(b"%PDF")
