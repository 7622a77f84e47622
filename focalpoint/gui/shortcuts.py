"""Shortcuts that work whichever letters the keyboard writes: each is also bound to the Arabic letter on its key."""

from collections.abc import Callable

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

ARABIC_KEYS = dict(
    zip("QWERTYUIOPASDFGHJKLZXCVNM", "ضصثقفغعهخحشسيبلاتنمئءؤرىة", strict=True)  # layout “Arabic (101)”
)


def sequences(shortcut: str) -> list[QKeySequence]:
    """Return a shortcut and its twin on the Arabic layout, as in `Ctrl+K` and `Ctrl+ن`."""
    found = [QKeySequence(shortcut)]
    head, plus, key = shortcut.rpartition("+")
    if plus and key in ARABIC_KEYS:
        found.append(QKeySequence.fromString(f"{head}+{ARABIC_KEYS[key]}"))
    return found


def shortcut_text(shortcut: str) -> str:
    """Return a shortcut as people read it on this computer."""
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)


def action(owner: QWidget, name: str, shortcut: str, call: Callable[[], object]) -> QAction:
    """Add a named action with a shortcut to a widget."""
    made = QAction(name, owner)
    if shortcut:
        made.setShortcuts(sequences(shortcut))
    made.triggered.connect(lambda _checked=False: call())
    owner.addAction(made)
    return made
