"""The version of the program: the one number in `pyproject.toml`, which an installed package brings along."""

import tomllib
from functools import cache

from focalpoint import paths


@cache
def program_version() -> str:
    """Return it, as in `0.1.0`."""
    installed = paths.share() / "pyproject.toml"
    return str(tomllib.loads(installed.read_text("utf-8"))["project"]["version"])
