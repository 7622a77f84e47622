"""How a record type is shown in the reading pane: what is read for it, its head, its actions, its tabs.

A type that needs more than its fields has a presentation of its own in `presentations.py`; the pane asks for no type.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from focalpoint.domain.fields import Record
from focalpoint.gui.context import Context

Entry = tuple[str, Callable[[], object]]


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: its name for the program, its label (a message id), how it is made, how many things are in it."""

    name: str
    label: str
    make: Callable[[], QWidget]
    number: int = 0


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A record on its way to the pane: itself, whether it lies in the trash, and what its presentation read for it."""

    context: Context
    window: QWidget
    record: Record
    deleted: bool
    facts: Any


class Presentation:
    """The presentation of a type without anything of its own."""

    homes: ClassVar[Mapping[str, str]] = {}  # the tab where records of a type stand that live in the dossier

    def home_of(self, type_name: str) -> str:
        """Return the name of the tab where records of a type stand that live in the dossier."""
        return self.homes.get(type_name, "dossier")

    def read(self, _context: Context, _record: Record) -> Any:
        """Read what this type shows beside its fields; on a worker thread."""
        return None

    def parts(self, _facts: Any) -> Sequence[Record]:
        """Return the records whose links the pane must be able to name, beside the record itself."""
        return ()

    def head(self, _shown: ShownRecord) -> list[QWidget]:
        """Return what stands under the title."""
        return []

    def state(self, _shown: ShownRecord) -> list[QWidget]:
        """Return what stands under the banners: where the record stands, and what is needed now."""
        return []

    def actions(self, _shown: ShownRecord) -> list[QWidget]:
        """Return the buttons of this type."""
        return []

    def entries(self, _shown: ShownRecord) -> list[Entry]:
        """Return the entries of this type in the menu of further actions."""
        return []

    def tabs_before(self, _shown: ShownRecord) -> list[Tab]:
        """Return the tabs before the fields."""
        return []

    def tabs(self, _shown: ShownRecord) -> list[Tab]:
        """Return the tabs after the fields."""
        return []
