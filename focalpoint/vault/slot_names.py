"""What the key slots of a locked vault say without any key, for the page that asks for the secret.

Nothing is verified here: `keyslots.py` does that when the vault is unlocked.
"""

import json
from pathlib import Path

NAME = "keyslots.json"
LARGEST = 1 << 16  # bytes that are looked at


def names_key_file(folder: Path) -> bool:
    """Tell whether a slot of the vault in this folder names a key file; False where that cannot be read."""
    try:
        with (folder / NAME).open("rb") as stream:
            content = json.loads(stream.read(LARGEST))
        return any(slot.get("key_file") for slot in content["slots"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return False
