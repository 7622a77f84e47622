"""A long choice is searched as the search box searches, and takes what was typed for what it means."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from focalpoint import reference
from focalpoint.domain.records import TYPES
from focalpoint.gui.forms.choices import ChoiceField
from focalpoint.gui.gate.recovery import WordsSheet
from focalpoint.gui.widgets.choice import Choice

COUNTRIES = [("JO", "الأردن"), ("DZ", "الجزائر"), ("TN", "تونس"), ("CI", "Côte d’Ivoire"), ("QM", "جمهورية تمورا")]
OPTIONS = [*COUNTRIES, *((f"Z{n}", f"State {n}") for n in range(10))]


@pytest.fixture
def choice(qtbot: QtBot) -> Choice:
    made = Choice(OPTIONS, empty="Choose")
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize(
    ("typed", "code"),
    [("الاردن", "JO"), ("اردن", "JO"), ("cote", "CI"), ("qm", "QM"), ("تمور", "QM"), ("State 3", "Z3"), ("State", "")],
)
def test_typed_words_are_settled_when_only_one_item_has_them(choice: Choice, typed: str, code: str) -> None:
    edit = choice.lineEdit()
    assert edit is not None
    edit.setText(typed)
    edit.editingFinished.emit()
    assert choice.code() == code


def test_the_completer_ignores_hamza_and_finds_codes(choice: Choice) -> None:
    completer = choice.completer()
    assert completer is not None
    for typed, found in (("الاردن", "الأردن"), ("QM", "جمهورية تمورا"), ("IVOIRE", "Côte d’Ivoire")):
        completer.setCompletionPrefix(typed)
        folded = completer.splitPath(typed)[0]
        completer.setCompletionPrefix(folded)
        assert completer.pathFromIndex(completer.currentIndex()) == found


def test_recovery_words_run_as_their_letters_do(qtbot: QtBot) -> None:
    for words, direction in (
        (("ملح", "نخلة"), Qt.LayoutDirection.RightToLeft),
        (("salt", "palm"), Qt.LayoutDirection.LeftToRight),
    ):
        sheet = WordsSheet(words)
        qtbot.addWidget(sheet)
        assert sheet.layoutDirection() is direction


def test_a_code_of_a_newer_program_stays_in_its_field(qtbot: QtBot) -> None:
    spec = TYPES["request"].specs["urgency"]
    codes = reference.load().lists[spec.codes]
    field = ChoiceField(spec, codes)
    qtbot.addWidget(field)
    field.put("from-a-newer-program")
    assert field.value() == "from-a-newer-program"
    assert "from-a-newer-program" in field.combo.currentText()
    field.narrow({next(iter(codes.codes))})
    assert field.value() == "from-a-newer-program", "narrowing the list does not take it away"
    field.put("")
    assert field.value() == ""
