"""Parts, audit, backups, migrations and the check: what is kept stays kept, and what was touched is told."""

import hashlib
import io
import tracemalloc
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from focalpoint.services.care import safety
from focalpoint.services.casework import attachments, history, records, requests
from focalpoint.services.core import workspace
from focalpoint.services.core.clock import Clock
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import backup, database, parts, projection, schema
from focalpoint.vault.database import Database
from focalpoint.vault.errors import NewerVaultError, PartMissingError, StorageError, TamperedAuditError
from focalpoint.vault.journal import Faults
from tests.helpers import vaults


def big(size: int) -> bytes:
    return hashlib.shake_256(b"TRN").digest(size)


def test_an_attachment_of_several_parts_comes_back_whole_and_by_range(ws: Workspace) -> None:
    request = vaults.register(ws)
    content = big(2 * parts.SIZE + 12_345)
    document = attachments.attach_bytes(ws, "request", request, content, name="scan.bin").first_id
    row = attachments.row_of(ws, document)
    assert (row.size, row.name) == (len(content), "scan.bin")
    assert row.sha256 == hashlib.sha256(content).hexdigest()
    with attachments.open_stream(ws, document) as stream:
        assert stream.read() == content
        stream.seek(parts.SIZE - 5)
        assert stream.read(10) == content[parts.SIZE - 5 : parts.SIZE + 5]
    assert all(path.stat().st_size <= parts.SIZE + 4096 for path in (ws.vault.folder / "parts").glob("??/*"))


def test_equal_content_is_stored_once(ws: Workspace) -> None:
    request = vaults.register(ws)
    for name in ("one.txt", "two.txt"):
        attachments.attach_bytes(ws, "request", request, b"TRN the same words", name=name)
    assert len(list(parts.names(ws.vault.folder))) == 1
    assert {row.name for row in attachments.documents_of(ws, request)} == {"one.txt", "two.txt"}


def test_a_changed_or_missing_part_is_told_and_nothing_wrong_is_read(ws: Workspace) -> None:
    request = vaults.register(ws)
    document = attachments.attach_bytes(ws, "request", request, b"TRN words", name="one.txt").first_id
    (name,) = parts.names(ws.vault.folder)
    path = parts.place(ws.vault.folder, name)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(PartMissingError):
        attachments.open_stream(ws, document).read()
    assert {finding.level for finding in safety.check_vault(ws)} == {"good", "bad"}
    path.unlink()
    assert not attachments.row_of(ws, document).available
    assert {finding.level for finding in safety.check_vault(ws)} == {"good", "warn"}


def test_parts_left_by_a_crash_stay_for_thirty_days_whatever_one_clock_says(tmp_path: Path) -> None:
    ws = vaults.create(tmp_path).workspace
    parts.take_in(
        ws.vault.folder,
        ws.db,
        io.BytesIO(b"TRN never saved"),
        "x",
        mime="text/plain",
        report=lambda _done: None,
    )
    assert len(list(parts.names(ws.vault.folder))) == 1
    ws.db.close()
    ws.vault._lock.release()
    opened = workspace.unlock(ws.info.path, vaults.PASSPHRASE)
    start = opened.now()
    seen = []
    for days in (0, 5, 9_000, 6, 12, 13, 20, 27, 30, 36, 43):  # one run with a clock years ahead
        moment = start + timedelta(days=days)
        opened.clock = Clock.at(partial(datetime.fromisoformat, moment.isoformat()))
        safety.maintain(opened)
        seen.append((days, len(list(parts.names(opened.vault.folder)))))
    assert dict(seen)[20] == 1
    assert dict(seen)[43] == 0
    opened.clock = Clock.at(lambda: start)
    opened.lock()


