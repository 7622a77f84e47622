"""What a use case changed: which records, and how the step is named for undo."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """The (record type, id) pairs touched by one committed step."""

    touched: frozenset[tuple[str, str]] = frozenset()
    first: tuple[str, str] = ("", "")

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> "Changes":
        """Build from pairs; the first one is what the step was about."""
        listed = list(pairs)
        return cls(frozenset(listed), listed[0] if listed else ("", ""))

    @property
    def first_id(self) -> str:
        """Return the id of the record that the step was about."""
        return self.first[1]

    def types(self) -> frozenset[str]:
        """Return the record types touched."""
        return frozenset(type_name for type_name, _id in self.touched)
