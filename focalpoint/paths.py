"""Where the program's own files live, from a checkout, an installed package or a frozen build."""

import sys
from pathlib import Path

import platformdirs


def share() -> Path:
    """Return the folder that holds `resources/` and `i18n/`."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen)
    package = Path(__file__).resolve().parent
    installed = package / "_share"
    return installed if installed.is_dir() else package.parent


def resource(*parts: str) -> Path:
    """Return the path of a shipped resource."""
    return share().joinpath("resources", *parts)


def verifier() -> Path:
    """Return the program that checks bundles without this one, as it is given away with them."""
    beside = share() / "verify_bundle.py"
    return beside if beside.is_file() else share() / "packaging" / "verify_bundle.py"


def reader_page() -> Path:
    """Return the page with which a browser opens bundles without this program, as it is handed out."""
    beside = share() / "focalpoint-reader.html"
    return beside if beside.is_file() else share() / "packaging" / "reader" / "focalpoint-reader.html"


def catalogues() -> Path:
    """Return the folder of the translation catalogues."""
    return share() / "i18n"


def settings_folder() -> Path:
    """Return the per-person folder for what is not secret (recent vaults, window language)."""
    return platformdirs.user_config_path("focalpoint", appauthor=False)


def documents_folder() -> Path:
    """Return where new vaults are proposed."""
    return platformdirs.user_documents_path()
