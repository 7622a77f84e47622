"""A stick with too little room: the records go, documents by their order, and what stays comes with the next bundle."""

import secrets
from pathlib import Path

import pytest

from focalpoint.bundles import volumes
from focalpoint.services.casework import attachments, records, requests
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import budget, export, file_delivery, imports
from focalpoint.services.exchange.budget import NoRoomError
from focalpoint.services.exchange.export import ExportPlan, NothingNewError
from focalpoint.services.sync import servers
from focalpoint.services.sync.servers import RemoteSettings
from focalpoint.transports.folder import CarrierError
from tests.helpers import vaults

Pair = tuple[Workspace, Workspace]


@pytest.fixture
def office(pair: Pair) -> tuple[Workspace, Workspace, list[tuple[str, str]]]:
    """Three requests, oldest first, each with a document of 20 kB; the newest has a second one of 200 kB."""
    giver, taker = pair
    made = []
    for number in range(3):
        request = vaults.register(giver, subject=f"TRN {number}")
        attach(giver, request, f"document {number}", 20_000)
        made.append(("request", request))
    attach(giver, made[2][1], "long film", 200_000)
    return giver, taker, made


def attach(ws: Workspace, request: str, title: str, size: int) -> None:
    attachments.attach_bytes(ws, "request", request, secrets.token_bytes(size), name=f"{title}.bin", title=title)


def planned(giver: Workspace, taker: Workspace, chosen: list[tuple[str, str]]) -> ExportPlan:
    return export.plan_export(giver, chosen, [taker.device])


def with_room_for(plan: ExportPlan, documents: int) -> ExportPlan:
    """Fit a plan into what its records and so many bytes of documents take."""
    return budget.fit(plan, volumes.empty(budget.control_size(plan)).total + documents)


def titles(files: tuple[object, ...]) -> list[str]:
    return [str(getattr(file, "title", "")) for file in files]


def here(ws: Workspace, chosen: list[tuple[str, str]]) -> set[str]:
    return {one.title for _type, request in chosen for one in attachments.documents_of(ws, request) if one.available}


def acknowledge(taker: Workspace, giver: Workspace, target: Path) -> None:
    receipt = export.seal_plan(taker, export.plan_receipt(taker, [giver.device]), target, "TRN").path
    vaults.receive(giver, receipt)


Office = tuple[Workspace, Workspace, list[tuple[str, str]]]


def test_newest_requests_go_first_and_what_does_not_fit_is_named(office: Office) -> None:
    plan = planned(*office)
    assert titles(plan.files)[2:] == ["document 1", "document 0"]
    assert set(titles(plan.files)[:2]) == {"document 2", "long film"}
    fitted = with_room_for(plan, 45_000)
    assert titles(fitted.files) == ["document 2", "document 1"]
    assert titles(fitted.later) == ["long film", "document 0"]
    assert (fitted.changes, fitted.rows) == (plan.changes, plan.rows), "the records always go"


def test_with_room_enough_everything_goes(office: Office) -> None:
    plan = planned(*office)
    fitted = budget.fit(plan, 1 << 40)
    assert (fitted.later, fitted.parts) == ((), plan.parts)


def test_what_was_measured_is_enough_for_what_is_written(office: Office, tmp_path: Path) -> None:
    giver, _taker, _chosen = office
    for limit in (budget.LIMIT, 250_000):
        fitted = budget.fit(planned(*office), 1 << 40, limit)
        sealed = export.seal_plan(giver, fitted, tmp_path / f"{limit}.fpbundle", "TRN", limit=limit)
        assert sealed.size <= fitted.total_bytes
        assert len(sealed.volumes) == (0 if limit == budget.LIMIT else 2)


def test_if_the_records_do_not_fit_nothing_is_sealed(office: Office) -> None:
    with pytest.raises(NoRoomError) as refusal:
        budget.fit(planned(*office), 10_000)
    assert refusal.value.code == "XCH-136"


def test_what_stayed_behind_comes_with_the_next_bundle_though_the_records_arrived(
    office: Office, tmp_path: Path
) -> None:
    giver, taker, chosen = office
    first = with_room_for(planned(*office), 45_000)
    vaults.receive(taker, export.seal_plan(giver, first, tmp_path / "1.fpbundle", "TRN").path)
    assert here(taker, chosen) == {"document 1", "document 2"}
    assert file_delivery.behind(giver) == {taker.device: 2}
    acknowledge(taker, giver, tmp_path / "r1.fpbundle")
    second = planned(*office)
    assert set(titles(second.files)) == {"long film", "document 0"}
    assert second.changes == 0
    shown = {document for row in second.rows for document in row.documents}
    assert shown == {"long film", "document 0"}, "what leaves is shown, also without a change"
    third = with_room_for(second, 25_000)
    assert titles(third.files) == ["document 0"]
    plan = imports.preview(taker, imports.inspect(taker, export.seal_plan(giver, third, tmp_path / "2", "TRN").path))
    assert any("later bundle" in message.id for _level, message in plan.inspection.notes)
    imports.apply(taker, plan)
    acknowledge(taker, giver, tmp_path / "r2.fpbundle")
    last = planned(*office)
    assert titles(last.files) == ["long film"]
    vaults.receive(taker, export.seal_plan(giver, last, tmp_path / "3.fpbundle", "TRN").path)
    acknowledge(taker, giver, tmp_path / "r3.fpbundle")
    assert here(taker, chosen) == {"long film", "document 0", "document 1", "document 2"}
    assert file_delivery.behind(giver) == {}
    with pytest.raises(NothingNewError):
        planned(*office)


