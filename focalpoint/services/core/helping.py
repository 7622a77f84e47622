"""What whoever helps is given: which program on which system, and what it noted of its own mistakes; no content.

The log holds no text of a record by its own rule. What names the person or their files is taken out here besides.
"""

import os
import platform
import re
import sys
from pathlib import Path

from focalpoint import durable, logs, paths, version
from focalpoint.services.core import recent

NAME = "focalpoint-log.txt"
_NAMED = re.compile(r"[^\n/\\\"“”«»]+(?=\.(?:focalpoint|fp[a-z]{1,12})\b)")  # what a person called a vault or a file


def report() -> str:
    """Return the text that can be given away."""
    facts = (
        ("Focal Point", version.program_version()),
        ("frozen", "yes" if getattr(sys, "frozen", False) else "no"),
        ("portable", "yes" if paths.stick() is not None else "no"),
        ("system", f"{platform.system()} {platform.release()} {platform.machine()}"),
        ("Python", platform.python_version()),
        ("language", recent.language()),
        ("vaults known", str(len(recent.vaults()))),
    )
    head = "".join(f"{name}: {value}\n" for name, value in facts)
    return f"{head}\n{without_names(_noted())}"


def save(target: Path) -> None:
    """Write it to a file."""
    durable.write(target, report().encode(), mode=durable.BY_UMASK)


def without_names(text: str) -> str:
    """Return a log without the names of the person, of their folders and vaults."""
    home = str(Path.home())
    text = _NAMED.sub("…", text.replace(home, "~") if home != os.sep else text)
    person = Path(home).name
    return re.sub(rf"(?<=[/\\]){re.escape(person)}(?=[/\\])", "…", text) if person else text


def _noted() -> str:
    found = []
    for name in (f"{logs.NAME}.2", f"{logs.NAME}.1", logs.NAME):  # the oldest first
        try:
            found.append((paths.settings_folder() / name).read_text("utf-8", "replace"))
        except OSError:
            continue
    return "".join(found)
