"""Real vaults in a temporary folder, with the cheapest key derivation the program allows."""

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from focalpoint.crypto.wrapping import FLOOR_MIB, Kdf
from focalpoint.domain.requests import Request
from focalpoint.services.casework import requests
from focalpoint.services.core import process_world, workspace
from focalpoint.services.core.changes import Changes
from focalpoint.services.core.clock import Clock
from focalpoint.services.core.vault_info import Setup
from focalpoint.services.core.workspace import Created, Workspace
from focalpoint.services.exchange import export, imports, peers

PASSPHRASE = "nine quiet otters count pebbles"
CHEAP = Kdf(FLOOR_MIB, 1)
DATA = Path(__file__).parents[1] / "data" / "vaults"
ARABIC = "تجميد الأصول"


def system_now() -> datetime:
    return datetime.now(UTC)


def create(
    folder: Path, name: str = "tamura", now: Callable[[], datetime] = system_now, *, training: bool = True
) -> Created:
    country = "QM" if training else "TN"
    setup = Setup("Ministry of Justice", country, f"Officer {name}", "Focal point", f"TRN-{name}", training=training)
    return workspace.create(folder / f"{name}.focalpoint", PASSPHRASE, setup, clock=Clock.at(now), kdf=CHEAP)


def unpacked(folder: Path, version: int, *, real: bool = False) -> Workspace:
    """Open a kept vault of an older program; as a `real` one it exchanges: that of training did not yet sign it."""
    path = folder / f"version-{version}.focalpoint"
    subprocess.run(["tar", "-xf", DATA / f"version-{version}.tar", "-C", folder], check=True)
    made = workspace.unlock(path, PASSPHRASE)
    if not real:
        return made
    with made.db.transaction():
        setup = msgspec.json.decode(made.db.meta("setup"))
        made.db.set_meta("setup", msgspec.json.encode({**setup, "training": False}).decode())
    made.lock()
    process_world.leave_world()
    return workspace.unlock(path, PASSPHRASE)


def request(**values: str) -> Request:
    filled = {"direction": "incoming", "type": "C-k3", "sender": "REG", "subject": "TRN freezing", **values}
    return Request(**filled)  # type: ignore[arg-type]


def register(ws: Workspace, **values: str) -> str:
    return requests.register(ws, request(**values)).first_id


def introduce(first: Workspace, second: Workspace, folder: Path, role: str = "office", *, verify: bool = True) -> None:
    for giver, taker in ((first, second), (second, first)):
        card = folder / f"{giver.device}.fpcard"
        peers.save_card(giver, card)
        peer = peers.add_peer(taker, card, role)
        if verify:
            peers.mark_verified(taker, peer.device)


def send(giver: Workspace, taker: Workspace, records: list[tuple[str, str]], target: Path) -> Path:
    plan = export.plan_export(giver, records, [taker.device])
    return export.seal_plan(giver, plan, target, "TRN exercise").path


def receive(ws: Workspace, path: Path) -> Changes:
    return imports.apply(ws, imports.preview(ws, imports.inspect(ws, path)))
