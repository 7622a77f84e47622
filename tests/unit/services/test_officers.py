"""Several people at one laptop: named in history, timeline and audit; an auditor changes nothing; mentions."""

from dataclasses import replace
from pathlib import Path

import pytest

from focalpoint.domain.dossier import Communication
from focalpoint.domain.errors import MissingValueError, NotFoundError
from focalpoint.services.care import safety
from focalpoint.services.casework import dossier, history, officers, records, requests
from focalpoint.services.casework.officers import Officer, OfficerKnownError
from focalpoint.services.core import workspace
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.day import today
from focalpoint.vault.errors import ReadsOnlyError
from tests.helpers import vaults


@pytest.fixture
def office(ws: Workspace) -> Workspace:
    for name, role in (("Legal L", "legal"), ("مترجم", "translator"), ("Auditor A", "auditor")):
        officers.add_officer(ws, name, role)
    return ws


def test_each_step_carries_the_name_of_who_took_it(office: Workspace) -> None:
    request = vaults.register(office)
    officers.set_current(office, "legal l")
    records.save(office, replace(requests.get_request(office, request), subject="TRN changed"))
    requests.move(office, request, "registered")
    officers.set_current(office, "مترجم")
    records.save(office, replace(requests.get_request(office, request), body="TRN translated"))
    officers.set_current(office, "")
    records.save(office, replace(requests.get_request(office, request), notes="TRN"))
    who = [entry.who for entry in history.history(office, "request", request)]
    assert who == ["Officer tamura", "مترجم", "Legal L", "Legal L", "Officer tamura"]
    assert [entry.who for entry in dossier.timeline(office, request)] == ["Officer tamura", "Legal L"]
    assert {"Legal L", "مترجم", "Officer tamura"} <= {line.who for line in safety.audit_entries(office)}


def test_who_works_is_kept_when_the_vault_is_locked_and_the_names_when_rows_are_rebuilt(office: Workspace) -> None:
    officers.set_current(office, "Legal L")
    request = vaults.register(office)
    office.lock()
    again = workspace.unlock(office.info.path, vaults.PASSPHRASE)
    assert officers.working(again) == Officer("Legal L", "legal")
    safety.rebuild(again)
    assert history.history(again, "request", request)[0].who == "Legal L"
    again.lock()


def test_an_auditor_reads_and_changes_nothing(office: Workspace, tmp_path: Path) -> None:
    other = vaults.create(tmp_path, "other").workspace
    vaults.introduce(office, other, tmp_path)
    path = vaults.send(other, office, [("request", vaults.register(other))], tmp_path / "1.fpbundle")
    request = vaults.register(office)
    officers.set_current(office, "Auditor A")
    before = office.db.scalar("SELECT count(*) FROM change")
    attempts = (
        lambda: vaults.register(office),
        lambda: records.delete(office, "request", request),
        lambda: requests.move(office, request, "registered"),
        lambda: history.undo(office),
        lambda: vaults.receive(office, path),
    )
    for attempt in attempts:
        with pytest.raises(ReadsOnlyError):
            attempt()
    assert office.db.scalar("SELECT count(*) FROM change") == before
    assert requests.get_request(office, request).subject == "TRN freezing"
    officers.set_current(office, "")
    vaults.register(office)
    other.lock()


def test_what_a_person_handles_and_where_they_are_mentioned_stands_on_their_page(office: Workspace) -> None:
    mine = vaults.register(office, own_ref="TRN-1", assigned_to="Legal L")
    other = vaults.register(office, own_ref="TRN-2", notes="Please look, @Legal L, before Friday")
    vaults.register(office, own_ref="TRN-3", notes="Legal L was told")
    letter = Communication(
        request=other, subject="Call", way="in", channel="informal", on="2026-03-01", summary="@LEGAL L: ask back"
    )
    records.save(office, letter)
    officers.set_current(office, "Legal L")
    overview = today.overview(office)
    assert [row.id for row in overview.yours] == [mine]
    assert sorted(one.type for one in overview.mentions) == ["communication", "request"]
    officers.set_current(office, "")
    assert today.overview(office).mentions == []


def test_of_a_sealed_request_a_mention_tells_no_text(office: Workspace) -> None:
    vaults.register(office, subject="SECRETNAME", classification="under_seal", alias="Dossier 7", notes="@Legal L look")
    (found,) = officers.mentions(office, "Legal L")
    assert found.title == "Dossier 7"


def test_names_are_given_once_and_removing_leaves_what_was_done(office: Workspace) -> None:
    for name in ("LEGAL  l", "Officer tamura"):
        with pytest.raises(OfficerKnownError):
            officers.add_officer(office, name, "deputy")
    with pytest.raises(MissingValueError):
        officers.add_officer(office, "  ", "deputy")
    with pytest.raises(NotFoundError):
        officers.add_officer(office, "Somebody", "king")
    officers.set_current(office, "Legal L")
    request = vaults.register(office)
    officers.remove_officer(office, "Legal L")
    assert officers.working(office).name == "Officer tamura"
    assert history.history(office, "request", request)[0].who == "Legal L"
    with pytest.raises(NotFoundError):
        officers.set_current(office, "Legal L")


def test_colleagues_elsewhere_see_the_laptop_not_the_officer(office: Workspace, tmp_path: Path) -> None:
    other = vaults.create(tmp_path, "other").workspace
    vaults.introduce(office, other, tmp_path)
    officers.set_current(office, "Legal L")
    request = vaults.register(office)
    vaults.receive(other, vaults.send(office, other, [("request", request)], tmp_path / "1.fpbundle"))
    assert history.history(other, "request", request)[0].who == "Officer tamura"
    assert other.db.scalar("SELECT count(*) FROM change WHERE instr(CAST(body AS TEXT), 'Legal L')") == 0
    other.lock()
