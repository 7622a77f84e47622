"""Taking something down in steps, each of which is taken whatever became of those before it."""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Teardown:
    """Takes steps and remembers which of them failed; the failures are told when everything is down."""

    def __init__(self) -> None:
        self.refused: list[BaseException] = []

    def take(self, step: Callable[[], T]) -> T | None:
        """Take a step; return its value, or None if it failed."""
        try:
            return step()
        except Exception as error:  # noqa: BLE001 - kept for the end, since the steps after it must be taken
            self.refused.append(error)
            return None

    def raise_first(self) -> None:
        """Raise the first failure, if there was one."""
        if self.refused:
            raise self.refused[0]
