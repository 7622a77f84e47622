"""Qt's binding for Python, made ready before anything else of the window is loaded."""

import builtins

import PySide6.QtCore  # noqa: F401 - what is undone below is done by this


def import_plainly() -> None:
    """Let imports be imports again.

    For a feature that this program does not use (`__feature__`), the binding reads the source of every module that is
    imported after it, and keeps the lines of all of them in memory.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
