"""A window in a process of its own, as on a desktop with a bus: says when it opened and when it locked."""

import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from focalpoint.gui import app as application
from focalpoint.gui.main_window import MainWindow


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main(vault: str, passphrase: str) -> int:
    app, appearance = application.build([], "en")
    window = MainWindow(appearance, Path(vault))
    sys.excepthook = lambda kind, error, _trace: say(f"failed {kind.__name__} {error}")
    window.show()
    state = ["gate"]

    def look() -> None:
        now = "gate" if window.shell is None else "open"
        if now != state[0]:
            state[0] = now
            say(now)

    watch = QTimer(app, interval=20)
    watch.timeout.connect(look)
    watch.start()
    again = QTimer(app, interval=200)

    def unlock() -> None:
        if state[0] == "gate" and not window.jobs.running():
            window.gate.unlock(Path(vault), passphrase)

    again.timeout.connect(unlock)
    again.start()
    QTimer.singleShot(60_000, app.quit)
    status = app.exec()
    window.leave()
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
