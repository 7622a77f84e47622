"""An exercise at the window: from the first page to what arrives, hint, show me, next event, another office, back."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from focalpoint import paths
from focalpoint.gui.appearance import Appearance
from focalpoint.gui.exercise.cards import PaperView
from focalpoint.gui.exercise.strip import ExerciseStrip
from focalpoint.gui.exercise.summary import SummaryDialog
from focalpoint.gui.gate.exercise import ExerciseStep
from focalpoint.gui.gate.unlock import UnlockStep
from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.widgets.training import TrainingBand
from focalpoint.language import _, format_weekday
from focalpoint.services.casework import checklists, requests
from focalpoint.services.core import recent
from focalpoint.services.training import exercise, runs
from focalpoint.services.training.training_vaults import PASSPHRASE
from tests.gui.driver import Driver, Settle
from tests.helpers import scenarios


@pytest.fixture
def person(closed_window: MainWindow, settle: Settle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Driver:
    monkeypatch.setattr(paths, "documents_folder", lambda: tmp_path)
    closed_window.autolock_allowed = False
    return Driver(closed_window, settle)


def strip_of(person: Driver) -> ExerciseStrip:
    found = person.visible(ExerciseStrip)
    assert len(found) == 1, person.text()
    return found[0]


def play(person: Driver, run: runs.Run) -> ExerciseStrip:
    """Go on with a run that was started elsewhere."""
    runs.close_offices(run)
    person.window.gate.exercise.go_on(run.folder)
    person.settle()
    return strip_of(person)


def wait_for(person: Driver, words: str) -> None:
    for _turn in range(40):
        person.settle()
        if words in person.text():
            return
    raise AssertionError(f"{words} not in {person.text()}")


@pytest.mark.parametrize("language", ["ar", "en"])
def test_from_the_first_page_to_what_arrives_first_without_a_vault_of_ones_own(
    language: str, person: Driver, appearance: Appearance
) -> None:
    appearance.set_language(language, keep=False)
    person.window.gate.start()
    person.settle()
    person.press("Try an exercise")
    person.press("Begin")
    assert isinstance(person.window.gate.step, ExerciseStep)
    assert _("Say the number on your badge; without a class, any number.") in person.text()
    person.type("Number on your badge", "12")
    person.press("Begin")
    strip = strip_of(person)
    assert person.visible(TrainingBand)
    assert strip.run.state.language == language
    assert strip.run.text("A1.event") in person.text()
    assert strip.run.text("A1.mail.subject") in person.text()
    assert strip.context.ws.clock.simulated
    assert recent.vaults() == []
    person.press("Hint")
    assert strip.run.text("A1.received.hint") in person.text()


def test_one_action_after_another_is_shown_and_the_next_event_arrives(person: Driver, tmp_path: Path) -> None:
    run = runs.start_run(tmp_path / "run", "a", "en", "3", mode="demonstration")
    strip = play(person, run)
    for number in (1, 2, 3):
        person.press("Show me")
        assert f"Action {number} of 3 was done for you." in person.text()
    wait_for(person, "8 of 8 met")
    assert "Urgency: Urgent" in person.text()
    person.press("Show me")
    assert "The solution of this step is done." in person.text()
    before = strip.context.ws.now()
    person.press("Next event")
    assert "Acknowledge, and ask for the place" in person.text()
    assert (strip.context.ws.now() - before).total_seconds() > 3 * 3600
    strip.back_to("A1")
    wait_for(person, "0 of 8 met")
    again = strip_of(person)
    assert again.run.state.step == "A1"
    assert again.context.ws.vault.journal.epoch == 2


def test_every_page_shows_the_day_of_the_exercise_after_a_jump(person: Driver, tmp_path: Path) -> None:
    source = scenarios.write(tmp_path / "small")
    strip = play(person, runs.start_run(tmp_path / "run", str(source), "en", "3", mode="demonstration"))
    person.shell.show_page("today")
    strip.back_to("S3")  # reached by the solution
    wait_for(person, "Three")
    assert format_weekday(strip_of(person).run.stage.date(5)) in person.text()
    strip_of(person).back_to("S1")
    wait_for(person, "It begins")
    strip = strip_of(person)
    strip.next_event("4711")
    wait_for(person, "Record")
    assert format_weekday(strip.run.stage.date(3)) in person.text()


def test_the_next_step_is_played_in_another_office(person: Driver, tmp_path: Path) -> None:
    run = runs.start_run(tmp_path / "run", "a", "en", "3")
    exercise.reset(run, "A8")
    play(person, run)
    assert person.window.ws is not None
    assert person.window.ws.info.country == "QM"
    person.press("No. Without a landing none is needed.")
    wait_for(person, "1 of 4 met")
    person.press("Next event")
    wait_for(person, "An unscheduled landing in Selvane")
    assert person.window.ws.info.country == "QN"
    person.press("What arrived")
    assert "Landed at 15:00" not in person.text()


def test_held_steps_ask_for_digits_and_the_end_is_said(person: Driver, tmp_path: Path) -> None:
    source = scenarios.write(tmp_path / "small")
    strip = play(person, runs.start_run(tmp_path / "run", str(source), "en", "3", mode="exercise"))
    wait_for(person, "1 thing is still expected.")
    person.press("Next event")
    person.type("Digits", "4711")
    person.press("Go on")
    assert strip.run.state.step == "S2"
    person.press("Next event")
    assert strip.run.state.step == "S3"
    person.press("Next event")
    assert isinstance(person.top(), SummaryDialog)
    assert "0 of 3 met" in person.text()
    assert "Moved" in person.text()
    person.press("Close")
    assert "The exercise is over" in person.text()
    assert not person.can_press("Next event")


def test_a_paper_is_read_page_by_page_and_a_lock_and_an_unlock_come_back_to_the_step(
    person: Driver, tmp_path: Path
) -> None:
    source = scenarios.write(tmp_path / "small")
    strip = play(person, runs.start_run(tmp_path / "run", str(source), "fr", "3"))
    person.press("Read the paper")
    view = person.top()
    assert isinstance(view, PaperView)
    for _turn in range(60):
        person.settle()
        if any(not label.pixmap().isNull() for label in view.findChildren(QLabel) if label.pixmap()):
            break
    else:
        raise AssertionError("no page was drawn")
    view.accept()
    vault = strip.context.ws.info.path
    person.window.lock()
    person.settle()
    assert isinstance(person.window.gate.step, UnlockStep)
    assert PASSPHRASE in person.text()
    person.window.gate.unlock(vault, PASSPHRASE)
    person.settle()
    assert strip_of(person).run.state.step == "S1"


def test_the_first_two_steps_of_scenario_a_are_worked_by_hand_in_the_arabic_window(
    person: Driver, appearance: Appearance, tmp_path: Path
) -> None:
    appearance.set_language("ar", keep=False)
    strip = play(person, runs.start_run(tmp_path / "run", "a", "ar", "12"))
    run = strip.run
    # 1: the e-mail is registered, kept, held against the checklist
    person.open("request")
    person.press("New request")
    person.fill(
        type="P-02", sender="REG", reply_to="REG", own_ref="TRN-1", subject="القبض الاحتياطي", urgency="urgent",
        classification="under_seal", alias="الملف 7-ج", received_on=run.stage.date(0), confirmation_needed=True,
    )  # fmt: skip
    person.save()
    wait_for(person, _("{n} of {of} met").format(n=6, of=8))
    person.tab("dossier")
    with person.choosing(run.folder / "in" / "TRN-A1.mail.eml"):
        person.offer("A saved message…")
    person.tab("checklist")
    ws, request = strip.context.ws, run.stage.record("req", "tamura")
    for row in checklists.checklist_of(ws, requests.get_request(ws, request), "ar"):
        if row.code != "91-location":
            person.mark(row.label, "There")
    wait_for(person, _("{n} of {of} met").format(n=8, of=8))
    person.press("Next event")
    # 2: acknowledged; the question goes to the Registry; a consultation
    for state in ("registered", "acknowledged"):
        person.step(str(ws.reference.lists["lifecycle"].codes[state].more["action_ar"]))
    person.tab("checklist")
    person.press("Draft the request for clarification")
    person.fill(channel="embassy_the_hague")
    person.save()
    person.tab("dossier")
    person.offer("New consultation")
    person.fill(problem="المكان", reason="INFO-INSUFF")
    person.save()
    wait_for(person, _("{n} of {of} met").format(n=4, of=5))
    person.tab("checklist")
    for code in ("97.1", "97.2"):
        person.tick(ws.reference.label("guide_steps", code, "ar"))
    wait_for(person, _("{n} of {of} met").format(n=5, of=5))
    assert person.faults == []
    appearance.set_language("en", keep=False)
