"""Quiz and terms: every kind of question is answered by hand, and a term that is known comes again later."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QLabel, QLineEdit, QListWidget, QRadioButton

from focalpoint.gui.learning.quiz_dialog import QuizDialog
from focalpoint.gui.learning.terms_dialog import TermsDialog
from focalpoint.gui.widgets.choice import Choice
from focalpoint.services.core import recent
from focalpoint.services.core.clock import system_now
from focalpoint.services.training import quizzes, term_boxes
from tests.gui.driver import Driver
from tests.helpers.desk import Desk


def press(dialog: QuizDialog | TermsDialog, label: str) -> None:
    next(one for one in dialog.findChildren(QAbstractButton) if one.text() == label and one.isVisible()).click()


def sentences(dialog: QuizDialog | TermsDialog) -> list[str]:
    return [one.text() for one in dialog.findChildren(QLabel) if one.isVisible()]


def changes(driver: Driver) -> object:
    return driver.shell.context.ws.db.scalar("SELECT count(*) FROM change")


def fill_in(dialog: QuizDialog, driver: Driver) -> None:
    """Give the right answer by the widgets."""
    question = dialog.question
    labels = {one.id: one.label("en") for one in question.options}
    match question.kind:
        case "one" | "several":
            kind = QRadioButton if question.kind == "one" else QCheckBox
            for box in dialog.findChildren(kind):
                box.setChecked(box.text() in {labels[code] for code in question.right})
        case "number":
            dialog.findChildren(QLineEdit)[-1].setText(question.right[0])
        case "match":
            for choice, code in zip(dialog.findChildren(Choice), question.right, strict=True):
                choice.choose(code)
        case "order":
            listed = dialog.findChildren(QListWidget)[-1]
            for place, code in enumerate(question.right):
                at = next(n for n in range(listed.count()) if listed.item(n).text() == labels[code])
                listed.setCurrentRow(at)
                for _ in range(at - place):
                    press(dialog, "Move up")
    driver.settle()


def test_every_question_is_answered_in_the_window_and_nothing_is_kept(driver: Driver) -> None:
    before = changes(driver)
    dialog = QuizDialog(driver.shell, training=False)
    dialog.open()
    driver.settle()
    press(dialog, "Check the answer")
    driver.settle()
    assert any("Give an answer first." in one for one in sentences(dialog))
    for question in quizzes.questions():
        fill_in(dialog, driver)
        press(dialog, "Check the answer")
        driver.settle()
        assert any("Right." in one for one in sentences(dialog)), question.id
        assert question.feedback("en") in sentences(dialog)
        press(dialog, "Next")
        driver.settle()
    assert any("10 of 10" in one for one in sentences(dialog))
    assert changes(driver) == before
    dialog.close()


def test_a_wrong_answer_is_told_what_is_right(driver: Driver) -> None:
    dialog = QuizDialog(driver.shell, training=False)
    dialog.open()
    driver.settle()
    dialog.findChildren(QRadioButton)[0].setChecked(True)
    press(dialog, "Check the answer")
    driver.settle()
    said = sentences(dialog)
    assert any("Not quite." in one for one in said)
    assert "Those who are needed to execute it" in said
    dialog.close()


def test_questions_have_words_in_three_languages_and_answers_among_their_options() -> None:
    for question in quizzes.questions():
        named = {one.id for one in question.options}
        assert question.kind == "number" or set(question.right) <= named
        for code in ("ar", "fr", "en"):
            words = [question.words[f"words_{code}"], question.words[f"feedback_{code}"]]
            words += [one.words[f"words_{code}"] for one in question.options]
            assert all(words)
            assert max(map(len, words)) <= 240
        if question.kind != "number":
            assert not question.is_right([one.id for one in question.options]) or question.kind == "match"
    assert {one.kind for one in quizzes.questions()} == {"one", "several", "order", "match", "number"}


def test_the_command_writes_the_questions_with_and_without_what_is_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = Desk(tmp_path, tmp_path / "none", capsys)
    assert len(desk.json("exercise", "quiz")) == len(quizzes.questions())
    assert "87(3)" not in desk.run("exercise", "quiz")[1]
    assert "87(3)" in desk.run("exercise", "quiz", "--answers")[1]


def test_a_number_may_be_typed_with_arabic_digits() -> None:
    sixty = next(one for one in quizzes.questions() if one.id == "sixty")
    assert sixty.is_right(["٦٠"])
    assert not any(sixty.is_right([wrong]) for wrong in ("", "6", "-60", "60.5", "²", "9" * 5000))


def test_terms_come_again_after_one_two_four_eight_sixteen_days(driver: Driver) -> None:
    ws, day, waits = driver.shell.context.ws, date(2026, 3, 2), []
    first = term_boxes.due_terms(ws, day)
    assert len(first) == term_boxes.A_DAY
    for _round in range(6):
        again = term_boxes.answer_term("g001", day, known=True)
        waits.append((again - day).days)
        assert "g001" not in [
            one.code for one in term_boxes.due_terms(driver.shell.context.ws, again - timedelta(days=1))
        ]
        assert term_boxes.due_terms(driver.shell.context.ws, again)[0].code == "g001"
        day = again
    assert waits == [1, 2, 4, 8, 16, 16]
    assert term_boxes.answer_term("g001", day, known=False) == day + timedelta(days=1)


@pytest.mark.parametrize("kept", ["", "[]", '{"g001": 3}', '{"g001": [9, "2026-01-01"]}', '{"g001": [1, "soon"]}'])
def test_what_was_spoilt_in_the_preferences_is_begun_anew(kept: str, driver: Driver) -> None:
    recent.set_preference(term_boxes.PREFERENCE, kept)
    assert len(term_boxes.due_terms(driver.shell.context.ws, date(2026, 3, 2))) == term_boxes.A_DAY


def test_the_terms_of_a_day_are_gone_through_in_the_window(driver: Driver) -> None:
    dialog = TermsDialog(driver.shell, driver.shell.context)
    dialog.open()
    driver.settle()
    for _term in range(term_boxes.A_DAY):
        press(dialog, "Show")
        driver.settle()
        assert any("العربية" in one for one in sentences(dialog))
        press(dialog, "I knew it")
        driver.settle()
    today = system_now().astimezone().date()
    assert term_boxes.due_terms(driver.shell.context.ws, today) == [], "ten a day"
    assert any("That was all for today." in one for one in sentences(dialog))
    dialog.close()
