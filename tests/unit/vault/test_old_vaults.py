"""Vaults of older programs open, and what stands in them is what stood in them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from focalpoint.domain.contacts import Contact
from focalpoint.domain.trust import StatementKind
from focalpoint.language import say
from focalpoint.services.care import drill, safety, upkeep
from focalpoint.services.casework import attachments, evicted, history, officers, records, search
from focalpoint.services.core import settings
from focalpoint.services.core.workspace import Officer, Workspace
from focalpoint.services.exchange import approval, erasure, export, forks, peers
from focalpoint.services.seminars import pack
from focalpoint.services.sync import servers
from focalpoint.transports.remote_settings import RemoteSettings
from focalpoint.vault import evictions, file_traffic, local, projection, trustlog
from focalpoint.vault.collecting import LOOKED_AT
from focalpoint.vault.evictions import EvictedFile
from focalpoint.vault.local import CameBack
from focalpoint.vault.remotes import OwedBundle, RemoteProgress, progress
from tests.helpers import vaults

DATA = Path(__file__).parents[2] / "data" / "vaults"


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Workspace]:
    made = vaults.unpacked(tmp_path, 6, real=True)
    yield made
    made.lock()


def test_documents_their_texts_and_their_trash_are_as_they_were(old: Workspace) -> None:
    (hit,) = search.find(old, "hippopotamus")
    (row,) = attachments.documents_of(old, hit.owner[1] if hit.owner else "")
    assert (row.title, row.available, row.other) == ("TRN letter", True, False)
    with attachments.open_stream(old, row.id) as stream:
        assert stream.read() == b"TRN hippopotamus in a letter"
    assert local.text_of(old.db, row.sha256) == "TRN hippopotamus in a letter"
    (gone,) = records.trash(old)
    assert gone.title == "TRN deleted", "what was deleted before descriptions were writes stays deleted"
    records.restore(old, "document", gone.id)
    assert len(attachments.documents_of(old, hit.owner[1] if hit.owner else "")) == 2
    assert {finding.level for finding in safety.check_vault(old)} == {"good"}


def test_contacts_of_the_shared_book_leave_alone_and_can_be_changed(old: Workspace, tmp_path: Path) -> None:
    other = vaults.create(tmp_path, "other", training=False).workspace
    vaults.introduce(old, other, tmp_path, "partner")
    contacts = [row[0] for row in old.db.read("SELECT id FROM row_contact ORDER BY name")]
    plan = export.plan_export(old, [("contact", contacts[0])], [other.device])
    assert [row.title for row in plan.rows] == ["TRN contact one"]
    vaults.receive(other, export.seal_plan(old, plan, tmp_path / "c.fpbundle", "TRN").path)
    assert other.db.scalar("SELECT count(*) FROM row_contact") == 1
    item = records.get(old, "contact", contacts[1])
    assert isinstance(item, Contact)
    assert item.themes == ("arrest",)
    assert len(history.history(old, "contact", contacts[0])) >= 1
    other.lock()


@pytest.fixture
def seven(tmp_path: Path) -> Iterator[Workspace]:
    """A vault of version 7 with something in each of the settings that became tables."""
    made = vaults.unpacked(tmp_path, 7)
    yield made
    made.lock()


DEPUTY = "b5e1f5373d7843cd0052efd8996c326e"
EVICTED, HAD = "ac6a0c6673f483fb962f1327c17d3a1c", "208a617cdceefd4c50d3eb80208a7e0a"
CONTROL = "fp1/d/87f79c2d61bdca03d8bb564d436492fa/000000/0000000001-2b043fa2bac83a15.c"


def test_files_under_way_had_and_evicted_are_as_they_were(seven: Workspace) -> None:
    assert file_traffic.owed_to(seven.db, DEPUTY) == {"4f0fdb6e6116a079a5d92f44c3084ecd": {3, 4}}
    assert file_traffic.had(seven.db) == {DEPUTY: [HAD, EVICTED]}
    assert evictions.all_evicted(seven.db) == {EVICTED: EvictedFile("2026-11-30T09:08:37Z", (DEPUTY,), asked=True)}
    assert evicted.kept_by(seven) == {EVICTED: (("Officer deputy",), True)}
    (warning,) = [finding for finding in safety.check_vault(seven) if finding.level != "good"]
    assert "have not arrived" in warning.message.id, "what a colleague put has not come; what was evicted is no fault"
    assert warning.message.params == {"n": 1}


def test_remotes_are_set_as_before_and_have_come_as_far(seven: Workspace) -> None:
    first, second = servers.places(seven)
    options = {"keeps_existing": "yes"}
    assert (first.name, first.settings) == ("room", RemoteSettings("folder", "/srv/shared", options=options))
    assert (first.readers, first.automatic, first.paused, first.budget) == ((DEPUTY,), True, False, 20_000_000)
    assert (second.name, second.everything, second.automatic, second.paused) == ("second", True, False, True)
    assert first.notes == ("The server does everything that is needed.",)
    state = progress(seven.db, "room")
    assert (state.number, state.synced_at, state.looked_at) == (1, "2026-11-30T09:08:38Z", "2026-11-30T09:08:38Z")
    assert (state.done, state.failures, state.later) == ({DEPUTY: [CONTROL]}, 0, 0)
    part = "e268688bdae342f8c226f817e62e6b61d6e99184cc9962234ab770fceffe19e7"
    digest = "ca9dceb469ecd897b5819ba548bda72f7729b4e74a795d05fbb12fc190fa8834"
    assert state.owed == {CONTROL: OwedBundle(digest, [(part, 610)])}
    assert progress(seven.db, "second") == RemoteProgress()
    servers.remove_remote(seven, "room")
    assert progress(seven.db, "room") == RemoteProgress()
    assert seven.db.scalar("SELECT count(*) FROM remote_part") == 0, "nothing of a removed remote is left"


def test_officers_volumes_and_notices_are_as_they_were(seven: Workspace) -> None:
    assert officers.all_officers(seven) == [Officer("Amina Yilmaz", "deputy"), Officer("Karim Haddad", "focal_point")]
    assert officers.working(seven) == Officer("Karim Haddad", "focal_point")
    assert local.volumes(seven.db) == ["TRN-1of3.fpbundle", "TRN-2of3.fpbundle"]
    notice = CameBack(3, "2026-05-01T08:00:00Z", "Officer deputy", "2026-11-30T09:08:39Z")
    assert forks.unread(seven) == [notice]
    assert seven.db.read("SELECT hash, seconds FROM unnamed_part") == [("ab" * 32, 86400.5)]
    assert local.setting(seven.db, LOOKED_AT) == "2026-05-01T08:00:00+00:00"
    assert {row[0] for row in seven.db.read("SELECT key FROM setting")} == {"care", "incoming", LOOKED_AT}


def test_erasures_are_found_again_and_a_rebuild_finds_the_same(seven: Workspace) -> None:
    (order,) = erasure.all_erasures(seven)
    stated = seven.db.read("SELECT record, n FROM erasure ORDER BY 1, 2")
    assert {record for record, _n in stated} == {order.record}
    assert len(stated) == len(trustlog.erasures(seven.db))
    before = projection.digest(seven.db)
    projection.rebuild(seven.db, lambda _done, _total: None)
    assert seven.db.read("SELECT record, n FROM erasure ORDER BY 1, 2") == stated
    assert projection.digest(seven.db) == before
    assert {said.statement.kind for said in trustlog.erasures(seven.db)} == {StatementKind.PURGE, StatementKind.PURGED}


def test_exports_proposed_and_signed_in_the_earlier_form_still_count(seven: Workspace) -> None:
    (waiting,) = approval.waiting(seven)
    assert (waiting.mark[:12], waiting.reason, waiting.subjects) == (
        "cc1e60671c5b", "TRN second hearing", ("TRN sealed waiting",),
    )  # fmt: skip
    assert (waiting.readers, waiting.same, waiting.own) == (("Officer court · Ministry of Justice",), True, True)
    written = [said for said in trustlog.all_said(seven.db) if said.export]
    assert [said.word.export for said in written] == [None] * 3, "two proposals and one signature, all as names"
    (court,) = [person for person in peers.peers(seven) if person.person == "Officer court"]
    signed = next(said for said in written if said.statement.kind == StatementKind.APPROVE)
    proposed = next(
        said for said in written if said.export and said.export.records and said.export != written[-1].export
    )
    assert proposed.export
    assert signed.export
    assert proposed.export.mark == signed.export.mark
    people = export.readers_of(seven, [court.device])
    found = export.readable_scopes(seven, [("request", proposed.export.records[0])], people)
    assert approval.approver(seven, found, [court.device]) == DEPUTY
    mark = approval.propose(seven, found, [court.device], "TRN once more")
    newest = trustlog.all_said(seven.db)[-1]
    assert (newest.word.names, newest.word.export) == ((), newest.export)
    assert newest.export
    assert newest.export.mark == mark == proposed.export.mark, "what is signed for has not changed by its form"


def test_what_a_drill_and_the_care_of_a_day_kept_before_is_still_said(seven: Workspace) -> None:
    """Values were plain texts, those of the program already in the language of that day."""
    words = "Damaged parts of documents: {n} ({titles}). A repair looks for good copies in: {places}."
    found = [["bad", words, {"n": 1, "titles": "TRN", "places": "the second copy, room"}]]
    kept = {"at": "2026-11-30T09:08:37Z", "backup": "2026-11-30T09:00:00Z", "level": "bad", "findings": found}
    settings.put(seven, drill.KEY, json.dumps(kept))
    last = drill.last(seven)
    assert last is not None
    (answer,) = drill.answers(last)
    assert say(answer.message).endswith("1 (TRN). A repair looks for good copies in: the second copy, room.")
    refused = ["The folder {place} cannot be used ({reason}).", {"place": "TRN", "reason": "it is not there"}]
    settings.put(seven, upkeep.KEY, json.dumps({"on": "2026-11-30", "refused": refused}))
    (warning,) = [one for one in upkeep.warnings_of_care(seven) if "{place}" in one.message.id]
    assert say(warning.message) == "The folder TRN cannot be used (it is not there)."


def test_a_vault_of_the_eighth_version_has_its_seminar_and_makes_a_pack_of_it(tmp_path: Path) -> None:
    old = vaults.unpacked(tmp_path, 8)
    seminar = old.db.scalar("SELECT id FROM row_seminar")
    plan = pack.plan_pack(old, seminar)
    assert (plan.number, [file.title for file in plan.files]) == (1, ["TRN slides"])
    assert pack.seal_pack(old, plan, tmp_path / "p.fpbundle")[0].number == 1
    assert {finding.level for finding in safety.check_vault(old)} == {"good"}
    old.lock()
