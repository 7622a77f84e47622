"""How serious something is that a person is told."""

from typing import Literal

Level = Literal["good", "warn", "bad"]
