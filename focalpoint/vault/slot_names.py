"""What the key slots of a locked vault say without any key, for the page that asks for the secret.

Nothing is verified here: `keyslots.py` does that when the vault is unlocked.
"""

import json
from pathlib import Path
from typing import Any

NAME = "keyslots.json"
LARGEST = 1 << 16  # bytes that are looked at


def names_key_file(folder: Path) -> bool:
    """Tell whether a slot of the vault in this folder names a key file; False where that cannot be read."""
    try:
        return any(slot.get("key_file") for slot in _content(folder)["slots"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return False


def says_training(folder: Path) -> bool:
    """Tell whether the vault in this folder says that it is for training; False where that cannot be read."""
    try:
        return _content(folder).get("training") is True
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return False


def _content(folder: Path) -> Any:
    with (folder / NAME).open("rb") as stream:
        return json.loads(stream.read(LARGEST))
