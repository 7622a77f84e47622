"""Colours can be read, come from one table, and every icon can be drawn."""

import re
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from focalpoint.gui import icons, theme
from focalpoint.gui.appearance import Appearance

TABLES = {
    "light": theme.LIGHT, "dark": theme.DARK, "contrast": theme.CONTRAST,
    **{f"{name} {place}": one for place, state in enumerate(theme.STATES) for name, one in state.items()},
}  # fmt: skip
TEXT_ON_GROUND = [
    *product(("text", "muted", "accent"), ("window", "surface", "sunken", "raised", "hover")),
    *product(("red", "amber", "green"), ("surface", "window")),
    ("on_accent", "accent"), ("on_accent", "accent_hover"), ("on_accent_soft", "accent_soft"),
    ("amber", "amber_soft"), ("red", "red_soft"), ("green", "green_soft"), ("on_stripe", "stripe"), ("text", "mark"),
]  # fmt: skip
EDGE_ON_GROUND = [*product(("border", "focus"), ("window", "surface", "raised"))]


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON_GROUND)
def test_text_has_a_contrast_of_four_and_a_half(name: str, ink: str, ground: str) -> None:
    colors = TABLES[name].as_dict()
    assert theme.contrast(colors[ink], colors[ground]) >= 4.5


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize(("edge", "ground"), EDGE_ON_GROUND)
def test_edges_of_controls_have_a_contrast_of_three(name: str, edge: str, ground: str) -> None:
    colors = TABLES[name].as_dict()
    assert theme.contrast(colors[edge], colors[ground]) >= 3


def test_contrast_of_black_on_white_is_twenty_one() -> None:
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)


def test_no_colour_stands_outside_the_table() -> None:
    folder = Path(theme.__file__).parent
    literal = re.compile(r"#[0-9A-Fa-f]{6}\b|\brgba?\(|QColor\(\s*\d")
    found = [p.name for p in folder.rglob("*.py") if p.name != "theme.py" and literal.search(p.read_text("utf-8"))]
    assert found == []


def test_text_grows_with_its_percentage(appearance: Appearance) -> None:
    before = theme.points("base")
    appearance.set_theme("light", 200, keep=False)
    assert theme.points("base") == pytest.approx(before * 2)


@pytest.mark.usefixtures("appearance")
def test_every_icon_is_drawn() -> None:
    assert all(not icons.pixmap(name).isNull() for name in icons._NAMES)


def test_arrows_turn_round_in_arabic_and_clocks_do_not(appearance: Appearance) -> None:
    arrow, clock = icons.pixmap("back").toImage(), icons.pixmap("time").toImage()
    appearance.set_language("ar", keep=False)
    assert icons.pixmap("back").toImage() == arrow.flipped(Qt.Orientation.Horizontal)
    assert icons.pixmap("time").toImage() == clock
