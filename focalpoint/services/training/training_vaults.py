"""The training vaults by name: where they stand in a folder, and what opens them."""

from pathlib import Path

FIRST, SECOND = "training-tamura.focalpoint", "training-deputy.focalpoint"
PASSPHRASE = "training passphrase"  # noqa: S105 - the training vaults hold fictional data and say so


def is_in_run(vault: Path) -> bool:
    """Tell whether a vault is an office of an exercise, by where it lies."""
    return vault.parent.name == "offices" and (vault.parent.parent / "run.json").is_file()
