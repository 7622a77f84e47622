"""What a zipped scenario may hold: its own files by name, and papers. No path leads anywhere else."""

import re

from focalpoint.domain.training.scenarios import WRITTEN

SUFFIX = ".fpscenario"
STRUCTURE = "scenario.toml"
TEXTS = tuple(f"{code}.toml" for code in WRITTEN)
PAPERS = "papers"
MOST_FILES = 200
LARGEST_FILE = 10 << 20
LARGEST_ARCHIVE = 20 << 20
_PAPER = re.compile(r"papers/(?:[a-z]{2}/)?[A-Za-z0-9][A-Za-z0-9_-]{0,60}\.pdf", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9])){0,40}", re.ASCII)


def is_archive_name(name: str) -> bool:
    """Tell whether a file of this name may be in a scenario."""
    return name in (STRUCTURE, *TEXTS) or _PAPER.fullmatch(name) is not None


def is_identifier(name: str) -> bool:
    """Tell whether a name may stand for a step, a party or something that arrives: files are named after them."""
    return _NAME.fullmatch(name) is not None
