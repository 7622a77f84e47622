"""Real vaults and training vaults never mix: every way in, in both directions, leaves everything as it was."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from focalpoint.bundles import card as cards
from focalpoint.bundles import replacement
from focalpoint.domain import worlds
from focalpoint.domain.contacts import Contact
from focalpoint.domain.errors import FocalpointError
from focalpoint.domain.tables import Table
from focalpoint.services.casework import agenda, office, records
from focalpoint.services.core import csv_tables, process_world, workspace
from focalpoint.services.core.clock import Clock
from focalpoint.services.core.vault_info import VaultInfo
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import export, imports, introduction, peers, trust
from focalpoint.services.interchange import contact_cards, intake, open_files
from focalpoint.vault import devices, keyslots
from focalpoint.vault.changes import Op
from focalpoint.vault.errors import DamagedKeySlotsError
from focalpoint.vault.journal import Write, new_tx
from tests.helpers import vaults

Worlds = tuple[Workspace, Workspace]


@pytest.fixture(params=["into the real one", "into the training one"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Worlds]:
    """Return a vault that gives and one that takes, of different worlds."""
    real = vaults.create(tmp_path, "real", training=False).workspace
    process_world.leave_world()
    training = vaults.create(tmp_path, "training").workspace
    yield (training, real) if request.param == "into the real one" else (real, training)
    real.lock()
    training.lock()


def content(ws: Workspace) -> tuple[object, ...]:
    """Return what a vault holds: every change, every device, every file of its folder but the database."""
    changes = ws.db.read("SELECT id FROM change ORDER BY n")
    files = sorted(path.name for path in (ws.vault.folder / "parts").rglob("*"))
    return changes, sorted(one.id for one in devices.all_devices(ws.db)), files


def refused(ws: Workspace, code: str, way_in: Callable[[], object]) -> None:
    before = content(ws)
    with pytest.raises(FocalpointError) as caught:
        way_in()
    assert caught.value.code == code
    assert content(ws) == before


def forced(giver: Workspace, taker: Workspace) -> None:
    """Let two vaults know each other as no program of ours lets them: each believes that the other's card is good."""
    for one, other in ((giver, taker), (taker, giver)):
        content = devices.own_card(other.db)
        card = cards.read_card(content)
        with one.db.transaction():
            device = devices.Device(card.id, "verified", "office", "2026-01-01T00:00:00Z", content)  # type: ignore[arg-type]
            devices.keep(one.db, device, bytes.fromhex(card.public), card.recipient)


def test_a_card_and_the_picture_of_one_are_refused(both: Worlds, tmp_path: Path) -> None:
    giver, taker = both
    peers.save_card(giver, tmp_path / "x.fpcard")
    refused(taker, "TRN-102", lambda: peers.add_peer(taker, tmp_path / "x.fpcard"))
    (tmp_path / "x.png").write_bytes(peers.card_qr_png(giver))
    refused(taker, "TRN-102", lambda: introduction.take(taker, tmp_path / "x.png"))


def test_a_note_of_replacement_is_refused(both: Worlds, tmp_path: Path) -> None:
    giver, taker = both
    (tmp_path / "x.fptrust").write_bytes(
        replacement.make_note(bytes(range(32)), devices.own_card(giver.db), "2026-01-01T00:00:00Z")
    )
    refused(taker, "TRN-102", lambda: trust.take_note(taker, tmp_path / "x.fptrust"))


def test_a_bundle_is_refused_even_by_whoever_was_made_to_know_its_signer(both: Worlds, tmp_path: Path) -> None:
    giver, taker = both
    record = records.save(giver, Contact(kind="focal_point", name="Somebody")).first_id
    forced(giver, taker)
    plan = export.plan_export(giver, [("contact", record)], [taker.device])
    sealed = export.seal_plan(giver, plan, tmp_path / "x.fpbundle", "exercise")
    refused(taker, "TRN-102", lambda: imports.inspect(taker, sealed.path))


def test_a_statement_about_a_laptop_of_the_other_world_is_refused(both: Worlds, tmp_path: Path) -> None:
    giver, taker = both
    process_world.leave_world()
    friend = vaults.create(tmp_path, "friend", training=taker.info.training).workspace
    vaults.introduce(friend, taker, tmp_path)
    word = {"card": devices.own_card(giver.db).decode(), "role": "partner"}
    write = Write(workspace.self_scope(friend.device), Op("trust", giver.device, "vouch", "evt", word))
    with friend.db.transaction():
        friend.vault.journal.append([write], friend.now(), new_tx())
    plan = export.plan_statements(friend, [taker.device])
    sealed = export.seal_plan(friend, plan, tmp_path / "s.fpbundle", "exercise")
    refused(taker, "TRN-102", lambda: vaults.receive(taker, sealed.path))
    friend.lock()


def test_written_records_are_refused(both: Worlds, tmp_path: Path) -> None:
    giver, taker = both
    records.save(giver, Contact(kind="focal_point", name="Somebody"))
    open_files.write_folder(giver, tmp_path / "open")
    refused(taker, "TRN-103", lambda: open_files.take_in_folder(taker, tmp_path / "open"))


