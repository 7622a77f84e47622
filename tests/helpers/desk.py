"""A vault worked on by commands, as a person types them."""

import json
from pathlib import Path
from typing import Any

import pytest

from focalpoint.cli import main
from tests.helpers import vaults


class Desk:
    """A vault worked on by commands."""

    def __init__(self, folder: Path, vault: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.secret = folder / "passphrase"
        self.secret.write_text(vaults.PASSPHRASE)
        self.vault, self.capsys, self.language = vault, capsys, "en"

    def run(self, *words: str) -> tuple[int, str]:
        self.capsys.readouterr()
        general = ["--vault", str(self.vault), "--passphrase-file", str(self.secret), "--lang", self.language]
        code = main.run([*general, *words], lambda *_: 0)
        said = self.capsys.readouterr()
        return code, said.out + said.err

    def json(self, *words: str) -> Any:
        code, said = self.run("--json", *words)
        assert code == 0, said
        return json.loads(said)
