"""What leaves is what was shown; what may not be written is held; what is forbidden stays."""

from dataclasses import replace
from pathlib import Path

import pytest

from focalpoint.domain.attachments import Document
from focalpoint.domain.contacts import Contact
from focalpoint.domain.dossier import Assignment
from focalpoint.domain.local_texts import in_languages
from focalpoint.domain.registers import Identity
from focalpoint.domain.requests import Request
from focalpoint.domain.seminars import Material, Seminar
from focalpoint.services.care import safety
from focalpoint.services.casework import attachments, history, listing, records, requests, search
from focalpoint.services.casework.discretion import PrintForbiddenError
from focalpoint.services.casework.listing import Listing
from focalpoint.services.casework.records import FixedFieldError, InTrashError
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import conflicts, export, export_rules, imports, peers
from focalpoint.services.exchange.export_rules import DefenceMaterialError, ExportForbiddenError
from focalpoint.services.papers.summaries import request_pdf
from focalpoint.vault.changes import Op, Scope
from focalpoint.vault.errors import UndoImpossibleError
from focalpoint.vault.journal import Write, new_tx
from tests.helpers import vaults

Pair = tuple[Workspace, Workspace]


def request_with(ws: Workspace, **values: object) -> str:
    filled = {"direction": "incoming", "type": "C-k3", "sender": "REG", "subject": "TRN freezing", **values}
    return requests.register(ws, Request(**filled)).first_id  # type: ignore[arg-type]


def test_a_caveat_forbids_the_export_whatever_else_is_chosen(pair: Pair) -> None:
    giver, taker = pair
    contact = records.save(giver, Contact(kind="court_organ", name="TRN Registry")).first_id
    kept = request_with(giver, caveats=("no_export",), classification="secret")
    for chosen in ([("request", kept)], [("contact", contact), ("request", kept)]):
        with pytest.raises(ExportForbiddenError):
            export.plan_export(giver, chosen, [taker.device])


@pytest.mark.parametrize(
    ("count", "said"), [(export_rules.FEW, export_rules.SEALED_ONE), (export_rules.FEW + 1, export_rules.SEALED_MANY)]
)
def test_few_requests_under_seal_are_named_and_many_are_counted(pair: Pair, count: int, said: str) -> None:
    giver, taker = pair
    chosen = [("request", request_with(giver, classification="secret")) for _n in range(count)]
    told = [one for one in export.plan_export(giver, chosen, [taker.device]).warnings if one.id == said]
    assert [one.params for one in told] == (
        [{"title": told[0].params["title"]}] * count if said == export_rules.SEALED_ONE else [{"n": str(count)}]
    )


@pytest.mark.parametrize("values", [{"sender": "DEF"}, {"caveats": ("defence_privileged",)}])
def test_what_the_defence_asked_never_leaves_for_the_prosecutor(pair: Pair, values: dict[str, object]) -> None:
    giver, taker = pair
    request = request_with(giver, **values)
    peers.set_role(giver, taker.device, "court")
    assert export.plan_export(giver, [("request", request)], [taker.device]).rows
    peers.set_role(giver, taker.device, "prosecutor")
    records.save(giver, Assignment(request=request, title="TRN"))
    for again in (False, True):
        with pytest.raises(DefenceMaterialError):
            export.plan_export(giver, [("request", request)], [taker.device], again=again)
    other = request_with(giver, sender="OTP")
    assert export.plan_export(giver, [("request", other)], [taker.device]).rows


