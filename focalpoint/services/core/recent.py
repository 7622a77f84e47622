"""What the program remembers outside any vault: which vaults were opened, the language, the look of the window."""

import contextlib
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from focalpoint import durable, paths
from focalpoint.domain.languages import LANGUAGES
from focalpoint.language import instant
from focalpoint.loading import late

if TYPE_CHECKING:
    from focalpoint.services.core import locked_vaults
    from focalpoint.services.core.vault_info import VaultInfo
else:
    locked_vaults = late("focalpoint.services.core.locked_vaults")

MOST = 8


@dataclass(frozen=True, slots=True)
class RecentVault:
    """A vault opened on this computer; nothing of its content is remembered."""

    path: Path
    name: str
    opened_at: str


def _read() -> dict[str, object]:
    try:
        found = json.loads((paths.settings_folder() / "settings.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(values: dict[str, object]) -> None:
    folder = paths.settings_folder()
    with contextlib.suppress(OSError):  # a read-only profile must not keep anybody from working
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        content = json.dumps(values, ensure_ascii=False, indent=1).encode()
        own = folder / f"settings.json.{os.getpid()}"  # several windows may write at one time
        durable.write(folder / "settings.json", content, mode=durable.BY_UMASK, beside=own)


def preference(key: str, default: str) -> str:
    """Return a preference of this person on this computer."""
    return str(_read().get(key, default))


def set_preference(key: str, value: str) -> None:
    """Change a preference of this person on this computer."""
    _write({**_read(), key: value})


def language() -> str:
    """Return the language of the window, or "" before one was chosen."""
    found = preference("language", "")
    return found if found in LANGUAGES else ""


def set_language(code: str) -> None:
    """Remember the language of the window."""
    set_preference("language", code)


def vaults() -> list[RecentVault]:
    """Return the vaults opened lately that are still there: the real ones, then those for training, newest first."""
    listed = _read().get("vaults", [])
    entries = [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []
    found = [(paths.as_found(str(entry.get("path", ""))), str(entry.get("at", ""))) for entry in entries]
    there = [RecentVault(path, path.stem, at) for path, at in found if path.is_dir()]
    return sorted(there, key=lambda one: locked_vaults.says_training(one.path))


def remember_vault(info: "VaultInfo", opened: datetime) -> None:
    """Put a vault at the top of the list."""
    others = [v for v in vaults() if v.path != info.path]
    newest = RecentVault(info.path, info.name, instant(opened))
    _keep([newest, *others])


def forget(path: Path) -> None:
    """Take a vault off the list; the vault itself stays."""
    _keep([v for v in vaults() if v.path != path])


def _keep(listed: list[RecentVault]) -> None:
    entries = [{"path": paths.as_kept(v.path), "at": v.opened_at} for v in listed[:MOST]]
    _write({**_read(), "vaults": entries})
