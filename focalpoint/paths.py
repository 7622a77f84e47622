"""Where the program's own files live, from a checkout, an installed package or a frozen build, or on a stick."""

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

PORTABLE = "portable.txt"  # beside the program, or beside its folder: everything is kept there, on the stick
KEPT = "data"


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


def catalogues() -> Path:
    """Return the folder of the translation catalogues."""
    return share() / "i18n"


@cache
def stick() -> Path | None:
    """Return the folder of a portable program, which keeps nothing on the computer; None of an installed one."""
    if not getattr(sys, "frozen", False):
        return None
    program = Path(sys.executable)
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
