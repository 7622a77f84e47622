"""Kinds of bundles and directions of delivery."""

from enum import StrEnum


class Direction(StrEnum):
    """Which way a bundle went."""

    IN = "in"
    OUT = "out"
