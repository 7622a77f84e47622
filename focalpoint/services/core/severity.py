"""How serious a message to a person is."""

from typing import Literal

Level = Literal["good", "warn", "bad"]
