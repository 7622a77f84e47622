"""Starting the window and its memory, beside an empty PySide6 window; each in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import PASSPHRASE, QUICK_SIZES, SIZES, Case, closed, filled

_EMPTY = """
import sys, os
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv)
window = QMainWindow()
window.show()
app.processEvents()
"""
_OURS = """
import sys
from pathlib import Path
from focalpoint.gui import app as gui
from focalpoint.gui.main_window import MainWindow
app, appearance = gui.build(sys.argv, "ar")
window = MainWindow(appearance, Path(sys.argv[1]) if len(sys.argv) > 1 else None)
window.show()
app.processEvents()
"""
_LIST = """
import time
from focalpoint.services import workspace
ws = workspace.unlock(Path(sys.argv[1]), sys.argv[2])
window.open(ws)
window.shell.show_page("request")
end = time.monotonic() + 6
while time.monotonic() < end:
    app.processEvents()
    time.sleep(0.01)
"""
_MEMORY = """
from pathlib import Path
import os
print(int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6)
os._exit(0)
"""


def run(script: str, *arguments: str) -> str:
    """Run a script offscreen in a new process and return what it printed."""
    root = str(Path(__file__).resolve().parent.parent)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": root}
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def cases(folder: Path, quick: bool) -> Iterator[Case]:
    """Yield the cases of this file."""
    size = (QUICK_SIZES if quick else SIZES)[-1]
    quit_now = "\nimport os; os._exit(0)\n"

    def memory() -> tuple[float, float]:
        filled(folder, size)
        path = closed(folder, size)
        ours = run(_OURS + _LIST + _MEMORY, str(path), PASSPHRASE)
        return float(ours.split()[-1]), float(run(_EMPTY + _MEMORY).split()[-1])

    yield from [
        Case(
            "start to the unlock window | an empty PySide6 window",
            lambda: run(_OURS + quit_now),
            lambda: run(_EMPTY + quit_now),
        ),
        Case(f"memory of the window with {size} requests | empty window", memory=memory),
    ]
