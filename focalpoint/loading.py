"""Modules that are loaded when they are first used: a start then loads only what it shows.

A module that needs a costly one now and then writes both lines, the first for those who read and check the code:

    if TYPE_CHECKING:
        import reportlab
    else:
        reportlab = late("reportlab")

What a start may load is a list in `tests/architecture/test_start.py`.
"""

from importlib import import_module
from types import ModuleType


class _Late(ModuleType):
    """Stands for a module and loads it at the first look at one of its names."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # what merely looks at modules must not load this one
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name)


def late(name: str) -> ModuleType:
    """Return a stand-in for the module of this full name; an ImportError comes at the first use."""
    return _Late(name)


def load_now(*modules: ModuleType) -> None:
    """Load the modules that these stand for now, for example off the window's thread."""
    for module in modules:
        import_module(module.__name__)
