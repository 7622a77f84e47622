"""Marking messages for translation where nothing is translated yet."""


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for a marked message
    """Mark an English message for the catalogues and return it unchanged."""
    return message
