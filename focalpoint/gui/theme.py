"""The one table of design tokens: colours by role, spacing, type sizes; for light, dark and high contrast."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from focalpoint.gui.style import sheet

FAMILY = "IBM Plex Sans Arabic"
THEMES = ("system", "light", "dark", "contrast")
TEXT_SIZES = (80, 90, 100, 110, 125, 150, 175, 200)
BASE_POINTS = 10.5
POINTS = {"small": 9.0, "base": BASE_POINTS, "large": 12.5, "title": 15.5, "display": 21.0}


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, by role. `*_soft` are grounds for text in the role of the same name."""

    window: str
    surface: str
    sunken: str
    raised: str
    hover: str
    line: str
    border: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    on_accent_soft: str
    amber: str
    amber_soft: str
    red: str
    red_soft: str
    green: str
    green_soft: str
    focus: str
    stripe: str
    on_stripe: str
    mark: str

    def as_dict(self) -> dict[str, str]:
        """Return the colours by role."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


LIGHT = Tokens(
    window="#F4F5F7", surface="#FFFFFF", sunken="#E8EBEF", raised="#FFFFFF", hover="#EEF1F5",
    line="#D6DBE1", border="#75818F", text="#18212C", muted="#4E5A68",
    accent="#1D4F7C", accent_hover="#163F64", on_accent="#FFFFFF", accent_soft="#DAE7F3", on_accent_soft="#12314D",
    amber="#774600", amber_soft="#FCEFD3", red="#9C1C1A", red_soft="#FAE4E2", green="#1A6236", green_soft="#E0F2E6",
    focus="#1B6FC2", stripe="#5B3A8C", on_stripe="#FFFFFF", mark="#FFE9A8",
)  # fmt: skip

DARK = Tokens(
    window="#161B21", surface="#1D232B", sunken="#12161B", raised="#242B35", hover="#2A323D",
    line="#343D49", border="#8793A1", text="#E7EAEE", muted="#AAB4C0",
    accent="#8DBBEA", accent_hover="#A9CCF0", on_accent="#0D1926", accent_soft="#294059", on_accent_soft="#E3EFFB",
    amber="#F2BE64", amber_soft="#3B2F17", red="#FF9F97", red_soft="#472321", green="#84D3A0", green_soft="#1C3828",
    focus="#7DB8F5", stripe="#6A4A9E", on_stripe="#FFFFFF", mark="#5B4A12",
)  # fmt: skip

CONTRAST = Tokens(
    window="#000000", surface="#000000", sunken="#000000", raised="#000000", hover="#2B2B2B",
    line="#FFFFFF", border="#FFFFFF", text="#FFFFFF", muted="#F0F0F0",
    accent="#FFE500", accent_hover="#FFF27A", on_accent="#000000", accent_soft="#0A3A9E", on_accent_soft="#FFFFFF",
    amber="#FFC34D", amber_soft="#1F1500", red="#FF9C9C", red_soft="#2A0000", green="#7CFFAB", green_soft="#00210D",
    focus="#00E5FF", stripe="#FFFFFF", on_stripe="#000000", mark="#6B5A00",
)  # fmt: skip

_TABLE = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}

# of two States side by side: the first teal, the second violet; high contrast keeps its own, and names tell them apart
STATES = (
    {
        "light": replace(
            LIGHT, accent="#0B5E63", accent_hover="#084A4E", accent_soft="#CFE9E8", on_accent_soft="#06393C"
        ),
        "dark": replace(
            DARK, accent="#7AD6D2", accent_hover="#9CE4E0", on_accent="#072524", accent_soft="#1B4645",
            on_accent_soft="#DDF5F3",
        ),
    },
    {
        "light": replace(
            LIGHT, accent="#6B2FA0", accent_hover="#552480", accent_soft="#EADDF6", on_accent_soft="#3A1560"
        ),
        "dark": replace(
            DARK, accent="#CDAFF5", accent_hover="#DBC6F9", on_accent="#1F0F33", accent_soft="#443061",
            on_accent_soft="#F1E8FC",
        ),
    },
)  # fmt: skip


class _CurrentTheme:
    """The look of this process; there is one QApplication and so one look."""

    tokens = LIGHT
    scale = 1.0
    state = -1  # which of two States this window shows, -1 for neither


def use(app: QApplication, theme: str, percent: int = 100) -> None:
    """Apply a theme and a text size to the whole application."""
    table = STATES[_CurrentTheme.state % len(STATES)] if _CurrentTheme.state >= 0 else {}
    _CurrentTheme.tokens = table.get(resolve(theme), _TABLE[resolve(theme)])
    _CurrentTheme.scale = min(max(percent, TEXT_SIZES[0]), TEXT_SIZES[-1]) / 100
    with _no_collection(forgotten=bool(app.topLevelWidgets())):
        app.setPalette(palette(_CurrentTheme.tokens))
        app.setFont(font("base"))
        app.setStyleSheet(sheet(_CurrentTheme.tokens.as_dict(), px, points))


def show_state(place: int) -> None:
    """Take the colours of one of two States from the next `use` on, counted from 0; -1: the program's own."""
    _CurrentTheme.state = place


