"""kill -9 at random moments: the vault opens, checks clean, and holds every change that was committed."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from focalpoint.services.care import safety
from focalpoint.services.casework import attachments, requests
from focalpoint.services.core import workspace
from focalpoint.services.core.workspace import Workspace
from tests.helpers import vaults

ROUNDS, KILLS, BUNDLES = int(os.environ.get("FOCALPOINT_KILL_ROUNDS", "2")), 20, 24


def holds(ws: Workspace, log: Path) -> int:
    """Compare the vault with the notes of all processes that were killed; return how many notes there were."""
    last: dict[str, str] = {}
    documents: dict[str, int] = {}
    unsettled: set[str] = set()
    newest = ""
    lines = log.read_text("utf-8").splitlines()
    for line in lines:
        kind, _space, rest = line.partition(" ")
        record, _space, text = rest.partition(" ")
        assert kind != "refused", line
        if kind == "ready" and newest:  # the newest of a killed process may have been changed once more
            unsettled.add(newest)
        if kind == "request":
            last[record], newest = text, record
        if kind == "document":
            documents[record] = int(text)
        if kind == "bundle":
            assert text == "0", "what was taken in is all there"
    unsettled.add(newest)
    for record, subject in last.items():
        found = requests.get_request(ws, record).subject
        assert found.startswith("TRN ") if record in unsettled else found == subject
    for record, size in documents.items():
        with attachments.open_stream(ws, record) as stream:
            assert len(stream.read()) == size
    return len(lines)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(ROUNDS))
def test_nothing_committed_is_lost_to_kill_nine(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    ws, sender = vaults.create(tmp_path).workspace, vaults.create(tmp_path, "sender").workspace
    vaults.introduce(ws, sender, tmp_path)
    bundles = tmp_path / "bundles"
    bundles.mkdir()
    for number in range(BUNDLES):
        request = vaults.register(sender, subject=f"TRN sent {number}")
        attachments.attach_bytes(sender, "request", request, rng.randbytes(50_000), name="sent.bin")
        vaults.send(sender, ws, [("request", request)], bundles / f"{number:02}.fpbundle")
    sender.lock()
    ws.lock()
    log = tmp_path / "log"
    notes = 0
    for kill in range(KILLS):
        before = log.read_text("utf-8").count("ready") if log.exists() else 0
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.victim", ws.info.path, bundles, log, str(seed * 1000 + kill)],
            cwd=Path(__file__).parents[2],
        )
        deadline = time.monotonic() + 60
        while not log.exists() or log.read_text("utf-8").count("ready") == before:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.005)
        slow = kill >= KILLS // 2 and "bundle" not in log.read_text("utf-8")  # a busy machine gets to a bundle later
        time.sleep(rng.random() * (4.0 if slow else 0.8))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        opened = workspace.unlock(ws.info.path, vaults.PASSPHRASE)
        assert [f for f in safety.check_vault(opened) if f.level != "good"] == []
        notes = holds(opened, log)
        opened.lock()
    assert notes > KILLS
    assert "bundle" in log.read_text("utf-8")
