"""Facts happen at the time of the exercise; backups, care and what is remembered outside follow the real one."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from focalpoint.services.care import safety
from focalpoint.services.core.clock import SYSTEM, Clock
from focalpoint.services.core.workspace import Workspace
from tests.helpers import vaults

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_days_of_an_exercise_make_no_backups_and_no_care(tmp_path: Path) -> None:
    moment = [START]
    ws = vaults.create(tmp_path, now=lambda: START).workspace
    real = ws.clock.real
    ws.clock = Clock(lambda: moment[0], real)
    assert ws.clock.simulated
    for _kind in ("weekly", "daily", "hourly"):
        safety.maintain(ws)
    before = len(safety.backups(ws.info.path))
    for day in range(1, 61):
        moment[0] = START + timedelta(days=day)
        safety.maintain(ws)
    assert len(safety.backups(ws.info.path)) == before
    record = vaults.register(ws)
    assert ws.today().isoformat() == "2026-04-30"
    assert ws.real() == START
    assert safety.audit_entries(ws)[0].at.startswith("2026-04-30"), record
    ws.lock()


def test_a_real_vault_has_real_time(ws: Workspace) -> None:
    assert not SYSTEM.simulated
    info = ws.info
    object.__setattr__(info, "training", False)
    with pytest.raises(ValueError, match="real time"):
        Workspace(ws.vault, info, ws.language, Clock(lambda: START, ws.clock.real))
