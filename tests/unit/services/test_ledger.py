"""What a past bundle held is told for ever: which records, by whom it could be read; what was erased stays unnamed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from focalpoint.cli import bundles as commands
from focalpoint.cli.context import Shared
from focalpoint.domain.contacts import Contact
from focalpoint.services.care import safety
from focalpoint.services.casework import attachments, records, requests
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import erasure, export, ledger, peers
from focalpoint.services.exchange.ledger import NoSuchBundleError
from focalpoint.vault import deliveries
from tests.helpers import vaults

Pair = tuple[Workspace, Workspace]
DATA = Path(__file__).parents[2] / "data" / "vaults"


def newest(ws: Workspace) -> ledger.LedgerEntry:
    return ledger.entry_of(ws, max(deliveries.sent(ws.db), key=lambda one: one.number).id)


def held(ws: Workspace) -> list[tuple[str, str, str]]:
    return [(one.type, one.reference, one.title) for one in newest(ws).records]


def test_a_bundle_tells_its_records_documents_and_readers(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    record = vaults.register(giver, own_ref="TRN-1", subject="TRN accounts")
    vaults.register(giver, own_ref="TRN-2", subject="TRN left at home")
    attachments.attach_bytes(giver, "request", record, b"TRN letter", name="letter.txt", title="TRN letter")
    vaults.send(giver, taker, [("request", record)], tmp_path / "1.fpbundle")
    assert held(giver) == [("request", "TRN-1", "TRN accounts"), ("document", "TRN-1", "TRN letter")]
    found = newest(giver)
    assert (found.known, found.erased, found.name) == (True, 0, "1.fpbundle")
    assert [(one.person, one.acked) for one in found.readers] == [(taker.info.person, "")]


def test_later_bundles_tell_only_what_they_carried_and_earlier_ones_never_change(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    ids = [vaults.register(giver, own_ref=f"TRN-{n}", subject=f"TRN {n}") for n in (1, 2)]
    both = [("request", one) for one in ids]
    vaults.receive(taker, vaults.send(giver, taker, both, tmp_path / "1.fpbundle"))
    first = newest(giver)
    receipt = export.seal_plan(taker, export.plan_receipt(taker, [giver.device]), tmp_path / "r.fpbundle", "TRN").path
    vaults.receive(giver, receipt)
    assert newest(taker).records == ()
    assert newest(taker).known
    records.save(giver, replace(requests.get_request(giver, ids[1]), body="TRN more"))
    vaults.send(giver, taker, both, tmp_path / "2.fpbundle")
    assert [one[1] for one in held(giver)] == ["TRN-2"]
    assert safety.rebuild(giver)
    assert ledger.entry_of(giver, first.id).records == first.records
    assert [one.acked for one in ledger.entry_of(giver, first.id).readers] != [""]


def test_what_is_kept_aside_for_later_is_not_said_to_have_left(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    record = records.save(giver, Contact(kind="court_organ", name="TRN Registry")).first_id
    vaults.send(giver, taker, [("contact", record)], tmp_path / "1.fpbundle")
    records.save(giver, Contact(kind="court_organ", name="TRN another"))
    assert [one[2] for one in held(giver)] == ["TRN Registry"]


def test_what_was_erased_is_counted_and_not_named(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    record = vaults.register(giver, own_ref="TRN-1", subject="TRN secret")
    other = vaults.register(giver, own_ref="TRN-2", subject="TRN stays")
    vaults.send(giver, taker, [("request", record), ("request", other)], tmp_path / "1.fpbundle")
    records.delete(giver, "request", record)
    title = erasure.plan(giver, "request", record).title
    erasure.purge(giver, "request", record, typed=title, reason="TRN order", authority="TRN court")
    found = newest(giver)
    assert [one.reference for one in found.records] == ["TRN-2"]
    assert found.erased == 1
    assert "TRN secret" not in str(found)


def test_a_sealed_request_is_named_by_its_alias(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    record = vaults.register(giver, subject="TRN arrest", alias="Dossier 9", classification="secret")
    vaults.send(giver, taker, [("request", record)], tmp_path / "1.fpbundle")
    assert [one[2] for one in held(giver)] == ["Dossier 9"]


def test_a_vault_of_the_fourth_version_opens_and_says_what_it_does_not_know(tmp_path: Path) -> None:
    ws = vaults.unpacked(tmp_path, 4, real=True)
    assert [kept.kind for kept in safety.backups(ws.info.path)] == ["before"]
    assert {finding.level for finding in safety.check_vault(ws)} == {"good"}
    request = ws.db.scalar("SELECT id FROM row_request")
    assert requests.get_request(ws, request).subject == vaults.ARABIC
    assert (newest(ws).known, newest(ws).records) == (False, ())
    (peer,) = peers.peers(ws)
    plan = export.plan_export(ws, [("request", request)], [peer.device])
    export.seal_plan(ws, plan, tmp_path / "2.fpbundle", "TRN exercise")
    assert [one[0] for one in held(ws)] == ["request", "document"]
    fresh = vaults.create(tmp_path, "fresh", training=False).workspace
    query = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    assert ws.db.read(query) == fresh.db.read(query)
    fresh.lock()
    ws.lock()


def test_the_command_shows_it(pair: Pair, tmp_path: Path) -> None:
    giver, taker = pair
    record = vaults.register(giver, own_ref="TRN-1", subject="TRN accounts")
    vaults.send(giver, taker, [("request", record)], tmp_path / "1.fpbundle")
    bundle = newest(giver).id
    for wrong in ("", "zz"):
        with pytest.raises(NoSuchBundleError):
            ledger.entry_of(giver, wrong)
    giver.lock()
    secret = tmp_path / "secret"
    secret.write_text(vaults.PASSPHRASE)

    def run(*, as_json: bool) -> str:
        options = Shared(giver.info.path, secret, None, None, as_json)
        words = ["show", bundle[:8]]
        return CliRunner().invoke(commands.group("bundle", ""), words, obj=options, catch_exceptions=False).stdout

    assert json.loads(run(as_json=True))["records"][0]["reference"] == "TRN-1"
    assert "TRN accounts" in run(as_json=False)
    assert taker.info.person in run(as_json=False)
