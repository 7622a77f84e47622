"""Text from outside, shown as it is: characters that reorder or control it are made visible.

Marks that only join letters or tell their direction, as Arabic typing leaves them, stay as they are.
"""

import re

_HIDDEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]")


def plain(text: str) -> str:
    """Return text with hidden characters written as their codes, as in `[U+202E]`."""
    return _HIDDEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
