"""Lets hostile code try its acts, and tells what became of each.

`python -m tests.helpers.attacks FOLDER` lets it try every act, each in a confined worker of its own; `… FOLDER free`
tries those that do no harm without any boundary, to show that they would succeed.
"""

import ctypes
import json
import os
import sys
from pathlib import Path

from focalpoint.confinement import asking
from focalpoint.confinement.asking import WorkerForbiddenError, WorkerOverwhelmedError, WorkerRefusedError
from tests.helpers import attacker

MODULE = "tests.helpers.attacker"
SECRET = ctypes.create_string_buffer(b"the vault key of the parent", 64)  # its place is told to the attacker


def situation(folder: Path) -> dict[str, str]:
    """Return what the attacker is told about its surroundings: everything."""
    (folder / "file").write_bytes(b"kept")
    (folder / "empty").mkdir(exist_ok=True)
    facts = {"file": str(folder / "file"), "folder": str(folder), "parent": str(os.getpid())}
    return {**facts, "secret": str(ctypes.addressof(SECRET))}


def outcomes(folder: Path) -> dict[str, str]:
    """Return what became of each act in a confined worker: `killed`, or the number it returned."""
    told, found = situation(folder), {}
    for act in attacker.ACTS:
        try:
            found[act] = asking.ask(MODULE, {"act": act, **told}, b"", memory=1 << 30, seconds=5).decode()
        except WorkerForbiddenError:
            found[act] = "killed"
        except (WorkerRefusedError, WorkerOverwhelmedError) as error:
            found[act] = type(error).__name__  # it went on to do something else: not refused
        left = sorted(path.name for path in folder.iterdir())
        whole = left == ["empty", "file"] and (folder / "file").read_bytes() == b"kept"
        assert whole, (act, left)
        assert SECRET.value == b"the vault key of the parent", act
    return found


def free_outcomes(folder: Path) -> dict[str, str]:
    """Return what the harmless acts give without a boundary, each in a process of its own."""
    told, found = situation(folder), {}
    for act in attacker.HARMLESS:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(writing, attacker.answer({"act": act, **told}, b""))
            os._exit(0)
        os.waitpid(child, 0)
        os.close(writing)
        found[act] = os.read(reading, 100).decode()
        os.close(reading)
    return found


if __name__ == "__main__":
    tried = free_outcomes if sys.argv[-1] == "free" else outcomes
    sys.stdout.write(json.dumps(tried(Path(sys.argv[1]))))
