"""Errors are explained in sentences, bugs without their content."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from focalpoint.domain.errors import Cancelled, MissingValueError
from focalpoint.gui import errors

pytestmark = pytest.mark.usefixtures("appearance")


def test_an_expected_error_says_what_happened_what_is_safe_and_what_to_do() -> None:
    said = errors.explain(MissingValueError(field="Subject"))
    assert said.happened == "“Subject” must be filled in."
    assert said.safe == "Nothing was changed."
    assert said.remedy
    assert said.code == "REC-102"


def test_a_bug_shows_neither_its_text_nor_its_values() -> None:
    said = errors.explain(ValueError("TRN secret"))
    assert "TRN secret" not in said.as_line()
    assert said.code == "FP-BUG ValueError"


def test_the_dialog_shows_the_code(qtbot: QtBot) -> None:
    dialog = errors.ErrorDialog(None, errors.explain(MissingValueError(field="Subject")), training=False)
    qtbot.addWidget(dialog)
    assert any("REC-102" in label.text() for label in dialog.findChildren(QLabel))
    assert dialog.accessibleName() == "“Subject” must be filled in."


def test_what_the_person_cancelled_is_not_an_error() -> None:
    errors.handle(None, Cancelled())
