"""What is kept, stays: restoring in every order, clocks years ahead, a log taken away, a step cut anywhere."""

import itertools
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from focalpoint.services.care import safety
from focalpoint.services.casework import attachments, records, requests
from focalpoint.services.core import workspace
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import backup, collecting, files, parts, switching
from tests.helpers import vaults


def crash(ws: Workspace) -> None:
    """End as a process that is killed: its log stays beside the database."""
    kept = ws.vault.folder.with_name("kept")
    shutil.copytree(ws.vault.folder, kept)
    ws.lock()
    shutil.rmtree(ws.vault.folder)
    kept.rename(ws.vault.folder)


def held(ws: Workspace, request: str) -> bytes:
    (row,) = attachments.documents_of(ws, request)
    with attachments.open_stream(ws, row.id) as stream:
        return stream.read()


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_backups_are_restored_in_every_order_and_no_part_is_lost(tmp_path: Path, order: tuple[int, ...]) -> None:
    """Each state has a document that no other has; after each restore a crash makes the next opening look at parts."""
    ws = vaults.create(tmp_path).workspace
    folder = ws.vault.folder
    states: list[tuple[Path, str, bytes]] = []
    for number in range(3):
        request = vaults.register(ws, subject=f"TRN {number}")
        content = f"TRN letter {number}".encode() * 50
        attachments.attach_bytes(ws, "request", request, content, name=f"{number}.txt")
        made = safety.backup_now(ws)
        states.append((made.path, request, content))
        shutil.rmtree(made.path / "parts")  # the parts of a backup on another disk are no help
        records.delete(ws, "request", request)
    last = vaults.register(ws, subject="TRN last")
    attachments.attach_bytes(ws, "request", last, b"TRN only here", name="last.txt")
    ws.lock()
    first_kept: Path | None = None
    for place in order:
        path, request, content = states[place]
        kept = safety.restore_backup(folder, path)
        first_kept = first_kept or kept
        opened = workspace.unlock(folder, vaults.PASSPHRASE)
        for days in range(0, 49, 7):
            moment = datetime.now(UTC) + timedelta(days=days)
            collecting.collect(folder, opened.db, opened.vault.key, moment)
        crash(opened)
        opened = workspace.unlock(folder, vaults.PASSPHRASE)
        assert held(opened, request) == content
        opened.lock()
    assert first_kept is not None
    safety.restore_backup(folder, first_kept)
    opened = workspace.unlock(folder, vaults.PASSPHRASE)
    assert held(opened, last) == b"TRN only here", "what the first restore put aside is whole"
    assert [finding for finding in safety.check_vault(opened) if finding.level != "good"] == []
    opened.lock()


def test_a_database_that_cannot_be_read_keeps_every_part(ws: Workspace) -> None:
    vaults.register(ws)
    made = safety.backup_now(ws)
    name = "0" * 64
    files.make_folder(parts.place(ws.vault.folder, name).parent)
    parts.place(ws.vault.folder, name).write_bytes(b"TRN")
    (made.path / "vault.db").write_bytes(bytes(8192))
    start = ws.now()
    for days in range(0, 90, 7):
        moment = start + timedelta(days=days)
        found = collecting.collect(ws.vault.folder, ws.db, ws.vault.key, moment)
        assert found.unreadable == (made.path.name,)
    assert parts.has(ws.vault.folder, name)
    safety.maintain(ws)
    said = [finding for finding in safety.check_vault(ws) if "cannot be read" in finding.message.id]
    assert len(said) == 1
    assert made.path.name in str(said[0].message)


def test_one_run_with_a_clock_years_ahead_does_not_end_backups(tmp_path: Path) -> None:
    clock = [datetime(2026, 1, 1, tzinfo=UTC)]
    ws = vaults.create(tmp_path, now=lambda: clock[0]).workspace

    def hours(count: int) -> list[str]:
        made = []
        for _hour in range(count):
            if workspace.maintain(ws):
                made.append(safety.backups(ws.info.path)[0].kind)
            clock[0] += timedelta(hours=1)
        return made

    hours(60)
    before = {one.path.name for one in safety.backups(ws.info.path)}
    clock[0] += timedelta(days=365 * 40)
    hours(3)
    clock[0] -= timedelta(days=365 * 40)
    assert hours(1) == ["hourly"], "the next hour has its backup"
    assert len(before & {one.path.name for one in safety.backups(ws.info.path)}) >= len(before) - 4
    hours(100)
    found = safety.backups(ws.info.path)
    assert found[0].made_at <= clock[0], "the newest is the one made last"
    assert [one.order for one in found] == sorted((one.order for one in found), reverse=True)
    ws.lock()


