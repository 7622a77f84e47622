"""Where the program's own files live, from a checkout, an installed package or a frozen build."""

import json
import sys
from functools import cache
from pathlib import Path

import platformdirs

LIBRARY = (  # what a library pack may bring, by its place from `share()`; keys and recovery words are the program's own
    "i18n",
    "resources/reference",
    "resources/library",
    "resources/scenarios",
    "resources/training",
    "resources/imports",
)


def share() -> Path:
    """Return the folder that holds `resources/` and `i18n/`."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen)
    package = Path(__file__).resolve().parent
    installed = package / "_share"
    return installed if installed.is_dir() else package.parent


def resource(*parts: str) -> Path:
    """Return the path of a shipped resource, or of the one that a newer library brought."""
    place = f"resources/{parts[0]}"
    return _share_of(place).joinpath("resources", *parts)


def verifier() -> Path:
    """Return the program that checks bundles without this one, as it is given away with them."""
    beside = share() / "verify_bundle.py"
    return beside if beside.is_file() else share() / "packaging" / "verify_bundle.py"


def catalogues() -> Path:
    """Return the folder of the translation catalogues."""
    return _share_of("i18n") / "i18n"


def is_of_library(place: str) -> bool:
    """Tell whether a file, by its place from `share()`, belongs to what a library pack may bring."""
    return any(place.startswith(f"{folder}/") for folder in LIBRARY)


def _share_of(folder: str) -> Path:
    newer = _newer_library() if folder in LIBRARY else None
    return newer if newer is not None and (newer / folder).is_dir() else share()


@cache
def _newer_library() -> Path | None:
    """Return the folder of the library that was brought for this version of the program, None if there is none."""
    try:
        with (versions_folder() / "library.json").open("rb") as stream:
            found = json.loads(stream.read(1 << 16))
        current, program = found["current"], found["program"]
        own = (share() / "pyproject.toml").read_text("utf-8")
    except (OSError, ValueError, KeyError, TypeError):
        return None
    place = versions_folder() / f"library-{current}"
    return place if f'\nversion = "{program}"\n' in own and place.is_dir() else None


def settings_folder() -> Path:
    """Return the per-person folder for what is not secret (recent vaults, window language)."""
    return platformdirs.user_config_path("focalpoint", appauthor=False)


def versions_folder() -> Path:
    """Return where updates lay new versions of the program and of its library, for this person alone."""
    return platformdirs.user_data_path("focalpoint", appauthor=False) / "versions"


def documents_folder() -> Path:
    """Return where new vaults are proposed."""
    return platformdirs.user_documents_path()
