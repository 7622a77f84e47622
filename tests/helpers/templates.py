"""Vaults made once in a run and copied for each test: making one costs two derivations of a key, opening it one more.

Only the fixtures open their copies with keys that are remembered; whatever a test itself derives is derived.
"""

import shutil
from functools import cache
from pathlib import Path
from unittest.mock import patch

from focalpoint.crypto import wrapping
from focalpoint.services.core import workspace
from focalpoint.services.core.workspace import Workspace
from tests.helpers import vaults

_derive = cache(wrapping.derive)


class Templates:
    """A folder of vaults by name, and a pair whose laptops know each other; each is made when it is first wanted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def copy(self, target: Path, *names: str) -> list[Workspace]:
        """Copy vaults into a folder and open them; several know each other, and their cards lie beside them.

        The copies of two tests are the same laptop; one test takes each name once.
        """
        source = self._folder / "-".join(names)
        if not source.exists():
            self._make(source, names)
        shutil.copytree(source, target, dirs_exist_ok=True)
        with patch.object(wrapping, "derive", _derive):
            return [workspace.unlock(target / f"{name}.focalpoint", vaults.PASSPHRASE) for name in names]

    def _make(self, folder: Path, names: tuple[str, ...]) -> None:
        folder.mkdir()
        made = [vaults.create(folder, name).workspace for name in names]
        for place, first in enumerate(made):
            for second in made[place + 1 :]:
                vaults.introduce(first, second, folder)
        for ws in made:
            ws.lock()
