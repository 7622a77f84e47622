"""Where the program's own files live, from a checkout, an installed package or a frozen build, or on a stick."""

import json
import os
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from focalpoint.loading import late

if TYPE_CHECKING:
    import platformdirs
else:  # it loads much, and a start on Linux asks one thing of it
    platformdirs = late("platformdirs")

LIBRARY = (  # what a library pack may bring, by its place from `share()`; keys and recovery words are the program's own
    "i18n",
    "resources/reference",
    "resources/library",
    "resources/scenarios",
    "resources/training",
    "resources/imports",
)
PORTABLE = "portable.txt"  # beside the program, or beside its folder: everything is kept there, on the stick
KEPT = "data"
BASE = "FOCALPOINT_BASE"  # in the environment of a version that an update brought: the folder of the installed one


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


def reader_page() -> Path:
    """Return the page with which a browser opens bundles without this program, as it is handed out."""
    beside = share() / "focalpoint-reader.html"
    return beside if beside.is_file() else share() / "packaging" / "reader" / "focalpoint-reader.html"


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


@cache
def stick() -> Path | None:
    """Return the folder of a portable program, which keeps nothing on the computer; None of an installed one."""
    if not getattr(sys, "frozen", False):
        return None
    base = os.environ.get(BASE, "")
    program = Path(base) / "focalpoint" if base else Path(sys.executable)
    image, shown = os.environ.get("APPIMAGE", ""), os.environ.get("APPDIR", "")
    if image and shown and program.resolve().is_relative_to(Path(shown).resolve()):  # not those of another program
        folders = [Path(image).parent]  # beside the one file that was started; the program lies in what it shows
    else:
        folders = [program.parent, program.parent.parent]
    return next((folder for folder in folders if (folder / PORTABLE).is_file()), None)


def stay_on_the_stick() -> None:
    """Let a portable program, and the libraries it uses, keep on the stick what they would on the computer."""
    base = stick()
    if base is None:
        return
    kept = base / KEPT
    places = {"XDG_CONFIG_HOME": "config", "XDG_CACHE_HOME": "cache", "XDG_DATA_HOME": "data", "TMPDIR": "tmp"}
    os.environ.update({name: str(kept / folder) for name, folder in places.items()})
    with suppress(OSError):  # a stick that cannot be written keeps nothing; scratch files then go where they always do
        (kept / places["TMPDIR"]).mkdir(mode=0o700, parents=True, exist_ok=True)


def settings_folder() -> Path:
    """Return the per-person folder for what is not secret (recent vaults, window language)."""
    base = stick()
    if base is not None:
        return base / KEPT
    if sys.platform != "linux":
        return platformdirs.user_config_path("focalpoint", appauthor=False)
    return Path(os.environ.get("XDG_CONFIG_HOME", "").strip() or Path.home() / ".config") / "focalpoint"


def versions_folder() -> Path:
    """Return where updates lay new versions of the program and of its library, for this person alone."""
    base = stick()
    if base is not None:
        return base / KEPT / "versions"
    if sys.platform != "linux":
        return platformdirs.user_data_path("focalpoint", appauthor=False) / "versions"
    kept = Path(os.environ.get("XDG_DATA_HOME", "").strip() or Path.home() / ".local" / "share")
    return kept / "focalpoint" / "versions"


def documents_folder() -> Path:
    """Return where new vaults are proposed."""
    return stick() or platformdirs.user_documents_path()


def as_kept(path: Path) -> str:
    """Return a path as the settings keep it: from the folder of a portable program on, if it lies on the same stick."""
    base = stick()
    if base is None or _mount(base) != _mount(path):
        return str(path)
    return Path(os.path.relpath(path.absolute(), base)).as_posix()


def as_found(text: str) -> Path:
    """Return the path that the settings keep as this text."""
    base = stick()
    return Path(os.path.normpath(base / text)) if base is not None and text else Path(text)


def _mount(path: Path) -> Path:
    place = path.absolute()
    while not place.is_mount() and place != place.parent:
        place = place.parent
    return place
