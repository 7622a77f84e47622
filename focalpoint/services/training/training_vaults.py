"""The training pair by name: where its vaults stand in a folder, and what opens them."""

FIRST, SECOND = "training-tamura.focalpoint", "training-deputy.focalpoint"
PASSPHRASE = "training passphrase"  # noqa: S105 - the training vaults hold fictional data and say so