def test_the_audit_chain_tells_a_changed_line_and_a_missing_end(tmp_path: Path) -> None:
    for statement in (
        "UPDATE audit SET who = 'somebody' WHERE seq = 1",
        "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
        "DELETE FROM audit WHERE seq = 2",
        "DELETE FROM audit",
    ):
        ws = vaults.create(tmp_path, f"v{abs(hash(statement))}").workspace
        for number in range(3):
            vaults.register(ws, own_ref=f"TRN-{number}")
        with ws.db.transaction():
            ws.db.write(statement)
        ws.vault.close()
        for _opening in range(2):  # what was found once stays told, though the log goes on
            opened = workspace.unlock(ws.info.path, vaults.PASSPHRASE)
            assert not opened.vault.audit_intact
            with pytest.raises(TamperedAuditError):
                safety.check_audit(opened)
            assert "audit broken" in {entry.action for entry in safety.audit_entries(opened)}
            opened.lock()


def test_the_audit_log_holds_no_content(ws: Workspace) -> None:
    vaults.register(ws, subject="SECRETSUBJECT", notes="SECRETNOTE")
    text = repr(safety.audit_entries(ws))
    assert "SECRET" not in text
    assert "create request" in text


def test_a_backup_is_restored_with_its_documents_and_what_was_there_is_kept(tmp_path: Path) -> None:
    ws = vaults.create(tmp_path).workspace
    request = vaults.register(ws, subject="TRN first")
    document = attachments.attach_bytes(ws, "request", request, b"TRN words", name="one.txt").first_id
    (name,) = parts.names(ws.vault.folder)
    made = safety.backup_now(ws)
    linked = made.path / "parts" / name[:2] / name
    assert linked.stat().st_ino == parts.place(ws.vault.folder, name).stat().st_ino
    records.save(ws, replace(requests.get_request(ws, request), subject="TRN second"))
    ws.lock()
    parts.place(ws.info.path, name).unlink()
    kept = safety.restore_backup(ws.info.path, made.path)
    assert (kept / "vault.db").is_file()
    opened = workspace.unlock(ws.info.path, vaults.PASSPHRASE)
    assert requests.get_request(opened, request).subject == "TRN first"
    assert attachments.open_stream(opened, document).read() == b"TRN words"
    assert all(finding.level == "good" for finding in safety.check_vault(opened))
    opened.lock()


def test_backups_are_made_when_due_and_rotated(tmp_path: Path) -> None:
    clock = [datetime(2026, 1, 1, tzinfo=UTC)]
    ws = vaults.create(tmp_path, now=lambda: clock[0]).workspace
    kinds = []
    for _ in range(24 * 10):
        if workspace.maintain(ws):
            kinds.append(safety.backups(ws.info.path)[0].kind)
        clock[0] += timedelta(hours=1)
    assert kinds[0] == "weekly"
    assert {"weekly", "daily", "hourly"} == set(kinds)
    kept = [b.kind for b in safety.backups(ws.info.path)]
    assert {kind: kept.count(kind) for kind in set(kept)} == {"weekly": 2, "daily": 7, "hourly": 6}
    assert backup.due(ws.info.path, clock[0] - timedelta(hours=1)) == ""
    ws.lock()


def test_a_newer_vault_is_refused_and_left_alone(tmp_path: Path) -> None:
    ws = vaults.create(tmp_path).workspace
    with ws.db.transaction():
        ws.db.write(f"PRAGMA user_version = {database.VERSION + 1}")
    ws.vault.close()
    before = (ws.info.path / "vault.db").read_bytes()
    with pytest.raises(NewerVaultError):
        workspace.unlock(ws.info.path, vaults.PASSPHRASE)
    assert (ws.info.path / "vault.db").read_bytes() == before


def test_an_older_vault_is_backed_up_and_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ws = vaults.create(tmp_path).workspace
    vaults.register(ws, subject="TRN kept")
    ws.lock()
    monkeypatch.setattr(database, "MIGRATIONS", (*database.MIGRATIONS, ("CREATE TABLE later (x TEXT)",)))
    monkeypatch.setattr(database, "VERSION", database.VERSION + 1)
    opened = workspace.unlock(ws.info.path, vaults.PASSPHRASE)
    assert opened.db.version() == database.VERSION
    assert opened.db.read("SELECT * FROM later") == []
    assert [made.kind for made in safety.backups(ws.info.path)] == ["before"]
    opened.lock()


