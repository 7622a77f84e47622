"""Starting the program and its memory, beside an empty PySide6 window; each in a process of its own.

The window is started the way a person starts it, by `bootstrap`, up to where it would wait for the first click. Modules
and catalogues are compiled before, as an installed program has them.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import PASSPHRASE, QUICK_SIZES, SIZES, Case, closed, filled

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 10
_EMPTY = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication(sys.argv)
window = QWidget()
window.show()
app.processEvents()
"""
_OURS = """
import sys, time
from pathlib import Path
from focalpoint import bootstrap
from focalpoint.confinement import own

def wait(seconds, until=lambda: False):
    qt, end = sys.modules["PySide6.QtWidgets"].QApplication, time.monotonic() + seconds
    while time.monotonic() < end and not until():
        qt.processEvents()
        time.sleep(0.01)

def until_shown(*given, **named):
    window = bootstrap.app.begin(*given, **named)
    sys.modules["PySide6.QtWidgets"].QApplication.processEvents()
    then(window)

def then(window):
    end()
"""
_LIST = """
def then(window):
    window.gate.unlock(Path(sys.argv[1]), sys.argv[2])
    wait(60, until=lambda: window.shell is not None)
    wait(3)
    window.shell.show_page("request")
    wait(6)
    end()
"""
_GO = """
own.shut()
bootstrap.app.run = until_shown
bootstrap.run(["gui"])
"""
_END = """
def end():
    import os
    os._exit(0)
"""
_MEMORY = """
def end():
    import os
    pages = int(open("/proc/self/statm").read().split()[1])
    os.write(1, str(pages * os.sysconf("SC_PAGE_SIZE") / 1e6).encode())
    os._exit(0)
"""
_HELP = "import sys\nfrom focalpoint.bootstrap import main\nsys.argv[1:] = ['--help']\nmain()\n"


class Started:
    """Processes of a person who has opened a vault before, with compiled modules."""

    def __init__(self, folder: Path, vault: Path) -> None:
        kept = {"language": "ar", "vaults": [{"path": str(vault), "at": "2026-11-30T08:00:00Z"}]}
        settings = folder / "settings" / "focalpoint"
        settings.mkdir(parents=True, exist_ok=True)
        (settings / "settings.json").write_text(json.dumps(kept), "utf-8")
        subprocess.run([sys.executable, "packaging/catalogues.py", "compile"], cwd=ROOT, check=True)
        self._environment = {
            **os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(folder / "compiled"), "XDG_CONFIG_HOME": str(settings.parent),
        }  # fmt: skip

    def run(self, script: str, *arguments: str) -> str:
        """Run a script and return what it printed."""
        command = [sys.executable, "-c", script, *arguments]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, check=True)
        return done.stdout


def cases(folder: Path, quick: bool) -> Iterator[Case]:
    """Yield the cases of this file."""
    size = (QUICK_SIZES if quick else SIZES)[-1]
    filled(folder, size)
    path = closed(folder, size)
    started = Started(folder, path)
    gate, empty = _OURS + _END + _GO, _EMPTY + _END + "end()\n"
    help_beside = "import click"
    for script in (gate, empty, _HELP, help_beside):
        started.run(script)  # compiles the modules

    def memory(ours: str, *arguments: str) -> tuple[float, float]:
        beside = started.run(_EMPTY + _MEMORY + "end()\n")
        return float(started.run(ours, *arguments).split()[-1]), float(beside.split()[-1])

    opened = _OURS + _LIST + _MEMORY + _GO
    yield from [
        Case(
            "focalpoint --help | importing click", lambda: started.run(_HELP), lambda: started.run(help_beside), ROUNDS
        ),
        Case(
            "start to the unlock window | an empty PySide6 window",
            lambda: started.run(gate),
            lambda: started.run(empty),
            ROUNDS,
        ),
        Case("memory at the unlock window | empty window", memory=lambda: memory(_OURS + _MEMORY + _GO)),
        Case(
            f"memory of the window with {size} requests | empty window",
            memory=lambda: memory(opened, str(path), PASSPHRASE),
        ),
    ]
