"""Asking where a file is written: in the person's own folder at first, and under a name that says if it is training."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from focalpoint.domain import worlds


def ask_target(
    parent: QWidget, title: str, name: str, pattern: str = "", *, training: bool, folder: Path | None = None
) -> Path | None:
    """Ask where a file of this name is to be written; None if the person thinks better of it."""
    start = str((folder or Path.home()) / worlds.marked_name(name, training=training))
    chosen, _kind = QFileDialog.getSaveFileName(parent, title, start, pattern)
    return Path(chosen) if chosen else None
