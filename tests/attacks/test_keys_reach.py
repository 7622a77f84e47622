"""New secrets reach every older state, are shown before they are in force, and nobody weakens a slot unseen."""

import os
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import IO

import pytest

from focalpoint.crypto.wrapping import Kdf
from focalpoint.domain.errors import FocalpointError
from focalpoint.language import say
from focalpoint.services.care import drill, safety, upkeep
from focalpoint.services.casework import attachments, records, requests
from focalpoint.services.core import keys, second_copy, workspace
from focalpoint.services.core import word_lists as words_of
from focalpoint.services.core.clock import Clock, system_now
from focalpoint.services.core.tasks import Task
from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import database, keyslots, parts, rekeying
from focalpoint.vault.errors import DamagedKeySlotsError, WeakerKeySlotsError, WrongPassphraseError
from tests.helpers import vaults
from tests.helpers.desk import Desk

FRESH = "another set of quiet words"


def with_backups(folder: Path) -> tuple[Workspace, tuple[str, ...], str]:
    """Return a vault with a document, two backups and what a restore put aside."""
    made = vaults.create(folder)
    ws = made.workspace
    request = vaults.register(ws, subject="TRN kept")
    attachments.attach_bytes(ws, "request", request, b"TRN letter" * 99, name="one.txt")
    first = safety.backup_now(ws)
    records.save(ws, vaults.request(subject="TRN later"))
    ws.lock()
    safety.restore_backup(ws.info.path, first.path)
    ws = workspace.unlock(ws.info.path, vaults.PASSPHRASE)
    safety.backup_now(ws)
    return ws, made.recovery_words, request


def states(folder: Path) -> list[Path]:
    return sorted(path.parent for path in folder.rglob("vault.db"))


def opens(place: Path, kind: keyslots.SlotKind, secret: bytes) -> bool:
    """Tell whether a secret opens an older state by its own key file."""
    try:
        key = keyslots.open_with(keyslots.read(place), kind, secret)
    except WrongPassphraseError:
        return False
    return database.opens_with(place / "vault.db", key)


def test_a_new_passphrase_and_new_words_open_every_older_state_and_the_old_ones_none(tmp_path: Path) -> None:
    ws, old_words, _request = with_backups(tmp_path)
    disk = tmp_path / "disk"
    disk.mkdir()
    second_copy.choose(ws, disk)
    second_copy.bring_up_to_date(ws)
    assert keys.change_passphrase(ws, vaults.PASSPHRASE, FRESH) == ()
    fresh_words = keys.propose_recovery("en")
    assert keys.set_recovery(ws, fresh_words) == ()
    ws.lock()
    found = [*states(ws.info.path), *states(disk)]
    assert len(found) == 5
    for place in found:
        assert opens(place, "passphrase", workspace.secret_of(FRESH))
        assert not opens(place, "passphrase", workspace.secret_of(vaults.PASSPHRASE))
        assert opens(place, "recovery", words_of.recovery_secret(" ".join(fresh_words)))
        assert not opens(place, "recovery", words_of.recovery_secret(" ".join(old_words)))


def test_an_older_state_that_cannot_be_reached_is_named_and_follows_later(tmp_path: Path) -> None:
    ws, _words, _request = with_backups(tmp_path)
    disk = tmp_path / "disk"
    disk.mkdir()
    second_copy.choose(ws, disk)
    second_copy.bring_up_to_date(ws)
    disk.rename(tmp_path / "away")
    assert keys.change_passphrase(ws, vaults.PASSPHRASE, FRESH) == (str(disk),)
    (tmp_path / "away").rename(disk)
    ws.clock = Clock.at(lambda: system_now() + timedelta(days=1))
    upkeep.maintain(ws)
    assert all(opens(place, "passphrase", workspace.secret_of(FRESH)) for place in states(disk))
    ws.lock()


