"""The versions of the program that updates brought, beside the one that was installed; which of them starts.

The installed program is never changed. At its start it hands over to the newest sound version that an update laid
beside it (`go_on_as_newest`, before anything else is loaded). A version that died twice before it got going is taken
back. The one before is kept until the new one has opened a vault once. A new library (law, cards, scenarios, words)
lies in the same place and is looked at by `paths`.
"""

import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from focalpoint import durable, paths
from focalpoint.loading import late

if TYPE_CHECKING:
    import subprocess
else:
    subprocess = late("subprocess")

SUFFIX = ".fpupdate"
STATE, LIBRARY = "program.json", "library.json"
MOST_TRIES = 2
STARTING = 30  # seconds that a start may take, where its process cannot be asked
LARGEST = 1 << 16
Kept = dict[str, object]


def read_state(name: str = STATE) -> Kept:
    """Return what is kept of the versions: `current`, `before`, `tries`, `sound`, `taken_back`; {} if nothing is."""
    try:
        with (paths.versions_folder() / name).open("rb") as stream:
            found = json.loads(stream.read(LARGEST))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_state(state: Kept, name: str = STATE) -> None:
    """Keep it, in one write; raise OSError."""
    folder = paths.versions_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    durable.write(folder / name, json.dumps(state).encode(), beside=folder / f"{name}.{os.getpid()}")


def folder_of(version: str) -> Path:
    """Return where a version of the program lies."""
    return paths.versions_folder() / f"program-{version}"


def is_newer(version: str, than: str) -> bool:
    """Tell whether a version comes after another; one that is no version never does."""
    try:
        return _number(version) > _number(than)
    except ValueError:
        return False


def _number(version: str) -> tuple[int, ...]:
    found = [int(part) for part in version.split(".")]
    return tuple(found + [0] * (4 - len(found)))


def next_program(own_version: str) -> Path | None:
    """Return the program to hand over to, None to go on with this one. A version that does not start is taken back."""
    state = read_state()
    current = str(state.get("current", ""))
    if os.environ.get(paths.BASE) or not is_newer(current, own_version):
        return None
    program = folder_of(current) / Path(sys.executable).name
    tries = _whole(state.get("tries"))
    if not program.is_file() or (not state.get("sound") and tries >= MOST_TRIES and not _is_starting(state)):
        _take_back(state, current)
        return next_program(own_version)
    if not state.get("sound") and not _is_starting(state):  # impatient starts are one try
        write_state({**state, "tries": tries + 1, "starting": os.getpid(), "since": int(time.time())})
    return program


def _is_starting(state: Kept) -> bool:
    """Tell whether the start that was tried last is still under way: its process lives, or may live yet."""
    process = _whole(state.get("starting"))
    if not process or process == os.getpid() or not state.get("tries"):
        return False
    if sys.platform == "win32":  # where asking a process is a way to end it
        return 0 <= time.time() - _whole(state.get("since")) <= STARTING
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _take_back(state: Kept, version: str) -> None:
    before = str(state.get("before", ""))
    write_state({"current": before, "before": "", "tries": 0, "sound": bool(before), "taken_back": version})
    shutil.rmtree(folder_of(version), ignore_errors=True)


def go_on_as_newest(own_version: str) -> None:
    """Go on as the newest version if that is another; what cannot be started leaves this one in charge."""
    try:
        program = next_program(own_version)
        if program is not None:
            os.environ[paths.BASE] = str(Path(sys.executable).parent)
            os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"  # the next one is no part of this one
            command = [str(program), *sys.argv[1:]]
            if sys.platform == "win32":  # where exec does not quote, and nobody waits for what it begins
                sys.exit(subprocess.call(command))
            os.execv(program, command)  # noqa: S606 - laid there by an update that was verified
    except OSError:
        os.environ.pop(paths.BASE, None)


def got_going() -> None:
    """Note that this version starts; the tries are counted anew."""
    if _is_running(state := read_state()) and state.get("tries"):
        _write_if_possible({**state, "tries": 0})


def opened_a_vault() -> None:
    """Note that this version has opened a vault: it is sound, and those before it are no longer needed."""
    if not _is_running(state := read_state()) or state.get("sound"):
        return
    _write_if_possible({**state, "sound": True, "tries": 0, "before": ""})
    for folder in paths.versions_folder().glob("program-*"):
        if folder != folder_of(str(state.get("current"))):
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(state: Kept) -> bool:
    """Tell whether the version that a state names is this one, not one that waits for the next start."""
    current = str(state.get("current", ""))
    own = Path(sys.executable).resolve().parent
    return bool(os.environ.get(paths.BASE) and current) and folder_of(current).resolve() == own


def _write_if_possible(state: Kept) -> None:
    try:
        write_state(state)
    except OSError:
        return  # a stick that cannot be written: counted again the next time
