"""Signed changes from outside: what is refused, what is kept, and that the order of arrival never matters."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from focalpoint.domain.requests import Request
from focalpoint.services.care import safety
from focalpoint.services.casework import listing, records, requests
from focalpoint.services.casework.listing import Listing
from focalpoint.services.core import workspace
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import backup, changes, devices, projection
from focalpoint.vault.changes import Body, Header, Op, RawChange, Scope
from focalpoint.vault.database import Database
from focalpoint.vault.errors import DamagedDatabaseError, InvalidChangeError, NotAVaultError
from tests.helpers import vaults

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
RECORD = "ab" * 16
SCOPE = Scope("request", RECORD, "core")


def signed(author: Workspace, ops: tuple[Op, ...], sq: int = 1, pv: str = "", **more: int) -> RawChange:
    identity = author.vault.identity
    header = Header(
        1, identity.space, SCOPE.compartment(identity.space), identity.device, more.get("ep", 1), sq, pv,
        more.get("hl", 1 << 40), "ok", "cd" * 16, 1, "0", "", 0,
    )  # fmt: skip
    return changes.make(header, Body(changes.salt(), SCOPE, ops), identity.seed)


def take(ws: Workspace, *found: RawChange) -> None:
    keys = devices.keys(ws.db)
    with ws.db.transaction():
        touched: set[int] = set()
        for raw in found:
            touched |= ws.vault.journal.accept([ws.vault.journal.verify(raw, keys)], NOW, "test")
        projection.project(ws.db, touched)


def op(field: str, value: object, kind: str = "set", p: tuple[tuple[str, int], ...] = ()) -> Op:
    return Op("request", RECORD, field, kind, value, p)


@pytest.mark.parametrize(
    "wrong",
    [
        op("due_on", "tomorrow"),
        op("due_on", 5),
        op("subject", {"a": 1}),
        op("languages", {"a": 1}, "add"),
        op("languages", "ar"),
        op("state", "closed", "evt"),
        op("state", {"to": 7}, "evt"),
        op("~deleted", {"seen": [["x"]]}, "del"),
        op("~deleted", {"seen": [["x" * 64, 0]]}, "del"),
        op("~deleted", {"seen": [["ab" * 32, -1]]}, "del"),
        op("~deleted", "gone", "set"),
    ],
)
def test_a_value_that_cannot_stand_in_its_field_is_marked(pair: tuple[Workspace, Workspace], wrong: Op) -> None:
    author, reader = pair
    keys = devices.keys(reader.db)
    assert not reader.vault.journal.verify(signed(author, (wrong,)), keys).fit
    assert reader.vault.journal.verify(signed(author, (op("subject", "TRN"),)), keys).fit


@pytest.mark.parametrize("more", [{"hl": (1 << 64) - 1}, {"sq": 1 << 70}, {"ep": 1 << 60}])
def test_numbers_beyond_what_is_kept_are_refused(pair: tuple[Workspace, Workspace], more: dict[str, int]) -> None:
    author, reader = pair
    with pytest.raises(InvalidChangeError):
        take(reader, signed(author, (op("subject", "TRN"),), pv="ab" * 32 if "sq" in more else "", **more))


def test_a_change_begins_its_log_or_names_one_before_it(pair: tuple[Workspace, Workspace]) -> None:
    author, reader = pair
    first = signed(author, (op("subject", "TRN one"),))
    take(reader, first)
    for sq, pv in ((1, "ab" * 32), (2, "")):
        with pytest.raises(InvalidChangeError):
            take(reader, signed(author, (op("subject", "TRN two"),), sq, pv))
    take(reader, signed(author, (op("subject", "TRN two"),), 2, first.id.hex()))
    assert reader.vault.journal.faults().gaps == 0
    take(reader, signed(author, (op("subject", "TRN three"),), 2, "ab" * 32))
    assert reader.vault.journal.faults().gaps == 1, "after another than is held here: taken in after a gap, and told"


def test_a_record_type_of_a_newer_program_is_kept(pair: tuple[Workspace, Workspace]) -> None:
    author, reader = pair
    raw = signed(author, (Op("hologram", "ef" * 16, "shape", "set", "round"), op("subject", "TRN known")))
    take(reader, raw)
    assert reader.vault.journal.known([raw.id]) == {raw.id: "applied"}
    assert requests.get_request(reader, RECORD).subject == "TRN known"
    assert {finding.level for finding in safety.check_vault(reader)} == {"good"}


@pytest.mark.parametrize("turned", [False, True])
def test_a_write_that_names_one_of_another_field_replaces_nothing(
    pair: tuple[Workspace, Workspace], turned: bool
) -> None:
    author, reader = pair
    first = signed(author, (op("subject", "TRN stays"),))
    second = signed(author, (op("body", "TRN text", p=((first.id.hex(), 0),)),), 2, first.id.hex())
    for raw in (second, first) if turned else (first, second):
        take(reader, raw)
    assert requests.get_request(reader, RECORD).subject == "TRN stays"
    assert safety.rebuild(reader)


def test_a_change_taken_out_of_the_journal_is_told(ws: Workspace) -> None:
    request = vaults.register(ws, subject="TRN one")
    for subject in ("TRN two", "TRN three"):
        item = records.get(ws, "request", request)
        assert isinstance(item, Request)
        records.save(ws, Request(**{**{f: getattr(item, f) for f in item.__dataclass_fields__}, "subject": subject}))
    for statement in ("sq = 2", "sq = (SELECT max(sq) FROM change)"):
        with ws.db.transaction():
            ws.db.write(f"DELETE FROM change WHERE {statement}")
        assert "bad" in {finding.level for finding in safety.check_vault(ws)}


def test_a_vault_put_back_begins_a_new_log_and_takes_its_lost_work_again(tmp_path: Path) -> None:
    first, second = (vaults.create(tmp_path, name).workspace for name in ("a", "b"))
    vaults.introduce(first, second, tmp_path)
    request = vaults.register(first, subject="TRN before")
    kept = safety.backup_now(first)
    requests.move(first, request, "registered")
    vaults.receive(second, vaults.send(first, second, [("request", request)], tmp_path / "a.fpbundle"))
    path = first.info.path
    first.lock()
    safety.restore_backup(path, kept.path)
    again = workspace.unlock(path, vaults.PASSPHRASE)
    assert "restored" in {entry.action for entry in safety.audit_entries(again)}
    item = requests.get_request(again, request)
    records.save(again, Request(**{**{f: getattr(item, f) for f in item.__dataclass_fields__}, "body": "TRN after"}))
    vaults.receive(again, vaults.send(second, again, [("request", request)], tmp_path / "b.fpbundle"))
    assert requests.get_request(again, request).state == "registered"
    requests.move(again, request, "acknowledged")
    assert {finding.level for finding in safety.check_vault(again)} == {"good"}
    vaults.receive(second, vaults.send(again, second, [("request", request)], tmp_path / "c.fpbundle"))
    assert requests.get_request(second, request).body == "TRN after"
    assert {finding.level for finding in safety.check_vault(second)} == {"good"}
    for ws in (again, second):
        ws.lock()


def test_an_empty_database_is_damage_and_not_a_new_vault(tmp_path: Path) -> None:
    ws = vaults.create(tmp_path).workspace
    vaults.register(ws)
    kept = safety.backup_now(ws)
    path = ws.info.path
    ws.lock()
    (path / "vault.db").write_bytes(b"")
    with pytest.raises(DamagedDatabaseError) as told:
        workspace.unlock(path, vaults.PASSPHRASE)
    assert told.value.parameters["backup"] == str(kept.path)
    assert (path / "vault.db").read_bytes() == b""
    empty = kept.path.with_name("20990101t000000-hourly")
    empty.mkdir()
    (empty / "vault.db").write_bytes(b"")
    with pytest.raises(NotAVaultError):
        safety.restore_backup(path, empty)
    safety.restore_backup(path, kept.path)
    again = workspace.unlock(path, vaults.PASSPHRASE)
    assert len(listing.ids(again, Listing("request"))) == 1
    again.lock()


def test_a_damaged_page_is_told_in_words_and_never_becomes_a_backup(tmp_path: Path) -> None:
    ws = vaults.create(tmp_path).workspace
    for number in range(40):
        vaults.register(ws, own_ref=f"TRN-{number}", body="x" * 3000)
    kept = safety.backup_now(ws)
    path, key = ws.info.path, ws.vault.key
    ws.lock()
    whole = (path / "vault.db").read_bytes()
    named: set[object] = set()
    for page in range(1, len(whole) // 4096, 7):
        broken = bytearray(whole)
        broken[page * 4096 + 100] ^= 1
        (path / "vault.db").write_bytes(bytes(broken))
        try:
            opened = workspace.unlock(path, vaults.PASSPHRASE)
        except DamagedDatabaseError as told:
            named.add(told.parameters["backup"])
            continue
        assert safety.check_vault(opened)[-1].level == "bad", page
        with pytest.raises(DamagedDatabaseError):
            safety.backup_now(opened)
        opened.vault.db.close()
        opened.vault._lock.release()
    assert named == {str(kept.path)}
    assert [made.path for made in backup.complete_backups(path)] == [kept.path]
    reopened = Database(kept.path / "vault.db", key)
    assert reopened.damage() == []
    reopened.close()


def test_what_an_interrupted_creation_left_does_not_stand_in_the_way(tmp_path: Path) -> None:
    made = vaults.create(tmp_path).workspace
    vaults.register(made)
    path = made.info.path
    made.lock()
    (path / "keyslots.json").unlink()
    again = vaults.create(tmp_path).workspace
    assert listing.ids(again, Listing("request")) == []
    again.lock()