def test_what_lies_in_the_trash_leaves_only_in_plain_sight(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    kept = request_with(giver, caveats=("no_export",))
    open_one = request_with(giver, subject="TRN deleted")
    vaults.receive(taker, vaults.send(giver, taker, [("request", open_one)], tmp_path / "1.fpbundle"))
    for request in (kept, open_one):
        records.delete(giver, "request", request)
    with pytest.raises(ExportForbiddenError):
        export.plan_export(giver, [("request", kept)], [taker.device])
    (row,) = export.plan_export(giver, [("request", open_one)], [taker.device]).rows
    assert (row.title, row.trashed) == ("TRN deleted", True)
    vaults.receive(taker, vaults.send(giver, taker, [("request", open_one)], tmp_path / "2.fpbundle"))
    assert [lost.id for lost in records.trash(taker)] == [open_one]


def test_a_document_keeps_the_compartment_it_was_attached_in(ws: Workspace) -> None:
    owner = request_with(ws)
    document = attachments.attach_bytes(ws, "request", owner, b"TRN", name="a.txt").first_id
    item = records.get(ws, "document", document)
    assert isinstance(item, Document)
    with pytest.raises(FixedFieldError):
        records.save(ws, replace(item, facet="internal"))
    records.save(ws, replace(item, title="TRN another title"))


def test_the_plan_shows_earlier_values_and_what_lies_in_the_trash(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request = request_with(giver, subject="TRN first wording", keywords=("inside",), notes="for us")
    document = attachments.attach_bytes(giver, "request", request, b"TRN", name="a.txt", title="TRN letter").first_id
    records.save(giver, replace(requests.get_request(giver, request), subject="TRN second wording"))
    records.delete(giver, "document", document)
    peers.set_role(giver, taker.device, "partner")
    (row,) = export.plan_export(giver, [("request", request)], [taker.device]).rows
    shown = {name: value for name, _label, value in row.fields}
    assert shown["subject"] == "TRN second wording"
    assert "notes" not in shown
    assert "keywords" not in shown
    assert {value for _name, _label, value in row.earlier} == {"TRN first wording", "TRN letter"}
    assert row.documents == ()
    path = vaults.send(giver, taker, [("request", request)], tmp_path / "a.fpbundle")
    vaults.receive(taker, path)
    assert {finding.level for finding in safety.check_vault(taker)} == {"good"}, (
        "a document in the trash leaves by name only"
    )


def test_material_leaves_alone_and_goes_with_the_seminar_it_belongs_to(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    first, second = (records.save(giver, Seminar(**in_languages("title", en=f"TRN {n}"))).first_id for n in (1, 2))
    moved = records.save(giver, Material(seminar=first, **in_languages("title", en="TRN moved"))).first_id
    records.save(giver, Material(classification="confidential", **in_languages("title", en="TRN apart")))
    item = records.get(giver, "material", moved)
    assert isinstance(item, Material)
    records.save(giver, replace(item, seminar=second))
    plan = export.plan_export(giver, [("seminar", second)], [taker.device])
    assert {row.title for row in plan.rows} == {"TRN 2", "TRN moved"}
    alone = export.plan_export(giver, [("material", moved)], [taker.device])
    assert [row.title for row in alone.rows] == ["TRN moved"]


def test_a_partner_cannot_write_what_only_the_office_may(pair: Pair, tmp_path: Path) -> None:
    office, partner = pair
    request = request_with(office, notes="ours")
    vaults.receive(partner, vaults.send(office, partner, [("request", request)], tmp_path / "out.fpbundle"))
    theirs = requests.get_request(partner, request)
    records.save(partner, replace(theirs, notes="theirs", subject="TRN new wording"))
    back = vaults.send(partner, office, [("request", request)], tmp_path / "back.fpbundle")
    peers.set_role(office, partner.device, "partner")
    plan = imports.preview(office, imports.inspect(office, back))
    assert plan.held >= 1
    imports.apply(office, plan)
    assert requests.get_request(office, request).notes == "ours"
    assert requests.get_request(office, request).subject == "TRN new wording"
    assert conflicts.conflicts_of(office, "request", request) == []
    again = imports.preview(office, imports.inspect(office, back))
    assert (again.changes, again.held) == (0, plan.held)
    peers.set_role(office, partner.device, "office")
    vaults.receive(office, back)
    assert requests.get_request(office, request).notes == "theirs"


def test_a_whole_copy_after_a_cut_one_makes_its_documents_searchable(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request = request_with(giver)
    attachments.attach_bytes(giver, "request", request, b"the word hippopotamus", name="a.txt")
    path = vaults.send(giver, taker, [("request", request)], tmp_path / "a.fpbundle")
    cut = tmp_path / "cut.fpbundle"
    cut.write_bytes(path.read_bytes()[:-2000])
    vaults.receive(taker, cut)
    assert search.find(taker, "hippopotamus") == []
    plan = imports.preview(taker, imports.inspect(taker, path))
    assert (plan.changes, plan.parts, plan.empty) == (0, 1, False)
    imports.apply(taker, plan)
    assert [hit.type for hit in search.find(taker, "hippopotamus")] == ["document"]
    assert imports.preview(taker, imports.inspect(taker, path)).empty


def test_an_import_undone_comes_back_by_redo_even_after_a_rebuild(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request = request_with(giver, subject="TRN back again")
    attachments.attach_bytes(giver, "request", request, b"TRN", name="a.txt")
    vaults.receive(taker, vaults.send(giver, taker, [("request", request)], tmp_path / "a.fpbundle"))
    history.undo(taker)
    assert listing.ids(taker, Listing("request")) == []
    safety.rebuild(taker)
    history.redo(taker)
    assert requests.get_request(taker, request).subject == "TRN back again"
    assert attachments.documents_of(taker, request)[0].available
    assert safety.rebuild(taker)


def test_an_import_is_not_undone_under_later_work(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request = request_with(giver)
    vaults.receive(taker, vaults.send(giver, taker, [("request", request)], tmp_path / "a.fpbundle"))
    records.save(taker, replace(requests.get_request(taker, request), subject="TRN worked on"))
    history.undo(taker)
    with pytest.raises(UndoImpossibleError):
        history.undo(taker)
    assert requests.get_request(taker, request).type == "C-k3"


def test_what_lies_in_the_trash_is_neither_changed_nor_moved(ws: Workspace) -> None:
    request = request_with(ws)
    records.delete(ws, "request", request)
    with pytest.raises(InTrashError):
        records.save(ws, replace(requests.get_request(ws, request), subject="TRN"))
    with pytest.raises(InTrashError):
        requests.move(ws, request, "registered")


def test_a_caveat_forbids_printing(ws: Workspace) -> None:
    with pytest.raises(PrintForbiddenError):
        request_pdf(ws, request_with(ws, caveats=("no_print",)), "ar")


def test_a_change_of_which_nothing_stands_does_not_hold_up_the_rest(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request = request_with(giver)
    scope = Scope("request", request, "core")
    alone = Op("document", "cd" * 16, "tags", "rem", "TRN", (("ab" * 32, 0),))
    giver.vault.journal.append([Write(scope, alone)], giver.now(), new_tx())
    path = vaults.send(giver, taker, [("request", request)], tmp_path / "a.fpbundle")
    assert [row.id for row in imports.preview(taker, imports.inspect(taker, path)).new] == [request]
    vaults.receive(taker, path)
    assert requests.get_request(taker, request).subject == "TRN freezing"
    assert {finding.level for finding in safety.check_vault(taker)} == {"good"}


def test_a_document_whose_file_nobody_described_does_not_hold_up_the_rest(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request = request_with(giver)
    scope = Scope("request", request, "core")
    values = {"owner": request, "owner_type": "request", "facet": "core", "title": "TRN", "file": "ef" * 16}
    ops = [Op("document", "cd" * 16, name, "set", value) for name, value in values.items()]
    giver.vault.journal.append([Write(scope, op) for op in ops], giver.now(), new_tx())
    plan = export.plan_export(giver, [("request", request)], [taker.device])
    assert (plan.parts, plan.missing_parts) == ((), 1)
    vaults.receive(taker, export.seal_plan(giver, plan, tmp_path / "a.fpbundle", "TRN").path)
    (document,) = attachments.documents_of(taker, request)
    assert (document.title, document.available) == ("TRN", False)


def test_a_protected_name_stays_behind_when_the_contact_leaves(tmp_path: Path) -> None:
    giver, taker = (vaults.create(tmp_path, name).workspace for name in ("giver", "taker"))
    vaults.introduce(giver, taker, tmp_path)
    contact = records.save(giver, Contact(kind="civil_society", name="Heron")).first_id
    identity = records.save(giver, Identity(alias="Heron", contact=contact, name="REALNAME")).first_id
    vaults.receive(taker, vaults.send(giver, taker, [("contact", contact)], tmp_path / "a.fpbundle"))
    assert taker.db.scalar("SELECT count(*) FROM change WHERE instr(CAST(body AS TEXT), 'REALNAME')") == 0
    assert [hit.title for hit in search.find(giver, "realname")] == ["Heron"]
    vaults.receive(taker, vaults.send(giver, taker, [("alias", identity)], tmp_path / "b.fpbundle"))
    assert records.get(taker, "alias", identity) == records.get(giver, "alias", identity)
    giver.lock()
    taker.lock()