def test_without_an_answer_the_next_stick_brings_what_the_last_left(office: Office, tmp_path: Path) -> None:
    """Nothing is acknowledged: three sticks in a row, each with room for one document, bring all three."""
    giver, taker, chosen = office
    brought = []
    for number in range(3):
        fitted = with_room_for(planned(*office), 22_000)
        brought += titles(fitted.files)
        path = export.seal_plan(giver, fitted, tmp_path / f"{number}.fpbundle", "TRN").path
        if number != 1:
            vaults.receive(taker, path)
    assert brought == ["document 2", "document 1", "document 0"]
    assert here(taker, chosen) == {"document 2", "document 0"}
    acknowledge(taker, giver, tmp_path / "r.fpbundle")
    lost = planned(*office)
    assert set(titles(lost.files)) == {"long film", "document 1"}, "the second stick was lost, the records are there"


def test_nothing_but_documents_that_do_not_fit_is_no_bundle(office: Office, tmp_path: Path) -> None:
    giver, taker, _chosen = office
    vaults.receive(taker, export.seal_plan(giver, with_room_for(planned(*office), 0), tmp_path / "1", "TRN").path)
    acknowledge(taker, giver, tmp_path / "r")
    with pytest.raises(NoRoomError):
        with_room_for(planned(*office), 1_000)


def test_a_document_in_the_trash_is_owed_to_nobody(office: Office, tmp_path: Path) -> None:
    giver, taker, chosen = office
    vaults.receive(taker, export.seal_plan(giver, with_room_for(planned(*office), 0), tmp_path / "1", "TRN").path)
    acknowledge(taker, giver, tmp_path / "r")
    for document in attachments.documents_of(giver, chosen[0][1]):
        records.delete(giver, "document", document.id)
    left = planned(*office)
    assert "document 0" not in titles(left.files)


def test_a_server_brings_what_a_stick_left_behind_and_only_once(office: Office, tmp_path: Path) -> None:
    giver, taker, chosen = office
    vaults.receive(taker, export.seal_plan(giver, with_room_for(planned(*office), 22_000), tmp_path / "1", "TRN").path)
    acknowledge(taker, giver, tmp_path / "r")
    (tmp_path / "shared").mkdir()
    for ws, other in ((giver, taker), (taker, giver)):
        servers.add_remote(ws, "place", RemoteSettings("folder", str(tmp_path / "shared")), [other.device])
    assert servers.run(giver, "place").put == 1
    assert servers.run(giver, "place").put == 0, "what lies there is not put there again"
    servers.run(taker, "place")
    assert len(here(taker, chosen)) == 4
    assert requests.get_request(taker, chosen[0][1]).subject == "TRN 0"


def test_a_document_that_came_only_in_part_is_passed_on_when_the_rest_has_come(office: Office, tmp_path: Path) -> None:
    giver, taker, chosen = office
    made = export.seal_plan(giver, planned(*office), tmp_path / "x.fpbundle", "TRN", limit=240_000)
    assert len(made.volumes) == 2
    third = vaults.create(tmp_path, "third").workspace
    vaults.introduce(taker, third, tmp_path)
    vaults.receive(taker, made.volumes[0].path)
    before = here(taker, chosen)
    assert 0 < len(before) < 4
    vaults.receive(third, vaults.send(taker, third, chosen, tmp_path / "1.fpbundle"))
    acknowledge(third, taker, tmp_path / "r.fpbundle")
    with pytest.raises(NothingNewError):
        planned(taker, third, chosen)
    vaults.receive(taker, made.volumes[1].path)
    rest = planned(taker, third, chosen)
    assert set(titles(rest.files)) == here(taker, chosen) - before
    vaults.receive(third, export.seal_plan(taker, rest, tmp_path / "2.fpbundle", "TRN").path)
    assert len(here(third, chosen)) == 4
    third.lock()


def test_the_room_of_a_folder_is_told_and_one_that_is_gone_too(tmp_path: Path) -> None:
    assert budget.room(tmp_path) > 0
    with pytest.raises(CarrierError):
        budget.room(tmp_path / "gone")