@contextmanager
def _no_collection(*, forgotten: bool) -> Iterator[None]:
    """Keep Python from destroying forgotten widgets, if there can be some, while Qt walks through all of them."""
    if forgotten:
        gc.collect()
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def resolve(theme: str) -> str:
    """Return the theme to use: the system's choice for `system`."""
    if theme in _TABLE:
        return theme
    dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return "dark" if dark else "light"


def tokens() -> Tokens:
    """Return the colours in use."""
    return _CurrentTheme.tokens


def color(role: str) -> QColor:
    """Return the colour of a role in the theme in use."""
    return QColor(getattr(_CurrentTheme.tokens, role))


def px(units: float) -> int:
    """Scale a length of the 4-8-12-16-24 grid with the text size, more gently than the text itself."""
    return round(units * (1 + (_CurrentTheme.scale - 1) * 0.6))


def text_px(units: float) -> int:
    """Scale a length that must hold text exactly with the text size."""
    return round(units * _CurrentTheme.scale)


def points(size: str) -> float:
    """Return a type size in points, scaled."""
    return round(POINTS[size] * _CurrentTheme.scale, 1)


def font(size: str = "base", *, strong: bool = False) -> QFont:
    """Return the screen font in a size; strong is semi-bold, which Arabic bears."""
    made = QFont(FAMILY)
    made.setPointSizeF(points(size))
    made.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def palette(look: Tokens) -> QPalette:
    """Build Qt's palette from the colours of a theme."""
    made = QPalette()
    role = QPalette.ColorRole
    table = {
        role.Window: look.window, role.WindowText: look.text, role.Base: look.raised, role.AlternateBase: look.surface,
        role.Text: look.text, role.Button: look.surface, role.ButtonText: look.text, role.BrightText: look.red,
        role.Highlight: look.accent_soft, role.HighlightedText: look.on_accent_soft, role.Link: look.accent,
        role.LinkVisited: look.accent, role.ToolTipBase: look.text, role.ToolTipText: look.surface,
        role.PlaceholderText: look.muted, role.Light: look.surface, role.Midlight: look.hover, role.Mid: look.line,
        role.Dark: look.border, role.Shadow: look.border, role.Accent: look.accent,
    }  # fmt: skip
    for key, value in table.items():
        made.setColor(key, QColor(value))
    for key in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, key, QColor(look.muted))
    return made


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2, relative luminance)."""
    brighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    made = QColor(colour)
    channels = (made.redF(), made.greenF(), made.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def shade(strength: int) -> QColor:
    """Return the black that is laid over the window or a slide, from 0 to 255."""
    return QColor(0, 0, 0, strength)
