"""Changing what the vault and its identity card say of the office and the person."""

from dataclasses import replace
from datetime import datetime, timedelta

from focalpoint.bundles import card
from focalpoint.services.core import actions
from focalpoint.services.core.actions import Action
from focalpoint.services.core.vault_info import Setup
from focalpoint.services.core.workspace import Workspace, info_of, introduce, require_own_state, self_scope
from focalpoint.vault import devices, trustlog
from focalpoint.vault.changes import Op
from focalpoint.vault.journal import Write


def change_details(ws: Workspace, setup: Setup) -> None:
    """Change what the vault says of its office and person, and tell those one exchanges with; the keys stay."""
    setup = replace(setup, training=ws.info.training)
    require_own_state(setup)
    before = datetime.fromisoformat(card.read_card(devices.own_card(ws.db)).created)
    moment = max(ws.now(), before + timedelta(seconds=1))  # the newer of two cards says so, whatever the clock
    with ws.db.transaction():
        content = introduce(ws.vault, setup, moment)
        write = Write(self_scope(ws.device), Op(trustlog.KIND, ws.device, "rename", "evt", {"card": content.decode()}))
        actions.commit(ws, [write], Action("", code="details"))
    ws.info = info_of(ws.vault)
