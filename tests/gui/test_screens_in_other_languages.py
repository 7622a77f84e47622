"""A language that nobody speaks, longer than ours or from right to left, breaks no screen."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_a_fourth_language_needs_a_row_and_a_catalogue(tmp_path: Path) -> None:
    """French and English are looked at by night; here a longer one and one from right to left stand for them."""
    command = [sys.executable, "-m", "tests.screens.pseudo", str(tmp_path), "--themes", "light"]
    look = subprocess.run([*command, "--sizes", "1366x768@100"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (tmp_path / "problems.txt").read_text("utf-8") == "", look.stderr[-2000:]
    assert look.returncode == 0
    assert {len(list(tmp_path.glob(f"*/{code}-light/*.png"))) >= 55 for code in ("qps", "qpr")} == {True}