def test_the_three_made_last_stay_whatever_their_kind(ws: Workspace) -> None:
    made = [backup.make(ws.vault.folder, ws.db, ws.now(), "before") for _n in range(8)]
    listed = safety.backups(ws.info.path)
    assert [one.path for one in listed] == [one.path for one in made[:-4:-1]]


def test_a_log_that_was_taken_away_is_told_and_a_clean_end_is_not(
    tmp_path: Path,
) -> None:
    ws = vaults.create(tmp_path).workspace
    vaults.register(ws, subject="TRN before")
    ws.lock()
    opened = workspace.unlock(ws.info.path, vaults.PASSPHRASE)
    assert not opened.vault.log_missing
    vaults.register(opened, subject="TRN in the log")
    crash(opened)
    again = workspace.unlock(ws.info.path, vaults.PASSPHRASE)
    assert not again.vault.log_missing, "the log is there"
    vaults.register(again, subject="TRN once more")
    crash(again)
    (ws.info.path / "vault.db-wal").unlink()
    robbed = workspace.unlock(ws.info.path, vaults.PASSPHRASE)
    assert [error.code for error in safety.warnings(robbed)] == ["VLT-115"]
    robbed.lock()
    calm = workspace.unlock(ws.info.path, vaults.PASSPHRASE)
    assert safety.warnings(calm) == []
    calm.lock()


def test_what_is_replaced_keeps_its_log_and_comes_back_with_it(tmp_path: Path) -> None:
    ws = vaults.create(tmp_path).workspace
    request = vaults.register(ws, subject="TRN first")
    made = safety.backup_now(ws)
    records.save(ws, replace(requests.get_request(ws, request), subject="TRN second"))
    crash(ws)
    kept = safety.restore_backup(ws.info.path, made.path)
    opened = workspace.unlock(ws.info.path, vaults.PASSPHRASE)
    assert requests.get_request(opened, request).subject == "TRN first"
    opened.lock()
    safety.restore_backup(ws.info.path, kept)
    opened = workspace.unlock(ws.info.path, vaults.PASSPHRASE)
    assert requests.get_request(opened, request).subject == "TRN second", "it stood in the log alone"
    opened.lock()


CUT = """
import os, sys, pathlib
from datetime import UTC, datetime
from focalpoint.vault import backup
folder, chosen, at = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
count = 0
def counted(real):
    def call(*values, **options):
        global count
        count += 1
        if count == at:
            os._exit(9)
        return real(*values, **options)
    return call
for name in ("rename", "replace", "link", "unlink", "rmdir", "fsync", "mkdir", "open"):
    setattr(os, name, counted(getattr(os, name)))
backup.restore(folder, chosen, datetime.now(UTC))
print(count)
"""


def test_a_restore_cut_at_any_step_leaves_the_old_or_the_new_vault(tmp_path: Path) -> None:
    ws = vaults.create(tmp_path).workspace
    request = vaults.register(ws, subject="TRN old")
    attachments.attach_bytes(ws, "request", request, b"TRN letter", name="one.txt")
    made = safety.backup_now(ws)
    records.save(ws, replace(requests.get_request(ws, request), subject="TRN newest"))
    crash(ws)
    shutil.copytree(ws.info.path, tmp_path / "beginning")
    at, seen = 1, set()
    while True:
        shutil.rmtree(ws.info.path)
        shutil.copytree(tmp_path / "beginning", ws.info.path)
        done = subprocess.run(
            [sys.executable, "-c", CUT, str(ws.info.path), str(made.path), str(at)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode in (0, 9), done.stderr
        opened = workspace.unlock(ws.info.path, vaults.PASSPHRASE)
        subject = requests.get_request(opened, request).subject
        assert opened.vault.restored == (subject == "TRN old")
        assert not opened.vault.log_missing
        assert subject in ("TRN newest", "TRN old")
        seen.add(subject)
        if subject == "TRN old":
            (kept,) = (ws.info.path / "backups").glob("replaced-*")
            assert (kept / "vault.db-wal").stat().st_size > 0
        opened.lock()
        assert not (ws.info.path / switching.READY).exists()
        if done.returncode == 0:
            break
        at += 5
    assert seen == {"TRN newest", "TRN old"}
    assert at > 20
