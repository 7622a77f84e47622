"""The conflict inbox in the window: seen side by side, decided one by one or many at once, taken back."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from focalpoint.domain.messages import Message
from focalpoint.gui.appearance import Appearance
from focalpoint.gui.destinations import ToConflicts
from focalpoint.gui.forms.texts import NoteField
from focalpoint.gui.main_window import MainWindow
from focalpoint.gui.pages.exchange.conflicts import Decisions
from focalpoint.gui.pages.exchange.decision_panel import DecisionPanel
from focalpoint.gui.pages.exchange.page import ExchangePage
from focalpoint.gui.pages.today import TodayPage
from focalpoint.gui.shell import Shell
from focalpoint.gui.widgets.lines import LineButton
from focalpoint.services.casework import history, records, requests
from focalpoint.services.core.workspace import Workspace
from focalpoint.services.exchange import conflicts
from tests.gui.driver import Settle
from tests.helpers import vaults
from tests.screens.checks import faults


@pytest.fixture
def colleague(tmp_path: Path, opened: Workspace) -> Iterator[Workspace]:
    other = vaults.create(tmp_path, "second").workspace
    vaults.introduce(opened, other, tmp_path)
    yield other
    other.lock()


def quarrel(
    folder: Path, ours: Workspace, theirs: Workspace, mine: dict[str, str], other: dict[str, str], **begun: str
) -> str:
    """Let two people change one record, neither knowing of the other."""
    record = vaults.register(ours, **begun)
    vaults.receive(theirs, vaults.send(ours, theirs, [("request", record)], folder / f"{record}-1.fpbundle"))
    for ws, values in ((ours, mine), (theirs, other)):
        records.save(ws, replace(requests.get_request(ws, record), **values))  # type: ignore[arg-type]
    vaults.receive(ours, vaults.send(theirs, ours, [("request", record)], folder / f"{record}-2.fpbundle"))
    return record


@pytest.fixture
def record(opened: Workspace, colleague: Workspace, tmp_path: Path) -> str:
    mine = {"due_on": "2099-05-12", "body": "Freeze the three accounts."}
    other = {"due_on": "2099-05-21", "body": "Freeze the two accounts today."}
    return quarrel(tmp_path, opened, colleague, mine, other, own_ref="TRN-1", body="Freeze the two accounts.")


def inbox(shell: Shell, settle: Settle) -> Decisions:
    page = shell.show_page("exchange")
    assert isinstance(page, ExchangePage)
    page.decide()
    settle()
    return page.decisions


def said(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def press(widget: QWidget, label: str, place: int = 0) -> None:
    found = [b for b in widget.findChildren(QPushButton) if b.text() == label and b.isVisibleTo(widget)]
    found[place].click()


def opened_panel(decisions: Decisions, field: str) -> DecisionPanel:
    key = next(key for key in decisions._rows if key[2] == field)
    if decisions._rows[key].panel is None:
        decisions.toggle(key)
    panel = decisions._rows[key].panel
    assert panel is not None
    return panel


@pytest.mark.usefixtures("record")
def test_the_tab_counts_and_the_pressing_stands_first(shell: Shell, settle: Settle) -> None:
    decisions = inbox(shell, settle)
    page = shell.stack.currentWidget()
    assert isinstance(page, ExchangePage)
    assert page.tabs.tabText(3) == "Decisions  (2)"
    assert [key[2] for key in decisions._rows] == ["due_on", "body"]
    assert "Decide first" in said(decisions)


@pytest.mark.usefixtures("record")
def test_both_values_stand_side_by_side_with_who_when_and_by_which_bundle(
    shell: Shell, settle: Settle, opened: Workspace, colleague: Workspace
) -> None:
    panel = opened_panel(inbox(shell, settle), "due_on")
    settle()
    shown = said(panel)
    for words in (
        opened.info.person,
        colleague.info.person,
        "12 May 2099",
        "21 May 2099",
        "Written here",
        "TRN-second",
    ):
        assert words in shown
    assert "-2.fpbundle" in shown
    assert "until it is decided, reminders go by" in shown.lower()


@pytest.mark.usefixtures("record")
def test_words_put_in_and_taken_out_have_a_shape_and_a_word_too(shell: Shell, settle: Settle) -> None:
    panel = opened_panel(inbox(shell, settle), "body")
    settle()
    shown = said(panel)
    assert "underline" in shown
    assert "line-through" in shown
    assert "Underlined: put in" in shown
    names = "\n".join(label.accessibleName() for label in panel.findChildren(QLabel))
    assert "[put in: three]" in names
    assert "[taken out: two]" in names


def test_one_click_decides_and_the_next_row_opens(shell: Shell, settle: Settle, opened: Workspace, record: str) -> None:
    decisions = inbox(shell, settle)
    panel = opened_panel(decisions, "due_on")
    value = panel.view.candidates[1].value
    press(panel, "Keep this", 1)
    settle()
    assert requests.get_request(opened, record).due_on == value
    assert [key[2] for key in decisions._rows] == ["body"]
    assert decisions._rows[next(iter(decisions._rows))].panel is not None
    assert shell.notice.isVisible()
    assert any(b.text().startswith("Undo: decision on") for b in shell.notice.findChildren(QPushButton))


def test_both_texts_can_be_kept(shell: Shell, settle: Settle, opened: Workspace, record: str) -> None:
    panel = opened_panel(inbox(shell, settle), "body")
    press(panel, "Keep both")
    settle()
    assert (
        requests.get_request(opened, record).body == "Freeze the three accounts.\n— — —\nFreeze the two accounts today."
    )


def test_what_the_person_writes_instead_settles_it(
    shell: Shell, settle: Settle, opened: Workspace, record: str
) -> None:
    panel = opened_panel(inbox(shell, settle), "body")
    press(panel, "Edit…")
    assert isinstance(panel.field, NoteField)
    panel.field.put("Freeze the three accounts today.")
    press(panel, "Keep what I wrote")
    settle()
    assert requests.get_request(opened, record).body == "Freeze the three accounts today."
    assert [view.field for view in conflicts.all_conflicts(opened)] == ["due_on"]


def test_what_is_being_written_stays_when_the_page_is_read_again(
    shell: Shell, settle: Settle, opened: Workspace, record: str
) -> None:
    decisions = inbox(shell, settle)
    panel = opened_panel(decisions, "body")
    panel.edit()
    shell.show_page("today")
    inbox(shell, settle)
    assert opened_panel(decisions, "body") is panel


@pytest.mark.usefixtures("record")
def test_later_closes_the_row_and_changes_nothing(shell: Shell, settle: Settle, opened: Workspace) -> None:
    decisions = inbox(shell, settle)
    press(opened_panel(decisions, "due_on"), "Later")
    settle()
    assert all(row.panel is None for row in decisions._rows.values())
    assert len(conflicts.all_conflicts(opened)) == 2


def test_many_are_decided_after_a_sentence_and_undone_as_one(
    shell: Shell, settle: Settle, opened: Workspace, record: str
) -> None:
    decisions = inbox(shell, settle)
    assert not decisions._bar.ours.isEnabled()
    decisions.choose_all(on=True)
    decisions._bar.theirs.click()
    settle()
    assert "2 fields take the other value." in said(decisions)
    assert len(conflicts.all_conflicts(opened)) == 2, "nothing is done before it is said"
    press(decisions, "Decide 2 conflicts")
    settle()
    item = requests.get_request(opened, record)
    assert (item.due_on, item.body) == ("2099-05-21", "Freeze the two accounts today.")
    assert "Nothing waits for a decision." in said(decisions)
    assert (step := history.next_undo(opened)) is not None
    assert step.message == Message("decision on {title}", {"title": "2 fields"})


def test_an_empty_inbox_says_why(shell: Shell, settle: Settle) -> None:
    decisions = inbox(shell, settle)
    assert "Nothing waits for a decision." in said(decisions)
    assert "Nobody wrote something else" in said(decisions)


@pytest.mark.usefixtures("record")
def test_a_row_opens_by_keyboard_and_tells_its_state(shell: Shell, settle: Settle) -> None:
    decisions = inbox(shell, settle)
    row = next(iter(decisions._rows.values()))
    row.line.setFocus()
    assert (row.line.accessibleName(), row.line.accessibleDescription()) == ("TRN-1 TRN freezing Deadline", "closed")
    QTest.keyClick(row.line, Qt.Key.Key_Space)
    assert row.panel is not None
    assert row.line.accessibleDescription() == "open"
    assert row.check.accessibleName() == "Choose TRN-1 TRN freezing Deadline"


def test_today_leads_to_the_decision(shell: Shell, settle: Settle, record: str) -> None:
    page = shell.show_page("today")
    assert isinstance(page, TodayPage)
    settle()
    asked: list[object] = []
    shell.context.go.disconnect()
    shell.context.go.connect(lambda to: asked.extend([to]))
    line = next(one for one in page.findChildren(LineButton) if "TRN-1" in one.accessibleName())
    line.click()
    assert asked == [ToConflicts(record)]


def test_a_named_record_is_opened(shell: Shell, settle: Settle, record: str) -> None:
    page = shell.show_page("exchange")
    assert isinstance(page, ExchangePage)
    page.decide(record)
    settle()
    opened = [key for key, row in page.decisions._rows.items() if row.panel is not None]
    assert [key[1] for key in opened] == [record]


def test_a_sealed_request_shows_its_alias_in_the_list(
    shell: Shell, settle: Settle, opened: Workspace, colleague: Workspace, tmp_path: Path
) -> None:
    sealed = {"classification": "under_seal", "alias": "TRN alias", "subject": "TRN hidden words"}
    quarrel(tmp_path, opened, colleague, {"due_on": "2099-05-12"}, {"due_on": "2099-05-21"}, **sealed)
    decisions = inbox(shell, settle)
    names = [row.line.accessibleName() for row in decisions._rows.values()]
    assert names == ["TRN alias Deadline"]
    assert "hidden words" not in said(decisions)


@pytest.mark.parametrize(("language", "percent"), [("en", 100), ("ar", 100), ("ar", 200), ("fr", 200)])
def test_nothing_is_cut_off_mirrored_or_in_large_text(
    appearance: Appearance, window: MainWindow, settle: Settle, record: str, language: str, percent: int
) -> None:
    appearance.set_language(language, keep=False)
    appearance.set_theme("light", percent, keep=False)
    settle()
    assert window.shell is not None
    decisions = inbox(window.shell, settle)
    for key in list(decisions._rows):
        decisions.toggle(key)
        settle()
        assert faults(window) == []
    decisions.choose_all(on=True)
    decisions.keep_ours()
    settle()
    assert faults(window) == []
