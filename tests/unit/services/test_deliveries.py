"""What was acknowledged is not sent again; what was not is sent until it is; arrival can be proved."""

import json
import tarfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from nacl.signing import VerifyKey

from focalpoint.bundles import manifest as manifests
from focalpoint.crypto import signing
from focalpoint.domain.contacts import Contact
from focalpoint.domain.errors import NotFoundError
from focalpoint.domain.local_texts import in_languages
from focalpoint.domain.seminars import Material, Seminar
from focalpoint.services.care import safety
from focalpoint.services.casework import attachments, history, records, requests, scopes
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import access, export, imports, peers, quarantine
from focalpoint.services.exchange.export import NothingNewError
from focalpoint.services.exchange.imports import MassDeletionError
from focalpoint.services.papers import summaries
from focalpoint.vault import compartment_rows, deliveries, projection
from focalpoint.vault.database import Database, Row
from tests.helpers import vaults

Pair = tuple[Workspace, Workspace]
DATA = Path(__file__).parents[2] / "data" / "vaults"


def edit(ws: Workspace, request: str, **values: str) -> None:
    records.save(ws, replace(requests.get_request(ws, request), **values))  # type: ignore[arg-type]


def test_only_what_was_not_acknowledged_is_sent_again(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request = vaults.register(giver, subject="TRN first")
    attachments.attach_bytes(giver, "request", request, b"TRN letter", name="a.txt")
    first = vaults.send(giver, taker, [("request", request)], tmp_path / "1.fpbundle")
    edit(giver, request, subject="TRN second")
    lost = export.plan_export(giver, [("request", request)], [taker.device])
    assert (lost.kind, len(lost.parts)) == ("full", 1), "nothing is acknowledged yet: all of it goes again"
    vaults.receive(taker, first)
    edit(taker, request, body="TRN answer")
    back = vaults.send(taker, giver, [("request", request)], tmp_path / "2.fpbundle")
    plan = imports.preview(giver, imports.inspect(giver, back))
    assert plan.acknowledged == 1
    imports.apply(giver, plan)
    delta = export.plan_export(giver, [("request", request)], [taker.device])
    assert (delta.kind, len(delta.parts)) == ("delta", 0)
    (row,) = delta.rows
    assert [name for name, _label, _value in row.fields] == ["subject", "body"]
    vaults.receive(taker, export.seal_plan(giver, delta, tmp_path / "3.fpbundle", "TRN").path)
    assert requests.get_request(taker, request) == requests.get_request(giver, request)
    assert projection.digest(taker.db) == projection.digest(giver.db)
    again = export.plan_export(giver, [("request", request)], [taker.device], again=True)
    assert (again.kind, len(again.parts)) == ("full", 1)


def test_a_lost_bundle_costs_nothing(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request = vaults.register(giver, subject="TRN 0")
    vaults.receive(taker, vaults.send(giver, taker, [("request", request)], tmp_path / "0.fpbundle"))
    for number in range(1, 4):
        edit(giver, request, subject=f"TRN {number}")
        path = vaults.send(giver, taker, [("request", request)], tmp_path / f"{number}.fpbundle")
        if number == 3:
            vaults.receive(taker, path)
    assert requests.get_request(taker, request).subject == "TRN 3"
    assert {finding.level for finding in safety.check_vault(taker)} == {"good"}


def test_a_copy_that_was_cut_is_not_acknowledged(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request = vaults.register(giver)
    attachments.attach_bytes(giver, "request", request, b"TRN letter", name="a.txt")
    path = vaults.send(giver, taker, [("request", request)], tmp_path / "1.fpbundle")
    cut = tmp_path / "cut.fpbundle"
    cut.write_bytes(path.read_bytes()[:-2000])
    for copy, known in ((cut, 0), (path, 1)):
        vaults.receive(taker, copy)
        receipt = export.seal_plan(
            taker, export.plan_receipt(taker, [giver.device]), tmp_path / "r.fpbundle", "TRN"
        ).path
        assert imports.preview(giver, imports.inspect(giver, receipt)).acknowledged == known


def test_everything_acknowledged_is_said_and_not_sealed(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request = vaults.register(giver)
    vaults.receive(taker, vaults.send(giver, taker, [("request", request)], tmp_path / "1.fpbundle"))
    receipt = export.seal_plan(taker, export.plan_receipt(taker, [giver.device]), tmp_path / "r.fpbundle", "TRN").path
    vaults.receive(giver, receipt)
    with pytest.raises(NothingNewError):
        export.plan_export(giver, [("request", request)], [taker.device])


def test_a_receipt_is_proof_that_others_can_check(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request = vaults.register(giver)
    vaults.receive(taker, vaults.send(giver, taker, [("request", request)], tmp_path / "1.fpbundle"))
    (sent,) = deliveries.sent(giver.db)
    with pytest.raises(summaries.NoProofError):
        summaries.delivery_pdf(giver, sent.id, "en")
    receipt = export.seal_plan(taker, export.plan_receipt(taker, [giver.device]), tmp_path / "r.fpbundle", "TRN").path
    with tarfile.open(receipt) as bundle:
        assert bundle.getnames() == ["control.age"]
    vaults.receive(giver, receipt)
    (proof,) = deliveries.proofs(giver.db, taker.device)
    public = bytes(giver.db.scalar("SELECT public FROM device WHERE id = ?", (taker.device,)))
    VerifyKey(public).verify(signing.pae(manifests.TYPE, proof.manifest), proof.signature)
    said = json.loads(proof.manifest)
    assert said["have"] == [{"dev": giver.device, "upto": 1, "more": []}]
    for language in ("ar", "fr", "en"):
        assert summaries.delivery_pdf(giver, sent.id, language).startswith(b"%PDF")


def test_an_import_that_was_undone_and_done_again_is_sent_on(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request = vaults.register(giver, subject="TRN")
    vaults.receive(taker, vaults.send(giver, taker, [("request", request)], tmp_path / "1.fpbundle"))
    edit(giver, request, subject="TRN more")
    vaults.receive(taker, vaults.send(giver, taker, [("request", request)], tmp_path / "2.fpbundle"))
    history.undo(taker)
    back = vaults.send(taker, giver, [("request", request)], tmp_path / "3.fpbundle")
    vaults.receive(giver, back)
    receipt = export.seal_plan(giver, export.plan_receipt(giver, [taker.device]), tmp_path / "r.fpbundle", "TRN").path
    vaults.receive(taker, receipt)
    history.redo(taker)
    plan = export.plan_export(taker, [("request", request)], [giver.device])
    dossier = compartment_rows.numbers(taker.db, scopes.request_scope(request, "core"))
    assert [plan.after[c] for c in dossier] == [0], "what came back into the picture was never acknowledged"


def test_many_deletions_at_once_are_held_until_a_person_says_they_are_meant(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    contacts = [records.save(giver, Contact(kind="court_organ", name=f"TRN {n}")).first_id for n in range(30)]
    book = [("contact", contact) for contact in contacts]
    vaults.receive(taker, vaults.send(giver, taker, book, tmp_path / "1.fpbundle"))
    for contact in contacts[:25]:
        records.delete(giver, "contact", contact)
    path = vaults.send(giver, taker, book, tmp_path / "2.fpbundle")
    plan = imports.preview(taker, imports.inspect(taker, path))
    before = projection.digest(taker.db)
    with pytest.raises(MassDeletionError):
        imports.apply(taker, plan)
    assert projection.digest(taker.db) == before
    imports.apply(taker, plan, deletions=True)
    assert len(records.trash(taker)) == 25


def test_what_a_person_leaves_is_kept_aside_and_can_be_taken_in_later(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    wanted, left = (vaults.register(giver, subject=f"TRN {n}", own_ref=f"TRN-{n}") for n in (1, 2))
    attachments.attach_bytes(giver, "request", left, b"the word hippopotamus", name="a.txt")
    path = vaults.send(giver, taker, [("request", wanted), ("request", left)], tmp_path / "1.fpbundle")
    imports.apply(taker, imports.preview(taker, imports.inspect(taker, path)), leave=frozenset({left}))
    assert [row.id for row in quarantine.all_quarantined(taker)] == [left]
    assert quarantine.all_quarantined(taker)[0].title == "TRN 2"
    assert requests.get_request(taker, wanted).subject == "TRN 1"
    with pytest.raises(NotFoundError):
        requests.get_request(taker, left)
    assert {finding.level for finding in safety.check_vault(taker)} == {"good"}
    quarantine.release(taker, left)
    assert requests.get_request(taker, left).subject == "TRN 2"
    assert attachments.documents_of(taker, left)[0].available
    assert quarantine.all_quarantined(taker) == []
    history.undo(taker)
    with pytest.raises(NotFoundError):
        requests.get_request(taker, left)


def test_a_vault_of_the_first_version_opens_is_backed_up_and_goes_on(tmp_path: Path) -> None:
    ws = vaults.unpacked(tmp_path, 1, real=True)
    assert [kept.kind for kept in safety.backups(ws.info.path)] == ["before"]
    assert {finding.level for finding in safety.check_vault(ws)} == {"good"}
    request = ws.db.scalar("SELECT id FROM row_request")
    assert requests.get_request(ws, request).subject == vaults.ARABIC
    (document,) = attachments.documents_of(ws, request)
    with attachments.open_stream(ws, document.id) as stream:
        assert stream.read() == b"TRN text of a letter"
    other = vaults.create(tmp_path, "other", training=False).workspace
    vaults.introduce(ws, other, tmp_path)
    vaults.receive(other, vaults.send(ws, other, [("request", request)], tmp_path / "1.fpbundle"))
    fresh = other.db.read("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
    assert ws.db.read("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name") == fresh
    ws.lock()
    other.lock()


def scans(ws: Workspace, monkeypatch: pytest.MonkeyPatch, action: Callable[[], object]) -> list[str]:
    """Return the steps of all queries of an action that read a whole table of the journal."""
    asked: dict[str, Sequence[object]] = {}
    read = Database.read

    def noting(self: Database, query: str, parameters: Sequence[object] = ()) -> list[Row]:
        asked[query] = parameters
        return read(self, query, parameters)

    with monkeypatch.context() as patched:
        patched.setattr(Database, "read", noting)
        action()
    steps = {
        query: [str(row[3]) for row in ws.db.read(f"EXPLAIN QUERY PLAN {query}", values)]
        for query, values in asked.items()
    }
    assert any(step.startswith("SEARCH change") for plan in steps.values() for step in plan)
    whole = [step for plan in steps.values() for step in plan if step.startswith(("SCAN change", "SCAN touch"))]
    ranges = [step for plan in steps.values() for step in plan if "INTEGER PRIMARY KEY (rowid>" in step]
    return [
        step for step in (*whole, *ranges) if "INDEX change_barred" not in step
    ]  # an index of the few is no journal


def test_a_rehearsal_never_reads_the_whole_journal(pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its time must not grow with the vault: every query finds its changes by an index."""
    giver, taker = pair
    request = vaults.register(giver)
    seen = imports.inspect(taker, vaults.send(giver, taker, [("request", request)], tmp_path / "1.fpbundle"))
    assert scans(taker, monkeypatch, lambda: imports.preview(taker, seen)) == []


def test_sealing_never_reads_the_whole_journal_for_each_compartment(
    pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    giver, taker = pair
    chosen = [("request", vaults.register(giver)) for _number in range(3)]

    def leave() -> None:
        export.seal_plan(giver, export.plan_export(giver, chosen, [taker.device]), tmp_path / "1.fpbundle", "TRN")

    assert scans(giver, monkeypatch, leave) == []
    assert scans(giver, monkeypatch, lambda: access.of_device(giver, taker.device)) == []


def test_a_bundle_says_what_it_is(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    request = vaults.register(giver)
    contact = records.save(giver, Contact(kind="court_organ", name="TRN Registry")).first_id
    seminar = records.save(giver, Seminar(**in_languages("title", en="TRN"))).first_id
    records.save(giver, Material(seminar=seminar, **in_languages("title", en="TRN leaflet")))
    chosen = {
        "full": [("request", request)], "address-book": [("contact", contact)], "seminar-pack": [("seminar", seminar)],
    }  # fmt: skip
    for kind, records_of in chosen.items():
        assert export.plan_export(giver, records_of, [taker.device]).kind == kind
    assert export.plan_statements(giver, [taker.device]).kind == "trust"
    path = vaults.send(giver, taker, chosen["seminar-pack"], tmp_path / "1.fpbundle")
    assert imports.inspect(taker, path).opened.manifest.kind == "seminar-pack"
    vaults.receive(taker, path)
    assert set(peers.BUNDLES) == set(manifests.KINDS)