def test_what_a_training_vault_writes_for_other_programs_says_so_and_a_real_vault_refuses_it(tmp_path: Path) -> None:
    training = vaults.create(tmp_path, "training").workspace
    records.save(training, Contact(kind="focal_point", name="Somebody", email="x@example.org"))
    vaults.register(training, due_on=training.today().isoformat())
    person = training.db.scalar("SELECT id FROM row_contact")
    card, days = contact_cards.write_cards(training, [person]), agenda.export(training, "fr")
    table = csv_tables.table([["name", "e-mail"], ["Somebody", "x@example.org"]], training=True, language="ar")
    assert b"TRAINING" in card
    assert b"TRN-" in days
    for name, made in (("x.vcf", card), ("x.ics", days), ("x.csv", table)):
        (tmp_path / name).write_bytes(made)
    training.lock()
    process_world.leave_world()
    real = vaults.create(tmp_path, "real", training=False).workspace
    refused(real, "TRN-103", lambda: contact_cards.read_cards(real, tmp_path / "x.vcf", "focal_point"))
    refused(real, "TRN-103", lambda: office.read_holidays(real, tmp_path / "x.ics"))
    (read,) = intake.read_file(tmp_path / "x.csv", "contact")
    refused(real, "TRN-103", lambda: intake.plan(real, read, intake.mapping(real, "contact", read)))
    plain = Table(read.sheet, read.top, read.left, read.headings, read.rows)
    assert intake.plan(real, plain, intake.mapping(real, "contact", plain)).rows, "the mark alone was the reason"
    real.lock()


def test_references_and_states_keep_to_their_world(tmp_path: Path) -> None:
    training = vaults.create(tmp_path, "training").workspace
    refused(training, "TRN-107", lambda: vaults.register(training, own_ref="2026/001"))
    assert vaults.register(training, own_ref="TRN-2026/001")
    assert records.save(training, Contact(kind="focal_point", name="X", country="QO")).first_id
    training.lock()
    process_world.leave_world()
    real = vaults.create(tmp_path, "real", training=False).workspace
    for wrong in ({"own_ref": "TRN-2026/001"}, {"their_ref": " trn-9"}):
        refused(real, "TRN-106", lambda wrong=wrong: vaults.register(real, **wrong))  # type: ignore[misc]
    refused(real, "TRN-106", lambda: records.save(real, Contact(kind="focal_point", name="X", country="QO")))
    assert vaults.register(real, own_ref="2026/001")
    setup = replace(workspace.setup_of(real), country="QP")
    with pytest.raises(workspace.FictionalStateError):
        workspace.create(tmp_path / "q.focalpoint", vaults.PASSPHRASE, setup, kdf=vaults.CHEAP)
    real.lock()


def test_one_process_opens_one_world(tmp_path: Path) -> None:
    real = vaults.create(tmp_path, "real", training=False).workspace
    path = real.vault.folder
    real.lock()
    with pytest.raises(process_world.MixedWorldsError):
        vaults.create(tmp_path, "training")
    assert not (tmp_path / "training.focalpoint").exists()
    process_world.leave_world()
    training = vaults.create(tmp_path, "training").workspace
    with pytest.raises(process_world.MixedWorldsError):
        workspace.unlock(path, vaults.PASSPHRASE)
    training.lock()
    process_world.leave_world()
    workspace.unlock(path, vaults.PASSPHRASE).lock()
    with pytest.raises(process_world.MixedWorldsError):
        workspace.unlock(training.vault.folder, "a wrong passphrase"), "told before a key is derived"


def test_the_kind_of_a_locked_vault_is_under_the_seal_of_its_key_slots(ws: Workspace) -> None:
    folder = ws.vault.folder
    ws.lock()
    file = keyslots.read(folder)
    assert (file.v, file.training) == (keyslots.VERSION, True)
    plain = msgspec.structs.replace(file, training=msgspec.UNSET)
    forged = msgspec.structs.replace(plain, sum=keyslots._sum(plain))
    (folder / keyslots.NAME).write_bytes(msgspec.json.encode(forged))
    with pytest.raises(DamagedKeySlotsError):
        workspace.unlock(folder, vaults.PASSPHRASE)


def test_a_training_vault_of_an_older_program_is_read_but_exchanges_nothing(tmp_path: Path) -> None:
    old = vaults.unpacked(tmp_path, 7)
    other = vaults.create(tmp_path, "other").workspace
    peers.save_card(other, tmp_path / "x.fpcard")
    refused(old, "TRN-104", lambda: peers.add_peer(old, tmp_path / "x.fpcard"))
    refused(old, "TRN-104", lambda: peers.save_card(old, tmp_path / "y.fpcard"))
    old.lock()
    other.lock()


@given(st.binary(min_size=16, max_size=16))
def test_a_space_says_its_world_whatever_the_dice(random: bytes) -> None:
    assert worlds.is_training(worlds.new_space(random, training=True))
    if not random.startswith(bytes.fromhex(worlds.PREFIX)):
        assert not worlds.is_training(worlds.new_space(random, training=False))


@given(st.timedeltas(min_value=timedelta(days=-4000), max_value=timedelta(days=4000)))
def test_no_real_workspace_has_another_time(templates: object, shift: timedelta) -> None:
    clock = Clock(now=lambda: datetime.now(UTC) + shift)
    info = VaultInfo(Path("x"), "x", "", "TN", "", "", "", training=False, created_on="")
    with pytest.raises(ValueError, match="real time"):
        Workspace(None, info, "en", clock)  # type: ignore[arg-type]