def test_a_weaker_slot_is_refused_before_anything_is_rewritten(ws: Workspace) -> None:
    folder = ws.vault.folder
    with ws.db.transaction():
        ws.db.set_meta(rekeying.LEAST, "128x2")  # a vault that was made on a better machine
    file = keyslots.read(folder)
    weak = keyslots.make_slot("recovery", b"known to somebody else", ws.vault.key, file.vault, kdf=Kdf(64, 1))
    keyslots.write(folder, file.vault, (file.slots[0], weak), ws.vault.key, training=True)
    before = (folder / keyslots.NAME).read_bytes()
    with pytest.raises(WeakerKeySlotsError):
        keys.change_passphrase(ws, vaults.PASSPHRASE, FRESH)
    with pytest.raises(WeakerKeySlotsError):
        keys.reset_passphrase(ws, FRESH)
    with pytest.raises(WeakerKeySlotsError):
        keys.set_recovery(ws, keys.propose_recovery("en"))
    assert (folder / keyslots.NAME).read_bytes() == before
    assert "VLT-116" in [error.code for error in safety.warnings(ws)]


def test_an_exchanged_slot_is_refused_before_anything_is_rewritten(ws: Workspace, tmp_path: Path) -> None:
    folder = ws.vault.folder
    file = keyslots.read(folder)
    foreign = keyslots.make_slot("recovery", b"foreign", bytes(32), file.vault, kdf=Kdf(64, 1))
    keyslots.write(folder, file.vault, (file.slots[0], foreign), bytes(32), training=True)
    before = (folder / keyslots.NAME).read_bytes()
    with pytest.raises(DamagedKeySlotsError):
        keys.reset_passphrase(ws, FRESH)
    assert (folder / keyslots.NAME).read_bytes() == before


def command(folder: Path, secret: Path, out: IO[bytes] | int, *words: str) -> int:
    general = ["--vault", str(folder), "--passphrase-file", str(secret)]
    return subprocess.run(
        [sys.executable, "-m", "focalpoint", *general, *words], stdout=out, stderr=subprocess.PIPE, check=False
    ).returncode


@pytest.mark.parametrize("words", [("--json", "vault", "recovery"), ("vault", "rekey", "--yes")])
def test_words_that_cannot_be_shown_change_nothing(tmp_path: Path, words: tuple[str, ...]) -> None:
    made = vaults.create(tmp_path)
    made.workspace.lock()
    folder, secret = made.workspace.info.path, tmp_path / "secret"
    secret.write_text(vaults.PASSPHRASE)
    before = (folder / keyslots.NAME).read_bytes()
    with Path("/dev/full").open("wb") as full:
        assert command(folder, secret, full, *words) == 1
    reading, writing = os.pipe()
    os.close(reading)
    assert command(folder, secret, writing, *words) == 1
    os.close(writing)
    assert (folder / keyslots.NAME).read_bytes() == before
    workspace.unlock_with_recovery(folder, " ".join(made.recovery_words)).lock()


def test_a_sheet_is_not_left_behind_when_the_words_were_not_shown(tmp_path: Path) -> None:
    made = vaults.create(tmp_path)
    made.workspace.lock()
    secret, sheet = tmp_path / "secret", tmp_path / "sheet.pdf"
    secret.write_text(vaults.PASSPHRASE)
    with Path("/dev/full").open("wb") as full:
        assert command(made.workspace.info.path, secret, full, "vault", "recovery", "-o", str(sheet)) == 1
    assert not sheet.exists()


