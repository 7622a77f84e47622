"""What can be said of a vault before it is unlocked."""

from focalpoint.vault.slot_names import names_key_file, says_training

__all__ = ["names_key_file", "says_training"]