def test_rows_of_another_form_are_made_anew_from_the_journal(tmp_path: Path) -> None:
    ws = vaults.create(tmp_path).workspace
    request = vaults.register(ws, subject="TRN kept")
    with ws.db.transaction():
        ws.db.write("DELETE FROM row_request")
        ws.db.set_meta("derived", "another form")
    ws.lock()
    opened = workspace.unlock(ws.info.path, vaults.PASSPHRASE)
    assert requests.get_request(opened, request).subject == "TRN kept"
    assert opened.db.meta("derived") == schema.derived_digest()
    opened.lock()


def test_rebuilding_gives_the_same_bytes(ws: Workspace) -> None:
    request = vaults.register(ws, subject=vaults.ARABIC)
    requests.move(ws, request, "registered")
    records.save(ws, replace(requests.get_request(ws, request), languages=("ar", "fr"), keywords=("one", "two")))
    records.delete(ws, "request", vaults.register(ws))
    history.undo(ws)
    before = projection.digest(ws.db)
    with ws.db.transaction():
        ws.db.write("UPDATE row_request SET subject = 'forged'")
    assert not safety.rebuild(ws)
    assert projection.digest(ws.db) == before
    assert safety.rebuild(ws)


def test_a_forged_change_in_the_journal_is_found(ws: Workspace) -> None:
    vaults.register(ws)
    assert ws.vault.journal.faults() == Faults(0, 0, altered=False)
    with ws.db.transaction():
        ws.db.write("UPDATE change SET body = CAST(replace(CAST(body AS TEXT), 'freezing', 'releases') AS BLOB)")
    assert ws.vault.journal.faults() == Faults(1, 0, altered=False)


def register_many(ws: Workspace) -> None:
    for number in range(10_000):
        vaults.register(ws, subject=f"TRN {number}", body="x" * 4000)


def test_a_full_disk_keeps_nothing_of_the_step_and_says_so(ws: Workspace) -> None:
    request = vaults.register(ws, subject="TRN before")
    with ws.db.transaction():
        pass
    ws.db.write("PRAGMA max_page_count = 1")
    with pytest.raises(StorageError):
        register_many(ws)
    ws.db.write("PRAGMA max_page_count = 1073741823")
    assert requests.get_request(ws, request).subject == "TRN before"
    assert all(finding.level == "good" for finding in safety.check_vault(ws))


def test_only_the_raw_key_opens_the_database(ws: Workspace, tmp_path: Path) -> None:
    vaults.register(ws, subject="PLAINWORD")
    ws.db.copy_to(tmp_path / "copy.db")
    content = (tmp_path / "copy.db").read_bytes()
    assert b"PLAINWORD" not in content
    assert not content.startswith(b"SQLite format 3")
    reopened = Database(tmp_path / "copy.db", ws.vault.key)
    assert reopened.scalar("SELECT subject FROM row_request") == "PLAINWORD"
    reopened.close()
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0


class Flow(io.RawIOBase):
    """Bytes that are made while they are read, each megabyte another."""

    def __init__(self, megabytes: int) -> None:
        self.left = megabytes

    def readable(self) -> bool:
        return True

    def read(self, _size: int = -1) -> bytes:
        if not self.left:
            return b""
        self.left -= 1
        return self.left.to_bytes(8) * (1 << 17)


def test_an_attachment_of_any_size_takes_the_memory_of_a_few_parts(ws: Workspace) -> None:
    tracemalloc.start()
    blob = parts.take_in(ws.vault.folder, ws.db, Flow(160), "large.bin", mime="", report=lambda _done: None)  # type: ignore[arg-type]
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert blob.size == 160 << 20
    assert len(blob.parts) == 20
    assert peak < 5 * parts.SIZE


def test_a_vault_is_locked_though_the_disk_is_full(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_values: object, **_named: object) -> None:
        raise StorageError(reason="full")

    monkeypatch.setattr("focalpoint.vault.audit.append", full)
    ws.lock()
    monkeypatch.undo()
    workspace.unlock(ws.info.path, vaults.PASSPHRASE).lock()
