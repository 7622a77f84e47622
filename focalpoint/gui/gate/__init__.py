"""Before a vault is open: first steps and unlocking."""
