"""Render every screen in three languages, three themes and three sizes, check each, and lay them out on contact sheets.

Run as `python -m tests.screens.render OUT`. The exit status is 1 if any check fails.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QEventLoop, QRect, Qt, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from focalpoint.domain.languages import LANGUAGES
from focalpoint.gui import app as application
from focalpoint.gui import theme
from focalpoint.gui.appearance import Appearance
from focalpoint.gui.main_window import MainWindow
from focalpoint.services.core import workspace
from focalpoint.services.training import demo
from focalpoint.services.training.demo import DemoPaths
from tests.screens.checks import faults
from tests.screens.exercises import exercise_scenes
from tests.screens.scenes import (
    Scene,
    dialog_scenes,
    empty_scenes,
    gate_scenes,
    page_scenes,
    prepare,
    stick_scenes,
    vault_scenes,
)

THEMES = ("light", "dark", "contrast")
SIZES = "1366x768@100,1920x1080@100,1366x768@200"
THUMB = 456
ACROSS = 4


class Studio:
    """One window, shown in every language and theme."""

    def __init__(self, out: Path, size: str) -> None:
        place, _at, percent = size.partition("@")
        width, _x, height = place.partition("x")
        self.out, self.size, self.percent = out, (int(width), int(height)), int(percent or "100")
        self.problems: list[str] = []
        _app, self.appearance = _application()
        self.window: MainWindow | None = None

    def shoot(self, languages: list[str], themes: list[str], paths: DemoPaths, only: str = "") -> None:
        """Render everything."""
        for code in languages:
            for name in themes:
                self._one(code, name, paths, only)

    def _one(self, code: str, name: str, paths: DemoPaths, only: str) -> None:
        self.appearance.set_language(code, keep=False)
        self.appearance.set_theme(name, self.percent, keep=False)
        window = MainWindow(self.appearance, paths.first)
        window.autolock_allowed = False
        self.window = window
        window.resize(*self.size)
        window.show()
        look = f"{code}-{name}"
        pictures = [self._picture(scene, look) for scene in self._scenes(window, paths) if only in scene.name]
        window.leave()
        window.close()
        window.deleteLater()
        self.settle()
        contact_sheet(pictures).save(str(self.out / f"sheet-{code}-{name}.png"))

    def _scenes(self, window: MainWindow, paths: DemoPaths) -> Iterator[Scene]:
        yield from gate_scenes(window.gate, paths.first, self.settle)
        new = vault_scenes(window.gate, Path(tempfile.mkdtemp(dir=paths.first.parent)), self.settle)
        blank = yield from new
        window.open(blank)
        self.settle()
        yield from empty_scenes(window, self.settle)
        window.lock()
        self.settle()
        yield from exercise_scenes(window, Path(tempfile.mkdtemp(dir=paths.first.parent)), self.settle, Scene)
        window.open(workspace.unlock(paths.first, paths.passphrase))
        self.settle()
        yield from page_scenes(window, self.settle)
        yield from dialog_scenes(window, self.settle)
        yield from stick_scenes(window, self.settle)

    def _picture(self, scene: Scene, look: str) -> QImage:
        picture = scene.widget.grab().toImage()
        folder = self.out / look
        folder.mkdir(parents=True, exist_ok=True)
        picture.save(str(folder / f"{scene.name}.png"))
        self.problems += [f"{look} {scene.name}: {fault}" for fault in faults(scene.widget)]
        return picture

    def settle(self) -> None:
        """Wait until nothing is under way and everything is drawn."""
        for _turn in range(3):
            wait(25)
            while self.window is not None and self.window.jobs.running():
                wait(10)


def wait(milliseconds: int) -> None:
    """Let events run for a moment."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def contact_sheet(pictures: list[QImage]) -> QImage:
    """Lay pictures out in rows, each scaled to the same width."""
    rows = [pictures[start : start + ACROSS] for start in range(0, len(pictures), ACROSS)]
    height = THUMB * 9 // 16 + 8
    sheet = QImage(ACROSS * (THUMB + 8), max(len(rows), 1) * height, QImage.Format.Format_RGB32)
    sheet.fill(theme.color("border"))
    painter = QPainter(sheet)
    for down, line in enumerate(rows):
        for across, picture in enumerate(line):
            box = QRect(across * (THUMB + 8) + 4, down * height + 4, THUMB, height - 8)
            smooth = Qt.TransformationMode.SmoothTransformation
            small = picture.scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio, smooth)
            painter.drawImage(box.topLeft(), small)
    painter.end()
    return sheet


def _application() -> tuple[QApplication, Appearance]:
    return application.build(["screenshots"], "en")


def main(arguments: list[str]) -> int:
    """Read the options, render, report; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.screens.render", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--sizes", default=SIZES, help="width x height @ text size in percent, apart by commas")
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--themes", default=",".join(THEMES))
    parser.add_argument("--only", default="", help="scenes whose name contains this")
    options = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    options.out.mkdir(parents=True, exist_ok=True)
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        paths = demo.build(Path(folder))
        prepare(paths)
        for size in options.sizes.split(","):
            studio = Studio(options.out / size, size)
            studio.shoot(options.languages.split(","), options.themes.split(","), paths, options.only)
            problems += [f"{size} {problem}" for problem in studio.problems]
    report = "\n".join(problems)
    (options.out / "problems.txt").write_text(report, "utf-8")
    sys.stdout.write(f"{report}\n{len(problems)} problems\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
