"""What the commands of synchronisation say: how a server runs, what a run left for the next."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from focalpoint.cli import sync as commands
from focalpoint.cli.context import Shared
from focalpoint.domain.errors import FocalpointError
from focalpoint.language import say
from focalpoint.services.core import workspace
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.sync import remotes, server_status, servers
from focalpoint.services.sync.servers import BudgetTooSmallError, RemoteSettings, RemoteStatus
from tests.helpers import vaults

Pair = tuple[Workspace, Workspace]


@pytest.fixture
def vault(pair: Pair, tmp_path: Path) -> Path:
    """Return a vault with one server, locked again."""
    first, second = pair
    (tmp_path / "shared").mkdir()
    (tmp_path / "words").write_text(vaults.PASSPHRASE)
    settings = RemoteSettings(kind="folder", address=str(tmp_path / "shared"))
    servers.add_remote(first, "office", settings, [second.device], everything=True)
    first.lock()
    return first.info.path


def said(vault: Path, *arguments: str, in_json: bool = False) -> str:
    shared = Shared(vault, vault.parent / "words", None, "en", in_json)
    result = CliRunner().invoke(commands.group("sync", ""), list(arguments), obj=shared, catch_exceptions=False)
    return result.output


def test_a_server_is_told_when_to_run_and_how_much_to_carry(vault: Path) -> None:
    assert "runs only when you ask" in said(vault, "status")
    assert "runs by itself; next run in 1 minute. A run carries at most 20" in said(
        vault, "pace", "office", "--automatic", "--limit", "20"
    )
    assert "Paused" in said(vault, "pace", "office", "--pause")
    assert "all of them rest" in said(vault, "run"), "what rests runs only by its name"
    assert "office: bundles put" in said(vault, "run", "office")
    facts = json.loads(said(vault, "pace", "office", "--resume", "--by-hand", in_json=True))
    assert facts == {"automatic": False, "paused": False, "limit": 20_000_000}
    with pytest.raises(BudgetTooSmallError):
        said(vault, "pace", "office", "--limit", "9")


def test_a_failed_run_is_told_with_the_next_try(vault: Path) -> None:
    said(vault, "pace", "office", "--automatic")
    (vault.parent / "shared").rename(vault.parent / "away")
    with pytest.raises(FocalpointError):
        said(vault, "run")
    (shown,) = json.loads(said(vault, "status", in_json=True))
    assert (shown["failures"], shown["minutes"]) == (1, 1)
    assert "secret" not in shown, "credentials are told to nobody"


def test_the_worst_of_all_servers_is_told(vault: Path) -> None:
    ws = workspace.unlock(vault, vaults.PASSPHRASE)

    def one(name: str, *, failures: int = 0, synced: str = "2026-11-25T09:00:00Z", later: int = 0) -> RemoteStatus:
        minutes = 8 if failures else 15
        return RemoteStatus(name, "folder", "", (), synced, (), True, False, 0, later, failures, minutes)

    def worst(found: list[RemoteStatus]) -> str:
        message = server_status.worst(found)
        assert message is not None
        return say(message)

    fine, owing, never = one("fine"), one("owing", later=5_000_000), one("never", synced="")
    bad, worse = one("bad", failures=1), one("worse", failures=4)
    assert server_status.worst([]) is None
    assert "Synchronised" in worst([fine])
    assert "still to travel" in worst([fine, owing])
    assert "never in step" in worst([fine, owing, never])
    assert "worse: failed, next try in 8 minutes" in worst([bad, fine, worse, never])
    assert remotes.pause_after(1).total_seconds() == 60
    ws.lock()
