"""What bundles are to this vault."""

from enum import StrEnum


class Direction(StrEnum):
    """Which way a bundle went."""

    IN = "in"
    OUT = "out"
