"""The person's choices for the window, kept outside the vault: language, theme, text size, sizes of panes."""

from focalpoint.gui import theme
from focalpoint.services.core import recent


def chosen_theme() -> str:
    """Return the theme the person chose, `system` at first."""
    chosen = recent.preference("theme", "system")
    return chosen if chosen in theme.THEMES else "system"


def text_size() -> int:
    """Return the text size in percent."""
    stored = recent.preference("text_size", "100")
    return int(stored) if stored.isdigit() and int(stored) in theme.TEXT_SIZES else 100


def sizes(name: str, *, rtl: bool) -> list[int]:
    """Return the sizes of a splitter kept for a direction, [] if none."""
    stored = recent.preference(f"sizes.{name}.{'rtl' if rtl else 'ltr'}", "")
    return [int(part) for part in stored.split(",") if part.isdigit()]


def keep_sizes(name: str, values: list[int], *, rtl: bool) -> None:
    """Keep the sizes of a splitter for a direction."""
    recent.set_preference(f"sizes.{name}.{'rtl' if rtl else 'ltr'}", ",".join(map(str, values)))