def test_words_and_what_is_said_of_them_change_together_or_not_at_all(
    ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fills up at each place in turn."""
    folder = ws.vault.folder
    before = (folder / keyslots.NAME).read_bytes()
    ws.db.write("PRAGMA max_page_count = 1")
    refused = 0
    for _try in range(200):
        before = (folder / keyslots.NAME).read_bytes()
        try:
            keys.set_recovery(ws, keys.propose_recovery("en"))
        except FocalpointError:
            refused += 1
            break
    assert refused
    assert (folder / keyslots.NAME).read_bytes() == before
    ws.db.write("PRAGMA max_page_count = 1073741823")


def test_a_new_vault_key_opens_everything_and_the_old_key_nothing(tmp_path: Path) -> None:
    ws, old_words, request = with_backups(tmp_path)
    old = ws.vault.key
    disk = tmp_path / "disk"
    disk.mkdir()
    second_copy.choose(ws, disk)
    second_copy.bring_up_to_date(ws)
    ws.lock()
    words = keys.propose_recovery("en")
    assert keys.rekey(ws.info.path, vaults.PASSPHRASE, FRESH, words) == ()
    with pytest.raises(WrongPassphraseError):
        workspace.unlock(ws.info.path, vaults.PASSPHRASE)
    with pytest.raises(WrongPassphraseError):
        workspace.unlock_with_recovery(ws.info.path, " ".join(old_words))
    workspace.unlock_with_recovery(ws.info.path, " ".join(words)).lock()
    opened = workspace.unlock(ws.info.path, FRESH)
    assert opened.vault.key != old
    found = [*states(ws.info.path), *states(disk)]
    assert len(found) >= 5
    for place in found:
        assert database.opens_with(place / "vault.db", opened.vault.key)
        assert not database.opens_with(place / "vault.db", old)
        assert opens(place, "passphrase", workspace.secret_of(FRESH))
    assert not rekeying.unfinished(ws.info.path)
    assert requests.get_request(opened, request).subject == "TRN kept"
    assert [one for one in safety.check_vault(opened) if one.level != "good"] == []
    done = drill.run_drill(opened)
    assert done is not None
    assert done.level == "good"
    opened.lock()
    for made in safety.backups(ws.info.path):
        safety.restore_backup(ws.info.path, made.path)
        workspace.unlock(ws.info.path, FRESH).lock()


def test_a_new_key_that_was_interrupted_is_finished_at_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ws, _words, request = with_backups(tmp_path)
    old = ws.vault.key
    ws.lock()
    words = keys.propose_recovery("en")
    count = [0]

    def cut(*values: object) -> None:
        count[0] += 1
        if count[0] == 3:
            raise KeyboardInterrupt
        database.encrypt_anew(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(rekeying, "encrypt_anew", cut)
    with pytest.raises(KeyboardInterrupt):
        keys.rekey(ws.info.path, vaults.PASSPHRASE, FRESH, words)
    monkeypatch.undo()
    assert rekeying.unfinished(ws.info.path)
    opened = workspace.unlock(ws.info.path, FRESH)
    assert requests.get_request(opened, request).subject == "TRN kept"
    safety.maintain(opened)
    assert not rekeying.unfinished(ws.info.path)
    assert not any(database.opens_with(place / "vault.db", old) for place in states(ws.info.path))
    opened.lock()


def test_the_drill_finds_a_backup_that_would_not_come_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ws, _words, _request = with_backups(tmp_path)
    before = {path: path.read_bytes() for path in safety.backups(ws.info.path)[0].path.rglob("*") if path.is_file()}
    assert drill.run_drill(ws) is not None
    after = {path: path.read_bytes() for path in safety.backups(ws.info.path)[0].path.rglob("*") if path.is_file()}
    assert after == before, "a drill writes nothing beside the backup"
    ws.lock()
    desk = Desk(tmp_path, ws.vault.folder, capsys)
    assert desk.run("vault", "drill")[0] == 0
    newest = safety.backups(ws.info.path)[0].path
    content = bytearray((newest / "vault.db").read_bytes())
    content[-2000] ^= 1
    (newest / "vault.db").write_bytes(bytes(content))
    code, said = desk.run("vault", "drill")
    assert (code, "✗" in said) == (4, True)


def test_the_drill_comes_each_month_by_itself_and_finds_a_damaged_part(ws: Workspace) -> None:
    request = vaults.register(ws)
    attachments.attach_bytes(ws, "request", request, b"TRN letter" * 99, name="one.txt")
    start = system_now()
    seen = []
    for days in (0, 1, 2, 20, 34, 60, 9_000, 61, 70):
        moment = start + timedelta(days=days)
        ws.clock = Clock.at(partial(datetime.fromisoformat, moment.isoformat()))
        upkeep.maintain(ws)
        found = drill.last(ws)
        seen.append(found.at if found else "")
    assert seen[0] == ""
    assert seen[1] != ""
    assert len(set(seen)) >= 4
    (name,) = parts.names(ws.vault.folder)
    for backup in safety.backups(ws.info.path):
        place = parts.place(backup.path, name)
        place.unlink()
        place.write_bytes(b"TRN")
    done = drill.run_drill(ws)
    assert done is not None
    assert done.level == "bad"
    assert drill.last(ws) == done
    told = {language: say(drill.answers(done)[-1].message, language) for language in ("en", "fr", "ar")}
    assert len(set(told.values())) == 3, "it is said in the language of whoever reads it, not of the day of the drill"
    assert all("(one)" in said for said in told.values())


def test_each_part_of_backups_is_read_within_a_month_and_mended_from_near(ws: Workspace, tmp_path: Path) -> None:
    request = vaults.register(ws)
    for number in range(12):
        attachments.attach_bytes(ws, "request", request, f"TRN {number}".encode(), name=f"{number}.txt")
    disk = tmp_path / "disk"
    disk.mkdir()
    second_copy.choose(ws, disk)
    safety.backup_now(ws)
    second_copy.bring_up_to_date(ws)
    target = second_copy.place(ws)
    assert target is not None
    names = sorted(parts.names(ws.vault.folder))
    for holder, name in ((ws.vault.folder, names[7]), (target, names[11])):
        place = parts.place(holder, name)
        place.unlink()
        place.write_bytes(b"TRN damaged")
    start = system_now()
    for days in range(13):  # one a day: all of so few are read long before a month is over
        moment = start + timedelta(days=days)
        ws.clock = Clock.at(partial(datetime.fromisoformat, moment.isoformat()))
        upkeep.daily(ws, upkeep.state(ws), Task())
    assert parts.is_whole(ws.vault.folder, names[7])
    assert parts.is_whole(target, names[11])


def test_a_vault_whose_disk_died_comes_back_from_the_second_copy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ws = vaults.create(tmp_path).workspace
    request = vaults.register(ws, subject="TRN kept")
    content = b"TRN letter" * 99
    document = attachments.attach_bytes(ws, "request", request, content, name="one.txt").first_id
    disk = tmp_path / "disk"
    disk.mkdir()
    second_copy.choose(ws, disk)
    safety.backup_now(ws)
    second_copy.bring_up_to_date(ws)
    target = second_copy.place(ws)
    assert target is not None
    ws.lock()
    shutil.rmtree(ws.info.path)
    desk = Desk(tmp_path, ws.info.path, capsys)
    (state,) = states(target)
    code, said = desk.run("vault", "restore", str(state), "--yes")
    assert code == 0, said
    opened = workspace.unlock(ws.info.path, vaults.PASSPHRASE)
    with attachments.open_stream(opened, document) as stream:
        assert stream.read() == content
    assert [one for one in safety.check_vault(opened) if one.level != "good"] == []
    opened.lock()


def test_a_new_key_after_a_kill_keeps_what_only_the_log_held(tmp_path: Path) -> None:
    ws = vaults.create(tmp_path).workspace
    request = vaults.register(ws, subject="TRN in the log")
    folder = ws.info.path
    shutil.copytree(folder, tmp_path / "kept")
    ws.lock()
    shutil.rmtree(folder)
    (tmp_path / "kept").rename(folder)
    assert (folder / "vault.db-wal").stat().st_size > 0
    foreign = folder / "backups" / "My own copy"
    shutil.copytree(folder, foreign, ignore=shutil.ignore_patterns("backups", "parts"))
    left = keys.rekey(folder, vaults.PASSPHRASE, vaults.PASSPHRASE, keys.propose_recovery("en"))
    assert left == ("My own copy",), "a folder of somebody's own is left alone, and named"
    opened = workspace.unlock(folder, vaults.PASSPHRASE)
    assert requests.get_request(opened, request).subject == "TRN in the log"
    assert not opened.vault.log_missing
    opened.lock()
