"""Settings kept inside the vault."""

from focalpoint.services.core.workspace import Workspace
from focalpoint.vault import local


def get(ws: Workspace, key: str, default: str) -> str:
    """Return a setting."""
    found = local.setting(ws.db, key)
    return default if found is None else found


def put(ws: Workspace, key: str, value: str) -> None:
    """Change a setting."""
    local.set_setting(ws.db, key, value)
