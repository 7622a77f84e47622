"""Every screen passes the checks of a picture, and the checks see what is wrong."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.screens import render
from tests.screens.checks import faults


@pytest.fixture
def sheet(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(300, 200)
    qtbot.addWidget(made)
    return made


def test_text_that_is_cut_off_is_found(sheet: QWidget) -> None:
    label = QLabel("TRN a sentence that is much longer than its place", sheet)
    label.setGeometry(0, 0, 60, 20)
    sheet.show()
    assert any(fault.startswith("text cut off") for fault in faults(sheet))
    label.setToolTip(label.text())
    assert faults(sheet) == []


def test_a_widget_outside_its_parent_is_found(sheet: QWidget) -> None:
    QLabel("TRN", sheet).setGeometry(280, 0, 60, 20)
    sheet.show()
    assert any(fault.startswith("outside its parent") for fault in faults(sheet))


def test_a_control_without_a_name_is_found(sheet: QWidget) -> None:
    field = QLineEdit(sheet)
    sheet.show()
    assert any(fault.startswith("no accessible name") for fault in faults(sheet))
    field.setAccessibleName("Subject")
    assert faults(sheet) == []


def test_a_focus_that_goes_back_is_found(sheet: QWidget) -> None:
    lay = QVBoxLayout(sheet)
    first, second = QPushButton("one", sheet), QPushButton("two", sheet)
    lay.addWidget(second)
    lay.addWidget(first)
    sheet.show()
    assert any(fault.startswith("focus goes back") for fault in faults(sheet))


@pytest.mark.slow
@pytest.mark.parametrize("options", [("ar", "1366x768@100"), ("ar", "1366x768@200")])
@pytest.mark.usefixtures("appearance")
def test_no_screen_has_a_fault(options: tuple[str, str], tmp_path: Path) -> None:
    status = render.main([str(tmp_path), "--themes", "light", "--languages", options[0], "--sizes", options[1]])
    assert (tmp_path / "problems.txt").read_text("utf-8") == ""
    assert status == 0
    assert len(list(tmp_path.glob("*/ar-light/*.png"))) >= 55
